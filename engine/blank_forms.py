"""The questions of form files as they stand on paper: lines, boxes to tick, empty tables."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.policies import placeholders
from engine.policies.policy import Policy
from forms import FieldDefinition
from forms.definition import PERSON_PARTS

EMPTY_ROWS = 4
DATE_HINT = {
    "ar": "____ / ____ / ________ م    الموافق    ____ / ____ / ________ هـ",
    "en": "____ / ____ / ________    Hijri    ____ / ____ / ________",
}
YES_NO = {"ar": ["نعم", "لا"], "en": ["Yes", "No"]}
TICK = "tick"  # a boolean drawn as one box that confirms
LEFT_OUT = ("file",)  # papers are handed over, not written

Drawn = dict[str, Any]


def parts(policy: Policy, asks: Iterable[Mapping[str, Any]], locale: str) -> list[Drawn]:
    """The chosen fields of each form, in the order of the letter."""
    return [_part(policy, asked, locale) for asked in asks]


def _part(policy: Policy, asked: Mapping[str, Any], locale: str) -> Drawn:
    form = policy.forms[asked["form"]]
    by_name = {field.name: field for field in form.fields}
    chosen = [by_name[name] for name in asked.get("fields", by_name) if name in by_name]
    drawn = [_field(policy, field, locale) for field in chosen if field.type not in LEFT_OUT]
    return {"title": form.title[locale], "fields": [field for field in drawn if field["label"]]}


def _field(policy: Policy, field: FieldDefinition, locale: str) -> Drawn:
    label = field.label[locale]
    if field.type == "information":
        return {"kind": "note", "label": _note(field, locale)}
    if field.type == "boolean":
        return {"kind": "ticks", "label": label, "options": YES_NO[locale] if field.format != TICK else ["✓"]}
    if field.type == "person":
        return {"kind": "parts", "label": label, "options": [part.label[locale] for part in PERSON_PARTS]}
    if field.columns:
        return _rows(policy, field, locale)
    if field.choices is not None:
        return _choice(policy, field, locale)
    kind = {"date": "date", "paragraph": "paragraph", "signature": "sign"}.get(field.type, "text")
    return {"kind": kind, "label": label, "hint": DATE_HINT[locale]}


def _note(field: FieldDefinition, locale: str) -> str:
    """A text without placeholders stands on paper as it is; one that needs a case is left out."""
    found = placeholders.split(field.text[locale]) if field.text else []
    return (
        "".join(part for part in found if isinstance(part, str)) if all(isinstance(part, str) for part in found) else ""
    )


def _choice(policy: Policy, field: FieldDefinition, locale: str) -> Drawn:
    options = _labels(policy, field.choices, locale)
    return {"kind": "ticks" if options else "text", "label": field.label[locale], "options": options}


def _rows(policy: Policy, field: FieldDefinition, locale: str) -> Drawn:
    """Fixed rows begin with what they are about; others are left empty."""
    columns = [column for column in field.columns if column.type not in LEFT_OUT]
    headings = [column.label[locale] for column in columns]
    keys = _labels(policy, field.key_choices, locale) if field.each else []
    rows: list[list[str]] = [[key] for key in keys] or [[] for _ in range(EMPTY_ROWS)]
    options = [field.label[locale], *headings] if keys else headings
    return {"kind": "rows", "label": field.label[locale], "options": options, "rows": rows}


def _labels(policy: Policy, source: Mapping[str, Any] | str | None, locale: str) -> list[str]:
    if isinstance(source, Mapping):
        return [words[locale] for words in source.values()]
    if source in ("channels", "tools"):
        return [words[locale] for words in policy.association[str(source)].values()]
    return [words[locale] for words in policy.lists.get(str(source).removeprefix("list:"), {}).values()]
