"""Which names each element writes, and of what kind they are."""

from collections.abc import Iterator, Mapping

from engine.bpmn.feel import FeelType
from engine.bpmn.linting import graph
from engine.bpmn.linting.model import ITEMS, LISTS, Diagrams, Node, Scope, loop_name
from engine.bpmn.linting.texts import script_lines
from engine.bpmn.linting.types import known_types
from engine.bpmn.profile import FACTS
from engine.bpmn.vocabulary import Vocabulary

_WITH_FORM = frozenset({"userTask", "receiveTask", "startEvent", "intermediateCatchEvent", "boundaryEvent"})


def own_writes(node: Node, vocabulary: Vocabulary | None) -> dict[str, FeelType]:
    """What one round of the element itself writes; of a repetition, into its own round's data."""
    if node.tag == "scriptTask":
        return {name: "any" for _, name, _, _ in script_lines(node) if name}
    if node.tag == "businessRuleTask":
        return _decided(node, vocabulary)
    if node.tag == "userTask" and node.own.get("ballot"):
        return {node.id: "any"}
    if node.tag in _WITH_FORM and vocabulary is not None:
        fields = vocabulary.forms.get(node.own.get("form", ""), {})
        return {name: kind for name, kind in fields.items() if name not in FACTS}
    return {}


def after(node: Node, vocabulary: Vocabulary | None) -> dict[str, FeelType]:
    """What is known by the element when it is done: of a repetition only the list of its results."""
    if node.loop is None:
        return own_writes(node, vocabulary)
    name = loop_name(node, LISTS[1])
    return {name: "list"} if name else {}


def inside(node: Node, tops: Mapping[str, Scope]) -> Scope | None:
    return tops.get(node.calls) if node.calls else node.inner


def held(node: Node, tops: Mapping[str, Scope]) -> Iterator[Node]:
    """The element itself and all that runs within it."""

    def following(each: Node) -> list[Node]:
        within = inside(each, tops)
        return list(within.nodes.values()) if within else []

    yield from graph.reached([node], following)


def names(diagrams: Diagrams, vocabulary: Vocabulary | None) -> dict[str, FeelType]:
    """Every name that an expression may use, facts and marks among them; a form's own kind wins."""
    found: dict[str, FeelType] = {}
    for node in diagrams.nodes():
        for name, kind in {**own_writes(node, vocabulary), **after(node, vocabulary)}.items():
            found[name] = kind if found.get(name, kind) == kind else "any"
        if node.own.get("marks"):
            found[node.own["marks"]] = "boolean"
        for tag in ITEMS:
            if item := loop_name(node, tag):
                found.setdefault(item, "any")
    return {**found, **known_types(vocabulary, FACTS)}


def marks(diagrams: Diagrams) -> set[str]:
    return {node.own["marks"] for node in diagrams.nodes() if node.own.get("marks")}


def _decided(node: Node, vocabulary: Vocabulary | None) -> dict[str, FeelType]:
    decision = node.own.get("decision", "")
    name = node.own.get("result") or decision
    signature = vocabulary.decisions.get(decision) if vocabulary else None
    return {name: signature.result if signature else "any"} if name else {}
