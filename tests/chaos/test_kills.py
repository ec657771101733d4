"""Processes are shot while they work: nothing acknowledged is lost or done twice (reliability tests 1, 9)."""

import random
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

import forms
from engine.actors import Actor
from engine.models import Case, HistoryEvent, Outbox, TaskStatus, Timer, TimerStatus, UserTask
from engine.policies.versions import Policy
from tests import factories
from tests.chaos import oracle
from tests.chaos.conftest import Enter, SetClock
from tests.chaos.site import PATIENCE, Site, Visitor
from tests.conftest import START

INQUIRY = {"channel": "phone", "language": "ar", "need": "inquiry"}
CLERKS = 4
KILLS = [1, pytest.param(50, marks=pytest.mark.chaos)]
WORKER_KILLS = [(1, 100), pytest.param(20, 4000, marks=pytest.mark.chaos)]


@dataclass
class Clerk:
    """Takes one case after the other from the counter to its end, until told to stop."""

    visitor: Visitor
    policy: Policy
    engine: Engine
    stop: threading.Event
    started: set[str] = field(default_factory=set)
    completed: set[str] = field(default_factory=set)
    odd: list[str] = field(default_factory=list)

    def serve(self) -> None:
        while not self.stop.is_set() and not self.odd:
            case = self._start()
            self._complete(case, "S1_Receive", "receive", INQUIRY)
            self._complete(case, "SAT_Rate", "rating", {"score": "5"})

    def _start(self) -> int:
        where = self._press("/cases/new/beneficiary_case", "start", {"origin": "applicant"}, self.started)
        return int(where.rsplit("/", 1)[-1])

    def _complete(self, case: int, element: str, form: str, answers: Mapping[str, object]) -> None:
        with Session(self.engine) as session:
            query = select(UserTask.id).where(UserTask.case_id == case, UserTask.element_id == element)
            task = session.scalars(query.where(UserTask.status == TaskStatus.OPEN)).one()
        self._press(f"/tasks/{task}", form, answers, self.completed)

    def _press(self, path: str, form: str, answers: Mapping[str, object], acknowledged: set[str]) -> str:
        token = secrets.token_hex(8)
        raw = forms.encode(self.policy.forms[form], answers)
        answer = self.visitor.send(path, {**raw, "action": "complete", "token": token})
        if answer.status == 303:
            acknowledged.add(token)
        else:
            self.odd.append(f"{path}: {answer.status}")
        return answer.location


@pytest.mark.parametrize("kills", KILLS)
def test_shot_web_processes_lose_no_acknowledged_step_and_double_none(
    session: Session, engine: Engine, site: Site, enter: Enter, officer: Actor, kills: int
) -> None:
    stop, policy = threading.Event(), factories.policy_of(session)
    clerks = [Clerk(enter(officer), policy, engine, stop) for _ in range(CLERKS)]
    threads = [threading.Thread(target=clerk.serve) for clerk in clerks]
    for thread in threads:
        thread.start()
    for _ in range(kills):
        site.wait_whole()
        time.sleep(random.uniform(0, 0.5))
        site.kill_one()
    site.wait_whole()
    stop.set()
    for thread in threads:
        thread.join()

    assert [odd for clerk in clerks for odd in clerk.odd] == []
    oracle.check(session)
    started, completed = (set().union(*(getattr(clerk, kind) for clerk in clerks)) for kind in ("started", "completed"))
    assert started
    assert started == set(session.scalars(select(Case.start_token)))
    tokens = select(UserTask.completion_token).where(UserTask.status == TaskStatus.COMPLETED)
    assert completed == set(session.scalars(tokens))
    assert not site.faults()
    print(f"{kills} kills, {len(started)} cases, {len(started) + len(completed)} acknowledged steps")


@pytest.mark.parametrize(("kills", "late"), WORKER_KILLS)
def test_shot_workers_lose_no_timer_and_fire_none_twice(
    session: Session, stopped_site: Site, set_clock: SetClock, officer: Actor, kills: int, late: int
) -> None:
    factories.create_user(session, "abdullah", ["committee_chair"])
    factories.copy_case(session, factories.refer(session, officer), late - 1)
    set_clock(START + timedelta(days=15))
    for _ in range(kills):
        worker, before = stopped_site.work(), waiting(session)
        until = time.monotonic() + PATIENCE
        while waiting(session) == before and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(random.uniform(0, 0.2))
        worker.kill()
        worker.wait()
        assert waiting(session), "all timers were fired before the last kill: more are needed"
    stopped_site.work()
    until = time.monotonic() + 4 * PATIENCE
    while waiting(session) and time.monotonic() < until:
        time.sleep(0.1)

    assert waiting(session) == 0
    assert sorted(set(session.execute(select(Timer.status, Timer.times_fired)))) == [(TimerStatus.FIRED, 1)]
    for kind, number in ((HistoryEvent, 2 * late), (Outbox, 3 * late)):
        told = select(kind.case_id, kind.element_id)
        rows = session.execute(told.where(HistoryEvent.kind == "timer_fired") if kind is HistoryEvent else told).all()
        assert len(rows) == len(set(rows)) == number
    assert oracle.stuck(session) == []
    assert not stopped_site.faults()


def waiting(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).where(Timer.status == TimerStatus.WAITING)) or 0
