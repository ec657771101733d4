"""The fields that are typed: WTForms binds and draws, the readers of this package say what an answer means."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea, TextInput

from forms import dates, numbers
from forms.definition import FieldDefinition
from forms.formats import FORMATS, LEFT_TO_RIGHT
from forms.messages import Refused, say
from forms.names import is_storable, mended
from forms.scope import Scope

Slip = tuple[str, str, str, str]  # path, html id, label, sentence


def answered(form: BaseForm, field: "AnswerField") -> None:
    """The WTForms validator of every question: an answer where one is required."""
    if field.process_errors:
        raise StopValidation
    if field.is_required and not field.is_answered():
        raise StopValidation(say(field.scope.locale, field.required_message))


class AnswerField(Field):
    """One question: what was typed, what it means, what is wrong with it."""

    required_message = "required"
    control = "input"  # which macro draws it
    has_hint = False  # whether something stands beside it that should be read with it

    def __init__(self, asked: FieldDefinition, scope: Scope, path: str, **kwargs: Any) -> None:
        self.asked, self.scope, self.path = asked, scope, path
        self.is_required = asked.required
        self.typed: list[str] = []
        help_text = asked.help[scope.locale] if asked.help else ""
        super().__init__(asked.label[scope.locale], [answered], description=help_text, **kwargs)

    @property
    def kind(self) -> str:
        return self.asked.type

    @property
    def attributes(self) -> dict[str, Any]:
        """Attributes that help the person who types."""
        return {}

    @property
    def look(self) -> dict[str, Any]:
        """All attributes of the control: what helps who types, and what tells who listens."""
        ids = {"help": self.description, "hint": self.has_hint, "errors": self.errors}
        described = " ".join(f"{self.id}-{part}" for part, there in ids.items() if there)
        spoken = {
            "aria-describedby": described,
            "aria-invalid": "true" if self.errors else "",
            "aria-required": "true" if self.is_required else "",
        }
        return {**self.attributes, **{name: value for name, value in spoken.items() if value}}

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = [mended(text) for text in valuelist]
        self.data = None
        try:
            if not all(is_storable(text) for text in valuelist):
                raise Refused("characters")
            self.data = self.read(valuelist)
        except Refused as refused:
            raise ValueError(refused.said(self.scope.locale)) from refused

    def read(self, texts: list[str]) -> Any:
        """The meaning of what was sent; None where nothing was."""
        if len(texts) > 1:
            raise Refused("one_value")
        text = texts[0].strip() if texts else ""
        return self.read_text(text) if text else None

    def read_text(self, text: str) -> Any:
        raise NotImplementedError

    def decide(self) -> None:
        """Settle what depends on the other answers, once all of them are known."""
        if self.asked.required_if:
            self.is_required = self.asked.required or self.scope.holds(self.asked.required_if)

    def is_answered(self) -> bool:
        return self.data not in (None, [])

    @property
    def stored(self) -> Any:
        return self.data

    @property
    def feel(self) -> Any:
        """The answer as FEEL sees it."""
        return self.stored

    def slips(self) -> Iterator[Slip]:
        for sentence in self.errors:
            yield self.path, self.first_id, str(self.label.text), sentence

    @property
    def first_id(self) -> str:
        """The html id that a link of the summary goes to."""
        return self.id

    def _value(self) -> str:
        return self.typed[0] if self.typed else ""


class TextField(AnswerField):
    widget: Any = TextInput()
    one_line = True

    @property
    def attributes(self) -> dict[str, Any]:
        look = {"dir": "ltr"} if self.asked.format in LEFT_TO_RIGHT else {"dir": "auto"}
        modes = {"national_id": "numeric", "digits": "numeric", "mobile": "tel", "email": "email"}
        if mode := modes.get(self.asked.format or ""):
            look["inputmode"] = mode
        return {**look, "autocomplete": "off"}

    def read_text(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
        if len(text) > self.asked.max_length:
            raise Refused("too_long", length=len(text), limit=self.asked.max_length)
        self._check_characters(text)
        return FORMATS[self.asked.format](text) if self.asked.format else text

    def _check_characters(self, text: str) -> None:
        if self.one_line and "\n" in text:
            raise Refused("one_line")
        if any(unicodedata.category(letter) in ("Cc", "Cn") and letter not in "\n\t" for letter in text):
            raise Refused("characters")


class ParagraphField(TextField):
    widget = TextArea()
    one_line = False

    @property
    def attributes(self) -> dict[str, Any]:
        return {"dir": "auto", "rows": 4}


class NumberField(AnswerField):
    widget = TextInput()

    @property
    def attributes(self) -> dict[str, Any]:
        return {"dir": "ltr", "inputmode": "numeric" if self.asked.whole else "decimal", "autocomplete": "off"}

    def read_text(self, text: str) -> int | float:
        number = numbers.read_number(text, whole=self.asked.whole)
        numbers.check_limits(number, self.asked.min, self.asked.max)
        return number


class MoneyField(NumberField):
    control = "money"
    has_hint = True

    def read_text(self, text: str) -> int:
        halalas = numbers.read_money(text)
        least = 0 if self.asked.min is None else self.asked.min
        numbers.check_limits(halalas, least, self.asked.max, unit=100)
        return halalas


class DateField(AnswerField):
    widget = TextInput()
    control = "date"
    has_hint = True

    @property
    def attributes(self) -> dict[str, Any]:
        return {"dir": "ltr", "inputmode": "numeric", "autocomplete": "off", "data-date": "1"}

    def read_text(self, text: str) -> str:
        return dates.read_date(text)

    @property
    def other_calendar(self) -> str:
        """The same day, Gregorian and Hijri, to stand beside what was typed."""
        if not self.data:
            return ""
        return dates.in_both_calendars(self.data, self.scope.locale)
