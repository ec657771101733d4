"""Answers as a case keeps them, turned back into what a scenario file says: people described, papers attached."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from engine import documents, media_types
from engine.errors import EngineError
from engine.models import Document, HistoryEvent, Person, User
from engine.policies.policy import Policy

PARTS = ("national_id", "no_id_reason", "name", "mobile", "birth_on")


class NoPaper(EngineError):
    """An upload needs a file that the scenario can attach."""

    ar = "رُفعت في التجربة ورقة، وليس بين أوراق المسودة ملف PDF أو صورة يُرفق مكانها. أضف ملفًا في صفحة الأوراق."
    en = "A paper was uploaded in this trial, and the draft has no PDF or picture to stand for it. Add one."


@dataclass
class Translated:
    """The answers of one act, and the fields to which a paper must be attached before it."""

    answers: dict[str, Any] = field(default_factory=dict)
    attached: list[str] = field(default_factory=list)


@dataclass
class Answers:
    """What has been said of people so far: each is described once, and again when something of theirs has changed."""

    inside: Session
    policy: Policy
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    said: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """People as they were at first: what changed later is taken back, the last change first."""
        for person in self.inside.scalars(select(Person)):
            self.people[person.id] = {part: _text(getattr(person, part)) for part in PARTS}
        query = select(HistoryEvent).where(HistoryEvent.kind == "person_changed").order_by(HistoryEvent.id.desc())
        for event in self.inside.scalars(query):
            self._set(event, 0)

    def note_change(self, event: HistoryEvent) -> None:
        """From here on the person is as this act made them."""
        self._set(event, 1)
        self.said.discard(event.details["person"])

    def translate(self, form: str | None, kept: Mapping[str, Any]) -> Translated:
        """Return the answers of a form as a scenario gives them."""
        made = Translated()
        for asked in self.policy.forms[form].fields if form else ():
            value = self._value(asked, kept.get(asked.name), asked.name, made)
            if value is not None:
                made.answers[asked.name] = value
        return made

    def _set(self, event: HistoryEvent, which: int) -> None:
        changed = {part: pair[which] for part, pair in event.details["changed"].items()}
        self.people.setdefault(event.details["person"], {}).update(changed)

    def _value(self, asked: forms.FieldDefinition, value: Any, path: str, made: Translated) -> Any:
        if value is None or value == [] or asked.type == "information":
            return None
        if asked.type == "person":
            return self._person(value["id"])
        if asked.type in ("file", "signature"):
            return self._paper(value, path, made)
        if asked.type == "rows":
            return [self._row(asked, number, row, path, made) for number, row in enumerate(value)]
        if isinstance(asked.choices, str) and asked.choices.startswith("users:"):
            return self.inside.get_one(User, int(value)).login
        return value

    def _person(self, person_id: int) -> dict[str, Any]:
        if person_id in self.said:
            return {"id": person_id}
        self.said.add(person_id)
        return {part: value for part, value in self.people[person_id].items() if value is not None}

    def _paper(self, value: Any, path: str, made: Translated) -> dict[str, str] | None:
        """A drawn signature is drawn again; for any other paper one of the pack stands."""
        papers = value if isinstance(value, list) else [value]
        found = self.inside.get_one(Document, papers[0]["document"])
        if found.media_type == media_types.SVG and not isinstance(value, list):
            return {"drawn": documents.content(found).decode()}
        made.attached += [path] * len(papers)
        return None

    def _row(
        self, asked: forms.FieldDefinition, number: int, row: Mapping[str, Any], path: str, made: Translated
    ) -> dict[str, Any]:
        key = {"key": row["key"]} if "key" in row else {}
        place = f"{path}.{row.get('key', number)}"
        found = {
            column.name: self._value(column, row.get(column.name), f"{place}.{column.name}", made)
            for column in asked.columns
        }
        return key | {name: value for name, value in found.items() if value is not None}


def stand_in(policy: Policy) -> str:
    """Return the paper of the pack that stands for an upload, as a scenario names it."""
    return next((f"documents/{name}" for name in _usable(policy)), "") or _refuse()


def _usable(policy: Policy) -> Iterator[str]:
    for suffix in (".pdf", ".png", ".jpg", ".jpeg"):
        yield from sorted(name for name in policy.documents if PurePosixPath(name).suffix.lower() == suffix)


def _refuse() -> str:
    raise NoPaper("no paper of the pack can stand for an upload")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
