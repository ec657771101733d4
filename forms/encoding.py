"""Plain answers turned into what a browser would send: for scenarios, drafts and prefilled forms."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from forms.definition import Definition, FieldDefinition
from forms.names import DRAWN, KEY, PREFIX
from forms.numbers import plain, riyals

LISTS_OF_TEXT = ("choices", "file")


def encode(definition: Definition, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """The inverse of reading. What has no place in the form keeps its name, so that reading refuses it."""
    asked = {field.name: field for field in definition.fields}
    raw: dict[str, list[str]] = {}
    for name, value in answers.items():
        for html_name, text in _encode(PREFIX + name, value, asked.get(name)):
            raw.setdefault(html_name, []).append(text)
    return raw


def encode_field(field: FieldDefinition, value: Any) -> dict[str, list[str]]:
    raw: dict[str, list[str]] = {}
    for html_name, text in _encode(PREFIX + field.name, value, field):
        raw.setdefault(html_name, []).append(text)
    return raw


def _encode(name: str, value: Any, field: FieldDefinition | None) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if isinstance(value, Mapping):
        yield from _encode_mapping(name, value, field)
    elif isinstance(value, list | tuple):
        yield from _encode_list(name, value, field)
    else:
        yield name, _text(value, field)


def _encode_mapping(name: str, value: Mapping[str, Any], field: FieldDefinition | None) -> Iterator[tuple[str, str]]:
    kind = field.type if field else ""
    if kind in ("file", "signature") and value.keys() == {"document"}:
        yield name, _text(value["document"], None)
    elif kind == "signature" and value.keys() == {DRAWN}:
        yield f"{name}-{DRAWN}", str(value[DRAWN])
    elif kind == "person" and value.get("id") is not None:
        yield f"{name}-id", _text(value["id"], None)
    else:
        for part, inner in value.items():
            yield from _encode(f"{name}-{part}", inner, None)


def _encode_list(name: str, values: Any, field: FieldDefinition | None) -> Iterator[tuple[str, str]]:
    columns = {column.name: column for column in field.columns} if field else {}
    for number, value in enumerate(values):
        if columns and isinstance(value, Mapping):
            yield f"{name}-{number}-{KEY}", _text(value.get(KEY, ""), None)
            for column, inner in value.items():
                if column != KEY:
                    yield from _encode(f"{name}-{number}-{column}", inner, columns.get(column))
        elif field is not None and field.type in LISTS_OF_TEXT and not isinstance(value, list | tuple):
            yield from _encode(name, value, field)
        else:
            yield from _encode(f"{name}-{number}", value, None)


def _text(value: Any, field: FieldDefinition | None) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and field is not None and field.type == "money":
        return riyals(value)
    if isinstance(value, int | float):
        return plain(value)
    return str(value) if hasattr(value, "isoformat") else json.dumps(value)
