"""Dates as people type them, in both calendars."""

import re
from datetime import date

from hijridate import Gregorian, Hijri

from forms.formats import without_marks
from forms.messages import Refused, say

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_HIJRI, LAST_HIJRI = 1343, 1500
HIJRI_BEFORE = 1600
LONGEST = 40
_year_first = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_day_first = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_calendar_letter = re.compile(r"\s*[هم]$")


def read_date(text: str) -> str:
    """YYYY-MM-DD or DD/MM/YYYY, Hijri where the year is before 1600; gives ISO Gregorian."""
    year, month, day = _parts(text)
    return (_from_hijri if year < HIJRI_BEFORE else _from_gregorian)(year, month, day).isoformat()


def _parts(text: str) -> tuple[int, int, int]:
    written = _calendar_letter.sub("", without_marks(text[: LONGEST + 1])).replace(" ", "")
    if len(text) > LONGEST:
        raise Refused("not_a_date")
    if found := _year_first.fullmatch(written):
        year, month, day = found.groups()
    elif found := _day_first.fullmatch(written):
        day, month, year = found.groups()
    else:
        raise Refused("not_a_date")
    return int(year), int(month), int(day)


def _from_gregorian(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("date_range")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Refused("no_such_day") from error


def _from_hijri(year: int, month: int, day: int) -> date:
    if not FIRST_HIJRI <= year <= LAST_HIJRI:
        raise Refused("date_range")
    try:
        return date.fromisoformat(Hijri(year, month, day).to_gregorian().isoformat())
    except OverflowError as error:
        raise Refused("date_range") from error
    except ValueError as error:
        raise Refused("no_such_day") from error


def hijri(iso: str) -> str | None:
    """The same day in the Umm al-Qura calendar, or None outside its tables."""
    try:
        return str(Gregorian.fromisoformat(iso).to_hijri().isoformat())
    except (OverflowError, ValueError):
        return None


def in_both_calendars(iso: str, locale: str) -> str:
    """2026-11-22 (1448-06-12 AH), each side with its calendar's letters."""
    other = hijri(iso)
    gregorian = f"{iso} {say(locale, 'gregorian')}"
    return f"{gregorian} - {other} {say(locale, 'hijri')}" if other else gregorian
