"""A live site: gunicorn on a port of its own, a demo database that is put back for each test, a clock that is moved."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask_security import hash_password
from pysqlite3 import dbapi2
from ruamel.yaml import YAML
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import clock, documents, outbox, timers, users
from engine.database import make_engine, writing
from engine.models import Base, DemoClock
from tests import factories
from webapp import create_app, demo

START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)  # 9:00 on a Sunday in Riyadh
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120  # seconds for a cold start on a busy machine
PASSWORD = "a long demo password"
PEOPLE = {
    "haya": ["relations_officer"],
    "fahd": ["research_officer"],
    "abdullah": ["committee_member", "committee_chair"],
    "mona": ["committee_member"],
    "salem": ["committee_member"],
    "reem": ["quality_officer"],
    "majed": ["board_secretary", "committee_secretary"],
    "saad": ["service_provider"],
    "bandar": ["finance"],
    "turki": ["executive_director"],
    "admin": ["administrator"],
}


class Site:
    """One association's site. Its people stay logged in when the database is put back."""

    def __init__(self, association: str, folder: Path) -> None:
        self.association, self.folder = association, folder
        self.template, self.file = folder / "template.db", folder / f"{association}.db"
        self.users = _fill(self.template, association, folder)
        self.put_back()
        self.engine = make_engine(f"sqlite:///{self.file}")
        self.log = folder / "gunicorn.log"
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = self._serve()
        urllib.request.urlopen(f"{self.url}/health", timeout=PATIENCE).close()  # noqa: S310 - our own address

    def _serve(self) -> subprocess.Popen[bytes]:
        """The socket listens already, so that the first page simply waits until the server is there."""
        number = self._socket.fileno()
        command = [
            str(Path(sys.executable).parent / "gunicorn"),
            "--no-control-socket",
            "--bind",
            f"fd://{number}",
            "wsgi:app",
        ]
        with self.log.open("wb") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), pass_fds=[number], stdout=log, stderr=subprocess.STDOUT
            )

    def environment(self) -> Mapping[str, str]:
        own = {"ASSOCIATION": self.association, "MASAR_VAR": str(self.folder), "WEB_CONCURRENCY": "1"}
        unwanted = ("DATABASE_URL", "MASAR_SECRET_KEY", "MASAR_SECRET_KEY_FILE")
        return {name: value for name, value in os.environ.items() if name not in unwanted} | own

    def stop(self) -> None:
        self._server.terminate()
        self._server.wait(timeout=30)
        self._socket.close()
        self.engine.dispose()

    def faults(self) -> str:
        """What the server wrote of errors of its own."""
        text = self.log.read_text("utf-8")
        return text if "Traceback" in text or "[ERROR]" in text else ""

    def put_back(self, template: Path | None = None) -> None:
        """The database as it was at first; connections stay open, as with any other writer."""
        _copy(template or self.template, self.file)

    def keep(self, template: Path) -> None:
        """Keep the database as it is now, to be put back later."""
        _copy(self.file, template)

    def session(self) -> Session:
        return Session(self.engine)

    @property
    def now(self) -> datetime:
        with self.session() as session:
            return datetime.now(UTC) + (demo.offset(session) or timedelta())

    def set_clock(self, moment: datetime) -> None:
        """As the demo's clock page does, except that a scenario may begin in the past."""
        ahead = round((moment - datetime.now(UTC)).total_seconds())
        with self.session() as session:
            writing(session)
            session.execute(update(DemoClock).values(offset_seconds=ahead))
            session.commit()

    def work(self) -> int:
        """What the worker does until nothing is due."""
        documents.site_folder = self.folder / "documents" / self.association
        done = 0
        with self.session() as session, clock.at(self.now):
            writing(session)
            while handled := timers.fire_due(session) + outbox.send_due(session):
                done += handled
        return done


def _copy(source: Path, target: Path) -> None:
    with closing(dbapi2.connect(str(source))) as there, closing(dbapi2.connect(str(target), timeout=30)) as here:
        there.backup(here)


def _fill(path: Path, association: str, folder: Path) -> dict[str, int]:
    """Tables, policy and people, made once; every person has the one password."""
    engine = make_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    settings = {"SECRET_KEY": "of no use", "ASSOCIATION": association, "VAR": folder, "ENGINE": engine}
    app = create_app(settings | {"DATABASE_URL": f"sqlite:///{path}"})
    with app.app_context(), Session(engine) as session, clock.at(START):
        demo.mark(session)
        factories.bring_into_force(session, association)
        found = _people(session, association, hash_password(PASSWORD))
        session.commit()
    engine.dispose()
    return found


def _people(session: Session, association: str, password: str) -> dict[str, int]:
    written = YAML(typ="safe", pure=True).load((demo.PEOPLE / f"{association}.yaml").read_text("utf-8"))
    names = {person["login"]: (person["ar"], person["en"]) for person in written}
    names.setdefault("bandar", ("بندر بن فهد السبيعي", "Bandar Al-Subaie"))
    return {
        login: users.create(session, login, *names[login], roles, password=password).id
        for login, roles in PEOPLE.items()
    }
