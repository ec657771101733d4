"""What a scenario expects of its case, compared with what is there."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from engine import access, clock, documents, history
from engine.bpmn import case_data
from engine.models import Case, Document, Outbox, OutboxStatus, Timer, TimerStatus
from engine.policies import versions
from engine.scenario_steps import open_elements
from engine.scenario_world import ScenarioProblem, World

Difference = tuple[str, str]
MISSING = "nothing"


def differences(world: World, case_name: str | None, expected: Mapping[str, Any]) -> list[Difference]:
    """Each thing that is not as expected: (expected, found)."""
    case = world.case(case_name)
    with clock.at(world.now):
        return [
            found for key, value in expected.items() if key != "case" for found in _COMPARE[key](world, case, value)
        ]


def visible(world: World, case_name: str | None, wanted: Mapping[str, str]) -> list[Difference]:
    """A field that the person must not see, neither as an answer nor as a document."""
    case, actor, name = world.case(case_name), world.actor(wanted["as"]), wanted["field"].rsplit(".", 1)[-1]
    policy = versions.policy(world.session, case.version_id)
    limits = [field.visible_to for form in policy.forms.values() for field in _every(form.fields) if field.name == name]
    if not limits:
        raise ScenarioProblem(f"a field '{name}' in the pack", "none")
    if not access.may_see(world.session, case, actor):
        return []
    seen = any(access.sees_field(limit, actor) for limit in limits)
    papers = select(Document).where(Document.case_id == case.id, Document.field.in_((name, wanted["field"])))
    read = [
        paper.filename for paper in world.session.scalars(papers) if documents.may_read(world.session, paper, actor)
    ]
    return [(f"{name} not visible to {wanted['as']}", f"it is, {read}" if read else "it is")] if seen or read else []


def _every(fields: Any) -> Iterator[Any]:
    for field in fields:
        yield field
        yield from field.columns


def _status(world: World, case: Case, value: str) -> Iterator[Difference]:
    yield from _same("status", value, str(case.status))


def _end(world: World, case: Case, value: str) -> Iterator[Difference]:
    yield from _same("end", value, case.end_element)


def _open(world: World, case: Case, value: list[str]) -> Iterator[Difference]:
    yield from _same("open", sorted(value), open_elements(world, case))


def _timers(world: World, case: Case, value: list[str]) -> Iterator[Difference]:
    query = select(Timer.element_id).where(Timer.case_id == case.id, Timer.status == TimerStatus.WAITING)
    yield from _same("timers", sorted(value), sorted(world.session.scalars(query)))


def _sent(world: World, case: Case, value: list[str]) -> Iterator[Difference]:
    query = select(Outbox.element_id).where(
        Outbox.case_id == case.id, Outbox.status == OutboxStatus.SENT, Outbox.id > world.sent_before
    )
    yield from _same("sent", sorted(value), sorted(set(world.session.scalars(query))))


def _data(world: World, case: Case, value: Mapping[str, Any]) -> Iterator[Difference]:
    policy = versions.policy(world.session, case.version_id)
    yield from _holds("data", value, case_data.read(policy.specs, case.process_id, case.state))


def _facts(world: World, case: Case, value: Mapping[str, Any]) -> Iterator[Difference]:
    yield from _holds("facts", value, case.facts)


def _person(world: World, case: Case, value: Mapping[str, Any]) -> Iterator[Difference]:
    person = case.person
    there = (
        {key: getattr(person, key) for key in ("national_id", "no_id_reason", "name", "mobile", "birth_on")}
        if person
        else {}
    )
    yield from _holds(
        "person", value, {key: item.isoformat() if isinstance(item, date) else item for key, item in there.items()}
    )


def _history(world: World, case: Case, value: Mapping[str, Any]) -> Iterator[Difference]:
    kinds = [event.kind for event in history.of(world.session, case.id)]
    if len(kinds) < value.get("at_least", 0):
        yield f"history: at least {value['at_least']} entries", f"{len(kinds)}"
    missing = [kind for kind in value.get("kinds", []) if kind not in kinds]
    if missing:
        yield f"history with {missing}", f"only {sorted(set(kinds))}"


_COMPARE: dict[str, Callable[[World, Case, Any], Iterator[Difference]]] = {
    "status": _status,
    "end": _end,
    "open": _open,
    "timers": _timers,
    "sent": _sent,
    "data": _data,
    "facts": _facts,
    "person": _person,
    "history": _history,
}


def _holds(what: str, expected: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[Difference]:
    """Each expected name; `CR_Ballot.outcome` looks inside. Null also stands for a name that is not there."""
    for name, value in expected.items():
        found = _at(there, name.split("."))
        if not matches(value, found):
            yield f"{what}: {name} = {value!r}", f"{found!r}"


def _at(there: Any, path: list[str]) -> Any:
    for part in path:
        if isinstance(there, list) and part.isdigit() and int(part) < len(there):
            there = there[int(part)]
        elif isinstance(there, Mapping):
            there = there.get(part)
        else:
            return None
    return there


def matches(expected: Any, found: Any) -> bool:
    """Equal; of a mapping only what is written is compared; true is not 1."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(matches(value, found.get(key)) for key, value in expected.items())
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(matches, expected, found))
    if isinstance(expected, str) and isinstance(found, str):
        return unicodedata.normalize("NFC", expected) == unicodedata.normalize("NFC", found)
    return bool(isinstance(expected, bool) == isinstance(found, bool) and expected == found)


def _same(what: str, expected: Any, found: Any) -> Iterator[Difference]:
    if expected != found:
        yield f"{what}: {expected}", f"{found if found is not None else MISSING}"
