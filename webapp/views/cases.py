"""Cases: the list, a new one, one case's page, the messages it can take, its diagrams and letters."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import forms
from engine import case_file, case_list, cases, form_pages, letters
from engine.form_pages import FormPage
from engine.models import CaseStatus
from forms import RawAnswers
from forms.attachments import read_id
from webapp.answers import action, add_found, searched, shown_again, token, with_uploads
from webapp.auth import actor
from webapp.database import db

blueprint = Blueprint("cases", __name__, url_prefix="/cases")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    search, status = searched(), request.args.get("status", None, CaseStatus)
    page = case_list.page(db.session(), actor(), search=search, status=status, after=request.args.get("after"))
    startable = form_pages.startable(db.session(), actor())
    return render_template("cases.html", page=page, search=search, status=status, startable=startable)


@blueprint.get("/new")
def choose() -> ResponseReturnValue:
    startable = form_pages.startable(db.session(), actor())
    if len(startable) == 1:
        return redirect(url_for("cases.new", process_id=startable[0].process_id))
    return render_template("choose.html", startable=startable)


def start_page(process_id: str, *, raw: RawAnswers | None = None, form: Any = None, problem: str = "") -> str:
    continues = request.values.get("continues", None, read_id)
    shown = form_pages.start_page(db.session(), process_id, actor(), raw, continues)
    shown = replace(shown, form=form) if form else shown
    post_to = url_for("cases.start", process_id=process_id, continues=continues)
    return _form_page(shown, post_to, problem, button=gettext("Open the case"))


@blueprint.get("/new/<process_id>")
def new(process_id: str) -> ResponseReturnValue:
    return start_page(process_id)


@blueprint.post("/new/<process_id>")
@shown_again(start_page)
def start(process_id: str) -> ResponseReturnValue:
    shown = form_pages.start_page(db.session(), process_id, actor())  # refuses before an upload is kept
    raw = with_uploads()
    if action() != "complete":
        return start_page(process_id, raw=_edited(shown, raw))
    continues = request.args.get("continues", None, read_id)
    case = cases.start(db.session(), process_id, raw, actor(), token(), continues=continues)
    db.session.commit()
    flash(gettext("Case %(number)s is open.", number=case.number), "success")
    return redirect(url_for("cases.show", case_id=case.id), 303)


@blueprint.get("/<int:case_id>")
def show(case_id: int) -> ResponseReturnValue:
    return render_template("case.html", file=case_file.show(db.session(), case_id, actor()))


def message_page(
    case_id: int, message: str, *, raw: RawAnswers | None = None, form: Any = None, problem: str = ""
) -> str:
    shown = form_pages.message_page(db.session(), case_id, message, actor(), raw)
    shown = replace(shown, form=form) if form else shown
    post_to = url_for("cases.send", case_id=case_id, message=message)
    return _form_page(shown, post_to, problem, button=gettext("Record"))


@blueprint.get("/<int:case_id>/messages/<message>")
def message(case_id: int, message: str) -> ResponseReturnValue:
    return message_page(case_id, message)


@blueprint.post("/<int:case_id>/messages/<message>")
@shown_again(message_page)
def send(case_id: int, message: str) -> ResponseReturnValue:
    raw = with_uploads(case_id)
    if action() != "complete":
        shown = form_pages.message_page(db.session(), case_id, message, actor())
        return message_page(case_id, message, raw=_edited(shown, raw))
    cases.send_message(db.session(), case_id, message, raw, actor(), token())
    db.session.commit()
    flash(gettext("Recorded. The case has moved on."), "success")
    return redirect(url_for("cases.show", case_id=case_id), 303)


@blueprint.get("/<int:case_id>/diagrams/<process_id>")
def diagram(case_id: int, process_id: str) -> ResponseReturnValue:
    return Response(case_file.diagram(db.session(), case_id, process_id, actor()), mimetype="application/xml")


@blueprint.get("/<int:case_id>/letters/<template>")
def letter(case_id: int, template: str) -> ResponseReturnValue:
    pdf = letters.pdf(db.session(), case_id, template, actor())
    name = f"{template}-{case_id}.pdf"
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def _form_page(shown: FormPage, post_to: str, problem: str, *, button: str) -> str:
    add_found(shown.form)
    return render_template("form_page.html", page=shown, post_to=post_to, problem=problem, token=token(), button=button)


def _edited(shown: FormPage, raw: RawAnswers) -> RawAnswers:
    return forms.edit_rows(shown.form.definition, raw, action())
