"""Every text of a diagram that the engine evaluates: whose it is, what it must give, and which names it adds."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.linting.model import BPMN, ITEMS, Diagrams, Flow, Node, line_of, loop_name
from engine.bpmn.linting.report import Place
from engine.bpmn.script import ASSIGNMENT

TIMES = frozenset({"duration", "date", "date time", "text"})
COUNTED = ("nr_of_instances", "nr_of_completed")
_TIME_TAGS = ("timeDate", "timeDuration", "timeCycle")
_OF_ASSIGNEE, _OF_RECIPIENTS = frozenset({"number"}), frozenset({"number", "list"})


@dataclass(frozen=True)
class Text:
    """`wanted`: the kinds that fit, empty: any. `sets`: what a script line writes. `extra`: names known only here."""

    node: Node
    place: Place
    text: str
    wanted: frozenset[str] = frozenset()
    sets: str = ""
    extra: frozenset[str] = frozenset()
    after: bool = False  # evaluated when the node is done
    flow: Flow | None = None  # whose condition it is
    own: str = ""  # the property that holds it


def time_of(node: Node) -> tuple[str, str] | None:
    """Of a timer: the tag and its text."""
    if node.waits_for != "timer" or node.definition is None:
        return None
    for tag in _TIME_TAGS:
        found = node.definition.find(BPMN + tag)
        if found is not None:
            return tag, (found.text or "").strip()
    return "", ""


def script_lines(node: Node) -> Iterator[tuple[int, str, str, str]]:
    """Line of the file, name, expression, whole line; name and expression are empty where it is no assignment."""
    element = node.element.find(BPMN + "script")
    if element is None or not element.text:
        return
    for number, line in enumerate(element.text.splitlines()):
        if line.strip() and not line.strip().startswith("//"):
            found = ASSIGNMENT.fullmatch(line)
            name, expression = (found[1], found[2]) if found else ("", "")
            yield line_of(element) + number, name, expression, line.strip()


def all_texts(diagrams: Diagrams) -> Iterator[Text]:
    """Times that are literals, and script lines that are no assignments, are left to others."""
    for node in diagrams.nodes():
        if node.tag == "exclusiveGateway":
            yield from (_condition(node, flow) for flow in node.outgoing if flow.condition)
        elif node.tag == "scriptTask":
            yield from _script(node)
        yield from _of_properties(node)
        if node.loop is not None:
            yield from _completion(node, node.loop)


def _condition(node: Node, flow: Flow) -> Text:
    return Text(node, flow.place, flow.condition or "", frozenset({"boolean"}), after=True, flow=flow)


def _script(node: Node) -> Iterator[Text]:
    before: frozenset[str] = frozenset()
    for line, name, expression, _ in script_lines(node):
        if name:
            place = Place(node.place.file, node.id, line)
            yield Text(node, place, expression, sets=name, extra=before)
            before |= {name}


def _of_properties(node: Node) -> Iterator[Text]:
    item = frozenset({loop_name(node, ITEMS[0])} - {""})
    if assignee := node.own.get("assignee"):
        yield Text(node, node.place, assignee, _OF_ASSIGNEE, extra=item, own="assignee")
    if (to := node.own.get("to", "")).startswith("="):
        yield Text(node, node.place, to, _OF_RECIPIENTS, own="to")


def _completion(node: Node, loop: etree._Element) -> Iterator[Text]:
    found = loop.find(BPMN + "completionCondition")
    if found is not None and (found.text or "").strip():
        yield Text(node, node.place, (found.text or "").strip(), frozenset({"boolean"}), extra=frozenset(COUNTED))
