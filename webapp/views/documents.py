"""Papers of a case, to those who may see them."""

from io import BytesIO

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from engine import documents
from webapp.auth import actor
from webapp.database import db

blueprint = Blueprint("documents", __name__, url_prefix="/documents")
SHOWN = {"image/png", "image/jpeg", "image/webp"}  # all else is downloaded: a stranger's file never runs on our pages


@blueprint.get("/<int:document_id>")
def show(document_id: int) -> ResponseReturnValue:
    document, content = documents.read(db.session(), document_id, actor())
    response = send_file(
        BytesIO(content),
        mimetype=document.media_type,
        as_attachment=document.media_type not in SHOWN,
        download_name=document.filename,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response
