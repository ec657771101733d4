"""What can be reached in a graph, and its circles; without recursion, in one pass over nodes and edges."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Vertex = TypeVar("Vertex", bound=Hashable)


def reached(begin: Iterable[Vertex], following: Callable[[Vertex], Iterable[Vertex]]) -> set[Vertex]:
    """`begin` and everything after it."""
    seen = set(begin)
    waiting = list(seen)
    while waiting:
        for each in following(waiting.pop()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


class _Search(Generic[Vertex]):
    """Tarjan's search: `low` is the earliest vertex of the path that one can come back to."""

    def __init__(self, edges: Mapping[Vertex, list[Vertex]]) -> None:
        self.edges = edges
        self.number: dict[Vertex, int] = {}
        self.low: dict[Vertex, int] = {}
        self.path: list[Vertex] = []
        self.on_path: set[Vertex] = set()
        self.found: list[list[Vertex]] = []

    def run(self, root: Vertex) -> None:
        work = [self._enter(root)]
        while work:
            vertex, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                self._leave(vertex, work[-1][0] if work else None)
            elif following not in self.number:
                work.append(self._enter(following))
            elif following in self.on_path:
                self.low[vertex] = min(self.low[vertex], self.number[following])

    def _enter(self, vertex: Vertex) -> tuple[Vertex, Iterator[Vertex]]:
        self.number[vertex] = self.low[vertex] = len(self.number)
        self.path.append(vertex)
        self.on_path.add(vertex)
        return vertex, iter(self.edges.get(vertex, ()))

    def _leave(self, vertex: Vertex, before: Vertex | None) -> None:
        if before is not None:
            self.low[before] = min(self.low[before], self.low[vertex])
        if self.low[vertex] == self.number[vertex]:
            component: list[Vertex] = []
            while not component or component[-1] != vertex:
                component.append(self.path.pop())
            self.on_path.difference_update(component)
            self.found.append(component)


def components(edges: Mapping[Vertex, list[Vertex]]) -> list[list[Vertex]]:
    """Strongly connected components, those that others lead to first."""
    search = _Search(edges)
    for root in edges:
        if root not in search.number:
            search.run(root)
    return search.found


def circles(edges: Mapping[Vertex, list[Vertex]]) -> list[list[Vertex]]:
    """Components in which one can go round."""
    return [each for each in components(edges) if len(each) > 1 or each[0] in edges.get(each[0], ())]
