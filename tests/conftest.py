"""A database with the shipped policy in force; an officer, a committee member, the quality officer, an outsider."""

import itertools
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, make_url, text
from sqlalchemy.orm import Session

from engine import clock, database, documents, migrations
from engine.actors import Actor
from tests import factories
from tests.browser import chromium

START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)  # 9:00 on a Sunday in Riyadh
SERVER = os.environ.get("MASAR_TEST_DATABASE_URL")
_schemas = itertools.count(1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a server only what reaches its database is run again: everything else was run on SQLite's turn."""
    if SERVER:
        there = [item for item in items if {"engine", "empty_engine"} & set(getattr(item, "fixturenames", ()))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(there)])
        items[:] = there


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with tables and policy, made once and copied for each test."""
    path = tmp_path_factory.mktemp("database") / "filled.db"
    engine = database.make_engine(f"sqlite:///{path}")
    migrations.upgrade(engine)
    with Session(engine) as session, clock.at(START):
        factories.bring_into_force(session)
        session.commit()
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests of a worker: Playwright runs once in a process."""
    path = chromium.find()
    assert path, "Chromium is missing: python -m tests.browser.chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The database of one test: on the server that MASAR_TEST_DATABASE_URL names, else an SQLite file."""
    made = _on_server() if SERVER else _in_file(request.getfixturevalue("filled_file"), tmp_path)
    yield made
    made.dispose()


@pytest.fixture
def empty_engine(tmp_path: Path) -> Iterator[Engine]:
    """A database without a table."""
    made = _new_schema() if SERVER else database.make_engine(f"sqlite:///{tmp_path}/empty.db")
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(documents, "site_folder", tmp_path / "documents")
    with Session(engine) as session, clock.at(START):
        yield session


@pytest.fixture
def officer(session: Session) -> Actor:
    return factories.create_user(session, "haya", ["relations_officer"])


@pytest.fixture
def member(session: Session) -> Actor:
    return factories.create_user(session, "huda", ["committee_member"])


@pytest.fixture
def reem(session: Session) -> Actor:
    """The quality officer, who edits the policy."""
    return factories.create_user(session, "reem", ["quality_officer"])


@pytest.fixture
def outsider(session: Session) -> Actor:
    return factories.create_user(session, "saad", [])


def _in_file(filled: Path, folder: Path) -> Engine:
    shutil.copy(filled, folder / "masar.db")
    return database.make_engine(f"sqlite:///{folder}/masar.db")


def _on_server() -> Engine:
    made = _new_schema()
    migrations.upgrade(made)
    with Session(made) as session, clock.at(START):
        factories.bring_into_force(session)
        session.commit()
    return made


def _new_schema() -> Engine:
    """A schema of its own, so that tests can run side by side."""
    assert SERVER
    schema = f"test_{os.getpid()}_{next(_schemas)}"
    admin = database.make_engine(SERVER)
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    admin.dispose()
    url = make_url(SERVER).update_query_dict({"options": f"-csearch_path={schema}"})  # other processes get the URL too
    return database.make_engine(url.render_as_string(hide_password=False))
