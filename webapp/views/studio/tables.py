"""The decision tables of a version: the list, one table's editor, its live check, trying values."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.bpmn.spoken import Both
from engine.studio import table_page, tables
from webapp.auth import actor
from webapp.database import db
from webapp.i18n import locale
from webapp.views.studio import studio_page

blueprint = Blueprint("studio_tables", __name__, url_prefix="/studio/<int:version_id>/tables")


@blueprint.get("/")
def index(version_id: int) -> ResponseReturnValue:
    return _index(version_id, {"key": tables.free_key(db.session(), version_id, actor())})


@blueprint.post("/")
def add(version_id: int) -> ResponseReturnValue:
    asked = {name: request.form.get(name, "").strip()[:200] for name in ("title", "key")}
    try:
        name = tables.add(db.session(), version_id, asked["key"], asked["title"], actor())
    except tables.BadKey as problem:
        db.session.rollback()
        return _index(version_id, asked, problem), 422
    db.session.commit()
    return redirect(url_for("studio_tables.show", version_id=version_id, name=name), 303)


@blueprint.get("/<name>")
def show(version_id: int, name: str) -> ResponseReturnValue:
    return studio_page("table.html", version_id, page=table_page.show(db.session(), version_id, name, actor()))


@blueprint.post("/<name>")
def edit(version_id: int, name: str) -> ResponseReturnValue:
    """One button of the page: save, or the same page with one more change, not saved yet."""
    action = request.form.get("action", "save")
    if action != "save":
        page = table_page.show(db.session(), version_id, name, actor(), request.form, action)
        return studio_page("table.html", version_id, page=page)
    tables.save(db.session(), version_id, name, request.form, actor())
    db.session.commit()
    flash(gettext("The table is saved."), "success")
    return redirect(url_for("studio_tables.show", version_id=version_id, name=name), 303)


@blueprint.post("/<name>/check")
def check(version_id: int, name: str) -> ResponseReturnValue:
    """What the engine says of the table as it is being typed."""
    page = table_page.show(db.session(), version_id, name, actor(), request.form)
    return {
        "words": {place: _said(words) for place, words in page.words.items()},
        "problems": {place: [_said(each) for each in found] for place, found in page.review.at.items()},
        "whole": [_said(each) for each in page.review.whole],
    }


@blueprint.post("/<name>/remove")
def remove(version_id: int, name: str) -> ResponseReturnValue:
    tables.remove(db.session(), version_id, name, request.form.get("seen", ""), actor())
    db.session.commit()
    flash(gettext("The table was removed. The list of changes can put it back."), "success")
    return redirect(url_for("studio_tables.index", version_id=version_id), 303)


def _index(version_id: int, asked: Mapping[str, str], problem: tables.BadKey | None = None) -> str:
    lines = tables.index(db.session(), version_id, actor())
    return studio_page("tables.html", version_id, lines=lines, asked=asked, problem=problem)


def _said(words: Both) -> str:
    return words.ar if locale() == "ar" else words.en
