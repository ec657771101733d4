"""The working time of a draft as its page shows it: a year of days, the holidays, what counts working days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

import forms
from engine import clock, wording
from engine.actors import Actor
from engine.errors import NotFound
from engine.policies import calendar, entries
from engine.policies.content import Content
from engine.studio import calendar_days, drafts
from engine.studio.binding import Parts
from engine.studio.calendar_days import SUNDAY, Month, Tried, last_day
from engine.studio.lists import entry_forms, policy_entries
from engine.studio.uses import DIAGRAM, Use

FIRST_YEAR, LAST_YEAR = 2020, 2076  # the Umm al-Qura table ends in 2077
COUNTING = "working day"  # opens the name of each FEEL function that reads the calendar
TIME = ("weekend", "hours", "ramadan_hours")
WEEK = (calendar.DAYS[SUNDAY], *calendar.DAYS[:SUNDAY])


@dataclass(frozen=True)
class HolidayLine:
    """A holiday as the file has it; `first` is its key, both calendars name its first and last day."""

    first: str
    gregorian: str
    hijri: str
    last: str
    days: int
    ar: str
    en: str


@dataclass(frozen=True)
class CalendarPage:
    """`is_own` is false where the file says nothing and the usual weekend holds."""

    year: int
    years: range
    is_readable: bool
    is_own: bool
    weekend: list[str]
    hours: Mapping[str, str] | None
    ramadan_hours: Mapping[str, str] | None
    holidays: list[HolidayLine]
    months: list[Month]
    working: int
    uses: list[Use]
    tried: Tried | None


@dataclass(frozen=True)
class FormPage:
    """A form of the calendar with what it started from; `first` names the holiday, None where it is new."""

    first: str | None
    form: forms.BoundForm
    seen: str


@dataclass(frozen=True)
class Proposed:
    """A holiday of Saudi law; `is_there` where the association's calendar has it already, also on other days."""

    first: str
    gregorian: str
    hijri: str
    days: int
    ar: str
    en: str
    is_there: bool


def show(
    session: Session, version_id: int, actor: Actor, year: int | None = None, start: str = "", count: str = ""
) -> CalendarPage:
    """Return the calendar of a version with one year of it; `start` and `count` try working days."""
    parts = read(session, version_id, actor)
    association = parts.content.association
    said: Mapping[str, Any] = association.get("calendar") or {}
    shown = min(max(year or clock.today().year, FIRST_YEAR), LAST_YEAR)
    months = calendar_days.months(association, shown, actor.locale)
    return CalendarPage(
        year=shown,
        years=range(clock.today().year - 1, clock.today().year + 6),
        is_readable=bool(association),
        is_own="weekend" in said,
        weekend=[_day_name(key, actor.locale) for key in WEEK if key in said.get("weekend", calendar.WEEKEND)],
        hours=said.get("hours"),
        ramadan_hours=said.get("ramadan_hours"),
        holidays=[_line(each, actor.locale) for each in calendar_days.standing(association)],
        months=months,
        working=sum(month.working for month in months),
        uses=list(dict.fromkeys(_counting(parts))),
        tried=calendar_days.tried(association, start, count, actor.locale) if start or count else None,
    )


def read(session: Session, version_id: int, actor: Actor) -> Parts:
    return policy_entries.read(drafts.get(session, version_id, actor), session)


def find(content: Content, first: str) -> Mapping[str, Any]:
    """Return a holiday by its first day; the page may be old and the holiday gone."""
    for each in calendar_days.standing(content.association):
        if each["from"] == first:
            return each
    raise NotFound(f"holiday {first}")


def working_time(association: Mapping[str, Any]) -> dict[str, Any]:
    """What the file says of weekend and hours."""
    said = association.get("calendar") or {}
    return {key: said.get(key) for key in TIME}


# -- forms


def time_page(
    session: Session, version_id: int, definition: forms.Definition, actor: Actor, raw: forms.RawAnswers | None = None
) -> FormPage:
    """Return the form of weekend and hours as they stand, or as typed."""
    parts = read(session, version_id, actor)
    said = working_time(parts.content.association)
    if raw is None:
        raw = forms.encode(definition, _time_answers(said))
    form = forms.bind(definition, raw, surroundings(parts, actor.locale))
    return FormPage(None, form, entries.digest(said))


