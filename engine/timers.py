"""Timers that are due: claimed, fired once each, committed in small batches by any number of workers (design D8)."""

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engine import attempts, clock, faults, incidents, locking, recording
from engine.bpmn import run
from engine.database import writing
from engine.errors import Conflict, EngineError, StepFailed
from engine.history import Event
from engine.models import Case, Timer, TimerStatus
from engine.policies import versions

log = logging.getLogger(__name__)
FAULT_AR = "وقع خلل في النظام نفسه وسُجل. أبلغ من يصونه، ثم أعد المحاولة بعد إصلاحه."
FAULT_EN = "The system itself has a fault, which was logged. Tell who maintains it, then retry once it is mended."
BATCH = 10  # a batch holds SQLite's write lock: short enough that nobody at a page notices
PAUSE = 0.006  # seconds between batches: longer than others wait before they ask for the lock again


def fire_due(session: Session, limit: int = 50) -> int:
    """Fire up to `limit` due timers and return how many were handled. Commits, what the caller had begun included."""
    session.commit()
    writing(session)
    handled = 0
    while handled < limit:
        claimed = _claim(session, min(BATCH, limit - handled))
        _fire_together(session, claimed)
        if not claimed:
            break
        handled += len(claimed)
        time.sleep(PAUSE)
    return handled


def fire(session: Session, timer: Timer, case: Case) -> bool:
    """Fire a timer of a locked case if it still stands; tell whether it did."""
    if timer.status not in (TimerStatus.WAITING, TimerStatus.FAILED) or timer.due_at > clock.now():
        return False
    had_failed = timer.status is TimerStatus.FAILED
    policy = versions.policy(session, case.version_id)
    with attempts.attempt(case.id, "fire", f"timer:{timer.id}", timer_id=timer.id):
        env = locking.environment(session, case, policy)
        step = run.fire(policy.specs, case.process_id, case.state, timer.token, env)
        details = {"due_at": clock.local(timer.due_at).isoformat()}
        event = Event("timer_fired", timer.element_id, timer.name_ar, timer.name_en, details=details)
        recording.record(session, case, step, None, event)
    if had_failed:
        recording.resolve_incidents(session, case, f"timer:{timer.id}", None)
    return True


def fire_late(session: Session, case: Case) -> None:
    """Fire what is due of a locked case before a person acts on it: the worker may have been down since.

    One that fails becomes an incident and stops nobody.
    """
    due = select(Timer).where(Timer.case_id == case.id, Timer.status == TimerStatus.WAITING)
    for timer in session.scalars(due.where(Timer.due_at <= clock.now()).order_by(Timer.due_at, Timer.id)).all():
        timer_id = timer.id
        try:
            with session.begin_nested():
                fire(session, timer, case)
        except OperationalError:
            raise
        except Exception as fault:  # a bug too: it is this timer's, and the person here did nothing wrong
            incidents.record(session, _as_failure(session, timer_id, fault))


def _claim(session: Session, limit: int) -> list[int]:
    """Return due timers whose cases nobody else holds. The case is locked, not the timer: every verb locks it first."""
    query = (
        select(Timer.id)
        .join(Case, Case.id == Timer.case_id)
        .where(Timer.status == TimerStatus.WAITING, Timer.due_at <= clock.now())
        .order_by(Timer.due_at, Timer.id)
        .limit(limit)
        .with_for_update(of=Case, skip_locked=True)
    )
    return list(session.scalars(query))


def _fire_together(session: Session, timer_ids: Sequence[int]) -> None:
    """Fire a batch in one transaction; if one of them fails, each in its own."""
    try:
        for timer, case in _load(session, timer_ids):
            fire(session, timer, case)
        session.commit()
    except OperationalError:
        raise
    except Exception:  # a bug too: one broken case must not stop everybody else's timers
        session.rollback()
        for timer_id in timer_ids:
            _fire_or_note(session, timer_id)


def _load(session: Session, timer_ids: Sequence[int]) -> list[tuple[Timer, Case]]:
    """Return timers with their locked cases, as they are now."""
    query = select(Timer).where(Timer.id.in_(timer_ids)).order_by(Timer.due_at, Timer.id)
    timers = session.scalars(query.execution_options(populate_existing=True)).all()
    locked = locking.cases(session, {timer.case_id for timer in timers})
    return [(timer, locked[timer.case_id]) for timer in timers]


def _fire_or_note(session: Session, timer_id: int) -> None:
    """Fire, or leave the case as it stood with an incident that says why."""
    try:
        _fire_alone(session, timer_id)
    except OperationalError:  # the database is away: the worker tries the whole batch again
        raise
    except Exception as fault:  # a bug too, as above: noted for this timer alone
        session.rollback()
        incidents.record(session, _as_failure(session, timer_id, fault))
    session.commit()


def _fire_alone(session: Session, timer_id: int) -> bool:
    case = locking.case(session, session.get_one(Timer, timer_id).case_id)
    return fire(session, session.get_one(Timer, timer_id, populate_existing=True), case)


def _as_failure(session: Session, timer_id: int, fault: Exception) -> StepFailed:
    """What stopped a timer, as an operator sees it; a Conflict: its row says that it waits, and the case denies it."""
    if isinstance(fault, StepFailed):
        return fault
    if not isinstance(fault, Conflict):
        log.error("timer %s: %s", timer_id, faults.told(fault))
    said = fault if isinstance(fault, EngineError) else EngineError(ar=FAULT_AR, en=FAULT_EN)
    timer = session.get_one(Timer, timer_id)
    failure = StepFailed(type(fault).__name__, element_id=timer.element_id, ar=said.ar, en=said.en)
    failure.case_id = timer.case_id
    failure.retry = attempts.describe(timer.case_id, "fire", f"timer:{timer_id}", None, {"timer_id": timer_id})
    return failure


@attempts.retried_by("fire")
def _fire_again(session: Session, retry: Mapping[str, Any]) -> object:
    return _fire_alone(session, retry["arguments"]["timer_id"])
