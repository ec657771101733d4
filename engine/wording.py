"""How values are written for people in Arabic and English: dates in both calendars, money, durations, lists."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import isodate
from hijridate import Gregorian

from engine import clock

WEEKDAYS = {
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
YES_NO = {"ar": ("نعم", "لا"), "en": ("Yes", "No")}
ISOLATE, END_ISOLATE = "\u2066", "\u2069"  # keeps "2026-0042" in order inside Arabic text


def day(value: date, locale: str) -> str:
    """الأحد 06/12/2026 الموافق 26/06/1448هـ"""
    gregorian = f"{WEEKDAYS[locale][value.weekday()]} {value:%d/%m/%Y}"
    hijri = hijri_day(value)
    if hijri is None:
        return gregorian
    return f"{gregorian} الموافق {hijri}هـ" if locale == "ar" else f"{gregorian} ({hijri} AH)"


def hijri_day(value: date) -> str | None:
    """Umm al-Qura; None outside the years that its tables hold."""
    try:
        found = Gregorian.fromdate(value).to_hijri()
    except (OverflowError, ValueError):
        return None
    return f"{found.day:02}/{found.month:02}/{found.year}"


def moment(value: datetime, locale: str) -> str:
    """A date and time on the association's wall clock."""
    here = clock.local(value)
    return f"{day(here.date(), locale)} {'الساعة' if locale == 'ar' else 'at'} {here:%H:%M}"


def money(halalas: int, locale: str) -> str:
    riyals, rest = divmod(abs(halalas), 100)
    amount = ("-" if halalas < 0 else "") + f"{riyals:,}" + (f".{rest:02}" if rest else "")
    return f"{amount} ريال" if locale == "ar" else f"SAR {amount}"


def duration(value: str, locale: str) -> str:
    """Whole days in words; anything finer as hours and minutes."""
    seconds = int(isodate.parse_duration(value, as_timedelta_if_possible=True).total_seconds())
    days, rest = divmod(abs(seconds), 86_400)
    if rest or not days:
        hours, minutes = divmod(days * 1440 + rest // 60, 60)
        return f"{hours}:{minutes:02} {'ساعة' if locale == 'ar' else 'hours'}"
    return _days_ar(days) if locale == "ar" else f"{days} day{'s' if days > 1 else ''}"


def _days_ar(count: int) -> str:
    if count in (1, 2):
        return ("يوم واحد", "يومان")[count - 1]
    return f"{count} {'أيام' if 3 <= count % 100 <= 10 else 'يومًا'}"


def number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def yes_no(value: bool, locale: str) -> str:
    return YES_NO[locale][0 if value else 1]


def listed(texts: Iterable[str], locale: str) -> str:
    return ("، " if locale == "ar" else ", ").join(text for text in texts if text)


def text(value: Any, locale: str) -> str:
    """Text as it is; inside Arabic, one that holds no Arabic letter keeps its own order."""
    plain = str(value)
    foreign = locale == "ar" and any(char.isascii() and not char.isspace() for char in plain)
    return (
        f"{ISOLATE}{plain}{END_ISOLATE}"
        if foreign and not any("\u0600" <= char <= "\u06ff" for char in plain)
        else plain
    )
