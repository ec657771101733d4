"""Editing a decision table: what a browser sends, rules and columns added and moved, what the engine says of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.bpmn import decisions, feel, table_files
from engine.bpmn.decisions import Decision, DecisionFailed, InvalidDecision
from engine.bpmn.feel import FeelError, FeelType
from engine.bpmn.spoken import Both
from engine.bpmn.table_files import Column, EditTable, Rule

MOST_RULES = 200
MOST_COLUMNS = 12
LONGEST_CELL = 4000
LONGEST_LABEL = 200
TYPES = ("text", "number", "boolean", "date", "date time", "duration", "any")
POLICIES = ("UNIQUE", "FIRST", "COLLECT")
AGGREGATIONS = ("", "SUM", "MIN", "MAX", "COUNT")
_ACTION = re.compile(r"(rule|input|output):(add|copy|remove|up|down)(?::(\d{1,3}))?")
_SIMPLE = {"text": '""', "number": "0", "boolean": "false", "any": "null"}
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML has no way to say them
_ID = re.compile(r"[\w.-]{1,100}")

Sent = Mapping[str, str]
Table = EditTable


def sent(form: Sent, base: EditTable) -> EditTable:
    """The table as the page shows it; `base` gives what the page does not ask."""
    form = {name: _UNWRITABLE.sub("", text) for name, text in form.items()}
    inputs, outputs = (_columns(form, mark) for mark in ("i", "o"))
    rules = []
    for number in range(_count(form, "r", MOST_RULES)):
        cells = tuple(_line(form, f"r-{number}-i-{at}") for at in range(len(inputs)))
        results = tuple(_line(form, f"r-{number}-o-{at}") for at in range(len(outputs)))
        note = " ".join(form.get(f"r-{number}-note", "").split())[:LONGEST_CELL]
        rules.append(Rule(_id(form, f"r-{number}-id"), note, cells, results))
    return replace(
        base,
        name=" ".join(form.get("name", base.name).split())[:LONGEST_LABEL],
        description=form.get("description", base.description).replace("\r\n", "\n").strip()[:LONGEST_CELL],
        policy=form.get("policy", base.policy)[:20],
        aggregation=form.get("aggregation", base.aggregation)[:20],
        inputs=inputs,
        outputs=outputs,
        rules=tuple(rules),
    )


def _columns(form: Sent, mark: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            _id(form, f"{mark}-{number}-id"),
            " ".join(form.get(f"{mark}-{number}-label", "").split())[:LONGEST_LABEL],
            _line(form, f"{mark}-{number}-text"),
            form.get(f"{mark}-{number}-type", "any")[:40],
        )
        for number in range(_count(form, mark, MOST_COLUMNS))
    )


def _count(form: Sent, mark: str, most: int) -> int:
    return next((number for number in range(most) if f"{mark}-{number}-id" not in form), most)


def _line(form: Sent, name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()[:LONGEST_CELL]


def _id(form: Sent, name: str) -> str:
    found = form[name]
    return found if _ID.fullmatch(found) else "x"


def edited(table: EditTable, action: str) -> EditTable:
    """Carry out one button of the page; an unknown one changes nothing."""
    found = _ACTION.fullmatch(action)
    if not found:
        return table
    what, act, number = found[1], found[2], int(found[3] or 0)
    return _rules(table, act, number) if what == "rule" else _column(table, what, act, number)


def _rules(table: EditTable, act: str, number: int) -> EditTable:
    if act in ("add", "copy") and len(table.rules) >= MOST_RULES:
        return table
    id = table_files.free_id(table, "Rule")
    if act == "add":
        empty = Rule(id, "", ("-",) * len(table.inputs), tuple(_SIMPLE.get(each.type, "") for each in table.outputs))
        return replace(table, rules=(*table.rules, empty))
    if number >= len(table.rules):
        return table
    if act == "copy":
        copied = replace(table.rules[number], id=id)
        return replace(table, rules=(*table.rules[: number + 1], copied, *table.rules[number + 1 :]))
    return replace(table, rules=tuple(table.rules[at] for at in _order(len(table.rules), act, number)))


def _column(table: EditTable, what: str, act: str, number: int) -> EditTable:
    columns = table.inputs if what == "input" else table.outputs
    if act == "add":
        return _widened(table, what, columns) if len(columns) < MOST_COLUMNS else table
    if number >= len(columns) or act == "copy":
        return table
    order = _order(len(columns), act, number)
    rules = [_filled(rule, what, [_entries(rule, what)[at] for at in order]) for rule in table.rules]
    return _with(table, what, [columns[at] for at in order], rules)


def _widened(table: EditTable, what: str, columns: Sequence[Column]) -> EditTable:
    name = "" if what == "input" else f"result_{len(columns) + 1}"
    made = Column(table_files.free_id(table, what.capitalize()), "", name, "text")
    empty = "-" if what == "input" else '""'
    rules = [_filled(rule, what, [*_entries(rule, what), empty]) for rule in table.rules]
    return _with(table, what, [*columns, made], rules)


def _entries(rule: Rule, what: str) -> tuple[str, ...]:
    return rule.cells if what == "input" else rule.outputs


def _filled(rule: Rule, what: str, entries: Sequence[str]) -> Rule:
    return replace(rule, cells=tuple(entries)) if what == "input" else replace(rule, outputs=tuple(entries))


def _with(table: EditTable, what: str, columns: Sequence[Column], rules: Sequence[Rule]) -> EditTable:
    if what == "input":
        return replace(table, inputs=tuple(columns), rules=tuple(rules))
    return replace(table, outputs=tuple(columns), rules=tuple(rules))


def _order(count: int, act: str, number: int) -> list[int]:
    """The old places in their new order."""
    order = list(range(count))
    moved = order.pop(number)
    if act == "remove":
        return order
    order.insert(max(number - 1, 0) if act == "up" else number + 1, moved)
    return order


@dataclass(frozen=True)
class Review:
    """What the engine says: of the table as a whole, and at each field of the page by its name."""

    whole: tuple[Both, ...]
    at: Mapping[str, tuple[Both, ...]]
    names: tuple[str, ...]
    decision: Decision | None

    @property
    def is_sound(self) -> bool:
        return not self.whole and not self.at


def review(written: bytes) -> Review:
    """Read the table as the engine will, and put each problem where it is mended."""
    try:
        decision = decisions.read(written)
    except InvalidDecision as invalid:
        return _review(written, invalid.problems, None)
    return _review(written, decision.problems(), decision)


def _review(written: bytes, problems: Sequence[decisions.Problem], decision: Decision | None) -> Review:
    places = _places(decision) if decision else _outline(table_files.read(written))
    whole: list[Both] = []
    at: dict[str, tuple[Both, ...]] = {}
    for problem in problems:
        said, place = Both(problem.ar, problem.en), places.get(problem.element)
        if place is None:
            whole.append(said)
        else:
            at[place] = (*at.get(place, ()), said)
    return Review(tuple(whole), at, decision.names if decision else (), decision)


def _places(decision: Decision) -> dict[str, str]:
    """Element of the file: the field of the page."""
    found = {column.id: f"i-{number}-text" for number, column in enumerate(decision.inputs)}
    found |= {column.id: f"o-{number}-text" for number, column in enumerate(decision.outputs)}
    for number, rule in enumerate(decision.rules):
        found[rule.id] = f"r-{number}-note"
        found |= {cell.id: f"r-{number}-i-{at}" for at, cell in enumerate(rule.cells)}
        found |= {cell.id: f"r-{number}-o-{at}" for at, cell in enumerate(rule.outputs)}
    return found


def _outline(table: EditTable) -> dict[str, str]:
    found = {column.id: f"i-{number}-text" for number, column in enumerate(table.inputs)}
    found |= {column.id: f"o-{number}-text" for number, column in enumerate(table.outputs)}
    return found | {rule.id: f"r-{number}-note" for number, rule in enumerate(table.rules)}


@dataclass(frozen=True)
class Trial:
    """What the engine decided for typed values: the rules that fit, by place, and the result or why there is none."""

    hits: tuple[int, ...]
    result: Any
    problem: Both | None
    at: Mapping[str, Both]


def attempt(decision: Decision, typed: Mapping[str, str], types: Mapping[str, FeelType]) -> Trial:
    """Decide with values as typed; an empty one is not known, which is null."""
    known: dict[str, Any] = {}
    wrong: dict[str, Both] = {}
    for name, text in typed.items():
        try:
            known[name] = _typed(text.strip(), types.get(name, "any"))
        except FeelError as error:
            wrong[name] = Both(error.ar, error.en)
    if wrong:
        return Trial((), None, None, wrong)
    used = {name: kind for name, kind in types.items() if name in known}
    try:
        return Trial(_hits(decision, known, used), decision.decide(known, used), None, {})
    except DecisionFailed as failed:
        return Trial(_hits(decision, known, used), None, Both(failed.ar, failed.en), {})


def _hits(decision: Decision, known: Mapping[str, Any], types: Mapping[str, FeelType]) -> tuple[int, ...]:
    """Each rule decided alone, by the engine itself; one that cannot be decided does not fit."""
    found = []
    for number, rule in enumerate(decision.rules):
        alone = replace(decision, rules=(rule,), policy="COLLECT", aggregation="")
        try:
            if alone.decide(known, types):
                found.append(number)
        except DecisionFailed:
            continue
    return tuple(found[:1] if decision.policy == "FIRST" else found)


def _typed(text: str, kind: FeelType) -> Any:
    """What a person types for a field of a type; of an unknown type it is FEEL."""
    if not text:
        return None
    if kind in ("text", "date", "date time", "duration"):
        return text
    return feel.evaluate(text, {}, {})
