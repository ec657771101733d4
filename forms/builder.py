"""A form file and what was sent, brought together: the form to draw, or the answers to store."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from forms.attachments import SignatureField
from forms.bound import BoundForm
from forms.definition import Definition, FieldDefinition
from forms.encoding import encode_field
from forms.feel_types import types
from forms.fields import AnswerField
from forms.information import InformationField
from forms.messages import say
from forms.names import MOST_VALUES, PREFIX, belongs, strangers
from forms.parts import Submitted, simple
from forms.people import PersonField
from forms.rows import RowsField
from forms.scope import RawAnswers, Scope, Surroundings

COMPOSITE: Mapping[str, type[AnswerField]] = {
    "person": PersonField,
    "family": RowsField,
    "rows": RowsField,
    "signature": SignatureField,
    "information": InformationField,
}
UNSENT_WHEN_EMPTY = {"boolean", "choices"}  # nothing sent for these is an answer, not a field that was never drawn


class InvalidAnswers(Exception):
    """The answers cannot be stored; `form` is drawn again with everything that was typed."""

    def __init__(self, form: BoundForm) -> None:
        self.form = form
        super().__init__(f"form {form.definition.id}: " + ", ".join(form.errors))


def bind(definition: Definition, raw: RawAnswers | None, surroundings: Surroundings) -> BoundForm:
    """The form to draw: no complaint about what is not yet filled in."""
    return _Binder(definition, raw, surroundings, with_defaults=True).bound({})


def answers(definition: Definition, raw: RawAnswers, surroundings: Surroundings) -> dict[str, Any]:
    """Plain JSON of every question that was shown, or InvalidAnswers."""
    binder = _Binder(definition, raw, surroundings, with_defaults=False)
    errors = binder.validate()
    bound = binder.bound(errors)
    if errors:
        raise InvalidAnswers(bound)
    return bound.answers


class _Binder:
    """Goes through the questions in order: is it shown, what was sent, what does it mean to the next ones."""

    def __init__(
        self, definition: Definition, raw: RawAnswers | None, surroundings: Surroundings, *, with_defaults: bool
    ) -> None:
        self.definition, self.raw, self.with_defaults = definition, raw, with_defaults
        self.sent = Submitted(raw or {})
        known = {**surroundings.known, **dict.fromkeys(types(definition))}
        self.scope = Scope(surroundings, known, types(definition))
        self.form = BaseForm({}, prefix=PREFIX)
        for asked in definition.fields:
            if asked.visible_if is None or self.scope.holds(asked.visible_if):
                self._take(asked)
        for field in self.fields:
            field.decide()

    @property
    def fields(self) -> list[AnswerField]:
        return [field for field in self.form if isinstance(field, AnswerField)]

    def _take(self, asked: FieldDefinition) -> None:
        self.form[asked.name] = self._unbound(asked)
        field = self.form[asked.name]
        assert isinstance(field, AnswerField)  # noqa: S101 - for mypy: `_unbound` makes no other
        field.process(Submitted(self._default(asked)) if self._wants_default(asked) else self.sent)
        if asked.type != "information":
            self.scope.values[asked.name] = field.feel

    def _unbound(self, asked: FieldDefinition) -> "UnboundField[Any]":
        if kind := COMPOSITE.get(asked.type):
            return UnboundField(kind, asked, self.scope, asked.name)
        return simple(asked, self.scope, asked.name)

    def _wants_default(self, asked: FieldDefinition) -> bool:
        """In a fresh form, and where an answer has just brought the question into sight."""
        if asked.default is None or not self.with_defaults:
            return False
        if self.raw is not None and asked.type in UNSENT_WHEN_EMPTY:
            return False
        return not any(belongs(asked, name) for name in self.sent)

    def _default(self, asked: FieldDefinition) -> RawAnswers:
        return encode_field(asked, self.scope.evaluate(asked.default or "null"))

    def validate(self) -> dict[str, list[str]]:
        """Sentences by path; rules across fields are asked only of answers that are right one by one."""
        errors: dict[str, list[str]] = {}
        if whole := self._whole():
            errors[""] = whole
        for field in self.fields:
            field.validate(self.form)
            for path, _, _, sentence in field.slips():
                errors.setdefault(path, []).append(sentence)
        return errors or self._checks()

    def _whole(self) -> list[str]:
        locale = self.scope.locale
        sentences = [say(locale, "unknown_names")] if strangers(self.definition, self.sent) else []
        if sum(len(texts) for name, texts in self.sent.items() if name.startswith(PREFIX)) > MOST_VALUES:
            sentences.append(say(locale, "too_many_values", limit=MOST_VALUES))
        return sentences

    def _checks(self) -> dict[str, list[str]]:
        errors: dict[str, list[str]] = {}
        for check in self.definition.checks:
            if not self.scope.holds(check.that):
                errors.setdefault(check.field, []).append(check.message[self.scope.locale])
        return errors

    def bound(self, errors: dict[str, list[str]]) -> BoundForm:
        for field in self.fields:
            if field.path in errors:
                field.errors = errors[field.path]  # the checks' sentences stand beside the field as well
        stored = {field.short_name: field.stored for field in self.fields if field.kind != "information"}
        return BoundForm(self.definition, self.scope.locale, self.fields, errors, stored, _watched(self.definition))


def _watched(definition: Definition) -> set[str]:
    """The questions whose answers may change what the form shows."""
    texts = " ".join(expression.text for expression in definition.expressions() if expression.key != "that")
    shown = [value for field in definition.fields if field.text for value in field.text.values()]
    words = set(re.findall(r"\w+", " ".join([texts, *shown])))
    return {field.name for field in definition.fields if field.name in words}
