"""Asks whether elements stand where they belong and no more than once: the library looks for some at any depth."""

from collections import Counter

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.elements import FLOW_NODES
from engine.bpmn.linting.model import BPMN, ITEMS, LISTS, Diagrams, place_of
from engine.bpmn.linting.report import Report
from engine.bpmn.profile import DEFINITIONS

_SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})  # the last two are refused as a whole
_TOP = frozenset({"definitions"})
_TIMER = frozenset({"timerEventDefinition"})
_EVENTS = ("timerEventDefinition", "messageEventDefinition", "errorEventDefinition", "terminateEventDefinition")
BELONGS = {
    **dict.fromkeys((*FLOW_NODES, "sequenceFlow"), _SCOPES),
    **dict.fromkeys(("process", "message", "error", "collaboration"), _TOP),
    **dict.fromkeys(_EVENTS, frozenset(DEFINITIONS) | _TOP),
    **dict.fromkeys(("timeDate", "timeDuration", "timeCycle"), _TIMER),
    **dict.fromkeys((*LISTS, *ITEMS, "completionCondition"), frozenset({"multiInstanceLoopCharacteristics"})),
    "conditionExpression": frozenset({"sequenceFlow"}),
    "script": frozenset({"scriptTask"}),
    "lane": frozenset({"laneSet", "childLaneSet"}),
    "flowNodeRef": frozenset({"lane"}),
    "laneSet": frozenset({"process", "subProcess"}),
    "participant": frozenset({"collaboration"}),
}  # fmt: skip
ONCE = frozenset({
    "extensionElements", "script", "conditionExpression", "timeDate", "timeDuration", "timeCycle", "ioSpecification",
    "multiInstanceLoopCharacteristics", *LISTS, *ITEMS, "completionCondition",
})  # fmt: skip
_TIMES = frozenset({"timeDate", "timeDuration", "timeCycle"})


def check(diagrams: Diagrams, report: Report) -> None:
    for file, root in diagrams.roots.items():
        for element in root.iter(BPMN + "*"):
            parent = element.getparent()
            name = xml.local_name(element)
            if parent is not None and name in BELONGS and not _fits(parent, BELONGS[name]):
                report.add("misplaced", place_of(file, element), name=name, where=xml.local_name(parent))
            _repeated(file, element, report)


def _fits(parent: etree._Element, belongs: frozenset[str]) -> bool:
    tag = xml.local_name(parent)
    return str(parent.tag) == BPMN + tag and tag in belongs


def _repeated(file: str, element: etree._Element, report: Report) -> None:
    names = [xml.local_name(child) for child in element.iterchildren(BPMN + "*")]
    count = Counter("time" if name in _TIMES else name for name in names if name in ONCE)
    for name, times in count.items():
        if times > 1:
            report.add("repeated-part", place_of(file, element), name=name)
