"""The policy in force: its clauses and what carries each out, diagrams, channels, tools, parameters."""

from io import BytesIO

from flask import Blueprint, Response, render_template, send_file
from flask.typing import ResponseReturnValue

from engine import policy_page
from webapp.database import db
from webapp.i18n import locale

blueprint = Blueprint("policy", __name__, url_prefix="/policy")


@blueprint.get("/")
def show() -> ResponseReturnValue:
    return render_template("policy.html", page=policy_page.show(db.session(), locale()))


@blueprint.get("/diagrams/<process_id>")
def diagram(process_id: str) -> ResponseReturnValue:
    return Response(policy_page.diagram(db.session(), process_id), mimetype="application/xml")


@blueprint.get("/documents/<key>")
def document(key: str) -> ResponseReturnValue:
    filename, media_type, content = policy_page.document(db.session(), key)
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename)
