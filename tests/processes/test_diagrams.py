"""Every diagram is fit for a director: whole, in Arabic and English, from right to left, nothing over anything."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from tests.processes.drawings import Box, Drawing, Point

PROCESSES = Path(__file__).parents[2] / "processes"
DIAGRAMS = sorted(PROCESSES.rglob("*.bpmn"))
ARABIC = re.compile(r"[\u0621-\u064a]")
LATIN = re.compile(r"[A-Za-z]")
UNNAMED = {"endEvent", "exclusiveGateway", "parallelGateway"}  # a technical end or a join says nothing to a reader
TITLE_WIDTH = 30


@pytest.fixture(params=DIAGRAMS, ids=lambda path: path.stem)
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return Drawing.read(request.param)


def test_the_pack_has_its_three_diagrams() -> None:
    names = {path.stem for path in DIAGRAMS}

    assert {"beneficiary_case", "beneficiary_handling", "committee_review"} <= names


def test_every_node_lane_pool_and_flow_is_drawn(drawing: Drawing) -> None:
    undrawn = [each for each in [*drawing.nodes, *drawing.lanes, *drawing.pools] if each not in drawing.boxes]
    undrawn += [each for each in drawing.flows if len(drawing.edges.get(each, [])) < 2]

    assert undrawn == []


def test_no_two_nodes_overlap(drawing: Drawing) -> None:
    overlapping = [
        (one, two)
        for one, two in combinations(drawing.nodes, 2)
        if drawing.boxes[one].overlaps(drawing.boxes[two])
        if not drawing.is_inside(one, two) and not drawing.is_inside(two, one)
    ]

    assert overlapping == []


def test_every_node_lies_in_its_lane_beside_the_title(drawing: Drawing) -> None:
    outside = [
        (node, lane)
        for lane, members in drawing.lanes.items()
        for node in members
        if not drawing.boxes[lane].without_title(TITLE_WIDTH).holds(drawing.boxes[node])
    ]

    assert outside == []


def test_sub_processes_hold_what_is_theirs(drawing: Drawing) -> None:
    outside = [
        node
        for node, parent in drawing.parents.items()
        if parent and not drawing.boxes[parent].holds(drawing.boxes[node])
    ]

    assert outside == []


def test_boundary_events_stand_on_the_lower_edge_of_their_host(drawing: Drawing) -> None:
    elsewhere = [
        node
        for node, host in drawing.hosts.items()
        if abs(drawing.boxes[node].middle.y - drawing.boxes[host].bottom) > 2
    ]

    assert elsewhere == []


def test_labels_lie_inside_the_drawing_and_on_nothing_else(drawing: Drawing) -> None:
    outside = [owner for owner, label in drawing.labels.items() if not drawing.frame.holds(label)]
    covering = [
        (owner, node)
        for owner, label in drawing.labels.items()
        for node in drawing.nodes
        if node not in drawing.sub_processes and label.shrunk(1).overlaps(drawing.boxes[node])
    ]
    colliding = [
        (one, two)
        for (one, first), (two, second) in combinations(drawing.labels.items(), 2)
        if first.shrunk(1).overlaps(second)
    ]

    assert (outside, covering, colliding) == ([], [], [])


def test_no_line_runs_through_the_name_of_a_node(drawing: Drawing) -> None:
    struck = [
        (flow, owner)
        for owner, label in drawing.labels.items()
        if owner in drawing.nodes
        for flow, line in drawing.edges.items()
        if line_crosses(line, label.shrunk(1))
    ]

    assert struck == []


def test_flows_begin_and_end_on_their_nodes(drawing: Drawing) -> None:
    loose = [
        flow
        for flow, (source, target) in drawing.flows.items()
        if not drawing.boxes[source].touches(drawing.edges[flow][0])
        or not drawing.boxes[target].touches(drawing.edges[flow][-1])
    ]

    assert loose == []


def test_no_flow_crosses_a_node_that_is_not_its_own(drawing: Drawing) -> None:
    crossing = [
        (flow, node)
        for flow, ends in drawing.flows.items()
        for node in drawing.nodes
        if node not in ends and not any(drawing.is_inside(end, node) for end in ends)
        if line_crosses(drawing.edges[flow], drawing.boxes[node].shrunk(1))
    ]

    assert crossing == []


def test_the_way_goes_from_right_to_left(drawing: Drawing) -> None:
    starts = [drawing.boxes[node] for node, kind in drawing.nodes.items() if kind == "startEvent"]
    main_ends = [drawing.boxes[node] for node, kind in drawing.nodes.items() if kind == "endEvent"]
    [beginning] = [box for box in starts if box.x == max(each.x for each in starts)]

    assert all(beginning.x > end.x for end in main_ends)
    assert min(end.x for end in main_ends) < drawing.frame.middle.x < beginning.x


def test_every_name_is_arabic_with_its_english_beside_it(drawing: Drawing) -> None:
    wrong = [
        (element, name, english)
        for element, (name, english) in drawing.names.items()
        if name and (not ARABIC.search(name) or LATIN.search(name) or not LATIN.search(english))
    ]
    nameless = [
        element
        for element, (name, _) in drawing.names.items()
        if not name and (drawing.nodes.get(element) not in UNNAMED and element not in drawing.flows)
    ]

    assert (wrong, nameless) == ([], [])


def test_the_exits_of_a_choice_are_labelled(drawing: Drawing) -> None:
    exits = {node: drawing.leaving(node) for node, kind in drawing.nodes.items() if kind == "exclusiveGateway"}
    silent = [flow for flows in exits.values() if len(flows) > 1 for flow in flows if not drawing.names[flow][0]]

    assert silent == []


def test_every_named_end_is_what_some_scenario_expects() -> None:
    pack = PROCESSES / "beneficiary_relations"
    drawings = [Drawing.read(path) for path in pack.glob("*.bpmn")]
    ends = {
        node for each in drawings for node, kind in each.nodes.items() if kind == "endEvent" and each.names[node][0]
    }
    told = "".join(path.read_text(encoding="utf-8") for path in pack.glob("scenarios/*.yaml"))

    assert ends - set(re.findall(r"\bend: (\w+)", told)) == set()


def line_crosses(line: list[Point], box: Box) -> bool:
    return any(box.is_crossed_by(start, end) for start, end in pairwise(line))
