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


# Checking a password is slow on purpose: no write lock is held meanwhile. A search writes nothing.
WITHOUT_LOCK = {"door.log_in", "inbox.search"}
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


def _take_in() -> None:
    """Read all that is sent before anything is locked: a slow line keeps nobody else from writing."""
    config = current_app.config
    if request.mimetype != "multipart/form-data":  # Werkzeug asks the two limits of multipart alone
        request.max_content_length = min(config["MAX_CONTENT_LENGTH"], config["MAX_FORM_MEMORY_SIZE"])
    if sum(map(len, request.form.listvalues())) > config["MAX_FORM_PARTS"]:
        abort(413)
