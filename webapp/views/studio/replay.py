"""Replay of closed cases through a version: asked for, followed, read, taken away as a file."""

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.studio import jobs, replay, replay_page
from forms.attachments import read_id
from webapp.auth import actor
from webapp.database import db
from webapp.views.studio import studio_page

blueprint = Blueprint("studio_replay", __name__, url_prefix="/studio/<int:version_id>")


@blueprint.get("/replay")
def show(version_id: int) -> ResponseReturnValue:
    asked = request.args
    found = replay_page.show(
        db.session(),
        version_id,
        actor(),
        verdict=asked.get("verdict", ""),
        element=asked.get("element", "")[:100],
        page=asked.get("page", None, read_id) or 1,
    )
    return studio_page("replay.html", version_id, replay=found)


@blueprint.post("/replay")
def ask(version_id: int) -> ResponseReturnValue:
    jobs.ask(db.session(), replay.KIND, version_id, actor())
    db.session.commit()
    return redirect(url_for("studio_replay.show", version_id=version_id), 303)


@blueprint.post("/replay/cancel")
def cancel(version_id: int) -> ResponseReturnValue:
    jobs.cancel(db.session(), request.form.get("job", None, read_id) or 0, actor())
    db.session.commit()
    return redirect(url_for("studio_replay.show", version_id=version_id), 303)


@blueprint.get("/replay/progress")
def progress(version_id: int) -> ResponseReturnValue:
    found = replay_page.progress(db.session(), version_id, replay.KIND, actor())
    return jsonify(told(found))


@blueprint.get("/replay.csv")
def as_csv(version_id: int) -> ResponseReturnValue:
    content = replay_page.as_csv(db.session(), version_id, actor())
    headers = {"Content-Disposition": f'attachment; filename="replay-{version_id}.csv"'}
    return Response(content, mimetype="text/csv", headers=headers)


def told(job: jobs.JobView | None) -> dict[str, object]:
    """What the page's script needs: whether to go on asking, and how far it is."""
    if job is None:
        return {"open": False, "percent": 0, "status": ""}
    return {"open": job.is_open, "percent": job.percent, "status": job.status, "done": job.done, "total": job.total}
