"""What a diagram's elements say of themselves, read without running or judging it: for coverage and for names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.elements import FLOW_NODES
from engine.bpmn.vocabulary import FeelType

BALLOT_RESULT: FeelType = "any"  # outcome and counts, under the element's id
NO_STEPS = frozenset({"startEvent", "endEvent", "parallelGateway"})
_ASSIGNMENT = re.compile(r"^\s*([^\W\d]\w*)\s*=(?!=)")


@dataclass(frozen=True)
class Drawn:
    """One flow node. `is_step` marks what a reader of the policy would call a step, a rule or a deadline."""

    file: str
    id: str
    kind: str
    line: int
    name_ar: str
    name_en: str
    clauses: tuple[str, ...]
    is_step: bool


def elements(diagrams: Mapping[str, bytes]) -> list[Drawn]:
    """Every named flow node; a diagram that cannot be read has none, and lint says why."""
    return [
        _drawn(file, node) for file, node in _nodes(diagrams) if node.get("name") and xml.local_name(node) in FLOW_NODES
    ]


def written(diagrams: Mapping[str, bytes]) -> dict[str, FeelType]:
    """The names that diagrams write themselves: script lines, results of decisions and ballots, marks of timers."""
    names: dict[str, FeelType] = {}
    for _, node in _nodes(diagrams):
        properties = xml.properties(node)
        names |= dict.fromkeys(_assigned(node), "any")
        if "result" in properties:
            names[properties["result"]] = "any"
        if "ballot" in properties:
            names[str(node.get("id"))] = BALLOT_RESULT
        if "marks" in properties:
            names[properties["marks"]] = "boolean"
    return names


def processes(diagrams: Mapping[str, bytes]) -> dict[str, str]:
    """Process id: the file that holds it."""
    found: dict[str, str] = {}
    for file, content in diagrams.items():
        root = xml.read(content)
        found |= {str(node.get("id")): file for node in root.iterfind("./bpmn:process", xml.NAMESPACES)}
    return found


def _nodes(diagrams: Mapping[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    for file, content in diagrams.items():
        try:
            root = xml.read(content)
        except xml.UnreadableXml:
            continue
        for process in root.iterfind(".//bpmn:process", xml.NAMESPACES):
            yield from ((file, node) for node in process.iterfind(".//bpmn:*[@id]", xml.NAMESPACES))


def _assigned(node: etree._Element) -> list[str]:
    lines = (node.findtext("./bpmn:script", "", xml.NAMESPACES) or "").splitlines()
    return [found[1] for line in lines if (found := _ASSIGNMENT.match(line))]


def _drawn(file: str, node: etree._Element) -> Drawn:
    properties = xml.properties(node)
    name = str(node.get("name"))
    return Drawn(
        file=file,
        id=str(node.get("id")),
        kind=xml.local_name(node),
        line=int(str(node.sourceline)),
        name_ar=name,
        name_en=properties.get("name_en", name),
        clauses=tuple(re.findall(r"[^\s,]+", properties.get("clause", ""))),
        is_step=xml.local_name(node) not in NO_STEPS,
    )
