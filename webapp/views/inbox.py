"""The tasks that wait for me, for my roles, and those that are late."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import inbox
from webapp.auth import actor
from webapp.database import db

blueprint = Blueprint("inbox", __name__)
TABS = ("mine", "roles", "overdue")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """My own tasks if there are any, else my roles'."""
    counts = inbox.counts(db.session(), actor())
    return redirect(url_for("inbox.show", tab="mine" if counts.mine else "roles"), 303)


@blueprint.get("/inbox")
@blueprint.get("/inbox/<tab>")
def show(tab: str = "roles") -> ResponseReturnValue:
    if tab not in TABS:
        abort(404)
    search = request.args.get("q", "").strip()
    page = inbox.page(db.session(), actor(), tab, search=search, after=request.args.get("after"))
    return render_template(
        "inbox.html", page=page, counts=inbox.counts(db.session(), actor()), tabs=TABS, search=search
    )
