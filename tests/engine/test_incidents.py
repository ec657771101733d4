"""Incidents: a failing step costs nobody a case, and is done again on demand (the small pack fails until December)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import attempts, ballots, cases, clock, history, incidents, tasks, timers
from engine.actors import Actor
from engine.errors import NotAllowed, NotFound, StepFailed
from engine.models import Ballot, Case, CaseStatus, Incident, IncidentStatus, TaskStatus, Timer, TimerStatus
from tests import factories
from tests.conftest import START

PACK = Path(__file__).parent.parent / "pack_small"
DECEMBER = datetime(2026, 12, 2, tzinfo=UTC)


@pytest.fixture
def clerk(session: Session) -> Actor:
    factories.bring_into_force(session, "small", PACK)
    return factories.create_user(session, "clerk", ["officer"])


@pytest.fixture
def operator(session: Session, clerk: Actor) -> Actor:
    return factories.create_user(session, "operator", ["operator"])


@pytest.fixture
def case(session: Session, clerk: Actor) -> Case:
    case = cases.start(session, "small_case", {"f_topic": ["الحديقة"]}, clerk, "start")
    session.commit()
    return case


def fail(session: Session, act: Callable[[], object]) -> Incident:
    """Do what a page does when an automatic step fails: roll back, record, commit."""
    with pytest.raises(StepFailed) as failure:
        act()
    session.rollback()
    incident = incidents.record(session, failure.value)
    session.commit()
    assert incident is not None
    return incident


def fail_to_complete(session: Session, case: Case, clerk: Actor, parts: str = "0") -> Incident:
    ask = factories.open_task(session, case, "U_Ask")
    return fail(session, lambda: tasks.complete(session, ask.id, {"f_parts": [parts]}, clerk, "t"))


def test_the_case_stands_where_it_was_and_the_typed_is_kept(session: Session, case: Case, clerk: Actor) -> None:
    state, revision = bytes(case.state), case.revision
    incident = fail_to_complete(session, case, clerk)

    assert (bytes(case.state), case.revision, case.status) == (state, revision, CaseStatus.OPEN)
    ask = factories.open_task(session, case, "U_Ask")
    assert (ask.status, ask.draft, ask.draft_by_id) == (TaskStatus.OPEN, {"f_parts": ["0"]}, clerk.user_id)
    assert (incident.element_id, incident.status, incident.attempts) == ("SC_Share", IncidentStatus.OPEN, 1)
    assert "100 / parts" in incident.en
    assert incident.ar != incident.en
    assert [event.kind for event in history.of(session, case.id)] == ["case_started", "step_failed"]


def test_a_retry_that_fails_counts(session: Session, case: Case, clerk: Actor, operator: Actor) -> None:
    incident = fail_to_complete(session, case, clerk)
    incidents.retry(session, incident.id, operator)
    session.commit()

    assert (incident.status, incident.attempts) == (IncidentStatus.OPEN, 2)
    assert factories.open_elements(session, case) == ["U_Ask"]


def test_a_retry_that_succeeds_resolves_and_is_the_doers_act(
    session: Session, case: Case, clerk: Actor, operator: Actor
) -> None:
    incident = fail_to_complete(session, case, clerk)
    with clock.at(DECEMBER):
        incidents.retry(session, incident.id, operator)
        session.commit()
        assert incidents.retry(session, incident.id, operator).attempts == 1

    assert (incident.status, incident.resolved_by_id) == (IncidentStatus.RESOLVED, operator.user_id)
    assert factories.open_elements(session, case) == ["A_Confirm"]
    done = {event.kind: (event.actor_id, event.role) for event in history.of(session, case.id)}
    assert done["task_completed"] == (clerk.user_id, "officer")
    assert done["incident_resolved"] == (operator.user_id, "operator")


def test_the_same_failure_again_is_the_same_incident(session: Session, case: Case, clerk: Actor) -> None:
    first = fail_to_complete(session, case, clerk)
    again = fail_to_complete(session, case, clerk)

    assert (again.id, again.attempts) == (first.id, 2)


def test_a_corrected_answer_resolves_the_incident(session: Session, case: Case, clerk: Actor) -> None:
    incident = fail_to_complete(session, case, clerk)
    ask = factories.open_task(session, case, "U_Ask")
    tasks.complete(session, ask.id, {"f_parts": ["4"]}, clerk, "t2")
    session.commit()
    session.refresh(incident)

    assert incident.status is IncidentStatus.RESOLVED
    [event] = [event for event in history.of(session, case.id) if event.kind == "incident_resolved"]
    assert (event.actor_id, event.element_id) == (clerk.user_id, "SC_Share")


def test_only_the_right_to_operate_retries(session: Session, case: Case, clerk: Actor, operator: Actor) -> None:
    incident = fail_to_complete(session, case, clerk)

    with pytest.raises(NotAllowed):
        incidents.retry(session, incident.id, clerk)
    with pytest.raises(NotFound):
        incidents.retry(session, incident.id + 1, operator)


def test_a_timer_that_fails_is_marked_and_stops_no_other(session: Session, clerk: Actor, case: Case) -> None:
    others = [cases.start(session, "small_case", {"f_topic": ["ب"]}, clerk, f"start {n}") for n in range(3)]
    tasks.complete(session, factories.open_task(session, others[0], "U_Ask").id, {"f_parts": ["1"]}, clerk, "t")
    session.commit()
    with clock.at(START + timedelta(days=1)):
        assert timers.fire_due(session) == 3
        assert timers.fire_due(session) == 0

    failed = session.scalars(select(Timer).where(Timer.status == TimerStatus.FAILED)).all()
    assert {timer.case_id for timer in failed} == {case.id, others[1].id, others[2].id}
    assert len(session.scalars(select(Incident)).all()) == 3
    assert factories.open_elements(session, case) == ["U_Ask"]


def test_a_failed_timer_fires_on_retry(session: Session, case: Case, operator: Actor) -> None:
    with clock.at(START + timedelta(days=1)):
        timers.fire_due(session)
        incident = session.scalars(select(Incident)).one()
        incidents.retry(session, incident.id, operator)
        session.commit()
        assert (incident.status, incident.attempts) == (IncidentStatus.OPEN, 2)
    with clock.at(DECEMBER):
        incidents.retry(session, incident.id, operator)
        session.commit()

    check = session.scalars(select(Timer).where(Timer.element_id == "TB_Check")).one()
    assert (incident.status, check.status, check.times_fired) == (IncidentStatus.RESOLVED, TimerStatus.FIRED, 1)
    resolved = [event.actor_id for event in history.of(session, case.id) if event.kind == "incident_resolved"]
    assert resolved == [operator.user_id]


def test_missed_repetitions_collapse_into_one(session: Session, case: Case) -> None:
    with clock.at(START + timedelta(days=95)):
        timers.fire_due(session)
        assert timers.fire_due(session) == 0
        [again] = [timer for timer in factories.waiting_timers(session, case).values() if timer.repeats]

    assert (again.times_fired, again.element_id) == (1, "TB_Again")
    assert again.due_at > START + timedelta(days=95)
    with clock.at(again.due_at):
        assert timers.fire_due(session) == 1


def test_a_failed_message_is_sent_again(session: Session, case: Case, clerk: Actor, operator: Actor) -> None:
    incident = fail(session, lambda: cases.send_message(session, case.id, "news", {"f_news": ["مطر"]}, clerk, "t"))
    assert incident.source == "message:news"
    with clock.at(DECEMBER):
        incidents.retry(session, incident.id, operator)
        session.commit()

    assert incident.status is IncidentStatus.RESOLVED
    assert "message_received" in [event.kind for event in history.of(session, case.id)]


def test_a_last_vote_whose_consequence_fails_is_not_lost_and_not_shown(
    session: Session, case: Case, clerk: Actor, operator: Actor
) -> None:
    first = factories.create_user(session, "first", ["voter"])
    second = factories.create_user(session, "second", ["voter", "chair"])
    tasks.complete(session, factories.open_task(session, case, "U_Ask").id, {"f_parts": ["1"]}, clerk, "t")
    tasks.complete(session, factories.open_task(session, case, "A_Confirm").id, {}, clerk, "t2")
    vote = factories.open_task(session, case, "B_Vote")
    ballots.cast(session, vote.id, {"f_vote": ["accept"]}, first, "v1")
    session.commit()
    incident = fail(session, lambda: ballots.cast(session, vote.id, {"f_vote": ["accept"]}, second, "v2"))

    assert len(session.scalars(select(Ballot)).all()) == 1
    assert vote.draft is None
    with clock.at(DECEMBER):
        incidents.retry(session, incident.id, operator)
        session.commit()
    assert (case.status, case.end_element) == (CaseStatus.ENDED, "End_Done")
    assert len(session.scalars(select(Ballot)).all()) == 2


def test_an_incident_of_a_step_that_is_over_resolves(
    session: Session, case: Case, clerk: Actor, operator: Actor
) -> None:
    incident = fail_to_complete(session, case, clerk)
    kept = incident.retry
    tasks.complete(session, factories.open_task(session, case, "U_Ask").id, {"f_parts": ["1"]}, clerk, "t2")
    incident.status, incident.retry = IncidentStatus.OPEN, kept
    session.commit()
    incidents.retry(session, incident.id, operator)

    assert incident.status is IncidentStatus.RESOLVED


def test_a_failure_before_a_case_exists_keeps_nothing(session: Session) -> None:
    assert incidents.record(session, StepFailed("x", element_id="Begin", ar="أ", en="b")) is None


def test_every_verb_that_can_fail_can_be_done_again() -> None:
    assert attempts.VERBS.keys() >= {"complete", "send_message", "cast", "recuse", "close", "fire"}
