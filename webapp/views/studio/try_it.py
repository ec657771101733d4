"""Trying a version: its sandboxes, and inside one the clock, the roles, what was sent, and saving it as a scenario."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security.utils import validate_redirect_url

from engine import clock
from engine.errors import EngineError
from engine.studio import recorder, sandbox_page, sandboxes, scenario_edits
from forms.attachments import read_id
from webapp.auth import actor
from webapp.database import db
from webapp.errors import sentence
from webapp.sandbox import trial
from webapp.views.studio import studio_page

blueprint = Blueprint("studio_try", __name__, url_prefix="/studio/<int:version_id>/try")
controls = Blueprint("trial", __name__)  # inside a sandbox
MOVES = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


@blueprint.get("")
def index(version_id: int) -> ResponseReturnValue:
    found = sandboxes.page(db.session(), version_id, actor())
    return studio_page("try.html", version_id, sandboxes=found)


@blueprint.post("")
def make(version_id: int) -> ResponseReturnValue:
    sandboxes.remove_old(db.session())
    db.session.commit()
    try:
        made = sandboxes.open(db.session(), version_id, actor())
    except sandboxes.HasErrors as error:
        flash(sentence(error), "warning")
        return redirect(url_for("studio_try.index", version_id=version_id), 303)
    key = made.key
    db.session.commit()
    return redirect(url_for("sandbox.inbox.home", version_id=version_id, sandbox_key=key), 303)


@blueprint.post("/<key>/remove")
def remove(version_id: int, key: str) -> ResponseReturnValue:
    sandboxes.remove(db.session(), key, actor())
    db.session.commit()
    flash(gettext("The trial was removed with everything in it."), "success")
    return redirect(url_for("studio_try.index", version_id=version_id), 303)


@blueprint.get("/<key>/record")
def record(version_id: int, key: str) -> ResponseReturnValue:
    return record_page(version_id, key)


def record_page(version_id: int, key: str, *, title: dict[str, str] | None = None, problem: str = "") -> str:
    shown = recorder.page(db.session(), version_id, key, actor())
    return studio_page("try_record.html", version_id, page=shown, key=key, typed=title or {}, problem=problem)


@blueprint.post("/<key>/record")
def keep_record(version_id: int, key: str) -> ResponseReturnValue:
    title = {locale: request.form.get(f"title_{locale}", "") for locale in ("ar", "en")}
    try:
        path = recorder.save(db.session(), version_id, key, title, actor())
    except scenario_edits.TitleNeeded as error:
        db.session.rollback()
        return record_page(version_id, key, title=title, problem=sentence(error)), 422
    db.session.commit()
    flash(gettext("Saved as an acceptance scenario of the draft: %(path)s", path=path), "success")
    return redirect(url_for("studio_try.index", version_id=version_id), 303)


@controls.post("/clock")
def move_clock() -> ResponseReturnValue:
    inside = db.session()
    try:
        sandboxes.forward(inside, _moment(request.form.get("to", "")))
        inside.commit()
    except EngineError as error:
        inside.rollback()
        flash(sentence(error), "warning")
    return redirect(_back(), 303)


@controls.post("/play")
def play() -> ResponseReturnValue:
    session["plays"] = request.form.get("who", None, read_id)
    return redirect(url_for("inbox.home"), 303)


@controls.get("/sent")
def sent() -> ResponseReturnValue:
    return render_template("studio/try_sent.html", messages=sandbox_page.sent(db.session(), actor()))


def _moment(to: str) -> datetime:
    if to == "next":
        return sandbox_page.next_moment(db.session())
    if to in MOVES:
        return clock.now() + MOVES[to]
    try:
        return datetime.fromisoformat(request.form.get("moment", "")).replace(tzinfo=clock.RIYADH)
    except ValueError:
        abort(422)


def _back() -> str:
    """The page on which the clock was moved, if it is one of this sandbox."""
    found, back = trial(), request.form.get("back", "")
    inside = found is not None and f"/{found.key}/" in back and validate_redirect_url(back)
    return back if inside else url_for("inbox.home")
