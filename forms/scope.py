"""What a form may ask of the world around it, and the values its FEEL expressions see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.definition import FieldDefinition
from forms.feel_types import FeelType, column_types

RawAnswers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Surroundings:
    """Given by the engine; `evaluate` raises on any doubt and that is a mistake of the form file.

    `write` words the value of a placeholder, by the expression that gave it; without it a value stands as it is.
    `registered` gives the name under which a described person's number is known, where it is another name.
    """

    locale: str
    known: Mapping[str, Any]
    evaluate: Callable[[str, Mapping[str, Any], Mapping[str, FeelType]], Any]
    choices: Callable[[str], Mapping[str, str]]
    person: Callable[[int], Mapping[str, Any] | None]
    document: Callable[[int], Mapping[str, Any] | None]
    write: Callable[[str, Any], str] | None = None
    registered: Callable[[Mapping[str, Any]], str | None] | None = None


class Scope:
    """The known data, this form's fields (null until answered) and the answers so far."""

    def __init__(self, surroundings: Surroundings, values: dict[str, Any], types: Mapping[str, FeelType]) -> None:
        self.surroundings, self.values, self.types = surroundings, values, types
        self.locale = surroundings.locale

    def evaluate(self, text: str) -> Any:
        return self.surroundings.evaluate(text, self.values, self.types)

    def holds(self, text: str) -> bool:
        """Null counts as no."""
        return self.evaluate(text) is True

    def of_row(self, columns: Sequence[FieldDefinition], row: Mapping[str, Any]) -> "Scope":
        """The same scope with one row's columns in front."""
        return Scope(self.surroundings, {**self.values, **row}, {**self.types, **column_types(columns)})

    def choices(self, asked: FieldDefinition) -> dict[str, str]:
        return self.labels(asked.choices)

    def labels(self, source: Mapping[str, Mapping[str, str]] | str | None) -> dict[str, str]:
        """Key to label, from the file itself or from a source of the association."""
        if isinstance(source, str):
            return dict(self.surroundings.choices(source))
        return {key: text[self.locale] for key, text in (source or {}).items()}
