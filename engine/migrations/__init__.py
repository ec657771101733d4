"""Brings a database to the newest shape: Alembic, the same scripts on SQLite and PostgreSQL."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parent


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the scripts that the database has not seen, in one transaction."""
    config = _config()
    with engine.connect() as connection:
        _let_tables_be_replaced(connection, is_allowed=True)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        _check_references(connection)
        connection.commit()
        _let_tables_be_replaced(connection, is_allowed=False)


def _let_tables_be_replaced(connection: Connection, *, is_allowed: bool) -> None:
    """SQLite alters a table by making it anew; it heeds this pragma only outside a transaction, and ours has begun."""
    if connection.dialect.name == "sqlite":
        for statement in ("COMMIT", f"PRAGMA foreign_keys={'OFF' if is_allowed else 'ON'}", "BEGIN IMMEDIATE"):
            connection.exec_driver_sql(statement)


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"the migration broke references: {broken[:5]}")


def is_current(engine: Engine) -> bool:
    """False on a database that is older than this program: the site then refuses to start."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head()


def head() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()
