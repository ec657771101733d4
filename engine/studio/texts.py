"""The messages and letters of a draft: saved, copied, removed; and a letter printed over invented values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

import forms
from engine import letters
from engine.actors import Actor
from engine.bpmn import outline
from engine.bpmn.findings import Finding
from engine.errors import NotFound
from engine.letters import LetterFailed
from engine.models import PolicyVersion
from engine.policies import content as contents
from engine.policies import entries, expressions, files, names
from engine.policies.content import Content
from engine.studio import checking, drafts, text_samples
from engine.studio.binding import Parts
from engine.studio.lists import entry_forms, policy_entries
from engine.studio.lists.entry_answers import slug, unused
from engine.studio.lists.entry_forms import Problem, Typed
from engine.studio.lists.policy_entries import StillUsed
from engine.studio.text_answers import KINDS, LETTER, LONGEST, Kind, asked_names
from engine.studio.uses import DIAGRAM, Use

KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
NO_KEYS = frozenset({"new"})  # the address of the page that makes one
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def kind_of(key: str) -> Kind:
    if key not in KINDS:
        raise NotFound(f"texts of kind {key}")
    return KINDS[key]


def paths(version: PolicyVersion, kind: Kind) -> dict[str, str]:
    """The files of this kind by the name that their pages have."""
    found = [PurePosixPath(path) for path in version.manifest]
    return {path.stem: str(path) for path in found if len(path.parts) == 3 and path.parts[1] == kind.folder}


def path_of(version: PolicyVersion, kind: Kind, key: str) -> str:
    path = paths(version, kind).get(key)
    if path is None:
        raise NotFound(f"{kind.key} {key} in version {version.id}")
    return path


def save(session: Session, version_id: int, kind: Kind, key: str | None, typed: Typed, actor: Actor) -> str:
    """Save a text, a new one where `key` is None, and return its key; what is wrong inside it is a finding."""
    version = drafts.locked(session, version_id, actor)
    parts = policy_entries.read(version, session)
    around = surroundings(parts, actor.locale, is_new=key is None)
    answers = forms.answers(typed.definition, typed.raw, around)
    taken = paths(version, kind)
    named = key or answers.get("code") or proposed(kind, answers, taken)
    if problems := [*_too_many(kind, answers), *([] if key else _key_problems(named, taken))]:
        raise entry_forms.refused(typed, around, problems)
    path = path_of(version, kind, key) if key else f"{drafts.folder(version, kind.folder)}/{kind.folder}/{named}.yaml"
    before = drafts.file(session, version_id, path, actor).content if key else None
    content = written(before, {"id": named, **kind.value(answers)})
    drafts.save(session, version_id, path, content, typed.seen or None, actor)
    return named


def copy(session: Session, version_id: int, kind: Kind, key: str, actor: Actor) -> str:
    """Copy a text under a key of its own, and return that key."""
    version = drafts.locked(session, version_id, actor)
    source = drafts.file(session, version_id, path_of(version, kind, key), actor)
    named = unused(f"{key[:50]}_copy", paths(version, kind))
    path = str(PurePosixPath(source.path).with_name(f"{named}.yaml"))
    drafts.save(session, version_id, path, entries.put(source.content, ("id",), named), None, actor)
    return named


def remove(session: Session, version_id: int, kind: Kind, key: str, seen: str, actor: Actor) -> None:
    """Remove a text that nothing sends, prints or shows."""
    version = drafts.locked(session, version_id, actor)
    path = path_of(version, kind, key)
    if found := uses(policy_entries.read(version, session), kind, key):
        raise StillUsed(found)
    drafts.save(session, version_id, path, None, seen, actor)


def uses(parts: Parts, kind: Kind, key: str) -> list[Use]:
    """What sends a message, prints a letter, or shows it as a tool."""
    return list(_uses(parts, kind, key))


def _uses(parts: Parts, kind: Kind, key: str) -> Iterator[Use]:
    for mark in parts.marks:
        if mark.properties.get("template") == key and mark.kind in kind.steps:
            yield Use(DIAGRAM, mark.file, mark.ar or mark.id, mark.en or mark.id, element=mark.id)
    if kind is LETTER:
        yield from shown_as_tool(parts.content, key)


def shown_as_tool(content: Content, document: str) -> Iterator[Use]:
    for tool, entry in content.association.get("tools", {}).items():
        if entry.get("document") == document:
            yield Use("tools", content.association_path, entry["ar"], entry["en"], place=("tools", tool))


def print_saved(session: Session, version_id: int, key: str, actor: Actor, locale: str) -> bytes:
    """Print a letter as it is saved, over invented values."""
    version = drafts.get(session, version_id, actor)
    parts = policy_entries.read(version, session)
    path = path_of(version, LETTER, key)
    value = readable(parts.content, path)
    if value is None:
        raise NotFound(f"letter {key} cannot be read")
    return _print(session, version, parts, value, locale)


def print_typed(session: Session, version_id: int, typed: Typed, actor: Actor, locale: str) -> bytes:
    """Print a letter as it is being written, over invented values; nothing is kept."""
    version = drafts.get(session, version_id, actor)
    parts = policy_entries.read(version, session)
    answers = forms.answers(typed.definition, typed.raw, surroundings(parts, actor.locale))
    return _print(session, version, parts, {"id": "letter", **LETTER.value(answers)}, locale)


def _print(session: Session, version: PolicyVersion, parts: Parts, value: Mapping[str, Any], locale: str) -> bytes:
    for problem in remarks(parts, LETTER, value):
        raise LetterFailed(problem.element, ar=problem.ar, en=problem.en)
    if not parts.content.association:
        ar, en = "تعذرت قراءة ملف الجمعية، فلا تُعرض الخطابات.", "The association's file cannot be read."
        raise LetterFailed("association", ar=ar, en=en)
    world = text_samples.world(checking.pack(session, version))
    policy = replace(world.policy, hash=version.hash)
    return letters.sample_pdf(policy, value, text_samples.known(world, locale), locale)


def readable(content: Content, path: str) -> Mapping[str, Any] | None:
    """What the file says; None where its findings say that it cannot be read."""
    return content.sources[path].value if path in content.paths.values() else None


def remarks(parts: Parts, kind: Kind, value: Mapping[str, Any]) -> list[Finding]:
    """What is wrong inside a text that may not be saved yet; `element` is the place in its file."""
    path = f"texts/{kind.folder}/{value['id']}.yaml"
    read = contents.parse("", {path: entries.write(value)})
    known = {*names.types(parts.content), *names.asked(parts.content), *outline.written(parts.content.diagrams)}
    found = [*read.findings, *expressions.check(read, known), *_unknown_questions(parts.content, path, value)]
    return sorted(found, key=lambda finding: finding.line)


def _unknown_questions(content: Content, path: str, value: Mapping[str, Any]) -> Iterator[Finding]:
    for number, asked in enumerate(value.get("asks", ())):
        form = content.forms.get(asked["form"])
        there = {field.name for field in form.fields} if form else set()
        for name in asked.get("fields", ()):
            if form and name not in there:
                ar, en = f"لا سؤال باسم «{name}» في هذا النموذج.", f"There is no question '{name}' in this form."
                yield Finding("error", "unknown-field", path, f"asks.{number}.fields", 0, ar, en)


def surroundings(parts: Parts, locale: str, *, is_new: bool = False) -> forms.Surroundings:
    """What the studio's form of a text asks of the draft."""
    around = entry_forms.surroundings(parts, locale, {"is_new": is_new})
    titles = {key: form.title[locale] for key, form in parts.content.forms.items()}
    return replace(around, choices=lambda source: titles if source == "forms" else around.choices(source))


