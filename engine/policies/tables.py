"""Editing a decision table: what a browser sends, rules and columns added and moved."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.bpmn import table_files
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
