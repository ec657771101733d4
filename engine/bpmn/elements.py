"""What a page or the history must know of a diagram's elements; read from the file, free of the library."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.xml import NAMESPACES, local_name, properties

FLOW_NODES = frozenset({
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    "userTask", "manualTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask",
    "exclusiveGateway", "parallelGateway", "eventBasedGateway", "callActivity", "subProcess",
})  # fmt: skip
STOPS = frozenset({"userTask", "manualTask", "receiveTask", "callActivity", "subProcess", "endEvent"})


@dataclass(frozen=True)
class ElementInfo:
    """`kind` is the BPMN tag; `role` the message's or start's own, else the lane's."""

    id: str
    kind: str
    name_ar: str = ""
    name_en: str = ""
    role: str | None = None
    clauses: tuple[str, ...] = ()
    form: str | None = None
    ballot: str | None = None
    template: str | None = None
    follow_up: bool = False
    next: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StartInfo:
    form: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class ProcessInfo:
    """One process definition. `elements` holds those of its embedded sub-processes too; `flows` id: (from, to)."""

    id: str
    name_ar: str
    name_en: str
    start: StartInfo
    elements: dict[str, ElementInfo]
    flows: dict[str, tuple[str, str]]

    def effect(self, element_id: str) -> list[ElementInfo]:
        """What follows an event, up to where somebody or a condition takes over."""
        found: list[ElementInfo] = []
        following = self.elements[element_id].next
        while len(following) == 1 and (each := self.elements[following[0]]) not in found:
            found.append(each)
            following = () if each.kind in STOPS else each.next
        return [each for each in found if each.name_ar or each.kind != "endEvent"]


def roles_of_lanes(root: etree._Element) -> dict[str, str]:
    """Flow node: the `role` of its lane; of nested lanes the innermost that names the node."""
    found: dict[str, str] = {}
    for lane in root.iterfind(".//bpmn:lane", NAMESPACES):
        if role := properties(lane).get("role"):
            found |= {(ref.text or "").strip(): role for ref in lane.iterfind("./bpmn:flowNodeRef", NAMESPACES)}
    return found


def describe(process: etree._Element, name: str) -> ProcessInfo:
    roles = roles_of_lanes(process.getroottree().getroot())
    flows = {
        flow.get("id", ""): (flow.get("sourceRef", ""), flow.get("targetRef", ""))
        for flow in process.iterfind(".//bpmn:sequenceFlow", NAMESPACES)
    }
    elements = {
        node.get("id", ""): _element(node, role, [to for source, to in flows.values() if source == node.get("id")])
        for node, role in _nodes(process, roles, None)
    }
    start = next((each for each in process.iterfind("./bpmn:startEvent", NAMESPACES)), None)
    begins = elements[start.get("id", "")] if start is not None else ElementInfo("", "startEvent")
    name_en = properties(process).get("name_en", "") or name
    return ProcessInfo(process.get("id", ""), name, name_en, StartInfo(begins.form, begins.role), elements, flows)


def _nodes(
    scope: etree._Element, roles: dict[str, str], inherited: str | None
) -> Iterator[tuple[etree._Element, str | None]]:
    """Everything inside a sub-process lies in the sub-process' lane."""
    for node in scope:
        if not isinstance(node.tag, str) or local_name(node) not in FLOW_NODES:
            continue
        role = inherited or roles.get(node.get("id", ""))
        yield node, role
        if local_name(node) == "subProcess":
            yield from _nodes(node, roles, role)


def _element(node: etree._Element, lane_role: str | None, following: list[str]) -> ElementInfo:
    own = properties(node)
    name = " ".join((node.get("name") or "").split())
    return ElementInfo(
        id=node.get("id", ""),
        kind=local_name(node),
        name_ar=name,
        name_en=own.get("name_en") or name,
        role=own.get("role") or lane_role,
        clauses=tuple(part.strip() for part in own.get("clause", "").split(",") if part.strip()),
        form=own.get("form"),
        ballot=own.get("ballot"),
        template=own.get("template"),
        follow_up=own.get("follow_up") == "true",
        next=tuple(following),
        properties=own,
    )