def proposed(kind: Kind, answers: Mapping[str, Any], taken: Mapping[str, str]) -> str:
    """A key from the English subject or title, without its placeholders."""
    title = answers.get("subject_en") or answers.get("title_en") or ""
    made = unused(slug(_PLACEHOLDER.sub(" ", title)), taken)
    return made if made not in NO_KEYS else unused(kind.form, taken)


def written(before: bytes | None, value: Mapping[str, Any]) -> bytes:
    """The file with this value: comments, order and what did not change stay as they were."""
    there = _mapping(before)
    if before is None or there is None:
        return entries.write(value)
    for key in there.keys() - value.keys():
        before = entries.put(before, (key,), None)
    for key, part in value.items():
        if there.get(key) != part:
            before = entries.put(before, (key,), part)
    return before


def _mapping(content: bytes | None) -> Mapping[str, Any] | None:
    try:
        value = files.read(content).value if content is not None else None
    except files.Unreadable:
        return None
    return value if isinstance(value, Mapping) else None


def _key_problems(key: str, taken: Mapping[str, str]) -> Iterator[Problem]:
    if not KEY.fullmatch(key) or key in NO_KEYS:
        yield (
            "code",
            f"«{key}» لا يصلح معرّفًا: استعمل حروفًا إنجليزية صغيرة وأرقامًا و_، وابدأ بحرف.",
            f"'{key}' cannot be a key: use small English letters, digits and _, and begin with a letter.",
        )
    elif key in taken:
        yield "code", f"المعرّف «{key}» مستعمل؛ اختر غيره.", f"The key '{key}' is already used; choose another."


def _too_many(kind: Kind, answers: Mapping[str, Any]) -> Iterator[Problem]:
    for name, most in LONGEST.items() if kind is LETTER else ():
        if len(answers.get(name) or ()) > most:
            yield name, f"لا تزد على {most}.", f"No more than {most}."
    for row in answers.get("asks") or () if kind is LETTER else ():
        if any(not KEY.fullmatch(name) for name in asked_names(row)):
            yield "asks", "اكتب أسماء الأسئلة كما هي في النموذج.", "Write the names of questions as the form has them."
