"""Timers that came due while everything was down, fired by two workers started at once (reliability test 8)."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import HistoryEvent, Timer, TimerStatus
from tests import factories
from tests.chaos import oracle
from tests.chaos.conftest import SetClock
from tests.chaos.site import Site
from tests.conftest import SERVER, START

SECONDS = 60


@pytest.mark.parametrize("late", [200, pytest.param(2_000 if SERVER else 10_000, marks=pytest.mark.chaos)])
def test_each_late_timer_fires_exactly_once_within_a_minute(
    session: Session, stopped_site: Site, set_clock: SetClock, officer: Actor, late: int
) -> None:
    factories.create_user(session, "abdullah", ["committee_chair"])
    factories.copy_case(session, factories.refer(session, officer), late - 1)
    session.execute(delete(Timer).where(Timer.element_id == "TB_Overdue"))
    session.commit()
    set_clock(START + timedelta(days=13))
    begun = time.monotonic()
    workers = [stopped_site.work(), stopped_site.work()]
    while waiting(session) and time.monotonic() - begun < 5 * SECONDS:
        assert [worker.poll() for worker in workers] == [None, None]
        time.sleep(0.2)
    seconds = time.monotonic() - begun

    assert set(session.execute(select(Timer.status, Timer.times_fired))) == {(TimerStatus.FIRED, 1)}
    assert session.scalar(select(func.count()).select_from(Timer)) == late
    told = session.scalars(select(HistoryEvent.case_id).where(HistoryEvent.kind == "timer_fired")).all()
    assert len(told) == len(set(told)) == late
    assert oracle.stuck(session) == []
    assert not stopped_site.faults()
    assert seconds < SECONDS
    print(f"{late} late timers in {seconds:.1f} s, both workers' start included")


def waiting(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).where(Timer.status == TimerStatus.WAITING)) or 0
