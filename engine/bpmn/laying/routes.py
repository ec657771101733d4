"""How flows run: upright and level only, between columns and below rows, where no element stands."""

from itertools import pairwise

from engine.bpmn.laying.grid import LABELS, Box, Grid

Points = list[tuple[int, int]]
_STEPS, _STEP = 5, 8
AFTER, WIDEST = 22, 76  # room is left before the target for the name of the flow


def route(grid: Grid, source: str, target: str, number: int) -> Points:
    """`number` sets flows that share a way a little apart."""
    one, other = grid.boxes[source], grid.boxes[target]
    start, end = (one.x + one.w, one.middle[1]), (other.x, other.middle[1])
    aside = (number % _STEPS - _STEPS // 2) * _STEP
    if source in grid.hosts:
        start = (one.middle[0], one.y + one.h)
        return _simple([start, *_below(grid, source, target, start, end, aside), end])
    here, there = grid.column_of(source), grid.column_of(target)
    if grid.row_of(source) == grid.row_of(target) and here < there and _is_free(grid, source, target):
        return _simple([start, (end[0], start[1])]) if start[1] == end[1] else _upright(grid, here, start, end, aside)
    if there == here + 1:
        return _upright(grid, here, start, end, aside)
    x = grid.columns[here][1] + AFTER + aside // 2
    first = (x, start[1])
    return _simple([start, first, *_below(grid, source, target, first, end, aside), end])


def _upright(grid: Grid, column: int, start: tuple[int, int], end: tuple[int, int], aside: int) -> Points:
    x = grid.columns[column][1] + AFTER + aside // 2
    return _simple([start, (x, start[1]), (x, end[1]), end])


def _below(grid: Grid, source: str, target: str, start: tuple[int, int], end: tuple[int, int], aside: int) -> Points:
    """Down into the free strip below the upper row, along it, and to the gap before the target."""
    row = grid.row_of(source) if source in grid.hosts else min(grid.row_of(source), grid.row_of(target))
    y = grid.rows[row][1] + LABELS + 24 + aside
    x = grid.columns[grid.column_of(target)][0] - 24 + aside // 2
    return [(start[0], y), (x, y), (x, end[1])]


def _is_free(grid: Grid, source: str, target: str) -> bool:
    here, there, row = grid.column_of(source), grid.column_of(target), grid.row_of(source)
    between = range(here + 1, there)
    return not any(cell[:2] == row and cell[2] in between for cell in grid.cells.values())


def _simple(points: Points) -> Points:
    """Without points that lie on the line between their neighbours."""
    kept: Points = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept.pop()
        kept.append(point)
    return kept if len(kept) > 1 else [*kept, kept[0]]


def direct(one: Box, other: Box) -> Points:
    """Upright first: for associations, and for flows that are added to a drawing."""
    (x1, y1), (x2, y2) = one.middle, other.middle
    if other.x >= one.x + one.w or one.x >= other.x + other.w:
        right = other.x >= one.x + one.w
        start, end = (one.x + one.w if right else one.x, y1), (other.x if right else other.x + other.w, y2)
        half = (start[0] + end[0]) // 2
        return _simple([start, (half, y1), (half, y2), end])
    down = y2 >= y1
    start, end = (x1, one.y + one.h if down else one.y), (x2, other.y if down else other.y + other.h)
    half = (start[1] + end[1]) // 2
    return _simple([start, (x1, half), (x2, half), end])


def label(points: Points, text: str) -> Box:
    """Above the longest level part, or beside the upright one."""
    pairs = list(pairwise(points))
    (x1, y1), (x2, y2) = max(pairs, key=lambda pair: abs(pair[0][0] - pair[1][0]))
    width = min(WIDEST, 8 + 7 * len(text))
    lines = -(-7 * len(text) // WIDEST) or 1
    return Box((x1 + x2 - width) // 2, min(y1, y2) - 4 - 14 * min(lines, 3), width, 14 * min(lines, 3))
