"""Layout: every step has its shape, nothing covers anything else, and each step lies within its lane."""

import time
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn import layout, xml
from engine.bpmn.laying import di
from engine.bpmn.laying.grid import Box
from engine.bpmn.writing import BPMN, is_node
from engine.bpmn.xml import local_name
from tests.engine.bpmn_files import boundary, chain, end, file, flow, lane, lanes, node, process, start, timer, user

FOLDER = Path("processes/beneficiary_relations")
SHIPPED = sorted(FOLDER.glob("*.bpmn"))
FRAMES = ("participant", "lane")
INNER = node("subProcess", "P", start("S2") + user("U") + end("E2") + chain("S2", "U", "E2"))
NOTES = (
    '<bpmn:dataStoreReference id="DS" name="store"/><bpmn:textAnnotation id="N"><bpmn:text>x</bpmn:text>'
    '</bpmn:textAnnotation><bpmn:association id="As" sourceRef="A" targetRef="N"/>'
)
SMALL = {
    "one step": file(process("p", start(), user("A"), end(), chain("S", "A", "E"))),
    "two lanes": file(
        process("p", lanes(lane("one", "S", "A"), lane("two", "B", "E")), start(), user("A"), user("B"), end(),
                chain("S", "A", "B", "E"))),
    "a sub-process with a reminder": file(
        process("p", start(), INNER, boundary("T", "P", timer("P1D"), interrupts=False), user("A"), end(), end("E3"),
                chain("S", "P", "A", "E"), flow("T", "E3"))),
    "a loop and no lanes": file(
        process("p", start(), user("A"), node("exclusiveGateway", "G"), end(), chain("S", "A", "G", "E"),
                flow("G", "A"))),
    "notes and stores": file(process("p", start(), user("A"), NOTES, end(), chain("S", "A", "E"))),
    "nothing connected": file(process("p", *(user(f"A{number}") for number in range(6)))),
    "two processes": file(process("p", start(), end(), chain("S", "E")), process("q", start("S2"), end("E2"))),
}  # fmt: skip


def laid_out(content: bytes, *, rtl: bool = True) -> etree._Element:
    return xml.read(layout.arrange(content, rtl=rtl))


def boxes(root: etree._Element) -> dict[str, Box]:
    return {id: box for id, each in di.drawn(root).items() if (box := di.box_of(each)) is not None}


def contains(outer: Box, inner: Box) -> bool:
    across = outer.x <= inner.x and inner.x + inner.w <= outer.x + outer.w
    return across and outer.y <= inner.y and inner.y + inner.h <= outer.y + outer.h


def check(root: etree._Element) -> None:
    found = boxes(root)
    for scope in [each for each in root.iter(BPMN + "*") if any(map(is_node, each))]:
        nodes = {str(each.get("id")): each for each in scope if is_node(each)}
        assert nodes.keys() <= found.keys()
        hosts = {id: each.get("attachedToRef", "") for id, each in nodes.items() if each.get("attachedToRef") in nodes}
        for one, other in combinations([id for id in nodes if id not in hosts], 2):
            assert not found[one].overlaps(found[other]), (one, other)
        for id, host in hosts.items():
            assert found[id].overlaps(found[host])
            assert found[id].y + found[id].h > found[host].y + found[host].h, "a boundary event stands on the border"
        if scope.get("id") in found and local_name(scope) == "subProcess":
            assert all(contains(found[str(scope.get("id"))], found[id]) for id in nodes)
    for each in root.iter(BPMN + "lane"):
        for reference in each.iterfind(BPMN + "flowNodeRef"):
            assert contains(found[str(each.get("id"))], found[str(reference.text)])
    check_flows(root, found)


