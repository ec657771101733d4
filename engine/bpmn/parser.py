"""Diagrams to the library's specs: the plain parser, told our properties, lanes, timers and task specs."""

# mypy: disallow-subclassing-any=False
# (the library is untyped)

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.task_parsers import TaskParser
from SpiffWorkflow.bpmn.parser.util import first
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from engine.bpmn import library as library
from engine.bpmn import task_specs, xml
from engine.bpmn.elements import ProcessInfo, describe, roles_of_lanes
from engine.errors import EngineError

# Drawing only: kept in the file, never executed. A dangling dataObjectRef would hang the library's parser,
# and it orders a gateway's conditions by the height of what they lead to.
NOT_EXECUTED = (
    "bpmn:dataObject", "bpmn:dataObjectReference", "bpmn:dataStore", "bpmn:dataStoreReference",
    "bpmn:dataInputAssociation", "bpmn:dataOutputAssociation", "bpmn:ioSpecification", "bpmn:property",
    "bpmn:textAnnotation", "bpmn:association", "bpmn:group", "bpmn:category", "bpmn:collaboration",
    "bpmndi:BPMNDiagram",
)  # fmt: skip
TIMERS = {
    "timeDate": task_specs.DateTimer,
    "timeDuration": task_specs.DurationTimer,
    "timeCycle": task_specs.CycleTimer,
}


class UnsoundDiagram(EngineError):
    """The library cannot read the diagrams; lint names the element and says what to draw instead."""


@dataclass(frozen=True)
class Parsed:
    """`specs` by process or sub-process id; `owner` says in which process definition a spec is drawn."""

    specs: dict[str, Any]
    processes: dict[str, ProcessInfo]
    owner: dict[str, str]


def parse(diagrams: Mapping[str, bytes]) -> Parsed:
    parser = MasarParser()
    processes: dict[str, ProcessInfo] = {}
    for number, name in enumerate(sorted(diagrams)):
        root = xml.read(diagrams[name])
        processes |= _processes(root)
        _prepare(root, f"{number}_")
        parser.roots.append(root)
    try:
        for root in parser.roots:
            parser.add_bpmn_xml(root)
        parser.find_all_specs()
    except (ValidationException, RecursionError) as error:
        raise UnsoundDiagram(
            str(error), ar=f"تعذرت قراءة المخططات: {error}", en=f"The diagrams could not be read: {error}"
        ) from error
    specs = {name: each.get_spec() for name, each in parser.process_parsers.items() if each.process_executable}
    return Parsed(specs, processes, {name: _owner(parser, name) for name in specs})


def _processes(root: etree._Element) -> dict[str, ProcessInfo]:
    """Before pools are taken out: a process without a name bears its pool's."""
    found = {}
    for process in root.iterfind("./bpmn:process", xml.NAMESPACES):
        pool = root.find(f".//bpmn:participant[@processRef='{process.get('id')}']", xml.NAMESPACES)
        name = process.get("name") or (pool.get("name") if pool is not None else None) or str(process.get("id"))
        found[process.get("id", "")] = describe(process, " ".join(name.split()))
    return found


def _owner(parser: "MasarParser", name: str) -> str:
    each = parser.process_parsers[name]
    while each.parent is not None:
        each = each.parent
    return str(each.bpmn_id)


def _prepare(root: etree._Element, prefix: str) -> None:
    for tag in NOT_EXECUTED:
        for node in root.findall(f".//{tag}", xml.NAMESPACES):
            node.getparent().remove(node)  # type: ignore[union-attr]
    for start in root.findall(".//bpmn:startEvent/bpmn:messageEventDefinition", xml.NAMESPACES):
        start.getparent().remove(start)  # type: ignore[union-attr]  # our own verb starts a case, whatever the start
    for number, flow in enumerate(root.iterfind(".//bpmn:sequenceFlow", xml.NAMESPACES)):
        flow.set("id", flow.get("id") or f"{prefix}flow_{number}")  # without one the library drops the flow
    for kind, attribute in (("message", "messageRef"), ("error", "errorRef")):
        _rename(root, kind, attribute, prefix)


def _rename(root: etree._Element, kind: str, attribute: str, prefix: str) -> None:
    """The library keeps messages and errors by id for all files at once, and the last file wins."""
    ids = {node.get("id") for node in root.iterfind(f"./bpmn:{kind}", xml.NAMESPACES)}
    for node in root.iterfind(f"./bpmn:{kind}", xml.NAMESPACES):
        node.set("id", prefix + node.get("id", ""))
    for node in root.iterfind(f".//*[@{attribute}]"):
        reference = node.get(attribute, "")
        reference = reference if reference in ids else reference.rpartition(":")[2]  # a QName may bear a prefix
        node.set(attribute, prefix + reference)


class WithProperties(TaskParser):
    """Every element's `spiffworkflow:properties` become its spec's `extensions`."""

    PARALLEL_MI_CLASS = task_specs.ParallelList
    SEQUENTIAL_MI_CLASS = task_specs.SequentialList

    def parse_extensions(self, node: Any = None) -> dict[str, str]:
        return xml.properties(self.node)

    def parse_timer_event(self, event: Any) -> TimerEventDefinition:
        for tag, timer in TIMERS.items():
            found = first(self.xpath(f".//bpmn:{tag}"))
            if found is not None:
                return timer(self.bpmn_id, (found.text or "").strip())
        raise ValidationException("a timer without a time", node=self.node, file_name=self.filename)


class NoticeParser(TaskParser):
    """A send task may name a message of the file; nobody catches it, so it is not looked up."""


def _with_properties(parser_class: type) -> type:
    return type(f"Masar{parser_class.__name__}", (WithProperties, parser_class), {})


class MasarParser(BpmnParser):
    """The plain BPMN parser; the vendor parsers bring expressions of their own."""

    OVERRIDE_PARSER_CLASSES = {
        **{tag: (_with_properties(each), spec) for tag, (each, spec) in BpmnParser.PARSER_CLASSES.items()},
        full_tag("sendTask"): (_with_properties(NoticeParser), task_specs.Notice),
        full_tag("intermediateThrowEvent"): (_with_properties(NoticeParser), task_specs.Notice),
        full_tag("businessRuleTask"): (_with_properties(NoticeParser), task_specs.DecisionTask),
    }

    def __init__(self) -> None:
        super().__init__()
        self.roots: list[Any] = []  # the library keeps lanes by id(root): a root freed early gives its id to another

    def _add_diagram_indexes(self, bpmn: Any) -> None:
        super()._add_diagram_indexes(bpmn)
        self.document_lanes[self._document_key(bpmn)] = roles_of_lanes(bpmn)

    def _add_errors(self, bpmn: Any) -> None:
        """The library matches errors by code alone: without one, any would be caught by any."""
        super()._add_errors(bpmn)
        for key, each in self.errors.items():
            each["error_code"] = each["error_code"] or each["name"] or key
