"""The top of every page about a case: number, person, and where it stands in the policy's steps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import filling, lateness
from engine.actors import Actor
from engine.bpmn import run
from engine.models import Case, Incident, IncidentStatus, TaskStatus, Timer, UserTask
from engine.policies import versions
from engine.policies.policy import Policy


@dataclass(frozen=True)
class PersonCard:
    """The beneficiary, to who may see the case."""

    id: int
    name: str
    national_id: str | None
    mobile: str | None


@dataclass(frozen=True)
class ProgressStep:
    """One of the policy's steps; `state` is done, now or later."""

    clause: str
    number: str
    text: str
    state: str


@dataclass(frozen=True)
class Clause:
    """A clause of the policy version that the case runs on."""

    id: str
    number: str
    text: str


@dataclass(frozen=True)
class CaseHead:
    """`marks` names the timers that marked the case; `version` is its policy's hash; `incidents` counts open ones."""

    id: int
    number: str
    status: str
    end: str | None
    person: PersonCard | None
    channel: str | None
    origin: str | None
    started_at: datetime
    ended_at: datetime | None
    is_overdue: bool
    marks: list[str]
    follow_up: bool
    version: str
    steps: list[ProgressStep]
    incidents: int


def head(session: Session, case: Case, actor: Actor) -> CaseHead:
    """Return the top of a case's pages."""
    policy = versions.policy(session, case.version_id)
    english = actor.locale == "en"
    return CaseHead(
        id=case.id,
        number=case.number,
        status=case.status.value,
        end=case.end_en if english else case.end_ar,
        person=_person(case),
        channel=_label(filling.choices(session, policy, "channels", actor.locale), case.facts.get("channel")),
        origin=_origin(policy, case, actor.locale),
        started_at=case.started_at,
        ended_at=case.ended_at,
        is_overdue=lateness.of_case(case, _open_tasks(session, case)),
        marks=_marks(session, policy, case, actor.locale),
        follow_up=case.follow_up,
        version=policy.hash,
        steps=_progress(policy, case, actor.locale),
        incidents=_incidents(session, case),
    )


def clauses(policy: Policy, ids: Iterable[str], locale: str) -> list[Clause]:
    """Return the clauses with these ids, in the language asked for."""
    found = (policy.clauses.get(clause) for clause in ids)
    return [Clause(clause["id"], str(clause.get("number", "")), clause[locale]) for clause in found if clause]


def _person(case: Case) -> PersonCard | None:
    person = case.person
    return PersonCard(person.id, person.name, person.national_id, person.mobile) if person else None


def _label(labels: Mapping[str, str], key: Any) -> str | None:
    return labels.get(key, key) if key else None


def _origin(policy: Policy, case: Case, locale: str) -> str | None:
    """`origin` is a fact of the engine; its words stand in the field of the form that asked for it."""
    labels = {key: words[locale] for key, words in policy.labels.get("origin", {}).items()}
    return _label(labels, case.facts.get("origin"))


def _marks(session: Session, policy: Policy, case: Case, locale: str) -> list[str]:
    """What the timers that marked the case are called."""
    query = select(Timer.element_id).where(Timer.case_id == case.id, Timer.times_fired > 0).order_by(Timer.id)
    fired = session.scalars(query).all() if case.marks else []
    elements = {key: each for process in policy.specs.processes.values() for key, each in process.elements.items()}
    marking = [elements[key] for key in fired if elements[key].properties.get("marks") in case.marks]
    return list(dict.fromkeys(each.name_en if locale == "en" else each.name_ar for each in marking))


def _open_tasks(session: Session, case: Case) -> Sequence[UserTask]:
    query = select(UserTask).where(UserTask.case_id == case.id, UserTask.status == TaskStatus.OPEN)
    return session.scalars(query).all()


def _incidents(session: Session, case: Case) -> int:
    query = select(func.count()).where(Incident.case_id == case.id, Incident.status == IncidentStatus.OPEN)
    return session.scalar(query) or 0


def _progress(policy: Policy, case: Case, locale: str) -> list[ProgressStep]:
    """A step is "now" while an element that carries it stands open, a sub-process or a called process too."""
    pictures = run.picture(policy.specs, case.process_id, case.state)
    now = _clauses_of(policy, (element for picture in pictures for element in picture.current))
    done = _clauses_of(policy, (element for picture in pictures for element in picture.done))
    steps = clauses(policy, map(str, policy.association.get("steps", [])), locale)
    return [ProgressStep(step.id, step.number, step.text, _state(step.id, now, done)) for step in steps]


def _state(step: str, now: set[str], done: set[str]) -> str:
    if step in now:
        return "now"
    return "done" if step in done else "later"


def _clauses_of(policy: Policy, elements: Iterable[str]) -> set[str]:
    """What tasks and activities carry; a gateway that was merely passed does not make a step done."""
    known = {
        element.id: element
        for process in policy.specs.processes.values()
        for element in process.elements.values()
        if element.kind in ("userTask", "manualTask", "callActivity", "subProcess")
    }
    return {clause for element in elements if element in known for clause in known[element].clauses}
