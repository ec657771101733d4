"""The tasks that wait for me, for my roles, and those that are late."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engine import access, form_pages, inbox
from engine.errors import NotFound
from engine.inbox import InboxRow
from webapp.answers import LAST_SEARCH, keep_search, searched
from webapp.auth import actor
from webapp.database import db

blueprint = Blueprint("inbox", __name__)
TABS = ("mine", "roles", "overdue")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """My own tasks if there are any, else my roles'; a committee member's votes where nothing else waits."""
    counts = inbox.counts(db.session(), actor())
    if counts.ballots and not counts.mine and not counts.roles:
        return redirect(url_for("committee.show"), 303)
    return redirect(url_for("inbox.show", tab="mine" if counts.mine else "roles"), 303)


@blueprint.get("/inbox")
@blueprint.get("/inbox/<tab>")
def show(tab: str = "roles") -> ResponseReturnValue:
    if tab not in TABS:
        abort(404)
    search = searched()
    page = inbox.page(db.session(), actor(), tab, search=search, after=request.args.get("after"))
    counts, may_start = inbox.counts(db.session(), actor()), bool(form_pages.startable(db.session(), actor()))
    return render_template(
        "inbox.html", page=page, counts=counts, tabs=TABS, search=search, may_start=may_start, moved=_moved()
    )


@blueprint.post("/search")
def search() -> ResponseReturnValue:
    """A search is sent, not asked for by address: addresses are kept in histories and logs."""
    keep_search()
    asked = LAST_SEARCH if request.form.get("q", "").strip() else None
    if request.form.get("in") == "cases":
        return redirect(url_for("cases.index", q=asked, status=request.form.get("status") or None), 303)
    return redirect(url_for("inbox.show", tab=request.form.get("tab", "roles"), q=asked), 303)


def _moved() -> list[InboxRow]:
    """Where the case whose task was just done waits now: the person is often still at the counter."""
    try:
        case_id = session.pop("moved", None)
        return inbox.of_case(db.session(), access.case(db.session(), case_id, actor()), actor()) if case_id else []
    except NotFound:
        return []
