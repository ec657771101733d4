"""The committee member's page: the cases that wait for my vote."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine import inbox
from webapp.auth import actor
from webapp.database import db

blueprint = Blueprint("committee", __name__, url_prefix="/committee")


@blueprint.get("/")
def show() -> ResponseReturnValue:
    page = inbox.page(db.session(), actor(), "ballots", after=request.args.get("after"))
    return render_template("committee.html", page=page)
