"""What a condition or a list of choices may speak of: questions with their kinds and choices, lists, roles, clauses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.policies import content as contents
from engine.policies import form_conditions, form_files, names
from engine.policies.content import Content
from engine.policies.form_conditions import Condition, Line
from engine.policies.form_files import Form, Spot
from engine.policies.packs import Pack

Words = Mapping[str, str]
KINDS = {
    "text": "text", "paragraph": "text", "number": "number", "money": "money", "date": "date", "boolean": "boolean",
    "choice": "choice", "choices": "choices", "person": "thing", "signature": "thing", "file": "thing",
}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """A question of this form or of another one; `choices` None where only the running case knows them."""

    name: str
    kind: str
    label: str
    choices: tuple[tuple[str, str], ...] | None


@dataclass(frozen=True)
class Group:
    """Subjects of one form."""

    title: str
    subjects: tuple[Subject, ...]


@dataclass(frozen=True)
class Source:
    """Where choices can come from: `kind` is channels, tools, outcomes, list or users; `name` in words."""

    key: str
    kind: str
    name: str


@dataclass(frozen=True)
class Known:
    """Everything that the editor of one form offers by name."""

    content: Content
    locale: str
    groups: tuple[Group, ...]

    @property
    def subjects(self) -> dict[str, Subject]:
        return {each.name: each for group in reversed(self.groups) for each in group.subjects}

    @property
    def kinds(self) -> dict[str, str]:
        return {name: subject.kind for name, subject in self.subjects.items()}


def known(content: Content, form_id: str, form: Form, locale: str) -> Known:
    """This form's own questions come first; a name that another form asks too is this form's."""
    own = Group("", tuple(_own(content, form, locale)))
    taken = {each.name for each in own.subjects}
    others = (
        Group(
            definition.title[locale],
            tuple(
                Subject(field.name, KINDS[field.type], field.label[locale], labels(content, field.choices, locale))
                for field in definition.fields
                if field.type in KINDS and not field.many and field.name not in taken
            ),
        )
        for key, definition in content.forms.items()
        if key != form_id
    )
    return Known(content, locale, (own, *(group for group in others if group.subjects)))


def _own(content: Content, form: Form, locale: str) -> Iterator[Subject]:
    for spot, field in form_files.questions(form):
        name, kind = field.get("name"), field.get("type")
        if len(spot) == 1 and isinstance(name, str) and kind in KINDS and not field.get("many"):
            choices = labels(content, field.get("choices"), locale)
            yield Subject(name, KINDS[str(kind)], words(field.get("label"), locale) or name, choices)


def columns(content: Content, form: Form, spot: Spot, locale: str) -> Group | None:
    """Inside rows, the other columns can be asked about as well."""
    field = form_files.at(form, spot[:1]) or {}
    found = field.get("columns")
    if len(spot) < 2 or not isinstance(found, list):
        return None
    shaped = {"fields": found}
    return Group(words(field.get("label"), locale), tuple(_own(content, shaped, locale)))


def labels(content: Content, source: Any, locale: str) -> tuple[tuple[str, str], ...] | None:
    """Key and label of each choice."""
    found = names.ballot_outcomes(content) if source == "outcomes" else names.labels(content, source)
    if found is None or source is None:
        return None
    return tuple((str(key), words(label, locale) or str(key)) for key, label in found.items())


def sources(content: Content, locale: str) -> list[Source]:
    """Return every place of the association that choices can be taken from."""
    association = content.association
    plain = [Source(kind, kind, "") for kind in ("channels", "tools") if association.get(kind)]
    ballots = [Source("outcomes", "outcomes", "")] if association.get("ballots") else []
    lists = [Source(f"list:{key}", "list", _sample(key, found, locale)) for key, found in content.lists.items()]
    roles = association.get("roles", {}).items()
    users = [Source(f"users:{key}", "users", words(role, locale) or key) for key, role in roles]
    return [*plain, *ballots, *lists, *users]


def _sample(key: str, found: Mapping[str, Words], locale: str) -> str:
    """A list has no name but its key, so its first entries say what it holds."""
    first = [words(label, locale) for label in list(found.values())[:3]]
    return ("، " if locale == "ar" else ", ").join(first) + " …"


def words(text: Any, locale: str) -> str:
    """A text in the reader's language, else in the other one."""
    if not isinstance(text, Mapping):
        return ""
    other = "en" if locale == "ar" else "ar"
    return str(text.get(locale) or text.get(other) or "")


def in_words(text: str, known: Known, subjects: Mapping[str, Subject]) -> str | None:
    """Return a condition as a sentence's part, or None where it is more than lines can say."""
    condition = form_conditions.read(text, {name: subject.kind for name, subject in subjects.items()})
    if condition is None:
        return None
    joined = {"ar": {"and": " و", "or": " أو "}, "en": {"and": " and ", "or": " or "}}[known.locale][condition.join]
    return joined.join(_line(line, subjects[line.name], known.locale) for line in condition.lines)


def _line(line: Line, subject: Subject, locale: str) -> str:
    operator = form_conditions.operator_words(subject.kind, line.operator)[locale]
    label = f"«{subject.label}»" if locale == "ar" else f"“{subject.label}”"
    if line.operator in form_conditions.WITHOUT_VALUE:
        return f"{label} {operator}"
    value = dict(subject.choices or ()).get(line.value, line.value)
    return f"{label} {operator} " + (f"«{value}»" if locale == "ar" else f"“{value}”")


def of_pack(pack: Pack) -> Content:
    return contents.parse(pack.association, pack.files)


__all__ = ["Condition", "Group", "Known", "Line", "Source", "Subject", "columns", "in_words", "known", "sources"]
