"""The site over the test's database, its people and what must hold of every case afterwards."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from engine import documents
from engine.actors import Actor
from engine.models import DemoClock, User
from tests import factories
from tests.chaos.site import PASSWORD, Site, Visitor, ahead
from tests.conftest import START
from webapp import demo

Enter = Callable[[Actor], Visitor]
SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(session: Session) -> SetClock:
    """Move the clock of site and worker, as the demo's clock page does."""

    def move(moment: datetime) -> None:
        demo.mark(session)
        session.execute(update(DemoClock).values(offset_seconds=ahead(moment)))
        session.commit()

    return move


@pytest.fixture
def stopped_site(
    engine: Engine, session: Session, tmp_path: Path, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """At nine on a Sunday; nothing runs yet."""
    monkeypatch.setattr(documents, "site_folder", tmp_path / "documents" / "samakh")
    set_clock(START)
    site = Site(engine.url.render_as_string(hide_password=False), tmp_path)
    yield site
    site.stop()


@pytest.fixture
def site(stopped_site: Site) -> Site:
    stopped_site.serve()
    return stopped_site


@pytest.fixture
def enter(session: Session, site: Site) -> Enter:
    """Log somebody in."""
    hashed = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)

    def log_in(actor: Actor) -> Visitor:
        session.execute(update(User).where(User.id == actor.user_id).values(password=hashed))
        session.commit()
        login = session.get_one(User, actor.user_id).login
        session.commit()
        return Visitor(site).log_in(login)

    return log_in


@pytest.fixture
def colleague(session: Session) -> Actor:
    return factories.create_user(session, "reem", ["relations_officer"])
