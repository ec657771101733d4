"""The calendar of a version: weekend, hours and holidays, a year of working days, and a line to try them."""

from typing import Any

from babel import Locale
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine import clock
from engine.errors import NotFound
from engine.studio import calendar_edits, calendar_page
from engine.studio.calendar_page import FIRST_YEAR, LAST_YEAR, FormPage
from engine.studio.drafts import EditConflict
from engine.studio.lists.entry_forms import Typed
from forms.names import mended
from webapp import studio_forms
from webapp.answers import action, raw_answers, shown_again
from webapp.auth import actor
from webapp.database import db
from webapp.errors import sentence
from webapp.i18n import locale
from webapp.views.studio import entry_form, studio_page
from webapp.views.studio.entry_form import SAVE, seen

TIME, HOLIDAY = "working_time", "holiday"
blueprint = Blueprint("studio_calendar", __name__, url_prefix="/studio/<int:version_id>/calendar")


@blueprint.get("/")
def show(version_id: int) -> ResponseReturnValue:
    start, count = (mended(request.args.get(name, "")).strip()[:40] for name in ("start", "count"))
    page = calendar_page.show(db.session(), version_id, actor(), _year(), start, count)
    names = Locale.parse(locale())
    words = {
        "month_names": names.months["format"]["wide"],
        "day_names": _week(names, "wide"),
        "day_letters": _week(names, "narrow"),
    }
    return studio_page("calendar.html", version_id, page=page, today=clock.today(), **words)


def time_page(version_id: int, *, raw: Any = None, form: Any = None, problem: str = "") -> str:
    page = calendar_page.time_page(db.session(), version_id, studio_forms.read(TIME), actor(), raw)
    return _drawn(version_id, page, form=form, problem=problem)


@blueprint.get("/time")
def time(version_id: int) -> ResponseReturnValue:
    return time_page(version_id)


@blueprint.post("/time")
@shown_again(time_page)
def save_time(version_id: int) -> ResponseReturnValue:
    definition, raw = studio_forms.read(TIME), raw_answers()
    if action() != SAVE:
        return time_page(version_id, raw=raw)
    try:
        calendar_edits.save_time(db.session(), version_id, Typed(definition, raw, seen()), actor())
    except EditConflict as conflict:
        db.session.rollback()
        mine, theirs = (
            calendar_page.time_page(db.session(), version_id, definition, actor(), each) for each in (raw, None)
        )
        return _drawn(version_id, mine, theirs=theirs, conflict=conflict), 409
    return _saved(version_id)


def new_page(version_id: int, *, raw: Any = None, form: Any = None, problem: str = "") -> str:
    return holiday_page(version_id, None, raw=raw, form=form, problem=problem)


@blueprint.get("/holidays/new")
def new(version_id: int) -> ResponseReturnValue:
    return new_page(version_id)


@blueprint.post("/holidays/new")
@shown_again(new_page)
def add(version_id: int) -> ResponseReturnValue:
    definition, raw = studio_forms.read(HOLIDAY), raw_answers()
    if action() != SAVE:
        return new_page(version_id, raw=raw)
    calendar_edits.save_holiday(db.session(), version_id, None, Typed(definition, raw, ""), actor())
    return _saved(version_id)


def holiday_page(version_id: int, first: str | None, *, raw: Any = None, form: Any = None, problem: str = "") -> str:
    return _drawn(version_id, _holiday(version_id, first, raw), form=form, problem=problem)


@blueprint.get("/holidays/<first>")
def holiday(version_id: int, first: str) -> ResponseReturnValue:
    return holiday_page(version_id, first)


@blueprint.post("/holidays/<first>")
@shown_again(holiday_page)
def change(version_id: int, first: str) -> ResponseReturnValue:
    definition, raw = studio_forms.read(HOLIDAY), raw_answers()
    if action() != SAVE:
        return holiday_page(version_id, first, raw=raw)
    try:
        calendar_edits.save_holiday(db.session(), version_id, first, Typed(definition, raw, seen()), actor())
    except NotFound:
        db.session.rollback()
        return new_page(version_id, raw=raw, problem=entry_form.gone()), 409
    except EditConflict as conflict:
        db.session.rollback()
        mine, theirs = (_holiday(version_id, first, each) for each in (raw, None))
        return _drawn(version_id, mine, theirs=theirs, conflict=conflict), 409
    return _saved(version_id)


@blueprint.post("/holidays/<first>/remove")
def remove(version_id: int, first: str) -> ResponseReturnValue:
    try:
        calendar_edits.remove_holiday(db.session(), version_id, first, seen(), actor())
    except EditConflict as refusal:
        db.session.rollback()
        return holiday_page(version_id, first, problem=sentence(refusal)), 409
    db.session.commit()
    flash(gettext("Removed. You can take it back under Changes."), "success")
    return redirect(url_for(".show", version_id=version_id), 303)


@blueprint.get("/propose")
def propose(version_id: int) -> ResponseReturnValue:
    year = _year()
    found = calendar_page.propose(db.session(), version_id, year, actor())
    return studio_page("holiday_propose.html", version_id, found=found, year=year, first=FIRST_YEAR, last=LAST_YEAR)


@blueprint.post("/propose")
def add_proposed(version_id: int) -> ResponseReturnValue:
    year = _year()
    count = calendar_edits.add_proposed(db.session(), version_id, year, request.form.getlist("chosen"), actor())
    db.session.commit()
    flash(gettext("Holidays added: %(num)s", num=count), "success")
    return redirect(url_for(".show", version_id=version_id, year=year), 303)


def _saved(version_id: int) -> ResponseReturnValue:
    db.session.commit()
    flash(gettext("Saved."), "success")
    return redirect(url_for(".show", version_id=version_id), 303)


def _holiday(version_id: int, first: str | None, raw: Any) -> FormPage:
    return calendar_page.holiday_page(db.session(), version_id, first, studio_forms.read(HOLIDAY), actor(), raw)


def _drawn(version_id: int, page: FormPage, **more: Any) -> str:
    return entry_form.drawn("holiday.html", version_id, page, **more)


def _week(names: Locale, width: str) -> list[str]:
    """Sunday first, as weeks are drawn here."""
    found = names.days["stand-alone"][width]
    return [found[6], *(found[number] for number in range(6))]


def _year() -> int:
    asked = request.values.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else clock.today().year
    return min(max(year, FIRST_YEAR), LAST_YEAR)
