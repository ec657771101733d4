"""Several at once: one wins, the others are told, and the case is whole (reliability tests 4, 5, 6 and 8)."""

import contextvars
import multiprocessing
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from engine import ballots, clock, database, tasks, timers
from engine.actors import Actor
from engine.errors import Conflict
from engine.models import Ballot, Case, HistoryEvent, Timer, TimerStatus, UserTask
from tests import factories
from tests.conftest import SERVER, START

MANY = 50 if SERVER else 500
ROUNDS = [5, pytest.param(MANY, marks=pytest.mark.chaos)]
LATE = [300, pytest.param(10_000, marks=pytest.mark.chaos)]
SECONDS = 60

Act = Callable[[Session], object]


def at_once(engine: Engine, *acts: Act) -> list[object]:
    """Let each act in a thread and a transaction of its own; return results, or the conflict that each met."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Act) -> None:
        start.wait()
        with Session(engine) as session:
            database.writing(session)
            try:
                results[number] = act(session)
                session.commit()
            except Conflict as refusal:
                results[number] = refusal  # type: ignore[call-overload]

    threads = [
        threading.Thread(target=contextvars.copy_context().run, args=(run, number, act))
        for number, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)


def completing(task: UserTask, actor: Actor, token: str, raw: dict[str, list[str]]) -> Act:
    task_id = task.id
    return lambda session: tasks.complete(session, task_id, raw, actor, token).id


def voting(task_id: int, actor: Actor) -> Act:
    return lambda session: ballots.cast(session, task_id, {"f_vote": ["accept"]}, actor, factories.token()).id


def inquiry(session: Session, officer: Actor) -> tuple[UserTask, dict[str, list[str]]]:
    case = factories.start_case(session, officer)
    task = factories.open_task(session, case, "S1_Receive")
    raw = factories.raw_for(session, task, {"channel": "phone", "language": "ar", "need": "inquiry"})
    session.commit()
    return task, {name: list(texts) for name, texts in raw.items()}


def completions(session: Session, task: UserTask) -> int:
    query = select(func.count()).where(HistoryEvent.case_id == task.case_id, HistoryEvent.kind == "task_completed")
    return session.scalar(query) or 0


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_two_who_complete_one_task_exactly_one_wins(
    session: Session, engine: Engine, officer: Actor, rounds: int
) -> None:
    colleague = factories.create_user(session, "reem", ["relations_officer"])
    for _ in range(rounds):
        task, raw = inquiry(session, officer)
        results = at_once(engine, completing(task, officer, "a", raw), completing(task, colleague, "b", raw))
        session.rollback()  # to see what the others did

        assert sorted(isinstance(result, Conflict) for result in results) == [False, True]
        assert completions(session, task) == 1
        assert factories.open_elements(session, task.case) == ["SAT_Rate"]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_double_click_is_one_step_with_one_answer(
    session: Session, engine: Engine, officer: Actor, rounds: int
) -> None:
    for _ in range(rounds):
        task, raw = inquiry(session, officer)
        results = at_once(engine, *[completing(task, officer, "same", raw)] * 2)
        session.rollback()

        assert results == [task.id, task.id]
        assert completions(session, task) == 1


@pytest.mark.parametrize("rounds", [2, pytest.param(50 if SERVER else 300, marks=pytest.mark.chaos)])
def test_members_who_vote_at_once_close_the_ballot_once(
    session: Session, engine: Engine, officer: Actor, rounds: int
) -> None:
    noura = factories.create_user(session, "noura", ["research_officer"])
    members = [factories.create_user(session, f"member{n}", ["committee_member"]) for n in range(5)]
    source = factories.bring_to_ballot(session, officer, noura)
    for case_id in [source.id, *factories.copy_case(session, source, rounds - 1)]:
        case = session.get_one(Case, case_id)
        ballot = factories.open_task(session, case, "CR_Ballot").id
        session.commit()
        results = at_once(engine, *[voting(ballot, member) for member in members])

        assert not [result for result in results if isinstance(result, Conflict)]
        assert session.scalar(select(func.count()).where(Ballot.task_id == ballot)) == 5
        assert factories.open_elements(session, case) == ["CR_Record"]
        session.commit()


@pytest.mark.parametrize("late", LATE)
def test_late_timers_fire_exactly_once_with_two_workers(
    session: Session, engine: Engine, officer: Actor, late: int
) -> None:
    factories.create_user(session, "abdullah", ["committee_chair"])
    source = factories.refer(session, officer)
    factories.copy_case(session, source, late - 1)
    session.execute(text("DELETE FROM timer WHERE element_id = 'TB_Overdue'"))
    session.commit()
    seconds = _two_workers(engine.url.render_as_string(hide_password=False), START + timedelta(days=13))

    fired = select(func.count()).where(Timer.status == TimerStatus.FIRED, Timer.times_fired == 1)
    assert session.scalar(fired) == late
    assert session.scalar(select(func.count()).where(HistoryEvent.kind == "timer_fired")) == late
    assert seconds < SECONDS


def _two_workers(url: str, moment: datetime) -> float:
    context = multiprocessing.get_context("spawn")
    started = time.monotonic()
    workers = [context.Process(target=work, args=(url, moment)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    return time.monotonic() - started


def work(url: str, moment: datetime) -> None:
    """What the worker does, until nothing is due."""
    with Session(database.make_engine(url)) as session, clock.at(moment):
        while timers.fire_due(session):
            pass
