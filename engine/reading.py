"""Answers that were given, as a reader of the case sees them: labels and words, limited to what the reader may see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from engine import access, filling, templates, wording
from engine.actors import Actor
from engine.models import Document, Person, User
from engine.policies.policy import Policy


@dataclass(frozen=True)
class Named:
    """Something that a link leads to."""

    id: int
    name: str


@dataclass(frozen=True)
class Answer:
    """One answer, ready to read."""

    label: str
    value: str
    documents: list[Named]


@dataclass(frozen=True)
class Reader:
    """What turns kept answers into words for one actor."""

    session: Session
    policy: Policy
    actor: Actor

    def answers(self, form_id: str | None, kept: Mapping[str, Any]) -> list[Answer]:
        """Return the answers of a form, in the form's order; what the actor may not read is left out."""
        definition = self.policy.forms.get(form_id or "")
        if definition is None:
            return []
        fields = access.visible_fields(definition.fields, self.actor)
        found = [self._answer(field, kept[field.name]) for field in fields if _is_given(kept.get(field.name))]
        return [answer for answer in found if answer.value or answer.documents]

    def _answer(self, field: forms.FieldDefinition, value: Any) -> Answer:
        documents = list(self._documents(field, value))
        return Answer(field.label[self.actor.locale], self._words(field, value), documents)

    def _words(self, field: forms.FieldDefinition, value: Any) -> str:
        locale = self.actor.locale
        if field.type in ("file", "signature"):
            return ""
        if field.type == "person":
            return self._person(value)
        if field.type in ("rows", "family"):
            return "\n".join(self._row(field, row) for row in value)
        if field.type == "choices":
            return wording.listed((self._label(field.choices, key) for key in value), locale)
        if field.type == "choice":
            return self._label(field.choices, value)
        return wording.money(value, locale) if field.type == "money" else templates.plain(value, locale)

    def _row(self, field: forms.FieldDefinition, row: Mapping[str, Any]) -> str:
        locale = self.actor.locale
        key = [self._label(field.key_choices, row["key"])] if "key" in row else []
        columns = access.visible_fields(field.columns, self.actor)
        words = [
            f"{column.label[locale]}: {self._words(column, row[column.name])}"
            for column in columns
            if _is_given(row.get(column.name)) and column.type not in ("file", "signature")
        ]
        return wording.listed([*key, *words], locale)

    def _label(self, source: Mapping[str, Any] | str | None, key: str) -> str:
        if isinstance(source, Mapping):
            return str(source.get(key, {}).get(self.actor.locale, key))
        if source and source.startswith("users:"):  # whoever it was then, whatever their role is now
            user = self.session.get(User, int(key))
            return key if user is None else user.name_en if self.actor.locale == "en" else user.name_ar
        labels = filling.choices(self.session, self.policy, source, self.actor.locale) if source else {}
        return labels.get(key, key)

    def _person(self, value: Mapping[str, Any]) -> str:
        person = self.session.get(Person, value.get("id"))
        return person.name if person else ""

    def _documents(self, field: forms.FieldDefinition, value: Any) -> Iterator[Named]:
        ids = list(document_ids(field, value, self.actor))
        query = select(Document).where(Document.id.in_(ids)).order_by(Document.id)
        for document in self.session.scalars(query) if ids else ():
            if access.sees_field(document.visible_to, self.actor):
                yield Named(document.id, document.filename)


def document_ids(field: forms.FieldDefinition, value: Any, actor: Actor) -> Iterator[int]:
    """Yield the papers in an answer, those in its rows too."""
    if field.type in ("file", "signature"):
        for entry in value if isinstance(value, list) else [value]:
            yield entry["document"]
    elif field.type == "rows":
        for column in access.visible_fields(field.columns, actor):
            for row in value:
                if _is_given(row.get(column.name)):
                    yield from document_ids(column, row[column.name], actor)


def _is_given(value: Any) -> bool:
    return value is not None and value not in ("", [])
