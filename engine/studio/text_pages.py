"""What the pages of messages and letters show: the list, and one text with its form, its words and its uses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

import forms
from engine import templates
from engine.actors import Actor
from engine.bpmn.feel import FeelError
from engine.bpmn.findings import Finding
from engine.models import PolicyVersion
from engine.policies import clauses
from engine.policies.content import Content
from engine.policies.placeholders import BrokenText
from engine.studio import checking, drafts, text_samples, texts
from engine.studio.binding import Parts
from engine.studio.lists import policy_entries
from engine.studio.text_answers import LETTER, LOCALES, MESSAGE, Kind
from engine.studio.text_samples import Group, World
from engine.studio.uses import Use
from forms.fields import AnswerField
from forms.rows import RowsField

_PLACE = re.compile(r"(subject|body|title|label)\.(ar|en)")


@dataclass(frozen=True)
class TextLine:
    """A text in the list; a letter that asks is a blank form."""

    key: str
    ar: str
    en: str
    clauses: list[str]
    uses: list[Use]
    findings: list[Finding]
    asks: bool


@dataclass(frozen=True)
class Preview:
    """A message in one language as the beneficiary would read it; `problem` where it cannot be written."""

    locale: str
    subject: str
    body: str
    problem: str


@dataclass(frozen=True)
class TextPage:
    """`key` is None where it is new; `source` is the file's own text where it cannot be read as a form."""

    kind: str
    key: str | None
    ar: str
    en: str
    form: forms.BoundForm
    seen: str
    uses: list[Use]
    previews: list[Preview]
    groups: tuple[Group, ...]
    findings: list[Finding]
    source: str


def index(session: Session, version_id: int, kind: Kind, actor: Actor) -> list[TextLine]:
    """Return the texts of one kind by their address."""
    version = drafts.get(session, version_id, actor)
    parts = policy_entries.read(version, session)
    wrong = checking.by_file(checking.findings(session, version))
    found = texts.paths(version, kind).items()
    return [_line(parts, kind, key, path, wrong.get(path, [])) for key, path in sorted(found)]


def _line(parts: Parts, kind: Kind, key: str, path: str, findings: list[Finding]) -> TextLine:
    value = texts.readable(parts.content, path) or {}
    words, uses = _words(kind, key, value), texts.uses(parts, kind, key)
    return TextLine(key, *words, clauses.cited(value.get("clause")), uses, findings, "asks" in value)


def _words(kind: Kind, key: str, value: Mapping[str, Any]) -> tuple[str, str]:
    said = value.get("subject" if kind is MESSAGE else "title") or {}
    return said.get("ar", key), said.get("en", key)


def new(
    session: Session, version_id: int, kind: Kind, definition: forms.Definition, actor: Actor,
    raw: forms.RawAnswers | None = None,
) -> TextPage:  # fmt: skip
    """Return the page of a text that is not there yet."""
    version = drafts.get(session, version_id, actor)
    parts = policy_entries.read(version, session)
    form = forms.bind(definition, raw, texts.surroundings(parts, actor.locale, is_new=True))
    return _page(session, version, kind, None, form, raw is not None)


def page(
    session: Session, version_id: int, kind: Kind, key: str, definition: forms.Definition, actor: Actor,
    raw: forms.RawAnswers | None = None,
) -> TextPage:  # fmt: skip
    """Return the page of a text as it stands, or as it was typed."""
    version = drafts.get(session, version_id, actor)
    parts = policy_entries.read(version, session)
    value = texts.readable(parts.content, texts.path_of(version, kind, key))
    if raw is None:
        raw = forms.encode(definition, kind.answers(value)) if value else None
    form = forms.bind(definition, raw, texts.surroundings(parts, actor.locale))
    return _page(session, version, kind, key, form, raw is not None)


def _page(
    session: Session, version: PolicyVersion, kind: Kind, key: str | None, form: forms.BoundForm, is_told: bool
) -> TextPage:
    pack = checking.pack(session, version)
    parts = policy_entries.read(version, session)
    content = parts.content
    path = texts.path_of(version, kind, key) if key else ""
    value = texts.readable(content, path) or {}
    world = text_samples.world(pack) if content.association else None
    if is_told:
        _remark(parts, kind, key, form)
    return TextPage(
        kind.key, key, *_words(kind, key or "", value), form, version.manifest.get(path, ""),
        texts.uses(parts, kind, key) if key else [],
        [preview(world, form.answers, locale) for locale in LOCALES] if world and kind is MESSAGE else [],
        world.groups if world else (), _of_file(content, path),
        "" if value or not key else pack.files[path].decode(errors="replace"),
    )  # fmt: skip


def _of_file(content: Content, path: str) -> list[Finding]:
    """Why a file cannot be read as a form; what is wrong inside it stands at its question."""
    return [finding for finding in content.findings if finding.file == path]


def preview(world: World, answers: Mapping[str, Any], locale: str) -> Preview:
    """What stands in the form, written as a message is."""
    known = text_samples.known(world, locale)
    try:
        subject, body = (
            templates.text(world.policy, answers.get(f"{part}_{locale}") or "", known, locale)
            for part in ("subject", "body")
        )
    except (FeelError, BrokenText) as error:
        return Preview(locale, "", "", error.ar if locale == "ar" else error.en)
    return Preview(locale, subject, body, "")


# -- what is wrong inside the text, at its question


def _remark(parts: Parts, kind: Kind, key: str | None, form: forms.BoundForm) -> None:
    fields = {field.path: field for field in _fields(form)}
    for finding in texts.remarks(parts, kind, {"id": key or "new", **kind.value(_filled(kind, form.answers))}):
        place = _place(finding.element)
        field = fields.get(place)
        sentence = finding.ar if form.locale == "ar" else finding.en
        form.errors.setdefault(place if field else "", []).append(sentence)
        if field:
            field.errors = [*field.errors, sentence]


def _fields(form: forms.BoundForm) -> Iterator[AnswerField]:
    """Every question by its path; rows are counted as they are stored, without the blank ones."""
    for field in form.visible:
        yield field
        if isinstance(field, RowsField):
            for row in field.filled:
                yield from row


def _place(element: str) -> str:
    """Where the form asks for what stands at this place of the file."""
    place = _PLACE.sub(r"\1_\2", element)
    return place.replace(".value.ar", ".value").replace(".value.en", ".value_en")


def _filled(kind: Kind, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What is still empty is told when it is saved; here it must not hide what is wrong elsewhere."""
    filled: dict[str, Any] = {name: value or "-" for name, value in answers.items() if not isinstance(value, list)}
    filled["clause"] = []
    for name, rows in answers.items():
        if isinstance(rows, list) and name != "clause":
            filled[name] = [_filled_row(row) for row in rows]
    if kind is LETTER:
        filled["paragraphs"] = filled.get("paragraphs") or [{"ar": "-", "en": "-"}]
        filled["asks"] = [row for row in filled.get("asks", ()) if row.get("form") != "-"]
    return filled


def _filled_row(row: Mapping[str, Any]) -> dict[str, Any]:
    may_be_empty = ("visible_if", "value_en", "fields")
    return {name: value or ("" if name in may_be_empty else "-") for name, value in row.items()}
