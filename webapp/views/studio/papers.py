"""The papers of a version: listed and read, taken in, replaced, removed."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.policies.packs import MAX_FILE, PARTS
from engine.studio import papers
from engine.studio.drafts import EditConflict
from engine.studio.lists.policy_entries import StillUsed
from engine.studio.papers import BadPaper
from webapp.answers import shown_again
from webapp.auth import actor
from webapp.database import db
from webapp.errors import sentence
from webapp.views.policy import markdown
from webapp.views.studio import studio_page
from webapp.views.studio.entry_form import seen

blueprint = Blueprint("studio_papers", __name__, url_prefix="/studio/<int:version_id>/documents")


def list_page(version_id: int, *, raw: Any = None, problem: str = "") -> str:
    found = papers.index(db.session(), version_id, actor())
    return studio_page("papers.html", version_id, papers=found, problem=problem, kinds=PARTS[papers.FOLDER])


@blueprint.get("/")
def index(version_id: int) -> ResponseReturnValue:
    return list_page(version_id)


@blueprint.post("/")
@shown_again(list_page)
def add(version_id: int) -> ResponseReturnValue:
    name, content = _sent()
    made = papers.add(db.session(), version_id, name, content, actor())
    db.session.commit()
    flash(gettext("The paper is in the policy. Choose it for a tool under Lists to show it to staff."), "success")
    return redirect(url_for(".show", version_id=version_id, name=made), 303)


def paper_page(version_id: int, name: str, *, raw: Any = None, problem: str = "") -> str:
    paper = papers.get(db.session(), version_id, name, actor())
    body = markdown(paper.text) if paper.is_markdown and paper.text else None
    kinds = [f".{paper.kind}"]
    return studio_page("paper.html", version_id, paper=paper, body=body, problem=problem, kinds=kinds)


@blueprint.get("/<name>")
def show(version_id: int, name: str) -> ResponseReturnValue:
    return paper_page(version_id, name)


@blueprint.post("/<name>")
@shown_again(paper_page)
def replace(version_id: int, name: str) -> ResponseReturnValue:
    sent, content = _sent()
    try:
        papers.replace(db.session(), version_id, name, sent, content, seen(), actor())
    except EditConflict as conflict:
        db.session.rollback()
        return paper_page(version_id, name, problem=_changed(conflict)), 409
    db.session.commit()
    flash(gettext("The paper is replaced. You can take it back under Changes."), "success")
    return redirect(url_for(".show", version_id=version_id, name=name), 303)


@blueprint.post("/<name>/remove")
def remove(version_id: int, name: str) -> ResponseReturnValue:
    try:
        papers.remove(db.session(), version_id, name, seen(), actor())
    except (StillUsed, EditConflict) as refusal:
        db.session.rollback()
        return paper_page(version_id, name, problem=sentence(refusal)), 409
    db.session.commit()
    flash(gettext("Removed. You can take it back under Changes."), "success")
    return redirect(url_for(".index", version_id=version_id), 303)


def _sent() -> tuple[str, bytes]:
    sent = request.files.get("paper")
    if sent is None or not sent.filename:
        raise BadPaper("no file", ar="اختر ملفًا أولًا.", en="Choose a file first.")
    return sent.filename, sent.stream.read(MAX_FILE + 1)


def _changed(conflict: EditConflict) -> str:
    """What is read now is the page's new start: choosing the file again puts it in place of theirs."""
    by = conflict.by or gettext("Somebody else")
    said: str = gettext(
        "%(by)s replaced this paper after you opened it. Below is theirs; choose your file again to replace it.", by=by
    )
    return said
