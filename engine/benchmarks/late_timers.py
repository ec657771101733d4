"""Timers that fell due while everything was down: fired by two workers, each once."""

import multiprocessing
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, timers
from engine.benchmarks import crowd, plays, scratch
from engine.benchmarks.in_process import NotAsPlayed, Ours
from engine.benchmarks.scratch import Scratch
from engine.database import make_engine, writing
from engine.models import HistoryEvent, Timer, TimerStatus

Say = Callable[[str], None]
WORKERS = 2
REFERRED = "S5_InformReferral"  # from here on the reply is awaited: a warning after ten days
LATE = timedelta(days=11)


def measure(count: int, say: Say) -> dict[str, Any]:
    play = plays.handling()
    acts = next(number for number, act in enumerate(play.acts, 1) if act.element == REFERRED)
    moment = play.acts[0].moment + LATE
    with scratch.opened(play) as world:
        crowd.copy_case(world, crowd.played(Ours(play, world), acts), count - 1)
        began = time.perf_counter()
        _work_together(world.url, moment)
        seconds = time.perf_counter() - began
        _check_once_each(world, count)
        description = scratch.describe(world.engine)
    found = {"late_timers_per_s": round(count / seconds, 1), "timers": count, "seconds": round(seconds, 1)}
    say(f"late timers: {count} by {WORKERS} workers in {found['seconds']} s, {found['late_timers_per_s']} a second")
    return {**found, "workers": WORKERS, "database": description}


def _work_together(url: str, moment: datetime) -> None:
    spawning = multiprocessing.get_context("spawn")
    workers = [spawning.Process(target=work, args=(url, moment)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise NotAsPlayed(f"a worker ended with {worker.exitcode}")


def work(url: str, moment: datetime) -> None:
    """What a worker does until nothing is due any more; its start is counted too."""
    engine = make_engine(url)
    with Session(engine) as session, clock.at(moment):
        writing(session)
        while timers.fire_due(session):
            pass
    engine.dispose()


def _check_once_each(world: Scratch, count: int) -> None:
    with Session(world.engine) as session:
        fired = session.scalar(select(func.count()).where(Timer.status == TimerStatus.FIRED, Timer.times_fired == 1))
        told = session.scalar(select(func.count()).where(HistoryEvent.kind == "timer_fired"))
    if (fired, told) != (count, count):
        raise NotAsPlayed(f"{count} timers, {fired} fired once, {told} told of in the history")
