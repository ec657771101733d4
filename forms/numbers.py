"""Numbers and money as people type them, in any of the three digit scripts."""

import re
from decimal import Decimal

from forms.formats import without_marks
from forms.messages import Refused

LARGEST = 10**12
LONGEST = 40  # characters; a longer text is no number that a person means
_separators = str.maketrans({"٬": ",", "٫": ".", "−": "-", " ": "", "\u00a0": "", "\u202f": ""})
_number = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_currency = re.compile(r"(?:ريال|ر\.س\.?|SAR|SR)$", re.IGNORECASE)


def read_decimal(text: str, refusal: str = "not_a_number") -> Decimal:
    """2,100 and 2100.50 and ٢١٠٠٫٥; a comma groups by three and nothing else."""
    number = without_marks(text[: LONGEST + 1]).translate(_separators)
    if len(text) > LONGEST or not _number.fullmatch(number):
        raise Refused(refusal)
    return Decimal(number.replace(",", ""))


def read_number(text: str, *, whole: bool) -> int | float:
    number = read_decimal(text)
    if number == number.to_integral_value():
        return int(number)
    if whole:
        raise Refused("not_whole")
    return float(number)


def read_money(text: str) -> int:
    """Riyals as typed to whole halalas."""
    halalas = read_decimal(_currency.sub("", text.strip()), "not_money") * 100
    if halalas != halalas.to_integral_value():
        raise Refused("not_money")
    return int(halalas)


def check_limits(number: int | float, least: float | None, most: float | None, unit: int = 1) -> None:
    """`unit` is how many of the stored make one of the typed: 100 halalas to a riyal."""
    least = -LARGEST if least is None else least
    most = LARGEST if most is None else most
    if number < least:
        raise Refused("too_small", limit=plain(Decimal(repr(least)) / unit))
    if number > most:
        raise Refused("too_large", limit=plain(Decimal(repr(most)) / unit))


def plain(number: Decimal | int | float) -> str:
    """The number as digits that `read_decimal` reads back: never 1e-07."""
    return format(number if isinstance(number, Decimal) else Decimal(repr(number)), "f")


def riyals(halalas: int) -> str:
    return f"{Decimal(halalas) / 100:.2f}"
