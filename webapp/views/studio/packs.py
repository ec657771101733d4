"""Taking a policy in from a zip or a folder, and saving a version as a zip."""

from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine import access
from engine.policies import archives, packs, versions
from engine.policies.packs import Pack
from engine.studio import drafts
from webapp.auth import actor
from webapp.database import begin_to_write, db

blueprint = Blueprint("studio_packs", __name__, url_prefix="/studio")


@blueprint.get("/import")
def upload() -> ResponseReturnValue:
    access.check_right(db.session(), actor(), drafts.RIGHT)
    return render_template("studio/import.html")


@blueprint.post("/import")
def take_in() -> ResponseReturnValue:
    access.check_right(db.session(), actor(), drafts.RIGHT)
    pack = _sent()
    begin_to_write()
    made = drafts.take_in(db.session(), pack, request.form.get("title", ""), actor())
    db.session.commit()
    flash(gettext("The policy was taken in as a draft. See below what was found in it."), "success")
    return redirect(url_for("studio.findings", version_id=made.id), 303)


@blueprint.get("/<int:version_id>/export")
def download(version_id: int) -> ResponseReturnValue:
    version = drafts.get(db.session(), version_id, actor())
    name = f"{version.association}-{version.hash[:10]}.zip"
    packed = BytesIO(versions.export(db.session(), version))
    return send_file(packed, mimetype="application/zip", as_attachment=True, download_name=name)


@blueprint.get("/<int:version_id>/file/<path:path>")
def download_file(version_id: int, path: str) -> ResponseReturnValue:
    """One file as it stands, never shown by the browser as a page of ours."""
    found = drafts.file(db.session(), version_id, path, actor())
    name = path.rsplit("/", 1)[-1]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(found.content, mimetype="application/octet-stream", headers=headers)


def _sent() -> Pack:
    """A zip, or the files of a chosen folder under the names that the browser gives them."""
    sent = [file for file in request.files.getlist("folder") if file.filename]
    if sent:
        return archives.gather((str(file.filename), file.stream.read(packs.MAX_FILE + 1)) for file in sent)
    archive = request.files.get("archive")
    return archives.unzip(archive.stream.read(packs.MAX_PACK + 1) if archive else b"")
