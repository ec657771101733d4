"""The task's page and what may be done on it: complete, keep a draft, claim, hand over; and the committee's ballot."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import forms
from engine import access, ballots, task_page, tasks
from engine.errors import Conflict
from engine.task_page import TaskPage
from forms import RawAnswers
from forms.attachments import read_id
from webapp.answers import action, add_found, raw_answers, shown_again, token, with_uploads
from webapp.auth import actor
from webapp.database import db
from webapp.errors import sentence

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")


def page(task_id: int, *, raw: RawAnswers | None = None, form: Any = None, problem: str = "") -> str:
    shown = task_page.show(db.session(), task_id, actor(), raw)
    shown = _with_form(shown, form) if form else shown
    add_found(shown.form)
    template = "ballot.html" if shown.ballot else "task.html"
    return render_template(template, task=shown, problem=problem, token=token())


@blueprint.get("/<int:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    return page(task_id)


@blueprint.post("/<int:task_id>")
@shown_again(page)
def act(task_id: int) -> ResponseReturnValue:
    """Complete, or one of the form's own buttons: keep as draft, redraw, add or remove a row."""
    task = tasks.get(db.session(), task_id, actor())
    access.check_doer(task, actor())  # before an upload is kept
    raw = with_uploads(task.case_id)
    if action() == "complete":
        return _complete(task_id, raw)
    if action() == "draft":
        return _keep(task_id, raw)
    form = task_page.show(db.session(), task_id, actor(), raw).form
    return page(task_id, raw=forms.edit_rows(form.definition, raw, action()) if form else None)


def _complete(task_id: int, raw: RawAnswers) -> ResponseReturnValue:
    case_id = tasks.complete(db.session(), task_id, raw, actor(), token()).case_id
    db.session.commit()
    session["moved"] = case_id
    flash(gettext("The task is done. The case has moved on to its next step."), "success")
    return redirect(url_for("inbox.home"), 303)


def _keep(task_id: int, raw: RawAnswers) -> ResponseReturnValue:
    tasks.save_draft(db.session(), task_id, raw, actor())
    db.session.commit()
    flash(gettext("Your draft is kept. Nobody else sees it as done."), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.post("/<int:task_id>/draft")
def autosave(task_id: int) -> ResponseReturnValue:
    """Called by the page's script while somebody types, and told in one sentence; uploads wait for the button."""
    try:
        tasks.save_draft(db.session(), task_id, raw_answers(), actor())
    except Conflict as refusal:
        db.session.rollback()
        return Response(sentence(refusal), 409, mimetype="text/plain")
    db.session.commit()
    return "", 204


@blueprint.post("/<int:task_id>/claim")
def claim(task_id: int) -> ResponseReturnValue:
    tasks.claim(db.session(), task_id, actor())
    db.session.commit()
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.post("/<int:task_id>/release")
def release(task_id: int) -> ResponseReturnValue:
    tasks.release(db.session(), task_id, actor())
    db.session.commit()
    flash(gettext("The task is back with everyone who has its role."), "success")
    return redirect(url_for("inbox.home"), 303)


@blueprint.post("/<int:task_id>/reassign")
def reassign(task_id: int) -> ResponseReturnValue:
    tasks.reassign(db.session(), task_id, request.form.get("to", None, read_id) or 0, actor())
    db.session.commit()
    flash(gettext("The task was handed over."), "success")
    return redirect(url_for("inbox.home"), 303)


@blueprint.post("/<int:task_id>/vote")
@shown_again(page)
def vote(task_id: int) -> ResponseReturnValue:
    raw = raw_answers()
    if action() == "redraw":
        return page(task_id, raw=raw)
    ballots.cast(db.session(), task_id, raw, actor(), token())
    db.session.commit()
    flash(gettext("Your vote is recorded."), "success")
    return redirect(url_for("committee.show"), 303)


@blueprint.post("/<int:task_id>/recuse")
def recuse(task_id: int) -> ResponseReturnValue:
    ballots.recuse(db.session(), task_id, request.form.get("reason", ""), actor(), token())
    db.session.commit()
    flash(gettext("It is recorded that you do not take part in this vote."), "success")
    return redirect(url_for("committee.show"), 303)


@blueprint.post("/<int:task_id>/close")
def close(task_id: int) -> ResponseReturnValue:
    ballots.close(db.session(), task_id, actor(), token())
    db.session.commit()
    flash(gettext("The ballot is closed and its result recorded."), "success")
    return redirect(url_for("committee.show"), 303)


def _with_form(shown: TaskPage, form: Any) -> TaskPage:
    if shown.ballot:
        return replace(shown, ballot=replace(shown.ballot, form=form))
    return replace(shown, form=form)
