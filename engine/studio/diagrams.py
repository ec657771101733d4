"""The diagrams of a version: what there is, what is wrong with each; read, saved, renamed, removed."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import diff, xml
from engine.bpmn.elements import FLOW_NODES
from engine.bpmn.findings import Finding, is_error
from engine.errors import Conflict, EngineError, NotFound
from engine.models import PolicyFile, PolicyVersion, VersionStatus
from engine.policies import content as contents
from engine.policies.packs import Pack
from engine.studio import checking, drafts
from engine.studio.drafts import DraftFile, Saved
from engine.studio.new_diagrams import IDS, SUFFIX

LONGEST_NAME = 48
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Named:
    """A thing to choose, by its key."""

    key: str
    name: str


@dataclass(frozen=True)
class Card:
    """A diagram in the list; `elements` is None where the file cannot be read."""

    name: str
    title: str
    elements: int | None
    errors: int
    warnings: int
    sha256: str


@dataclass(frozen=True)
class DiagramsPage:
    """What there is; `roles` and `forms` are what a new diagram can begin with."""

    cards: list[Card]
    roles: list[Named]
    forms: list[Named]


@dataclass(frozen=True)
class Drawing:
    """One diagram as the modeler opens it; `taken` are the ids that other diagrams of the version use."""

    name: str
    path: str
    title: str
    is_draft: bool
    taken: list[str]


class NotADiagram(EngineError):
    """What was sent is no XML that a diagram's file may hold."""


class NameTaken(Conflict):
    """Another diagram of the version has this name."""

    ar = "في هذا الإصدار مخطط آخر بهذا الاسم. اختر اسمًا غيره."
    en = "Another diagram of this version has this name. Choose another."


class InvalidName(EngineError):
    """A file's name is for people and for other tools."""

    ar = "يتكوّن اسم الملف من حروف لاتينية وأرقام و«_»، ويبدأ بحرف."
    en = "A file's name is made of Latin letters, digits and '_', and begins with a letter."


def show(session: Session, version_id: int, actor: Actor) -> DiagramsPage:
    """Return every diagram of a version with what is wrong with it."""
    version = drafts.get(session, version_id, actor)
    pack, found = checking.pack(session, version), checking.by_file(checking.findings(session, version))
    content = contents.parse(pack.association, pack.files)
    cards = [_card(pack, path, name, found.get(path, []), actor.locale) for name, path in _names(version).items()]
    return DiagramsPage(
        cards,
        [Named(key, words[actor.locale]) for key, words in content.association.get("roles", {}).items()],
        [Named(key, form.title[actor.locale]) for key, form in content.forms.items()],
    )


def drawing(session: Session, version_id: int, name: str, actor: Actor) -> Drawing:
    """Return what the modeler must know before it reads the file itself."""
    version = drafts.get(session, version_id, actor)
    path = _path(version, name)
    files = checking.pack(session, version).files
    others = (content for other, content in files.items() if other.endswith(SUFFIX) and other != path)
    taken = {key.decode("utf-8", "replace") for content in others for key in IDS.findall(content)}
    title = _title(files[path], name, actor.locale)
    return Drawing(name, path, title, version.status is VersionStatus.DRAFT, sorted(taken))


def file(session: Session, version_id: int, name: str, actor: Actor) -> DraftFile:
    """Return the file of a diagram."""
    return drafts.file(session, version_id, _path(drafts.get(session, version_id, actor), name), actor)


def save(session: Session, version_id: int, name: str, content: bytes, seen: str, actor: Actor) -> Saved:
    """Save a diagram as it was drawn; unsound ones too, but nothing that is no diagram."""
    path = _path(drafts.get(session, version_id, actor), name)
    _check(content)
    return drafts.save(session, version_id, path, content, seen, actor)


def changes_since(session: Session, version_id: int, name: str, seen: str, actor: Actor) -> list[str]:
    """Return in words what others changed in the file that an editor had read as `seen`."""
    now = file(session, version_id, name, actor)
    started_from = session.get(PolicyFile, seen)
    changes = diff.compare(started_from.content, now.content) if started_from else []
    return [change.en if actor.locale == "en" else change.ar for change in changes]


def rename(session: Session, version_id: int, name: str, to: str, actor: Actor) -> str:
    """Give a diagram's file another name; processes call each other by their own ids, so nothing else changes."""
    found = file(session, version_id, name, actor)
    if not _KEY.fullmatch(to) or len(to) > LONGEST_NAME:
        raise InvalidName(to[:80])
    version = drafts.get(session, version_id, actor)
    if to.lower() in {key.lower() for key in _names(version)} - {name.lower()}:
        raise NameTaken(to)
    if to != name:
        target = str(PurePosixPath(found.path).with_name(to + SUFFIX))
        drafts.save(session, version_id, target, found.content, None, actor)
        drafts.save(session, version_id, found.path, None, found.sha256, actor)
    return to


def remove(session: Session, version_id: int, name: str, seen: str, actor: Actor) -> None:
    """Take a diagram out of a draft; the list of changes can put it back."""
    path = _path(drafts.get(session, version_id, actor), name)
    drafts.save(session, version_id, path, None, seen, actor)


def _names(version: PolicyVersion) -> dict[str, str]:
    """Each diagram's name in addresses: that of its file, with its folder only where two files share one."""
    paths = [path for path in version.manifest if path.endswith(SUFFIX)]
    stems = [PurePosixPath(path).stem for path in paths]
    return {
        stem if stems.count(stem) == 1 else f"{PurePosixPath(path).parts[0]}:{stem}": path
        for stem, path in zip(stems, paths, strict=True)
    }


def _path(version: PolicyVersion, name: str) -> str:
    path = _names(version).get(name)
    if path is None:
        raise NotFound(f"diagram {name[:80]} in version {version.id}")
    return path


def _card(pack: Pack, path: str, name: str, found: list[Finding], locale: str) -> Card:
    errors = sum(is_error(finding) for finding in found)
    raw = pack.files[path]
    return Card(
        name, _title(raw, name, locale), _count(raw), errors, len(found) - errors, pack.manifest[path]
    )  # fmt: skip


def _title(raw: bytes, name: str, locale: str) -> str:
    """The names of the processes in the file."""
    root = _root(raw)
    processes = [] if root is None else root.findall("./bpmn:process", xml.NAMESPACES)
    titles = [_spoken(process, locale) for process in processes]
    return "، ".join(filter(None, titles)) or name


def _spoken(process: Any, locale: str) -> str:
    name = str(process.get("name") or "")
    return xml.properties(process).get("name_en", name) if locale == "en" else name


def _count(raw: bytes) -> int | None:
    root = _root(raw)
    return None if root is None else sum(1 for node in root.iter("{*}*") if xml.local_name(node) in FLOW_NODES)


def _root(raw: bytes) -> Any:
    try:
        return xml.read(raw)
    except xml.UnreadableXml:
        return None


def _check(content: bytes) -> None:
    try:
        root = xml.read(content)
    except xml.UnreadableXml as error:
        raise NotADiagram("unreadable", ar=error.ar, en=error.en) from error
    if xml.local_name(root) != "definitions":
        raise NotADiagram("no BPMN", ar="الملف ليس مخطط BPMN.", en="The file is not a BPMN diagram.")
