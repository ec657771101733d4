"""SpiffWorkflow as it comes: its parser, its Python expressions, its JSON of everything at each step.

Only benchmarks use it, to measure against. Trusted files only: its expressions are Python.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import xml

EXPRESSIONS = ("conditionExpression", "script", "timeDuration", "timeDate", "timeCycle")
NOT_STOCK = ("businessRuleTask", "sendTask")  # the plain parser has none or runs none: scripts there


class StockProcess:
    """One process, its cases as JSON text between steps."""

    def __init__(self, diagrams: Iterable[bytes], process_id: str, python: Mapping[str, str]) -> None:
        parser = BpmnParser()
        for diagram in diagrams:
            parser.add_bpmn_xml(_in_python(xml.read(diagram), python))
        self._spec, self._subs = parser.get_spec(process_id), parser.get_subprocess_specs(process_id)
        self._serializer = BpmnWorkflowSerializer()

    def start(self, data: Mapping[str, Any]) -> str:
        workflow = BpmnWorkflow(self._spec, self._subs)
        workflow.task_tree.data.update(data)
        return self._run_on(workflow)

    def complete(self, state: str, element: str, answers: Mapping[str, Any], *, runs: bool = True) -> str:
        """Load all, complete the first open task of the element (or only keep the answers in it), save all."""
        workflow = self._serializer.deserialize_json(state)
        task = _open_task(workflow, element)
        task.data.update(answers)
        if not runs:
            return str(self._serializer.serialize_json(workflow))
        task.run()
        return self._run_on(workflow)

    def has_ended(self, state: str) -> bool:
        return bool(self._serializer.deserialize_json(state).completed)

    def _run_on(self, workflow: BpmnWorkflow) -> str:
        workflow.do_engine_steps()
        workflow.refresh_timers()
        workflow.do_engine_steps()
        return str(self._serializer.serialize_json(workflow))


def _open_task(workflow: BpmnWorkflow, element: str) -> Task:
    ready = workflow.get_tasks(state=TaskState.READY, manual=True)
    return next(task for task in ready if task.task_spec.bpmn_id == element)


def _in_python(root: etree._Element, python: Mapping[str, str]) -> etree._Element:
    """Each FEEL text by its Python copy; one that is missing stops the measurement."""
    for tag in EXPRESSIONS:
        for node in root.iterfind(f".//bpmn:{tag}", xml.NAMESPACES):
            node.text = python[(node.text or "").strip()]
    for tag in NOT_STOCK:
        for node in root.findall(f".//bpmn:{tag}", xml.NAMESPACES):
            node.tag = f"{{{xml.NAMESPACES['bpmn']}}}scriptTask"
            script = etree.SubElement(node, f"{{{xml.NAMESPACES['bpmn']}}}script")
            script.text = python.get(node.get("id", ""), "pass")
    return root
