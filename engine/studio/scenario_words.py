"""A scenario's steps, expectations and failures in words, in either language, by the names that the version gives."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import isodate

import forms
from engine import clock, wording
from engine.bpmn.elements import ElementInfo
from engine.policies.policy import Policy

KINDS = (
    "start",
    "do",
    "recuse",
    "ballot",
    "close_ballot",
    "message",
    "attach",
    "wait",
    "until",
    "expect",
    "not_visible",
)
STATUS = {"open": ("قائمة", "open"), "ended": ("منتهية", "ended")}
Step = Mapping[str, Any]
Pair = tuple[str, str]  # label, value


@dataclass(frozen=True)
class Names:
    """What things of a version are called in one language."""

    policy: Policy
    locale: str

    def say(self, ar: str, en: str) -> str:
        return ar if self.locale == "ar" else en

    def element(self, key: str) -> str:
        """An element's name; of a message that of the event which takes it; the id where nothing is drawn."""
        found = self.info(key)
        if found is None:
            return self.process(key)
        return (found.name_en if self.locale == "en" else found.name_ar) or key

    def info(self, key: str) -> ElementInfo | None:
        processes = self.policy.specs.processes.values()
        return next((each.elements[key] for each in processes if key in each.elements), None)

    def process(self, key: str) -> str:
        found = self.policy.specs.processes.get(key)
        return key if found is None else (found.name_en if self.locale == "en" else found.name_ar) or key

    def elements(self, keys: Sequence[str]) -> str:
        names = (self.say(f"«{self.element(key)}»", f"“{self.element(key)}”") for key in keys)
        return wording.listed(names, self.locale) or self.say("لا شيء", "nothing")

    def label(self, words: Mapping[str, str] | None, otherwise: str) -> str:
        return (words or {}).get(self.locale) or otherwise

    def role(self, key: str) -> str:
        return self.label(self.policy.association.get("roles", {}).get(key), key)

    def definition(self, step: Step) -> forms.Definition | None:
        """The form that a step fills in."""
        return self.policy.forms.get(self.form(step) or "")

    def form(self, step: Step) -> str | None:
        if "start" in step:
            process = self.policy.specs.processes.get(step["start"].get("process", ""))
            return process.start.form if process else None
        found = self.info(step.get("do") or step.get("ballot") or "") or self._taking(step.get("message", ""))
        if found and found.ballot:
            return str(self.policy.association.get("ballots", {}).get(found.ballot, {}).get("form", ""))
        return found.form if found else None

    def message(self, key: str) -> str:
        """A message by the name of the event that takes it."""
        found = self._taking(key)
        return self.element(found.id) if found else key

    def _taking(self, message: str) -> ElementInfo | None:
        for spec in self.policy.specs.library.values():
            for each in spec.task_specs.values():
                if getattr(getattr(each, "event_definition", None), "name", None) == message and each.bpmn_id:
                    return self.info(each.bpmn_id)
        return None


def kind_of(step: Step) -> str:
    return next((kind for kind in KINDS if kind in step), "")


def text(names: Names, step: Step) -> str:
    """What happens, as a sentence about whoever does it."""
    return _SENTENCES.get(kind_of(step), _unknown)(names, step)


def who(names: Names, step: Step, people: Mapping[str, Sequence[str]]) -> str:
    """Who acts; nobody where only time passes."""
    person = step.get("as") or step.get("start", {}).get("as") or ""
    return called(names, person, people) if person else ""


def called(names: Names, person: str, people: Mapping[str, Sequence[str]]) -> str:
    """Their role, by which readers know them, then the name that the file gives."""
    roles = people.get(person, ())
    return f"{names.role(roles[0])} ({person})" if roles else names.role(person)


def details(names: Names, step: Step) -> list[Pair]:
    """What is answered or expected, by its labels."""
    if "expect" in step:
        return expected(names, step["expect"])
    given = {**step.get("start", {}).get("answers", {}), **step.get("answers", {})}
    given |= {key: step[key] for key in ("vote", "reason", "reservation") if key in step}
    pairs = list(answers(names, names.definition(step), given))
    if "refused" in step:
        fields = wording.listed((field_label(names, path) for path in step["refused"]), names.locale)
        pairs.append((names.say("يُرفض عند", "Is refused at"), fields))
    if step.get("forbidden"):
        pairs.append((names.say("المتوقع", "Expected"), names.say("لا يُسمح له", "this person may not")))
    if step.get("conflict"):
        pairs.append((names.say("المتوقع", "Expected"), names.say("فات الأوان", "it is too late")))
    return pairs


def answers(names: Names, definition: forms.Definition | None, given: Mapping[str, Any]) -> Iterator[Pair]:
    fields = {each.name: each for each in definition.fields} if definition else {}
    for key, value in given.items():
        field = fields.get(key)
        yield names.label(field.label, key) if field else key, _value(names, field, value)


def expected(names: Names, wanted: Mapping[str, Any]) -> list[Pair]:
    return [
        pair for key, value in wanted.items() if key != "case" for pair in _EXPECTED.get(key, _plain)(names, key, value)
    ]


def _started(names: Names, step: Step) -> str:
    process = names.process(step["start"].get("process", ""))
    again = names.say("، استئنافًا لمعاملة سابقة", ", continuing an earlier one") if "continues" in step["start"] else ""
    return names.say(f"يفتح معاملة «{process}»", f"opens a case “{process}”") + again


def _waits(names: Names, step: Step) -> str:
    length = wording.duration(step["wait"], names.locale)
    return names.say(f"يمضي {length}", f"{length} pass")


def _until(names: Names, step: Step) -> str:
    moment = wording.moment(datetime.fromisoformat(step["until"]), names.locale)
    return names.say(f"يمضي الوقت حتى {moment}", f"time passes until {moment}")


