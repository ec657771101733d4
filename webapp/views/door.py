"""Log in and out; what was typed when a session ended is kept."""

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user, login_user, logout_user
from flask_security.utils import validate_redirect_url
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from webapp.answers import raw_answers, same_site
from webapp.auth import datastore, public
from webapp.database import SANDBOX, db
from webapp.site_forms import LogInForm

blueprint = Blueprint("door", __name__)


@blueprint.route("/login", methods=["GET", "POST"])
@public
def log_in() -> ResponseReturnValue:
    form = LogInForm()
    if current_user.is_authenticated:
        return redirect(_target(form.next.data), 303)
    if not form.validate_on_submit() or form.user is None:
        return render_template("login.html", form=form), 422 if request.method == "POST" else 200
    session.clear()
    session.permanent = True
    login_user(form.user, remember=False, authn_via=["password"])
    return _what_was_typed(form) or redirect(_target(form.next.data), 303)


@blueprint.route("/logout", methods=["POST"])
@public
def log_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        datastore.set_uniquifier(current_user._get_current_object())  # a copy of the cookie ends too
        db.session.commit()
        logout_user()
    session.clear()
    return redirect(url_for("door.log_in"), 303)


def ask_again() -> ResponseReturnValue:
    """The session ended while a form was open: log in, then find the form as it was typed."""
    form = LogInForm(formdata=None)
    form.next.data = request.path
    if same_site():
        form.kept.data = json.dumps(raw_answers(), ensure_ascii=False)
    return render_template("login.html", form=form, ended=True), 401


def _what_was_typed(form: LogInForm) -> ResponseReturnValue | None:
    endpoint, args = _resolve(form.next.data or "")
    if endpoint.startswith(f"{SANDBOX}."):
        return None  # its page can only be drawn by a request that has entered the sandbox
    again = getattr(current_app.view_functions.get(endpoint), "again", None)
    kept = _kept(form.kept.data or "")
    return again(raw=kept, **args) if again and kept else None


def _resolve(path: str) -> tuple[str, dict[str, Any]]:
    adapter = current_app.url_map.bind("")
    try:
        return adapter.match(urlsplit(path).path, method="POST")  # type: ignore[return-value]
    except (HTTPException, RequestRedirect):
        return "", {}


def _kept(text: str) -> dict[str, list[str]]:
    try:
        kept = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    found = kept.items() if isinstance(kept, dict) else ()
    return {name: [str(value) for value in values] for name, values in found if isinstance(values, list)}


def _target(wanted: str | None) -> str:
    return wanted if wanted and validate_redirect_url(wanted) else url_for("inbox.show")
