"""A diagram as flat parts: each element with all that its file says of it, so that no difference can be overlooked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from lxml import etree

from engine.bpmn import xml

OWN_CONTENT = frozenset({
    "extensionElements", "incoming", "outgoing", "flowNodeRef", "laneSet", "childLaneSet", "documentation",
    "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "ioSpecification", "property",
    "dataInputAssociation", "dataOutputAssociation", "auditing", "monitoring", "conditionExpression", "script", "text",
})  # fmt: skip
"""What belongs to the element around it; every other child of a process is a part of its own."""
CONTAINERS = frozenset({"process", "subProcess", "collaboration", "adHocSubProcess", "transaction"})
REDUNDANT = frozenset({"incoming", "outgoing", "flowNodeRef", "laneSet", "childLaneSet"})
NAMED_ELSEWHERE = frozenset({"message", "error", "signal", "escalation", "BPMNDiagram"})
REFERENCES = frozenset({"sourceRef", "targetRef", "attachedToRef", "default", "processRef"})
TECHNICAL = frozenset({"id", "{http://www.w3.org/2001/XMLSchema-instance}type"})
FLOWS = frozenset({"sequenceFlow", "messageFlow", "association"})
MOST_PARTS = 5_000  # the profile lets a process have 2,000
DEFAULTS = {"boundaryEvent": {"cancelActivity": "true"}}

Said = Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """One element: `said` is its own content by aspect, `refs` the parts that it names."""

    id: str
    kind: str
    said: Said = field(default_factory=dict)
    refs: Said = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.said.get("name", "")

    @property
    def is_flow(self) -> bool:
        return self.kind in FLOWS


@dataclass(frozen=True)
class Drawing:
    """`layout` is where each element is drawn; `orders` the conditional flows of a gateway as they are tried."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    layout: Said = field(default_factory=dict)
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def role(self, part: Part) -> str:
        """Its own, else that of its lane; inside a sub-process that of the sub-process."""
        lane = self.parts.get(part.refs.get("lane", ""))
        around = self.parts.get(part.refs.get("inside", ""))
        own = part.said.get("role") or (lane.said.get("role", "") if lane else "")
        return own or (self.role(around) if around and around.kind == "subProcess" else "")

    def renamed(self, ids: Said) -> "Drawing":
        """The same drawing under other ids."""
        parts = [_renamed(part, ids) for part in self.parts.values()]
        return Drawing(
            {part.id: part for part in parts},
            {ids.get(key, key): value for key, value in self.layout.items()},
            {ids.get(key, key): tuple(ids.get(each, each) for each in order) for key, order in self.orders.items()},
        )

    def neighbours(self, id: str) -> Iterator[tuple[str, Part, Part | None]]:
        """The flows at an element: their direction, the flow, the part at its other end."""
        for direction, flow, other in self._flows.get(id, ()):
            yield direction, flow, self.parts.get(other)

    @cached_property
    def _flows(self) -> Mapping[str, list[tuple[str, Part, str]]]:
        """Each element's flows: to look through all of them for each element would take minutes."""
        found: defaultdict[str, list[tuple[str, Part, str]]] = defaultdict(list)
        for flow in self.parts.values():
            if flow.kind == "sequenceFlow":
                source, target = flow.refs.get("sourceRef", ""), flow.refs.get("targetRef", "")
                found[source].append(("out", flow, target))
                found[target].append(("in", flow, source))
        return found


def read(diagram: bytes | None) -> Drawing:
    """Raises UnreadableXml; no diagram is an empty one."""
    if diagram is None:
        return Drawing()
    root = xml.read(diagram)
    named = {
        str(node.get("id")): str(node.get("name") or node.get("errorCode") or node.get("id"))
        for node in root
        if xml.local_name(node) in NAMED_ELSEWHERE
    }
    lanes = _lanes(root)
    parts: dict[str, Part] = {}
    for node, inside in _walk(root, ""):
        if len(parts) == MOST_PARTS:
            raise xml.UnreadableXml(
                "المخطط أكبر مما يُقارن؛ قسّمه.", "The diagram is too large to be compared; split it."
            )
        part = _part(node, inside, lanes, named, len(parts))
        if part.kind != "collaboration" or part.said:
            parts[part.id] = part
    return Drawing(parts, _layout(root), _orders(parts))


