"""Asks of each element whether the profile has it: what is refused, foreign, or another tool's extension."""

from collections.abc import Iterator
from functools import partial

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.elements import FLOW_NODES
from engine.bpmn.linting import mending, mending_words
from engine.bpmn.linting.model import BPMN, Diagrams, Process, place_of
from engine.bpmn.linting.report import Report, listed
from engine.bpmn.profile import ACTIVITIES, DEFINITIONS, DRAWING, FOR_LISTS, MAY_BE_PLAIN, refusal

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
SPIFF = "{" + xml.NAMESPACES["spiffworkflow"] + "}"
_IN_SCOPE = DRAWING | FLOW_NODES | {"sequenceFlow"}
_LOOPS = {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"}
_MISPLACED = {
    "timerEventDefinition": "timerHere",
    "errorEventDefinition": "errorHere",
    "terminateEventDefinition": "terminateHere",
}
_REFUSED_VALUES = (
    ("triggeredByEvent", "true", "eventSubProcess"),
    ("isForCompensation", "true", "compensation"),
    ("instantiate", "true", "instantiate"),
    ("eventGatewayType", "Parallel", "parallelEvents"),
)
_BESIDE = {"choreography", "globalChoreographyTask", "globalConversation", "globalTask", "globalUserTask",
           "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"}  # fmt: skip
_IN_COLLABORATION = {"conversation", "subConversation", "callConversation", "conversationLink"}


def check(diagrams: Diagrams, report: Report) -> None:
    for file, root in diagrams.roots.items():
        for child in root.iterchildren(BPMN + "*"):
            if xml.local_name(child) in _BESIDE:
                _refuse(report, file, child, xml.local_name(child))
        for child in root.iterfind(f"{BPMN}collaboration/{BPMN}*"):
            if xml.local_name(child) in _IN_COLLABORATION:
                _refuse(report, file, child, xml.local_name(child))
        if not any(process.top.nodes for process in diagrams.processes if process.file == file):
            report.add("no-process", place_of(file, root))
    for process in diagrams.processes:
        _process(process, report)


def _process(process: Process, report: Report) -> None:
    if process.top.nodes and process.element.get("isExecutable", "true") != "true":
        report.add("not-executable", process.place, fix=partial(mending.executable, process.id))
    for scope in process.scopes:
        _children(report, process.file, scope.element, _IN_SCOPE | (_LOOPS if scope.parent else set()))
        if scope.parent is not None and scope.element.get("isExecutable", "true") != "true":
            report.add("not-executable", scope.place, fix=partial(mending.executable, scope.element.get("id", "")))
        for node in scope.nodes.values():
            _node(report, process.file, node.element, node.tag)
    _foreign(process, report)


def _node(report: Report, file: str, element: etree._Element, tag: str) -> None:
    for name, value, key in _REFUSED_VALUES:
        if element.get(name) == value:
            _refuse(report, file, element, key)
    if tag == "startEvent" and element.get("isInterrupting") == "false":
        _refuse(report, file, element, "startForm")
    if any(element.get(name, "1") != "1" for name in ("startQuantity", "completionQuantity")):
        _refuse(report, file, element, "quantity")
    if tag != "subProcess":
        _children(report, file, element, _inside(tag))
    if tag in DEFINITIONS:
        _definitions(report, file, element, tag)


def _inside(tag: str) -> set[str]:
    allowed = set(DRAWING) | {"script"} if tag == "scriptTask" else set(DRAWING)
    return allowed | _LOOPS if tag in ACTIVITIES else allowed


def _children(report: Report, file: str, element: etree._Element, allowed: set[str] | frozenset[str]) -> None:
    for child in element.iterchildren(BPMN + "*"):
        name = xml.local_name(child)
        is_definition = name.endswith("EventDefinition") or name == "eventDefinitionRef"
        if name == "standardLoopCharacteristics":
            _refuse(report, file, child, name)
        elif name == "multiInstanceLoopCharacteristics" and name in allowed:
            _loop(report, file, element, child)
        elif name not in allowed and not (is_definition and xml.local_name(element) in DEFINITIONS):
            _refuse(report, file, child, name)


def _loop(report: Report, file: str, element: etree._Element, loop: etree._Element) -> None:
    if xml.local_name(element) not in FOR_LISTS:
        report.add("list-here", place_of(file, element))
    for child in loop.iterchildren(BPMN + "loopCardinality"):
        _refuse(report, file, child, "loopCardinality")
    for child in loop.iterchildren(BPMN + "complexBehaviorDefinition"):
        _refuse(report, file, child, "complexBehaviorDefinition")


def _definitions(report: Report, file: str, element: etree._Element, tag: str) -> None:
    found = [xml.local_name(child) for child in element.iterchildren(BPMN + "*")]
    found = [name for name in found if name.endswith("EventDefinition") or name == "eventDefinitionRef"]
    if len(found) > 1:
        _refuse(report, file, element, "multipleEvent")
    elif not found and tag not in MAY_BE_PLAIN:
        _refuse(report, file, element, "plainEvent")
    for name in found:
        if name not in DEFINITIONS[tag]:
            _refuse(report, file, element, _misplaced(tag, name))


def _misplaced(tag: str, name: str) -> str:
    if name == "messageEventDefinition":
        return "messageEnd"
    if name == "timerEventDefinition" and tag == "startEvent":
        return "timerStart"
    return _MISPLACED.get(name, name)


def _refuse(report: Report, file: str, element: etree._Element, key: str) -> None:
    ar, en, instead_ar, instead_en = refusal(key)
    report.add("not-in-profile", place_of(file, element), ar=ar, en=en, instead_ar=instead_ar, instead_en=instead_en)


def _foreign(process: Process, report: Report) -> None:
    """Another tool's elements and attributes; the library would look at some by their mere name."""
    ignored: dict[etree._Element, set[str]] = {}
    for element in process.element.iter():
        tag = str(element.tag)
        if tag.startswith(SPIFF) and tag[len(SPIFF) :] in ("properties", "property"):
            continue
        if not tag.startswith(BPMN):
            if not _is_extension(element):
                report.add("foreign-element", place_of(process.file, element), name=_short(element, tag))
            elif element.getparent().tag == BPMN + "extensionElements":  # type: ignore[union-attr]
                ignored.setdefault(_bearer(element), set()).add(_short(element, tag))
            continue
        for name in _attributes(element):
            ignored.setdefault(_bearer(element), set()).add(_short(element, name))
    for bearer, names in ignored.items():
        fix = partial(mending_words.foreign, bearer.get("id", ""))
        report.add("vendor-extension", place_of(process.file, bearer), fix=fix, names=listed(names))


def _attributes(element: etree._Element) -> Iterator[str]:
    for name in element.keys():  # noqa: SIM118  # not a mapping
        if str(name).startswith("{") and not str(name).startswith((BPMN, XSI)):
            yield str(name)


def _is_extension(element: etree._Element) -> bool:
    return any(str(each.tag) == BPMN + "extensionElements" for each in element.iterancestors())


def _bearer(element: etree._Element) -> etree._Element:
    near: etree._Element | None = element
    while near is not None and not (near.get("id") and str(near.tag).startswith(BPMN)):
        near = near.getparent()
    return element if near is None else near


def _short(element: etree._Element, name: str) -> str:
    """`camunda:formKey`: the prefix that the file itself uses."""
    space, _, local = name.removeprefix("{").rpartition("}")
    prefix = next((key for key, value in element.nsmap.items() if value == space and key), None)
    return f"{prefix}:{local}" if prefix else local
