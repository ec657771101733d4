"""The BPMN elements whose behaviour is ours: sending, deciding, timers, lists of instances."""

# mypy: disallow-subclassing-any=False
# (the library is untyped)

from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)
from SpiffWorkflow.bpmn.specs.mixins import (
    BpmnSpecMixin,
    ParallelMultiInstanceTaskMixin,
    SequentialMultiInstanceTaskMixin,
)
from SpiffWorkflow.task import Task

from engine import clock


class Notice(BpmnSpecMixin):
    """Send task and message throw: a message to people. Throws nothing in the library, which would keep all data."""

    def _run_hook(self, my_task: Task) -> bool:
        my_task.workflow.script_engine.send(my_task)
        return True


class DecisionTask(BpmnSpecMixin):
    """Business rule task: a decision table's answer, kept under the property `result`."""

    def _run_hook(self, my_task: Task) -> bool:
        my_task.workflow.script_engine.decide(my_task)
        return True


class _OnceTimer(TimerEventDefinition):
    """Fires only in a run that is about it (or started it): a failing branch must not stop the rest of the case."""

    def has_fired(self, my_task: Task) -> bool:
        engine, kept = my_task.workflow.script_engine, my_task.internal_data
        if "event_value" not in kept:
            kept["event_value"] = engine.due_of(my_task, self.expression).isoformat()
            engine.may_fire.add(str(my_task.id))
        if engine.is_firing(my_task, datetime.fromisoformat(kept["event_value"])):
            kept["event_fired"] = True
        return bool(kept.get("event_fired", False))


class DateTimer(_OnceTimer, TimeDateEventDefinition):
    pass


class DurationTimer(_OnceTimer, DurationTimerEventDefinition):
    pass


class CycleTimer(CycleTimerEventDefinition):
    """The library fires every missed repetition at once; here they are one, and the next lies ahead."""

    def cycle_complete(self, my_task: Task) -> bool:
        engine, kept = my_task.workflow.script_engine, my_task.internal_data
        if "event_value" not in kept:
            kept["event_value"] = _plan(*engine.cycle_of(my_task, self.expression))
            engine.may_fire.add(str(my_task.id))
        plan = kept["event_value"]
        if plan["cycles"] == 0 or not engine.is_firing(my_task, datetime.fromisoformat(plan["next"])):
            return False
        engine.mark(my_task)
        kept["event_value"] = _after_firing(plan)
        kept["event_fired"] = kept["event_value"]["cycles"] == 0
        return True


def _plan(cycles: int, first: datetime, step: timedelta) -> dict[str, Any]:
    return {"cycles": cycles, "next": first.isoformat(), "duration": step.total_seconds()}


def _after_firing(plan: dict[str, Any]) -> dict[str, Any]:
    due, step = datetime.fromisoformat(plan["next"]), timedelta(seconds=plan["duration"])
    passed = (clock.now() - due) // step + 1
    left = plan["cycles"] if plan["cycles"] < 0 else max(0, plan["cycles"] - passed)
    return _plan(left, due + passed * step, step)


class _OverList(BpmnTaskSpec):
    """Needs its list, and starts every round with an empty list of results."""

    data_input: Any
    data_output: Any

    def _update_hook(self, my_task: Task) -> Any:
        name = self.data_input.bpmn_id if self.data_input is not None else None
        if name is not None and not isinstance(my_task.parent.data.get(name), list):
            my_task.workflow.script_engine.refuse_list(my_task, name)
        return super()._update_hook(my_task)

    def init_data_output_with_input_data(self, my_task: Task, input_data: Any) -> None:
        self.data_output.set(my_task, [])

    def init_data_output_with_cardinality(self, my_task: Task) -> None:
        self.data_output.set(my_task, [])


class ParallelList(_OverList, ParallelMultiInstanceTaskMixin, BpmnSpecMixin):
    pass


class SequentialList(_OverList, SequentialMultiInstanceTaskMixin, BpmnSpecMixin):
    pass