def _walk(scope: etree._Element, inside: str) -> Iterator[tuple[etree._Element, str]]:
    for node in scope:
        tag = xml.local_name(node)
        if tag in ("laneSet", "childLaneSet"):
            yield from _walk(node, inside)
        elif tag == "lane":
            yield node, inside
            yield from _walk(node, inside)
        elif tag not in OWN_CONTENT | NAMED_ELSEWHERE and (inside or tag in CONTAINERS):
            yield node, inside
            if tag in CONTAINERS:
                yield from _walk(node, node.get("id", "") or tag)


def _lanes(root: etree._Element) -> dict[str, str]:
    """Element: its innermost lane."""
    found: dict[str, str] = {}
    for lane in root.iter("{*}lane"):
        found |= {(each.text or "").strip(): lane.get("id", "") for each in lane.iterfind("./{*}flowNodeRef")}
    return found


def _part(node: etree._Element, inside: str, lanes: Said, named: Said, number: int) -> Part:
    tag = xml.local_name(node)
    id = node.get("id", "") or f"{tag} {number}"
    refs = {key: value for key, value in _attributes(node) if key in REFERENCES}
    refs |= {key: value for key, value in (("lane", lanes.get(id, "")), ("inside", inside)) if value}
    said = {**DEFAULTS.get(tag, {}), **{key: value for key, value in _attributes(node) if key not in REFERENCES}}
    if "name" in said:
        said["name"] = " ".join(said["name"].split())
    said |= _content(node, tag, named)
    return Part(id, tag, {key: value for key, value in said.items() if value}, refs)


def _content(node: etree._Element, tag: str, named: Said) -> dict[str, str]:
    found = _numbered(_inside(node, tag, named))
    if "messageRef" in node.attrib:
        found["messageRef"] = named.get(node.get("messageRef", ""), node.get("messageRef", ""))
    return found


def _inside(node: etree._Element, tag: str, named: Said) -> Iterator[tuple[str, str]]:
    for child in node:
        own = xml.local_name(child)
        if own == "extensionElements":
            yield from xml.properties(node).items()
            yield from _foreign(child)
        elif own not in REDUNDANT and (tag not in CONTAINERS or own in OWN_CONTENT):
            yield from _leaves(child, own, named)


def _foreign(extension: etree._Element) -> Iterator[tuple[str, str]]:
    """Another vendor's extensions: kept in the file, told as they are."""
    for child in extension:
        if etree.QName(child).namespace != xml.NAMESPACES["spiffworkflow"] or xml.local_name(child) != "properties":
            yield from _leaves(child, xml.local_name(child), {})


def _leaves(node: etree._Element, path: str, named: Said) -> Iterator[tuple[str, str]]:
    text = (node.text or "").strip()
    attributes = list(_attributes(node))
    yield path, text or ("" if len(node) or attributes else "true")
    for key, value in attributes:
        yield f"{path}/{key}", named.get(value, value) if key.endswith("Ref") else value
    for child in node:
        yield from _leaves(child, f"{path}/{xml.local_name(child)}", named)


def _numbered(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Nothing is lost where the same is said twice: the second is `key 2`."""
    found: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for key, value in pairs:
        seen[key] += 1
        found[key if seen[key] == 1 else f"{key} {seen[key]}"] = value
    return found


def _attributes(node: etree._Element) -> Iterator[tuple[str, str]]:
    for key, value in node.attrib.items():
        if key not in TECHNICAL:
            yield etree.QName(str(key)).localname, str(value).strip()


def _layout(root: etree._Element) -> dict[str, str]:
    return {str(node.get("bpmnElement")): " ".join(_drawn(node)) for node in root.iterfind(".//*[@bpmnElement]")}


def _drawn(node: etree._Element) -> Iterator[str]:
    if xml.local_name(node) == "BPMNPlane":
        return
    yield from (f"{key}={_number(value)}" for key, value in sorted(_attributes(node)) if key != "bpmnElement")
    for child in node:
        yield f"{xml.local_name(child)}("
        yield from _drawn(child)
        yield ")"


def _number(text: str) -> str:
    try:
        return f"{float(text):g}"
    except ValueError:
        return text


def _orders(parts: Mapping[str, Part]) -> dict[str, tuple[str, ...]]:
    """The first condition that holds decides, so their order is part of what a gateway says."""
    found: dict[str, tuple[str, ...]] = {}
    for part in parts.values():
        if "conditionExpression" in part.said:
            source = part.refs.get("sourceRef", "")
            found[source] = (*found.get(source, ()), part.id)
    return found


def _renamed(part: Part, ids: Said) -> Part:
    refs = {key: ids.get(value, value) for key, value in part.refs.items()}
    return replace(part, id=ids.get(part.id, part.id), refs=refs)
