"""Adds to a drawing what its diagram has and it does not; everything else stays where somebody put it."""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.laying import di, routes
from engine.bpmn.laying.di import DI
from engine.bpmn.laying.grid import EVENT, GATEWAY, TASK, Box
from engine.bpmn.writing import BPMN, is_node
from engine.bpmn.xml import local_name

_GAP = 50
_TRIES = 6


def complete(root: etree._Element) -> None:
    """A file without any drawing keeps none."""
    plane = root.find(f"{DI}BPMNDiagram/{DI}BPMNPlane")
    if plane is None or plane.find(DI + "BPMNShape") is None:
        return
    for process in root.iterfind(BPMN + "process"):
        nodes = {str(each.get("id")): each for each in process.iter(BPMN + "*") if is_node(each) and each.get("id")}
        flows = [each for each in process.iter(BPMN + "sequenceFlow") if each.get("id")]
        drawn = di.drawn(root)
        for id in [each for each in nodes if each not in drawn]:
            _add_shape(root, plane, nodes, flows, id)
        _add_edges(root, plane, flows)


def forget(root: etree._Element, id: str) -> None:
    """A flow that leads elsewhere is drawn anew."""
    for each in [each for each in root.iter(DI + "BPMNEdge") if each.get("bpmnElement") == id]:
        parent = each.getparent()
        if parent is not None:
            parent.remove(each)


def move_into(root: etree._Element, id: str, lane: str) -> None:
    """Upright into the lane, where it stands outside; its flows are drawn anew."""
    drawn = di.drawn(root)
    box, into = di.box_of(drawn.get(id)), di.box_of(drawn.get(lane))
    if box is None or into is None or into.y <= box.middle[1] <= into.y + into.h:
        return
    wanted = Box(box.x, into.y + (into.h - box.h) // 2, box.w, box.h)
    others = [each for each in _boxes(root) if each != box]
    free = next(
        (each for each in _around(wanted, into, 1) if not any(each.overlaps(one, 10) for one in others)), wanted
    )
    di.move(drawn[id], free.x - box.x, free.y - box.y)
    for flow in root.iter(BPMN + "sequenceFlow"):
        if id in (flow.get("sourceRef"), flow.get("targetRef")):
            forget(root, str(flow.get("id")))


def _boxes(root: etree._Element) -> list[Box]:
    """Of all that may not be covered: not of pools, lanes and open sub-processes."""
    frames = {str(each.get("id")) for each in root.iter(BPMN + "*") if local_name(each) in ("participant", "lane")}
    frames |= {str(each.get("bpmnElement")) for each in root.iter(DI + "BPMNShape") if each.get("isExpanded") == "true"}
    found = [
        di.box_of(each) for id, each in di.drawn(root).items() if each.tag == DI + "BPMNShape" and id not in frames
    ]
    return [each for each in found if each is not None]


def _add_shape(
    root: etree._Element, plane: etree._Element, nodes: dict[str, etree._Element], flows: list[etree._Element], id: str
) -> None:
    drawn = di.drawn(root)
    box = _beside(root, nodes[id], flows, drawn)
    lane = next((each.getparent() for each in root.iter(BPMN + "flowNodeRef") if (each.text or "").strip() == id), None)
    within = di.box_of(drawn.get(str(lane.get("id")))) if lane is not None else None
    free = _free(box, within, -1 if _is_rtl(flows, drawn) else 1, _boxes(root))
    extra = {"isMarkerVisible": "true"} if local_name(nodes[id]) == "exclusiveGateway" else {}
    di.shape(plane, id, free, None, extra)


def _beside(
    root: etree._Element, node: etree._Element, flows: list[etree._Element], drawn: dict[str, etree._Element]
) -> Box:
    """After what leads to it, or before what it leads to."""
    w, h = _size(node)
    ahead = -1 if _is_rtl(flows, drawn) else 1
    host = di.box_of(drawn.get(node.get("attachedToRef", "")))
    if host is not None:
        return Box(host.x + host.w - EVENT, host.y + host.h - EVENT // 2, w, h)
    for flow in flows:
        for here, there, way in (("targetRef", "sourceRef", ahead), ("sourceRef", "targetRef", -ahead)):
            near = di.box_of(drawn.get(flow.get(there, ""))) if flow.get(here) == node.get("id") else None
            if near is not None:
                x = near.x + near.w + _GAP if way > 0 else near.x - _GAP - w
                return Box(x, near.middle[1] - h // 2, w, h)
    lowest = max((each.y + each.h for each in _boxes(root)), default=0)
    return Box(_GAP, lowest + _GAP, w, h)


def _size(node: etree._Element) -> tuple[int, int]:
    name = local_name(node)
    return (EVENT, EVENT) if name.endswith("Event") else (GATEWAY, GATEWAY) if name.endswith("Gateway") else TASK


def _is_rtl(flows: list[etree._Element], drawn: dict[str, etree._Element]) -> bool:
    """As most flows run."""
    ways = 0
    for flow in flows:
        one, other = (di.box_of(drawn.get(flow.get(each, ""))) for each in ("sourceRef", "targetRef"))
        if one is not None and other is not None and one.x != other.x:
            ways += 1 if other.x < one.x else -1
    return ways > 0


def _free(wanted: Box, within: Box | None, ahead: int, others: list[Box]) -> Box:
    tried = _around(wanted, within, ahead)
    return next((each for each in tried if not any(each.overlaps(one, 10) for one in others)), wanted)


def _around(box: Box, within: Box | None, ahead: int) -> Iterator[Box]:
    """The place itself, then farther and farther away, within the lane first."""
    places = []
    for away in range(_TRIES):
        for level in range(_TRIES):
            for side in (1, -1) if level else (1,):
                places.append(Box(box.x + ahead * away * 60, box.y + side * level * 60, box.w, box.h))
    inside = [each for each in places if within is None or _holds(within, each)]
    yield from inside
    yield from places


def _holds(outer: Box, box: Box) -> bool:
    return (
        outer.x <= box.x
        and box.x + box.w <= outer.x + outer.w
        and outer.y <= box.y
        and box.y + box.h <= outer.y + outer.h
    )


def _add_edges(root: etree._Element, plane: etree._Element, flows: list[etree._Element]) -> None:
    drawn = di.drawn(root)
    for flow in [each for each in flows if str(each.get("id")) not in drawn]:
        one, other = (di.box_of(drawn.get(flow.get(each, ""))) for each in ("sourceRef", "targetRef"))
        if one is not None and other is not None:
            di.edge(plane, str(flow.get("id")), routes.direct(one, other))
