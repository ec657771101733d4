"""Draws diagrams that have no drawing, from right to left; and adds to a drawing what was added to its diagram.

Ours, because no well-kept library keeps lanes: see docs/decisions.
"""

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.laying import di, grid, missing, routes
from engine.bpmn.laying.di import DI
from engine.bpmn.laying.grid import EVENT, Box, Grid
from engine.bpmn.linting.mending import fresh
from engine.bpmn.writing import BPMN, all_ids, is_node
from engine.bpmn.xml import local_name

__all__ = ["arrange", "complete", "forget", "is_drawn", "move_into", "redraw"]

complete, forget, move_into = missing.complete, missing.forget, missing.move_into
TITLE, APART, CLOSED = 30, 50, 60
NARROWEST = 600
_LEVEL = {"isHorizontal": "true"}


def arrange(content: bytes, *, rtl: bool = True) -> bytes:
    """The file with a new drawing; what is not BPMN stays as it is."""
    root = xml.read(content)
    redraw(root, rtl=rtl)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def is_drawn(root: etree._Element) -> bool:
    """Whether every flow node of every process that has any has its shape."""
    shapes = {each.get("bpmnElement") for each in root.iter(DI + "BPMNShape")}
    nodes = [each for process in root.iterfind(BPMN + "process") for each in process.iter(BPMN + "*") if is_node(each)]
    return all(each.get("id") in shapes for each in nodes)


def redraw(root: etree._Element, *, rtl: bool = True) -> None:
    for old in root.findall(DI + "BPMNDiagram"):
        root.remove(old)
    processes = [each for each in root.iterfind(BPMN + "process") if each.get("id")]
    pools = _pools(root, processes)
    grids = {process: _grids(process) for process in processes}
    if pools is None:
        for process in processes[:1]:
            plane = di.plane(root, str(process.get("id")))
            _draw(plane, process, grids[process], (0, 0), rtl=rtl)
        return
    _draw_pools(di.plane(root, str(pools.get("id"))), pools, grids, rtl=rtl)


def _pools(root: etree._Element, processes: list[etree._Element]) -> etree._Element | None:
    """The collaboration; made where lanes, or several processes, want pools to stand in."""
    found = root.find(BPMN + "collaboration")
    if found is None and len(processes) < 2 and not any(_lanes(each) for each in processes):
        return None
    if found is None:
        found = etree.Element(BPMN + "collaboration", {"id": fresh("Collaboration_1", all_ids(root))})
        root.insert(root.index(processes[0]), found)
    if not found.get("id"):
        found.set("id", fresh("Collaboration_1", all_ids(root)))
    shown = {each.get("processRef") for each in found.iterfind(BPMN + "participant")}
    for process in [each for each in processes if each.get("id") not in shown and any(map(is_node, each))]:
        id = str(process.get("id"))
        pool = etree.Element(BPMN + "participant", {"id": fresh(f"Pool_{id}"[:90], all_ids(root)), "processRef": id})
        pool.set("name", process.get("name") or id)
        found.insert(len(found.findall(BPMN + "participant")), pool)
    return found


def _lanes(process: etree._Element) -> list[etree._Element]:
    """Those that hold no lanes themselves."""
    every = [each for each in process.iterfind(f"{BPMN}laneSet//{BPMN}lane") if each.get("id")]
    return [each for each in every if each.find(BPMN + "childLaneSet") is None]


def _held(lane: etree._Element) -> set[str]:
    return {(each.text or "").strip() for each in lane.iterfind(BPMN + "flowNodeRef")}


def _grids(process: etree._Element) -> dict[str, Grid]:
    """Of the process and its sub-processes; the inner ones first, for they say how large the outer ones are."""
    scopes = [
        each for each in process.iter(BPMN + "*") if each is process or (is_node(each) and any(map(is_node, each)))
    ]
    found: dict[str, Grid] = {}
    inner: dict[str, tuple[int, int]] = {}
    for scope in reversed(scopes):
        made = grid.read(scope)
        bands = [_held(lane) for lane in _lanes(process)] if scope is process else []
        grid.arrange(made, bands, inner)
        inner[str(scope.get("id"))] = made.size
        found[str(scope.get("id"))] = made
    return found


