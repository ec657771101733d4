"""Html names: which name belongs to which question. User text never becomes an identifier of ours."""

import re
from collections.abc import Iterable
from functools import cache

from forms.definition import PERSON_PARTS, Definition, FieldDefinition
from forms.scope import RawAnswers

PREFIX = "f_"
DRAWN = "drawn"
KEY = "key"  # the hidden part of every row: keeps a blank row, or says which fixed row it is


def html_name(field: FieldDefinition) -> str:
    return PREFIX + field.name


def belongs(field: FieldDefinition, name: str) -> bool:
    """Whether a browser may send this html name for the question."""
    return bool(_pattern(field.name, field.type, _parts(field)).fullmatch(name))


def strangers(definition: Definition, raw: RawAnswers) -> list[str]:
    """The names that look like ours and belong to no question."""
    return [
        name for name in raw if name.startswith(PREFIX) and not any(belongs(field, name) for field in definition.fields)
    ]


def draft(definition: Definition, raw: RawAnswers) -> dict[str, list[str]]:
    """The part of a request that may be kept as a draft: this form's own names, storable text, nothing oversize."""
    kept = {name: [mended(text) for text in raw[name][:MOST_VALUES]] for name in raw if name.startswith(PREFIX)}
    for name in strangers(definition, kept):
        del kept[name]
    return dict(list(kept.items())[:MOST_VALUES])


MOST_VALUES = 500
LONGEST_VALUE = 60_000
_unstorable = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """No NUL and no lone surrogate: no database takes them."""
    return not _unstorable.search(text)


def mended(text: str) -> str:
    return _unstorable.sub("\ufffd", text[:LONGEST_VALUE])


def _parts(field: FieldDefinition) -> tuple[str, ...]:
    if field.type == "person":
        return ("id", *(part.name for part in PERSON_PARTS))
    return (KEY, *names_of(field.columns)) if field.columns else ()


def names_of(fields: Iterable[FieldDefinition]) -> tuple[str, ...]:
    return tuple(field.name for field in fields)


@cache
def _pattern(name: str, kind: str, parts: tuple[str, ...]) -> re.Pattern[str]:
    own = re.escape(PREFIX + name)
    choice = "|".join(map(re.escape, parts))
    match kind:
        case "information":
            return re.compile(r"(?!)")
        case "person":
            return re.compile(f"{own}-(?:{choice})")
        case "family" | "rows":
            return re.compile(f"{own}-(?:0|[1-9][0-9]{{0,3}})-(?:{choice})")
        case "signature":
            return re.compile(f"{own}(?:-{DRAWN})?")
    return re.compile(own)
