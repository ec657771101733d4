"""What each error becomes: one page for each class, in the reader's language; a refused form is the same page again."""

import logging
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from engine import errors, faults, incidents
from engine.database import is_doubled
from engine.studio import drafts
from forms import InvalidAnswers
from webapp.answers import raw_answers, same_site
from webapp.database import db
from webapp.i18n import locale

log = logging.getLogger(__name__)
STATUS: dict[type[errors.EngineError], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.Conflict: 409,
    errors.InvalidUpload: 422,
}


def init_app(app: Flask) -> None:
    app.register_error_handler(InvalidAnswers, invalid_answers)
    app.register_error_handler(errors.InvalidUpload, invalid_upload)
    app.register_error_handler(errors.StepFailed, step_failed)
    app.register_error_handler(drafts.EditConflict, edit_conflict)
    app.register_error_handler(errors.InvalidPack, invalid_pack)
    app.register_error_handler(errors.EngineError, engine_error)
    app.register_error_handler(StaleDataError, lambda _: engine_error(errors.Conflict()))
    app.register_error_handler(IntegrityError, same_at_once)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(CSRFError, page_too_old)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(500, bug)
    app.log_exception = _log_fault  # type: ignore[assignment]


def invalid_answers(error: InvalidAnswers) -> ResponseReturnValue:
    db.session.rollback()
    return again(422, form=error.form) or http_page(422)


def invalid_upload(error: errors.InvalidUpload) -> ResponseReturnValue:
    db.session.rollback()
    return again(422, raw=raw_answers(), problem=sentence(error)) or http_page(422, sentence(error))


def step_failed(error: errors.StepFailed) -> ResponseReturnValue:
    """The case stands where it was; the operator is told, and what was typed becomes the task's draft."""
    db.session.rollback()
    log.error("step %s of case %s failed; the incident holds the cause", error.element_id, error.case_id)
    incidents.record(db.session(), error)
    db.session.commit()
    return render_template("errors/step_failed.html", cause=sentence(error)), 503


def engine_error(error: errors.EngineError) -> ResponseReturnValue:
    db.session.rollback()
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 422)
    if is_script():
        return {"problem": sentence(error)}, status
    return http_page(status, sentence(error))


def edit_conflict(error: drafts.EditConflict) -> ResponseReturnValue:
    """Two officers edited the same: the second sees what stands there now, and chooses."""
    db.session.rollback()
    if is_script():
        at = error.at.isoformat() if error.at else None
        return {"problem": sentence(error), "by": error.by, "at": at, "seen": error.current, "path": error.path}, 409
    back = request.referrer if request.referrer and same_site() else request.path
    shown = {"conflict": error, "text": sentence(error), "theirs": error.theirs(), "back": back}
    return render_template("studio/conflict.html", **shown), 409


def invalid_pack(error: errors.InvalidPack) -> ResponseReturnValue:
    """A file that cannot be part of a policy; every reason is said."""
    db.session.rollback()
    said = [finding.ar if locale() == "ar" else finding.en for finding in error.findings]
    if is_script():
        return {"problem": " ".join(said)}, 422
    return render_template("errors/pack.html", findings=error.findings), 422


def is_script() -> bool:
    """A script of ours asked, and shows the sentence at its place."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def same_at_once(error: IntegrityError) -> ResponseReturnValue:
    """Two wrote the same at once, a number or a form's token; any other refusal of the database is our fault."""
    if not is_doubled(error):
        _log_fault((type(error), error, error.__traceback__))
        return bug(error)
    return engine_error(errors.Conflict())


def database_away(error: OperationalError) -> ResponseReturnValue:
    """Busy or restarting: said in plain text, because a page of ours asks the database."""
    db.session.rollback()
    log.error("the database did not answer: %s", error.orig)
    text = (
        "النظام مشغول الآن ولم يُحفظ شيء. ارجع وأعد المحاولة بعد لحظات.\n"
        "The system is busy and nothing was saved. Go back and try again in a moment."
    )
    return Response(text, 503, {"Retry-After": "5"}, mimetype="text/plain")


def page_too_old(error: CSRFError) -> ResponseReturnValue:
    """The form was opened under an earlier log-in: the same page with a fresh token, and what was typed."""
    problem = gettext(
        "This page had grown old, so nothing was saved yet. What you typed is here: press the button again."
    )
    return (same_site() and again(400, raw=raw_answers(), problem=problem)) or http_page(400, problem)


def http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return http_page(error.code)


def bug(_error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    return http_page(500)


def _log_fault(fault: Any) -> None:
    log.error("%s %s: %s", request.method, request.endpoint, faults.told(fault[1]))


def again(status: int, **shown: Any) -> ResponseReturnValue | None:
    """The page that the form was on, where its view names one."""
    page = getattr(current_app.view_functions.get(request.endpoint or ""), "again", None)
    if page is None or not current_user.is_authenticated:
        return None
    try:
        return page(**shown, **(request.view_args or {})), status
    except errors.EngineError as error:  # there is no such page, or not for this person
        return engine_error(error)


def http_page(status: int, text: str = "") -> tuple[str, int]:
    title, hint = _words().get(status, (gettext("The request could not be carried out"), ""))
    return render_template("errors/error.html", status=status, title=title, text=text or hint), status


def sentence(error: errors.EngineError) -> str:
    return error.ar if locale() == "ar" else error.en


def _words() -> dict[int, tuple[str, str]]:
    return {
        400: (gettext("The request was not understood"), gettext("Go back, reload the page and try again.")),
        403: (gettext("Not allowed"), gettext("You are not allowed to open this page.")),
        404: (gettext("Not found"), gettext("We could not find this page. The link may be old.")),
        405: (gettext("Not found"), gettext("This address cannot be opened directly.")),
        409: (gettext("The case has moved on"), gettext("Somebody else was first. Nothing was doubled.")),
        413: (gettext("The files are too large"), gettext("Send fewer or smaller files. Nothing was saved.")),
        422: (gettext("The request could not be carried out"), gettext("Go back and check what you typed.")),
        500: (
            gettext("Something went wrong"),
            gettext("The fault is ours and has been logged. The case stands where it was; try again."),
        ),
    }
