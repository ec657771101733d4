"""One decision table as its editor shows it: cells in words, problems in their places, known names, a trial."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import outline, spoken, table_writing
from engine.bpmn.feel import FeelType
from engine.bpmn.profile import FACTS
from engine.bpmn.spoken import Both
from engine.bpmn.table_files import EditTable
from engine.policies import cells, table_review, tables
from engine.policies.cells import Meaning
from engine.policies.differences import naming
from engine.policies.differences import tables as table_words
from engine.policies.differences.naming import Naming
from engine.policies.table_review import Review, Trial
from engine.studio import checking, drafts
from engine.studio import tables as studio_tables

FIELDS = {"text": "text", "paragraph": "text", "number": "number", "money": "number", "date": "date", "boolean": "boolean", "choice": "text"}  # fmt: skip  # noqa: E501


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


def show(
    session: Session, version_id: int, name: str, actor: Actor, sent: Mapping[str, str] | None = None, action: str = ""
) -> TablePage:
    """Return a table as saved, or as it was sent with one more button pressed."""
    version = drafts.get(session, version_id, actor)
    path = studio_tables.path_of(version, name)
    file, files = drafts.file(session, version_id, path, actor), checking.pack(session, version).files
    saved = studio_tables.read(file.content)
    table = tables.edited(tables.sent(sent, saved), action) if sent is not None else saved
    told = Naming(files, files)
    page = _page(name, table, (sent or {}).get("seen", file.sha256), saved, file.content, files, told)
    return _tried(page, sent or {}, told) if action == "try" else page


def _page(
    name: str, table: EditTable, seen: str, saved: EditTable, content: bytes, files: Mapping[str, bytes], told: Naming
) -> TablePage:
    found = table_review.review(table_writing.write(content, table))
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
        used_by=studio_tables.uses(files).get(table.id, []),
        choices={each.name: dict(told.meaning(each.name, set()).labels) for each in asked},
    )


def _tried(page: TablePage, sent: Mapping[str, str], told: Naming) -> TablePage:
    """The page with what the engine decides for the typed values."""
    typed = {each.name: sent.get(f"try-{each.name}", "")[:1000] for each in page.asked}
    if page.review.decision is None:
        return TablePage(**{**vars(page), "typed": typed})
    types: dict[str, FeelType] = {each.name: each.type for each in page.asked}
    trial = table_review.attempt(page.review.decision, typed, types)
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
    for name in outline.written(studio_tables.diagrams(files)):
        found.setdefault(name, KnownName(name, spoken.both(name), "any"))
    for name, fact in FACTS.items():
        found.setdefault(name, KnownName(name, spoken.both(name), fact if isinstance(fact, str) else "any"))
    yield from found.values()
