"""The studio's first pages: all versions, one version's home, its findings, who changed what, submitting it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.studio import binding, checking, drafts, overview, replay_page, scenario_runs, submission
from engine.studio.jobs import JobView
from webapp.auth import actor
from webapp.database import db
from webapp.views.studio import studio_page
from webapp.views.studio.places import edit_url

blueprint = Blueprint("studio", __name__, url_prefix="/studio")
blueprint.add_app_template_global(edit_url)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    return render_template("studio/versions.html", versions=overview.page(db.session(), actor()))


@blueprint.post("/<int:version_id>/open")
def open_draft(version_id: int) -> ResponseReturnValue:
    made = drafts.open(db.session(), version_id, request.form.get("title", ""), actor())
    db.session.commit()
    flash(gettext("The draft is open. Every change is kept as you make it."), "success")
    return redirect(url_for("studio.show", version_id=made.id), 303)


@blueprint.get("/<int:version_id>/")
def show(version_id: int) -> ResponseReturnValue:
    return home(version_id)


def home(version_id: int) -> str:
    session, version = db.session(), drafts.get(db.session(), version_id, actor())
    return studio_page(
        "home.html",
        version_id,
        blockers=submission.blockers(session, version_id, actor()) if version.status.value == "draft" else [],
        scenarios=scenario_runs.state(session, version),
        coverage=binding.coverage(checking.pack(session, version)),
        changes=drafts.changes(session, version_id, actor(), most=5),
        names=overview.names(session, version_id, actor()),
        running=running(version_id),
    )


def running(version_id: int) -> JobView | None:
    """The run of the scenarios that goes on now."""
    job = replay_page.progress(db.session(), version_id, scenario_runs.KIND, actor())
    return job if job and job.is_open else None


@blueprint.post("/<int:version_id>/title")
def rename(version_id: int) -> ResponseReturnValue:
    drafts.rename(db.session(), version_id, request.form.get("title", ""), actor())
    db.session.commit()
    return redirect(url_for("studio.show", version_id=version_id), 303)


@blueprint.get("/<int:version_id>/findings")
def findings(version_id: int) -> ResponseReturnValue:
    found = overview.findings(db.session(), version_id, actor())
    names = overview.names(db.session(), version_id, actor())
    return studio_page("findings.html", version_id, findings=found, names=names)


@blueprint.get("/<int:version_id>/changes")
def changes(version_id: int) -> ResponseReturnValue:
    found = drafts.changes(db.session(), version_id, actor())
    names = overview.names(db.session(), version_id, actor())
    return studio_page("changes.html", version_id, changes=found, names=names)


@blueprint.post("/<int:version_id>/changes/<int:change_id>/undo")
def undo(version_id: int, change_id: int) -> ResponseReturnValue:
    drafts.undo(db.session(), version_id, change_id, actor())
    db.session.commit()
    flash(gettext("The change was taken back. Taking it back is itself a change that you can take back."), "success")
    return redirect(url_for("studio.changes", version_id=version_id), 303)


@blueprint.post("/<int:version_id>/submit")
def submit(version_id: int) -> ResponseReturnValue:
    try:
        submission.submit(db.session(), version_id, actor())
    except submission.Blocked:
        db.session.rollback()
        return home(version_id), 409
    db.session.commit()
    flash(gettext("The version is submitted for review. Its content can no longer change."), "success")
    return redirect(url_for("studio.show", version_id=version_id), 303)


@blueprint.post("/<int:version_id>/withdraw")
def withdraw(version_id: int) -> ResponseReturnValue:
    submission.withdraw(db.session(), version_id, actor())
    db.session.commit()
    flash(gettext("The version is withdrawn. You can open a new draft from it."), "success")
    return redirect(url_for("studio.show", version_id=version_id), 303)


@blueprint.post("/<int:version_id>/discard")
def discard(version_id: int) -> ResponseReturnValue:
    drafts.discard(db.session(), version_id, actor())
    db.session.commit()
    flash(gettext("The draft is put aside. You can still read it and open another from it."), "success")
    return redirect(url_for("studio.index"), 303)