def _time_answers(said: Mapping[str, Any]) -> dict[str, Any]:
    hours, ramadan = said["hours"] or {}, said["ramadan_hours"] or {}
    return {
        "weekend": list(calendar.WEEKEND if said["weekend"] is None else said["weekend"]),
        "hours_from": hours.get("from"),
        "hours_to": hours.get("to"),
        "ramadan_from": ramadan.get("from"),
        "ramadan_to": ramadan.get("to"),
    }


def holiday_page(
    session: Session, version_id: int, first: str | None, definition: forms.Definition, actor: Actor,
    raw: forms.RawAnswers | None = None,
) -> FormPage:  # fmt: skip
    """Return the form of one holiday, an empty one where `first` is None."""
    parts = read(session, version_id, actor)
    holiday = find(parts.content, first) if first else None
    if raw is None and holiday:
        answers = {"first": first, "days": _length(holiday), "ar": holiday["ar"], "en": holiday["en"]}
        raw = forms.encode(definition, answers)
    form = forms.bind(definition, raw, surroundings(parts, actor.locale))
    return FormPage(first, form, entries.digest(holiday))


def surroundings(parts: Parts, locale: str) -> forms.Surroundings:
    return entry_forms.surroundings(parts, locale)


def propose(session: Session, version_id: int, year: int, actor: Actor) -> list[Proposed]:
    """Return the holidays of Saudi law in a year, and which of them the calendar lacks."""
    association = read(session, version_id, actor).content.association
    there = calendar_days.standing(association)
    return [_proposed(each, there, actor.locale) for each in calendar.official(year)]


def _proposed(each: calendar.Holiday, there: list[Mapping[str, Any]], locale: str) -> Proposed:
    first, last = each.first.isoformat(), each.last.isoformat()
    days = (each.last - each.first).days + 1
    return Proposed(
        first, *_span(first, last, locale), days, each.ar, each.en, any(_is(each, other) for other in there)
    )


HIJRI = {"ar": "هـ", "en": " AH"}
NEAR = timedelta(days=10)  # a feast is announced a day or two beside the table, never more


def _is(official: calendar.Holiday, other: Mapping[str, Any]) -> bool:
    first, last = date.fromisoformat(other["from"]), date.fromisoformat(last_day(other))
    overlaps = first <= official.last and official.first <= last
    return overlaps or (other["ar"] == official.ar and abs(first - official.first) <= NEAR)


# -- days in words


def _line(holiday: Mapping[str, Any], locale: str) -> HolidayLine:
    first, last = str(holiday["from"]), last_day(holiday)
    return HolidayLine(first, *_span(first, last, locale), last, _length(holiday), holiday["ar"], holiday["en"])


def _span(first: str, last: str, locale: str) -> tuple[str, str]:
    """One day, or the first and the last, with its weekday in the Gregorian and then in the Hijri calendar."""
    days = [date.fromisoformat(each) for each in dict.fromkeys((first, last))]
    between = {"ar": "\nإلى ", "en": "\nto "}[locale]
    gregorian = [f"{wording.WEEKDAYS[locale][day.weekday()]} {day:%d/%m/%Y}" for day in days]
    hijri = [f"{found}{HIJRI[locale]}" for day in days if (found := wording.hijri_day(day))]
    return between.join(gregorian), between.join(hijri)


def _length(holiday: Mapping[str, Any]) -> int:
    return (date.fromisoformat(last_day(holiday)) - date.fromisoformat(holiday["from"])).days + 1


def _day_name(key: str, locale: str) -> str:
    return wording.WEEKDAYS[locale][calendar.DAYS.index(key)]


def _counting(parts: Parts) -> Iterator[Use]:
    for mark in parts.marks:
        if any(COUNTING in text for text in mark.texts):
            yield Use(DIAGRAM, mark.file, mark.ar or mark.id, mark.en or mark.id, element=mark.id)
    for expression in parts.expressions:
        if COUNTING in expression.text:
            yield _of_file(parts.content, expression.file)


def _of_file(content: Content, file: str) -> Use:
    value = content.sources[file].value
    words = value.get("title") or value.get("subject") or {}
    kind = next((kind for (kind, key), path in content.paths.items() if path == file), "ballots")
    return Use(kind, file, words.get("ar", file), words.get("en", file))
