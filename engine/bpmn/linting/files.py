"""Reads files for lint: what cannot be read, or is larger than may be checked, is a finding."""

import re
from collections.abc import Mapping
from itertools import islice

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.linting.model import BPMN, Diagrams, line_of
from engine.bpmn.linting.report import Place, Report
from engine.bpmn.profile import (
    DEEPEST_NESTING,
    MOST_BYTES_IN_ALL,
    MOST_ELEMENTS,
    MOST_FLOWS,
    MOST_NODES,
    MOST_NODES_IN_ALL,
)

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{0,40})["']""", re.IGNORECASE)
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"\x2b\x2f\x76")  # UTF-16, UTF-32 and UTF-7


def read(diagrams: Mapping[str, bytes], report: Report) -> dict[str, etree._Element]:
    """The roots of those files that can be read as BPMN."""
    roots: dict[str, etree._Element] = {}
    size = elements = 0
    for file in sorted(diagrams):
        size += len(diagrams[file])
        if size > MOST_BYTES_IN_ALL:
            _too_large(report, Place(file), size, MOST_BYTES_IN_ALL, ("بايت", "bytes"))
            return roots
        root = _read(file, diagrams[file], report)
        if root is None:
            continue
        elements += sum(1 for _ in islice(root.iter(), MOST_ELEMENTS + 1))
        if elements > MOST_ELEMENTS:
            _too_large(report, Place(file), elements, MOST_ELEMENTS, ("عنصر", "elements"))
            return roots
        roots[file] = root
    return roots


def _read(file: str, data: bytes, report: Report) -> etree._Element | None:
    if len(data) > xml.LARGEST_FILE:
        report.add("file-size", Place(file))
        return None
    if re.search(rb"<!(DOCTYPE|ENTITY)", data.replace(b"\0", b""), re.IGNORECASE):
        report.add("doctype", Place(file))
        return None
    if not is_utf8(data):
        report.add("encoding", Place(file))
        return None
    try:
        root = xml.read(data)
    except xml.UnreadableXml as problem:
        report.add("not-xml", Place(file, "", problem.line))
        return None
    if root.tag != BPMN + "definitions":
        report.add("not-bpmn", Place(file, "", line_of(root)))
        return None
    return root


def is_utf8(data: bytes) -> bool:
    """A file in another encoding could hide from the checks of its bytes."""
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    if data.startswith(_MARKS) or (declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii")):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def sizes(diagrams: Diagrams, report: Report) -> bool:
    """Whether the diagrams are small enough to be looked at as a whole."""
    before = len(report.found)
    total = 0
    for process in diagrams.processes:
        nodes = sum(len(scope.nodes) for scope in process.scopes)
        flows = sum(len(scope.flows) for scope in process.scopes)
        total += nodes
        if nodes > MOST_NODES:
            _too_large(report, process.place, nodes, MOST_NODES, ("عنصر مسار", "flow nodes in a process"))
        if flows > MOST_FLOWS:
            _too_large(report, process.place, flows, MOST_FLOWS, ("سهم", "flows in a process"))
        for scope in process.scopes:
            if scope.depth == DEEPEST_NESTING + 1:
                report.add("too-deep", scope.place, most=DEEPEST_NESTING)
    if total > MOST_NODES_IN_ALL:
        _too_large(report, diagrams.processes[0].place, total, MOST_NODES_IN_ALL, ("عنصر مسار", "flow nodes in all"))
    return len(report.found) == before


def _too_large(report: Report, place: Place, found: int, most: int, what: tuple[str, str]) -> None:
    report.add("too-large", place, found=found, most=most, what_ar=what[0], what_en=what[1])
