"""The policy's text with its binding, and the lists of the association's file: read, added, changed, removed, moved."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import forms
from engine.errors import NotFound
from engine.studio.drafts import EditConflict
from engine.studio.lists import policy_entries, policy_lists
from engine.studio.lists.entry_forms import Typed
from engine.studio.lists.policy_lists import EntryPage
from engine.studio.lists.policy_sections import FACTS, FORMS
from forms.names import mended
from webapp import studio_forms
from webapp.answers import action, raw_answers, shown_again
from webapp.auth import actor
from webapp.database import db
from webapp.errors import sentence
from webapp.views.studio import entry_form, studio_page
from webapp.views.studio.entry_form import SAVE, seen

TABS = (*(key for key in FORMS if key != "clauses"), FACTS)
CLAUSES = {"section": "clauses"}  # their pages lie under the text, those of every other section under the lists
blueprint = Blueprint("studio_policy", __name__, url_prefix="/studio/<int:version_id>")


@blueprint.get("/text/")
def text(version_id: int) -> ResponseReturnValue:
    search = mended(request.args.get("q", "")).strip()[:200]
    return studio_page("text.html", version_id, page=policy_lists.text(db.session(), version_id, actor(), search))


@blueprint.get("/lists/<section>")
def section(version_id: int, section: str) -> ResponseReturnValue:
    if section == "clauses":
        return redirect(url_for(".text", version_id=version_id), 303)
    page = policy_lists.section(db.session(), version_id, section, actor())
    return studio_page("list.html", version_id, page=page, tabs=TABS)


def facts_page(version_id: int, *, raw: Any = None, form: Any = None, problem: str = "") -> str:
    page = policy_lists.facts(db.session(), version_id, studio_forms.read(FACTS), actor(), raw)
    return _drawn(version_id, page, form=form, problem=problem)


@blueprint.get(f"/lists/{FACTS}")
def facts(version_id: int) -> ResponseReturnValue:
    return facts_page(version_id)


@blueprint.post(f"/lists/{FACTS}")
@shown_again(facts_page)
def save_facts(version_id: int) -> ResponseReturnValue:
    definition, raw = studio_forms.read(FACTS), raw_answers()
    if action() != SAVE:
        return facts_page(version_id, raw=raw)
    try:
        policy_entries.save_facts(db.session(), version_id, Typed(definition, raw, seen()), actor())
    except EditConflict as conflict:
        db.session.rollback()
        mine, theirs = (policy_lists.facts(db.session(), version_id, definition, actor(), each) for each in (raw, None))
        return _drawn(version_id, mine, theirs=theirs, conflict=conflict), 409
    db.session.commit()
    flash(gettext("Saved."), "success")
    return redirect(url_for(".facts", version_id=version_id), 303)


def new_page(version_id: int, section: str, *, raw: Any = None, form: Any = None, problem: str = "") -> str:
    after = request.args.get("after")
    page = policy_lists.new(db.session(), version_id, section, _definition(version_id, section), actor(), raw, after)
    return _drawn(version_id, page, form=form, problem=problem)


@blueprint.get("/text/new", defaults=CLAUSES)
@blueprint.get("/lists/<section>/new")
def new(version_id: int, section: str) -> ResponseReturnValue:
    return new_page(version_id, section)


@blueprint.post("/text/new", defaults=CLAUSES)
@blueprint.post("/lists/<section>/new")
@shown_again(new_page)
def add(version_id: int, section: str) -> ResponseReturnValue:
    definition, raw = _definition(version_id, section), raw_answers()
    if action() != SAVE:
        return new_page(version_id, section, raw=forms.edit_rows(definition, raw, action()))
    made = policy_entries.save(db.session(), version_id, section, None, Typed(definition, raw, ""), actor())
    db.session.commit()
    flash(gettext("Added."), "success")
    return _listed(version_id, section, made)


def entry_page(version_id: int, section: str, key: str, *, raw: Any = None, form: Any = None, problem: str = "") -> str:
    return _drawn(version_id, _page(version_id, section, key, raw), form=form, problem=problem)


@blueprint.get("/text/entries/<key>", defaults=CLAUSES)
@blueprint.get("/lists/<section>/entries/<key>")
def entry(version_id: int, section: str, key: str) -> ResponseReturnValue:
    return entry_page(version_id, section, key)


@blueprint.post("/text/entries/<key>", defaults=CLAUSES)
@blueprint.post("/lists/<section>/entries/<key>")
@shown_again(entry_page)
def change(version_id: int, section: str, key: str) -> ResponseReturnValue:
    definition, raw = _definition(version_id, section), raw_answers()
    if action() != SAVE:
        return entry_page(version_id, section, key, raw=forms.edit_rows(definition, raw, action()))
    try:
        policy_entries.save(db.session(), version_id, section, key, Typed(definition, raw, seen()), actor())
    except EditConflict as conflict:
        db.session.rollback()
        return _to_choose(version_id, section, key, raw, conflict), 409
    db.session.commit()
    flash(gettext("Saved."), "success")
    return _listed(version_id, section, key)


def removal_page(version_id: int, section: str, key: str, *, problem: str = "") -> str:
    page = _page(version_id, section, key)
    return studio_page("entry_remove.html", version_id, page=page, problem=problem)


@blueprint.get("/text/entries/<key>/remove", defaults=CLAUSES)
@blueprint.get("/lists/<section>/entries/<key>/remove")
def removal(version_id: int, section: str, key: str) -> ResponseReturnValue:
    return removal_page(version_id, section, key)


@blueprint.post("/text/entries/<key>/remove", defaults=CLAUSES)
@blueprint.post("/lists/<section>/entries/<key>/remove")
def remove(version_id: int, section: str, key: str) -> ResponseReturnValue:
    citations_too = request.form.get("citations") == "remove"
    try:
        policy_entries.remove(db.session(), version_id, section, key, seen(), actor(), citations_too=citations_too)
    except (policy_entries.StillUsed, policy_entries.LastOne, EditConflict) as refusal:
        db.session.rollback()
        return removal_page(version_id, section, key, problem=sentence(refusal)), 409
    db.session.commit()
    flash(gettext("Removed. You can take it back under Changes."), "success")
    return _listed(version_id, section)


@blueprint.post("/text/entries/<key>/move", defaults=CLAUSES)
@blueprint.post("/lists/<section>/entries/<key>/move")
def move(version_id: int, section: str, key: str) -> ResponseReturnValue:
    policy_entries.move(db.session(), version_id, section, key, -1 if action() == "up" else 1, actor())
    db.session.commit()
    return _listed(version_id, section, key)


@blueprint.post("/text/entries/<key>/rename", defaults=CLAUSES)
@blueprint.post("/lists/<section>/entries/<key>/rename")
def rename(version_id: int, section: str, key: str) -> ResponseReturnValue:
    new = mended(request.form.get("new", "")).strip()
    try:
        policy_entries.rename(db.session(), version_id, section, key, new, seen(), actor())
    except (policy_entries.BadKey, policy_entries.StillUsed, EditConflict) as refusal:
        db.session.rollback()
        return entry_page(version_id, section, key, problem=sentence(refusal)), 409
    db.session.commit()
    flash(gettext("The key is changed, also where it was used."), "success")
    return _listed(version_id, section, new)


def _to_choose(version_id: int, section: str, key: str, raw: Any, conflict: EditConflict) -> str:
    """What was typed beside what somebody else has saved; saving once more puts it over theirs."""
    try:
        mine, theirs = (_page(version_id, section, key, each) for each in (raw, None))
    except NotFound:
        return new_page(version_id, section, raw={**raw, "f_code": [key]}, problem=entry_form.gone())
    return _drawn(version_id, mine, theirs=theirs, conflict=conflict)


def _page(version_id: int, section: str, key: str, raw: Any = None) -> EntryPage:
    return policy_lists.entry(db.session(), version_id, section, key, _definition(version_id, section), actor(), raw)


def _drawn(version_id: int, page: EntryPage, **more: Any) -> str:
    return entry_form.drawn("entry.html", version_id, page, tabs=TABS, **more)


def _definition(version_id: int, section: str) -> forms.Definition:
    return studio_forms.read(policy_lists.form_name(db.session(), version_id, section, actor()))


def _listed(version_id: int, section: str, key: str = "") -> ResponseReturnValue:
    """Back to the list, at the entry."""
    at = f"entry-{key}" if key else None
    if section == "clauses":
        return redirect(url_for(".text", version_id=version_id, _anchor=at), 303)
    return redirect(url_for(".section", version_id=version_id, section=section, _anchor=at), 303)
