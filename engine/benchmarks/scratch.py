"""A database of its own for a measurement: on disk, with SQLite's synchronous=FULL, gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from engine import clock, documents, users
from engine.actors import Actor
from engine.benchmarks.plays import Play
from engine.database import make_engine, writing
from engine.models import Base
from engine.policies import packs, versions
from engine.policies.policy import Policy


@dataclass(frozen=True)
class Scratch:
    """The database, the people of the play by name, and the policy in force."""

    folder: Path
    url: str
    engine: Engine
    people: dict[str, Actor]
    policy: Policy

    @property
    def ids(self) -> dict[str, int]:
        return {name: actor.user_id for name, actor in self.people.items()}

    def session(self) -> Session:
        """One that writes, as the session of a POST does."""
        session = Session(self.engine)
        writing(session)
        return session

    def size(self) -> int:
        """Bytes of the database once it is packed."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("COMMIT")  # ours begins a transaction with every connection
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        return Path(self.engine.url.database or "").stat().st_size


@contextmanager
def opened(play: Play) -> Iterator[Scratch]:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    url = f"sqlite:///{folder}/bench.db"
    engine = make_engine(url)
    try:
        Base.metadata.create_all(engine)
        with Session(engine) as session, clock.at(play.acts[0].moment):
            writing(session)
            people, policy = _fill(session, play)
        with documents.kept_in(folder / "documents"):
            yield Scratch(folder, url, engine, people, policy)
    finally:
        engine.dispose()
        shutil.rmtree(folder)


def _fill(session: Session, play: Play) -> tuple[dict[str, Actor], Policy]:
    version = versions.import_pack(session, packs.read(play.folder, play.association))
    versions.accept_first(session, version, "benchmark", allow_demo=True)
    found = {name: users.create(session, name, name, name, roles) for name, roles in play.people.items()}
    session.commit()
    return {name: users.as_actor(user) for name, user in found.items()}, versions.policy(session, version.id)


def describe(engine: Engine) -> str:
    """What a figure was measured on."""
    with engine.connect() as connection:
        version = connection.scalar(text("SELECT sqlite_version()"))
        journal = connection.scalar(text("PRAGMA journal_mode"))
        level = connection.scalar(text("PRAGMA synchronous"))
    return f"SQLite {version}, journal_mode={journal}, synchronous={'FULL' if level == 2 else level}"
