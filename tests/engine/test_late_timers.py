"""Due timers of a case come before a person's act on it: nothing becomes late in silence while the worker is down."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import cases, clock, history, tasks, timers
from engine.actors import Actor
from engine.errors import NotFound, TaskClosed
from engine.models import Case, CaseStatus, Incident, TaskStatus, Timer, TimerStatus, UserTask
from tests import factories
from tests.conftest import START

PACK = Path(__file__).parent.parent / "pack_small"


@pytest.fixture
def clerk(session: Session) -> Actor:
    factories.bring_into_force(session, "small", PACK)
    return factories.create_user(session, "clerk", ["officer"])


@pytest.fixture
def case(session: Session, clerk: Actor) -> Case:
    case = cases.start(session, "small_case", {"f_topic": ["الحديقة"]}, clerk, "start")
    session.commit()
    return case


def after(**term: float) -> clock.at:  # type: ignore[valid-type]
    return clock.at(START + timedelta(**term))


def told(session: Session, case: Case) -> list[tuple[str, str | None]]:
    return [(event.kind, event.element_id) for event in history.of(session, case.id)][1:]


def ask(session: Session, case: Case, clerk: Actor) -> UserTask:
    task = factories.open_task(session, case, "U_Ask")
    return tasks.complete(session, task.id, {"f_parts": ["4"]}, clerk, "done")


def statuses(session: Session) -> dict[str, TimerStatus]:
    session.flush()
    return {timer.element_id: timer.status for timer in session.scalars(select(Timer))}


def test_due_timers_come_before_a_persons_act(session: Session, case: Case, clerk: Actor) -> None:
    with after(days=40):
        ask(session, case, clerk)

    fired = [("timer_fired", "TB_Check"), ("timer_fired", "TB_Again")]
    assert told(session, case) == [*fired, ("task_completed", "U_Ask")]
    assert statuses(session) == {"TB_Check": TimerStatus.FIRED, "TB_Again": TimerStatus.CANCELLED}


def test_due_timers_come_before_a_message(session: Session, case: Case, clerk: Actor) -> None:
    with after(days=40):
        cases.send_message(session, case.id, "news", {"f_news": ["مطر"]}, clerk, "news")

    fired = [("timer_fired", "TB_Check"), ("timer_fired", "TB_Again")]
    assert told(session, case) == [*fired, ("message_received", "MB_News")]


def test_a_late_timer_that_fails_is_an_incident_and_stops_nobody(session: Session, case: Case, clerk: Actor) -> None:
    with after(days=2):
        task = ask(session, case, clerk)
        session.commit()

    assert task.status is TaskStatus.COMPLETED
    assert [incident.element_id for incident in session.scalars(select(Incident))] == ["SC_Check"]
    assert told(session, case) == [("step_failed", "SC_Check"), ("task_completed", "U_Ask")]
    assert factories.open_elements(session, case) == ["A_Confirm"]


def test_a_task_that_a_late_timer_takes_away_cannot_be_done(session: Session, officer: Actor) -> None:
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, channel="phone", language="ar", need="inquiry")
    rating = factories.open_task(session, case, "SAT_Rate")
    session.commit()
    with after(days=15):
        with pytest.raises(TaskClosed):
            tasks.complete(session, rating.id, {"f_score": ["5"]}, officer, "late")
        session.rollback()
        timers.fire_due(session)

    assert (rating.status, case.status) == (TaskStatus.CANCELLED, CaseStatus.ENDED)


def test_nothing_fires_for_somebody_who_may_not_act(session: Session, case: Case) -> None:
    stranger = factories.create_user(session, "stranger", ["voter"])
    task = factories.open_task(session, case, "U_Ask")
    with after(days=40), pytest.raises(NotFound):
        tasks.complete(session, task.id, {"f_parts": ["4"]}, stranger, "x")

    assert told(session, case) == []


def test_each_repetition_is_counted(session: Session, case: Case) -> None:
    [again] = [timer for timer in factories.waiting_timers(session, case).values() if timer.repeats]
    for days in (30, 60, 90):
        with after(days=days, minutes=1):
            timers.fire_due(session)

        assert again.times_fired == days / 30
        assert again.fired_at == START + timedelta(days=days, minutes=1)
