"""Asks of parallel branches: no name is written by two of them, for one of both would be lost where they meet."""

from collections import Counter, defaultdict
from collections.abc import Callable

from engine.bpmn.linting import graph, writes
from engine.bpmn.linting.model import Diagrams, Node, Scope
from engine.bpmn.linting.report import Report, listed
from engine.bpmn.vocabulary import Vocabulary

MOST_VISITS = 100_000


def check(diagrams: Diagrams, vocabulary: Vocabulary | None, report: Report) -> None:
    tops = {process.id: process.top for process in diagrams.processes}
    visits = 0
    for split in diagrams.nodes():
        if split.tag != "parallelGateway" or len(split.outgoing) < 2:
            continue
        visits += len(split.outgoing) * len(split.scope.flows)
        if visits > MOST_VISITS:
            report.add("too-large", split.place, found=visits, most=MOST_VISITS,
                       what_ar="خطوة في الفروع المتوازية", what_en="steps in parallel branches")  # fmt: skip
            return
        _split(split, tops, vocabulary, report)


def _split(split: Node, tops: dict[str, Scope], vocabulary: Vocabulary | None, report: Report) -> None:
    branches = [graph.reached([flow.target], _until(split)) for flow in split.outgoing]
    times = Counter(node for branch in branches for node in branch)
    by_name: dict[str, dict[int, str]] = defaultdict(dict)
    for number, branch in enumerate(branches):
        for node in branch:
            for name in _written(node, tops, vocabulary) if times[node] == 1 else ():
                by_name[name][number] = node.id
    for name, elements in by_name.items():
        if len(elements) > 1:
            report.add("parallel-writes", split.place, name=name, elements=listed(elements.values()))


def _until(split: Node) -> Callable[[Node], list[Node]]:
    """Not once more round a loop that leads back to the split."""
    return lambda node: [] if node is split else [*(flow.target for flow in node.outgoing), *node.boundary]


def _written(node: Node, tops: dict[str, Scope], vocabulary: Vocabulary | None) -> set[str]:
    if node.loop is not None or writes.inside(node, tops) is None:
        return set(writes.after(node, vocabulary))
    return {name for each in writes.held(node, tops) for name in writes.after(each, vocabulary)}
