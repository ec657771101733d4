"""The messages and letters of a version: listed, written with a preview beside it, copied, removed, printed."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import forms
from engine.errors import NotFound
from engine.studio import text_pages, texts
from engine.studio.drafts import EditConflict
from engine.studio.lists.entry_forms import Typed
from engine.studio.lists.policy_entries import StillUsed
from engine.studio.text_answers import KINDS
from engine.studio.text_pages import TextPage
from webapp import studio_forms
from webapp.answers import action, raw_answers, shown_again
from webapp.auth import actor
from webapp.database import db
from webapp.errors import sentence
from webapp.i18n import locale
from webapp.views.studio import entry_form, studio_page
from webapp.views.studio.entry_form import SAVE, seen

MESSAGES, LETTERS = {"kind": "template"}, {"kind": "letter"}
blueprint = Blueprint("studio_texts", __name__, url_prefix="/studio/<int:version_id>")


@blueprint.get("/texts/", defaults=MESSAGES)
@blueprint.get("/letters/", defaults=LETTERS)
def index(version_id: int, kind: str) -> ResponseReturnValue:
    lines = text_pages.index(db.session(), version_id, texts.kind_of(kind), actor())
    return studio_page("message_list.html", version_id, lines=lines, kind=kind)


def new_page(version_id: int, kind: str, *, raw: Any = None, form: Any = None, problem: str = "") -> str:
    page = text_pages.new(db.session(), version_id, texts.kind_of(kind), _definition(kind), actor(), raw)
    return _drawn(version_id, page, form=form, problem=problem)


@blueprint.get("/texts/new", defaults=MESSAGES)
@blueprint.get("/letters/new", defaults=LETTERS)
def new(version_id: int, kind: str) -> ResponseReturnValue:
    return new_page(version_id, kind)


@blueprint.post("/texts/new", defaults=MESSAGES)
@blueprint.post("/letters/new", defaults=LETTERS)
@shown_again(new_page)
def add(version_id: int, kind: str) -> ResponseReturnValue:
    definition, raw = _definition(kind), raw_answers()
    if action() != SAVE:
        return new_page(version_id, kind, raw=forms.edit_rows(definition, raw, action()))
    made = texts.save(db.session(), version_id, texts.kind_of(kind), None, Typed(definition, raw, ""), actor())
    db.session.commit()
    flash(gettext("Added."), "success")
    return _opened(version_id, kind, made)


def text_page(version_id: int, kind: str, key: str, *, raw: Any = None, form: Any = None, problem: str = "") -> str:
    return _drawn(version_id, _page(version_id, kind, key, raw), form=form, problem=problem)


@blueprint.get("/texts/<key>", defaults=MESSAGES)
@blueprint.get("/letters/<key>", defaults=LETTERS)
def show(version_id: int, kind: str, key: str) -> ResponseReturnValue:
    return text_page(version_id, kind, key)


@blueprint.post("/texts/<key>", defaults=MESSAGES)
@blueprint.post("/letters/<key>", defaults=LETTERS)
@shown_again(text_page)
def change(version_id: int, kind: str, key: str) -> ResponseReturnValue:
    definition, raw = _definition(kind), raw_answers()
    if action() != SAVE:
        return text_page(version_id, kind, key, raw=forms.edit_rows(definition, raw, action()))
    try:
        texts.save(db.session(), version_id, texts.kind_of(kind), key, Typed(definition, raw, seen()), actor())
    except NotFound:
        db.session.rollback()
        return _gone(version_id, kind, key, raw), 409
    except EditConflict as conflict:
        db.session.rollback()
        mine, theirs = (_page(version_id, kind, key, each) for each in (raw, None))
        return _drawn(version_id, mine, theirs=theirs, conflict=conflict), 409
    db.session.commit()
    flash(gettext("Saved."), "success")
    return _opened(version_id, kind, key)


@blueprint.post("/texts/<key>/copy", defaults=MESSAGES)
@blueprint.post("/letters/<key>/copy", defaults=LETTERS)
def copy(version_id: int, kind: str, key: str) -> ResponseReturnValue:
    made = texts.copy(db.session(), version_id, texts.kind_of(kind), key, actor())
    db.session.commit()
    flash(gettext("This is the copy. Nothing uses it yet."), "success")
    return _opened(version_id, kind, made)


def removal_page(version_id: int, kind: str, key: str, *, problem: str = "") -> str:
    return studio_page("message_remove.html", version_id, page=_page(version_id, kind, key), problem=problem)


@blueprint.get("/texts/<key>/remove", defaults=MESSAGES)
@blueprint.get("/letters/<key>/remove", defaults=LETTERS)
def removal(version_id: int, kind: str, key: str) -> ResponseReturnValue:
    return removal_page(version_id, kind, key)


@blueprint.post("/texts/<key>/remove", defaults=MESSAGES)
@blueprint.post("/letters/<key>/remove", defaults=LETTERS)
def remove(version_id: int, kind: str, key: str) -> ResponseReturnValue:
    try:
        texts.remove(db.session(), version_id, texts.kind_of(kind), key, seen(), actor())
    except (StillUsed, EditConflict) as refusal:
        db.session.rollback()
        return removal_page(version_id, kind, key, problem=sentence(refusal)), 409
    db.session.commit()
    flash(gettext("Removed. You can take it back under Changes."), "success")
    return redirect(url_for(".index", version_id=version_id, kind=kind), 303)


@blueprint.get("/letters/<key>/print")
def print_saved(version_id: int, key: str) -> ResponseReturnValue:
    return _pdf(texts.print_saved(db.session(), version_id, key, actor(), _language()), key)


def typed_again(version_id: int, key: str, *, raw: Any = None, form: Any = None, problem: str = "") -> str:
    if key in texts.NO_KEYS:
        return new_page(version_id, "letter", raw=raw, form=form, problem=problem)
    return text_page(version_id, "letter", key, raw=raw, form=form, problem=problem)


@blueprint.post("/letters/<key>/print")
@shown_again(typed_again)
def print_typed(version_id: int, key: str) -> ResponseReturnValue:
    typed = Typed(_definition("letter"), raw_answers(), "")
    return _pdf(texts.print_typed(db.session(), version_id, typed, actor(), _language()), key)


def _pdf(content: bytes, key: str) -> Response:
    return Response(
        content, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{key}.pdf"'}
    )


def _language() -> str:
    asked = request.values.get("language", "")
    return asked if asked in ("ar", "en") else locale()


def _gone(version_id: int, kind: str, key: str, raw: Any) -> str:
    return new_page(version_id, kind, raw={**raw, "f_code": [key]}, problem=entry_form.gone())


def _page(version_id: int, kind: str, key: str, raw: Any = None) -> TextPage:
    return text_pages.page(db.session(), version_id, texts.kind_of(kind), key, _definition(kind), actor(), raw)


def _drawn(version_id: int, page: TextPage, **more: Any) -> str:
    return entry_form.drawn("message.html", version_id, page, kind=page.kind, **more)


def _definition(kind: str) -> forms.Definition:
    return studio_forms.read(KINDS[kind].form)


def _opened(version_id: int, kind: str, key: str) -> ResponseReturnValue:
    return redirect(url_for(".show", version_id=version_id, kind=kind, key=key), 303)
