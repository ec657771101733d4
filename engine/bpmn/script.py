"""What the library asks while a case runs: values by FEEL, decisions, who is told what. Never Python's eval."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.task import Task

from engine import clock
from engine.bpmn import feel, times
from engine.bpmn.elements import ElementInfo
from engine.bpmn.feel import FeelError
from engine.bpmn.specs import Specs
from engine.bpmn.steps import Env, Outgoing, Passed
from engine.errors import StepFailed

ASSIGNMENT = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)\s*(.+)", re.DOTALL)
MOST_INSTANCES = 200
MOST_ROUNDS = 200
DEEPEST_CALL = 20


def failed(element: ElementInfo, ar: str, en: str) -> StepFailed:
    name_ar, name_en = element.name_ar or element.id, element.name_en or element.id
    return StepFailed(
        f"{element.id}: {en}", element_id=element.id, ar=f"تعذر تنفيذ «{name_ar}»: {ar}", en=f"“{name_en}” failed: {en}"
    )


def assignments(script: str) -> Iterator[tuple[str, str]]:
    for line in script.splitlines():
        if not line.strip() or line.strip().startswith("//"):
            continue
        match = ASSIGNMENT.fullmatch(line)
        if match is None:
            raise FeelError("سطر النص البرمجي يُكتب هكذا: اسم = تعبير.", "A script line reads: name = expression.", line)
        yield match[1], match[2]


class Engine:
    """One run of one case: its facts, and what happened. The library knows it as its script engine."""

    def __init__(self, specs: Specs, env: Env) -> None:
        self.specs, self.types, self.calendar = specs, env.types, env.calendar
        self.facts = {**dict.fromkeys(specs.marks, False), **env.facts}
        self.may_fire: set[str] = set()
        self.passed: list[Passed] = []
        self.outgoing: list[Outgoing] = []
        self.end: ElementInfo | None = None

    # --- what the library calls

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> Any:
        if expression == getattr(task.task_spec, "cardinality", None):
            return self._count(task, expression)
        return self._feel(task, feel.condition, expression, _instances(task))

    def execute(self, task: Task, script: str, external_context: Any = None) -> bool:
        """All lines or none: a later line sees what an earlier one set."""
        new: dict[str, Any] = {}
        try:
            for name, expression in assignments(script):
                self._refuse_fact(name, expression)
                new[name] = self._feel(task, feel.evaluate, expression, new)
        except FeelError as error:
            raise failed(self.element(task), error.ar, error.en) from error
        task.data.update(new)
        return True

    # --- what our own task specs call

    def send(self, task: Task) -> None:
        element = self.element(task)
        if to := self._recipients(task, element.properties.get("to", "")):
            self.outgoing.append(Outgoing(str(task.id), element, to, element.template or "", dict(task.data)))

    def decide(self, task: Task) -> None:
        element = self.element(task)
        table = self.specs.decisions.get(element.properties.get("decision", ""))
        if table is None:
            raise failed(element, "جدول القرار غير موجود.", "There is no such decision table.")
        try:
            answer = table.decide(self.context(task), self.types)
        except FeelError as error:
            raise failed(element, error.ar, error.en) from error
        task.data[element.properties.get("result") or element.properties["decision"]] = answer

    def due_of(self, task: Task, expression: str) -> datetime:
        """Of a timer: a literal or FEEL giving a date, a moment or a duration from now."""
        text = self._time(task, expression)
        if times.MOMENT.fullmatch(text):
            return times.moment(text)
        return self._duration(task, text)

    def cycle_of(self, task: Task, expression: str) -> tuple[int, datetime, timedelta]:
        text = self._time(task, expression)
        plan = times.cycle(text, clock.now()) if times.CYCLE.fullmatch(text) else None
        if plan is None or plan[2] <= timedelta():
            raise failed(
                self.element(task), f"«{text}» ليس تكرارًا مثل R3/P7D.", f"“{text}” is no cycle such as R3/P7D."
            )
        return plan

    def is_firing(self, task: Task, due: datetime) -> bool:
        return str(task.id) in self.may_fire and due <= clock.now()

    def mark(self, task: Task) -> None:
        if mark := self.element(task).properties.get("marks"):
            self.facts[mark] = True

    def before_call(self, task: Task) -> None:
        """A process that calls itself would never come to rest."""
        if task.workflow.depth >= DEEPEST_CALL:
            raise failed(
                self.element(task),
                f"يستدعي المخطط نفسه، أو تتداخل إجراءاته أكثر من {DEEPEST_CALL} مرة.",
                f"The diagram calls itself, or its processes lie more than {DEEPEST_CALL} deep.",
            )

    def refuse_list(self, task: Task, name: str) -> None:
        raise failed(self.element(task), f"القائمة «{name}» غير موجودة.", f"There is no list “{name}”.")

    # --- what run calls

    def before(self, task: Task) -> None:
        """A loop that nobody leaves would fill the case; the library stops silently at a depth instead."""
        spec, kin = task.task_spec, task.workflow.tasks.values()
        if not task.triggered and sum(each.task_spec is spec for each in kin if each._state >= 16) > MOST_ROUNDS:
            raise failed(
                self.element(task),
                f"تكررت هذه الخطوة أكثر من {MOST_ROUNDS} مرة في المعاملة نفسها؛ راجع المخطط.",
                f"This step was reached more than {MOST_ROUNDS} times in one case; check the diagram for a loop.",
            )
        if spec.bpmn_id is not None:
            self.mark(task)

    def after(self, task: Task) -> None:
        if task.task_spec.bpmn_id is None:
            return
        element = self.element(task)
        self.passed.append(Passed(element, element.kind, self.specs.owner[task.workflow.spec.name]))
        if element.kind == "endEvent" and element.name_ar:
            self.end = element

    def element(self, task: Task) -> ElementInfo:
        spec_name, element_id = task.workflow.spec.name, task.task_spec.bpmn_id
        if element_id is None:
            return ElementInfo(task.task_spec.name, "internal")
        return self.specs.element(spec_name, element_id)

    def context(self, task: Task, more: dict[str, Any] | None = None) -> dict[str, Any]:
        """Every declared name is there, so that an unknown one is the author's mistake; facts win."""
        return {**dict.fromkeys(self.types), **task.data, **(more or {}), **self.facts, **self.calendar}

    def assignee(self, task: Task, text: str) -> int | None:
        value = self._feel(task, feel.evaluate, text)
        return None if value is None else self._user(task, value)

    def due(self, task: Task, text: str) -> datetime | None:
        """Of a user task: as of a timer, but a bare date means the end of that day, and null none."""
        value = text if times.is_literal(text) else self._feel(task, feel.evaluate, text)
        if value is None:
            return None
        if isinstance(value, str) and times.DAY.fullmatch(value):
            return times.end_of_day(value)
        if isinstance(value, str) and times.MOMENT.fullmatch(value):
            return times.moment(value)
        return self._duration(task, value)

    # --- values

    def _feel(self, task: Task, ask: Any, text: str, more: dict[str, Any] | None = None) -> Any:
        try:
            return ask(text.strip(), self.context(task, more), self.types)
        except FeelError as error:
            raise failed(self.element(task), error.ar, error.en) from error

    def _time(self, task: Task, expression: str) -> str:
        text = expression.strip()
        value = text if times.is_literal(text) else self._feel(task, feel.evaluate, text)
        if not isinstance(value, str) or not times.is_literal(value):
            raise failed(self.element(task), f"«{text}» لا يعطي مدة أو تاريخًا.", f"“{text}” gives no duration or date.")
        return value

    def _duration(self, task: Task, value: Any) -> datetime:
        if isinstance(value, str) and times.DURATION.fullmatch(value):
            return times.after(value, clock.now())
        raise failed(self.element(task), "تلزم مدة أو تاريخ هنا.", "A duration or a date is needed here.")

    def _count(self, task: Task, expression: str) -> int:
        value = self._feel(task, feel.evaluate, expression)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_INSTANCES:
            return value
        raise failed(self.element(task), "العدد غير مقبول.", f"A whole number from 0 to {MOST_INSTANCES} is needed.")

    def _recipients(self, task: Task, to: str) -> list[str | int]:
        if not to.startswith("="):
            return [each.strip() for each in to.split(",") if each.strip()]
        value = self._feel(task, feel.evaluate, to)
        return [self._user(task, each) for each in (value if isinstance(value, list) else [value])]

    def _user(self, task: Task, value: Any) -> int:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value == int(value) < 2**31:
            return int(value)
        raise failed(self.element(task), "يلزم رقم مستخدم هنا.", "A user's number is needed here.")

    def _refuse_fact(self, name: str, line: str) -> None:
        if name in self.facts:
            raise FeelError(
                f"«{name}» حقيقة يضعها النظام ولا يغيرها المخطط.", f"“{name}” is a fact; no script may change it.", line
            )


def _instances(task: Task) -> dict[str, Any]:
    """For a list's completion condition: all answers so far, not only the last one's."""
    parent = task.parent
    if parent is None or not isinstance(parent.task_spec, MultiInstanceTask):
        return {}
    total = sum(1 for _ in parent.task_spec._instances(parent))
    seen = {"nr_of_instances": total, "nr_of_completed": len(parent.internal_data.get("merged", []))}
    output = parent.task_spec.data_output
    return seen if output is None else {**seen, output.bpmn_id: output.get(parent)}
