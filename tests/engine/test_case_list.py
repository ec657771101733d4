"""The list of cases tells what the case's own page tells."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from engine import case_head, case_list, cases, clock, inbox, timers
from engine.actors import Actor
from tests import factories
from tests.conftest import START


def test_a_case_whose_reply_is_overdue_is_overdue_in_the_list_too(session: Session, officer: Actor) -> None:
    """While the committee still studies it no open task has a due time of its own."""
    case = factories.refer(session, officer)
    assert [row.is_overdue for row in case_list.page(session, officer).rows] == [False]

    with clock.at(START + timedelta(days=15)):
        timers.fire_due(session)
        assert case_head.head(session, case, officer).is_overdue
        assert [row.is_overdue for row in case_list.page(session, officer).rows] == [True]
        assert [row.is_overdue for row in inbox.of_case(session, case, officer)] == [True]


def test_a_case_bears_the_names_of_the_marks_that_its_timers_set(session: Session, officer: Actor) -> None:
    case = factories.refer(session, officer)
    assert case_head.head(session, case, officer).marks == []

    with clock.at(START + timedelta(days=15)):
        timers.fire_due(session)
        assert case_head.head(session, case, officer).marks == ["تجاوز مدة الرد"]
        assert case_head.head(session, case, replace(officer, locale="en")).marks == ["Reply overdue"]


def test_any_mark_of_a_diagram_makes_a_case_late_whatever_its_name(session: Session, officer: Actor) -> None:
    """Someone else's diagram may call it something else than ours does."""
    case = factories.start_case(session, officer)
    case.marks = ["reply_is_slow"]

    assert case_head.head(session, case, officer).is_overdue
    assert [row.is_overdue for row in case_list.page(session, officer).rows] == [True]
    assert [row.is_overdue for row in inbox.of_case(session, case, officer)] == [True]


def test_what_has_ended_is_not_late(session: Session, officer: Actor) -> None:
    case = factories.refer(session, officer)
    with clock.at(START + timedelta(days=15)):
        timers.fire_due(session)
        raw = {"f_reason": ["سافر"], "f_withdrawn_by": ["phone"]}
        cases.send_message(session, case.id, "withdraw", raw, officer, "w")

        assert not case_head.head(session, case, officer).is_overdue
        assert [row.is_overdue for row in case_list.page(session, officer).rows] == [False]
        assert case_head.head(session, case, officer).marks == ["تجاوز مدة الرد"]  # and yet it was so
