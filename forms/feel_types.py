"""What each type of field is to FEEL; a list's mapping names the columns of its contexts."""

from collections.abc import Iterable
from typing import Any

from forms.definition import Definition, FieldDefinition

FeelType = str | dict[str, Any]

SIMPLE: dict[str, FeelType] = {
    "text": "text",
    "paragraph": "text",
    "number": "number",
    "money": "number",
    "date": "date",
    "boolean": "boolean",
    "choice": "text",
    "choices": {"list": "text"},
    "person": {"context": {"id": "number", "kind": "text"}},
    "signature": {"context": {"document": "number"}},
}
DOCUMENT = {"document": "number"}


def types(definition: Definition) -> dict[str, FeelType]:
    """Field name to FEEL type; information has none."""
    return column_types(definition.fields)


def column_types(fields: Iterable[FieldDefinition]) -> dict[str, FeelType]:
    return {field.name: _type(field) for field in fields if field.type != "information"}


def _type(field: FieldDefinition) -> FeelType:
    if field.type == "file":
        return {"list" if field.many else "context": DOCUMENT}
    if field.columns:
        columns = column_types(field.columns)
        return {"list": {"key": "text", **columns} if field.each else columns}
    return SIMPLE[field.type]
