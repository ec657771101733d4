"""The verbs of the association's file and the lists: an entry is saved, removed, moved or given another key."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

import forms
from engine.actors import Actor
from engine.errors import Conflict, EngineError
from engine.models import PolicyVersion
from engine.policies import entries
from engine.studio import binding, checking, drafts, uses
from engine.studio.binding import Parts
from engine.studio.drafts import EditConflict
from engine.studio.lists import entry_forms, entry_keys, entry_rules, entry_words, policy_sections
from engine.studio.lists.entry_answers import OF, labels, slug
from engine.studio.lists.entry_forms import Typed
from engine.studio.lists.policy_sections import FACTS, KEPT_ONE, Section
from engine.studio.uses import Use

RENAMED = ("clauses", "roles", "ballots", "lists", "parameters")  # whose uses can be written anew


class StillUsed(Conflict):
    """The entry is used elsewhere, so it cannot go or change its key."""

    def __init__(self, found: list[Use]) -> None:
        self.uses = found
        ar = f"لا يُحذف ولا يُغيّر معرّفه ما دام مستعملًا في: {uses.named(found, 'ar')}."
        en = f"It cannot go, nor change its key, while it is used by {uses.named(found, 'en')}."
        super().__init__("still used", ar=ar, en=en)


class LastOne(Conflict):
    """A policy without this would not be one."""

    ar = "لا يُحذف آخر عنصر في هذه القائمة. أضف غيره أولًا."
    en = "The last one of this list cannot be removed. Add another first."


class BadKey(EngineError):
    """Another key that cannot be given."""


def save(session: Session, version_id: int, section: str, key: str | None, typed: Typed, actor: Actor) -> str:
    """Save an entry, a new one where `key` is None; return its key."""
    parts = read(drafts.get(session, version_id, actor), session)
    found = policy_sections.find(parts.content, section)
    around = entry_forms.surroundings(parts, actor.locale, {"is_new": key is None, "after_asked": None})
    answers = forms.answers(typed.definition, typed.raw, around)
    if problems := entry_rules.problems(parts, found, key, answers):
        raise entry_forms.refused(typed, around, problems)
    named = key or entry_rules.proposed(found, answers)
    value = _value(found, named, answers)
    if found.kind == "lists" and found.file not in parts.content.sources:
        drafts.save(session, version_id, found.file, entries.write({named: value}), None, actor, named)
        return named
    after = answers.get("after") if key is None else None
    drafts.edit(session, version_id, found.file, found.at(named), value, typed.seen, actor, after=after)
    return named


def save_facts(session: Session, version_id: int, typed: Typed, actor: Actor) -> None:
    """Save what the file says of the association itself; only what changed is written."""
    parts = read(drafts.locked(session, version_id, actor), session)
    answers = forms.answers(typed.definition, typed.raw, entry_forms.surroundings(parts, actor.locale))
    content, before = parts.content, policy_sections.facts(parts.content)
    if (current := entries.digest(before)) != typed.seen:
        found = drafts.file(session, version_id, content.association_path, actor)
        raise EditConflict(found.path, FACTS, found.content, current, found.changed_by, found.changed_at)
    for key, value in _facts(parts, answers).items():
        if value != before[key]:
            seen = entries.digest(before[key])
            drafts.edit(session, version_id, content.association_path, (key,), value, seen, actor)


def remove(
    session: Session, version_id: int, section: str, key: str, seen: str, actor: Actor, *, citations_too: bool = False
) -> None:
    """Remove an entry that nothing uses; a clause also with the citations of it, where that is asked for."""
    parts = read(drafts.get(session, version_id, actor), session)
    found = policy_sections.find(parts.content, section)
    policy_sections.entry(found, key)
    _check_removable(found, key)
    used = uses.find(parts, section, key)
    if used and not (citations_too and section == "clauses"):
        raise StillUsed(used)
    drafts.edit(session, version_id, found.file, found.at(key), None, seen, actor)
    entry_keys.rewrite(session, version_id, found, used, (key, None), actor)


def move(session: Session, version_id: int, section: str, key: str, by: int, actor: Actor) -> None:
    """Put an entry one place up (-1) or down (1); at the end of the list nothing happens."""
    found = policy_sections.find(read(drafts.get(session, version_id, actor), session).content, section)
    policy_sections.entry(found, key)
    to = list(found.entries).index(key) + by
    if 0 <= to < len(found.entries):
        drafts.move(session, version_id, found.file, found.at(key), to, actor)


def rename(session: Session, version_id: int, section: str, key: str, new: str, seen: str, actor: Actor) -> None:
    """Give an entry another key, and write the new one wherever the old one stood."""
    version = drafts.get(session, version_id, actor)
    parts = read(version, session)
    found = policy_sections.find(parts.content, section)
    entry = policy_sections.entry(found, key)
    for _, ar, en in entry_rules.key_problem(found, new, "code"):
        raise BadKey(f"{section}: {new}", ar=ar, en=en)
    used = uses.find(parts, section, key)
    if section not in RENAMED and used:
        raise StillUsed(used)
    entry_keys.put(session, version_id, found, entry, (key, new), seen, actor)
    if section == "parameters":
        entry_keys.in_expressions(session, version, key, new, actor)
    else:
        entry_keys.rewrite(session, version_id, found, used, (key, new), actor)


def read(version: PolicyVersion, session: Session) -> Parts:
    """The version's files, read once a hash."""
    return binding.parts(checking.pack(session, version))


def _value(section: Section, key: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    if section.kind == "lists":
        return labels(answers["entries"], slug)
    made = OF[section.kind].entry(answers)
    return {"id": key, **made} if section.kind == "clauses" else made


def _facts(parts: Parts, answers: Mapping[str, Any]) -> dict[str, Any]:
    chosen = answers.get("steps") or []
    return {
        "name": {"ar": answers["name_ar"], "en": answers["name_en"]},
        "registration": answers.get("registration"),
        "policy": {"ar": answers["policy_ar"], "en": answers["policy_en"]},
        "steps": [key for key in parts.content.clauses() if key in chosen],
    }


def _check_removable(section: Section, key: str) -> None:
    if len(section.entries) == 1 and (section.kind in KEPT_ONE or section.kind == "list"):
        raise LastOne(f"{section.key} {key}")
    if section.kind == "roles" and (lost := entry_rules.lost_rights(section, key, ())):
        said = entry_words.RIGHTS[lost[0]]
        raise LastOne(
            f"role {key}",
            ar=f"هذا آخر دور له الصلاحية «{said['ar']}»؛ أعطها لدور آخر أولًا.",
            en=f"No other role has the right '{said['en']}'; give it to another role first.",
        )
