"""The person a case is about: chosen from those known, or described here."""

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms.form import BaseForm
from wtforms.widgets import HiddenInput

from forms.attachments import read_id
from forms.definition import PERSON_PARTS, FieldDefinition
from forms.fields import AnswerField, Slip
from forms.messages import Refused, say
from forms.parts import Group, Submitted
from forms.scope import Scope

KINDS = {"1": "citizen", "2": "resident"}


class PersonField(AnswerField):
    """Its own value is the id of a known person; without one its parts are the answer."""

    widget = HiddenInput()
    control = "person"

    def __init__(self, asked: FieldDefinition, scope: Scope, path: str, **kwargs: Any) -> None:
        super().__init__(asked, scope, path, **kwargs)
        self.parts = Group(PERSON_PARTS, scope, f"{self.name}-", path)
        self.known: Mapping[str, Any] | None = None

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        sent = formdata if formdata is not None else Submitted({})
        super().process(Submitted({self.name: sent.getlist(f"{self.name}-id")}), *args, **kwargs)
        self.parts.process(sent)

    def read_text(self, text: str) -> int:
        number = read_id(text)
        self.known = self.scope.surroundings.person(number) if number else None
        if number is None or self.known is None:
            raise Refused("unknown_person")
        return number

    def is_answered(self) -> bool:
        """What is missing of a described person is said at the parts."""
        return True

    def validate(self, form: BaseForm, extra_validators: Any = ()) -> bool:
        is_right = super().validate(form, extra_validators)
        if self.known is not None or not is_right:
            return is_right
        parts_are_right = self.parts.validate()
        return self._validate_id() and parts_are_right and self._validate_name()

    def decide(self) -> None:
        super().decide()
        if self.known is None:
            self._require_parts()

    def _require_parts(self) -> None:
        self.parts["name"].is_required = self.is_required or not self.parts.is_blank()

    def _validate_id(self) -> bool:
        number, reason = self.parts["national_id"], self.parts["no_id_reason"]
        if self.parts["name"].is_required and not number.data and not reason.data:
            number.errors = number.errors or [say(self.scope.locale, "required_id")]
        if number.data and reason.data:
            reason.errors = [say(self.scope.locale, "id_and_reason")]
        return not number.errors and not reason.errors

    def _validate_name(self) -> bool:
        """One number is one person: a typing slip must not become another name for somebody."""
        registered = self.scope.surroundings.registered
        name = registered(self.parts.stored) if registered and not self.parts.is_blank() else None
        if name is not None:
            self.parts["name"].errors = [say(self.scope.locale, "registered", name=name)]
        return name is None

    def slips(self) -> Iterator[Slip]:
        yield from super().slips()
        for part in self.parts:
            yield from part.slips()

    @property
    def first_id(self) -> str:
        return self.parts["national_id"].id

    @property
    def stored(self) -> dict[str, Any] | None:
        if self.known is not None:
            return {"id": self.data}
        return None if self.parts.is_blank() else self.parts.stored

    @property
    def feel(self) -> dict[str, Any] | None:
        if self.known is not None:
            return {"id": self.data, "kind": self.known.get("kind")}
        if self.parts.is_blank():
            return None
        return {"id": None, "kind": KINDS.get(str(self.parts["national_id"].data or "")[:1], "none")}
