"""The list of cases tells what the case's own page tells."""

from datetime import timedelta

from sqlalchemy.orm import Session

from engine import case_head, case_list, clock, timers
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
