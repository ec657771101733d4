"""Asks of times: a literal that fits its place, or an expression that can give one."""

import re
from collections.abc import Iterator

from engine.bpmn import times
from engine.bpmn.linting import mending_words
from engine.bpmn.linting.model import ITEMS, Diagrams, Node, loop_name
from engine.bpmn.linting.report import Report
from engine.bpmn.linting.texts import TIMES, Text, time_of
from engine.bpmn.times import CYCLE, DURATION

_LIKE_A_TIME = re.compile(r"[-+]?[PR](?=[\d/T-])[^\s(]*|\d{4}-\S*")
_FROM = times.moment("2026-01-01")
_LATEST_YEAR = 9000


def check(diagrams: Diagrams, report: Report) -> Iterator[Text]:
    """What is left to check as FEEL."""
    for node in diagrams.nodes():
        written = time_of(node)
        if written is not None:
            yield from _timer(node, *written, report)
        if due := node.own.get("due"):
            if _is_written(due):
                if CYCLE.fullmatch(due) or not _fits(due):
                    report.add("bad-time", node.place, fix=mending_words.due(node, due), text=due)
            elif fix := mending_words.due(node, due):
                report.add("bad-time", node.place, fix=fix, text=due)
            else:
                item = frozenset({loop_name(node, ITEMS[0])} - {""})
                yield Text(node, node.place, due, TIMES, extra=item, own="due")


def _timer(node: Node, tag: str, text: str, report: Report) -> Iterator[Text]:
    fix = mending_words.time(node, tag, text)
    if not text:
        report.add("no-time", node.place)
    elif fix and not _is_written(text):
        report.add("bad-time", node.place, fix=fix, text=text)
    elif not _is_written(text):
        yield Text(node, node.place, text, frozenset({"text"}) if tag == "timeCycle" else TIMES)
    elif bool(CYCLE.fullmatch(text)) is not (tag == "timeCycle") or not _fits(text):
        report.add("bad-time", node.place, fix=fix, text=text)
    if tag == "timeCycle":
        if node.tag != "boundaryEvent" or node.interrupts:
            report.add("cycle-interrupts", node.place, fix=mending_words.cycle(node, text))
        elif text.startswith("R/"):
            report.add("endless-cycle", node.place, text=text)


def _is_written(text: str) -> bool:
    """Also what only looks like a literal: as FEEL, `-P1D` would be the negative of a name."""
    return times.is_literal(text) or bool(_LIKE_A_TIME.fullmatch(text))


def _fits(text: str) -> bool:
    """Longer than nothing, and a moment that there is."""
    try:
        if CYCLE.fullmatch(text):
            count, first, step = times.cycle(text, _FROM)
            return count != 0 and step.total_seconds() > 0 and first.year < _LATEST_YEAR
        if DURATION.fullmatch(text):
            due = times.after(text, _FROM)
            return due > _FROM and due.year < _LATEST_YEAR
        return times.moment(text).year < _LATEST_YEAR
    except (ValueError, OverflowError):
        return False
