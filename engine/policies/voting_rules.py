"""The usual rules of a committee's vote, written as the FEEL that a ballot holds; what any rule means in numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn import feel

OWN = "feel"  # a rule that is none of the usual ones
QUORUMS = {
    "half": "floor(members / 2) + 1",
    "two_thirds": "ceiling(members * 2 / 3)",
    "all": "members",
}
FIXED = "number"
MAJORITIES = {
    "half_cast": "votes > cast / 2",
    "two_thirds_cast": "votes >= cast * 2 / 3",
    "all_cast": "votes = cast",
    "half_members": "votes > members / 2",
    "two_thirds_members": "votes >= members * 2 / 3",
}
IN_QUORUM, IN_MAJORITY = ("members",), ("votes", "cast", "members")
_LEAST = re.compile(r"max\((\d{1,3}),(.*)\)")
_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True)
class Rule:
    """`least`: never fewer than these; `number`: of a fixed quorum; `text`: FEEL of one's own."""

    key: str
    least: int | None = None
    number: int | None = None
    text: str | None = None


def read_quorum(text: str) -> Rule:
    """Recognise the rule behind a quorum's FEEL."""
    tight = _tight(text)
    if _NUMBER.fullmatch(tight):
        return Rule(FIXED, number=int(tight))
    found = _LEAST.fullmatch(tight)
    inner = found[2] if found else tight
    key = next((key for key, rule in QUORUMS.items() if _tight(rule) == inner), None)
    return Rule(key, least=int(found[1]) if found else None) if key else Rule(OWN, text=text)


def read_majority(text: str) -> Rule:
    """Recognise the rule behind a majority's FEEL."""
    key = next((key for key, rule in MAJORITIES.items() if _tight(rule) == _tight(text)), None)
    return Rule(key) if key else Rule(OWN, text=text)


def write_quorum(rule: Rule) -> str:
    """Write the rule as FEEL."""
    if rule.key == OWN:
        return rule.text or ""
    if rule.key == FIXED:
        return str(rule.number or 1)
    whole = QUORUMS[rule.key]
    return f"max({rule.least}, {whole})" if rule.least else whole


def write_majority(rule: Rule) -> str:
    """Write the rule as FEEL."""
    return rule.text or "" if rule.key == OWN else MAJORITIES[rule.key]


def problem(text: str, known: tuple[str, ...], kind: type) -> tuple[str, str] | None:
    """Say in both languages what is wrong with a rule of one's own; None where it can be used."""
    checked = feel.check(text)
    if checked.problems:
        return checked.problems[0].ar, checked.problems[0].en
    if strange := sorted({*checked.names} - {*known}):
        names = ", ".join(known)
        return (
            f"الاسم «{strange[0]}» غير معروف هنا؛ المعروف: {names}.",
            f"the name '{strange[0]}' is not known here; known are {names}.",
        )
    return _tried(text, known, kind)


def _tried(text: str, known: tuple[str, ...], kind: type) -> tuple[str, str] | None:
    try:
        value = feel.evaluate(text, dict.fromkeys(known, 3), dict.fromkeys(known, "number"))
    except feel.FeelError as error:
        return error.ar, error.en
    if kind is bool:
        good = isinstance(value, bool)
        return None if good else ("يجب أن تعطي العبارة نعم أو لا.", "the expression must give yes or no.")
    good = isinstance(value, int | float) and not isinstance(value, bool)
    return None if good else ("يجب أن تعطي العبارة عددًا.", "the expression must give a number.")


def quorum_of(text: str, members: int) -> int | None:
    """How many must vote; None where the rule cannot be worked out."""
    value = _value(text, {"members": members})
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def votes_needed(text: str, cast: int, members: int) -> int | None:
    """The fewest votes that carry it when so many are cast; None where none do."""
    for votes in range(1, cast + 1):
        if _value(text, {"votes": votes, "cast": cast, "members": members}) is True:
            return votes
    return None


def _value(text: str, known: Mapping[str, Any]) -> Any:
    try:
        return feel.evaluate(text, known, dict.fromkeys(known, "number"))
    except feel.FeelError:
        return None


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", text)