def _on(ar: str, en: str, key: str) -> Callable[[Names, Step], str]:
    def say(names: Names, step: Step) -> str:
        name = names.element(step[key])
        return names.say(ar.format(name), en.format(name))

    return say


def _unknown(names: Names, step: Step) -> str:
    return names.say("خطوة غير معروفة", "an unknown step")


_SENTENCES: Mapping[str, Callable[[Names, Step], str]] = {
    "start": _started,
    "do": _on("ينجز «{}»", "does “{}”", "do"),
    "recuse": _on("يتنحى عن «{}»", "steps aside from “{}”", "ballot"),
    "ballot": _on("يصوّت في «{}»", "votes in “{}”", "ballot"),
    "close_ballot": _on("يقفل «{}»", "closes “{}”", "close_ballot"),
    "message": lambda names, step: names.say(
        f"يرسل إلى المعاملة «{names.message(step['message'])}»", f"sends the case “{names.message(step['message'])}”"
    ),
    "attach": _on("يرفق ورقة في «{}»", "attaches a paper to “{}”", "attach"),
    "wait": _waits,
    "until": _until,
    "expect": lambda names, _: names.say("المتوقع هنا", "Expected here"),
    "not_visible": lambda names, step: names.say(
        f"لا يرى {step['not_visible']['as']} الحقل «{field_label(names, step['not_visible']['field'])}»",
        f"{step['not_visible']['as']} does not see “{field_label(names, step['not_visible']['field'])}”",
    ),
}


def field_label(names: Names, path: str) -> str:
    name = path.partition(".")[0]
    for definition in names.policy.forms.values():
        for each in definition.fields:
            if each.name == name:
                return names.label(each.label, path)
    return path


def _value(names: Names, field: forms.FieldDefinition | None, value: Any) -> str:
    if value is None:
        return names.say("بلا جواب", "no answer")
    if isinstance(value, bool):
        return wording.yes_no(value, names.locale)
    if isinstance(value, list):
        return "\n".join(_row(names, field, each) for each in value)
    if isinstance(value, Mapping):
        return _inside(names, field, value)
    return _simple(names, field, value)


def _row(names: Names, field: forms.FieldDefinition | None, row: Any) -> str:
    if not isinstance(row, Mapping):
        return _simple(names, field, row)
    columns = {each.name: each for each in field.columns} if field else {}
    parts = [_choice(names, field.key_choices if field else None, str(row["key"]))] if "key" in row else []
    for name, value in row.items():
        if name != "key":
            column = columns.get(name)
            parts.append(f"{names.label(column.label, name) if column else name}: {_value(names, column, value)}")
    return wording.listed(parts, names.locale)


def _inside(names: Names, field: forms.FieldDefinition | None, value: Mapping[str, Any]) -> str:
    if "drawn" in value or "document" in value:
        return names.say("مرفق", "attached")
    parts = {part.name: part.label for part in forms.PERSON_PARTS}
    return wording.listed((f"{names.label(parts.get(key), key)}: {each}" for key, each in value.items()), names.locale)


def _simple(names: Names, field: forms.FieldDefinition | None, value: Any) -> str:
    if field and field.type == "money" and isinstance(value, int):
        return wording.money(value, names.locale)
    if field and field.type in ("choice", "choices"):
        return _choice(names, field.choices, str(value))
    return wording.text(value, names.locale)


def _choice(names: Names, source: Mapping[str, Any] | str | None, key: str) -> str:
    """A key by its label; people of the scenario stand by their own names."""
    if isinstance(source, Mapping):
        return names.label(source.get(key), key)
    kind, _, name = (source or "").partition(":")
    if kind == "list":
        return names.label(names.policy.lists.get(name, {}).get(key), key)
    if kind == "outcomes":
        for ballot in names.policy.association.get("ballots", {}).values():
            if key in ballot["outcomes"]:
                return names.label(ballot["outcomes"][key], key)
    found = names.policy.association.get(kind)
    return names.label(found.get(key), key) if isinstance(found, Mapping) else key


def _elements_expected(ar: str, en: str) -> Callable[[Names, str, Any], list[Pair]]:
    return lambda names, _, value: [(names.say(ar, en), names.elements(value if isinstance(value, list) else [value]))]


def _status_expected(names: Names, _: str, value: Any) -> list[Pair]:
    said = STATUS.get(str(value), (str(value), str(value)))
    return [(names.say("حال المعاملة", "The case is"), names.say(*said))]


def _values_expected(names: Names, _: str, value: Any) -> list[Pair]:
    return [
        (
            field_label(names, key),
            wording.text(each, names.locale) if isinstance(each, str) else _value(names, None, each),
        )
        for key, each in value.items()
    ]


def _plain(names: Names, key: str, value: Any) -> list[Pair]:
    return [(key, str(value))]


_EXPECTED: Mapping[str, Callable[[Names, str, Any], list[Pair]]] = {
    "status": _status_expected,
    "end": _elements_expected("تنتهي بـ", "Ends as"),
    "open": _elements_expected("المهام المفتوحة", "Open tasks"),
    "timers": _elements_expected("المؤقتات المنتظرة", "Waiting timers"),
    "sent": _elements_expected("الرسائل المرسلة", "Messages sent"),
    "data": _values_expected,
    "facts": _values_expected,
    "person": _values_expected,
}


def moments(scenario: Mapping[str, Any]) -> list[datetime]:
    """Where the clock stands before each step, as far as the file says."""
    now, found = datetime.fromisoformat(scenario["starts"]), []
    for step in scenario["steps"]:
        found.append(clock.local(now))
        if "until" in step:
            now = datetime.fromisoformat(step["until"])
        elif "wait" in step:
            now += isodate.parse_duration(step["wait"])
    return found
