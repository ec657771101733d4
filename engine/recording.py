"""Writes a step into the rows: the only place that does, so that state and lists always agree (design D6)."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from engine import clock, history, incidents, outbox
from engine.actors import Actor
from engine.bpmn.elements import ElementInfo
from engine.bpmn.script import failed
from engine.bpmn.steps import DueTimer, OpenTask, Step, Wait
from engine.errors import Conflict
from engine.history import Event
from engine.models import (
    Case,
    CaseStatus,
    Incident,
    IncidentStatus,
    MessageWait,
    TaskKind,
    TaskStatus,
    Timer,
    TimerStatus,
    User,
    UserTask,
)
from engine.policies import versions

Row = TypeVar("Row", UserTask, Timer, MessageWait)
NEVER_DUE = datetime(2999, 1, 1, tzinfo=UTC)


def record(session: Session, case: Case, step: Step, actor: Actor | None, event: Event) -> None:
    """Write what a step changed: state, facts, tasks, timers, waits, messages, history, and the end."""
    _check_named(session, step)
    case.state, case.facts = step.state, dict(step.facts)
    case.marks = sorted(mark for mark in versions.policy(session, case.version_id).specs.marks if case.facts.get(mark))
    passed = [passing.element.id for passing in step.passed]
    with session.no_autoflush:
        history.append(session, case, event.having({"passed": passed} if passed else {}), actor)
        _close(session, case, step, event)
        _open(session, case, step, event)
        if step.ended:
            _end(session, case, step)
        case.follow_up = step.follow_up
        for message in step.messages:
            outbox.add(session, case, message, step)
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(f"case {case.id} has moved on") from error


def _check_named(session: Session, step: Step) -> None:
    """A diagram may give any number for a user: one that is nobody's is a step that failed, not a broken row."""
    assigned = [(task.assignee, task.element) for task in step.opened if task.assignee is not None]
    told = [(to, message.element) for message in step.messages for to in message.to if isinstance(to, int)]
    for user_id, element in [*assigned, *told]:
        if session.get(User, user_id) is None:
            raise failed(element, f"لا يوجد مستخدم رقمه {user_id}.", f"There is no user with the number {user_id}.")


def resolve_incidents(session: Session, case: Case, source: str | None, actor: Actor | None) -> None:
    """Close the incidents of what has now succeeded; without a source, those of a case that has ended."""
    query = select(Incident).where(Incident.case_id == case.id, Incident.status == IncidentStatus.OPEN)
    if source:
        query = query.where(Incident.source == source)
    for incident in session.scalars(query.order_by(Incident.id)).all():
        incidents.resolve(session, incident, case, actor)


def _close(session: Session, case: Case, step: Step, event: Event) -> None:
    """What was completed has been closed by its own verb."""
    taken_away = [token for token, outcome in step.gone if outcome == TaskStatus.CANCELLED]
    for task in _rows(session, UserTask, case, taken_away):
        task.status, task.closed_at = TaskStatus.CANCELLED, clock.now()
        gone = Event("task_cancelled", task.element_id, task.name_ar, task.name_en, task.role)
        history.append(session, case, gone)
    outcomes = dict(step.timers_gone)
    for timer in _rows(session, Timer, case, outcomes):
        timer.status = TimerStatus(outcomes[timer.token])
        if timer.status is TimerStatus.FIRED:
            _note_firing(session, case, timer, event)
    for wait in _rows(session, MessageWait, case, step.waits_gone):
        wait.open = False


def _note_firing(session: Session, case: Case, timer: Timer, event: Event) -> None:
    """An earlier timer of the case that was late too has fired with the one that the event tells of."""
    timer.fired_at = clock.now()
    timer.times_fired += 1
    if timer.element_id != event.element_id:
        history.append(session, case, Event("timer_fired", timer.element_id, timer.name_ar, timer.name_en))


def _open(session: Session, case: Case, step: Step, event: Event) -> None:
    for opened in step.opened:
        session.add(_new_task(session, case, opened))
    repeating = _rows(session, Timer, case, [due.token for due in step.timers if due.repeats])
    known = {timer.token: timer for timer in repeating}
    for due in step.timers:
        if due.token in known:  # a repeating timer keeps its token: it has fired and waits again
            _note_firing(session, case, known[due.token], event)
            known[due.token].status, known[due.token].due_at = TimerStatus.WAITING, due.due_at
        else:
            session.add(_new_timer(case, due))
    session.add_all(_new_wait(case, wait) for wait in step.waits)


def _new_task(session: Session, case: Case, opened: OpenTask) -> UserTask:
    element = opened.element
    return UserTask(
        case_id=case.id,
        token=opened.token,
        element_id=element.id,
        process_id=opened.process_id,
        name_ar=element.name_ar,
        name_en=element.name_en,
        kind=_kind(element),
        form=element.form,
        ballot=element.ballot,
        chair=_chair(session, case, element.ballot) if element.ballot else None,
        round=_round(session, case, element.id) if element.ballot else 1,
        role=element.role,
        assignee_id=opened.assignee,
        status=TaskStatus.OPEN,
        follow_up=element.follow_up,
        opened_at=clock.now(),
        due_at=opened.due,
        sort_at=opened.due or NEVER_DUE,
    )


def _kind(element: ElementInfo) -> TaskKind:
    if element.ballot:
        return TaskKind.BALLOT
    return TaskKind.FORM if element.form else TaskKind.CONFIRM


def _chair(session: Session, case: Case, ballot: str) -> str:
    return str(versions.policy(session, case.version_id).association["ballots"][ballot]["chair"])


def _round(session: Session, case: Case, element_id: str) -> int:
    query = select(func.count()).where(UserTask.case_id == case.id, UserTask.element_id == element_id)
    return (session.scalar(query) or 0) + 1


def _new_timer(case: Case, due: DueTimer) -> Timer:
    return Timer(
        case_id=case.id,
        token=due.token,
        element_id=due.element.id,
        name_ar=due.element.name_ar,
        name_en=due.element.name_en,
        due_at=due.due_at,
        interrupting=due.interrupting,
        repeats=due.repeats,
        effect_ar=_names([element.name_ar for element in due.effect], "، "),
        effect_en=_names([element.name_en for element in due.effect], ", "),
        status=TimerStatus.WAITING,
    )


def _names(names: Sequence[str], comma: str) -> str:
    return comma.join(name for name in names if name)[:500]


def _new_wait(case: Case, wait: Wait) -> MessageWait:
    element = wait.element
    return MessageWait(
        case_id=case.id,
        token=wait.token,
        element_id=element.id,
        message=wait.message,
        name_ar=element.name_ar,
        name_en=element.name_en,
        form=element.form,
        role=element.role,
    )


def _end(session: Session, case: Case, step: Step) -> None:
    case.status, case.ended_at = CaseStatus.ENDED, clock.now()
    end = step.end
    if end:
        case.end_element, case.end_ar, case.end_en = end.id, end.name_ar, end.name_en
        history.append(session, case, Event("case_ended", end.id, end.name_ar, end.name_en))
    else:
        history.append(session, case, Event("case_ended"))
    resolve_incidents(session, case, None, None)


def _rows(session: Session, kind: type[Row], case: Case, tokens: Collection[str]) -> Sequence[Row]:
    """Return the case's rows of these tokens, in the order in which they came."""
    if not tokens:
        return []
    return session.scalars(select(kind).where(kind.case_id == case.id, kind.token.in_(tokens)).order_by(kind.id)).all()
