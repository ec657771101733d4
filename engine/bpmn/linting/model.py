"""Diagrams as lint sees them: processes, scopes, nodes and flows with where they stand; built without recursion."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.linting.report import Place
from engine.bpmn.profile import FOR_LISTS, is_flow_node

BPMN = "{" + xml.NAMESPACES["bpmn"] + "}"
EVENT_KINDS = {
    BPMN + "timerEventDefinition": "timer",
    BPMN + "messageEventDefinition": "message",
    BPMN + "errorEventDefinition": "error",
    BPMN + "terminateEventDefinition": "terminate",
}


LISTS = ("loopDataInputRef", "loopDataOutputRef")
ITEMS = ("inputDataItem", "outputDataItem")


@dataclass(eq=False)
class Flow:
    id: str
    element: etree._Element
    place: Place
    source: "Node"
    target: "Node"

    @property
    def condition(self) -> str | None:
        found = self.element.find(BPMN + "conditionExpression")
        return None if found is None else (found.text or "").strip()


@dataclass(eq=False)
class Node:
    """A flow node. `inner` is a sub-process' own scope, `host` what a boundary event stands on."""

    id: str
    tag: str
    element: etree._Element
    place: Place
    scope: "Scope"
    own: dict[str, str]
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    boundary: list["Node"] = field(default_factory=list)
    host: "Node | None" = None
    inner: "Scope | None" = None
    role: str | None = None
    is_in_lane: bool = False

    @property
    def definition(self) -> etree._Element | None:
        """Of an event; with several the file is refused anyway."""
        return next((each for each in self.element if str(each.tag) in EVENT_KINDS), None)

    @property
    def waits_for(self) -> str:
        found = self.definition
        return "" if found is None else EVENT_KINDS[str(found.tag)]

    @property
    def interrupts(self) -> bool:
        return self.element.get("cancelActivity", "true").lower() == "true"

    @property
    def loop(self) -> etree._Element | None:
        return self.element.find(BPMN + "multiInstanceLoopCharacteristics") if self.tag in FOR_LISTS else None

    @property
    def calls(self) -> str | None:
        return self.element.get("calledElement", "").strip() if self.tag == "callActivity" else None

    @property
    def shown(self) -> str:
        return " ".join(self.element.get("name", "").split()) or self.id


@dataclass(eq=False)
class Scope:
    """A process or an embedded sub-process: flows stay within one."""

    process: "Process"
    element: etree._Element
    place: Place
    parent: Node | None
    depth: int
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)

    def starts(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.tag == "startEvent"]

    def ends(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.tag == "endEvent"]


@dataclass(eq=False)
class Process:
    id: str
    file: str
    element: etree._Element
    place: Place
    scopes: list[Scope] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        for scope in self.scopes:
            yield from scope.nodes.values()

    @property
    def top(self) -> Scope:
        return self.scopes[0]


@dataclass(eq=False)
class Diagrams:
    """All files of a version. `messages` and `errors` by file and id: name, code."""

    roots: dict[str, etree._Element] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    messages: dict[tuple[str, str], str] = field(default_factory=dict)
    errors: dict[tuple[str, str], str] = field(default_factory=dict)

    def nodes(self) -> Iterator[Node]:
        for process in self.processes:
            yield from process.nodes()

    def scopes(self) -> Iterator[Scope]:
        for process in self.processes:
            yield from process.scopes

    def by_id(self) -> dict[str, Process]:
        return {process.id: process for process in self.processes}

    def message_of(self, node: Node) -> str | None:
        """The name of the message that a node receives or sends."""
        carrier = node.element if node.tag in ("receiveTask", "sendTask") else node.definition
        found = self._named(self.messages, node.place.file, carrier, "messageRef")
        return found or None

    def error_of(self, node: Node) -> str | None:
        return self._named(self.errors, node.place.file, node.definition, "errorRef") or None

    def _named(
        self, known: dict[tuple[str, str], str], file: str, carrier: etree._Element | None, attribute: str
    ) -> str | None:
        reference = "" if carrier is None else carrier.get(attribute, "")
        return known.get((file, reference), known.get((file, reference.rpartition(":")[2])))


