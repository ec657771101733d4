"""What the modeler asks for while somebody draws, and taking in a diagram from another program in two steps."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.bpmn.xml import LARGEST_FILE
from engine.studio import drafts, importing, live_lint
from webapp.auth import actor
from webapp.database import begin_to_write, db
from webapp.views.studio import studio_page

blueprint = Blueprint("studio_lint", __name__, url_prefix="/studio/<int:version_id>")


@blueprint.post("/lint")
def lint(version_id: int) -> ResponseReturnValue:
    path, drawn = _sent(version_id, "path", "xml")
    whole = request.get_json().get("whole") is True
    found = live_lint.findings(db.session(), version_id, path, drawn, actor(), whole=whole)
    return jsonify(findings=[asdict(each) for each in found])


@blueprint.post("/layout")
def lay_out(version_id: int) -> ResponseReturnValue:
    [drawn] = _sent(version_id, "xml")
    return jsonify(xml=live_lint.lay_out(db.session(), version_id, drawn, actor()))


@blueprint.get("/normalise")
def upload(version_id: int) -> ResponseReturnValue:
    return studio_page("normalise_upload.html", version_id)


@blueprint.post("/normalise")
def look(version_id: int) -> ResponseReturnValue:
    """The first step: what would be changed. Nothing is kept."""
    sent = request.files.get("diagram")
    name, content = (str(sent.filename), sent.stream.read(LARGEST_FILE + 1)) if sent else ("", b"")
    page = importing.look(db.session(), version_id, name, content, actor())
    return studio_page("normalise.html", version_id, page=page)


@blueprint.post("/normalise/take-in")
def take_in(version_id: int) -> ResponseReturnValue:
    """The second step: the officer agreed."""
    name, content = request.form.get("name", ""), request.form.get("xml", "").encode("utf-8", "replace")
    made = importing.repaired(db.session(), version_id, content, request.form.getlist("offer"), actor())
    begin_to_write()
    kept = importing.take_in(db.session(), version_id, name, made, actor())
    db.session.commit()
    flash(gettext("The diagram is in the draft. What is still to be mended stands beside it."), "success")
    return redirect(url_for("studio_diagrams.show", version_id=version_id, name=kept), 303)


def _sent(version_id: int, *names: str) -> list[str]:
    """Who may not ask is told so before what was asked is looked at."""
    drafts.get(db.session(), version_id, actor())
    sent: Any = request.get_json(silent=True)
    values = [sent.get(name) for name in names] if isinstance(sent, dict) else []
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) < len(names):
        abort(400)
    return texts
