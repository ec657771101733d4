"""A cell of a decision table in words: choices by their labels, limits, ranges; other FEEL stays as it is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine import wording
from engine.bpmn import spoken
from engine.bpmn.spoken import Both

ANY = Both("أي قيمة", "any")
_TEXT = r'"(?:[^"\\]|\\.)*"'
_LIST = re.compile(rf"{_TEXT}(?:\s*,\s*{_TEXT})*")
_NOT = re.compile(r"not\((.*)\)", re.DOTALL)
_LIMIT = re.compile(r"(<=|>=|<|>)\s*(.+)")
_RANGE = re.compile(r"[\[\](]\s*([^.]+?)\s*\.\.\s*([^.]+?)\s*[\[\])]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DATE = re.compile(r'date\("(\d{4}-\d\d-\d\d)"\)')
LIMITS = {
    "<": Both("أقل من", "less than"), "<=": Both("لا يزيد على", "at most"),
    ">": Both("أكثر من", "more than"), ">=": Both("لا يقل عن", "at least"),
}  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What is known of a column: labels of its keys, whether its numbers are halalas, names of parameters."""

    labels: Mapping[str, Both] = field(default_factory=dict)
    is_money: bool = False
    names: Mapping[str, Both] = field(default_factory=dict)


def keys(text: str) -> list[str] | None:
    """The quoted texts of a cell that holds nothing else; None for any other cell."""
    plain = text.strip()
    return [each[1:-1] for each in re.findall(_TEXT, plain)] if _LIST.fullmatch(plain) else None


def words(text: str, meaning: Meaning) -> Both:
    """The cell as a person would say it."""
    plain = text.strip().removeprefix("=").strip()
    if plain in ("", "-"):
        return ANY
    if found := _NOT.fullmatch(plain):
        inner = words(found[1], meaning)
        return Both(f"ما عدا {inner.ar}", f"anything but {inner.en}")
    if (found_keys := keys(plain)) is not None:
        return _any_of([meaning.labels.get(key) or Both(f"«{key}»", f"“{key}”") for key in found_keys])
    if found := _LIMIT.fullmatch(plain):
        said, limit = LIMITS[found[1]], _value(found[2], meaning)
        return Both(f"{said.ar} {limit.ar}", f"{said.en} {limit.en}")
    if found := _RANGE.fullmatch(plain):
        low, high = _value(found[1], meaning), _value(found[2], meaning)
        return Both(f"من {low.ar} إلى {high.ar}", f"from {low.en} to {high.en}")
    return _value(plain, meaning)


def _value(text: str, meaning: Meaning) -> Both:
    if text in ("true", "false"):
        return spoken.yes_no(text == "true")
    if meaning.is_money and re.fullmatch(r"-?\d+", text):
        return Both(wording.money(int(text), "ar"), wording.money(int(text), "en"))
    if _NUMBER.fullmatch(text):
        return Both(text, text)
    if found := _DATE.fullmatch(text):
        return spoken.both(found[1])
    if named := meaning.names.get(text):
        return Both(f"«{named.ar}»", f"“{named.en}”")
    return spoken.both(text)


def _any_of(texts: list[Both]) -> Both:
    return Both(" أو ".join(each.ar for each in texts), " or ".join(each.en for each in texts))
