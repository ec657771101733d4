"""For the operator: timers, incidents and messages; the engine refuses everybody else."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine import incidents, operations
from webapp.auth import actor
from webapp.database import db

blueprint = Blueprint("operations", __name__, url_prefix="/operations")


@blueprint.get("/")
def show() -> ResponseReturnValue:
    return render_template("operations.html", page=operations.show(db.session(), actor()))


@blueprint.post("/incidents/<int:incident_id>/retry")
def retry(incident_id: int) -> ResponseReturnValue:
    incident = incidents.retry(db.session(), incident_id, actor())
    db.session.commit()
    if incident.resolved_at:
        flash(gettext("The step was carried out. The case has moved on."), "success")
    else:
        flash(gettext("The step failed again; its cause is shown."), "warning")
    return redirect(url_for("operations.show"), 303)
