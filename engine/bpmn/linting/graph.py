"""What can be reached in a graph, and its circles; without recursion, in one pass over nodes and edges."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

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


def components(edges: Mapping[Vertex, list[Vertex]]) -> list[list[Vertex]]:
    """Strongly connected components (Tarjan), those that others lead to first."""
    found: list[list[Vertex]] = []
    number: dict[Vertex, int] = {}
    low: dict[Vertex, int] = {}
    path: list[Vertex] = []
    on_path: set[Vertex] = set()
    for root in edges:
        if root in number:
            continue
        work = [_enter(root, edges, number, low, path, on_path)]
        while work:
            vertex, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[vertex])
                if low[vertex] == number[vertex]:
                    found.append(_leave(vertex, path, on_path))
            elif following not in number:
                work.append(_enter(following, edges, number, low, path, on_path))
            elif following in on_path:
                low[vertex] = min(low[vertex], number[following])
    return found


def circles(edges: Mapping[Vertex, list[Vertex]]) -> list[list[Vertex]]:
    """Components in which one can go round."""
    return [each for each in components(edges) if len(each) > 1 or each[0] in edges.get(each[0], ())]


def _enter(
    vertex: Vertex,
    edges: Mapping[Vertex, list[Vertex]],
    number: dict[Vertex, int],
    low: dict[Vertex, int],
    path: list[Vertex],
    on_path: set[Vertex],
) -> tuple[Vertex, Iterator[Vertex]]:
    number[vertex] = low[vertex] = len(number)
    path.append(vertex)
    on_path.add(vertex)
    return vertex, iter(edges.get(vertex, ()))


def _leave(vertex: Vertex, path: list[Vertex], on_path: set[Vertex]) -> list[Vertex]:
    component: list[Vertex] = []
    while not component or component[-1] != vertex:
        component.append(path.pop())
        on_path.discard(component[-1])
    return component
