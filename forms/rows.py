"""Repeated rows: as many as the person adds, or one for each key of a list."""

import re
from collections.abc import Iterator
from typing import Any

from wtforms.form import BaseForm
from wtforms.widgets import HiddenInput

from forms.definition import Definition, FieldDefinition
from forms.fields import AnswerField, Slip
from forms.messages import Refused, say
from forms.names import KEY, PREFIX, belongs, html_name
from forms.parts import Group, Submitted
from forms.scope import RawAnswers, Scope

MOST_ROWS = 50
ROW_TYPES = ("family", "rows")


class Row(Group):
    """One row as drawn: its place, its key where rows are fixed, its columns."""

    def __init__(self, field: "RowsField", number: int, key: str, source: int) -> None:
        self.number, self.key, self.source = number, key, source
        self.prefix = f"{field.name}-{number}-"
        self.label = field.key_labels.get(key, key) or say(field.scope.locale, "row", number=number + 1)
        self.scope = field.scope.of_row(field.asked.columns, {column.name: None for column in field.asked.columns})
        super().__init__(field.asked.columns, self.scope, self.prefix, f"{field.path}.{number}")

    def read_from(self, formdata: Submitted, name: str) -> None:
        """Rows are numbered anew from nought, whatever gaps the browser's numbers had."""
        moved = {
            self.prefix + field.short_name: formdata.getlist(f"{name}-{self.source}-{field.short_name}")
            for field in self
        }
        self.process(Submitted(moved))
        self.scope.values.update({field.short_name: field.feel for field in self})

    def decide(self) -> None:
        for field in self:
            field.decide()


class RowsField(AnswerField):
    widget = HiddenInput()
    control = "rows"
    required_message = "required_rows"

    def __init__(self, asked: FieldDefinition, scope: Scope, path: str, **kwargs: Any) -> None:
        super().__init__(asked, scope, path, **kwargs)
        self.rows: list[Row] = []
        self.keys: list[str] | None = None
        self.key_labels: dict[str, str] = {}
        if asked.each:
            self.keys = _keys(scope.evaluate(asked.each))
            self.key_labels = scope.labels(asked.key_choices)

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        self.process_errors: list[str] = []
        sent = formdata if formdata is not None else Submitted({})
        try:
            self.rows = self._fixed(sent) if self.keys is not None else self._free(sent)
        except Refused as refused:
            self.process_errors.append(refused.said(self.scope.locale))
        for row in self.rows:
            row.read_from(sent, self.name)

    def _free(self, sent: Submitted) -> list[Row]:
        numbers = row_numbers(self.asked, sent)
        self.rows = [Row(self, place, "", number) for place, number in enumerate(numbers[:MOST_ROWS])]
        if len(numbers) > MOST_ROWS:
            raise Refused("too_many_rows", limit=MOST_ROWS)
        return self.rows or [Row(self, 0, "", 0)]

    def _fixed(self, sent: Submitted) -> list[Row]:
        """Each fixed row finds what was typed for it by its key, wherever it now stands."""
        keys = self.keys or []
        numbers = row_numbers(self.asked, sent)
        sources = {(sent.getlist(f"{self.name}-{number}-{KEY}") or [""])[0]: number for number in numbers}
        self.rows = [Row(self, place, key, sources.get(key, 9999)) for place, key in enumerate(keys)]
        if len(sources) < len(numbers) or not sources.keys() <= set(keys):
            raise Refused("unknown_row")
        return self.rows

    def decide(self) -> None:
        super().decide()
        for row in self.rows:
            row.decide()

    @property
    def filled(self) -> list[Row]:
        return self.rows if self.keys is not None else [row for row in self.rows if not row.is_blank()]

    def is_answered(self) -> bool:
        return bool(self.filled) or bool(self.asked.each)

    def validate(self, form: BaseForm, extra_validators: Any = ()) -> bool:
        is_right = super().validate(form, extra_validators)
        results = [row.validate() for row in self.filled]
        return all(results) and is_right

    def slips(self) -> Iterator[Slip]:
        yield from super().slips()
        for row in self.filled:
            for field in row:
                for path, html_id, label, sentence in field.slips():
                    yield path, html_id, f"{self.label.text}, {row.label}: {label}", sentence

    @property
    def first_id(self) -> str:
        return next((field.first_id for row in self.rows for field in row), self.id)

    @property
    def stored(self) -> list[dict[str, Any]]:
        if self.keys is not None:
            return [{"key": row.key, **row.stored} for row in self.rows]
        return [row.stored for row in self.filled]


def row_numbers(asked: FieldDefinition, raw: RawAnswers) -> list[int]:
    """The numbers that the browser gave to the rows it sent, in order."""
    start = html_name(asked) + "-"
    return sorted({int(name[len(start) :].split("-")[0]) for name in raw if belongs(asked, name)})


_action = re.compile(r"(add|remove):([^\W\d]\w*?)(?:-([0-9]{1,4}))?")


def edit_rows(definition: Definition, raw: RawAnswers, action: str) -> dict[str, list[str]]:
    """Add a blank row at the end or take one away; any other action leaves the answers as they are."""
    answers = {name: list(texts) for name, texts in raw.items()}
    found = _action.fullmatch(action)
    asked = next((field for field in definition.fields if found and field.name == found[2]), None)
    if not found or asked is None or asked.type not in ROW_TYPES or asked.each:
        return answers
    return _add(asked, answers) if found[1] == "add" else _remove(asked, answers, int(found[3] or -1))


def _add(asked: FieldDefinition, answers: dict[str, list[str]]) -> dict[str, list[str]]:
    numbers = row_numbers(asked, answers)
    if len(numbers) < MOST_ROWS:
        answers[f"{PREFIX}{asked.name}-{numbers[-1] + 1 if numbers else 1}-{KEY}"] = [""]
    if not numbers:
        answers[f"{PREFIX}{asked.name}-0-{KEY}"] = [""]  # the blank row that stood there already
    return answers


def _remove(asked: FieldDefinition, answers: dict[str, list[str]], place: int) -> dict[str, list[str]]:
    """Rows are drawn numbered without gaps, so the place is looked up among the numbers sent."""
    numbers = row_numbers(asked, answers)
    if not 0 <= place < len(numbers):
        return answers
    gone = f"{PREFIX}{asked.name}-{numbers[place]}-"
    return {name: texts for name, texts in answers.items() if not (name.startswith(gone) and belongs(asked, name))}


def _keys(found: Any) -> list[str]:
    """To FEEL, one value is a list of one."""
    if found is None:
        return []
    return [str(key) for key in found] if isinstance(found, list) else [str(found)]
