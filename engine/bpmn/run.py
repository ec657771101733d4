"""Where a case goes next: one function a verb. Each works on its own copy and gives a Step, or keeps nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.event_definitions import ErrorEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import clock
from engine.bpmn import standing, state
from engine.bpmn.elements import ElementInfo
from engine.bpmn.pictures import picture
from engine.bpmn.script import Engine, failed
from engine.bpmn.specs import Specs
from engine.bpmn.standing import Standing
from engine.bpmn.steps import DueTimer, Env, OpenTask, Outgoing, Passed, Picture, Step, Wait
from engine.errors import Conflict, NothingWaits, StepFailed, TaskClosed

__all__ = [
    "DueTimer", "ElementInfo", "Env", "OpenTask", "Outgoing", "Passed", "Picture", "Step", "Wait",
    "complete", "data_at", "fire", "picture", "send_message", "start",
]  # fmt: skip

Data = Mapping[str, Any]


def start(specs: Specs, process_id: str, data: Data, env: Env) -> Step:
    engine = Engine(specs, env)
    run = Run(engine, state.new(specs, process_id, engine), Standing())
    run.act(lambda: run.top.task_tree.data.update(plain(data)), run.top.task_tree)
    return run.step()


def complete(specs: Specs, process_id: str, kept: bytes, token: str, answers: Data, env: Env) -> Step:
    """The library would run a completed or future task once more, and corrupt the case."""
    run = _open(specs, process_id, kept, env)
    task = run.before.tasks.get(token)
    if task is None:
        raise TaskClosed(f"user task {token} is not open")
    given = plain(answers)

    def act() -> None:
        task.data.update(given)
        run.run(task)

    run.act(act, task)
    return run.step()


def send_message(specs: Specs, process_id: str, kept: bytes, token: str, payload: Data, env: Env) -> Step:
    """Only the catch that bears the token gets it; the library would give it to all of that name."""
    run = _open(specs, process_id, kept, env)
    waiting = run.before.waits.get(token)
    if waiting is None:
        raise NothingWaits(f"nothing waits as {token}")
    event = BpmnEvent(waiting.definition, plain(payload))

    def act() -> None:
        waiting.task.task_spec.catch(waiting.task, event)
        waiting.task.task_spec._update(waiting.task)

    run.act(act, waiting.task)
    return run.step()


def fire(specs: Specs, process_id: str, kept: bytes, token: str, env: Env) -> Step:
    """Timers due before this one go first; one of them that fails must not stop this one."""
    try:
        return _fire(specs, process_id, kept, token, env, alone=False)
    except StepFailed:
        return _fire(specs, process_id, kept, token, env, alone=True)


def data_at(specs: Specs, process_id: str, kept: bytes, token: str) -> dict[str, Any]:
    """The data a waiting task or message sees."""
    run = _open(specs, process_id, kept, Env())
    if token in run.before.tasks:
        return dict(run.before.tasks[token].data)
    if token in run.before.waits:
        return dict(run.before.waits[token].task.data)
    raise TaskClosed(f"nothing waits as {token}")


class Run:
    """One loaded case, moved by one verb."""

    def __init__(self, engine: Engine, top: BpmnWorkflow, before: Standing) -> None:
        self.engine, self.top, self.before = engine, top, before
        self.last = top.task_tree

    def act(self, act: Callable[[], None], task: Task) -> None:
        """Do one thing and everything that follows from it by itself."""
        self.last = task
        try:
            act()
            self._settle()
        except SpiffWorkflowException as error:
            raise _failure(self._where(error), str(error)) from error
        except RecursionError as error:
            raise failed(
                self._where(error),
                "المخطط يدور بلا توقف أو أعمق مما يمكن تنفيذه.",
                "The diagram goes round without end, or deeper than can be run.",
            ) from error

    def run(self, task: Task) -> None:
        self.last = task
        self.engine.before(task)
        task.run()
        self.engine.after(task)
        self._refuse_uncaught_error(task)

    def step(self) -> Step:
        return standing.step(self.engine, self.top, self.before)

    def _settle(self) -> None:
        """Timers are asked after the automatic steps and before them once more: what starts may be due at once."""
        while True:
            ready = [task for task in state.tasks_of(self.top) if _is_automatic(task)]
            if not ready:
                state.update_timers(self.top)
                ready = [task for task in state.tasks_of(self.top) if _is_automatic(task)]
            if not ready:
                return
            for task in ready:
                if _is_automatic(task) and task.workflow.tasks.get(task.id) is task:
                    self.run(task)

    def _refuse_uncaught_error(self, task: Task) -> None:
        """The library goes on along the caller's normal path."""
        events, self.top.bpmn_events = self.top.bpmn_events, []
        if any(isinstance(event.event_definition, ErrorEventDefinition) for event in events):
            raise failed(
                self.engine.element(task),
                "لا يوجد في المخطط ما يستقبل هذا الخطأ.",
                "Nothing in the diagram catches this error.",
            )

    def _where(self, error: BaseException) -> ElementInfo:
        task = getattr(error, "task", None)
        return self.engine.element(task if task is not None and task.task_spec.bpmn_id else self.last)


def plain(values: Data) -> dict[str, Any]:
    """A case holds JSON and nothing else: what cannot come back from the database as it went in is refused."""
    for value in [values, *values.values()]:
        _refuse_foreign(value)
    return dict(values)


def _refuse_foreign(value: Any) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of case data are texts")
        for each in value.values():
            _refuse_foreign(each)
    elif isinstance(value, list):
        for each in value:
            _refuse_foreign(each)
    elif not (value is None or isinstance(value, (str, int, float, bool))):
        raise TypeError(f"case data are JSON, this is {type(value).__name__}")


def _open(specs: Specs, process_id: str, kept: bytes, env: Env) -> Run:
    engine = Engine(specs, env)
    top = state.load(kept, specs, process_id, engine)
    return Run(engine, top, standing.look(engine, top))


def _fire(specs: Specs, process_id: str, kept: bytes, token: str, env: Env, *, alone: bool) -> Step:
    run = _open(specs, process_id, kept, env)
    asked = run.before.timers.get(token)
    if asked is None or asked.due_at > clock.now():
        raise Conflict(f"timer {token} is gone or not due")
    earlier = [each for each in run.before.timers.values() if each.due_at <= asked.due_at and each is not asked]
    for each in [*([] if alone else sorted(earlier, key=_due)), asked]:
        _let_fire(run, each)
    return run.step()


def _let_fire(run: Run, timer: standing.Waiting) -> None:
    """Unless an earlier one took it away."""
    if timer.task.workflow.tasks.get(timer.task.id) is timer.task and timer.task.state == TaskState.WAITING:
        run.engine.may_fire.add(str(timer.task.id))
        run.act(lambda: timer.task.task_spec._update(timer.task), timer.task)


def _due(timer: standing.Waiting) -> datetime:
    return timer.due_at


def _is_automatic(task: Task) -> bool:
    return bool(task._state == TaskState.READY and not task.task_spec.manual)


def _failure(element: ElementInfo, reason: str) -> StepFailed:
    return failed(element, f"توقف المخطط هنا. التفاصيل: {reason}", f"the diagram stopped here. Details: {reason}")
