"""A stranger's diagram taken into a draft: looked at first, kept only when the officer has seen what was changed."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import outline
from engine.bpmn.findings import Finding
from engine.bpmn.normalise import Normalised, accept, normalise
from engine.bpmn.xml import UnreadableXml
from engine.errors import InvalidPack
from engine.models import PolicyVersion
from engine.policies.packs import Pack
from engine.studio import checking, drafts

SUFFIX = ".bpmn"
LONGEST_NAME = 48
LARGEST = 1_500_000  # it travels through a form before it is kept
TOO_LARGE = (
    "المخطط أكبر مما يُستورد؛ قسّمه إلى عمليات أصغر.",
    "The diagram is larger than can be taken in; split it into smaller processes.",
)


@dataclass(frozen=True)
class Imported:
    """What would be taken in: the file as repaired, what was done, what is offered, and what stays to be mended.

    `doubled`: processes that another diagram of the version has already.
    """

    name: str
    normalised: Normalised
    left: list[Finding]
    doubled: list[str]

    @property
    def text(self) -> str:
        return self.normalised.xml.decode()


def look(session: Session, version_id: int, filename: str, content: bytes, actor: Actor) -> Imported:
    """What a file would become; nothing is kept. Raises InvalidPack for what is no diagram."""
    version = drafts.get(session, version_id, actor)
    found, name = normalise(content), _name(version, filename)
    if len(found.xml) > LARGEST:
        raise InvalidPack([Finding("error", "file-size", filename[:100], "", 0, *TOO_LARGE)])
    doubled = _doubled(checking.pack(session, version), found.xml)
    return Imported(name, found, _left(session, version, name, found), doubled)


def repaired(session: Session, version_id: int, content: bytes, wanted: Collection[str], actor: Actor) -> bytes:
    """The file with the wanted offers carried out; it takes a while, and nothing is locked meanwhile."""
    drafts.get(session, version_id, actor)
    return accept(normalise(content), wanted).xml


def take_in(session: Session, version_id: int, name: str, made: bytes, actor: Actor) -> str:
    """Keep the repaired file; returns its name in addresses."""
    version = drafts.locked(session, version_id, actor)
    free = _name(version, name)
    drafts.save(session, version_id, _path(version, free), made, None, actor)
    return free


def _left(session: Session, version: PolicyVersion, name: str, found: Normalised) -> list[Finding]:
    """What lint says of the file itself and no offer mends, errors first."""
    path = _path(version, name)
    mended = {(offer.fix.kind, offer.fix.element) for offer in found.offers}
    own = [each for each in checking.lint(session, version, path, found.xml) if each.file == path]
    left = [each for each in own if each.fix is None or (each.fix.kind, each.fix.element) not in mended]
    return sorted(left, key=lambda each: each.severity)


def _doubled(pack: Pack, content: bytes) -> list[str]:
    diagrams = {path: file for path, file in pack.files.items() if path.endswith(SUFFIX)}
    found = {key for file in diagrams.values() for key in _processes(file)}
    return sorted(found & set(_processes(content)))


def _processes(content: bytes) -> list[str]:
    try:
        return list(outline.processes({"": content}))
    except UnreadableXml:
        return []


def _path(version: PolicyVersion, name: str) -> str:
    return f"{drafts.folder(version, '')}/{name}{SUFFIX}"


def _name(version: PolicyVersion, filename: str) -> str:
    """From the file's own name, free among the version's diagrams."""
    stem = PurePosixPath(filename.replace("\\", "/")).name.rsplit(".", 1)[0]
    plain = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_").lstrip("0123456789_")[:LONGEST_NAME] or "diagram"
    taken = {PurePosixPath(path).stem.lower() for path in version.manifest if path.endswith(SUFFIX)}
    numbered = (f"{plain}_{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (plain, *numbered) if each not in taken)
