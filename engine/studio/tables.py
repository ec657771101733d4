"""The decision tables of a version: which there are, one as its editor shows it, saved, added, removed, tried."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import outline, spoken, table_files, xml
from engine.bpmn.decisions import InvalidDecision
from engine.bpmn.feel import FeelType
from engine.bpmn.profile import FACTS
from engine.bpmn.spoken import Both
from engine.bpmn.table_files import EditTable
from engine.errors import Conflict, EngineError, NotFound
from engine.models import PolicyVersion
from engine.policies import cells, tables
from engine.policies.cells import Meaning
from engine.policies.differences import naming
from engine.policies.differences import tables as table_words
from engine.policies.differences.naming import Naming
from engine.policies.tables import Review, Trial
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


@dataclass(frozen=True)
class KnownName:
    """A name that an expression may use, with what it is called and the values that it takes."""

    name: str
    label: Both
    type: str


@dataclass(frozen=True)
class Column:
    """How the cells of a column are helped: `kind` is choice, money, or the type; `choices` the keys by label."""

    kind: str
    choices: Mapping[str, Both]


@dataclass(frozen=True)
class TablePage:
    """One table as the page shows it; `words` says each cell in words, by the name of its field."""

    name: str
    table: EditTable
    seen: str
    is_changed: bool
    review: Review
    inputs: list[Column]
    outputs: list[Column]
    words: Mapping[str, Both]
    known: list[KnownName]
    unknown: list[str]
    asked: list[KnownName]
    typed: Mapping[str, str]
    used_by: list[Both]
    trial: Trial | None = None
    result: Both | None = None
    choices: Mapping[str, Mapping[str, Both]] = field(default_factory=dict)


def index(session: Session, version_id: int, actor: Actor) -> list[TableLine]:
    """Return every table of a version."""
    version = drafts.get(session, version_id, actor)
    files = checking.pack(session, version).files
    uses = _uses(files)
    return [_line(path, content, version, uses) for path, content in files.items() if path.endswith(".dmn")]


def _line(path: str, content: bytes, version: PolicyVersion, uses: Mapping[str, list[Both]]) -> TableLine:
    name, digest = PurePosixPath(path).stem, version.manifest[path]
    try:
        table = table_files.read(content)
    except InvalidDecision as invalid:
        return TableLine(name, name, 0, len(invalid.problems), uses.get(name, []), digest)
    found = tables.review(content)
    problems = len(found.whole) + sum(map(len, found.at.values()))
    return TableLine(name, table.name or table.id, len(table.rules), problems, uses.get(table.id, []), digest)


def show(
    session: Session, version_id: int, name: str, actor: Actor, sent: Mapping[str, str] | None = None, action: str = ""
) -> TablePage:
    """Return a table as saved, or as it was sent with one more button pressed."""
    version = drafts.get(session, version_id, actor)
    path = _path(version, name)
    file, files = drafts.file(session, version_id, path, actor), checking.pack(session, version).files
    saved = _read(file.content)
    table = tables.edited(tables.sent(sent, saved), action) if sent is not None else saved
    told = Naming(files, files)
    page = _page(name, table, (sent or {}).get("seen", file.sha256), saved, file.content, files, told)
    return _tried(page, sent or {}, told) if action == "try" else page


def save(session: Session, version_id: int, name: str, sent: Mapping[str, str], actor: Actor) -> Saved:
    """Save what was sent over the file that the editor has seen."""
    path = _path(drafts.get(session, version_id, actor), name)
    content = drafts.file(session, version_id, path, actor).content
    written = table_files.write(content, tables.sent(sent, _read(content)))
    return drafts.save(session, version_id, path, written, sent.get("seen", ""), actor)


def add(session: Session, version_id: int, key: str, title: str, actor: Actor) -> str:
    """Begin a new table and return the name under which it is edited."""
    version = drafts.get(session, version_id, actor)
    if not _KEY.fullmatch(key) or key in _keys(version):
        raise BadKey(f"table {key!r}")
    folder = next(path.split("/")[0] for path in sorted(version.manifest) if not path.startswith("associations/"))
    content = table_files.new(key, " ".join(title.split())[: tables.LONGEST_LABEL] or key)
    drafts.save(session, version_id, f"{folder}/{FOLDER}/{key}.dmn", content, None, actor)
    return key


def free_key(session: Session, version_id: int, actor: Actor) -> str:
    """A key that a new table may take, for those who need not care."""
    taken = _keys(drafts.get(session, version_id, actor))
    return next(key for number in range(1, len(taken) + 2) if (key := f"table_{number}") not in taken)


def remove(session: Session, version_id: int, name: str, seen: str, actor: Actor) -> None:
    """Remove a table that no diagram uses."""
    version = drafts.get(session, version_id, actor)
    path = _path(version, name)
    files = checking.pack(session, version).files
    if used := _uses(files).get(_key(files[path], name)):
        raise TableInUse(used)
    drafts.save(session, version_id, path, None, seen, actor)


def _page(
    name: str, table: EditTable, seen: str, saved: EditTable, content: bytes, files: Mapping[str, bytes], told: Naming
) -> TablePage:
    found = tables.review(table_files.write(content, table))
    known = list(_known(files, told))
    meanings = {
        mark: [table_words.meaning(table, side, column, told) for column in columns]
        for mark, side, columns in (("i", "inputs", table.inputs), ("o", "outputs", table.outputs))
    }
    inputs, outputs = (
        [_column(column.type, meaning) for column, meaning in zip(columns, meanings[mark], strict=True)]
        for mark, columns in (("i", table.inputs), ("o", table.outputs))
    )
    asked = _asked(found, known, table)
    names = {each.name for each in known}
    return TablePage(
        name=name,
        table=table,
        seen=seen,
        is_changed=table != saved,
        review=found,
        inputs=inputs,
        outputs=outputs,
        words=dict(_words(table, meanings)),
        known=known,
        unknown=[each for each in found.names if each not in names],
        asked=asked,
        typed=_defaults(asked, told),
        used_by=_uses(files).get(table.id, []),
        choices={each.name: dict(told.meaning(each.name, set()).labels) for each in asked},
    )


def _tried(page: TablePage, sent: Mapping[str, str], told: Naming) -> TablePage:
    """The page with what the engine decides for the typed values."""
    typed = {each.name: sent.get(f"try-{each.name}", "")[:1000] for each in page.asked}
    if page.review.decision is None:
        return TablePage(**{**vars(page), "typed": typed})
    types: dict[str, FeelType] = {each.name: each.type for each in page.asked}
    trial = tables.attempt(page.review.decision, typed, types)
    result = _result(trial.result, page.table, told) if trial.problem is None and not trial.at else None
    return TablePage(**{**vars(page), "typed": typed, "trial": trial, "result": result})


def _result(value: Any, table: EditTable, told: Naming) -> Both:
    """The result in words: keys by their labels, several outputs by their names."""
    meanings = {column.text: table_words.meaning(table, "outputs", column, told) for column in table.outputs}
    first = meanings[table.outputs[0].text]
    if isinstance(value, list):
        return spoken.joined([_result(each, table, told) for each in value]) if value else spoken.NONE
    if isinstance(value, Mapping):
        parts = [(_label(table, name), _value(each, meanings.get(name, first))) for name, each in value.items()]
        return spoken.joined([Both(f"{name}: {said.ar}", f"{name}: {said.en}") for name, said in parts])
    return _value(value, first)


def _label(table: EditTable, name: str) -> str:
    return next((each.label or each.text for each in table.outputs if each.text == name), name)


def _value(value: Any, meaning: Meaning) -> Both:
    if value is None:
        return spoken.NONE
    if isinstance(value, bool):
        return spoken.yes_no(value)
    return meaning.labels.get(str(value)) or cells.words(str(value), meaning)


def _words(table: EditTable, meanings: Mapping[str, list[Meaning]]) -> Iterator[tuple[str, Both]]:
    for number, rule in enumerate(table.rules):
        for mark, texts in (("i", rule.cells), ("o", rule.outputs)):
            for at, (text, meaning) in enumerate(zip(texts, meanings[mark], strict=True)):
                said = cells.words(text, meaning)
                if said.en != text:
                    yield f"r-{number}-{mark}-{at}", said


def _column(kind: str, meaning: Meaning) -> Column:
    return Column("choice" if meaning.labels else "money" if meaning.is_money else kind, meaning.labels)


def _asked(found: Review, known: list[KnownName], table: EditTable) -> list[KnownName]:
    """What must be typed to try the table: every name that it reads, called as its column is."""
    by_name = {each.name: each for each in known}
    for column in table.inputs:
        kind = by_name[column.text].type if column.text in by_name else "any"
        own = Both(column.label, column.label) if column.label else spoken.both(column.text)
        by_name[column.text] = KnownName(column.text, own, column.type if kind == "any" else kind)
    return [by_name.get(name) or KnownName(name, spoken.both(name), "any") for name in found.names]


def _defaults(asked: list[KnownName], told: Naming) -> dict[str, str]:
    """A parameter stands there with its value."""
    parameters = told.associations[1].get("parameters", {})
    values = {each.name: parameters.get(each.name, {}).get("value") for each in asked} if parameters else {}
    return {name: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}  # fmt: skip  # noqa: E501


def _known(files: Mapping[str, bytes], told: Naming) -> Iterator[KnownName]:
    """Fields of forms, what diagrams write, parameters and facts; each name once."""
    found: dict[str, KnownName] = {}
    for each in told.fields():
        name, kind = str(each.get("name")), str(each.get("type"))
        if kind != "information":
            found.setdefault(name, KnownName(name, naming.words(each.get("label")) or spoken.both(name), FIELDS.get(kind, "any")))  # fmt: skip  # noqa: E501
    for name, entry in told.associations[1].get("parameters", {}).items():
        kind = "number" if entry.get("type") == "money" else str(entry.get("type"))
        found.setdefault(name, KnownName(name, naming.words(entry) or spoken.both(name), kind))
    for name in outline.written(_diagrams(files)):
        found.setdefault(name, KnownName(name, spoken.both(name), "any"))
    for name, fact in FACTS.items():
        found.setdefault(name, KnownName(name, spoken.both(name), fact if isinstance(fact, str) else "any"))
    yield from found.values()


FIELDS = {"text": "text", "paragraph": "text", "number": "number", "money": "number", "date": "date", "boolean": "boolean", "choice": "text"}  # fmt: skip  # noqa: E501


def _uses(files: Mapping[str, bytes]) -> dict[str, list[Both]]:
    """Table: the diagrams that have a step for it."""
    found: dict[str, list[Both]] = {}
    for content in _diagrams(files).values():
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


def _diagrams(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if path.endswith(".bpmn")}


def _read(content: bytes) -> EditTable:
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


def _path(version: PolicyVersion, name: str) -> str:
    found = (path for path in version.manifest if path.endswith(f"/{FOLDER}/{name}.dmn"))
    path = next(found, None)
    if path is None or PurePosixPath(path).stem != name:
        raise NotFound(f"table {name} in version {version.id}")
    return path
