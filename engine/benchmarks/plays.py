"""What is acted again and again: the steps of a scenario file that people do, without its expectations."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import forms
from engine import scenarios

HERE = Path(__file__).parent
PROCESSES = HERE.parent.parent / "processes"


@dataclass(frozen=True)
class Act:
    """One thing that somebody does; `element` of a start is its process."""

    kind: str  # start, do, ballot
    element: str
    who: str
    moment: datetime
    answers: Mapping[str, Any]
    is_last_vote: bool = False


@dataclass(frozen=True)
class Play:
    """A case from its start to its end, with the pack that it follows and the people who do it."""

    name: str
    folder: Path
    association: str
    people: Mapping[str, list[str]]
    acts: list[Act]

    @property
    def diagrams(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.glob("*/*.bpmn"))]


def reference() -> Play:
    """Seven tasks in three lanes, a vote of five, one timer: what every other engine was measured with."""
    return _read("reference", HERE / "reference", "reference/scenarios/straight_path.yaml")


def handling() -> Play:
    """The shipped process: a patient's request, accepted by the committee and served in kind."""
    return _read("handling", PROCESSES, "beneficiary_relations/scenarios/01_straight_path_alkawthar.yaml")


def raw(definition: forms.Definition, answers: Mapping[str, Any], people: Mapping[str, int]) -> forms.RawAnswers:
    """Answers as a browser sends them."""
    named = {
        field.name: str(people[answers[field.name]])
        for field in definition.fields
        if field.name in answers and isinstance(field.choices, str) and field.choices.startswith("users:")
    }
    return forms.encode(definition, {**answers, **named})


def of_another(act: Act, number: int) -> Act:
    """The same act for another beneficiary."""
    if "person" not in act.answers:
        return act
    person = {**act.answers["person"], "national_id": national_id(number)}
    return replace(act, answers={**act.answers, "person": person})


def national_id(number: int) -> str:
    """An invented national id whose last digit is right (Luhn)."""
    digits = f"1{number:08d}"
    doubled = [int(digit) * (2 - position % 2) for position, digit in enumerate(digits)]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return f"{digits}{-total % 10}"


def _read(name: str, folder: Path, path: str) -> Play:
    scenario = scenarios.read(folder / path)
    acts: list[Act] = []
    moment = datetime.fromisoformat(scenario["starts"])
    for step in scenario["steps"]:
        moment = datetime.fromisoformat(step["until"]) if "until" in step else moment
        if found := _act(step, moment):
            acts.append(found)
    return Play(name, folder, scenario["association"], scenario["people"], _with_last_votes(acts))


def _act(step: Mapping[str, Any], moment: datetime) -> Act | None:
    if "start" in step:
        start = step["start"]
        return Act("start", start["process"], start["as"], moment, start.get("answers", {}))
    if "do" in step:
        return Act("do", step["do"], step["as"], moment, step.get("answers", {}))
    if "ballot" in step:
        return Act("ballot", step["ballot"], step["as"], moment, {"vote": step["vote"]})
    return None


def _with_last_votes(acts: list[Act]) -> list[Act]:
    following = [*acts[1:], None]
    return [
        replace(act, is_last_vote=act.kind == "ballot" and (after is None or after.kind != "ballot"))
        for act, after in zip(acts, following, strict=True)
    ]
