"""Text that a form shows and does not ask: sentences with FEEL between braces."""

import re
from typing import Any

from wtforms.widgets import HiddenInput

from forms import dates
from forms.fields import AnswerField
from forms.messages import say
from forms.numbers import plain

# Doubled braces stand for a brace; FEEL has quotes and braces of its own.
_quoted = r'"(?:\\.|[^"\\])*"'
_inner = rf'[^{{}}"]|{_quoted}'
_placeholder = re.compile(rf"(?P<brace>\{{\{{|\}}\}})|\{{(?P<feel>(?:{_inner}|\{{(?:{_inner})*\}})+)\}}")
Piece = tuple[bool, str]  # whether it is a value, and the text


class InformationField(AnswerField):
    widget = HiddenInput()
    control = "information"

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Nothing is sent for it."""
        self.process_errors: list[str] = []
        self.data = None

    @property
    def paragraphs(self) -> list[list[Piece]]:
        """Paragraphs of pieces; a value is drawn apart from the words around it."""
        text = self.asked.text[self.scope.locale] if self.asked.text else ""
        return [self._pieces(paragraph) for paragraph in text.split("\n") if paragraph.strip()]

    def _pieces(self, paragraph: str) -> list[Piece]:
        pieces: list[Piece] = []
        end = 0
        for found in _placeholder.finditer(paragraph):
            brace, expression = found["brace"], found["feel"]
            pieces.append((False, paragraph[end : found.start()] + (brace[0] if brace else "")))
            if expression:
                pieces.append((True, self._shown(expression)))
            end = found.end()
        return [piece for piece in [*pieces, (False, paragraph[end:])] if piece[1]]

    def _shown(self, expression: str) -> str:
        value, write = self.scope.evaluate(expression), self.scope.surroundings.write
        shown = write(expression, value) if write and value not in (None, "", []) else ""
        return shown or display(value, self.scope.locale)


def display(value: Any, locale: str) -> str:
    """A value as a person reads it; a date stands in both calendars."""
    if value is None or value in ("", []):
        return say(locale, "none")
    if isinstance(value, bool):
        return say(locale, "yes" if value else "no")
    if isinstance(value, int | float):
        return plain(value)
    if isinstance(value, list):
        return ("، " if locale == "ar" else ", ").join(display(item, locale) for item in value)
    text = str(value)
    return dates.in_both_calendars(text, locale) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else text
