"""Changes of scenario files: new, copied, removed, a step put, moved or taken out; each is one save of the draft."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, scenarios
from engine.actors import Actor
from engine.errors import EngineError
from engine.models import PolicyVersion
from engine.policies import entries
from engine.studio import drafts, scenario_pages
from engine.studio.drafts import Saved

LONGEST_NAME = 60
LONGEST_TITLE = 200
END = 10_000  # behind every step


class TitleNeeded(EngineError):
    """A scenario is spoken of by its title."""

    ar = "اكتب عنوان السيناريو بالعربية والإنجليزية، مثل: لم يعد بالنواقص."
    en = "Give the scenario a title in Arabic and in English, such as: never returned with the papers."


class NoProcess(EngineError):
    """Nobody can open a case of this version."""

    ar = "لا يوجد في المسودة إجراء تُفتح به معاملة؛ ارسم بدايته بنموذج ودور أولًا."
    en = "The draft has no process by which a case is opened; draw its start with a form and a role first."


class LastStep(EngineError):
    """A scenario without a step shows nothing."""

    ar = "لا بد للسيناريو من خطوة واحدة على الأقل. إن لم تعد تريده فاحذفه كله."
    en = "A scenario needs one step at least. If you do not want it any more, remove all of it."


def add(session: Session, version_id: int, title: Mapping[str, str], actor: Actor) -> str:
    """A new scenario: one person for each role, and the first case opened; return its name."""
    version = drafts.get(session, version_id, actor)
    words = titled(title)
    path = free_path(version, words["en"])
    content = entries.write(_begun(session, version, words, actor))
    drafts.save(session, version_id, path, content, None, actor)
    return PurePosixPath(path).stem


def copy(session: Session, version_id: int, name: str, actor: Actor) -> str:
    """The same steps under another name, to be changed from there."""
    version = drafts.get(session, version_id, actor)
    found = drafts.file(session, version_id, scenario_pages.find(version, name), actor)
    title = entries.get(found.content, ("title",)) or {}
    words = {"ar": f"{title.get('ar', name)} (نسخة)", "en": f"{title.get('en', name)} (copy)"}
    path = free_path(version, name)
    drafts.save(session, version_id, path, entries.put(found.content, ("title",), words), None, actor)
    return PurePosixPath(path).stem


def remove(session: Session, version_id: int, name: str, seen: str, actor: Actor) -> Saved:
    version = drafts.get(session, version_id, actor)
    return drafts.save(session, version_id, scenario_pages.find(version, name), None, seen, actor)


def save_source(session: Session, version_id: int, name: str, source: bytes, seen: str, actor: Actor) -> Saved:
    """The whole file as typed; InvalidPack says what is wrong with it, each at its line."""
    version = drafts.get(session, version_id, actor)
    path = scenario_pages.find(version, name)
    scenarios.parse(source, path)
    return drafts.save(session, version_id, path, source, seen, actor)


def put_step(
    session: Session,
    version_id: int,
    name: str,
    at: int,
    step: Mapping[str, Any],
    seen: str,
    actor: Actor,
    *,
    is_new: bool,
) -> Saved:
    """Write a step at a place counted from 0; a new one stands there and pushes the rest on."""
    path, content = _read(session, version_id, name, actor)
    if is_new:
        number = len(entries.get(content, ("steps",)) or [])
        content = entries.put(content, ("steps", END), dict(step))
        content = entries.move(content, ("steps", number), min(at, number))
    else:
        content = entries.put(content, ("steps", at), dict(step))
    scenarios.parse(content, path)
    return drafts.save(session, version_id, path, content, seen, actor, f"steps.{at}")


def move_step(session: Session, version_id: int, name: str, at: int, to: int, seen: str, actor: Actor) -> Saved:
    path, content = _read(session, version_id, name, actor)
    last = len(entries.get(content, ("steps",)) or []) - 1
    moved = entries.move(content, ("steps", at), max(0, min(to, last)))
    return drafts.save(session, version_id, path, moved, seen, actor, f"steps.{at}")


def remove_step(session: Session, version_id: int, name: str, at: int, seen: str, actor: Actor) -> Saved:
    path, content = _read(session, version_id, name, actor)
    if len(entries.get(content, ("steps",)) or []) < 2:
        raise LastStep(f"scenario {name}")
    return drafts.save(session, version_id, path, entries.put(content, ("steps", at), None), seen, actor, f"steps.{at}")


def _read(session: Session, version_id: int, name: str, actor: Actor) -> tuple[str, bytes]:
    version = drafts.get(session, version_id, actor)
    path = scenario_pages.find(version, name)
    return path, drafts.file(session, version_id, path, actor).content


def _begun(session: Session, version: PolicyVersion, title: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    names = scenario_pages.names_of(session, version, actor.locale)
    people = {f"{key[:60]}_1": [key] for key in names.policy.association.get("roles", {})}
    roles = {role for held in people.values() for role in held}
    found = [each for each in names.policy.specs.processes.values() if each.start.form and each.start.role in roles]
    if not found:
        raise NoProcess(f"version {version.id}")
    who = next(person for person, roles in people.items() if found[0].start.role in roles)
    starts = clock.local(clock.now()).replace(hour=9, minute=0, second=0, microsecond=0)
    return {
        "title": title,
        "association": version.association,
        "starts": starts.isoformat(timespec="minutes"),
        "people": people,
        "steps": [{"start": {"as": who, "process": found[0].id}}],
    }


def titled(title: Mapping[str, str]) -> dict[str, str]:
    """A title as it is kept; TitleNeeded where a language is missing."""
    words = {key: " ".join(title.get(key, "").split())[:LONGEST_TITLE] for key in ("ar", "en")}
    if not all(words.values()):
        raise TitleNeeded("a scenario without a title")
    return words


def free_path(version: PolicyVersion, wanted: str) -> str:
    """A path that no file has; names are Latin, as addresses are."""
    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_NAME] or "scenario"
    folder = drafts.folder(version, "scenarios")
    names = (f"{folder}/scenarios/{stem}{f'_{number}' if number > 1 else ''}.yaml" for number in range(1, 1000))
    return next(name for name in names if name not in version.manifest)
