"""What a BPMN file draws: boxes, lines, labels and names, to be measured by the tests of the diagrams."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
PROPERTY = "{http://spiffworkflow.org/bpmn/schema/1.0/core}property"
NODE_ENDINGS = ("Event", "Task", "Gateway", "callActivity", "subProcess")


class Point(NamedTuple):
    x: float
    y: float


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def shrunk(self, by: float) -> "Box":
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def without_title(self, width: float) -> "Box":
        return Box(self.x + width, self.y, self.width - width, self.height)

    def overlaps(self, other: "Box") -> bool:
        beside = self.right <= other.x or other.right <= self.x
        return not beside and not (self.bottom <= other.y or other.bottom <= self.y)

    def holds(self, other: "Box") -> bool:
        within = self.x <= other.x and other.right <= self.right
        return within and self.y <= other.y and other.bottom <= self.bottom

    def touches(self, point: Point) -> bool:
        return self.shrunk(-2).holds(Box(*point, 0, 0))

    def is_crossed_by(self, start: Point, end: Point) -> bool:
        """Whether a straight line enters the box: clip the line by each pair of sides (Liang-Barsky)."""
        enters, leaves = 0.0, 1.0
        for begin, step, low, high in (
            (start.x, end.x - start.x, self.x, self.right),
            (start.y, end.y - start.y, self.y, self.bottom),
        ):
            if step == 0:
                if not low < begin < high:
                    return False
                continue
            first, last = sorted(((low - begin) / step, (high - begin) / step))
            enters, leaves = max(enters, first), min(leaves, last)
        return enters < leaves


@dataclass(frozen=True)
class Drawing:
    """One diagram, by element id. `parents` and `hosts`: the sub-process and the activity of a node."""

    nodes: dict[str, str]
    flows: dict[str, tuple[str, str]]
    lanes: dict[str, list[str]]
    pools: list[str]
    parents: dict[str, str | None]
    hosts: dict[str, str]
    names: dict[str, tuple[str, str]]
    boxes: dict[str, Box]
    edges: dict[str, list[Point]]
    labels: dict[str, Box]

    @staticmethod
    def read(path: Path) -> "Drawing":
        root = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
        nodes = {attribute(each, "id"): kind(each) for each in root.iter() if is_node(each)}
        flows = [*root.iter(f"{BPMN}sequenceFlow"), *root.iter(f"{BPMN}messageFlow")]
        lanes, pools = list(root.iter(f"{BPMN}lane")), list(root.iter(f"{BPMN}participant"))
        named = [*(each for each in root.iter() if is_node(each)), *flows, *lanes, *pools, *root.iter(f"{BPMN}process")]
        return Drawing(
            nodes=nodes,
            flows={
                attribute(each, "id"): (attribute(each, "sourceRef"), attribute(each, "targetRef")) for each in flows
            },
            lanes={attribute(each, "id"): [str(ref.text) for ref in each.iter(f"{BPMN}flowNodeRef")] for each in lanes},
            pools=[attribute(each, "id") for each in pools],
            parents={attribute(each, "id"): parent_of(each) for each in root.iter() if is_node(each)},
            hosts={
                attribute(each, "id"): attribute(each, "attachedToRef") for each in root.iter(f"{BPMN}boundaryEvent")
            },
            names={attribute(each, "id"): (each.get("name", ""), english_name(each)) for each in named},
            boxes={attribute(each, "bpmnElement"): bounds(each) for each in root.iter(f"{DI}BPMNShape")},
            edges={attribute(each, "bpmnElement"): waypoints(each) for each in root.iter(f"{DI}BPMNEdge")},
            labels=dict(labels(root)),
        )

    @property
    def sub_processes(self) -> set[str]:
        return {node for node, kind in self.nodes.items() if kind == "subProcess"}

    @property
    def frame(self) -> Box:
        boxes = [self.boxes[pool] for pool in self.pools]
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)

    def is_inside(self, node: str, other: str) -> bool:
        """Whether `node` stands in the sub-process `other`, or on the edge of it."""
        above = self.hosts.get(node) or self.parents.get(node)
        return above is not None and (above == other or self.is_inside(above, other))

    def leaving(self, node: str) -> list[str]:
        return [flow for flow, (source, _) in self.flows.items() if source == node]


def kind(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def attribute(element: etree._Element, name: str) -> str:
    return str(element.attrib[name])


def is_node(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(BPMN) and element.tag.endswith(NODE_ENDINGS)


def parent_of(element: etree._Element) -> str | None:
    parent = element.getparent()
    return attribute(parent, "id") if parent is not None and kind(parent) == "subProcess" else None


def english_name(element: etree._Element) -> str:
    own = element.findall(f"{BPMN}extensionElements//{PROPERTY}")
    return next((attribute(each, "value") for each in own if each.get("name") == "name_en"), "")


def bounds(shape: etree._Element) -> Box:
    [found] = shape.findall(f"{DC}Bounds")
    return Box(*(float(attribute(found, key)) for key in ("x", "y", "width", "height")))


def waypoints(edge: etree._Element) -> list[Point]:
    return [Point(float(attribute(each, "x")), float(attribute(each, "y"))) for each in edge.findall(f"{DD}waypoint")]


def labels(root: etree._Element) -> Iterator[tuple[str, Box]]:
    for owner in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge"):
        for label in owner.findall(f"{DI}BPMNLabel[{DC}Bounds]"):
            yield attribute(owner, "bpmnElement"), bounds(label)