def line_of(element: etree._Element) -> int:
    return int(getattr(element, "sourceline", None) or 0)


def place_of(file: str, element: etree._Element) -> Place:
    """Of an element without an id, the nearest around it that has one."""
    near: etree._Element | None = element
    while near is not None and not near.get("id"):
        near = near.getparent()
    return Place(file, "" if near is None else str(near.get("id")), line_of(element))


def loop_name(node: Node, tag: str) -> str:
    """The name under which a repetition reads or keeps something."""
    found = None if node.loop is None else node.loop.find(BPMN + tag)
    if found is None:
        return ""
    return str((found.get("id") if tag in ITEMS else found.text) or "").strip()


def build(roots: dict[str, etree._Element]) -> Diagrams:
    found = Diagrams(roots)
    for file, root in roots.items():
        for each in root.iterfind(BPMN + "message"):
            found.messages[file, each.get("id", "")] = each.get("name", "").strip()
        for each in root.iterfind(BPMN + "error"):
            code = each.get("errorCode") or each.get("name") or each.get("id") or ""
            found.errors[file, each.get("id", "")] = code.strip()
        found.processes.extend(_process(file, each) for each in root.iterfind(BPMN + "process"))
    return found


def _process(file: str, element: etree._Element) -> Process:
    process = Process(element.get("id", ""), file, element, place_of(file, element))
    waiting: list[tuple[etree._Element, Node | None, int]] = [(element, None, 0)]
    for scope_element, parent, depth in waiting:
        scope = Scope(process, scope_element, place_of(file, scope_element), parent, depth)
        process.scopes.append(scope)
        if parent is not None:
            parent.inner = scope
        _fill(scope)
        waiting.extend((node.element, node, depth + 1) for node in scope.nodes.values() if node.tag == "subProcess")
    _lanes(process)
    return process


def _fill(scope: Scope) -> None:
    flows = []
    for child in scope.element.iterchildren(BPMN + "*"):
        tag = xml.local_name(child)
        if is_flow_node(tag):
            place = place_of(scope.place.file, child)
            node = Node(child.get("id", ""), tag, child, place, scope, xml.properties(child))
            scope.nodes.setdefault(node.id or f"\0{id(child)}", node)
        elif tag == "sequenceFlow":
            flows.append(child)
    for child in flows:
        _connect(scope, child)
    for node in scope.nodes.values():
        host = scope.nodes.get(node.element.get("attachedToRef", "")) if node.tag == "boundaryEvent" else None
        if host is not None and host is not node:
            node.host = host
            host.boundary.append(node)


def _connect(scope: Scope, element: etree._Element) -> None:
    source, target = (scope.nodes.get(element.get(each, "")) for each in ("sourceRef", "targetRef"))
    if source is None or target is None:
        return
    flow = Flow(element.get("id", ""), element, place_of(scope.place.file, element), source, target)
    scope.flows.append(flow)
    source.outgoing.append(flow)
    target.incoming.append(flow)


def _lanes(process: Process) -> None:
    """The role of each node: its lane's, of nested lanes the innermost; inside a sub-process the sub-process' own."""
    roles: dict[str, str | None] = {}
    for lane in process.element.iterfind(f".//{BPMN}lane"):
        role = xml.properties(lane).get("role") or None
        for reference in lane.iterfind(BPMN + "flowNodeRef"):
            name = (reference.text or "").strip()
            roles[name] = role or roles.get(name)
    for scope in process.scopes:
        for node in scope.nodes.values():
            outer = scope.parent
            inherited = outer is not None and outer.is_in_lane
            node.is_in_lane = inherited or node.id in roles
            of_lane = (outer.role if outer is not None else None) or roles.get(node.id)
            node.role = node.own.get("role") or of_lane
