"""Automatic steps that failed: kept with their cause, shown to the operator, done again on demand."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import access, attempts, clock, history, locking
from engine.actors import Actor
from engine.errors import NotFound, NothingWaits, StepFailed, TaskClosed
from engine.history import Event
from engine.models import Case, Incident, IncidentStatus, Timer, TimerStatus, UserTask
from engine.policies import versions


def record(session: Session, failure: StepFailed) -> Incident | None:
    """Keep a failure, after the rollback of what failed; a case that never came to be has nothing to keep it on."""
    if failure.case_id is None:
        return None
    locking.case(session, failure.case_id)
    incident = _open_incident(session, failure)
    if incident is None:
        incident = _new(session, failure)
    incident.attempts += 1
    incident.element_id, incident.ar, incident.en = failure.element_id, failure.ar, failure.en
    incident.retry = failure.retry
    _keep_what_was_typed(session, failure.retry)
    session.flush()
    return incident


def retry(session: Session, incident_id: int, actor: Actor) -> Incident:
    """Do the failed step again; whether it went well is the incident's status."""
    role = access.check_right(session, actor, "operate")
    incident = session.get(Incident, incident_id)
    if incident is None:
        raise NotFound(f"incident {incident_id}")
    locking.case(session, incident.case_id)
    session.refresh(incident)  # as it is now that nobody else can change it
    if incident.status is IncidentStatus.RESOLVED:
        return incident
    kept: dict[str, Any] = incident.retry
    case = session.get_one(Case, incident.case_id)
    try:
        with session.begin_nested():
            resolve(session, incident, case, actor, role)  # first: else the verb would, as the act of who failed
            attempts.VERBS[kept["verb"]](session, kept)
    except StepFailed as failure:
        return record(session, failure) or incident
    except (TaskClosed, NothingWaits):  # the case has gone on without it: nothing is left to do
        resolve(session, incident, case, actor, role)
    session.flush()
    return incident


def resolve(session: Session, incident: Incident, case: Case, actor: Actor | None, role: str | None = None) -> None:
    """Close an incident, and tell the history who did; without an actor the case's own diagram went on."""
    incident.status, incident.resolved_at = IncidentStatus.RESOLVED, clock.now()
    incident.resolved_by_id = actor.user_id if actor else None
    name_ar, name_en = step_names(session, case, incident.element_id)
    history.append(session, case, Event("incident_resolved", incident.element_id, name_ar, name_en, role), actor)


def _open_incident(session: Session, failure: StepFailed) -> Incident | None:
    query = select(Incident).where(
        Incident.case_id == failure.case_id,
        Incident.source == failure.retry["source"],
        Incident.status == IncidentStatus.OPEN,
    )
    return session.scalar(query)


def _new(session: Session, failure: StepFailed) -> Incident:
    case = session.get_one(Case, failure.case_id)
    name_ar, name_en = step_names(session, case, failure.element_id)
    history.append(session, case, Event("step_failed", failure.element_id, name_ar, name_en))
    incident = Incident(
        case_id=case.id,
        source=failure.retry["source"],
        status=IncidentStatus.OPEN,
        attempts=0,
        occurred_at=clock.now(),
    )
    session.add(incident)
    return incident


def step_names(session: Session, case: Case, element_id: str) -> tuple[str | None, str | None]:
    for process in versions.policy(session, case.version_id).specs.processes.values():
        element = process.elements.get(element_id)
        if element:
            return element.name_ar, element.name_en
    return None, None


def _keep_what_was_typed(session: Session, retry: dict[str, Any]) -> None:
    arguments = retry["arguments"]
    if retry["verb"] == "complete":
        task = session.get_one(UserTask, arguments["task_id"])
        task.draft, task.draft_at, task.draft_by_id = arguments["raw"], clock.now(), retry["actor"]["user_id"]
    elif retry["verb"] == "fire":
        session.get_one(Timer, arguments["timer_id"]).status = TimerStatus.FAILED
