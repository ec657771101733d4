"""Recorded answers put to the forms of another version: what it asks and nobody was asked is unknown, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import forms
from engine.bpmn import feel
from engine.bpmn.feel import FeelError, FeelType
from engine.policies.policy import Policy
from engine.studio.replaying.differences import CannotBeDecided, Words, difference, quoted
from engine.studio.replaying.records import Happened

FACTS = ("person", "channel", "origin")  # a field of this name sets the fact of the case
NOT_ASKED: Words = ("لم يُسأل عنه", "was not asked")


@dataclass(frozen=True)
class Staff:
    """Who holds or held a role; ids of users by role, whether they are still active or not."""

    holding: Mapping[str, frozenset[int]]
    everybody: frozenset[int]


@dataclass
class Answers:
    """What is known of one case's answers as it is walked; `unknown` are names whose question nobody was asked."""

    policy: Policy
    own: Policy
    staff: Staff
    asked: dict[str, Any] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    @property
    def types(self) -> Mapping[str, FeelType]:
        """Without the unknown, so that FEEL itself refuses whoever reads one."""
        if not self.unknown:
            return self.policy.types
        return {name: type_ for name, type_ in self.policy.types.items() if name not in self.unknown}

    def put(self, act: Happened, form_id: str, known: Mapping[str, Any], step: Words) -> dict[str, Any]:
        """The answers as this version's form takes them, or CannotBeDecided."""
        definition = self.policy.forms[form_id]
        given = self._fitted(definition, self._given(definition, act), known)
        raw = forms.encode(definition, given)
        around = self._surroundings(definition, act, known, "ar")
        try:
            taken = forms.answers(definition, raw, around)
        except forms.InvalidAnswers as invalid:
            english = self._refused(definition, raw, self._surroundings(definition, act, known, "en"))
            raise self._cannot(invalid.form, english, act, step, given) from invalid
        return self._keep(definition, act, taken, given)

    def cannot_read(self, error: FeelError, step: Words, element: str, at: datetime) -> CannotBeDecided | None:
        """Whether an expression failed because it reads what nobody was asked."""
        words = error.text[error.start : error.end] + " " + error.en
        names = sorted(name for name in self.unknown if name in words or name in error.text)
        if not names:
            return None
        label = self._label(names[0])
        now = (f"يلزم هنا جواب {quoted(label)[0]}", f"the answer to {quoted(label)[1]} is needed here")
        return CannotBeDecided(difference(element, step, NOT_ASKED, now, at))

    def _given(self, definition: forms.Definition, act: Happened) -> dict[str, Any]:
        """What was answered at this step, and for a question that was moved here, what was answered elsewhere."""
        own = self.own.forms.get(act.form or "")
        there = {each.name for each in own.fields} if own else set()
        names = [each.name for each in definition.fields if each.type != "information"]
        moved = {name: self.asked[name] for name in names if name not in there and name in self.asked}
        here = {name: act.answers[name] for name in names if name in act.answers}
        return {name: value for name, value in {**moved, **here}.items() if value is not None}

    def _fitted(
        self, definition: forms.Definition, given: Mapping[str, Any], known: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Columns and fixed rows that the form no longer has are left out, as other questions are."""
        fitted = dict(given)
        for each in definition.fields:
            if each.columns and each.name in fitted:
                kept = {column.name for column in each.columns} | {"key"}
                rows = [{name: cell for name, cell in row.items() if name in kept} for row in fitted[each.name]]
                fitted[each.name] = self._of_keys(each, rows, {**known, **given})
        return fitted

    def _of_keys(
        self, field_: forms.FieldDefinition, rows: list[dict[str, Any]], known: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        if field_.each is None:
            return rows
        keys = self._evaluator(known)(field_.each, {}, {}) or []
        return [row for row in rows if row.get("key") in keys]

    def _keep(
        self, definition: forms.Definition, act: Happened, taken: Mapping[str, Any], given: Mapping[str, Any]
    ) -> dict[str, Any]:
        """As the case would keep them: a person with what decisions need, unanswered questions that were asked null."""
        was_asked = {*given, *act.answers}
        never = {name for name in taken if name not in was_asked and name not in FACTS}
        self.unknown = (self.unknown - was_asked) | never
        people = {each.name for each in definition.fields if each.type in ("person", "signature", "file", "rows")}
        return {
            name: given.get(name) if name in people else value for name, value in taken.items() if name not in never
        }

    def _surroundings(
        self, definition: forms.Definition, act: Happened, known: Mapping[str, Any], locale: str
    ) -> forms.Surroundings:
        kinds = {value["id"]: value.get("kind") for value in act.answers.values() if _is_person(value)}
        own = self.own.forms.get(act.form or "")
        sources = {each.choices for each in own.fields if isinstance(each.choices, str)} if own else set()

        def choices(source: str) -> Mapping[str, str]:
            return self._choices(source, locale, is_old=source in sources)

        return forms.Surroundings(
            locale=locale,
            known=known,
            evaluate=self._evaluator(known),
            choices=choices,
            person=lambda person_id: {"id": person_id, "kind": kinds.get(person_id)},
            document=lambda document_id: {"id": document_id, "filename": "", "media_type": "", "size": 0},
            write=lambda _expression, _value: "",
        )

    def _evaluator(self, known: Mapping[str, Any]) -> Any:
        types = self.types
        declared = {**dict.fromkeys(types), **self.policy.calendar}

        def evaluate(text: str, context: Mapping[str, Any], more: Mapping[str, FeelType]) -> Any:
            return feel.evaluate(text, {**declared, **known, **context}, {**types, **more})

        return evaluate

    def _choices(self, source: str, locale: str, *, is_old: bool) -> Mapping[str, str]:
        """Who was chosen then may have left the role since; who never held a role that is asked for now did not."""
        kind, _, name = source.partition(":")
        if kind == "users":
            people = self.staff.everybody if is_old else self.staff.holding.get(name, frozenset())
            return {str(user): "" for user in people}
        if kind == "list":
            words = self.policy.lists[name]
        elif kind == "outcomes":
            words = {
                key: label
                for each in self.policy.association["ballots"].values()
                for key, label in each["outcomes"].items()
            }
        else:
            words = self.policy.association[kind]
        return {key: label[locale] for key, label in words.items()}

    def _refused(
        self, definition: forms.Definition, raw: forms.RawAnswers, around: forms.Surroundings
    ) -> forms.BoundForm:
        """The same refusal in the other language."""
        try:
            forms.answers(definition, raw, around)
        except forms.InvalidAnswers as invalid:
            return invalid.form
        raise RuntimeError(f"form {definition.id} refuses in one language only")

    def _cannot(
        self, form: forms.BoundForm, english: forms.BoundForm, act: Happened, step: Words, given: Mapping[str, Any]
    ) -> CannotBeDecided:
        path, sentences = next(iter(form.errors.items()))
        name = path.partition(".")[0]
        label = quoted(self._label(name)) if name else ("النموذج", "the form")
        said = sentences[0], english.errors.get(path, sentences)[0]
        before = ("سُجل له جواب", "an answer is recorded") if name in given else NOT_ASKED
        return CannotBeDecided(
            difference(act.element, step, before, (f"{label[0]}: {said[0]}", f"{label[1]}: {said[1]}"), act.at)
        )

    def _label(self, name: str) -> Words:
        for definition in self.policy.forms.values():
            for each in definition.fields:
                if each.name == name and each.label.get("ar"):
                    return each.label["ar"], each.label.get("en") or each.label["ar"]
        return name, name


def _is_person(value: Any) -> bool:
    return isinstance(value, Mapping) and "id" in value and "kind" in value
