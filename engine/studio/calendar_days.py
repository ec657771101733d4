"""The days of a calendar as the engine counts them: a year of months, and so many working days after a day."""

import calendar as months_of
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine import wording
from engine.bpmn import feel
from engine.bpmn.feel import FeelError
from engine.policies import calendar
from forms.dates import read_date
from forms.messages import Refused

SUNDAY = 6


@dataclass(frozen=True)
class Day:
    number: int
    is_working: bool
    holiday: str


@dataclass(frozen=True)
class Month:
    """`weeks` begin on Sunday; None stands where the week belongs to another month."""

    number: int
    weeks: list[list[Day | None]]
    working: int


@dataclass(frozen=True)
class Tried:
    """So many working days after a day, or why that cannot be said; texts as they were typed."""

    start: str
    count: str
    answer: str
    problem: str


def standing(association: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The holidays by their first day."""
    said = association.get("calendar") or {}
    return sorted(said.get("holidays", ()), key=lambda each: str(each["from"]))


def last_day(holiday: Mapping[str, Any]) -> str:
    """Its last day; one of a single day has none written."""
    return str(holiday.get("to", holiday["from"]))


def months(association: Mapping[str, Any], year: int, locale: str) -> list[Month]:
    first = date(year, 1, 1)
    days = [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]
    asked = {"days": [day.isoformat() for day in days], calendar.NAME: calendar.scope(association)}
    is_working = feel.evaluate("for day in days return is working day(day)", asked, {"days": {"list": "date"}})
    working = dict(zip(days, is_working, strict=True))
    named = {day: each[locale] for each in standing(association) for day in days if covers(each, day)}
    return [_month(year, number, working, named) for number in range(1, 13)]


def covers(holiday: Mapping[str, Any], day: date) -> bool:
    return bool(holiday["from"] <= day.isoformat() <= last_day(holiday))


def _month(year: int, number: int, working: Mapping[date, bool], named: Mapping[date, str]) -> Month:
    weeks = [
        [Day(day.day, working[day], named.get(day, "")) if day.month == number else None for day in week]
        for week in months_of.Calendar(SUNDAY).monthdatescalendar(year, number)
    ]
    return Month(number, weeks, sum(each.is_working for week in weeks for each in week if each))


def tried(association: Mapping[str, Any], start: str, count: str, locale: str) -> Tried:
    """The engine's own answer, so that the page cannot count otherwise than a deadline does."""
    side = 0 if locale == "ar" else 1
    try:
        first, number = read_date(start), int(count)
    except Refused as refused:
        return Tried(start, count, "", refused.said(locale))
    except ValueError:
        return Tried(
            start, count, "", ("اكتب عدد الأيام رقمًا صحيحًا.", "Write the number of days as a whole number.")[side]
        )
    asked = {"start": first, "count": number, calendar.NAME: calendar.scope(association)}
    try:
        found = feel.evaluate("working days(start, count)", asked, {"start": "date", "count": "number"})
    except FeelError:
        said = ("لا يُحسب هذا العدد: اكتب من 0 إلى 2000.", "This cannot be counted: write from 0 to 2000.")
        return Tried(start, count, "", said[side])
    return Tried(start, count, wording.day(date.fromisoformat(found), locale), "")
