"""What the elements of a diagram name of the policy: clauses, roles, ballots and expressions; and naming them anew."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.elements import FLOW_NODES
from engine.bpmn.outline import NO_STEPS

TEXTS = ("conditionExpression", "timeDate", "timeDuration", "timeCycle", "script", "completionCondition")
FORMULAS = ("assignee", "due")
_TAG = re.compile(
    rb"""<[\w.-]+:property((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:/>|>\s*</[\w.-]+:property\s*>)"""
)
_ATTRIBUTE = re.compile(rb"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_VALUE = re.compile(rb"""(\svalue\s*=\s*)(?:"[^"]*"|'[^']*')""")
_SEPARATED = re.compile(r"[^\s,]+")


@dataclass(frozen=True)
class Mark:
    """One element, lane or flow with what is written on it; `texts` are its FEEL and its script."""

    file: str
    id: str
    kind: str
    ar: str
    en: str
    properties: Mapping[str, str]
    texts: tuple[str, ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        return listed(self.properties.get("clause", ""))

    @property
    def is_step(self) -> bool:
        """What a reader of the policy would call a step, a rule or a deadline."""
        return self.is_node and self.kind not in NO_STEPS

    @property
    def is_node(self) -> bool:
        """A named box, circle or diamond; not a lane and not an arrow."""
        return self.kind in FLOW_NODES and bool(self.ar)


def marks(diagrams: Mapping[str, bytes]) -> list[Mark]:
    """Everything that has an id; a diagram that cannot be read has nothing, and lint says why."""
    return [_mark(file, node) for file, content in sorted(diagrams.items()) for node in _nodes(content)]


def listed(text: str) -> tuple[str, ...]:
    """The ids of a property that may hold several."""
    return tuple(_SEPARATED.findall(text))


def replaced(content: bytes, names: tuple[str, ...], old: str, new: str | None) -> bytes:
    """Put another id (None: nothing) into every property of these names; no other byte of the file changes."""

    def change(found: re.Match[bytes]) -> bytes:
        attributes = {name: double or single for name, double, single in _ATTRIBUTE.findall(found[1])}
        value = attributes.get(b"value", b"").decode()
        if attributes.get(b"name", b"").decode() not in names or value.startswith("=") or old not in listed(value):
            return found[0]
        kept = [each for each in (new if part == old else part for part in listed(value)) if each]
        written = b'\\1"' + ", ".join(dict.fromkeys(kept)).encode() + b'"'
        return _VALUE.sub(written, found[0], count=1) if kept else b""

    return _TAG.sub(change, content)


def _nodes(content: bytes) -> Iterator[etree._Element]:
    try:
        root = xml.read(content)
    except xml.UnreadableXml:
        return
    for process in root.iterfind(".//bpmn:process", xml.NAMESPACES):
        yield process
        inside = process.iterfind(".//bpmn:*[@id]", xml.NAMESPACES)
        yield from (node for node in inside if not xml.local_name(node).endswith("Definition"))


def _mark(file: str, node: etree._Element) -> Mark:
    own = xml.properties(node)
    name = str(node.get("name") or "")
    english = own.get("name_en") or name
    return Mark(file, str(node.get("id")), xml.local_name(node), name, english, own, tuple(_texts(node, own)))


def _texts(node: etree._Element, own: Mapping[str, str]) -> Iterator[str]:
    """Only what is this element's own: a task's definition or loop stands directly below it."""
    for tag in TEXTS if xml.local_name(node) not in ("process", "subProcess") else TEXTS[-1:]:
        for path in (f"./bpmn:{tag}", f"./*/bpmn:{tag}"):
            yield from (each.text or "" for each in node.iterfind(path, xml.NAMESPACES))
    yield from (value for name, value in own.items() if name in FORMULAS or value.startswith("="))
