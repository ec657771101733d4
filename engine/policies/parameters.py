"""Whether the value of a parameter is of its type."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import isodate


def fits(kind: str, value: Any) -> bool:
    """Whether a parameter's value is of its type; null is the way to switch one off."""
    return value is None or _FITS[kind](value)


def _parses(parse: Callable[[str], Any]) -> Callable[[Any], bool]:
    def fits_text(value: Any) -> bool:
        if not isinstance(value, str):
            return False
        try:
            return parse(value) is not None
        except ValueError:
            return False

    return fits_text


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": _is_number,
    "money": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "date": _parses(date.fromisoformat),
    "date time": _parses(datetime.fromisoformat),
    "duration": _parses(isodate.parse_duration),
}
