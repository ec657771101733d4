"""What the properties panel offers by name: everything of a version that an element or an expression may use."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine import templates, wording
from engine.actors import Actor
from engine.bpmn import decisions, outline, xml
from engine.bpmn.decisions import Decision
from engine.bpmn.profile import FACTS
from engine.bpmn.vocabulary import FeelType
from engine.policies import content as contents
from engine.policies import names
from engine.policies.content import Content
from engine.policies.packs import Pack
from engine.studio import drafts, feel_words
from forms import FieldDefinition

MOST_KNOWN = 16
_known: dict[str, "VocabularyPage"] = {}  # by hash: the same files say the same


@dataclass(frozen=True)
class Named:
    """A thing of the version with its id and its name in both languages."""

    key: str
    ar: str
    en: str


@dataclass(frozen=True)
class Field:
    """What a condition may ask about: `type` as in a form file; `choices` None where only the case knows them."""

    name: str
    type: str
    ar: str
    en: str
    choices: list[Named] | None = None
    users: str | None = None
    columns: tuple["Field", ...] = ()


@dataclass(frozen=True)
class Form:
    key: str
    ar: str
    en: str
    fields: list[Field]


@dataclass(frozen=True)
class Parameter:
    """`value` as the file has it, `value_ar` and `value_en` in words; all empty where it is switched off."""

    key: str
    type: str
    ar: str
    en: str
    value: Any
    value_ar: str
    value_en: str


@dataclass(frozen=True)
class Ballot:
    key: str
    ar: str
    en: str
    outcomes: list[Named]


@dataclass(frozen=True)
class Clause:
    key: str
    number: str
    kind: str
    ar: str
    en: str


@dataclass(frozen=True)
class Table:
    """A decision table; `results` are what its answer holds: one nameless value, or one for each output."""

    key: str
    ar: str
    en: str
    results: list[Field]


@dataclass(frozen=True)
class Process:
    key: str
    ar: str
    en: str
    file: str
    calls: list[str]


@dataclass(frozen=True)
class Function:
    name: str
    example: str
    ar: str
    en: str


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
    return _known.get(version.hash) or _remember(drafts.pack(session, version))


def _remember(pack: Pack) -> VocabularyPage:
    made = of_pack(pack)
    while len(_known) >= MOST_KNOWN:
        _known.pop(next(iter(_known)), None)
    _known[pack.hash] = made
    return made


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
        processes=_processes(content),
        messages=_messages(content),
        errors=_errors(content),
        written=list(_written(content, tables, ballots)),
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
        return [Field(name, _plain(kind), name, name) for name, kind in inside.items()]
    return [Field("", _plain(result), table.name, table.name)]


def _plain(kind: FeelType) -> str:
    return str(next(iter(kind))) if isinstance(kind, Mapping) else str(kind)


def _fact(content: Content, name: str) -> Field:
    """Channel and origin are asked by a form's field of the same name, which has the association's own words."""
    ar, en = feel_words.FACTS[name]
    asked = next((each for each in names.every_field(content) if each.name == name and each.type == "choice"), None)
    choices = _field(content, asked).choices if asked else None
    return Field(name, "choice" if choices else _plain(FACTS[name]), ar, en, choices)


def _elements(content: Content) -> Iterator[tuple[str, Any]]:
    for file, raw in content.diagrams.items():
        try:
            yield file, xml.read(raw)
        except xml.UnreadableXml:
            continue


def _processes(content: Content) -> list[Process]:
    return [
        Process(*_names(node), file, [str(each.get("calledElement")) for each in _all(node, "callActivity")])
        for file, root in _elements(content)
        for node in root.iterfind("./bpmn:process", xml.NAMESPACES)
    ]


def _names(node: Any) -> tuple[str, str, str]:
    """Id, and the name in both languages."""
    key = str(node.get("id"))
    name = str(node.get("name") or key)
    return key, name, xml.properties(node).get("name_en", name)


def _all(node: Any, tag: str) -> Iterable[Any]:
    found: Iterable[Any] = node.iterfind(f".//bpmn:{tag}", xml.NAMESPACES)
    return found


def _messages(content: Content) -> list[Named]:
    """By name; in words it is what the element is called that waits for it."""
    found: dict[str, Named] = {}
    for _, root in _elements(content):
        waiting = {str(each.get("messageRef")): _waiter(each) for each in root.iterfind(".//*[@messageRef]")}
        for node in root.iterfind("./bpmn:message", xml.NAMESPACES):
            name = str(node.get("name") or "")
            _, ar, en = waiting.get(str(node.get("id")), ("", name, name))
            found[name] = Named(name, ar, en)
    return [each for name, each in found.items() if name]


def _waiter(node: Any) -> tuple[str, str, str]:
    return _names(node if node.get("id") and xml.local_name(node) == "receiveTask" else node.getparent())


def _errors(content: Content) -> list[Named]:
    nodes = [node for _, root in _elements(content) for node in root.iterfind("./bpmn:error", xml.NAMESPACES)]
    found = {str(node.get("errorCode") or node.get("name") or ""): str(node.get("name") or "") for node in nodes}
    return [Named(code, name or code, name or code) for code, name in found.items() if code]


def _written(content: Content, tables: list[Table], ballots: list[Ballot]) -> Iterator[Field]:
    """By full path, with the words of whoever writes it; what only a script line writes has no words of its own."""
    seen = set()
    for field in _of_elements(content, {each.key: each for each in tables}, {each.key: each for each in ballots}):
        seen.add(field.name)
        yield field
    said = {name.partition(".")[0] for name in seen}
    for name, kind in outline.written(content.diagrams).items():
        if name not in said:
            yield Field(name, _plain(kind), name, name)


def _of_elements(content: Content, tables: Mapping[str, Table], ballots: Mapping[str, Ballot]) -> Iterator[Field]:
    for _, root in _elements(content):
        for node in root.iterfind(".//bpmn:process//bpmn:*[@id]", xml.NAMESPACES):
            own = xml.properties(node)
            key, ar, en = _names(node)
            if own.get("ballot") in ballots:
                yield Field(f"{key}.outcome", "choice", ar, en, ballots[own["ballot"]].outcomes)
            if own.get("decision") in tables:
                yield from _decided(own.get("result") or own["decision"], tables[own["decision"]])
            if "marks" in own:
                yield Field(own["marks"], "boolean", ar, en)


def _decided(name: str, table: Table) -> Iterator[Field]:
    for result in table.results:
        path, part = (f"{name}.{result.name}", f": {result.ar}") if result.name else (name, "")
        yield Field(path, result.type, f"{table.ar}{part}", f"{table.en}{part}")
