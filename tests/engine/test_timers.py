"""Timers: fired when due, once each, by any number of workers, whatever happened in between."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine import clock, history, locking, tasks, timers
from engine.actors import Actor
from engine.models import (
    Case,
    CaseStatus,
    HistoryEvent,
    Incident,
    IncidentStatus,
    Outbox,
    Timer,
    TimerStatus,
)
from tests import factories
from tests.conftest import START


@pytest.fixture
def case(session: Session, officer: Actor) -> Case:
    factories.create_user(session, "abdullah", ["committee_member", "committee_chair"])
    factories.create_user(session, "fahd", ["executive_director"])
    return factories.refer(session, officer)


def after(**term: float) -> clock.at:  # type: ignore[valid-type]
    return clock.at(START + timedelta(**term))


def fired(session: Session) -> list[str | None]:
    query = select(HistoryEvent.element_id).where(HistoryEvent.kind == "timer_fired")
    return list(session.scalars(query.order_by(HistoryEvent.id)))


def test_nothing_fires_early(session: Session, case: Case) -> None:
    with after(days=10, seconds=-1):
        assert timers.fire_due(session) == 0

    assert set(factories.waiting_timers(session, case)) == {"TB_Warn", "TB_Overdue"}


def test_a_due_timer_fires_once(session: Session, case: Case) -> None:
    with after(days=10):
        assert timers.fire_due(session) == 1
        assert timers.fire_due(session) == 0

    warning = session.scalars(select(Timer).where(Timer.element_id == "TB_Warn")).one()
    assert (warning.status, warning.times_fired, warning.fired_at) == (TimerStatus.FIRED, 1, START + timedelta(days=10))
    assert session.scalars(select(Outbox.element_id)).all() == ["M_WarnChair"]
    assert set(factories.waiting_timers(session, case)) == {"TB_Overdue"}


def test_the_mark_becomes_a_fact(session: Session, case: Case) -> None:
    with after(days=14):
        timers.fire_due(session)

    assert case.facts["overdue"] is True
    assert fired(session) == ["TB_Warn", "TB_Overdue"]
    assert factories.open_elements(session, case) == ["CR_Assign"]


def test_after_downtime_every_timer_fires_exactly_once(session: Session, case: Case) -> None:
    with after(days=400):
        handled = timers.fire_due(session)
        assert timers.fire_due(session) == 0

    assert handled == 2
    assert sorted(session.scalars(select(Timer.times_fired))) == [1, 1]
    assert sorted(name or "" for name in fired(session)) == ["TB_Overdue", "TB_Warn"]


def test_a_clock_set_back_fires_nothing_again(session: Session, case: Case) -> None:
    with after(days=10):
        timers.fire_due(session)
    with after(days=-1):
        assert timers.fire_due(session) == 0
    with after(days=10):
        assert timers.fire_due(session) == 0

    assert fired(session) == ["TB_Warn"]


def test_an_interrupting_timer_takes_its_task_away(session: Session, officer: Actor) -> None:
    inquiry = {**factories.RECEIVED, "need": "inquiry"}
    del inquiry["request_kind"], inquiry["category"]
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, **inquiry)
    rating = factories.open_task(session, case, "SAT_Rate")
    session.commit()
    with after(days=14):
        timers.fire_due(session)

    assert (case.status, case.end_element) == (CaseStatus.ENDED, "End_Answered")
    assert rating.status == "cancelled"
    assert [event.kind for event in history.of(session, case.id)][-3:] == [
        "timer_fired",
        "task_cancelled",
        "case_ended",
    ]


def test_a_timer_of_a_finished_task_never_fires(session: Session, officer: Actor) -> None:
    inquiry = {**factories.RECEIVED, "need": "inquiry"}
    del inquiry["request_kind"], inquiry["category"]
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, **inquiry)
    factories.do(session, case, "SAT_Rate", officer, score="5")
    session.commit()
    with after(days=14):
        assert timers.fire_due(session) == 0

    assert session.scalars(select(Timer.status)).all() == [TimerStatus.CANCELLED]


def test_no_more_than_the_limit_is_handled(session: Session, officer: Actor, case: Case) -> None:
    other = factories.start_case(session, officer)
    factories.do(
        session,
        other,
        "S1_Receive",
        officer,
        **factories.RECEIVED,
    )
    session.commit()
    with after(days=14):
        assert timers.fire_due(session, limit=1) == 1

    assert session.scalar(select(func.count()).where(Timer.status == TimerStatus.WAITING)) == 1


def spoil(session: Session, case_id: int) -> None:
    """Make the case's state unreadable: nothing that a step is ready for."""
    session.execute(update(Case).where(Case.id == case_id).values(state=b"not a state"))
    session.commit()


def test_a_bug_at_one_timer_stops_nobody_elses(session: Session, case: Case, caplog: pytest.LogCaptureFixture) -> None:
    factories.copy_case(session, case, 1)
    spoil(session, case.id)
    with after(days=10):
        assert timers.fire_due(session) == 2
        assert timers.fire_due(session) == 0

    assert session.scalars(select(Timer.status).where(Timer.element_id == "TB_Warn").order_by(Timer.case_id)).all() == [
        TimerStatus.FAILED,
        TimerStatus.FIRED,
    ]
    incident = session.scalars(select(Incident)).one()
    assert (incident.case_id, incident.element_id, incident.status) == (case.id, "TB_Warn", IncidentStatus.OPEN)
    assert "Traceback" in caplog.text


def test_a_bug_at_a_late_timer_stops_no_person(session: Session, case: Case, caplog: pytest.LogCaptureFixture) -> None:
    spoil(session, case.id)
    with after(days=10):
        timers.fire_late(session, locking.case(session, case.id))

    assert factories.waiting_timers(session, case).keys() == {"TB_Overdue"}
    assert session.scalars(select(Incident.element_id)).all() == ["TB_Warn"]
    assert "Traceback" in caplog.text


def test_a_task_done_in_time_is_not_disturbed(session: Session, officer: Actor, case: Case) -> None:
    noura = factories.create_user(session, "noura", ["research_officer"])
    assign = factories.open_task(session, case, "CR_Assign")
    with after(days=14, hours=1):  # done while the worker was down: the timer still fires afterwards
        raw = factories.raw_for(session, assign, {"researcher": str(noura.user_id), "visit_needed": False})
        tasks.complete(session, assign.id, raw, noura, "t")
        session.commit()
        timers.fire_due(session)

    assert case.facts["overdue"] is True
    assert factories.open_elements(session, case) == ["CR_Prepare"]
