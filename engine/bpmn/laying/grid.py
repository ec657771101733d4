"""Where elements stand: lanes as bands, rows in a band, longest-path columns; from left to right, mirrored later."""

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.writing import BPMN, is_node
from engine.bpmn.xml import local_name

EVENT, GATEWAY, TASK, MARGIN = 36, 50, (140, 90), 50
COLUMN_GAP, ROW_GAP, LABELS = 112, 84, 36
ARTIFACTS = {"dataObjectReference": (36, 50), "dataStoreReference": (50, 50), "textAnnotation": (140, 60)}


@dataclass
class Box:
    x: int
    y: int
    w: int
    h: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.w // 2, self.y + self.h // 2

    def overlaps(self, other: "Box", gap: int = 0) -> bool:
        return (
            self.x < other.x + other.w + gap
            and other.x < self.x + self.w + gap
            and self.y < other.y + other.h + gap
            and other.y < self.y + self.h + gap
        )


@dataclass(eq=False)
class Grid:
    """One scope: its own nodes with their cells (band, row, column), then boxes with the scope's corner at 0, 0."""

    scope: etree._Element
    nodes: dict[str, etree._Element] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)  # boundary event: what it stands on
    flows: list[etree._Element] = field(default_factory=list)
    artifacts: list[etree._Element] = field(default_factory=list)
    cells: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    rows: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # (band, row): top and bottom
    columns: list[tuple[int, int]] = field(default_factory=list)  # left and right
    bands: list[tuple[int, int]] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)

    def row_of(self, id: str) -> tuple[int, int]:
        band, row, _ = self.cells[self.hosts.get(id, id)]
        return band, row

    def column_of(self, id: str) -> int:
        return self.cells[self.hosts.get(id, id)][2]


def read(scope: etree._Element) -> Grid:
    grid = Grid(scope)
    children = [each for each in scope if str(each.tag).startswith(BPMN) and each.get("id")]
    known = {str(each.get("id")): each for each in children if is_node(each)}
    for id, node in known.items():
        host = node.get("attachedToRef")
        if local_name(node) == "boundaryEvent" and host in known and local_name(known[host]) != "boundaryEvent":
            grid.hosts[id] = str(host)
        else:
            grid.nodes[id] = node
    drawn = {*grid.nodes, *grid.hosts}
    flows = [each for each in children if local_name(each) == "sequenceFlow"]
    grid.flows = [each for each in flows if {each.get("sourceRef"), each.get("targetRef")} <= drawn]
    grid.artifacts = [each for each in children if local_name(each) in ARTIFACTS]
    return grid


