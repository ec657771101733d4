"""What differs between how a case went and how it would go: said in words, by step, before and now."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from engine import clock
from engine.bpmn.elements import ElementInfo
from engine.policies.policy import Policy
from engine.wording import END_ISOLATE, ISOLATE

SAME, PATH, END, BREACH, UNKNOWN = "same", "path", "end", "breach", "unknown"
VERDICTS = (SAME, PATH, END, BREACH, UNKNOWN)
Words = tuple[str, str]  # Arabic, English
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Difference:
    """`step` is where it shows; `at` the moment, on the case's own clock."""

    element: str
    step_ar: str
    step_en: str
    before_ar: str
    before_en: str
    now_ar: str
    now_en: str
    at: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


class CannotBeDecided(Exception):
    """The records do not hold what the version asks; `difference` says where and what."""

    def __init__(self, difference: Difference) -> None:
        self.difference = difference
        super().__init__(difference.element)


def difference(element: str, step: Words, before: Words, now: Words, at: datetime) -> Difference:
    moment = clock.local(at).isoformat(timespec="minutes")
    return Difference(element, step[0], step[1], _kept(before[0]), before[1], _kept(now[0]), now[1], moment)


def _kept(arabic: str) -> str:
    """A date keeps its order inside Arabic text."""
    return _DATE.sub(f"{ISOLATE}\\g<0>{END_ISOLATE}", arabic)


def named(element: ElementInfo) -> Words:
    return element.name_ar or element.id, element.name_en or element.name_ar or element.id


def words(names: Mapping[str, str], otherwise: str) -> Words:
    return names.get("ar") or otherwise, names.get("en") or names.get("ar") or otherwise


def quoted(name: Words) -> Words:
    return f"«{name[0]}»", f"“{name[1]}”"


def day(moment: datetime) -> str:
    return clock.local(moment).date().isoformat()


def role(policy: Policy, key: str) -> Words:
    label = policy.association["roles"].get(key, {})
    return label.get("ar", key), label.get("en", key)


def find(policy: Policy, element_id: str) -> ElementInfo | None:
    """An element of any of the version's diagrams."""
    found = (process.elements.get(element_id) for process in policy.specs.processes.values())
    return next((each for each in found if each), None)


def name_in(policies: list[Policy], element_id: str) -> Words:
    """The name of an element in the first version that draws it."""
    found = next((each for policy in policies if (each := find(policy, element_id))), None)
    return named(found) if found else (element_id, element_id)
