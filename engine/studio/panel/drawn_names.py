"""What the diagrams of a version name and write: processes, messages, errors, and what conditions may ask about."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.bpmn import outline, xml
from engine.bpmn.script import ASSIGNMENT
from engine.bpmn.vocabulary import FeelType
from engine.policies.content import Content
from engine.studio.panel.vocabulary_parts import Ballot, Field, Named, Process, Table


def _elements(content: Content) -> Iterator[tuple[str, Any]]:
    for file, raw in content.diagrams.items():
        try:
            yield file, xml.read(raw)
        except xml.UnreadableXml:
            continue


def processes(content: Content) -> list[Process]:
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


def messages(content: Content) -> list[Named]:
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


def errors(content: Content) -> list[Named]:
    nodes = [node for _, root in _elements(content) for node in root.iterfind("./bpmn:error", xml.NAMESPACES)]
    found = {str(node.get("errorCode") or node.get("name") or ""): str(node.get("name") or "") for node in nodes}
    return [Named(code, name or code, name or code) for code, name in found.items() if code]


def written(content: Content, tables: list[Table], ballots: list[Ballot]) -> list[Field]:
    """By full path, with the words of whoever writes it."""
    by_key = {each.key: each for each in tables}, {each.key: each for each in ballots}
    found = {
        field.name: field
        for _, root in _elements(content)
        for node in root.iterfind(".//bpmn:process//bpmn:*[@id]", xml.NAMESPACES)
        for field in _of_element(node, *by_key)
    }
    said = {name.partition(".")[0] for name in found}
    others = {name: kind for name, kind in outline.written(content.diagrams).items() if name not in said}
    return [*found.values(), *(Field(name, plain(kind), name, name) for name, kind in others.items())]


def _of_element(node: Any, tables: Mapping[str, Table], ballots: Mapping[str, Ballot]) -> Iterator[Field]:
    own, (key, ar, en) = xml.properties(node), _names(node)
    if own.get("ballot") in ballots:
        yield Field(f"{key}.outcome", "choice", ar, en, ballots[own["ballot"]].outcomes)
    if own.get("decision") in tables:
        yield from _decided(own.get("result") or own["decision"], tables[own["decision"]])
    if "marks" in own:
        yield Field(own["marks"], "boolean", ar, en)
    for line in (node.findtext("./bpmn:script", "", xml.NAMESPACES) or "").splitlines():
        if found := ASSIGNMENT.fullmatch(line):
            yield Field(found[1], "any", f"{ar}: {found[1]}", f"{en}: {found[1]}")


def _decided(name: str, table: Table) -> Iterator[Field]:
    for result in table.results:
        path, part = (f"{name}.{result.name}", f": {result.ar}") if result.name else (name, "")
        yield Field(path, result.type, f"{table.ar}{part}", f"{table.en}{part}")


def plain(kind: FeelType) -> str:
    """`list` and `context` without what is in them."""
    return str(next(iter(kind))) if isinstance(kind, Mapping) else str(kind)
