"""Asks of tasks: who does them, what they need, and what they repeat over."""

from functools import partial

from lxml import etree

from engine.bpmn import spoken
from engine.bpmn.linting import mending_words, texts
from engine.bpmn.linting.model import BPMN, ITEMS, LISTS, Diagrams, Node, Process, loop_name
from engine.bpmn.linting.properties import NAME
from engine.bpmn.linting.report import Place, Report
from engine.bpmn.profile import IN_LANES

_NEEDS = {
    "businessRuleTask": ("decision",),
    "sendTask": ("to", "template"),
    "intermediateThrowEvent": ("to", "template"),
}


def check(diagrams: Diagrams, report: Report, *, whole: bool) -> None:
    for process in diagrams.processes:
        _two_lanes(process, report)
    for node in diagrams.nodes():
        _node(node, report)
    _script_lines(diagrams, report)
    if whole:
        _never_started(diagrams, report)


def _node(node: Node, report: Report) -> None:
    if node.tag in IN_LANES:
        _who(node, report)
    if node.tag == "userTask":
        _form_or_ballot(node, report)
    for name in _NEEDS.get(node.tag, ()):
        if not node.own.get(name):
            what = spoken.label(name)
            report.add("needs-property", node.place, name=name, what_ar=what.ar, what_en=what.en)
    if node.tag == "startEvent" and node.own.get("form") and not node.role:
        report.add("no-role", node.place)
    for tag in (*LISTS, *ITEMS) if node.loop is not None else ():
        if not loop_name(node, tag):
            report.add("list-incomplete", node.place, what=tag)


def _who(node: Node, report: Report) -> None:
    if not node.is_in_lane:
        report.add("no-lane", node.place, fix=partial(mending_words.lane, node))
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
                report.add("two-lanes", nodes[id].place, fix=partial(mending_words.lane, nodes[id]))


def _form_or_ballot(node: Node, report: Report) -> None:
    form, ballot = node.own.get("form"), node.own.get("ballot")
    if form and ballot:
        words = "احذف النموذج وأبق التصويت.", "Remove the form and keep the ballot."
        fix = partial(mending_words.own, node.id, {"form": None}, *words)
        report.add("form-or-ballot", node.place, fix=fix, ar="احذف إحداهما (للتصويت نموذجه في ملف الجمعية)",
                   en="remove one (a ballot's form stands in the association's file)")  # fmt: skip
    elif not form and not ballot:
        report.add("form-or-ballot", node.place, ar="اختر نموذجها (الخاصية form)", en="choose its form (property form)")
    if ballot and not NAME.fullmatch(node.id):
        report.add("ballot-id", node.place, id=node.id)


def _script_lines(diagrams: Diagrams, report: Report) -> None:
    for node in diagrams.nodes():
        lines = list(texts.script_lines(node)) if node.tag == "scriptTask" else []
        for line, name, _, whole in lines:
            if not name:
                fix = partial(mending_words.script_line, node, line, whole)
                report.add("script-line", Place(node.place.file, node.id, line), fix=fix, text=whole)
        if node.tag == "scriptTask" and not lines:
            report.add("script-empty", node.place)


def _never_started(diagrams: Diagrams, report: Report) -> None:
    called = {node.calls for node in diagrams.nodes() if node.calls}
    for process in diagrams.processes:
        starts = process.top.starts()
        if starts and process.id not in called and not any(start.own.get("form") for start in starts):
            report.add("cannot-start", process.place)