def arrange(grid: Grid, bands: list[set[str]], inner: dict[str, tuple[int, int]]) -> None:
    """`bands`: the ids of each lane; `inner`: the size of what sub-processes hold."""
    _cells(grid, bands or [set(grid.nodes)])
    sizes = {id: _size(node, inner.get(id)) for id, node in grid.nodes.items()}
    _measure(grid, sizes, max(1, len(bands)))
    for id, (band, row, column) in grid.cells.items():
        (left, right), (top, bottom), (w, h) = grid.columns[column], grid.rows[band, row], sizes[id]
        grid.boxes[id] = Box((left + right - w) // 2, (top + bottom - EVENT // 2 - h) // 2, w, h)
    _boundaries(grid)
    _artifacts(grid)


def _size(node: etree._Element, inner: tuple[int, int] | None) -> tuple[int, int]:
    name = local_name(node)
    if inner is not None:
        return max(TASK[0], inner[0]), max(TASK[1], inner[1])
    return (EVENT, EVENT) if name.endswith("Event") else (GATEWAY, GATEWAY) if name.endswith("Gateway") else TASK


def _cells(grid: Grid, bands: list[set[str]]) -> None:
    forward = _forward(grid)
    columns = _columns(grid, forward)
    before: dict[str, list[str]] = defaultdict(list)
    for source, targets in forward.items():
        for target in targets:
            before[target].append(source)
    band_of = {id: number for number, ids in enumerate(bands) for id in ids}
    taken: set[tuple[int, int, int]] = set()
    for id in sorted(grid.nodes, key=lambda each: columns[each]):
        near = [grid.cells[each] for each in before[id] if each in grid.cells]
        band = band_of.get(id, near[0][0] if near else 0)
        wanted = next((row for other, row, _ in near if other == band), 0)
        rows = (wanted, *(row for row in range(len(grid.nodes)) if row != wanted))
        cell = next((band, row, columns[id]) for row in rows if (band, row, columns[id]) not in taken)
        taken.add(cell)
        grid.cells[id] = cell


def _forward(grid: Grid) -> dict[str, list[str]]:
    """The flows without those that lead back, found depth first and without recursion."""
    after: dict[str, list[str]] = {id: [] for id in grid.nodes}
    for flow in grid.flows:
        source, target = (str(flow.get(each)) for each in ("sourceRef", "targetRef"))
        after[grid.hosts.get(source, source)].append(grid.hosts.get(target, target))
    forward: dict[str, list[str]] = {id: [] for id in grid.nodes}
    entered = {target for targets in after.values() for target in targets}
    state: dict[str, int] = {}
    for root in sorted(grid.nodes, key=lambda each: each in entered):
        _search(root, after, forward, state)
    return forward


def _search(root: str, after: dict[str, list[str]], forward: dict[str, list[str]], state: dict[str, int]) -> None:
    """`state`: 1 on the way, 2 done."""
    if root in state:
        return
    state[root] = 1
    work = [(root, iter(after[root]))]
    while work:
        node, rest = work[-1]
        following = next(rest, None)
        if following is None:
            state[node] = 2
            work.pop()
        elif state.get(following) != 1:
            forward[node].append(following)
            if following not in state:
                state[following] = 1
                work.append((following, iter(after[following])))


def _columns(grid: Grid, forward: dict[str, list[str]]) -> dict[str, int]:
    waiting_for = dict.fromkeys(grid.nodes, 0)
    for targets in forward.values():
        for target in targets:
            waiting_for[target] += 1
    columns = dict.fromkeys(grid.nodes, 0)
    ready = [id for id, count in waiting_for.items() if count == 0]
    for id in ready:
        for target in forward[id]:
            columns[target] = max(columns[target], columns[id] + 1)
            waiting_for[target] -= 1
            if waiting_for[target] == 0:
                ready.append(target)
    return columns


def _measure(grid: Grid, sizes: dict[str, tuple[int, int]], bands: int) -> None:
    widths: dict[int, int] = defaultdict(lambda: GATEWAY)
    heights: dict[tuple[int, int], int] = defaultdict(lambda: GATEWAY)
    for id, (band, row, column) in grid.cells.items():
        widths[column] = max(widths[column], sizes[id][0])
        heights[band, row] = max(heights[band, row], sizes[id][1])
    x = MARGIN
    for column in range(1 + max((cell[2] for cell in grid.cells.values()), default=0)):
        grid.columns.append((x, x + widths[column]))
        x += widths[column] + COLUMN_GAP
    y = 0
    for band in range(bands):
        top, y = y, y + MARGIN
        for row in range(1 + max((row for other, row in heights if other == band), default=0)):
            bottom = y + heights[band, row] + EVENT // 2
            grid.rows[band, row] = (y, bottom)
            y = bottom + ROW_GAP
        grid.bands.append((top, y))
    grid.size = (x - COLUMN_GAP + MARGIN, y)


def _boundaries(grid: Grid) -> None:
    """On the lower border of their host, side by side."""
    on: dict[str, list[str]] = defaultdict(list)
    for id, host in grid.hosts.items():
        on[host].append(id)
    for host, ids in on.items():
        box = grid.boxes[host]
        step = box.w / (len(ids) + 1)
        for number, id in enumerate(ids, 1):
            x = box.x + round(number * step) - EVENT // 2
            grid.boxes[id] = Box(x, box.y + box.h - EVENT // 2, EVENT, EVENT)


def _artifacts(grid: Grid) -> None:
    """In a row of their own below all others."""
    x, (width, height) = MARGIN, grid.size
    for each in grid.artifacts:
        w, h = ARTIFACTS[local_name(each)]
        grid.boxes[str(each.get("id"))] = Box(x, height, w, h)
        x += w + COLUMN_GAP
    if grid.artifacts:
        taller = height + 60 + ROW_GAP
        grid.size = (max(width, x - COLUMN_GAP + MARGIN), taller)
        grid.bands[-1] = (grid.bands[-1][0], taller)
