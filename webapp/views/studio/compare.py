"""What a version changes: any two versions side by side, in words and in drawings."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.studio import comparison
from webapp.auth import actor
from webapp.database import db
from webapp.views.studio import studio_page

blueprint = Blueprint("studio_diff", __name__, url_prefix="/studio/<int:version_id>/compare")


@blueprint.get("/")
def choose(version_id: int) -> ResponseReturnValue:
    """Where the two versions are picked; without a choice against what the version came from."""
    after = request.args.get("after", version_id, type=int)
    before = request.args.get("before", type=int) or comparison.base(db.session(), after, actor())
    return redirect(url_for("studio_diff.show", version_id=after, other_id=before), 303)


@blueprint.get("/<int:other_id>")
def show(version_id: int, other_id: int) -> ResponseReturnValue:
    page = comparison.show(db.session(), version_id, other_id, actor())
    return studio_page("compare.html", version_id, page=page)


@blueprint.get("/drawings/<name>")
def drawing(version_id: int, name: str) -> ResponseReturnValue:
    return Response(comparison.drawing(db.session(), version_id, name, actor()), mimetype="application/xml")
