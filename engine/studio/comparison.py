"""Two versions side by side as a page: which ones, what differs, and the diagrams to draw."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound
from engine.models import PolicyVersion
from engine.policies import diff, versions
from engine.policies.diff import VersionDiff
from engine.studio import checking, drafts, overview
from engine.studio.overview import VersionLine


@dataclass(frozen=True)
class Drawn:
    """A diagram that differs; on which sides it is there, and the name under which its file is asked for."""

    path: str
    name: str
    in_before: bool
    in_after: bool


@dataclass(frozen=True)
class Comparison:
    """`drawings` holds a diagram for each group of the diff's diagrams, by path."""

    before: VersionLine
    after: VersionLine
    versions: list[VersionLine]
    diff: VersionDiff
    drawings: dict[str, Drawn]


def show(session: Session, version_id: int, other_id: int, actor: Actor) -> Comparison:
    """Return what a version changes, measured against another one."""
    after, before = (drafts.get(session, each, actor) for each in (version_id, other_id))
    found = compared(session, before, after)
    lines = {line.id: line for line in overview.page(session, actor)}
    groups = [group for part in found.parts if part.key == "diagrams" for group in part.groups]
    drawings = {group.path: _drawn(group.path, before, after) for group in groups}
    return Comparison(lines[before.id], lines[after.id], list(lines.values()), found, drawings)


def compared(session: Session, before: PolicyVersion, after: PolicyVersion) -> VersionDiff:
    """Remembered by both hashes: the bytes behind a hash never change."""
    key = f"{before.hash} {after.hash}"
    packs = [checking.pack(session, version).files for version in (before, after)]
    return checking.remembered("diff", key, lambda: diff.compare(*packs))


def base(session: Session, version_id: int, actor: Actor) -> int:
    """What a version is first measured against: what it came from, else the version in force."""
    version = drafts.get(session, version_id, actor)
    in_force = versions.find_in_force(session)
    return version.based_on_id or (in_force.id if in_force else version.id)


def drawing(session: Session, version_id: int, name: str, actor: Actor) -> bytes:
    """Return the XML of a diagram of any version."""
    version = drafts.get(session, version_id, actor)
    path = next((path for path in version.manifest if PurePosixPath(path).name == f"{name}.bpmn"), None)
    if path is None:
        raise NotFound(f"diagram {name} in version {version_id}")
    return drafts.file(session, version_id, path, actor).content


def _drawn(path: str, before: PolicyVersion, after: PolicyVersion) -> Drawn:
    return Drawn(path, PurePosixPath(path).stem, path in before.manifest, path in after.manifest)
