"""The site over the test's database, and a client that checks every page and every commit."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from flask_sqlalchemy.session import Session as SiteSession
from sqlalchemy import Engine, event, update
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from engine.actors import Actor
from engine.models import PolicyVersion, User
from engine.policies import versions
from engine.studio import drafts
from webapp import create_app

PASSWORD = "a long enough password"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
DIRECTIONS = {"ar": "rtl", "en": "ltr"}


class Unsaved:
    """Whether a request flushed rows that nothing committed."""

    def __init__(self) -> None:
        self.flushed = False

    def after_flush(self, session: Session, _context: object) -> None:
        self.flushed = self.flushed or bool(session.new or session.dirty or session.deleted)

    def on_statement(self, statement: ORMExecuteState) -> None:
        self.flushed = self.flushed or statement.is_insert or statement.is_update or statement.is_delete

    def settled(self, _session: Session) -> None:
        self.flushed = False


class CheckingClient(FlaskClient):
    """Sends the form token of the last page, and fails the test on a page that is not right."""

    unsaved: Unsaved
    form_token = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        assert not self.unsaved.flushed, "the request flushed rows and did not commit them"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        if response.mimetype == "text/html" and response.data and response.status_code not in (301, 302, 303, 307, 308):
            check_page(response.text)
            self.form_token = (TOKEN.findall(response.text) or [self.form_token])[0]
        return response

    def send(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """POST as our own page would."""
        return self.post(
            path, data={"csrf_token": self.form_token, **(data or {})}, headers={"Origin": "http://localhost"}, **kwargs
        )


def check_page(text: str) -> None:
    """A page is well formed, says its language, labels each field, has one h1, nothing inline."""
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert page.get("dir") == DIRECTIONS[page.get("lang")]
    assert (page.findtext(".//title") or "").strip()
    assert len(page.findall(".//h1")) == 1
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(ids) == len(set(ids)), "an id stands twice"
    labelled = {label.get("for") for label in page.findall(".//label")}
    inside = {field for label in page.findall(".//label") for field in label.iter()}
    for field in [*page.findall(".//input"), *page.findall(".//select"), *page.findall(".//textarea")]:
        if field.get("type") not in ("hidden", "submit"):
            named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
            assert named or field in inside, f"no label for {field.attrib}"
    assert not [each for each in page.iter() if each.get("style") or any(key.startswith("on") for key in each.attrib)]
    assert all(script.get("src") for script in page.findall(".//script"))


@pytest.fixture
def app(engine: Engine, session: Session, tmp_path: Path) -> Flask:
    """The site on the same database; `session` holds the clock still."""
    made = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "for tests only",
            "ENGINE": engine,
            "DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "VAR": tmp_path,
            "ASSOCIATION": "samakh",
            "LOGIN_TRIES": 3,
            "PROPAGATE_EXCEPTIONS": False,
        }
    )
    made.test_client_class = CheckingClient
    return made


@pytest.fixture
def unsaved() -> Iterator[Unsaved]:
    watched = Unsaved()
    hooks: list[tuple[str, Any]] = [
        ("after_flush", watched.after_flush),
        ("do_orm_execute", watched.on_statement),
        ("after_commit", watched.settled),
        ("after_rollback", watched.settled),
    ]
    for name, hook in hooks:
        event.listen(SiteSession, name, hook)
    yield watched
    for name, hook in hooks:
        event.remove(SiteSession, name, hook)


@pytest.fixture
def client(app: Flask, unsaved: Unsaved) -> CheckingClient:
    """Somebody who has not logged in."""
    return _client(app, unsaved)


@pytest.fixture
def logged_in(app: Flask, session: Session, unsaved: Unsaved, hashed: str) -> Callable[[Actor], CheckingClient]:
    """Log a user in with a browser of its own."""

    def enter(actor: Actor) -> CheckingClient:
        session.commit()
        session.execute(update(User).where(User.id == actor.user_id).values(password=hashed))
        session.commit()
        login = session.get_one(User, actor.user_id).login
        session.commit()
        browser = _client(app, unsaved)
        browser.get("/login")
        assert browser.send("/login", {"login": login, "password": PASSWORD}).status_code == 303
        browser.get("/settings")
        return browser

    return enter


@pytest.fixture
def page(logged_in: Callable[[Actor], CheckingClient], reem: Actor) -> CheckingClient:
    """The quality officer's browser."""
    return logged_in(reem)


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    """A draft with the files of the version in force."""
    made = drafts.open(session, versions.in_force(session).id, "مسودة", reem)
    session.commit()
    return made


@pytest.fixture(scope="session")
def hashed_once() -> dict[str, str]:
    return {}


@pytest.fixture
def hashed(app: Flask, hashed_once: dict[str, str]) -> str:
    """The password's hash, made once a run: it is slow on purpose."""
    if not hashed_once:
        with app.test_request_context():
            hashed_once["password"] = hash_password(PASSWORD)
    return hashed_once["password"]


def _client(app: Flask, unsaved: Unsaved) -> CheckingClient:
    made: Any = app.test_client()
    made.unsaved = unsaved
    return made  # type: ignore[no-any-return]
