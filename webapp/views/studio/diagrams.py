"""The diagrams of a version: the list, the modeler, and what the modeler asks for and saves."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine import clock
from engine.studio import diagrams, new_diagrams
from engine.studio.new_diagrams import NewDiagram
from webapp.auth import actor
from webapp.database import db
from webapp.views.studio import studio_page

SHA256 = 64
ASKED = ("name_ar", "name_en", "role", "form")
blueprint = Blueprint("studio_diagrams", __name__, url_prefix="/studio/<int:version_id>/diagrams")


@blueprint.get("/")
def index(version_id: int) -> ResponseReturnValue:
    return studio_page("diagrams.html", version_id, page=diagrams.show(db.session(), version_id, actor()), asked={})


@blueprint.post("/")
def new(version_id: int) -> ResponseReturnValue:
    asked = {key: request.form.get(key, "").strip()[:200] for key in ASKED}
    try:
        name = new_diagrams.add(db.session(), version_id, NewDiagram(**asked), actor())
    except new_diagrams.IncompleteDiagram as problem:
        db.session.rollback()
        page = diagrams.show(db.session(), version_id, actor())
        return studio_page("diagrams.html", version_id, page=page, asked=asked, problem=problem), 422
    db.session.commit()
    return redirect(url_for("studio_diagrams.show", version_id=version_id, name=name), 303)


@blueprint.get("/<name>")
def show(version_id: int, name: str) -> ResponseReturnValue:
    return studio_page("diagram.html", version_id, drawing=diagrams.drawing(db.session(), version_id, name, actor()))


@blueprint.post("/<name>")
def save(version_id: int, name: str) -> ResponseReturnValue:
    content, seen = _sent(request.get_json(silent=True))
    saved = diagrams.save(db.session(), version_id, name, content, seen, actor())
    db.session.commit()
    return jsonify(seen=saved.sha256, revision=saved.revision, hash=saved.hash, at=clock.now().isoformat())


@blueprint.get("/<name>/file")
def file(version_id: int, name: str) -> ResponseReturnValue:
    """The file itself; its ETag is what a save must have seen."""
    found = diagrams.file(db.session(), version_id, name, actor())
    answer = Response(found.content, mimetype="application/xml")
    answer.headers.set("Content-Disposition", "attachment", filename=found.path.rsplit("/", 1)[-1])
    answer.set_etag(found.sha256)
    return answer


@blueprint.get("/<name>/since/<seen>")
def since(version_id: int, name: str, seen: str) -> ResponseReturnValue:
    """What others changed in the file since an editor read it, in words."""
    return jsonify(changes=diagrams.changes_since(db.session(), version_id, name, seen[:SHA256], actor()))


@blueprint.post("/<name>/rename")
def rename(version_id: int, name: str) -> ResponseReturnValue:
    diagrams.rename(db.session(), version_id, name, request.form.get("to", "").strip(), actor())
    db.session.commit()
    flash(gettext("The file has its new name."), "success")
    return redirect(url_for("studio_diagrams.index", version_id=version_id), 303)


@blueprint.post("/<name>/remove")
def remove(version_id: int, name: str) -> ResponseReturnValue:
    diagrams.remove(db.session(), version_id, name, request.form.get("seen", ""), actor())
    db.session.commit()
    flash(gettext("The diagram was removed. The list of changes can put it back."), "success")
    return redirect(url_for("studio_diagrams.index", version_id=version_id), 303)


def _sent(sent: Any) -> tuple[bytes, str]:
    """What is no such message is an empty file, which the verb refuses after it has asked who sends it."""
    known = sent if isinstance(sent, dict) else {}
    return str(known.get("xml", "")).encode("utf-8", "replace"), str(known.get("seen", ""))[:SHA256]
