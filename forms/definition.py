"""A form file, read: what it asks, in what order and under what conditions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.messages import both
from forms.problems import check, normal_name

Text = Mapping[str, str]  # {"ar": ..., "en": ...}
DEFAULT_LENGTH = {"text": 200, "paragraph": 4000}


@dataclass(frozen=True)
class FieldDefinition:
    """One question of a form, or one column of its rows."""

    name: str
    type: str
    label: Text
    help: Text | None = None
    format: str | None = None
    required: bool = False
    required_if: str | None = None
    choices: Mapping[str, Text] | str | None = None
    visible_if: str | None = None
    default: str | None = None
    clause: str | None = None
    visible_to: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    whole: bool = False
    max_length: int = 200
    many: bool = False
    columns: tuple["FieldDefinition", ...] = ()
    each: str | None = None
    key_choices: Mapping[str, Text] | str | None = None
    text: Text | None = None


@dataclass(frozen=True)
class Check:
    """A rule across fields: `that` must be true, else the message stands at `field`."""

    that: str
    field: str
    message: Text


@dataclass(frozen=True)
class Expression:
    """A FEEL text of the file and where it stands, for lint."""

    path: str
    text: str
    key: str


@dataclass(frozen=True)
class Definition:
    id: str
    title: Text
    fields: tuple[FieldDefinition, ...]
    intro: Text | None = None
    checks: tuple[Check, ...] = ()

    def expressions(self) -> Iterator[Expression]:
        """Every FEEL text but the placeholders of information."""
        yield from _expressions(self.fields, "fields")
        for number, rule in enumerate(self.checks):
            yield Expression(f"checks.{number}.that", rule.that, "that")


FEEL_KEYS = ("visible_if", "required_if", "default", "each")


def _expressions(fields: tuple[FieldDefinition, ...], path: str) -> Iterator[Expression]:
    for number, field in enumerate(fields):
        for key in FEEL_KEYS:
            if text := getattr(field, key):
                yield Expression(f"{path}.{number}.{key}", text, key)
        yield from _expressions(field.columns, f"{path}.{number}.columns")


def read(data: Mapping[str, Any]) -> Definition:
    """Return the form that a file holds, or raise InvalidDefinition with every problem found."""
    check(data)
    return Definition(
        id=data["id"],
        title=dict(data["title"]),
        intro=data.get("intro"),
        fields=tuple(_field(field) for field in data["fields"]),
        checks=tuple(
            Check(rule["that"], normal_name(rule["field"]), rule["message"]) for rule in data.get("checks", ())
        ),
    )


def _field(data: Mapping[str, Any]) -> FieldDefinition:
    kind = data["type"]
    keys = {key: value for key, value in data.items() if key not in ("name", "columns", "visible_to", "label")}
    columns = FAMILY_COLUMNS if kind == "family" else tuple(_field(column) for column in data.get("columns", ()))
    keys.setdefault("max_length", DEFAULT_LENGTH.get(kind, 200))
    return FieldDefinition(
        name=normal_name(data["name"]),
        label=data.get("label", {"ar": "", "en": ""}),
        columns=columns,
        visible_to=tuple(data.get("visible_to", ())),
        **keys,
    )


def _part(name: str, kind: str, label: str, **keys: Any) -> FieldDefinition:
    return FieldDefinition(name, kind, both(label), **keys)


PERSON_PARTS = (
    _part("national_id", "text", "national_id_label", format="national_id"),
    _part("no_id_reason", "text", "no_id_reason_label"),
    _part("name", "text", "name_label", format="four_part_name"),
    _part("mobile", "text", "mobile_label", format="mobile"),
    _part("birth_on", "date", "birth_on_label"),
)
FAMILY_COLUMNS = (
    _part("name", "text", "member_name_label", required=True),
    _part("national_id", "text", "national_id_label", format="national_id"),
    _part("relation", "choice", "relation_label", required=True, choices="list:relations"),
    _part("birth_on", "date", "birth_on_label"),
)
