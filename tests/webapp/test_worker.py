"""The worker: what is due happens, whatever happens to one case, until it is asked to stop."""

import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
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


def test_worker_stops_when_it_is_asked(app: Flask) -> None:
    stop = threading.Event()
    running = threading.Thread(target=worker.run, args=(app, stop))
    running.start()
    stop.set()
    running.join(timeout=5)

    assert not running.is_alive()
