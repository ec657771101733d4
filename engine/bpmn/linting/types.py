"""What kind of value a name or an expression stands for, as far as the pack says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn import feel
from engine.bpmn.feel import Operand
from engine.bpmn.feel.problems import ABSENT, KINDS
from engine.bpmn.vocabulary import FeelType, Vocabulary

SIMPLE = frozenset({"text", "number", "boolean", "date", "date time", "time", "duration"})
_LITERALS = (
    (re.compile(r"-?\d+(\.\d+)?"), "number"),
    (re.compile(r'"([^"\\]|\\.)*"'), "text"),
    (re.compile(r"true|false"), "boolean"),
)
_CALL = re.compile(r"([^\W\d][\w ]*?)\s*\(")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_RESULTS: Mapping[str, str] = {
    **dict.fromkeys(("not", "contains", "starts with", "ends with", "list contains", "all", "any"), "boolean"),
    **dict.fromkeys(("number", "count", "sum", "floor", "ceiling", "abs", "string length", "modulo"), "number"),
    **dict.fromkeys(("string", "upper case", "lower case", "substring", "string join"), "text"),
    **dict.fromkeys(("date", "today"), "date"),
    **dict.fromkeys(("date and time", "now"), "date time"),
    "duration": "duration",
    "time": "time",
}


@dataclass(frozen=True)
class Types:
    """Every name of the pack and of the diagrams; a name whose kind is not known, or not always the same, is "any"."""

    names: Mapping[str, FeelType]
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of_path(self, path: str) -> FeelType:
        base, *parts = path.split(".")
        known = self.names.get(base, "any")
        for part in parts:
            known = _part(known, part)
        return known

    def of_operand(self, operand: Operand) -> FeelType:
        if operand.kind in ("path", "item"):
            return self._of_column(operand.value) or ("any" if operand.kind == "item" else self.of_path(operand.value))
        if operand.kind == "other":
            return _called(str(operand.value))
        return "any" if operand.kind == "null" else operand.kind

    def keys_of(self, operand: Operand) -> frozenset[str] | None:
        """The choices of a field or of a column; a record's part may bear the name of another form's field."""
        base, _, column = str(operand.value).partition(".")
        if operand.kind not in ("path", "item") or (column and column not in _columns(self.names.get(base))):
            return None
        return self.choices.get(column or base)

    def _of_column(self, path: str) -> FeelType:
        """`rows.kind` also stands for `row.kind`, where `row` is one of `rows`."""
        base, _, column = path.partition(".")
        return _columns(self.names.get(base)).get(column)

    def of_text(self, text: str, check: feel.Check) -> FeelType:
        """Only where it is plain to see: a path, a literal, or one call."""
        source = feel.formula(text)
        if source in check.paths:
            return self.of_path(source)
        for form, kind in _LITERALS:
            if form.fullmatch(source):
                return kind
        return _called(source)


def _called(source: str) -> FeelType:
    call = _CALL.match(source)
    if call and _closes_at_end(source[call.end() - 1 :]):
        return _RESULTS.get(call[1], "any")
    return "any"


def name_of(kind: FeelType) -> str:
    """`list` and `context` without what is in them."""
    return str(next(iter(kind))) if isinstance(kind, Mapping) else str(kind)


def worded(kind: FeelType) -> tuple[str, str]:
    return KINDS.get(name_of(kind), ABSENT)


def differ(left: FeelType, right: FeelType) -> bool:
    """Whether two kinds can never be compared."""
    return "any" not in (left, right) and name_of(left) != name_of(right)


def known_types(vocabulary: Vocabulary | None, facts: Mapping[str, FeelType]) -> dict[str, FeelType]:
    """Facts, parameters and fields; a field that two forms type differently is "any"."""
    names: dict[str, FeelType] = {}
    for fields in vocabulary.forms.values() if vocabulary else ():
        for name, kind in fields.items():
            names[name] = kind if names.get(name, kind) == kind else "any"
    return {**names, **(vocabulary.parameters if vocabulary else {}), **facts}


def missing_part(types: Types, path: str) -> tuple[str, str, list[str]] | None:
    """The record, the part that it has not, and those that it has."""
    base, *parts = path.split(".")
    known: FeelType = types.names.get(base, "any")
    for part in parts:
        inside = _inside(known)
        if inside is not None and part not in inside:
            return base, part, list(inside)
        known, base = _part(known, part), f"{base}.{part}"
    return None


def _part(kind: FeelType, part: str) -> FeelType:
    inside = _inside(kind)
    if inside is None:
        return "any"
    found = inside.get(part, "any")
    return {"list": found} if name_of(kind) == "list" else found


def _inside(kind: FeelType) -> Mapping[str, Any] | None:
    """The parts of a record, or the columns of a list of records."""
    if not isinstance(kind, Mapping):
        return None
    held = next(iter(kind.values()))
    return held if isinstance(held, Mapping) and not set(held) <= {"list", "context"} else None


def _columns(kind: FeelType) -> Mapping[str, Any]:
    return (_inside(kind) or {}) if kind is not None and name_of(kind) == "list" else {}


def _closes_at_end(text: str) -> bool:
    """Whether the bracket that opens a text closes at its end."""
    plain, depth = _STRING.sub("", text), 0
    for position, sign in enumerate(plain):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return position == len(plain) - 1
    return False
