"""The association's working time: weekend, holidays, hours, shorter hours in Ramadan; what FEEL's working days read.

The holidays of Saudi law are proposed from the Umm al-Qura calendar; what the association writes is what counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from hijridate import Gregorian, Hijri

NAME = "calendar"  # under which FEEL sees it; no field or parameter may be called so
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKEND = ("friday", "saturday")
RAMADAN, SHAWWAL, HAJJ = 9, 10, 12
FIRST_HIJRI_YEAR, LAST_HIJRI_YEAR = 1447, 1500  # the Umm al-Qura table ends there


@dataclass(frozen=True)
class Holiday:
    """Days on which nobody works, the last included."""

    first: date
    last: date
    ar: str
    en: str


def scope(association: Mapping[str, Any]) -> dict[str, Any]:
    """What FEEL's working-day functions read; an association without a calendar rests on Friday and Saturday."""
    said: Mapping[str, Any] = association.get("calendar") or {}
    holidays = [[each["from"], each.get("to", each["from"])] for each in said.get("holidays", [])]
    found: dict[str, Any] = {
        "weekend": [DAYS.index(each) + 1 for each in said.get("weekend", WEEKEND)],
        "holidays": holidays,
    }
    for name in ("hours", "ramadan_hours"):
        if name in said:
            found[name] = [said[name]["from"], said[name]["to"]]
    if "ramadan_hours" in said:
        found["ramadan"] = ramadans()
    return found


@cache
def ramadans() -> list[list[str]]:
    """The first and last day of every Ramadan of the table from now on."""
    years = range(FIRST_HIJRI_YEAR, LAST_HIJRI_YEAR + 1)
    spans = [(gregorian(year, RAMADAN, 1), gregorian(year, SHAWWAL, 1) - timedelta(days=1)) for year in years]
    return [[first.isoformat(), last.isoformat()] for first, last in spans]


def problems(association: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """What a schema cannot say: (place, ar, en) of a time that ends before it begins, or a week without work."""
    said: Mapping[str, Any] = association.get("calendar") or {}
    for number, each in enumerate(said.get("holidays", [])):
        if each.get("to", each["from"]) < each["from"]:
            yield ("calendar", "holidays", number), "تنتهي الإجازة قبل أن تبدأ.", "the holiday ends before it begins."
    for name in ("hours", "ramadan_hours"):
        if name in said and said[name]["to"] <= said[name]["from"]:
            yield ("calendar", name), "ينتهي الدوام قبل أن يبدأ.", "the working day ends before it begins."


def official(year: int) -> list[Holiday]:
    """The holidays of a Gregorian year that Saudi law gives everybody who works, by the Umm al-Qura calendar."""
    found = [
        Holiday(date(year, 2, 22), date(year, 2, 22), "يوم التأسيس", "Founding Day"),
        Holiday(date(year, 9, 23), date(year, 9, 23), "اليوم الوطني", "National Day"),
    ]
    for hijri in range(hijri_year(date(year, 1, 1)), hijri_year(date(year, 12, 31)) + 1):
        fitr = gregorian(hijri, RAMADAN, 29) + timedelta(days=1)
        hajj = gregorian(hijri, HAJJ, 9)
        found.append(_four_days(fitr, "عيد الفطر", "Eid al-Fitr"))
        found.append(_four_days(hajj, "عيد الأضحى", "Eid al-Adha"))
    return sorted((each for each in found if each.first.year == year), key=lambda each: each.first)


def gregorian(year: int, month: int, day: int) -> date:
    found = Hijri(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)


def hijri_year(day: date) -> int:
    return int(Gregorian.fromdate(day).to_hijri().year)


def _four_days(first: date, ar: str, en: str) -> Holiday:
    return Holiday(first, first + timedelta(days=3), ar, en)
