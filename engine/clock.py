"""The one clock of the engine; a demo, a sandbox and the tests move it, log-in and sessions do not use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, timezone

RIYADH = timezone(timedelta(hours=3), "Asia/Riyadh")  # no summer time since 1947
_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta())
_fixed: ContextVar[datetime | None] = ContextVar("clock_fixed", default=None)


def now() -> datetime:
    """The present, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC) + _offset.get()


def local(moment: datetime) -> datetime:
    """The same moment on the association's wall clock."""
    return moment.astimezone(RIYADH)


def today() -> date:
    """The association's calendar day."""
    return local(now()).date()


def set_offset(offset: timedelta) -> None:
    """Move the clock of this thread or request; the figure comes from the `demo_clock` row."""
    _offset.set(offset)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock still at an aware moment, for tests and scenarios."""
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
