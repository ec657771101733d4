"""What the properties panel offers by name: everything of a version that an element or an expression may use."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine import templates, wording
from engine.actors import Actor
from engine.bpmn import decisions
from engine.bpmn.decisions import Decision
from engine.bpmn.profile import FACTS
from engine.policies import content as contents
from engine.policies import names
from engine.policies.content import Content
from engine.policies.packs import Pack
from engine.studio import checking, drafts
from engine.studio.panel import drawn_names, feel_words
from engine.studio.panel.vocabulary_parts import (
    Ballot,
    Clause,
    Field,
    Form,
    Function,
    Named,
    Parameter,
    Process,
    Table,
)
from forms import FieldDefinition


@dataclass(frozen=True)
class VocabularyPage:
    """`written` are the names that the diagrams themselves write: ballots, decisions, marks, script lines."""

    hash: str
    roles: list[Named]
    forms: list[Form]
    lists: list[Named]
    parameters: list[Parameter]
    ballots: list[Ballot]
    clauses: list[Clause]
    decisions: list[Table]
    templates: list[Named]
    letters: list[Named]
    processes: list[Process]
    messages: list[Named]
    errors: list[Named]
    written: list[Field]
    facts: list[Field]
    functions: list[Function]

    def as_json(self) -> dict[str, Any]:
        """Without what is not there: it is fetched with every page that holds a diagram."""
        return asdict(self, dict_factory=_present)


def _present(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if value is not None and value != ()}


def show(session: Session, version_id: int, actor: Actor) -> VocabularyPage:
    """Return what there is to choose from in a version."""
    version = drafts.get(session, version_id, actor)
    return checking.remembered("vocabulary-page", version.hash, lambda: of_pack(checking.pack(session, version)))


def of_pack(pack: Pack) -> VocabularyPage:
    content = contents.parse(pack.association, pack.files)
    said, tables = content.association, list(_tables(content))
    ballots = [_ballot(key, entry) for key, entry in said.get("ballots", {}).items()]
    return VocabularyPage(
        hash=pack.hash,
        roles=_named(said.get("roles", {})),
        forms=[_form(content, key) for key in content.forms],
        lists=[Named(f"list:{key}", key, key) for key in content.lists],
        parameters=[_parameter(name, entry) for name, entry in said.get("parameters", {}).items()],
        ballots=ballots,
        clauses=[_clause(entry) for entry in said.get("clauses", []) if entry["kind"] != "heading"],
        decisions=tables,
        templates=[Named(key, each["subject"]["ar"], each["subject"]["en"]) for key, each in content.templates.items()],
        letters=[Named(key, each["title"]["ar"], each["title"]["en"]) for key, each in content.letters.items()],
        processes=drawn_names.processes(content),
        messages=drawn_names.messages(content),
        errors=drawn_names.errors(content),
        written=drawn_names.written(content, tables, ballots),
        facts=[_fact(content, name) for name in FACTS],
        functions=[Function(name, *words) for name, words in feel_words.FUNCTIONS.items()],
    )


def _named(entries: Mapping[str, Mapping[str, Any]]) -> list[Named]:
    return [Named(key, entry["ar"], entry["en"]) for key, entry in entries.items()]


def _form(content: Content, key: str) -> Form:
    definition = content.forms[key]
    fields = [_field(content, field) for field in definition.fields if field.type != "information"]
    return Form(key, definition.title["ar"], definition.title["en"], fields)


def _field(content: Content, field: FieldDefinition) -> Field:
    source = field.choices
    known = names.ballot_outcomes(content) if source == "outcomes" else names.labels(content, source)
    return Field(
        name=field.name,
        type=field.type,
        ar=field.label["ar"],
        en=field.label["en"],
        choices=_named(known) if known is not None else None,
        users=str(source).removeprefix("users:") if str(source).startswith("users:") else None,
        columns=tuple(_field(content, column) for column in field.columns),
    )


def _parameter(name: str, entry: Mapping[str, Any]) -> Parameter:
    value = entry["value"]
    in_words = [_value(entry["type"], value, locale) for locale in ("ar", "en")]
    return Parameter(name, entry["type"], entry["ar"], entry["en"], value, *in_words)


def _value(kind: str, value: Any, locale: str) -> str:
    return wording.money(value, locale) if kind == "money" and value is not None else templates.plain(value, locale)


def _ballot(key: str, entry: Mapping[str, Any]) -> Ballot:
    ar, en = (entry.get(locale, key) for locale in ("ar", "en"))
    return Ballot(key, ar, en, _named(entry["outcomes"]))


def _clause(entry: Mapping[str, Any]) -> Clause:
    return Clause(entry["id"], str(entry.get("number", "")), entry["kind"], entry["ar"], entry["en"])


def _tables(content: Content) -> Iterator[Table]:
    for raw in content.decisions.values():
        try:
            table = decisions.read(raw)
        except decisions.InvalidDecision:
            continue
        yield Table(table.id, table.name, table.name, _results(table))


def _results(table: Decision) -> list[Field]:
    result = table.signature.result
    inside = result.get("context") if isinstance(result, Mapping) else None
    if isinstance(inside, Mapping):
        return [Field(name, drawn_names.plain(kind), name, name) for name, kind in inside.items()]
    return [Field("", drawn_names.plain(result), table.name, table.name)]


def _fact(content: Content, name: str) -> Field:
    """Channel and origin are asked by a form's field of the same name, which has the association's own words."""
    ar, en = feel_words.FACTS[name]
    asked = next((each for each in names.every_field(content) if each.name == name and each.type == "choice"), None)
    choices = _field(content, asked).choices if asked else None
    return Field(name, "choice" if choices else drawn_names.plain(FACTS[name]), ar, en, choices)
