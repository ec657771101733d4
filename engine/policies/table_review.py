"""What the engine says of a decision table being edited: its problems in their places, its result for values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.bpmn import decisions, feel, table_files
from engine.bpmn.decisions import Decision, DecisionFailed, InvalidDecision
from engine.bpmn.feel import FeelError, FeelType
from engine.bpmn.spoken import Both
from engine.bpmn.table_files import EditTable


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
