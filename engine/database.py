"""The database: one engine for SQLite (embedded default) and PostgreSQL, and which transactions may write (D8, D9)."""

import json
import random
import time
from functools import partial
from typing import Any

from pysqlite3 import dbapi2  # the system's SQLite has a WAL corruption race
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

BUSY_MILLISECONDS = 15_000
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # else INSERT OR REPLACE changes a row that its triggers keep from being deleted
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
)
as_json = partial(json.dumps, ensure_ascii=False)  # Arabic takes 2 bytes a letter as it is, 6 escaped


def make_engine(url: str, **options: Any) -> Engine:
    """Return the engine for a URL; a bare `postgresql://` means psycopg."""
    parsed = make_url(url)  # below: errors go to the log, and parameters are names and numbers of people
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, options)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(parsed, pool_pre_ping=True, json_serializer=as_json, hide_parameters=True, **options)


def writing(session: Session) -> None:
    """Mark a session: its transactions take SQLite's write lock as they begin.

    A transaction that read first and then writes fails at once with "database is locked" when somebody else wrote in
    between; no busy timeout helps there. PostgreSQL needs none of this: the verbs lock the rows of the case.
    """
    if session.in_transaction() and not session.execution_options.get("writing"):
        raise RuntimeError("the session has begun to read already; mark it as writing before its first statement")
    session.execution_options = session.execution_options.union({"writing": True})


def is_doubled(refusal: IntegrityError) -> bool:
    """Tell whether a row was refused because its like is there already; 23505 is SQL's unique_violation."""
    return getattr(refusal.orig, "sqlstate", None) == "23505" or "UNIQUE constraint" in str(refusal.orig)


def configure(engine: Engine) -> Engine:
    """Give an SQLite engine our own transactions; engines that somebody else created (Flask-SQLAlchemy) come here."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _sqlite(url: str, options: dict[str, Any]) -> Engine:
    return configure(create_engine(url, module=dbapi2, json_serializer=as_json, hide_parameters=True, **options))


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection  # straight to it: this runs for every transaction
    if not connection.get_execution_options().get("writing"):
        driver.execute("BEGIN")
    elif not _has_got_turn(driver):
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # its failure is SQLAlchemy's own


def _has_got_turn(driver: Any) -> bool:
    """Ask for the write lock every few milliseconds: SQLite's own waiting asks ever more rarely, and starves."""
    deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while not (begun := _has_begun(driver)) and time.monotonic() < deadline:
            time.sleep(random.uniform(0.001, 0.004))  # noqa: S311 - so that those who wait do not ask in step
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    return begun


def _has_begun(driver: Any) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except dbapi2.OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    return True
