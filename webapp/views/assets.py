"""Bundles, fonts and pictures: never change under their name, so browsers keep them; and a sign of life."""

from flask import Blueprint, Response, send_from_directory
from sqlalchemy import text

from webapp.assets_tags import DIST, IMAGES
from webapp.auth import public
from webapp.database import db

blueprint = Blueprint("assets", __name__)


FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/static/<path:name>")
@public
def file(name: str) -> Response:
    response = send_from_directory(DIST, name)
    response.headers["Cache-Control"] = FOREVER
    return response


@blueprint.get("/images/<name>")
@public
def image(name: str) -> Response:
    response = send_from_directory(IMAGES, name)
    response.headers["Cache-Control"] = FOREVER
    return response


@blueprint.get("/health")
@public
def health() -> dict[str, str]:
    """For whoever watches the site: it answers and reaches its database."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
