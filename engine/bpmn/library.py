"""What we change in SpiffWorkflow itself: its clock, its zone, the depth it looks into and how joins merge data.

Imported by every module here that touches the library. Each change is one assignment below.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions import timer
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskIterator, TaskState

from engine import clock

DEEPEST_TREE = 1_000_000


class EngineClock(datetime):
    """`datetime` to the library's timers: the present is the engine's (design D16)."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "EngineClock":
        moment = clock.now().astimezone(tz)
        return cls.combine(moment.date(), moment.timetz())


def ancestors(task: Task) -> Iterator[Task]:
    while (task := task.parent) is not None:
        yield task


def is_descendant_of(task: Task, other: Task) -> bool:
    """The library's own calls itself once a step and ends in RecursionError on a long case."""
    return any(each is other for each in ancestors(task))


def arrivals(join: Task) -> list[Task]:
    """The tasks whose branches meet here in this round, the one that goes on last."""
    spec = join.task_spec
    before = next((each for each in ancestors(join) if each.task_spec is spec), None)
    others = [
        each
        for each in join.workflow.tasks.values()
        if each.task_spec is spec and each is not join and each.has_state(TaskState.FINISHED_MASK)
        if not is_descendant_of(join, each) and (before is None or is_descendant_of(each, before))
    ]
    return [*sorted(others, key=lambda each: each.last_state_change), join]


def merged_data(branches: list[Task]) -> dict[str, Any]:
    """What each branch changed since they parted. The library lets the last branch bring old values back."""
    common = set(ancestors(branches[0]))
    for branch in branches[1:]:
        common &= set(ancestors(branch))
    parted = next((each for each in ancestors(branches[0]) if each in common), None)
    base = parted.data if parted is not None else {}
    merged = dict(base)
    for branch in branches:
        data = branch.parent.data
        merged.update({key: data[key] for key in data if key not in base or base[key] != data[key]})
    return merged


def run_join(spec: UnstructuredJoin, join: Task) -> bool:
    join.data = merged_data(arrivals(join))
    return True


timer.datetime = EngineClock
timer.LOCALTZ = clock.RIYADH
Task.is_descendant_of = is_descendant_of
UnstructuredJoin._run_hook = run_join
TaskIterator.__init__.__defaults__ = (None, DEEPEST_TREE, True, None)  # was 1000: what lies deeper was never run
BpmnTaskIterator.__init__.__defaults__ = (None, DEEPEST_TREE, True, False, None)
