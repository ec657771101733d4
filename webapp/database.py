"""The session of a request, on the engine's own connections; only a POST may write (design D8)."""

from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, current_app, request
from flask_sqlalchemy import SQLAlchemy

from engine.database import make_engine, writing
from engine.models import Base


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, except that engine.database makes the connections."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> sa.Engine:
        return app.config.get("ENGINE") or make_engine(app.config["DATABASE_URL"])


# These write nothing, or work for a while before they ask for the lock themselves (checking a password is slow on
# purpose; an archive is unpacked, a scenario acted): no write lock is held meanwhile.
WITHOUT_LOCK = {
    "door.log_in",
    "inbox.search",
    "studio_forms.preview",
    "studio_lint.lay_out",
    "studio_lint.lint",
    "studio_lint.look",
    "studio_lint.take_in",
    "studio_packs.take_in",
    "studio_panel.feel",
    "studio_scenarios.save_step",
    "studio_tables.check",
    "studio_texts.print_typed",
}
SANDBOX = "sandbox"  # the blueprint whose requests write to a database of their own
db = Database(metadata=Base.metadata)


def init_app(app: Flask) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = app.config["DATABASE_URL"]
    db.init_app(app)
    app.before_request(_begin)


def _begin() -> None:
    if request.method != "POST":
        return
    _take_in()
    if request.endpoint not in WITHOUT_LOCK and SANDBOX not in request.blueprints:
        writing(db.session())


def begin_to_write() -> None:
    """Take the lock in the middle of a request that began without it; what was read so far is read anew."""
    db.session.rollback()
    writing(db.session())


def _take_in() -> None:
    """Read all that is sent before anything is locked: a slow line keeps nobody else from writing."""
    config = current_app.config
    if request.mimetype != "multipart/form-data":  # Werkzeug asks the two limits of multipart alone
        request.max_content_length = min(config["MAX_CONTENT_LENGTH"], config["MAX_FORM_MEMORY_SIZE"])
    if sum(map(len, request.form.listvalues())) > config["MAX_FORM_PARTS"]:
        abort(413)
