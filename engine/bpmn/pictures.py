"""The path of a case as each of its diagrams shows it."""

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import state
from engine.bpmn.elements import ProcessInfo
from engine.bpmn.script import Engine
from engine.bpmn.specs import Specs
from engine.bpmn.steps import Env, Picture

HERE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


def picture(specs: Specs, process_id: str, kept: bytes) -> list[Picture]:
    """One for each process definition that was entered, the outermost first."""
    top = state.load(kept, specs, process_id, Engine(specs, Env()))
    tasks: dict[str, list[Task]] = {}
    for workflow in state.workflows(top):
        tasks.setdefault(specs.owner[workflow.spec.name], []).extend(workflow.tasks.values())
    return [_picture(specs.processes[name], each) for name, each in tasks.items()]


def _picture(process: ProcessInfo, tasks: list[Task]) -> Picture:
    drawn = [task for task in tasks if task.task_spec.bpmn_id is not None]
    current = {task.task_spec.bpmn_id for task in drawn if _is_here(task)}
    done = {task.task_spec.bpmn_id for task in drawn if task._state == TaskState.COMPLETED} - current
    steps = {(source, task.task_spec.bpmn_id) for task in drawn if (source := _came_from(task)) is not None}
    travelled = [flow for flow, ends in process.flows.items() if ends in steps]
    return Picture(process.id, sorted(done), travelled, sorted(current))


def _is_here(task: Task) -> bool:
    return task.has_state(HERE) and not task.workflow.completed and not isinstance(task.task_spec, BoundaryEvent)


def _came_from(task: Task) -> str | None:
    """The element before it, if the case has come from there; tasks the library adds in between are no elements."""
    before = task.parent
    if task._state < TaskState.WAITING:
        return None
    while before is not None and before.task_spec.bpmn_id is None and before._state == TaskState.COMPLETED:
        before = before.parent
    if before is None or before._state != TaskState.COMPLETED:
        return None
    return str(before.task_spec.bpmn_id) if before.task_spec.bpmn_id else None
