"""Asks where data come from: a name must be filled on some way to where it is read, and by one branch at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.bpmn import feel
from engine.bpmn.linting import graph, writes
from engine.bpmn.linting.model import ITEMS, LISTS, Diagrams, Node, Scope, loop_name
from engine.bpmn.linting.report import Place, Report, listed
from engine.bpmn.linting.texts import Text
from engine.bpmn.linting.types import Types, name_of
from engine.bpmn.profile import FACTS
from engine.bpmn.vocabulary import Vocabulary

BEFORE, WITHIN, AFTER = 0, 1, 2  # of a node: what is known when a case comes to it, in each round, when it is done
Point = tuple[Node, int]
_MOST_TRACED = 100


@dataclass
class Flowing:
    """`known` at each point, as bits: the names that some way to it fills."""

    diagrams: Diagrams
    vocabulary: Vocabulary
    tops: dict[str, Scope]
    bits: dict[str, int] = field(default_factory=dict)
    known: dict[Point, int] = field(default_factory=dict)
    writers: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))

    def knows(self, point: Point, name: str) -> bool:
        return bool(self.known.get(point, 0) >> self.bits[name] & 1) if name in self.bits else False


def trace(diagrams: Diagrams, vocabulary: Vocabulary) -> Flowing:
    """One pass over the points in the order in which cases come to them; a circle knows what any of it writes."""
    flowing = Flowing(diagrams, vocabulary, {process.id: process.top for process in diagrams.processes})
    edges = _edges(flowing)
    before: dict[Point, list[Point]] = defaultdict(list)
    for point, following in edges.items():
        for each in following:
            before[each].append(point)
    for component in reversed(graph.components(edges)):
        mask = 0
        for point in component:
            for earlier in before[point]:
                mask |= flowing.known.get(earlier, 0)
        for point in component:
            mask |= _filled(flowing, point)
        flowing.known.update(dict.fromkeys(component, mask))
    return flowing


def _edges(flowing: Flowing) -> dict[Point, list[Point]]:
    edges: dict[Point, list[Point]] = {}
    for node in flowing.diagrams.nodes():
        inner = writes.inside(node, flowing.tops)
        starts: list[Point] = [(each, BEFORE) for each in inner.starts()] if inner else []
        edges[node, BEFORE] = [(node, WITHIN), *((event, BEFORE) for event in node.boundary)]
        edges[node, WITHIN] = starts or [(node, AFTER)]
        edges[node, AFTER] = [(flow.target, BEFORE) for flow in node.outgoing]
        if node.loop is not None:
            edges[node, BEFORE].append((node, AFTER))
            edges[node, WITHIN] = starts
    for node in flowing.diagrams.nodes():
        inner = writes.inside(node, flowing.tops) if node.loop is None else None
        for end in inner.ends() if inner else ():
            edges[end, AFTER].append((node, AFTER))
    return edges


def _filled(flowing: Flowing, point: Point) -> int:
    node, when = point
    if when == BEFORE:
        return 0
    names = list(writes.after(node, flowing.vocabulary)) if when == AFTER else []
    if when == WITHIN and node.loop is not None:
        names = [loop_name(node, ITEMS[0])]
    mask = 0
    for name in names:
        flowing.writers[name].append(node)
        mask |= 1 << flowing.bits.setdefault(name, len(flowing.bits))
    return mask


def check(
    diagrams: Diagrams, vocabulary: Vocabulary, known: Types, read: list[tuple[Text, feel.Check]], report: Report
) -> None:
    flowing = trace(diagrams, vocabulary)
    always = {*FACTS, *vocabulary.parameters, *writes.marks(diagrams)}
    traced = 0
    for place, node, point, names in _reads(diagrams, vocabulary, read):
        for name in names - always:
            if name in known.names and not flowing.knows(point, name) and traced < _MOST_TRACED:
                traced += 1
                _never_filled(flowing, name, node, place, report)
    for node in diagrams.nodes():
        if node.loop is not None:
            _repetition(flowing, node, known, always, report)


def _reads(
    diagrams: Diagrams, vocabulary: Vocabulary, read: list[tuple[Text, feel.Check]]
) -> Iterator[tuple[Place, Node, Point, set[str]]]:
    """A name that is compared with null is allowed to have no value."""
    for text, checked in read:
        compared = [(each.left, each.right) for each in checked.comparisons]
        asked = {str(one.value) for pair in compared for one, other in (pair, pair[::-1]) if other.kind == "null"}
        point = (text.node, AFTER if text.after else WITHIN if text.node.loop is not None else BEFORE)
        if "nr_of_completed" not in text.extra:
            yield text.place, text.node, point, set(checked.names) - asked - text.extra
    for node in diagrams.nodes():
        signature = vocabulary.decisions.get(node.own.get("decision", ""))
        if node.tag == "businessRuleTask" and signature is not None:
            yield node.place, node, (node, BEFORE), set(signature.names)


def _never_filled(flowing: Flowing, name: str, node: Node, place: Place, report: Report) -> None:
    interrupted, side = _lost(flowing, name, node), _beside(flowing, name)
    if interrupted:
        report.add("lost-data", place, name=name, elements=listed(interrupted))
    elif side:
        report.add("side-branch-data", place, name=name, elements=listed(side))
    else:
        report.add("not-yet-known", place, name=name)


def _lost(flowing: Flowing, name: str, node: Node) -> set[str]:
    """Those that write the name inside an element that an event interrupted, after which the reader comes."""
    found = set()
    for event in node.scope.nodes.values():
        if event.tag == "boundaryEvent" and event.interrupts and event.host is not None:
            inner = [each.id for each in writes.held(event.host, flowing.tops) if each in flowing.writers.get(name, ())]
            if inner and node is not event and node in graph.reached([event], _following):
                found |= set(inner)
    return found


def _beside(flowing: Flowing, name: str) -> set[str]:
    """Those that write the name in the branch of an event that does not interrupt."""
    found = set()
    for writer in flowing.writers.get(name, ()):
        events = [each for each in writer.scope.nodes.values() if each.tag == "boundaryEvent" and not each.interrupts]
        if writer in graph.reached(events, _following):
            found.add(writer.id)
    return found


def _following(node: Node) -> list[Node]:
    return [*(flow.target for flow in node.outgoing), *node.boundary]


def _repetition(flowing: Flowing, node: Node, known: Types, always: set[str], report: Report) -> None:
    source, item, result = (loop_name(node, tag) for tag in (LISTS[0], *ITEMS))
    if source and source not in known.names:
        report.add("unknown-name", node.place, name=source, text=source, hint_ar="", hint_en="")
    elif source and name_of(known.names[source]) not in ("list", "any"):
        report.add("not-a-list", node.place, name=source)
    elif source and source not in always and not flowing.knows((node, BEFORE), source):
        _never_filled(flowing, source, node, node.place, report)
    for name in (item, result):
        if name and (name in always or flowing.knows((node, BEFORE), name)):
            report.add("item-name", node.place, name=name)
    written = _written_inside(flowing, node)
    if result and result not in written:
        report.add("result-not-written", node.place, name=result)


def _written_inside(flowing: Flowing, node: Node) -> Mapping[str, object]:
    found = dict(writes.own_writes(node, flowing.vocabulary))
    for each in writes.held(node, flowing.tops):
        if each is not node:
            found |= writes.after(each, flowing.vocabulary)
    return found
