"""Asks of ids and references: there, one of a kind, usable, and leading to something."""

import re
import unicodedata
from collections.abc import Iterator
from functools import partial

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.elements import FLOW_NODES
from engine.bpmn.linting import mending, mending_words
from engine.bpmn.linting.model import BPMN, Diagrams, Process, Scope, line_of, place_of
from engine.bpmn.linting.report import Report
from engine.bpmn.profile import LONGEST_ID, RESERVED_ENDINGS, RESERVED_IDS

ID = re.compile(r"[^\W\d][\w.\-]*")
_WITHIN_FILE = {
    "association": ("sourceRef", "targetRef"), "messageFlow": ("sourceRef", "targetRef"),
    "participant": ("processRef",), "dataObjectReference": ("dataObjectRef",),
    "dataStoreReference": ("dataStoreRef",),
}  # fmt: skip


def check(diagrams: Diagrams, report: Report, *, whole: bool) -> None:
    """`whole`: all processes are there, so that a call must find its own."""
    for file, root in diagrams.roots.items():
        _unique(file, root, report)
        _references(file, root, report)
    _across_files(diagrams, report)
    _shared(diagrams, report)
    for process in diagrams.processes:
        _nodes(process, report)
        _flows(process, report)
    known = {process.id for process in diagrams.processes if process.top.nodes}
    for node in diagrams.nodes():
        if node.calls is not None and (not node.calls or (whole and node.calls not in known)):
            report.add("dangling", node.place, attribute="calledElement", id=node.calls)


def _unique(file: str, root: etree._Element, report: Report) -> None:
    first: dict[str, str] = {}
    folded: dict[tuple[bool, str], str] = {}
    for element in root.iter():
        if not element.get("id") or str(element.tag).startswith("{" + xml.NAMESPACES["bpmndi"]):
            continue
        id = str(element.get("id"))
        if id in first:
            report.add("duplicate-id", place_of(file, element), id=id, where=f"{file}:{first[id]}")
            continue
        first[id] = str(line_of(element))
        other = folded.setdefault(_folded(element, id), id)
        if other != id:
            report.add("similar-ids", place_of(file, element), id=id, other=other)


def _folded(element: etree._Element, id: str) -> tuple[bool, str]:
    """A reader tells steps apart by more than the case of a letter."""
    normal = unicodedata.normalize("NFKC", id)
    is_step = xml.local_name(element) in FLOW_NODES
    return is_step, normal.casefold() if is_step else normal


def _across_files(diagrams: Diagrams, report: Report) -> None:
    """Processes and sub-processes are known by id in the whole version."""
    first: dict[str, str] = {}
    for scope in diagrams.scopes():
        id = scope.element.get("id", "")
        if id in first and first[id] != scope.place.file:
            report.add("duplicate-id", scope.place, id=id, where=first[id])
        first.setdefault(id, scope.place.file)


def _shared(diagrams: Diagrams, report: Report) -> None:
    """Messages and errors are renamed file by file when they are loaded; a reader would still confuse them."""
    for tag, known in (("message", diagrams.messages), ("error", diagrams.errors)):
        first: dict[str, tuple[str, str]] = {}
        for (file, id), name in known.items():
            where, there = first.setdefault(id, (file, name))
            if there != name:
                element = next(each for each in diagrams.roots[file].iterfind(BPMN + tag) if each.get("id", "") == id)
                report.add("shared-id", place_of(file, element), id=id, here=name, there=there, where=where)


def _nodes(process: Process, report: Report) -> None:
    for scope in process.scopes:
        bearers = [scope.element, *(node.element for node in scope.nodes.values() if node.tag != "subProcess")]
        for element in bearers:
            _id(scope, element, report, ("العنصر", "The element"))


def _id(scope: Scope, element: etree._Element, report: Report, what: tuple[str, str]) -> None:
    id, place = element.get("id", ""), place_of(scope.place.file, element)
    if not id:
        tag = xml.local_name(element)
        fix = partial(mending_words.identified, scope, element)
        report.add("missing-id", place, fix=fix, what_ar=f"{what[0]} ({tag})", what_en=f"{what[1]} ({tag})")
    elif not ID.fullmatch(id) or unicodedata.normalize("NFKC", id) != id or len(id) > LONGEST_ID:
        report.add("bad-id", place, fix=partial(mending_words.renamed, scope, id), id=id)
    elif id.casefold() in RESERVED_IDS or id.casefold().endswith(RESERVED_ENDINGS):
        report.add("reserved-id", place, fix=partial(mending_words.renamed, scope, id), id=id)


def _flows(process: Process, report: Report) -> None:
    for scope in process.scopes:
        for flow in scope.element.iterchildren(BPMN + "sequenceFlow"):
            _flow(scope, flow, report)
        _attached(scope, report)
    known = _ids(process.element)
    for reference in process.element.iter(BPMN + "flowNodeRef"):
        id = (reference.text or "").strip()
        if id not in known:
            report.add("dangling", place_of(process.file, reference), attribute="flowNodeRef", id=id)


def _flow(scope: Scope, flow: etree._Element, report: Report) -> None:
    ends = {attribute: flow.get(attribute, "") for attribute in ("sourceRef", "targetRef")}
    route = " → ".join(ends.values())
    _id(scope, flow, report, (f"السهم {route}", f"The flow {route}"))
    for attribute, id in ends.items():
        if id not in scope.nodes:
            report.add("dangling", place_of(scope.place.file, flow), attribute=attribute, id=id)


def _attached(scope: Scope, report: Report) -> None:
    for node in scope.nodes.values():
        default = node.element.get("default")
        if default is not None and default not in {flow.id for flow in node.outgoing}:
            report.add(
                "dangling", node.place, fix=partial(mending.dangling_default, node), attribute="default", id=default
            )
        if node.tag == "boundaryEvent" and node.host is None:
            report.add("dangling", node.place, attribute="attachedToRef", id=node.element.get("attachedToRef", ""))


def _references(file: str, root: etree._Element, report: Report) -> None:
    ids = _ids(root)
    messages = {each.get("id", "") for each in root.iterfind(BPMN + "message")}
    errors = {each.get("id", "") for each in root.iterfind(BPMN + "error")}
    for element, attribute, known in _all_references(root, ids, messages, errors):
        id = str(element.get(attribute))
        if id not in known and id.rpartition(":")[2] not in known:
            report.add("dangling", place_of(file, element), attribute=attribute, id=id)


def _ids(root: etree._Element) -> set[str]:
    return {str(each.get("id")) for each in root.iter() if each.get("id")}


def _all_references(
    root: etree._Element, ids: set[str], messages: set[str], errors: set[str]
) -> Iterator[tuple[etree._Element, str, set[str]]]:
    for element in root.iter(BPMN + "*"):
        for attribute, known in (("messageRef", messages), ("errorRef", errors)):
            if element.get(attribute) and xml.local_name(element) != "messageFlow":
                yield element, attribute, known
        for attribute in _WITHIN_FILE.get(xml.local_name(element), ()):
            if element.get(attribute):
                yield element, attribute, ids