def check_flows(root: etree._Element, found: dict[str, Box]) -> None:
    drawn = di.drawn(root)
    known = {str(each.get("id")) for each in root.iter(BPMN + "*") if is_node(each)}
    for flow_ in root.iter(BPMN + "sequenceFlow"):
        if not {flow_.get("sourceRef"), flow_.get("targetRef")} <= known:
            continue
        points = [(int(each.get("x")), int(each.get("y"))) for each in drawn[flow_.get("id")] if "waypoint" in each.tag]
        assert len(points) > 1
        assert all(one[0] == other[0] or one[1] == other[1] for one, other in pairwise(points))
        for point, id in ((points[0], flow_.get("sourceRef")), (points[-1], flow_.get("targetRef"))):
            assert Box(*point, 1, 1).overlaps(found[str(id)], 2), "a flow begins and ends at its elements"


@pytest.mark.parametrize("rtl", [True, False])
@pytest.mark.parametrize("name", SMALL)
def test_small_diagrams(name: str, rtl: bool) -> None:
    root = laid_out(SMALL[name], rtl=rtl)
    check(root)
    assert layout.is_drawn(root)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_diagrams_drawn_anew(path: Path) -> None:
    root = laid_out(path.read_bytes())
    check(root)
    assert len([each for each in root.iter(BPMN + "participant") if each.get("id") in boxes(root)]) == 2


def test_from_right_to_left_unless_told_otherwise() -> None:
    right, left = boxes(laid_out(SMALL["one step"])), boxes(laid_out(SMALL["one step"], rtl=False))
    assert right["S"].x > right["A"].x > right["E"].x
    assert left["S"].x < left["A"].x < left["E"].x


def test_lanes_without_a_pool_get_one() -> None:
    root = laid_out(SMALL["two lanes"])
    [pool] = root.iter(BPMN + "participant")
    assert pool.get("processRef") == "p"


def test_what_the_diagram_says_stays_the_same() -> None:
    content = SHIPPED[0].read_bytes()
    before, after = xml.read(content), laid_out(content)
    for root in (before, after):
        for diagram in root.findall(di.DI + "BPMNDiagram"):
            root.remove(diagram)
    assert etree.tostring(before, method="c14n2", strip_text=True) == etree.tostring(
        after, method="c14n2", strip_text=True
    )


def test_labels_of_events_and_gateways_stand_over_no_shape() -> None:
    for path in SHIPPED:
        root = laid_out(path.read_bytes())
        steps = {
            id: box for id, box in boxes(root).items() if (each := _element(root, id)) is not None and is_node(each)
        }
        for shape in root.iter(di.DI + "BPMNShape"):
            label = shape.find(di.DI + "BPMNLabel")
            own = str(shape.get("bpmnElement"))
            closed = {id: box for id, box in steps.items() if not any(map(is_node, _element(root, id)))}
            hosts = _element(root, own).get("attachedToRef")
            for id, box in closed.items() if label is not None else ():
                if id not in (own, hosts):
                    assert not di.box_of(label).overlaps(box, -1), (own, id)


def _element(root: etree._Element, id: str) -> etree._Element:
    return next(each for each in root.iter(BPMN + "*") if each.get("id") == id)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.integers(1, 14),
    st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=25, unique=True),
    st.lists(st.integers(0, 2), min_size=14, max_size=14),
)
def test_any_graph_is_drawn(count: int, pairs: list[tuple[int, int]], held: list[int]) -> None:
    names = [f"A{number}" for number in range(count)]
    flows = [flow(f"A{one}", f"A{other}") for one, other in pairs if one < count > other]
    held_by = [[name for name, where in zip(names, held, strict=False) if where == row] for row in (0, 1)]
    rows = [lane(f"role{row}", *ids) for row, ids in enumerate(held_by) if ids]
    root = laid_out(file(process("p", lanes(*rows) if rows else "", *(user(name) for name in names), *flows)))
    loops = [each for each in root.iter(BPMN + "sequenceFlow") if each.get("sourceRef") == each.get("targetRef")]
    assert layout.is_drawn(root)
    if not loops:
        check(root)


def test_four_hundred_steps_within_a_second() -> None:
    names = [f"A{number}" for number in range(400)]
    links = [flow(f"A{one}", f"A{(one * 7 + 3) % 400}", id=f"x{one}") for one in range(400)]
    content = file(process("p", *(user(name) for name in names), chain(*names), *links))
    begun = time.thread_time()
    layout.arrange(content)
    assert time.thread_time() - begun < 1
