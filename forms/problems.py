"""What is wrong with a form file: its shape by JSON Schema, then what a schema cannot say."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from forms.formats import FORMATS
from forms.messages import say

SIMPLE_TYPES = {"text", "paragraph", "number", "money", "date", "boolean", "choice", "choices"}
COLUMN_TYPES = SIMPLE_TYPES | {"file"}
CHOICE_TYPES = {"choice", "choices"}
# key -> the types of field that may carry it; the other keys may stand anywhere
KEY_TYPES = {
    "format": {"text", "boolean"},
    "choices": CHOICE_TYPES,
    "min": {"number", "money"},
    "max": {"number", "money"},
    "whole": {"number"},
    "max_length": {"text", "paragraph"},
    "many": {"file"},
    "columns": {"rows"},
    "each": {"rows"},
    "key_choices": {"rows"},
    "text": {"information"},
    "default": SIMPLE_TYPES,
}
NOT_FOR_INFORMATION = {"required", "required_if"}
NEEDED_KEYS = {"choice": "choices", "choices": "choices", "rows": "columns", "information": "text"}
TICK = "tick"  # the one format of a boolean: a box to tick instead of yes and no
_name = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a form file, and where."""

    path: str
    ar: str
    en: str


class InvalidDefinition(Exception):
    """The form file cannot be used; `problems` says all that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{problem.path}: {problem.en}" for problem in self.problems[:5]))


def check(data: Mapping[str, Any]) -> None:
    """Raise InvalidDefinition if there is any problem; meaning is looked at only once the shape is right."""
    if not isinstance(data, Mapping):
        raise InvalidDefinition([_problem("", "file_not_a_form")])
    problems = [_from_schema(error) for error in _validator().iter_errors(data)] or list(_meaning(data))
    if problems:
        raise InvalidDefinition(list(dict.fromkeys(problems)))


def _validator() -> Draft202012Validator:
    schema = json.loads(files("forms").joinpath("form.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def _problem(path: str, key: str, detail: object = "") -> Problem:
    return Problem(path, say("ar", key, detail=detail), say("en", key, detail=detail))


def _from_schema(error: ValidationError) -> Problem:
    path = ".".join(map(str, error.absolute_path))
    key = {
        "required": "file_missing",
        "additionalProperties": "file_unknown",
        "enum": "file_choice",
        "type": "file_type",
    }
    return _problem(path, key.get(str(error.validator), "file_value"), _detail(error))


def _detail(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    found: Any = error.instance
    schema: Any = error.schema
    match error.validator:
        case "required":
            return ", ".join(key for key in wanted if key not in found)
        case "additionalProperties":
            return ", ".join(str(key) for key in found if key not in schema["properties"])
        case "enum":
            return ", ".join(map(str, wanted))
        case "type":
            return str(wanted)
    return str(error.validator)


def _meaning(data: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _fields(data["fields"], "fields")
    names = {normal_name(field["name"]) for field in data["fields"]}
    for number, check in enumerate(data.get("checks", ())):
        if normal_name(check["field"]) not in names:
            yield _problem(f"checks.{number}.field", "file_no_field", check["field"])


def _fields(fields: Sequence[Mapping[str, Any]], path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, field in enumerate(fields):
        here = f"{path}.{number}"
        yield from _named(field, here, seen)
        yield from _keys(field, here)
        yield from _values(field, here)
        yield from _columns(field, here)


def _named(field: Mapping[str, Any], path: str, seen: set[str]) -> Iterator[Problem]:
    name = normal_name(field["name"])
    if not _name.fullmatch(name):
        yield _problem(f"{path}.name", "file_name", field["name"])
    if name in seen:
        yield _problem(f"{path}.name", "file_twice", field["name"])
    seen.add(name)


def _keys(field: Mapping[str, Any], path: str) -> Iterator[Problem]:
    kind = field["type"]
    needed = {NEEDED_KEYS.get(kind, "name"), "name" if kind == "information" else "label"}
    for key in sorted(needed - field.keys()):
        yield _problem(path, "file_missing", key)
    for key in field:
        foreign = kind not in KEY_TYPES.get(key, {kind})
        if foreign or (kind == "information" and key in NOT_FOR_INFORMATION):
            yield _problem(f"{path}.{key}", "file_not_here", key)
    if "key_choices" in field and "each" not in field:
        yield _problem(path, "file_missing", "each")


def _values(field: Mapping[str, Any], path: str) -> Iterator[Problem]:
    known = {TICK} if field["type"] == "boolean" else FORMATS.keys()
    if "format" in field and field["format"] not in known:
        yield _problem(f"{path}.format", "file_format", field["format"])
    if field.get("min", float("-inf")) > field.get("max", float("inf")):
        yield _problem(f"{path}.min", "file_limits")


def _columns(field: Mapping[str, Any], path: str) -> Iterator[Problem]:
    columns = field.get("columns", ())
    yield from _fields(columns, f"{path}.columns")
    for number, column in enumerate(columns):
        here = f"{path}.columns.{number}"
        if column["type"] not in COLUMN_TYPES:
            yield _problem(f"{here}.type", "file_choice", ", ".join(sorted(COLUMN_TYPES)))
        if normal_name(column["name"]) == "key":
            yield _problem(f"{here}.name", "file_name", "key")
        for key in sorted({"visible_if", "default", "visible_to"} & column.keys()):
            yield _problem(f"{here}.{key}", "file_not_here", key)


def normal_name(name: str) -> str:
    """Names that look alike are one name."""
    return unicodedata.normalize("NFKC", name)
