"""The site's own pages over a sandbox's database: while such a request lasts, nothing of it reaches the real one.

The person who is logged in stays real; who acts is the role that this person plays.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, flash, g, request, session
from flask_sqlalchemy.session import Session as SiteSession
from sqlalchemy import Engine

from engine import clock, documents
from engine.database import writing
from engine.errors import EngineError
from engine.models import Sandbox
from engine.studio import sandbox_page, sandbox_people, sandboxes
from engine.studio.sandbox_page import Strip
from webapp.auth import actor
from webapp.database import SANDBOX, db
from webapp.errors import sentence
from webapp.i18n import locale

KEY = "sandbox_key"
TRIES = "tries"  # in the log-in session: what each sandbox keeps there, the last used first
MOST_TRIES = 5
LOG_IN = ("_", "fs_", "identity", "csrf_token", TRIES)  # what stays of the session; all else is the pages' own


@dataclass(frozen=True)
class Trial:
    """The sandbox of this request."""

    version_id: int
    key: str
    title: str


class SandboxSession(SiteSession):
    """A session that cannot reach any database but its sandbox's."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(db=db)
        self._own = engine

    def get_bind(self, *_: Any, **__: Any) -> Engine:
        return self._own


class Site(Flask):
    """Flask, except that inside a sandbox every link leads to the sandbox's own pages."""

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        own = f"{SANDBOX}.{endpoint}"
        return super().url_for(own if trial() and own in self.view_functions else endpoint, **values)


def init_app(app: Flask) -> None:
    """To be called after the guard and before the form token is asked: also a page that has grown old is then drawn
    again from the sandbox's database."""
    app.add_template_global(sandbox_strip)
    app.before_request(enter)
    app.after_request(_keep_state)  # the later one runs first
    app.after_request(_work)
    app.teardown_request(leave)


def trial() -> Trial | None:
    """The sandbox that this request has entered."""
    found: Trial | None = g.get("sandbox")
    return found


def sandbox_strip() -> tuple[Trial, Strip] | None:
    """What base.html draws above every page of a sandbox, and of nothing else."""
    found = trial()
    return (found, sandbox_page.strip(db.session(), actor())) if found else None


def blueprint(pages: list[Blueprint]) -> Blueprint:
    """The given pages once more, at the address of a sandbox."""
    made = Blueprint(SANDBOX, __name__, url_prefix=f"/studio/<int:version_id>/try/<{KEY}>")
    made.url_value_preprocessor(_take_address)
    made.url_defaults(_give_address)
    for page in pages:
        made.register_blueprint(page)
    return made


def enter() -> None:
    """Ask the real database who may, then leave it alone until the request is over."""
    if SANDBOX not in request.blueprints:
        return
    version_id, key = g.pop("sandbox_address")
    found = sandboxes.find_of(db.session(), version_id, key, actor())
    with ExitStack() as stack:
        _move_in(stack, found)
        g.sandbox_stack = stack.pop_all()


def _move_in(stack: ExitStack, found: Sandbox) -> None:
    stack.enter_context(documents.kept_in(sandboxes.documents_of(found)))
    stack.enter_context(_on(sandboxes.database(found)))
    stack.enter_context(clock.at(sandboxes.now(db.session())))
    stack.callback(_forget)
    g.session_before = session.modified, deepcopy(dict(session))
    own = dict(session.get(TRIES, [])).get(found.key, {})
    g.played = sandbox_people.actor(db.session(), own.get("plays"), locale())
    g.sandbox, g.is_demo = Trial(found.version_id, found.key, found.title), False
    g.real_state = _take_state()
    session.update(own)


def leave(_error: BaseException | None = None) -> None:
    """Put everything back, whatever happened."""
    stack: ExitStack | None = g.pop("sandbox_stack", None)
    if stack:
        stack.close()


@contextmanager
def _on(engine: Engine) -> Iterator[None]:
    real, inside = db.session(), SandboxSession(engine)
    if request.method == "POST":
        writing(inside)
    db.session.registry.set(inside)
    try:
        yield
    finally:
        db.session.registry.set(real)
        inside.close()


def _forget() -> None:
    for name in ("sandbox", "played", "real_state", "session_before"):
        g.pop(name, None)


def _take_state() -> dict[str, Any]:
    """What pages keep in the session (a search, a case just moved) is of one database: each has its own."""
    names = [name for name in session if name == "_flashes" or not name.startswith(LOG_IN)]
    return {name: session.pop(name) for name in names}


def _keep_state(response: Response) -> Response:
    found, real = trial(), g.pop("real_state", None)
    if found and real is not None:
        others = [[key, state] for key, state in session.get(TRIES, []) if key != found.key]
        session[TRIES] = [[found.key, _take_state()], *others][:MOST_TRIES]
        session.update(real)
        was_modified, before = g.pop("session_before")
        # An answer that sends the log-in again undoes what one that overtook it has kept there: a message, a role.
        session.modified = was_modified or dict(session) != before
    return response


def _work(response: Response) -> Response:
    """No worker looks after a sandbox: what is due is done after each act."""
    if trial() and request.method == "POST" and response.status_code < 500:
        db.session.rollback()
        try:
            sandboxes.work(db.session())
            db.session.commit()
        except EngineError as error:
            db.session.rollback()
            flash(sentence(error), "warning")
    return response


def _take_address(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The pages know nothing of the sandbox: their views take their own arguments only."""
    if values is not None:
        g.sandbox_address = values.pop("version_id"), values.pop(KEY)


def _give_address(_endpoint: str, values: dict[str, Any]) -> None:
    found = trial()
    if found:
        values.setdefault("version_id", found.version_id)
        values.setdefault(KEY, found.key)
