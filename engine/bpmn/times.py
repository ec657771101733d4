"""ISO 8601 as diagrams write it: durations, moments and cycles, turned into moments on the engine's clock."""

import re
from datetime import UTC, date, datetime, time, timedelta

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from engine import clock
from engine.bpmn import library as library

_DURATION = r"P(?=[\dT])(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
_MOMENT = r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?"
DURATION = re.compile(_DURATION)
MOMENT = re.compile(_MOMENT)
CYCLE = re.compile(rf"R\d*/({_MOMENT}/)?{_DURATION}")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def is_literal(text: str) -> bool:
    return any(form.fullmatch(text) for form in (DURATION, MOMENT, CYCLE))


def after(duration: str, start: datetime) -> datetime:
    """Calendar-aware: a month is as long as the one in which `start` lies, on the association's calendar."""
    parsed = TimerEventDefinition.parse_iso_duration(_days(duration))
    length: timedelta = TimerEventDefinition.get_timedelta_from_start(parsed, clock.local(start))
    return start + length


def moment(text: str) -> datetime:
    """A moment in UTC; one without offset is Riyadh's."""
    value = datetime.fromisoformat(text)
    return (value if value.tzinfo else value.replace(tzinfo=clock.RIYADH)).astimezone(UTC)


def end_of_day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time(23, 59, 59), clock.RIYADH).astimezone(UTC)


def cycle(text: str, now: datetime) -> tuple[int, datetime, timedelta]:
    """How often (-1: for ever), first when, how far apart."""
    count, *start, duration = text.removeprefix("R").split("/")
    first = moment(start[0]) if start else after(duration, now)
    step = after(duration, first) - first if start else first - now
    return int(count) if count else -1, first, step


def _days(duration: str) -> str:
    """The library refuses weeks beside other parts."""
    return re.sub(r"(\d+)W(\d+)D", lambda m: f"{int(m[1]) * 7 + int(m[2])}D", duration)
