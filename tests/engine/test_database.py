"""The database: which transactions may write, and what it refuses by itself."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from engine import database, history
from engine.actors import Actor
from engine.history import Event
from engine.models import Base, Counter, HistoryEvent, Role, UserTask
from tests import factories


@pytest.fixture
def file(tmp_path: Path) -> Engine:
    engine = database.make_engine(f"sqlite:///{tmp_path}/plain.db")
    Base.metadata.create_all(engine)
    return engine


def test_sqlite_is_newer_than_its_wal_corruption_race(file: Engine) -> None:
    with file.connect() as connection:
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()

    assert tuple(int(part) for part in version.split(".")) >= (3, 51, 3)


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 15_000)]
)
def test_sqlite_is_durable_and_patient(file: Engine, pragma: str, value: object) -> None:
    with file.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_a_writing_session_takes_the_lock_as_it_begins(file: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 20)
    with Session(file) as first, Session(file) as second:
        database.writing(first)
        first.execute(select(Counter))
        database.writing(second)

        with pytest.raises(OperationalError, match="locked"):
            second.execute(select(Counter))


def test_reading_goes_on_while_somebody_writes(file: Engine) -> None:
    with Session(file) as writer, Session(file) as reader:
        database.writing(writer)
        writer.add(Role(key="finance", name_ar="المالية", name_en="Finance"))
        writer.flush()

        assert reader.scalars(select(Role)).all() == []


def test_a_read_that_turns_into_a_write_is_why_writers_are_marked(file: Engine) -> None:
    with Session(file) as first, Session(file) as second:
        first.execute(select(Role))
        database.writing(second)
        second.add(Role(key="finance", name_ar="المالية", name_en="Finance"))
        second.commit()
        first.add(Role(key="chair", name_ar="الرئيس", name_en="Chair"))

        with pytest.raises(OperationalError, match="locked"):
            first.flush()


def test_a_session_that_has_read_cannot_become_a_writer(file: Engine) -> None:
    with Session(file) as session:
        session.execute(select(Role))

        with pytest.raises(RuntimeError, match="before its first statement"):
            database.writing(session)


def test_a_writing_session_writes_again_after_its_commit(file: Engine) -> None:
    with Session(file) as session:
        database.writing(session)
        session.execute(select(Role))
        session.commit()
        session.execute(select(Role))
        database.writing(session)

        assert session.connection().get_execution_options()["writing"]


def test_a_missing_parent_is_refused(session: Session) -> None:
    session.execute(text("INSERT INTO role (key, name_ar, name_en, rights) VALUES ('x', 'x', 'x', '[]')"))

    with pytest.raises(IntegrityError):
        session.execute(text("INSERT INTO user_role (user_id, role_key) VALUES (99, 'x')"))


@pytest.mark.parametrize("change", [update(HistoryEvent).values(kind="other"), delete(HistoryEvent)])
def test_history_is_only_added_to(session: Session, officer: Actor, change: object) -> None:
    case = factories.start_case(session, officer)
    session.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(change)  # type: ignore[call-overload]

    session.rollback()
    assert [event.kind for event in history.of(session, case.id)] == ["case_started"]


def test_moments_come_back_in_utc(session: Session, officer: Actor) -> None:
    factories.start_case(session, officer)
    session.commit()

    assert str(session.scalars(select(UserTask.opened_at)).one()) == "2026-11-22 06:00:00+00:00"


def test_history_keeps_actor_role_and_version(session: Session, officer: Actor) -> None:
    case = factories.start_case(session, officer)
    event = history.append(session, case, Event("task_completed", role="relations_officer"), officer)

    assert (event.actor_id, event.actor_name, event.role) == (officer.user_id, officer.name, "relations_officer")
    assert event.version_id == case.version_id


def test_a_bare_postgresql_address_means_psycopg() -> None:
    assert database.make_engine("postgresql://masar@/masar").driver == "psycopg"
