"""Read models of the policy's text and of its lists: what stands there, what it means, where it is used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

import forms
from engine import people
from engine.actors import Actor
from engine.models import PolicyVersion
from engine.policies import clauses, entries
from engine.policies.differences import words
from engine.policies.differences.words import Piece
from engine.studio import drafts, overview, uses
from engine.studio.binding import BoundClause, Coverage, Parts
from engine.studio.lists import entry_forms, entry_words, policy_entries, policy_sections
from engine.studio.lists.entry_answers import OF
from engine.studio.lists.policy_sections import FACTS, FORMS, Section
from engine.studio.uses import LIST, Use

LOCALES = ("ar", "en")


@dataclass(frozen=True)
class TextPage:
    """`found` are the clauses to show: all, or those that the search has found; `is_readable` where the file is."""

    title: Mapping[str, str]
    coverage: Coverage
    found: tuple[BoundClause, ...]
    search: str
    is_readable: bool


@dataclass(frozen=True)
class Row:
    """An entry in its table. `value`: of a parameter, in words; `numbers`: a ballot's members, quorum, votes needed."""

    key: str
    ar: str
    en: str
    value: str
    details: list[str]
    clauses: list[str]
    uses: list[Use]
    numbers: list[tuple[int, int | None, int | None]]
    is_powerful: bool = False


@dataclass(frozen=True)
class SectionPage:
    """`name` is a list's own, where the section is one."""

    key: str
    kind: str
    name: str
    rows: list[Row]
    lists: list[str]


@dataclass(frozen=True)
class Compared:
    """One language of a clause: what it said before, and the words that differ."""

    locale: str
    before: str
    pieces: list[Piece]


@dataclass(frozen=True)
class EntryPage:
    """`key` is None where it is new; `compared` stands beside a clause, with the version whose title is `base`."""

    section: str
    kind: str
    key: str | None
    ar: str
    en: str
    form: forms.BoundForm
    seen: str
    uses: list[Use]
    compared: list[Compared]
    base: str
    may_rename: bool


def text(session: Session, version_id: int, actor: Actor, search: str = "") -> TextPage:
    """Return the policy's text with its binding."""
    content = (parts := _parts(session, version_id, actor)).content
    wanted = people.fold(search)
    found = tuple(clause for clause in parts.coverage.clauses if _holds(clause, wanted))
    title = content.association.get("policy") or {"ar": content.key, "en": content.key}
    return TextPage(title, parts.coverage, found, search, bool(content.association))


def section(session: Session, version_id: int, key: str, actor: Actor) -> SectionPage:
    """Return one list with where each entry is used."""
    parts = _parts(session, version_id, actor)
    found = policy_sections.find(parts.content, key)
    rows = [_row(parts, found, name, entry, actor.locale) for name, entry in found.entries.items()]
    name = key.removeprefix(LIST) if found.kind == "list" else ""
    return SectionPage(key, found.kind, name, rows, sorted(parts.content.lists))


def form_name(session: Session, version_id: int, section: str, actor: Actor) -> str:
    """Return which form of the studio describes an entry of this section."""
    if section == FACTS:
        return FACTS
    return policy_sections.find(_parts(session, version_id, actor).content, section).form


def new(
    session: Session, version_id: int, section: str, definition: forms.Definition, actor: Actor,
    raw: forms.RawAnswers | None = None, after: str | None = None,
) -> EntryPage:  # fmt: skip
    """Return the page of an entry that is not there yet."""
    parts = _parts(session, version_id, actor)
    found = policy_sections.find(parts.content, section)
    known = {"is_new": True, "after_asked": after if after in found.entries else None}
    form = forms.bind(definition, raw, entry_forms.surroundings(parts, actor.locale, known))
    return EntryPage(section, found.kind, None, "", "", form, "", [], [], "", may_rename=False)


