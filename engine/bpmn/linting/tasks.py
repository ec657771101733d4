"""Asks of tasks: who does them, what they need, and what they repeat over."""

from lxml import etree

from engine.bpmn.linting.model import BPMN, Diagrams, Node, Process, Scope
from engine.bpmn.linting.properties import NAME
from engine.bpmn.linting.report import Report
from engine.bpmn.profile import IN_LANES
from engine.bpmn.vocabulary import Vocabulary

_NEEDS = {
    "businessRuleTask": ("decision",),
    "sendTask": ("to", "template"),
    "intermediateThrowEvent": ("to", "template"),
}
LISTS = ("loopDataInputRef", "loopDataOutputRef")
ITEMS = ("inputDataItem", "outputDataItem")


def check(diagrams: Diagrams, vocabulary: Vocabulary | None, report: Report) -> None:
    for process in diagrams.processes:
        _two_lanes(process, report)
    for node in diagrams.nodes():
        if node.tag in IN_LANES:
            _who(node, report)
        if node.tag == "userTask":
            _form_or_ballot(node, report)
        for name in _NEEDS.get(node.tag, ()):
            if not node.own.get(name):
                report.add("needs-property", node.place, name=name)
        if node.tag == "startEvent" and node.own.get("form") and not node.role:
            report.add("no-role", node.place)
        if node.loop is not None:
            _repeats(node, node.loop, report)
    if vocabulary is not None:
        _never_started(diagrams, report)


def _who(node: Node, report: Report) -> None:
    if not node.is_in_lane:
        report.add("no-lane", node.place)
    elif not node.role:
        report.add("no-role", node.place)


def _two_lanes(process: Process, report: Report) -> None:
    """A lane may hold lanes, which then name the same nodes; two side by side may not."""
    first: dict[str, etree._Element] = {}
    nodes = {node.id: node for node in process.nodes()}
    for lane in process.element.iter(BPMN + "lane"):
        if lane.find(BPMN + "childLaneSet") is not None:
            continue
        for reference in lane.iterfind(BPMN + "flowNodeRef"):
            id = (reference.text or "").strip()
            if first.setdefault(id, lane) is not lane and id in nodes:
                report.add("two-lanes", nodes[id].place)


def _form_or_ballot(node: Node, report: Report) -> None:
    form, ballot = node.own.get("form"), node.own.get("ballot")
    if form and ballot:
        report.add("form-or-ballot", node.place, ar="احذف إحداهما (للتصويت نموذجه في ملف الجمعية)",
                   en="remove one (a ballot's form stands in the association's file)")  # fmt: skip
    elif not form and not ballot:
        report.add("form-or-ballot", node.place, ar="أضف form باسم النموذج", en="add form with the name of its form")
    if ballot and not NAME.fullmatch(node.id):
        report.add("ballot-id", node.place, id=node.id)


def _repeats(node: Node, loop: etree._Element, report: Report) -> None:
    for tag in (*LISTS, *ITEMS):
        if not loop_name(node, tag):
            report.add("list-incomplete", node.place, what=tag)


def loop_name(node: Node, tag: str) -> str:
    """The name under which a repetition reads or keeps something."""
    found = None if node.loop is None else node.loop.find(BPMN + tag)
    if found is None:
        return ""
    return (found.get("id", "") if tag in ITEMS else found.text or "").strip()


def _never_started(diagrams: Diagrams, report: Report) -> None:
    called = {node.calls for node in diagrams.nodes() if node.calls}
    for process in diagrams.processes:
        if process.top.nodes and process.id not in called and not any(_form(start) for start in _starts(process.top)):
            report.add("cannot-start", process.place)


def _starts(scope: Scope) -> list[Node]:
    return scope.starts()


def _form(start: Node) -> str | None:
    return start.own.get("form")
