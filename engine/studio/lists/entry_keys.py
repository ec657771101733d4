"""An entry that takes another key, or goes: the places of a draft that name it follow."""

from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import citations
from engine.models import PolicyVersion
from engine.policies import entries, renaming
from engine.studio import drafts, uses
from engine.studio.lists.policy_sections import Section
from engine.studio.uses import Use

PROPERTIES = {"clauses": ("clause",), "roles": ("role", "to"), "ballots": ("ballot",)}
"""Of a diagram, which name an entry of the section: a role and a ballot may bear the same key."""


def put(
    session: Session, version_id: int, section: Section, entry: Any, keys: tuple[str, str], seen: str, actor: Actor
) -> None:
    old, new = keys
    if section.kind == "clauses":
        drafts.edit(session, version_id, section.file, section.at(old), {**entry, "id": new}, seen, actor)
        return
    drafts.edit(session, version_id, section.file, section.at(new), entry, "", actor, after=old)
    drafts.edit(session, version_id, section.file, section.at(old), None, seen, actor)


def in_expressions(session: Session, version: PolicyVersion, old: str, new: str, actor: Actor) -> None:
    files = drafts.pack(session, version).files
    for path, content in renaming.rename(files, old, new).items():
        drafts.save(session, version.id, path, content, version.manifest[path], actor, new)


def rewrite(
    session: Session, version_id: int, section: Section, used: list[Use], keys: tuple[str, str | None], actor: Actor
) -> None:
    """Write another key (None: nothing) wherever the old one is named."""
    old, new = keys
    for file in sorted({use.file for use in used if use.kind == uses.DIAGRAM}):
        found = drafts.file(session, version_id, file, actor)
        made = citations.replaced(found.content, PROPERTIES[section.kind], old, new)
        drafts.save(session, version_id, file, made, found.sha256, actor, new or old)
    for file, place in dict.fromkeys((use.file, use.place) for use in used if use.place):
        value = entries.get(drafts.file(session, version_id, file, actor).content, place)
        made = _swapped(value, old, new, is_kept=place == ("steps",))
        drafts.edit(session, version_id, file, place, made, entries.digest(value), actor)


def _swapped(value: Any, old: str, new: str | None, *, is_kept: bool) -> Any:
    """A citation with another key in it; an empty one goes, unless the file must have it."""
    if isinstance(value, list):
        left = [each for each in (_swapped(item, old, new, is_kept=False) for item in value) if each is not None]
        return left if left or is_kept else None
    kind, _, name = str(value).rpartition(":")
    if name != old:
        return value
    return None if new is None else f"{kind}:{new}" if kind else new
