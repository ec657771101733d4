"""What two officers typed for one entry, question by question, where the second must choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import forms
from engine import templates


@dataclass(frozen=True)
class Differing:
    """A question that somebody else has answered otherwise meanwhile."""

    label: str
    theirs: str
    mine: str


def differing(mine: forms.BoundForm, theirs: forms.BoundForm) -> list[Differing]:
    """What two officers typed for the same entry, where it is not the same."""
    fields = {field.short_name: field for field in [*theirs.visible, *mine.visible] if field.kind != "information"}
    return [
        Differing(str(field.label.text), _shown(field, theirs), _shown(field, mine))
        for name, field in fields.items()
        if theirs.answers.get(name) != mine.answers.get(name)
    ]


def _shown(field: Any, form: forms.BoundForm) -> str:
    return _said(form.answers.get(field.short_name), getattr(field, "offered", {}), form.locale)


def _said(value: Any, offered: Mapping[str, str], locale: str) -> str:
    if isinstance(value, Mapping):
        return " · ".join(said for each in value.values() if (said := _said(each, {}, locale)))
    if isinstance(value, list):
        return "\n".join(_said(each, offered, locale) for each in value)
    return (
        offered.get(value) or templates.plain(value, locale)
        if isinstance(value, str)
        else templates.plain(value, locale)
    )
