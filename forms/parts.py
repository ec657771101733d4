"""Questions that hold others: the columns of a row, the parts of a person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from forms.attachments import FileField
from forms.choices import ChoiceField, ChoicesField, boolean_field
from forms.definition import FieldDefinition
from forms.fields import AnswerField, DateField, MoneyField, NumberField, ParagraphField, TextField
from forms.scope import RawAnswers, Scope

SIMPLE: Mapping[str, type[AnswerField]] = {
    "text": TextField,
    "paragraph": ParagraphField,
    "number": NumberField,
    "money": MoneyField,
    "date": DateField,
    "choice": ChoiceField,
    "choices": ChoicesField,
    "file": FileField,
}


class Submitted(dict[str, list[str]]):
    """What a browser sent, in the dress WTForms asks for."""

    def __init__(self, raw: RawAnswers) -> None:
        super().__init__({name: list(texts) for name, texts in raw.items()})

    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])


class Group:
    """Fields of simple type that stand together under one prefix."""

    def __init__(self, asked: Sequence[FieldDefinition], scope: Scope, prefix: str, path: str) -> None:
        unbound = [(part.name, simple(part, scope, f"{path}.{part.name}")) for part in asked]
        self.form = BaseForm(unbound, prefix=prefix)

    def __iter__(self) -> Iterator[AnswerField]:
        return (field for field in self.form if isinstance(field, AnswerField))

    def __getitem__(self, name: str) -> AnswerField:
        return next(field for field in self if field.short_name == name)

    def process(self, formdata: Submitted) -> None:
        for field in self:
            field.process(formdata)

    def validate(self) -> bool:
        results = [field.validate(self.form) for field in self]  # every field says what is wrong, not the first alone
        return all(results)

    @property
    def stored(self) -> dict[str, Any]:
        return {field.short_name: field.stored for field in self}

    def is_blank(self) -> bool:
        return not any(text.strip() for field in self for text in field.typed)


def simple(asked: FieldDefinition, scope: Scope, path: str) -> "UnboundField[Any]":
    kind = boolean_field(asked) if asked.type == "boolean" else SIMPLE[asked.type]
    return UnboundField(kind, asked, scope, path)