def entry(
    session: Session, version_id: int, section: str, key: str, definition: forms.Definition, actor: Actor,
    raw: forms.RawAnswers | None = None,
) -> EntryPage:  # fmt: skip
    """Return the page of an entry as it stands, or as it was typed."""
    version = drafts.get(session, version_id, actor)
    parts = policy_entries.read(version, session)
    found = policy_sections.find(parts.content, section)
    value = policy_sections.entry(found, key)
    if raw is None:
        raw = forms.encode(definition, _answers(found, value))
    form = forms.bind(definition, raw, entry_forms.surroundings(parts, actor.locale))
    compared, base = _compared(session, version, found, key, form) if found.kind == "clauses" else ([], "")
    ar, en = _words(found, key, value)
    used = uses.find(parts, section, key)
    return EntryPage(
        section, found.kind, key, ar, en, form, entries.digest(value), used, compared, base,
        may_rename=section in policy_entries.RENAMED or not used,
    )  # fmt: skip


def facts(
    session: Session, version_id: int, definition: forms.Definition, actor: Actor, raw: forms.RawAnswers | None = None
) -> EntryPage:
    """Return the page of what the file says of the association itself."""
    parts = _parts(session, version_id, actor)
    said = policy_sections.facts(parts.content)
    if raw is None:
        raw = forms.encode(definition, _facts(said))
    form = forms.bind(definition, raw, entry_forms.surroundings(parts, actor.locale))
    return EntryPage(FACTS, FACTS, FACTS, "", "", form, entries.digest(said), [], [], "", may_rename=False)


def _parts(session: Session, version_id: int, actor: Actor) -> Parts:
    return policy_entries.read(drafts.get(session, version_id, actor), session)


def _holds(clause: BoundClause, wanted: str) -> bool:
    """Arabic letters that people write in several ways are one letter to the search."""
    notes = [note[locale] for note in clause.notes for locale in LOCALES]
    return not wanted or any(
        wanted in people.fold(text) for text in (clause.id, clause.number, clause.ar, clause.en, *notes)
    )


def _row(parts: Parts, section: Section, key: str, entry: Mapping[str, Any], locale: str) -> Row:
    ar, en = _words(section, key, entry)
    is_ballot = section.kind == "ballots"
    rights = entry.get("rights", ()) if section.kind == "roles" else ()
    return Row(
        key=key,
        ar=ar,
        en=en,
        value=entry_words.value(entry, locale) if section.kind == "parameters" else "",
        details=_details(section, entry, locale),
        clauses=clauses.cited(entry.get("clause")) if section.kind in FORMS and section.kind != "lists" else [],
        uses=uses.find(parts, section.key, key),
        numbers=entry_words.in_numbers(entry["quorum"], entry["majority"]) if is_ballot else [],
        is_powerful=not entry_words.POWERFUL.isdisjoint(rights),
    )


def _details(section: Section, entry: Mapping[str, Any], locale: str) -> list[str]:
    match section.kind:
        case "roles":
            return entry_words.rights(entry.get("rights", ()), locale)
        case "ballots":
            return [entry_words.vote(entry["quorum"], entry["majority"], locale)]
        case "tools":
            return [entry["document"]] if "document" in entry else []
        case "lists":
            return [words[locale] for words in entry.values()]
    return []


def _words(section: Section, key: str, entry: Mapping[str, Any]) -> tuple[str, str]:
    return (key, key) if section.kind == "lists" else (entry.get("ar", key), entry.get("en", key))


def _answers(section: Section, entry: Mapping[str, Any]) -> dict[str, Any]:
    if section.kind == "lists":
        return {"entries": [{**words, "code": key} for key, words in entry.items()]}
    return OF[section.kind].answers(entry)


def _facts(said: Mapping[str, Any]) -> dict[str, Any]:
    name, policy = said["name"] or {}, said["policy"] or {}
    return {
        **{f"name_{locale}": name.get(locale) for locale in LOCALES},
        **{f"policy_{locale}": policy.get(locale) for locale in LOCALES},
        "registration": said["registration"],
        "steps": said["steps"] or [],
    }


def _compared(
    session: Session, version: PolicyVersion, section: Section, key: str, form: forms.BoundForm
) -> tuple[list[Compared], str]:
    """The words typed beside those of the version that the draft came from; without one, beside those saved."""
    base = session.get(PolicyVersion, version.based_on_id) if version.based_on_id else None
    clause, title = section.entries[key], ""
    if base and (said := policy_entries.read(base, session).content.clauses().get(key)):
        clause, title = said, overview.title(session, base, form.locale)
    typed = {locale: form.answers.get(locale) or "" for locale in LOCALES}
    return [Compared(each, clause[each], words.pieces(clause[each], typed[each])) for each in LOCALES], title
