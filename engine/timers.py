"""Timers that are due: claimed, fired once each, committed in small batches by any number of workers (design D8)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import attempts, cases, clock, incidents, recording
from engine.bpmn import run
from engine.database import writing
from engine.errors import Conflict, StepFailed
from engine.history import Event
from engine.models import Case, Timer, TimerStatus
from engine.policies import versions

BATCH = 10  # a batch holds SQLite's write lock: short enough that nobody at a page notices


def fire_due(session: Session, limit: int = 50) -> int:
    """Fire up to `limit` due timers and return how many were handled. Commits, what the caller had begun included."""
    session.commit()
    writing(session)
    handled = 0
    while handled < limit:
        claimed = _claim(session, min(BATCH, limit - handled))
        for timer_id in claimed:
            _fire_or_note(session, timer_id)
        session.commit()
        if not claimed:
            break
        handled += len(claimed)
    return handled


def fire(session: Session, timer_id: int) -> bool:
    """Fire one timer if it still stands; tell whether it did."""
    timer = session.get_one(Timer, timer_id)
    case = cases.lock(session, timer.case_id)
    session.refresh(timer)
    if timer.status not in (TimerStatus.WAITING, TimerStatus.FAILED) or timer.due_at > clock.now():
        return False
    policy = versions.policy(session, case.version_id)
    with attempts.attempt(case.id, "fire", f"timer:{timer.id}", timer_id=timer.id):
        env = cases.environment(session, case, policy)
        step = run.fire(policy.specs, case.process_id, case.state, timer.token, env)
        details = {"due_at": clock.local(timer.due_at).isoformat()}
        event = Event("timer_fired", timer.element_id, timer.name_ar, timer.name_en, details=details)
        recording.record(session, case, step, None, event)
    recording.resolve_incidents(session, case, f"timer:{timer.id}", None)
    return True


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


def _fire_or_note(session: Session, timer_id: int) -> None:
    """Fire, or leave the case as it stood with an incident that says why."""
    try:
        with session.begin_nested():
            fire(session, timer_id)
    except StepFailed as failure:
        incidents.record(session, failure)
    except Conflict as refusal:
        incidents.record(session, _as_failure(session, timer_id, refusal))


def _as_failure(session: Session, timer_id: int, refusal: Conflict) -> StepFailed:
    """The row says that a timer waits and the case says that it does not: an operator must see that."""
    timer = session.get_one(Timer, timer_id)
    failure = StepFailed(str(refusal), element_id=timer.element_id, ar=refusal.ar, en=refusal.en)
    with_retry = attempts.describe(timer.case_id, "fire", f"timer:{timer_id}", None, {"timer_id": timer_id})
    failure.case_id, failure.retry = timer.case_id, with_retry
    return failure


@attempts.retried_by("fire")
def _fire_again(session: Session, retry: Mapping[str, Any]) -> object:
    return fire(session, **retry["arguments"])