def _draw_pools(
    plane: etree._Element, pools: etree._Element, grids: dict[etree._Element, dict[str, Grid]], *, rtl: bool
) -> None:
    by_id = {str(process.get("id")): process for process in grids}
    widths = [found[str(process.get("id"))].size[0] for process, found in grids.items()]
    width, y = max([NARROWEST, *widths]) + 2 * TITLE, 0
    for pool in [each for each in pools.iterfind(BPMN + "participant") if each.get("id")]:
        process = by_id.get(pool.get("processRef", ""))
        found = grids[process] if process is not None else None
        height = found[str(process.get("id"))].size[1] if found and process is not None else CLOSED
        di.shape(plane, str(pool.get("id")), Box(0, y, width, height), None, _LEVEL)
        if process is not None and found:
            _draw_lanes(plane, process, found, y, width)
            _draw(plane, process, found, (2 * TITLE, y), rtl=rtl, width=width - 2 * TITLE)
        y += height + APART
    _draw_links(plane, pools, f"{BPMN}messageFlow")


def _draw_lanes(plane: etree._Element, process: etree._Element, found: dict[str, Grid], y: int, width: int) -> None:
    bands = found[str(process.get("id"))].bands
    boxes: dict[etree._Element, Box] = {}
    for lane, (top, bottom) in zip(_lanes(process), bands, strict=False):
        boxes[lane] = Box(TITLE, y + top, width - TITLE, bottom - top)
        for outer in lane.iterancestors(BPMN + "lane"):
            known = boxes.get(outer, boxes[lane])
            boxes[outer] = Box(TITLE, known.y, width - TITLE, y + bottom - known.y)
    for lane, box in sorted(boxes.items(), key=lambda pair: -pair[1].h):
        if lane.get("id"):
            depth = sum(1 for _ in lane.iterancestors(BPMN + "lane"))
            indent = min(depth * TITLE // 2, TITLE)
            di.shape(plane, str(lane.get("id")), Box(box.x + indent, box.y, box.w - indent, box.h), None, _LEVEL)


def _draw(
    plane: etree._Element,
    process: etree._Element,
    grids: dict[str, Grid],
    corner: tuple[int, int],
    *,
    rtl: bool,
    width: int = 0,
) -> None:
    """Outer scopes first: a sub-process says where its contents stand."""
    top = str(process.get("id"))
    across = 2 * corner[0] + max(width, grids[top].size[0])
    corners = {top: corner}
    for id, found in reversed(grids.items()):
        if id not in corners:
            continue
        dx, dy = corners[id]
        for name, box in found.boxes.items():
            placed = Box(box.x + dx, box.y + dy, box.w, box.h)
            if name in grids:
                corners[name] = (placed.x, placed.y)
            _draw_node(plane, found, name, _mirrored(placed, across) if rtl else placed, is_open=name in grids)
        for number, flow in enumerate(found.flows):
            points = routes.route(found, str(flow.get("sourceRef")), str(flow.get("targetRef")), number)
            points = [(across - x - dx if rtl else x + dx, y + dy) for x, y in points]
            label = routes.label(points, str(flow.get("name"))) if flow.get("name") else None
            di.edge(plane, str(flow.get("id")), points, label)
    _draw_links(plane, process, f".//{BPMN}association")


def _mirrored(box: Box, across: int) -> Box:
    return Box(across - box.x - box.w, box.y, box.w, box.h)


def _draw_node(plane: etree._Element, found: Grid, id: str, box: Box, *, is_open: bool) -> None:
    """Events and gateways bear their names below; a task's stands in it."""
    drawn = {**found.nodes, **{str(each.get("id")): each for each in found.artifacts}}.get(id)
    name = "" if drawn is None else local_name(drawn)
    label = None
    if box.w <= 50 and name != "textAnnotation" and (drawn is None or drawn.get("name")):
        label = Box(box.x + box.w // 2 - 50, box.y + box.h + 4, 100, 28)
    extra = {"isExpanded": "true"} if is_open else {"isExpanded": "false"} if name == "subProcess" else {}
    extra |= {"isMarkerVisible": "true"} if name == "exclusiveGateway" else {}
    di.shape(plane, id, box, label, extra)


def _draw_links(plane: etree._Element, within: etree._Element, path: str) -> None:
    boxes = {id: di.box_of(each) for id, each in di.drawn(plane).items() if each.tag == DI + "BPMNShape"}
    for link in [each for each in within.iterfind(path) if each.get("id")]:
        one, other = boxes.get(link.get("sourceRef", "")), boxes.get(link.get("targetRef", ""))
        if one is not None and other is not None:
            one, other = _facing(one, other), _facing(other, one)
            di.edge(plane, str(link.get("id")), routes.direct(one, other))


def _facing(one: Box, other: Box) -> Box:
    """Of a pool the part that lies across from a step."""
    return Box(other.middle[0] - EVENT // 2, one.y, EVENT, one.h) if one.w > 2 * other.w and one.w >= NARROWEST else one
