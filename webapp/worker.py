"""The worker: fires due timers and sends due messages, again and again, until it is asked to stop."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from flask import Flask

from engine import faults, outbox, timers
from engine.database import writing
from engine.studio import sandboxes
from webapp import demo
from webapp.database import db

IDLE_SECONDS = 0.5
TIDY_SECONDS = 3600
LONGEST_PAUSE = 30
MOST_AT_ONCE = 50
log = logging.getLogger(__name__)


def run(app: Flask, stop: threading.Event | None = None) -> None:
    """Loop until SIGTERM or SIGINT; what is being done is finished first."""
    stop = stop or until_signalled()
    log.info("worker started")
    failures, tidy_at = 0, time.monotonic()
    while not stop.is_set():
        if time.monotonic() >= tidy_at:
            tidy_at += TIDY_SECONDS
            _round(app, tidy)
        done = _round(app, work)
        failures = failures + 1 if done is None else 0
        if not done:
            stop.wait(min(IDLE_SECONDS * 2 ** min(failures, 10), LONGEST_PAUSE))
    log.info("worker stopped")


def _round(app: Flask, work: Callable[[], int]) -> int | None:
    """One pass over what is due; None where it failed and is tried again: a worker that gave up would help nobody."""
    with app.app_context():
        try:
            return work()
        except Exception as fault:  # a database that is away for a moment, or a bug: each timer still waits
            log.error("a round failed; trying again: %s", faults.told(fault))
            return None


def tidy() -> int:
    """Remove the sandboxes whose time is over; how many those were."""
    session = db.session()
    writing(session)
    demo.set_clock(session)
    removed = sandboxes.remove_old(session)
    session.commit()
    return removed


def work() -> int:
    """Fire and send what is due; how much that was. Many late timers go first: each message is a commit of its own."""
    session = db.session()
    writing(session)
    demo.set_clock(session)
    session.commit()
    fired = timers.fire_due(session, MOST_AT_ONCE)
    return fired if fired == MOST_AT_ONCE else fired + outbox.send_due(session)


def until_signalled() -> threading.Event:
    """What is set once the process is asked to end."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop
