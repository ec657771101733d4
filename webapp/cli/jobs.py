"""`flask jobs`: does the studio's long work, one job after the other, until stopped."""

import logging
import threading

import click
from flask import Flask, current_app

from engine import faults
from engine.database import writing
from engine.studio import jobs, replay, scenario_jobs
from webapp import demo
from webapp.database import db
from webapp.worker import until_signalled

IDLE_SECONDS = 0.5
LONGEST_PAUSE = 30
KINDS = (replay.KIND, scenario_jobs.KIND)  # their modules name what does them
log = logging.getLogger(__name__)


@click.command("jobs")
@click.option("--once", is_flag=True, help="ما ينتظر الآن فقط / Only what waits now.")
def command(once: bool) -> None:
    """نفّذ أعمال الاستوديو الطويلة: السيناريوهات والإعادة / Do the studio's long work, until stopped."""
    run(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]


def run(app: Flask, stop: threading.Event | None = None, *, once: bool = False) -> None:
    """Loop until SIGTERM or SIGINT; a job that is under way waits again, for the next process."""
    stop = stop or until_signalled()
    failures = 0
    while not stop.is_set():
        done = _round(app, stop)
        failures = failures + 1 if done is None else 0
        if once and not done:
            return
        if not done:
            stop.wait(min(IDLE_SECONDS * 2 ** min(failures, 10), LONGEST_PAUSE))


def _round(app: Flask, stop: threading.Event) -> bool | None:
    """Whether there was a job; None where the database was away."""
    with app.app_context():
        try:
            session = db.session()
            writing(session)
            demo.set_clock(session)
            session.commit()
            return jobs.run_next(session, stop.is_set) is not None
        except Exception as fault:  # a database that is away for a moment: every job still waits or is taken again
            log.error("a round of jobs failed; trying again: %s", faults.told(fault))
            return None
