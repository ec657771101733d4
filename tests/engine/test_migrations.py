"""The migrations give exactly the tables that the models describe, and history cannot be rewritten."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine import migrations
from engine.actors import Actor
from engine.models import Base
from tests import factories


@pytest.fixture
def migrated(empty_engine: Engine) -> Engine:
    migrations.upgrade(empty_engine)
    return empty_engine


def test_migrations_end_at_the_models(migrated: Engine) -> None:
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_twice_changes_nothing(migrated: Engine) -> None:
    before = inspect(migrated).get_table_names()
    migrations.upgrade(migrated)
    assert inspect(migrated).get_table_names() == before
    assert migrations.is_current(migrated)


@pytest.mark.parametrize("change", ["UPDATE history_event SET kind = 'x'", "DELETE FROM history_event"])
def test_history_is_append_only(session: Session, officer: Actor, change: str) -> None:
    factories.start_case(session, officer)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))


def test_history_cannot_be_emptied_at_once(migrated: Engine) -> None:
    """SQLite has no TRUNCATE; its DELETE of all rows is refused above."""
    if migrated.dialect.name == "sqlite":
        return
    with migrated.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text("TRUNCATE history_event"))


def test_database_of_the_release_before_keeps_its_versions_and_cases(empty_engine: Engine) -> None:
    """SQLite makes an altered table anew: what refers to it must stand afterwards as it stood before."""
    migrations.upgrade(empty_engine, "0001")
    with empty_engine.begin() as connection:
        for statement in OLD_ROWS:
            connection.execute(text(statement))
    migrations.upgrade(empty_engine)

    with empty_engine.connect() as connection:
        version = connection.execute(text("SELECT hash, status, title, revision FROM policy_version")).one()
        number = connection.execute(text('SELECT number, version_id FROM "case"')).one()
    assert tuple(version) == ("a", "IN_FORCE", "", 0)
    assert tuple(number) == ("2026-1", 1)


OLD_ROWS = (
    """INSERT INTO policy_version (id, hash, association, status, manifest, specs, created_at)
       VALUES (1, 'a', 'samakh', 'IN_FORCE', '{}', '', '2026-11-22 06:00:00')""",
    """INSERT INTO "case" (id, number, version_id, process_id, status, state, revision, facts, marks, follow_up,
                           started_at)
       VALUES (1, '2026-1', 1, 'p', 'OPEN', '', 1, '{}', '[]', false, '2026-11-22 06:00:00')""",
)
