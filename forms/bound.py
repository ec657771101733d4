"""A form ready to be drawn: what a template needs, and nothing it must work out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from forms.definition import Definition
from forms.fields import AnswerField
from forms.messages import say


class Complaint(NamedTuple):
    """A line of the summary: where its link goes, whose it is, what it says."""

    html_id: str
    label: str
    sentence: str


@dataclass
class BoundForm:
    definition: Definition
    locale: str
    visible: list[AnswerField]
    errors: dict[str, list[str]]  # dotted path -> sentences; "" is the form as a whole
    answers: dict[str, Any]  # of the visible questions, null where nothing valid was given
    watched: set[str]  # names whose change may show, hide or fill another question
    # Set by a page that can search for people: name of the field -> people found, and what was searched for.
    found: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
    searched: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        return say(self.locale, key, **values)

    def text(self, text: Mapping[str, str] | None) -> str:
        return text[self.locale] if text else ""

    def size(self, count: int) -> str:
        """Bytes as people speak of them."""
        if count < 1_000_000:
            return self.say("kilobytes", size=max(1, round(count / 1000)))
        return self.say("megabytes", size=round(count / 1_000_000, 1))

    @property
    def html_id(self) -> str:
        return f"form-{self.definition.id}"

    @property
    def complaints(self) -> list[Complaint]:
        """Every error with the place it belongs to, in the order of the page."""
        whole = [Complaint(self.html_id, self.say("whole_form"), sentence) for sentence in self.errors.get("", ())]
        slips = [slip for shown in self.visible for slip in shown.slips()]
        hidden = self.errors.keys() - {slip[0] for slip in slips} - {""}
        lost = [
            Complaint(self.html_id, self.say("whole_form"), sentence)
            for path in sorted(hidden)
            for sentence in self.errors[path]
        ]
        return whole + lost + [Complaint(html_id, label, sentence) for _, html_id, label, sentence in slips]
