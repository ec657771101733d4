"""What a version's files call their keys, read from the files as they are: also from those that are not in order."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from engine.bpmn import table_files, xml
from engine.bpmn.dmn import InvalidDecision
from engine.bpmn.spoken import Both, Names
from engine.policies import files
from engine.policies.cells import Meaning

Files = Mapping[str, bytes]


class Naming:
    """Names of the version after a change, and of the one before for what is gone. Read when they are first asked."""

    def __init__(self, before: Files, after: Files) -> None:
        self.files: Files = {**before, **after}
        self.associations = [_association(each) for each in (before, after)]

    def _labels(self, section: str) -> dict[str, Both]:
        """Of both versions: what is gone still has its name."""
        before, after = (_labels(each.get(section)) for each in self.associations)
        return before | after

    @cached_property
    def names(self) -> Names:
        templates = {**_titles(self.files, "templates", "subject"), **_titles(self.files, "letters", "title")}
        return Names(
            roles=self._labels("roles"),
            forms=self.forms,
            templates=templates,
            ballots=self._labels("ballots"),
            decisions=self.decisions,
            processes=self.processes,
            clauses=self.clauses,
            parameters=self._labels("parameters"),
        )

    @cached_property
    def forms(self) -> Mapping[str, Both]:
        return _titles(self.files, "forms", "title")

    @cached_property
    def clauses(self) -> Mapping[str, Both]:
        return {key: title for each in self.associations for key, title in _clauses(each.get("clauses")).items()}

    @cached_property
    def processes(self) -> Mapping[str, Both]:
        found: dict[str, Both] = {}
        for path, content in self.files.items():
            if path.endswith(".bpmn"):
                found |= process_titles(content)
        return found

    @cached_property
    def decisions(self) -> Mapping[str, Both]:
        return {table.id: table_title(table) for table in _tables(self.files)}

    @cached_property
    def choices(self) -> list[tuple[str, Mapping[str, Both]]]:
        """Every list of choices with the field that offers it; lists of the pack by their own name."""
        found: list[tuple[str, Mapping[str, Both]]] = [(name, _labels(entry)) for name, entry in self._lists().items()]
        offered = {"channels": self._labels("channels"), "tools": self._labels("tools"), **dict(found)}
        for field in self.fields():
            source = field.get("choices")
            known = offered.get(str(source).removeprefix("list:")) if isinstance(source, str) else _labels(source)
            if known:
                found.append((str(field.get("name")), known))
        return found

    def fields(self) -> Iterator[Mapping[str, Any]]:
        """Every field and column of every form."""
        for path, content in self.files.items():
            if "/forms/" in path and isinstance(form := value(content), Mapping):
                yield from _fields(form.get("fields"))

    def meaning(self, name: str, used: set[str]) -> Meaning:
        """What a table's column holds: the choices of the field of that name, else the list with most of its keys."""
        mine = [labels for field, labels in self.choices if field == name]
        fitting = mine or self._lists_with(used - {""})
        money = any(field.get("name") == name and field.get("type") == "money" for field in self.fields())
        labels = {key: words for each in (mine or fitting[:1]) for key, words in each.items()}
        return Meaning(labels, money, self.names.parameters)

    def _lists_with(self, used: set[str]) -> list[Mapping[str, Both]]:
        """The lists that hold most of the keys, the best first; a key may be misspelt, or not in a list yet."""
        counted = [(len(used & labels.keys()), labels) for _, labels in self.choices]
        best = sorted(counted, key=lambda each: -each[0])
        return [labels for count, labels in best if count * 2 > len(used)]

    def _lists(self) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for path, content in self.files.items():
            if path.endswith("/lists.yaml") and isinstance(lists := value(content), Mapping):
                found |= lists
        return found


def _association(found: Files) -> Mapping[str, Any]:
    values = (value(content) for path, content in found.items() if path.startswith("associations/"))
    return next((each for each in values if isinstance(each, Mapping)), {})


def _clauses(found: Any) -> dict[str, Both]:
    listed = [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
    return {str(each.get("id")): clause_title(each) for each in listed}


def value(content: bytes | None) -> Any:
    """What a YAML file says; None where it cannot be read or is not there."""
    try:
        return files.read(content).value if content is not None else None
    except files.Unreadable:
        return None


def words(entry: Any) -> Both | None:
    """The two languages of `{ar, en}`; a missing one takes the other's place."""
    if not isinstance(entry, Mapping):
        return None
    ar, en = (entry.get(key) for key in ("ar", "en"))
    ar, en = ar if isinstance(ar, str) else en, en if isinstance(en, str) else ar
    return Both(str(ar), str(en)) if ar else None


def clause_title(clause: Mapping[str, Any]) -> Both:
    """البند S5 (5): its id as every page shows it, and its number where the text has one."""
    id, number = str(clause.get("id", "")), clause.get("number")
    shown = f" ({number})" if number and str(number).isalnum() else ""
    return Both(f"البند \u2066{id}{shown}\u2069", f"Clause {id}{shown}")


def process_titles(content: bytes | None) -> dict[str, Both]:
    try:
        processes = xml.read(content).iterfind("./bpmn:process", xml.NAMESPACES) if content is not None else ()
    except xml.UnreadableXml:
        return {}
    return {str(node.get("id")): _process(node) for node in processes if node.get("id")}


def _process(node: Any) -> Both:
    name = str(node.get("name") or node.get("id"))
    return Both(name, xml.properties(node).get("name_en") or name)


def table_title(table: table_files.EditTable) -> Both:
    return Both(table.name or table.id, table.name or table.id)


def _tables(found: Files) -> Iterator[table_files.EditTable]:
    for path, content in found.items():
        if path.endswith(".dmn"):
            try:
                yield table_files.read(content)
            except InvalidDecision:
                continue


def _titles(found: Files, folder: str, key: str) -> Mapping[str, Both]:
    return {
        PurePosixPath(path).stem: title
        for path, content in found.items()
        if PurePosixPath(path).parent.name == folder and path.endswith(".yaml")
        if isinstance(said := value(content), Mapping) and (title := words(said.get(key)))
    }


def _labels(entries: Any) -> dict[str, Both]:
    if not isinstance(entries, Mapping):
        return {}
    return {str(key): said for key, entry in entries.items() if (said := words(entry))}


def _fields(found: Any) -> Iterator[Mapping[str, Any]]:
    for field in found if isinstance(found, list) else ():
        if isinstance(field, Mapping):
            yield field
            yield from _fields(field.get("columns"))
