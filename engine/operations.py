"""What an operator watches: timers due, fired and failed, incidents, and messages on their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from engine import access, clock, inbox, incidents, unattended, users
from engine.actors import Actor
from engine.models import Incident, IncidentStatus, Outbox, Timer, TimerStatus, UserTask
from engine.policies import versions
from engine.policies.policy import Policy

MOST = 50
FIRED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class TimerLine:
    """A timer: what, when, and what it will do."""

    id: int
    case_id: int
    case_number: str
    name: str
    due_at: datetime
    effect: str
    interrupting: bool
    repeats: bool
    status: str
    fired_at: datetime | None


@dataclass(frozen=True)
class IncidentLine:
    """An automatic step that failed, with its cause."""

    id: int
    case_id: int
    case_number: str
    step: str
    cause: str
    status: str
    attempts: int
    occurred_at: datetime
    resolved_at: datetime | None
    may_retry: bool


@dataclass(frozen=True)
class MessageLine:
    """A message of the outbox; its text is read on the case's page by who may see the case, with the `version` and the
    numbers of the `clauses` by which it was sent."""

    id: int
    case_id: int
    case_number: str
    to: str
    channel: str
    subject: str
    body: str
    status: str
    created_at: datetime
    sent_at: datetime | None
    error: str | None
    version: str
    clauses: list[str]


@dataclass(frozen=True)
class TaskLine:
    """An open task, without the person it is about; `waits_for` is a role, or who was named and has left."""

    case_id: int
    case_number: str
    name: str
    waits_for: str
    opened_at: datetime


@dataclass(frozen=True)
class OperationsPage:
    """Each list holds the most pressing or the newest fifty; `unattended`: open tasks that nobody can do."""

    unattended: list[TaskLine]
    due: list[TimerLine]
    waiting: list[TimerLine]
    fired: list[TimerLine]
    failed: list[TimerLine]
    incidents: list[IncidentLine]
    outbox: list[MessageLine]


def show(session: Session, actor: Actor) -> OperationsPage:
    """Return the page; needs the right `operate`. Subjects and bodies stay out: an operator need not read them."""
    access.check_right(session, actor, "operate")
    now = clock.now()
    waiting = _timers(TimerStatus.WAITING).order_by(Timer.due_at, Timer.id)
    fired = _timers(TimerStatus.FIRED).where(Timer.due_at > now - FIRED_WITHIN).order_by(Timer.due_at.desc())
    failed = _timers(TimerStatus.FAILED).order_by(Timer.due_at)
    messages = select(Outbox).options(joinedload(Outbox.case), joinedload(Outbox.user)).order_by(Outbox.id.desc())
    return OperationsPage(
        unattended=_unattended(session, actor),
        due=timer_lines(session, waiting.where(Timer.due_at <= now), actor),
        waiting=timer_lines(session, waiting.where(Timer.due_at > now), actor),
        fired=timer_lines(session, fired, actor),
        failed=timer_lines(session, failed, actor),
        incidents=incident_lines(session, _incidents(), actor),
        outbox=message_lines(session, messages, actor, is_read=False),
    )


def timer_lines(session: Session, query: Select[Timer], actor: Actor) -> list[TimerLine]:
    """Turn timers into lines."""
    return [_timer(timer, actor) for timer in session.scalars(query.limit(MOST)).all()]


def incident_lines(session: Session, query: Select[Incident], actor: Actor) -> list[IncidentLine]:
    """Turn incidents into lines; who may operate may retry them."""
    may_operate = users.has_right(session, actor, "operate")
    return [_incident(session, incident, actor, may_operate) for incident in session.scalars(query.limit(MOST)).all()]


def message_lines(session: Session, query: Select[Outbox], actor: Actor, *, is_read: bool) -> list[MessageLine]:
    """Turn outbox rows into lines, with or without their text."""
    names = inbox.role_names(session, actor.locale)
    found: Sequence[Outbox] = session.scalars(query.limit(MOST)).all()
    policies = {row.id: versions.policy(session, row.case.version_id) for row in found}
    return [_message(row, policies[row.id], actor, names, is_read=is_read) for row in found]


def _unattended(session: Session, actor: Actor) -> list[TaskLine]:
    names = inbox.role_names(session, actor.locale)
    return [_task(task, actor, names) for task in unattended.find(session)]


def _task(task: UserTask, actor: Actor, names: dict[str, str]) -> TaskLine:
    holder = task.assignee or task.claimed_by
    return TaskLine(
        case_id=task.case_id,
        case_number=task.case.number,
        name=inbox.person_name(actor, task.name_ar, task.name_en),
        waits_for=inbox.person_name(actor, holder.name_ar, holder.name_en)
        if holder
        else names.get(task.role, task.role),
        opened_at=task.opened_at,
    )


def _timers(status: TimerStatus) -> Select[Timer]:
    return select(Timer).where(Timer.status == status).options(joinedload(Timer.case))


def _incidents() -> Select[Incident]:
    query = select(Incident).where(Incident.status == IncidentStatus.OPEN).options(joinedload(Incident.case))
    return query.order_by(Incident.id)


def _timer(timer: Timer, actor: Actor) -> TimerLine:
    return TimerLine(
        id=timer.id,
        case_id=timer.case_id,
        case_number=timer.case.number,
        name=inbox.person_name(actor, timer.name_ar, timer.name_en),
        due_at=timer.due_at,
        effect=inbox.person_name(actor, timer.effect_ar, timer.effect_en),
        interrupting=timer.interrupting,
        repeats=timer.repeats,
        status=timer.status.value,
        fired_at=timer.fired_at,
    )


def _incident(session: Session, incident: Incident, actor: Actor, may_operate: bool) -> IncidentLine:
    ar, en = incidents.step_names(session, incident.case, incident.element_id)
    return IncidentLine(
        id=incident.id,
        case_id=incident.case_id,
        case_number=incident.case.number,
        step=inbox.person_name(actor, ar or "", en or "") or incident.element_id,
        cause=inbox.person_name(actor, incident.ar, incident.en),
        status=incident.status.value,
        attempts=incident.attempts,
        occurred_at=incident.occurred_at,
        resolved_at=incident.resolved_at,
        may_retry=may_operate and incident.status is IncidentStatus.OPEN,
    )


def _message(row: Outbox, policy: Policy, actor: Actor, names: dict[str, str], *, is_read: bool) -> MessageLine:
    english = actor.locale == "en"
    to = inbox.person_name(actor, row.user.name_ar, row.user.name_en) if row.user else names.get(row.recipient, "")
    return MessageLine(
        id=row.id,
        case_id=row.case_id,
        case_number=row.case.number,
        to=to,
        channel=row.channel,
        subject=(row.subject_en if english else row.subject_ar) if is_read else "",
        body=(row.body_en if english else row.body_ar) if is_read else "",
        status=row.status.value,
        created_at=row.created_at,
        sent_at=row.sent_at,
        error=row.error_en if english else row.error_ar,
        version=policy.hash,
        clauses=_clauses(policy, row.element_id) if is_read else [],
    )


def _clauses(policy: Policy, element_id: str) -> list[str]:
    """The clauses that the sending element carries out, as they are printed."""
    sending = (process.elements.get(element_id) for process in policy.specs.processes.values())
    cited = next((element.clauses for element in sending if element), ())
    known = [policy.clauses[key] for key in cited if key in policy.clauses]
    return [str(clause.get("number") or clause["id"]) for clause in known]
