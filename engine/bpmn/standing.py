"""Where a case stands: open tasks, timers, awaited messages; and the Step that lies between two such looks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, EventBasedGateway
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition, TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import state
from engine.bpmn.elements import ElementInfo
from engine.bpmn.script import Engine
from engine.bpmn.steps import DueTimer, OpenTask, Step, Wait


@dataclass(frozen=True)
class Waiting:
    """A timer or message that `task` waits for. Behind an event gateway the token is the branch's."""

    token: str
    task: Task
    element: ElementInfo
    definition: Any

    @property
    def due_at(self) -> datetime:
        value = self.task.internal_data["event_value"]
        return datetime.fromisoformat(value["next"] if isinstance(value, dict) else value)


@dataclass(frozen=True)
class Standing:
    """By token."""

    tasks: dict[str, Task] = field(default_factory=dict)
    timers: dict[str, Waiting] = field(default_factory=dict)
    waits: dict[str, Waiting] = field(default_factory=dict)
    dues: dict[str, datetime] = field(default_factory=dict)


def look(engine: Engine, top: BpmnWorkflow) -> Standing:
    found = Standing()
    for workflow in state.workflows(top):
        if not workflow.completed:
            for task in workflow.tasks.values():
                _add(engine, task, found)
    return found


def _add(engine: Engine, task: Task, found: Standing) -> None:
    if task._state == TaskState.READY and task.task_spec.manual:
        found.tasks[str(task.id)] = task
    elif task._state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
        for each in _awaited(engine, task):
            if isinstance(each.definition, MessageEventDefinition):
                found.waits[each.token] = each
            elif isinstance(each.definition, TimerEventDefinition) and "event_value" in task.internal_data:
                found.timers[each.token] = each
                found.dues[each.token] = each.due_at


def _awaited(engine: Engine, task: Task) -> Iterator[Waiting]:
    if not isinstance(task.task_spec, EventBasedGateway):
        yield Waiting(str(task.id), task, engine.element(task), task.task_spec.event_definition)
        return
    branches = {child.task_spec.name: child for child in task.children}
    for name, definition in zip(
        task.task_spec._outputs, task.task_spec.event_definition.event_definitions, strict=True
    ):
        yield Waiting(str(branches[name].id), task, engine.element(branches[name]), definition)


def step(engine: Engine, top: BpmnWorkflow, before: Standing) -> Step:
    after = look(engine, top)
    new_timers = [each for token, each in after.timers.items() if before.dues.get(token) != after.dues[token]]
    return Step(
        state=state.dump(top),
        facts=engine.facts,
        opened=[_open_task(engine, token, task) for token, task in after.tasks.items() if token not in before.tasks],
        gone=[(token, _fate(top, token, "completed")) for token in before.tasks if token not in after.tasks],
        timers=[_timer(engine, each) for each in new_timers],
        timers_gone=[(token, _fate(top, token, "fired")) for token in before.timers if token not in after.timers],
        waits=[
            Wait(token, each.element, each.definition.name)
            for token, each in after.waits.items()
            if token not in before.waits
        ],
        waits_gone=[token for token in before.waits if token not in after.waits],
        messages=engine.outgoing,
        passed=engine.passed,
        ended=top.completed,
        end=_end(engine, top) if top.completed else None,
        data=_data(top, after),
        follow_up=bool(after.tasks) and all(engine.element(task).follow_up for task in after.tasks.values()),
    )


def _open_task(engine: Engine, token: str, task: Task) -> OpenTask:
    element = engine.element(task)
    wanted = element.properties
    return OpenTask(
        token=token,
        element=element,
        process_id=engine.specs.owner[task.workflow.spec.name],
        assignee=engine.assignee(task, wanted["assignee"]) if wanted.get("assignee") else None,
        due=engine.due(task, wanted["due"]) if wanted.get("due") else None,
    )


def _timer(engine: Engine, waiting: Waiting) -> DueTimer:
    process = engine.specs.processes[engine.specs.owner[waiting.task.workflow.spec.name]]
    return DueTimer(
        token=waiting.token,
        element=waiting.element,
        due_at=waiting.due_at,
        interrupting=getattr(waiting.task.task_spec, "cancel_activity", True),
        repeats=isinstance(waiting.definition, CycleTimerEventDefinition),
        effect=process.effect(waiting.element.id),
    )


def _fate(top: BpmnWorkflow, token: str, done: str) -> str:
    """Cancelled tasks may be gone from the tree altogether."""
    for workflow in [top, *top.subprocesses.values()]:
        task = workflow.tasks.get(token)
        if task is not None and task._state == TaskState.COMPLETED:
            return done
    return "cancelled"


def _end(engine: Engine, top: BpmnWorkflow) -> ElementInfo | None:
    """The last named end event that was reached, in this step or, if only another branch was left, before it."""
    if engine.end is not None:
        return engine.end
    ends = [task for task in state.tasks_of(top) if task._state == TaskState.COMPLETED and task.task_spec.bpmn_id]
    named = [task for task in ends if (each := engine.element(task)).kind == "endEvent" and each.name_ar]
    last = max(named, key=lambda task: task.last_state_change, default=None)
    return engine.element(last) if last is not None else None


def _data(top: BpmnWorkflow, after: Standing) -> dict[str, Any]:
    """What is known where the case stands, the latest last; at its end, what its end event saw."""
    if top.completed:
        return dict(top.last_task.data)
    stands = [*after.tasks.values(), *(each.task for each in [*after.waits.values(), *after.timers.values()])]
    here = [task for task in stands if not isinstance(task.task_spec, BoundaryEvent)]
    known: dict[str, Any] = {}
    for task in sorted(here, key=lambda each: each.last_state_change):
        known |= task.data
    return known
