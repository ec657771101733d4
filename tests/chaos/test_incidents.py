"""Failing automatic steps cost nobody a case: each is an incident, and is done again later (reliability test 22)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import cases
from engine.models import Case, CaseStatus, Incident, IncidentStatus, TaskStatus, UserTask
from tests import factories
from tests.chaos import oracle
from tests.chaos.conftest import Enter, SetClock
from tests.chaos.site import Site

PACK = Path(__file__).parent.parent / "pack_small"  # its scripts fail until 1 December
DECEMBER = datetime(2026, 12, 2, tzinfo=UTC)


@pytest.mark.parametrize("failures", [5, pytest.param(100, marks=pytest.mark.chaos)])
def test_each_failing_step_is_one_incident_and_its_retry_completes_it(
    session: Session, site: Site, enter: Enter, set_clock: SetClock, failures: int
) -> None:
    factories.bring_into_force(session, "small", PACK)
    clerk = factories.create_user(session, "clerk", ["officer"])
    visitor, operator = enter(clerk), enter(factories.create_user(session, "operator", ["operator"]))
    for number in range(failures):
        cases.start(session, "small_case", {"f_topic": ["الحديقة"]}, clerk, f"start{number}")
    session.commit()
    before = {case.id: bytes(case.state) for case in session.scalars(select(Case))}
    for task in session.scalars(select(UserTask.id)).all():
        session.commit()
        answers = [visitor.post(f"/tasks/{task}", {"f_parts": "0", "action": "complete", "token": "t"}) for _ in "12"]
        assert [answer.status for answer in answers] == [503, 503]  # pressed again: the same incident
    session.rollback()

    assert {case.id: bytes(case.state) for case in session.scalars(select(Case))} == before
    assert counted(session, IncidentStatus.OPEN) == failures
    assert oracle.stuck(session) == []
    assert oracle.doubled(session) == []

    set_clock(DECEMBER)
    for incident in session.scalars(select(Incident.id)).all():
        session.commit()
        assert operator.post(f"/operations/incidents/{incident}/retry", {}).status == 303
    session.rollback()
    assert (counted(session, IncidentStatus.OPEN), counted(session, IncidentStatus.RESOLVED)) == (0, failures)
    assert {case.status for case in session.scalars(select(Case))} == {CaseStatus.OPEN}
    confirms = select(func.count()).where(UserTask.element_id == "A_Confirm", UserTask.status == TaskStatus.OPEN)
    assert session.scalar(confirms) == failures
    assert oracle.doubled(session) == []
    assert not site.faults()


def counted(session: Session, status: IncidentStatus) -> int:
    return session.scalar(select(func.count()).where(Incident.status == status)) or 0
