"""Asks for circles: processes that call themselves, and loops in which nobody and nothing is waited for."""

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.bpmn.linting import graph
from engine.bpmn.linting.model import Diagrams, Node, Process, Scope
from engine.bpmn.linting.report import Report
from engine.bpmn.profile import WAITS


def check(diagrams: Diagrams, report: Report) -> None:
    if not _call_cycles(diagrams, report):
        _hot_loops(diagrams, report)


def _call_cycles(diagrams: Diagrams, report: Report) -> bool:
    known = diagrams.by_id()
    edges = {process.id: [node.calls for node in process.nodes() if node.calls in known] for process in known.values()}
    found = graph.circles({key: [str(each) for each in called] for key, called in edges.items()})
    for circle in found:
        names = sorted(circle)
        for name in names:
            report.add("call-cycle", _caller(known[name], names).place, chain=" → ".join([*names, names[0]]))
    return bool(found)


def _caller(process: Process, names: list[str]) -> Node:
    return next(node for node in process.nodes() if node.calls in names)


@dataclass
class _Instant:
    """What a scope can do at once, without anybody: come to an end, raise an error."""

    ends: set[Scope] = field(default_factory=set)
    fails: set[Scope] = field(default_factory=set)


def _hot_loops(diagrams: Diagrams, report: Report) -> None:
    tops = {process.id: process.top for process in diagrams.processes}
    instant = _Instant()
    for scope in _inner_first(diagrams, tops):
        at_once = graph.reached([each for each in scope.starts() if each.tag not in WAITS], _steps(instant, tops))
        ends = [node for node in at_once if node.tag == "endEvent"]
        if any(node.waits_for != "error" for node in ends):
            instant.ends.add(scope)
        if any(node.waits_for == "error" for node in ends):
            instant.fails.add(scope)
    steps = _steps(instant, tops)
    for scope in diagrams.scopes():
        for circle in graph.circles({node: steps(node) for node in scope.nodes.values()}):
            first = min(circle, key=lambda node: (node.place.line, node.id))
            report.add("hot-loop", first.place)


def _inner_first(diagrams: Diagrams, tops: dict[str, Scope]) -> list[Scope]:
    """There is no call cycle, so what is called or lies inside can be looked at before what holds it."""
    edges = {
        scope: [inner for node in scope.nodes.values() if (inner := _inside(node, tops))] for scope in diagrams.scopes()
    }
    return [scope for component in graph.components(edges) for scope in component]


def _inside(node: Node, tops: dict[str, Scope]) -> Scope | None:
    return tops.get(node.calls) if node.calls else node.inner


def _steps(instant: _Instant, tops: dict[str, Scope]) -> Callable[[Node], list[Node]]:
    """Where a case goes on at once from a node."""

    def following(node: Node) -> list[Node]:
        if node.tag in WAITS:
            return []
        inside = _inside(node, tops)
        passes = inside is None or inside in instant.ends
        after = [flow.target for flow in node.outgoing] if passes else []
        if inside in instant.fails:
            after += [event for event in node.boundary if event.waits_for == "error"]
        return [each for each in after if each.tag not in WAITS]

    return following
