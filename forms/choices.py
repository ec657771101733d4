"""The fields where an answer is picked: a box to tick, yes or no, one or several of the choices."""

from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.widgets import CheckboxInput, ListWidget, RadioInput

from forms.definition import FieldDefinition
from forms.fields import AnswerField
from forms.messages import Refused, say
from forms.problems import TICK
from forms.scope import Scope

MOST_RADIOS = 6


class TickField(AnswerField):
    """A box to tick; what is not ticked is false."""

    widget = CheckboxInput()
    required_message = "required_tick"
    control = "tick"

    def read(self, texts: list[str]) -> bool:
        if len(texts) > 1:
            raise Refused("one_value")
        return bool(texts and texts[0]) and _truth(texts[0])

    def is_answered(self) -> bool:
        return self.data is True

    def _value(self) -> str:
        return "true"


class YesNoField(AnswerField, RadioField):
    """An answer that must be given: yes or no."""

    option_widget = RadioInput()
    required_message = "required_choice"
    control = "radios"

    def __init__(self, asked: FieldDefinition, scope: Scope, path: str, **kwargs: Any) -> None:
        words = {"true": say(scope.locale, "yes"), "false": say(scope.locale, "no")}
        super().__init__(asked, scope, path, choices=words, **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        """`read` has already refused what is not offered."""

    def read_text(self, text: str) -> str:
        return "true" if _truth(text) else "false"

    @property
    def first_id(self) -> str:
        return f"{self.id}-0"

    @property
    def stored(self) -> bool | None:
        return None if self.data is None else self.data == "true"


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise Refused("not_offered")
    return text == "true"


class ChoiceField(AnswerField, SelectField):
    """One of the choices: radios where they are few, else a list."""

    option_widget = RadioInput()
    required_message = "required_choice"

    def __init__(self, asked: FieldDefinition, scope: Scope, path: str, **kwargs: Any) -> None:
        self.offered = scope.choices(asked)
        first = {} if self.is_short else {"": say(scope.locale, "choose")}
        super().__init__(asked, scope, path, choices=first | self.offered, **kwargs)

    @property
    def is_short(self) -> bool:
        return len(self.offered) <= MOST_RADIOS

    @property
    def control(self) -> str:  # type: ignore[override]
        return "radios" if self.is_short else "select"

    def pre_validate(self, form: BaseForm) -> None:
        """`read` has already refused what is not offered."""

    def read_text(self, text: str) -> str:
        if text not in self.offered:
            raise Refused("not_offered")
        return text

    @property
    def first_id(self) -> str:
        return f"{self.id}-0" if self.is_short else self.id


class ChoicesField(AnswerField, SelectMultipleField):
    """Any of the choices, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    required_message = "required_choice"
    control = "boxes"

    def __init__(self, asked: FieldDefinition, scope: Scope, path: str, **kwargs: Any) -> None:
        self.offered = scope.choices(asked)
        super().__init__(asked, scope, path, choices=self.offered, **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        """`read` has already refused what is not offered."""

    def read(self, texts: list[str]) -> list[str]:
        chosen = list(dict.fromkeys(text for text in texts if text))
        if not self.offered.keys() >= set(chosen):
            raise Refused("not_offered")
        return chosen

    @property
    def stored(self) -> list[str]:
        return self.data or []

    @property
    def first_id(self) -> str:
        return f"{self.id}-0"


def boolean_field(asked: FieldDefinition) -> type[AnswerField]:
    """Yes and no where an answer is required, else a box to tick."""
    must_answer = asked.required or asked.required_if
    return YesNoField if must_answer and asked.format != TICK else TickField
