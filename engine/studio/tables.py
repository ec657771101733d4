"""The decision tables of a version: which there are; one saved, added, removed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import spoken, table_files, table_writing, xml
from engine.bpmn.decisions import InvalidDecision
from engine.bpmn.spoken import Both
from engine.bpmn.table_files import EditTable
from engine.errors import Conflict, EngineError, NotFound
from engine.models import PolicyVersion
from engine.policies import table_review, tables
from engine.policies.differences import naming
from engine.studio import checking, drafts
from engine.studio.drafts import Saved

FOLDER = "decisions"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")


class TableInUse(Conflict):
    """A table that a diagram names cannot go."""

    def __init__(self, diagrams: list[Both]) -> None:
        ar, en = ("، ".join(f"«{each.ar}»" for each in diagrams), ", ".join(f"“{each.en}”" for each in diagrams))
        super().__init__(
            "the table is used",
            ar=f"يستعمل هذا الجدول المخطط {ar}. غيّر خطوة جدول القرار فيه أولًا، ثم احذف الجدول.",
            en=f"The diagram {en} uses this table. Change its decision step first, then remove the table.",
        )


class BadKey(EngineError):
    """The key of a new table."""

    ar = "المفتاح أحرف إنجليزية صغيرة وأرقام وشرطة سفلية، يبدأ بحرف، ولا يحمله جدول آخر، مثل: need_level."
    en = "A key is small English letters, digits and underscores, begins with a letter, and no other table has it."


class NotATable(EngineError):
    """A file without a table that an editor could show."""

    ar = "لا يُقرأ في هذا الملف جدول قرار. صدّره وأصلحه، أو احذفه وابدأ جدولًا جديدًا."
    en = "No decision table can be read in this file. Export and mend it, or remove it and begin a new one."


@dataclass(frozen=True)
class TableLine:
    """A table in the list."""

    name: str
    title: str
    rules: int
    problems: int
    used_by: list[Both]
    sha256: str


def index(session: Session, version_id: int, actor: Actor) -> list[TableLine]:
    """Return every table of a version."""
    version = drafts.get(session, version_id, actor)
    files = checking.pack(session, version).files
    used = uses(files)
    return [_line(path, content, version, used) for path, content in files.items() if path.endswith(".dmn")]


def _line(path: str, content: bytes, version: PolicyVersion, uses: Mapping[str, list[Both]]) -> TableLine:
    name, digest = PurePosixPath(path).stem, version.manifest[path]
    try:
        table = table_files.read(content)
    except InvalidDecision as invalid:
        return TableLine(name, name, 0, len(invalid.problems), uses.get(name, []), digest)
    found = table_review.review(content)
    problems = len(found.whole) + sum(map(len, found.at.values()))
    return TableLine(name, table.name or table.id, len(table.rules), problems, uses.get(table.id, []), digest)


def save(session: Session, version_id: int, name: str, sent: Mapping[str, str], actor: Actor) -> Saved:
    """Save what was sent over the file that the editor has seen."""
    path = path_of(drafts.get(session, version_id, actor), name)
    content = drafts.file(session, version_id, path, actor).content
    written = table_writing.write(content, tables.sent(sent, read(content)))
    return drafts.save(session, version_id, path, written, sent.get("seen", ""), actor)


def add(session: Session, version_id: int, key: str, title: str, actor: Actor) -> str:
    """Begin a new table and return the name under which it is edited."""
    version = drafts.get(session, version_id, actor)
    if not _KEY.fullmatch(key) or key in _keys(version):
        raise BadKey(f"table {key!r}")
    content = table_writing.new(key, " ".join(title.split())[: tables.LONGEST_LABEL] or key)
    drafts.save(session, version_id, f"{drafts.folder(version, FOLDER)}/{FOLDER}/{key}.dmn", content, None, actor)
    return key


def free_key(session: Session, version_id: int, actor: Actor) -> str:
    """A key that a new table may take, for those who need not care."""
    taken = _keys(drafts.get(session, version_id, actor))
    return next(key for number in range(1, len(taken) + 2) if (key := f"table_{number}") not in taken)


def remove(session: Session, version_id: int, name: str, seen: str, actor: Actor) -> None:
    """Remove a table that no diagram uses."""
    version = drafts.get(session, version_id, actor)
    path = path_of(version, name)
    files = checking.pack(session, version).files
    if used := uses(files).get(_key(files[path], name)):
        raise TableInUse(used)
    drafts.save(session, version_id, path, None, seen, actor)


def uses(files: Mapping[str, bytes]) -> dict[str, list[Both]]:
    """Table: the diagrams that have a step for it."""
    found: dict[str, list[Both]] = {}
    for content in diagrams(files).values():
        title = spoken.joined(list(naming.process_titles(content).values()))
        named = {str(xml.properties(each).get("decision")) for each in _steps(content)}
        for table in sorted(named):
            found.setdefault(table, []).append(title)
    return found


def _steps(content: bytes) -> list[Any]:
    try:
        return list(xml.read(content).iterfind(".//bpmn:businessRuleTask", xml.NAMESPACES))
    except xml.UnreadableXml:
        return []


def diagrams(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if path.endswith(".bpmn")}


def read(content: bytes) -> EditTable:
    try:
        return table_files.read(content)
    except InvalidDecision as invalid:
        raise NotATable("no table in the file") from invalid


def _key(content: bytes, name: str) -> str:
    try:
        return table_files.read(content).id
    except InvalidDecision:
        return name


def _keys(version: PolicyVersion) -> set[str]:
    return {PurePosixPath(path).stem for path in version.manifest if path.endswith(".dmn")}


def path_of(version: PolicyVersion, name: str) -> str:
    found = (path for path in version.manifest if path.endswith(f"/{FOLDER}/{name}.dmn"))
    path = next(found, None)
    if path is None or PurePosixPath(path).stem != name:
        raise NotFound(f"table {name} in version {version.id}")
    return path
