"""Acceptance scenarios of a version: the list, one scenario step by step, its source, and one step in its real form."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import forms
from engine.errors import InvalidPack
from engine.studio import drafts, jobs, replay_page, scenario_editor, scenario_edits, scenario_pages, scenario_runs
from forms.attachments import read_id
from webapp.answers import action, raw_answers
from webapp.auth import actor
from webapp.database import begin_to_write, db
from webapp.views.studio import entry_form, scenario_step, studio_page
from webapp.views.studio.replay import told

blueprint = Blueprint("studio_scenarios", __name__, url_prefix="/studio/<int:version_id>/scenarios")


@blueprint.get("/")
def index(version_id: int) -> ResponseReturnValue:
    return studio_page("scenarios.html", version_id, page=scenario_pages.show(db.session(), version_id, actor()))


@blueprint.post("/")
def new(version_id: int) -> ResponseReturnValue:
    title = {key: request.form.get(f"title_{key}", "") for key in ("ar", "en")}
    try:
        name = scenario_edits.add(db.session(), version_id, title, actor())
    except scenario_edits.TitleNeeded as problem:
        db.session.rollback()
        found = scenario_pages.show(db.session(), version_id, actor())
        return studio_page("scenarios.html", version_id, page=found, problem=problem, asked=title), 422
    db.session.commit()
    return redirect(url_for("studio_scenarios.step", version_id=version_id, name=name, at=0), 303)


@blueprint.post("/run")
def run(version_id: int) -> ResponseReturnValue:
    version = drafts.get(db.session(), version_id, actor())
    scenario_runs.ask_again(db.session(), version, actor())
    db.session.commit()
    return redirect(url_for("studio_scenarios.index", version_id=version_id), 303)


@blueprint.post("/cancel")
def cancel(version_id: int) -> ResponseReturnValue:
    jobs.cancel(db.session(), request.form.get("job", None, read_id) or 0, actor())
    db.session.commit()
    return redirect(url_for("studio_scenarios.index", version_id=version_id), 303)


@blueprint.get("/progress")
def progress(version_id: int) -> ResponseReturnValue:
    return jsonify(told(replay_page.progress(db.session(), version_id, scenario_runs.KIND, actor())))


@blueprint.get("/<name>")
def show(version_id: int, name: str) -> ResponseReturnValue:
    found = scenario_pages.scenario(db.session(), version_id, name, actor())
    return studio_page("scenario.html", version_id, page=found)


@blueprint.post("/<name>/copy")
def copy(version_id: int, name: str) -> ResponseReturnValue:
    made = scenario_edits.copy(db.session(), version_id, name, actor())
    db.session.commit()
    flash(gettext("The scenario was copied; change the copy as you like."), "success")
    return redirect(url_for("studio_scenarios.show", version_id=version_id, name=made), 303)


@blueprint.post("/<name>/remove")
def remove(version_id: int, name: str) -> ResponseReturnValue:
    scenario_edits.remove(db.session(), version_id, name, entry_form.seen(), actor())
    db.session.commit()
    flash(gettext("The scenario was removed. It can be taken back under Changes."), "success")
    return redirect(url_for("studio_scenarios.index", version_id=version_id), 303)


@blueprint.get("/<name>/source")
def source(version_id: int, name: str) -> ResponseReturnValue:
    found = scenario_pages.scenario(db.session(), version_id, name, actor())
    return studio_page("scenario_source.html", version_id, page=found)


@blueprint.post("/<name>/source")
def save_source(version_id: int, name: str) -> ResponseReturnValue:
    typed = request.form.get("source", "").replace("\r\n", "\n").encode()
    try:
        scenario_edits.save_source(db.session(), version_id, name, typed, entry_form.seen(), actor())
    except InvalidPack:
        db.session.rollback()
        found = scenario_pages.scenario(db.session(), version_id, name, actor(), typed)
        return studio_page("scenario_source.html", version_id, page=found, seen=entry_form.seen()), 422
    db.session.commit()
    flash(gettext("Saved. The scenario is run again by itself."), "success")
    return redirect(url_for("studio_scenarios.show", version_id=version_id, name=name), 303)


@blueprint.post("/<name>/steps/<int:at>/move")
def move(version_id: int, name: str, at: int) -> ResponseReturnValue:
    to = at + (1 if request.form.get("to") == "down" else -1)
    scenario_edits.move_step(db.session(), version_id, name, at, to, entry_form.seen(), actor())
    db.session.commit()
    return _at_step(version_id, name, max(to, 0))


@blueprint.post("/<name>/steps/<int:at>/remove")
def remove_step(version_id: int, name: str, at: int) -> ResponseReturnValue:
    scenario_edits.remove_step(db.session(), version_id, name, at, entry_form.seen(), actor())
    db.session.commit()
    return _at_step(version_id, name, max(at - 1, 0))


@blueprint.get("/<name>/steps/<int:at>")
def step(version_id: int, name: str, at: int) -> ResponseReturnValue:
    return _step_page(version_id, name, at)


@blueprint.post("/<name>/steps/<int:at>")
def save_step(version_id: int, name: str, at: int) -> ResponseReturnValue:
    """Draw the form again for one of its own buttons, or write the step."""
    if action() != "save":
        return _step_page(version_id, name, at, raw=raw_answers(), button=action())
    with scenario_editor.opened(db.session(), version_id, name, at, actor()) as editor:
        asked = scenario_step.asked(editor)
        try:
            made = scenario_step.made(editor, asked, raw_answers())
        except forms.InvalidAnswers as invalid:
            page = scenario_step.page(editor, asked, form=invalid.form)
            return studio_page(
                "scenario_step.html", version_id, page=page, name=name, at=at, seen=entry_form.seen()
            ), 422
        except scenario_step.NotUnderstood as problem:
            page = scenario_step.page(editor, asked, problem=str(problem))
            return studio_page(
                "scenario_step.html", version_id, page=page, name=name, at=at, seen=entry_form.seen()
            ), 422
    begin_to_write()
    scenario_edits.put_step(
        db.session(), version_id, name, at, made, entry_form.seen() or editor.seen, actor(), is_new=asked.is_new
    )
    db.session.commit()
    return _at_step(version_id, name, at)


def _step_page(version_id: int, name: str, at: int, raw: Any = None, button: str = "") -> str:
    with scenario_editor.opened(db.session(), version_id, name, at, actor()) as editor:
        asked = scenario_step.asked(editor)
        page = scenario_step.page(editor, asked, raw=raw, button=button)
        seen = entry_form.seen() or editor.seen
        return studio_page("scenario_step.html", version_id, page=page, name=name, at=at, seen=seen)


def _at_step(version_id: int, name: str, at: int) -> ResponseReturnValue:
    address = url_for("studio_scenarios.show", version_id=version_id, name=name)
    return redirect(f"{address}#step-{at + 1}", 303)
