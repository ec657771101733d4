"""The papers of a draft (documents/*): listed, taken in, replaced, removed; each with what shows or attaches it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import InvalidUpload, NotFound
from engine.models import PolicyVersion
from engine.policies import archives, packs
from engine.policies.packs import MAX_FILE, Pack
from engine.studio import checking, drafts, texts
from engine.studio.binding import Parts
from engine.studio.lists import policy_entries
from engine.studio.lists.policy_entries import StillUsed
from engine.studio.uses import Use

FOLDER = "documents"
TEXTS = (".md", ".txt")
_OTHER = re.compile(r"[^A-Za-z0-9._-]+")


class BadPaper(InvalidUpload):
    """A file that cannot be a paper of the policy."""

    ar = "لا يُقبل هذا الملف ورقة في السياسة."
    en = "This file cannot be a paper of the policy."


@dataclass(frozen=True)
class Paper:
    """`kind` is the file's ending without its dot; `text` what a text file says, None of any other."""

    name: str
    path: str
    kind: str
    size: int
    sha256: str
    uses: list[Use]
    text: str | None

    @property
    def is_markdown(self) -> bool:
        return self.kind == "md"


def index(session: Session, version_id: int, actor: Actor) -> list[Paper]:
    """Return the papers of a version by name."""
    version = drafts.get(session, version_id, actor)
    parts, pack = policy_entries.read(version, session), checking.pack(session, version)
    return [_paper(parts, pack, path) for path in sorted(pack.files, key=str.casefold) if _is_paper(path)]


def get(session: Session, version_id: int, name: str, actor: Actor) -> Paper:
    """Return one paper by its name, with or without its ending."""
    version = drafts.get(session, version_id, actor)
    return _paper(policy_entries.read(version, session), checking.pack(session, version), _path(version, name))


def add(session: Session, version_id: int, name: str, content: bytes, actor: Actor) -> str:
    """Keep a new paper under a name made from its file's, and return that name."""
    version = drafts.locked(session, version_id, actor)
    named = _free(_clean(name), {PurePosixPath(path).name.casefold() for path in version.manifest if _is_paper(path)})
    path = f"{drafts.folder(version, FOLDER)}/{FOLDER}/{named}"
    _check(path, content)
    drafts.save(session, version_id, path, content, None, actor)
    return named


def replace(session: Session, version_id: int, name: str, sent: str, content: bytes, seen: str, actor: Actor) -> None:
    """Put another content in the place of a paper; whatever shows it shows the new one."""
    path = _path(drafts.locked(session, version_id, actor), name)
    if _ending(sent) != _ending(path):
        raise BadPaper(
            sent,
            ar=f"اختر ملفًا من النوع نفسه ({_ending(path)})، أو أضف ورقة جديدة واخترها في الأداة.",
            en=f"Choose a file of the same kind ({_ending(path)}), or add a new paper and choose it for the tool.",
        )
    _check(path, content)
    drafts.save(session, version_id, path, content, seen, actor)


def remove(session: Session, version_id: int, name: str, seen: str, actor: Actor) -> None:
    """Remove a paper that no tool shows and no scenario attaches."""
    version = drafts.locked(session, version_id, actor)
    path = _path(version, name)
    if found := list(_uses(policy_entries.read(version, session), path)):
        raise StillUsed(found)
    drafts.save(session, version_id, path, None, seen, actor)


def _paper(parts: Parts, pack: Pack, path: str) -> Paper:
    content, name = pack.files[path], PurePosixPath(path).name
    text = content.decode(errors="replace") if _ending(name) in TEXTS else None
    uses = list(_uses(parts, path))
    return Paper(name, path, _ending(name).lstrip("."), len(content), pack.manifest[path], uses, text)


def _uses(parts: Parts, path: str) -> Iterator[Use]:
    yield from texts.shown_as_tool(parts.content, PurePosixPath(path).name)
    attached = "/".join(PurePosixPath(path).parts[1:])
    for file, scenario in parts.content.scenarios.items():
        if any(step.get("file") in (attached, path) for step in scenario["steps"]):
            said = scenario.get("title") or {}
            words = said if isinstance(said, dict) else {"ar": said, "en": said}
            yield Use("scenario", file, words.get("ar", file), words.get("en", file))


def _is_paper(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return len(parts) == 3 and parts[1] == FOLDER


def _path(version: PolicyVersion, name: str) -> str:
    found = [path for path in version.manifest if _is_paper(path)]
    whole = [path for path in found if PurePosixPath(path).name == name]
    for path in whole or [path for path in found if PurePosixPath(path).stem == name]:
        return path
    raise NotFound(f"paper {name} in version {version.id}")


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _clean(name: str) -> str:
    """A name that any system keeps: English letters, digits, dots; what has none of them becomes `paper`."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    stem = _OTHER.sub("_", PurePosixPath(plain).stem).strip("._-")[:80]
    return f"{stem or 'paper'}{_ending(plain)}"


def _free(name: str, taken: set[str]) -> str:
    path, number, made = PurePosixPath(name), 2, name
    while made.casefold() in taken:
        made, number = f"{path.stem}_{number}{path.suffix}", number + 1
    return made


def _check(path: str, content: bytes) -> None:
    if _ending(path) not in packs.PARTS[FOLDER]:
        kinds = " ".join(packs.PARTS[FOLDER])
        raise BadPaper(path, ar=f"الأنواع المقبولة: {kinds}", en=f"Accepted kinds: {kinds}")
    if not content:
        raise BadPaper(path, ar="الملف فارغ.", en="The file is empty.")
    if len(content) > MAX_FILE:
        raise BadPaper(path, ar="الملف أكبر من 10 ميغابايت.", en="The file is over 10 MB.")
    for problem in archives.problems(path, content):
        raise BadPaper(path, ar=problem.ar, en=problem.en)
