"""What changed from one version to another: every file, in the words of those who work by it."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from engine.policies.differences import diagrams, files, labels, tables
from engine.policies.differences.model import Difference, Duty, Group, Part, RoleDiff, VersionDiff
from engine.policies.differences.naming import Naming

__all__ = ["Difference", "Duty", "Group", "Part", "RoleDiff", "VersionDiff", "compare", "compare_file"]

Files = Mapping[str, bytes]
Pair = tuple[bytes | None, bytes | None]
TITLES = {"forms": "title", "letters": "title", "templates": "subject"}


def compare(before: Files, after: Files) -> VersionDiff:
    """Only what differs; two versions with the same files give an empty one."""
    pairs = {path: (before.get(path), after.get(path)) for path in _paths(before, after)}
    naming = Naming(before, after)
    groups = [each for path, pair in pairs.items() for each in _groups(path, pair, naming)]
    parts = tuple(
        Part(key, title, found)
        for key, title in labels.PARTS.items()
        if (found := tuple(group for part, group in groups if part == key))
    )
    return VersionDiff(parts, diagrams.duties(_drawings(before, after, pairs), groups, naming))


def compare_file(path: str, before: bytes | None, after: bytes | None, around: Files) -> list[Difference]:
    """One file beside the others of its version: what an editor shows where two people changed the same."""
    if before == after:
        return []
    naming = Naming(around, around)
    return [each for _, group in _groups(path, (before, after), naming) for each in group.differences]


def _paths(before: Files, after: Files) -> list[str]:
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))


def _groups(path: str, pair: Pair, naming: Naming) -> Iterator[tuple[str, Group]]:
    for part, group in _told(path, pair, naming):
        if group.differences:
            yield part, group


def _told(path: str, pair: Pair, naming: Naming) -> Iterator[tuple[str, Group]]:
    folder = PurePosixPath(path).parent.name
    if path.startswith("associations/"):
        yield from files.association(*pair, path, naming)
    elif path.endswith(".bpmn"):
        yield "diagrams", diagrams.compare(*pair, path, naming)
    elif path.endswith(".dmn"):
        yield "decisions", tables.compare(*pair, path, naming)
    elif folder in TITLES:
        yield folder, files.yaml_file(*pair, path, naming, TITLES[folder])
    elif folder == "scenarios":
        yield "scenarios", files.scenario(*pair, path)
    elif path.endswith("/lists.yaml"):
        yield "lists", files.yaml_file(*pair, path, naming, "")
    else:
        yield "documents", files.document(*pair, path, (_hash(pair[0]), _hash(pair[1])))


def _hash(content: bytes | None) -> str:
    return hashlib.sha256(content).hexdigest() if content is not None else ""


def _drawings(before: Files, after: Files, pairs: Mapping[str, Pair]) -> dict[str, Pair]:
    """Every diagram where a form changed: the tasks that show it may lie in a diagram that did not."""
    if not any("/forms/" in path for path in pairs):
        return {path: pair for path, pair in pairs.items() if path.endswith(".bpmn")}
    found = sorted(path for path in {*before, *after} if path.endswith(".bpmn"))
    return {path: (before.get(path), after.get(path)) for path in found}
