"""Asks of events: boundary events, event-based gateways, messages and errors."""

from collections.abc import Iterator
from functools import partial

from engine.bpmn.elements import FLOW_NODES
from engine.bpmn.linting import graph, mending, mending_words
from engine.bpmn.linting.model import Diagrams, Node, Process, Scope
from engine.bpmn.linting.report import Report
from engine.bpmn.profile import ACTIVITIES

CATCHES = frozenset({"receiveTask", "intermediateCatchEvent", "boundaryEvent"})
THROWS = frozenset({"sendTask", "intermediateThrowEvent"})


def check(diagrams: Diagrams, report: Report) -> None:
    for node in diagrams.nodes():
        if node.tag == "boundaryEvent":
            _boundary(node, report)
        elif node.tag == "eventBasedGateway":
            _event_gateway(diagrams, node, report)
        _names(diagrams, node, report)
    _thrown_and_caught(diagrams, report)
    _awaited_twice(diagrams, report)
    _uncaught(diagrams, report)


def _boundary(node: Node, report: Report) -> None:
    host = node.host
    if host is not None and host.tag not in ACTIVITIES:
        kind = "بوابة" if host.tag.endswith("Gateway") else "حدث"
        report.add("boundary-host", node.place, what_ar=kind, what_en=f"“{host.id}” ({host.tag})")
    if node.waits_for == "error" and not node.interrupts:
        report.add("error-must-interrupt", node.place, fix=partial(mending.interrupting, node, yes=True))


def _event_gateway(diagrams: Diagrams, gateway: Node, report: Report) -> None:
    targets = [flow.target for flow in gateway.outgoing]
    for target in targets:
        waits = target.tag == "receiveTask" or (target.tag == "intermediateCatchEvent" and bool(target.waits_for))
        if not waits or len(target.incoming) > 1 or target.boundary:
            report.add("event-gateway-target", target.place)
    if len(targets) < 2:
        report.add("event-gateway-exits", gateway.place)
    if sum(target.waits_for == "timer" for target in targets) > 1:
        report.add("event-gateway-timers", gateway.place)
    names: dict[str, Node] = {}
    for target in targets:
        name = diagrams.message_of(target)
        if name and names.setdefault(name, target) is not target:
            report.add("message-twice", target.place, name=name, other=names[name].shown)


def _names(diagrams: Diagrams, node: Node, report: Report) -> None:
    receives = node.tag == "receiveTask" or (node.tag in CATCHES and node.waits_for == "message")
    if receives and diagrams.message_of(node) is None:
        report.add("no-message", node.place, fix=partial(mending_words.message, node))
    if receives and not node.own.get("form"):
        report.add("message-form", node.place)
    if receives and not node.role:
        report.add("no-role", node.place)
    if node.waits_for == "error" and node.tag in FLOW_NODES and diagrams.error_of(node) is None:
        report.add("no-error", node.place)


def _thrown_and_caught(diagrams: Diagrams, report: Report) -> None:
    caught = {name for node in diagrams.nodes() if node.tag in CATCHES and (name := diagrams.message_of(node))}
    for node in diagrams.nodes():
        name = diagrams.message_of(node) if node.tag in THROWS else None
        if name in caught:
            report.add("thrown-and-caught", node.place, name=name)


def _awaited_twice(diagrams: Diagrams, report: Report) -> None:
    """A boundary event waits for as long as its host lasts: with all that is awaited on and inside the host."""
    processes = diagrams.by_id()
    for node in diagrams.nodes():
        name = diagrams.message_of(node) if node.tag == "boundaryEvent" else None
        if name is None or node.host is None:
            continue
        beside = [each for each in [node.host, *node.host.boundary] if each is not node]
        for other in [*beside, *_inside(node.host, processes)]:
            if (
                other.tag in CATCHES
                and diagrams.message_of(other) == name
                and (other.host is not node.host or other.id < node.id)
            ):
                report.add("message-twice", node.place, name=name, other=other.shown)
                break


def _inside(host: Node, processes: dict[str, Process]) -> Iterator[Node]:
    def scopes(scope: Scope) -> list[Scope]:
        return [inner for node in scope.nodes.values() if (inner := _scope(node, processes))]

    first = _scope(host, processes)
    for scope in graph.reached([first] if first else [], scopes):
        yield from scope.nodes.values()


def _scope(node: Node, processes: dict[str, Process]) -> Scope | None:
    called = processes.get(node.calls) if node.calls else None
    return called.top if called else node.inner


def _uncaught(diagrams: Diagrams, report: Report) -> None:
    """The library goes on along the normal path of the nearest host that does not catch the error."""
    callers: dict[str, list[Node]] = {}
    for node in diagrams.nodes():
        if node.calls:
            callers.setdefault(node.calls, []).append(node)
    for scope in diagrams.scopes():
        raising = [node for node in scope.ends() if node.waits_for == "error"]
        hosts = [scope.parent] if scope.parent else callers.get(scope.process.id, [])
        for end in raising:
            _raised(diagrams, end, hosts, report)


def _raised(diagrams: Diagrams, end: Node, hosts: list[Node], report: Report) -> None:
    code = diagrams.error_of(end)
    if code is None:
        return
    if not hosts:
        report.add("error-uncaught", end.place, name=end.shown, host=end.scope.process.id)
    for host in hosts:
        if code not in {diagrams.error_of(each) for each in host.boundary if each.waits_for == "error"}:
            report.add("error-uncaught", end.place, name=end.shown, host=host.shown)
