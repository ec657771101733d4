"""Two officers on one form: what the other has changed, and what one's own change would do to it, side by side."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import PolicyChange, PolicyFile
from engine.policies import form_edits, form_files
from engine.policies.form_files import Form
from engine.studio import drafts, form_pages, forms
from engine.studio.drafts import EditConflict
from engine.studio.form_subjects import words

NOTHING = "—"


@dataclass(frozen=True)
class Difference:
    """One part of a question, or of the form where `question` is empty; `part` is its key in the file."""

    question: str
    part: str
    before: str
    after: str


@dataclass(frozen=True)
class SideBySide:
    """`theirs`: what they changed since one read it. `mine`: from what stands now to what saving mine makes of it."""

    theirs: list[Difference]
    mine: list[Difference]


def conflict(
    session: Session,
    version_id: int,
    found: EditConflict,
    seen: str,
    edit: Callable[[Form], Form] | None,
    actor: Actor,
) -> SideBySide:
    """Return both changes of a file that two have edited."""
    drafts.get(session, version_id, actor)
    now = found.now or b""
    before = _kept(session, version_id, found.path, seen)
    mine = now
    if edit and now:
        try:
            mine = forms.edited(now, edit)
        except form_edits.Refused:
            mine = now
    return SideBySide(
        list(differences(form_pages.readable(before or now), form_pages.readable(now), actor.locale)),
        list(differences(form_pages.readable(now), form_pages.readable(mine), actor.locale)),
    )


def _kept(session: Session, version_id: int, path: str, sha256: str) -> bytes | None:
    """A text that this file had in this draft."""
    query = select(PolicyChange.id).where(
        PolicyChange.version_id == version_id,
        PolicyChange.path == path,
        or_(PolicyChange.before == sha256, PolicyChange.after == sha256),
    )
    found = session.get(PolicyFile, sha256) if session.scalar(query.limit(1)) else None
    return found.content if found else None


def differences(before: Form, after: Form, locale: str) -> Iterator[Difference]:
    """Part by part; a question is known by its name."""
    for key in ("id", "title", "intro", "checks"):
        if before.get(key) != after.get(key):
            yield Difference("", key, _text(before.get(key)), _text(after.get(key)))
    old, new = _by_name(before), _by_name(after)
    for name in {**old, **new}:
        yield from _question(name, old.get(name), new.get(name), locale)
    shared = [name for name in old if name in new]
    if shared != [name for name in new if name in old]:
        yield Difference("", "order", _order(shared, old, locale), _order([n for n in new if n in old], new, locale))


def _by_name(form: Form) -> dict[str, Mapping[str, Any]]:
    return {str(field.get("name", "")): field for spot, field in form_files.questions(form) if len(spot) == 1}


def _question(
    name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, locale: str
) -> Iterator[Difference]:
    label = _label(name, new or old or {}, locale)
    if old is None or new is None:
        yield Difference(label, "", _label(name, old, locale) if old else NOTHING, label if new else NOTHING)
        return
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            yield Difference(label, key, _text(old.get(key)), _text(new.get(key)))


def _label(name: str, field: Mapping[str, Any], locale: str) -> str:
    return words(field.get("label"), locale) or words(field.get("text"), locale) or name


def _order(found: list[str], fields: Mapping[str, Mapping[str, Any]], locale: str) -> str:
    return "\n".join(_label(name, fields[name], locale) for name in found)


def _text(value: Any) -> str:
    """A value as a person can compare it with another."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping) and value.keys() <= {"ar", "en"}:
        return "\n".join(str(each) for each in value.values())
    return json.dumps(value, ensure_ascii=False, indent=1)
