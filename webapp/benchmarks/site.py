"""Completions a second of the running site: gunicorn with two workers on loopback, a database of its own."""

import multiprocessing
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask_security import hash_password
from sqlalchemy import select, update

from engine.benchmarks import crowd, plays, scratch
from engine.benchmarks.in_process import NotAsPlayed, Ours, milliseconds
from engine.benchmarks.plays import Act, Play
from engine.benchmarks.scratch import Scratch
from engine.models import TaskStatus, User, UserTask
from webapp.benchmarks import browser
from webapp.benchmarks.browser import Found, Job
from webapp.config import ROOT

Say = Callable[[str], None]
WORKERS = 2
LONGEST = 45.0  # seconds of sending
WAIT = 60.0  # seconds for the site to start


def measure(cases: int, say: Say) -> dict[str, Any]:
    """The reference case's twelve completions, each waiting in `cases` cases made beforehand; inside an application."""
    play, password = plays.reference(), secrets.token_urlsafe(12)
    with scratch.opened(play) as world:
        _let_log_in(world, password)
        jobs = _jobs(world, play, cases)
        with _running(world) as port:
            found = _send(port, password, jobs)
        description = scratch.describe(world.engine)
    if found.refused:
        raise NotAsPlayed(f"{len(found.refused)} posts were refused, the first: {found.refused[0]}")
    figures = {
        "completions_per_s": round(len(found.seconds) / found.elapsed, 1),
        "p50_ms": milliseconds(found.seconds, 0.50),
        "p95_ms": milliseconds(found.seconds, 0.95),
    }
    say(f"http: {len(found.seconds)} completions, {figures}")
    return {**figures, "workers": WORKERS, "clients": browser.CLIENTS, "database": description}


def _let_log_in(world: Scratch, password: str) -> None:
    hashed = hash_password(password)
    with world.session() as session:
        session.execute(update(User).values(password=hashed))
        session.commit()


def _jobs(world: Scratch, play: Play, cases: int) -> list[Job]:
    """Each act's task in cases of its own; the votes of one case follow each other."""
    ours, found = Ours(play, world), []
    for number, group in _groups(play):
        copies = crowd.copy_case(world, crowd.played(ours, number), cases)
        found.append([_job(world, case_id, group) for case_id in copies])
    return [job for jobs in zip(*found, strict=True) for job in jobs]


def _groups(play: Play) -> list[tuple[int, list[Act]]]:
    """Acts of one element belong together, with the number of acts before them."""
    groups: list[tuple[int, list[Act]]] = []
    for number, act in enumerate(play.acts):
        if groups and groups[-1][1][0].element == act.element:
            groups[-1][1].append(act)
        elif act.kind != "start":
            groups.append((number, [act]))
    return groups


def _job(world: Scratch, case_id: int, acts: list[Act]) -> Job:
    query = select(UserTask.id).where(UserTask.case_id == case_id, UserTask.status == TaskStatus.OPEN)
    with world.engine.connect() as connection:
        tasks = list(connection.scalars(query.order_by(UserTask.id)))
    form = world.policy.forms[str(next(_forms(world, acts)))]
    return Job(
        [
            (act.who, f"/tasks/{task}", plays.raw(form, act.answers, world.ids))
            for act, task in zip(acts, tasks, strict=True)
        ]
    )


def _forms(world: Scratch, acts: list[Act]) -> Iterator[str | None]:
    for process in world.policy.specs.processes.values():
        for act in acts:
            if act.element in process.elements:
                yield process.elements[act.element].form


@contextmanager
def _running(world: Scratch) -> Iterator[int]:
    """The site as an operator starts it, stopped afterwards."""
    port = _free_port()
    site = subprocess.Popen(  # noqa: S603 - our own command
        [str(Path(sys.executable).parent / "gunicorn"), "wsgi:app"], cwd=ROOT, env=_environment(world, port)
    )
    try:
        _wait_for(port, site)
        yield port
    finally:
        site.terminate()
        site.wait(timeout=30)


def _environment(world: Scratch, port: int) -> dict[str, str]:
    own = {
        "DATABASE_URL": world.url,
        "MASAR_VAR": str(world.folder),
        "MASAR_BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(WORKERS),
    }
    return {**os.environ, **own}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, site: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and site.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise NotAsPlayed("the site did not start")


def _send(port: int, password: str, jobs: list[Job]) -> Found:
    """From another process, so that the senders' threads do not share an interpreter with anything else."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(browser.send, (port, password, jobs, LONGEST))
