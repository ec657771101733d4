"""Asks of the shape: one start, ends, no dead ends, everything reached, gateways complete."""

from functools import partial

from engine.bpmn.linting import graph, mending
from engine.bpmn.linting.model import BPMN, Diagrams, Flow, Node, Scope
from engine.bpmn.linting.report import Report
from engine.bpmn.profile import GATEWAYS


def check(diagrams: Diagrams, report: Report) -> None:
    for scope in diagrams.scopes():
        if not scope.nodes and scope.parent is None:
            continue  # a pool that is drawn only
        _ends(scope, report)
        _ways(scope, report)
        for node in scope.nodes.values():
            _exits(node, report)
            if node.tag == "exclusiveGateway":
                _exclusive(node, report)


def _ends(scope: Scope, report: Report) -> None:
    starts = scope.starts()
    if not starts:
        report.add("no-start", scope.place, fix=partial(mending.start, scope))
    for extra in starts[1:]:
        report.add("several-starts", extra.place)
    if not scope.ends():
        report.add("no-end", scope.place, fix=partial(mending.ends, scope))
    for start in starts:
        for flow in start.incoming:
            report.add("start-with-incoming", flow.place, fix=partial(mending.lead_past_start, flow))
    for end in scope.ends():
        for flow in end.outgoing:
            report.add("end-with-outgoing", flow.place)


def _ways(scope: Scope, report: Report) -> None:
    """Nothing is drawn that no case comes to, and from everything there is a way to an end."""
    starts, ends = scope.starts(), scope.ends()
    there = graph.reached(starts, _after)
    leaving = graph.reached(ends, _before)
    for node in scope.nodes.values():
        if starts and node not in there:
            report.add("unreachable", node.place)
        elif node.tag != "endEvent" and not node.outgoing:
            report.add("dead-end", node.place, fix=partial(mending.end_after, node))
        elif ends and node not in leaving and _first_stuck(node, leaving):
            report.add("no-way-out", node.place)


def _first_stuck(node: Node, leaving: set[Node]) -> bool:
    """Where a way without an end begins: one finding a way, not one a step; and not where a dead end tells it."""
    follows = graph.reached([node], _after)
    if any(not each.outgoing and each.tag != "endEvent" for each in follows):
        return False
    before = [flow.source for flow in node.incoming]
    return not before or any(each in leaving for each in before) or node.tag == "startEvent"


def _after(node: Node) -> list[Node]:
    return [*(flow.target for flow in node.outgoing), *node.boundary]


def _before(node: Node) -> list[Node]:
    return [flow.source for flow in node.incoming]


def _exits(node: Node, report: Report) -> None:
    if len(node.outgoing) > 1 and node.tag not in GATEWAYS and node.tag != "endEvent":
        report.add("several-exits", node.place, fix=partial(mending.gateway_after, node))
    if node.tag != "exclusiveGateway":
        for flow in node.outgoing:
            if flow.element.find(BPMN + "conditionExpression") is not None:
                report.add("condition-ignored", flow.place, fix=partial(mending.condition_ignored, flow))
        if node.element.get("default") in {flow.id for flow in node.outgoing}:
            report.add("default-ignored", node.place, fix=partial(mending.default_ignored, node))
    if node.tag == "boundaryEvent":
        for flow in node.incoming:
            report.add("flow-into-event", flow.place)


def _exclusive(node: Node, report: Report) -> None:
    default = node.element.get("default")
    if len(node.outgoing) > 1 and default is None:
        report.add("no-default", node.place, fix=partial(mending.default_flow, node))
    for flow in node.outgoing:
        if flow.id == default and flow.condition is not None:
            report.add("default-with-condition", flow.place, fix=partial(mending.drop_condition, flow))
        elif flow.id != default and not flow.condition and _needs_condition(node, flow):
            report.add("no-condition", flow.place, fix=partial(mending.no_condition, flow))


def _needs_condition(node: Node, flow: Flow) -> bool:
    """The only way out of a gateway that only joins needs none; an empty condition is none at all."""
    return len(node.outgoing) > 1 or flow.condition is not None
