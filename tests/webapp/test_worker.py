"""The worker: what is due happens, whatever happens to one case, until it is asked to stop."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.models import Outbox, OutboxStatus, Timer, TimerStatus
from tests import factories
from tests.conftest import START
from webapp import worker


def test_due_timer_fires_and_its_message_is_sent(app: Flask, session: Session, officer: Actor) -> None:
    factories.create_user(session, "abdullah", factories.COMMITTEE["abdullah"])
    factories.refer(session, officer)

    with clock.at(START + timedelta(days=10, minutes=1)), app.app_context():
        done = [worker.work() for _ in range(3)]

    fired = session.scalars(select(Timer.element_id).where(Timer.status == TimerStatus.FIRED)).all()
    sent = session.scalars(select(Outbox.element_id).where(Outbox.status == OutboxStatus.SENT)).all()
    assert list(fired) == ["TB_Warn"]
    assert "M_WarnChair" in sent
    assert done[-1] == 0


class Pauses(threading.Event):
    """Notes how long the worker waits, mends what is broken after the eighth time, and then asks it to stop."""

    def __init__(self, mend: Callable[[], None]) -> None:
        super().__init__()
        self.mend, self.noted = mend, list[float | None]()

    def wait(self, timeout: float | None = None) -> bool:
        self.noted.append(timeout)
        if len(self.noted) == 8:
            self.mend()
        if len(self.noted) == 9:
            self.set()
        return self.is_set()


def test_a_worker_that_fails_logs_it_and_goes_on_after_a_growing_pause(
    app: Flask, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    def rename(old: str, new: str) -> None:
        session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
        session.commit()

    rename("timer", "gone")
    pauses = Pauses(lambda: rename("gone", "timer"))
    worker.run(app, pauses)

    assert pauses.noted == [1, 2, 4, 8, 16, 30, 30, 30, worker.IDLE_SECONDS]
    assert caplog.text.count("Traceback") == 8


def test_worker_stops_when_it_is_asked(app: Flask) -> None:
    stop = threading.Event()
    running = threading.Thread(target=worker.run, args=(app, stop))
    running.start()
    stop.set()
    running.join(timeout=5)

    assert not running.is_alive()
