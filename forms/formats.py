"""The written forms of numbers that the Kingdom issues, and of names: many spellings in, one out."""

import re
import unicodedata
from collections.abc import Callable

from stdnum import iban as stdnum_iban
from stdnum import luhn

from forms.messages import Refused

ASCII_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
BIDI_MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
TATWEEL = "\u0640"
_marks = dict.fromkeys(map(ord, BIDI_MARKS + TATWEEL))
_fillers = dict.fromkeys(map(ord, " \u00a0\u202f-\u2010\u2011"))
_country = re.compile(r"^(?:\+966|00966|966(?=5[0-9]{8}$)|(?=5[0-9]{8}$))0?")
_email = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}")
CONNECTORS = {"بن", "ابن", "بنت", "ابنة", "bin", "ibn", "bint"}
PREFIXES = {"عبد", "آل", "أبو", "ابو", "أم", "ام", "al", "abdul", "abu", "um"}  # one part together with what follows


def without_marks(text: str) -> str:
    """Drop direction marks and tatweel, and turn Arabic-Indic and Persian digits into ASCII."""
    return text.translate(_marks).translate(ASCII_DIGITS).strip()


def compact(text: str) -> str:
    return without_marks(text).translate(_fillers)


def national_id(text: str) -> str:
    number = compact(text)
    if not re.fullmatch(r"[12][0-9]{9}", number) or not luhn.is_valid(number):
        raise Refused("national_id")
    return number


def iban(text: str) -> str:
    number = compact(text).upper()
    if not re.fullmatch(r"SA[0-9]{22}", number) or not stdnum_iban.is_valid(number, check_country=False):
        raise Refused("iban")
    return number


def mobile(text: str) -> str:
    number = _country.sub("0", compact(text))
    if not re.fullmatch(r"05[0-9]{8}", number):
        raise Refused("mobile")
    return number


def four_part_name(text: str) -> str:
    words = text.translate(_marks).split()
    if not all(_is_word(word) for word in words):
        raise Refused("name_letters")
    parts = [word for word in words if word.lower() not in CONNECTORS | PREFIXES]
    if len(parts) < 4:
        raise Refused("four_part_name")
    return " ".join(words)


def _is_word(word: str) -> bool:
    return all(unicodedata.category(letter)[0] in "LM" or letter in "-'’." for letter in word)


def email(text: str) -> str:
    address = without_marks(text)
    if len(address) > 254 or not _email.fullmatch(address):
        raise Refused("email")
    return address


def digits(text: str) -> str:
    number = compact(text)
    if not re.fullmatch(r"[0-9]+", number):
        raise Refused("digits")
    return number


FORMATS: dict[str, Callable[[str], str]] = {
    "national_id": national_id,
    "iban": iban,
    "mobile": mobile,
    "four_part_name": four_part_name,
    "email": email,
    "digits": digits,
}
LEFT_TO_RIGHT = {"national_id", "iban", "mobile", "email", "digits"}
