"""Where a scenario stands at one place: acted up to it in memory, what can happen there and what can be expected."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import clock, scenario_steps, scenarios
from engine.actors import Actor
from engine.bpmn.elements import ElementInfo
from engine.models import Case, CaseStatus, MessageWait, TaskStatus, Timer, TimerStatus, UserTask
from engine.scenario_world import FIRST, ScenarioProblem, World
from engine.studio import scenario_failures, scenario_words
from engine.studio.scenario_words import Names


@dataclass(frozen=True)
class Choice:
    """Something that can happen here; `people` are those of the scenario who may do it."""

    kind: str
    key: str
    case: str
    nth: int
    text: str
    people: list[str]


@dataclass(frozen=True)
class CaseStanding:
    """Where one case stands just before the step."""

    name: str
    status: str
    end: str
    open: str
    timers: str


@dataclass(frozen=True)
class Standing:
    """`problem`: the scenario cannot be acted up to here; it stands where it stopped."""

    at: datetime
    cases: list[CaseStanding]
    problem: str


@dataclass(frozen=True)
class Candidate:
    """An element that can be expected; `is_expected`: it stands so, or was expected before."""

    key: str
    name: str
    is_expected: bool


class Situation:
    """A scenario acted up to a place; `step` is what stands there now."""

    def __init__(self, world: World, known: Mapping[str, Any], at: int, names: Names, seen: str, actor: Actor) -> None:
        self.world, self.known, self.at, self.names, self.seen = world, known, at, names, seen
        self.actor, self.problem, self.is_new = actor, "", False
        for number, step in enumerate(known["steps"][:at], 1):
            try:
                list(scenarios.take(world, step))
            except ScenarioProblem as problem:
                found = scenario_failures.failure(names, problem.found)
                self.problem = names.say(f"تتوقف عند الخطوة {number}: {found}", f"stops at step {number}: {found}")
                break

    @property
    def step(self) -> Mapping[str, Any]:
        """What the step that is edited says; nothing where a new one is written before it."""
        steps = self.known["steps"]
        return {} if self.is_new or self.at >= len(steps) else steps[self.at]

    @property
    def people(self) -> list[str]:
        return list(self.known["people"])

    def called(self, person: str) -> str:
        return scenario_words.called(self.names, person, self.known["people"])

    def standing(self) -> Standing:
        cases = [self._case(name) for name in self.world.cases]
        return Standing(clock.local(self.world.now), cases, self.problem)

    def choices(self) -> list[Choice]:
        """What can happen here, first what people can do."""
        found = [choice for name in self.world.cases for choice in self._in_case(name)]
        return [*found, *self._starts()]

    def candidates(self, what: str, expected: Sequence[str] | None) -> list[Candidate]:
        """Every element that `open`, `timers`, `sent` or `end` could name; ticked as it stands now if nothing else."""
        chosen = self._now(what) if expected is None else list(expected)
        elements = [
            each for process in self.names.policy.specs.processes.values() for each in process.elements.values()
        ]
        return [
            Candidate(each.id, self.names.element(each.id), each.id in chosen)
            for each in elements
            if _CAN_BE[what](each)
        ]

    def _case(self, name: str) -> CaseStanding:
        case, names = self.world.case(name), self.names
        waiting = select(Timer.element_id).where(Timer.case_id == case.id, Timer.status == TimerStatus.WAITING)
        status = names.say(*scenario_words.STATUS[case.status])
        end = names.element(case.end_element) if case.end_element else ""
        open_tasks = names.elements(scenario_steps.open_elements(self.world, case))
        return CaseStanding(name, status, end, open_tasks, names.elements(sorted(self.world.session.scalars(waiting))))

    def _in_case(self, name: str) -> Iterator[Choice]:
        case = self.world.case(name)
        if case.status is CaseStatus.ENDED:
            return
        count: dict[str, int] = {}
        for task in self._tasks(case):
            count[task.element_id] = nth = count.get(task.element_id, 0) + 1
            kind = "ballot" if task.ballot else "do"
            yield self._choice(kind, task.element_id, name, nth, self._doers(task))
            if task.ballot and task.chair:
                yield self._choice("close_ballot", task.element_id, name, nth, self._holders(task.chair))
        waits = select(MessageWait).where(MessageWait.case_id == case.id, MessageWait.open).order_by(MessageWait.id)
        for wait in self.world.session.scalars(waits):
            yield self._choice("message", wait.message, name, 1, self._holders(wait.role))

    def _starts(self) -> Iterator[Choice]:
        name = FIRST if not self.world.cases else f"case_{len(self.world.cases) + 1}"
        for process in self.names.policy.specs.processes.values():
            if process.start.form and process.start.role:
                yield self._choice("start", process.id, name, 1, self._holders(process.start.role))

    def _choice(self, kind: str, key: str, case: str, nth: int, people: list[str]) -> Choice:
        step = {"start": {"process": key}} if kind == "start" else {kind: key}
        said = scenario_words.text(self.names, step)
        is_other = kind != "start" and case != next(iter(self.world.cases), FIRST)
        return Choice(kind, key, case, nth, f"{said} ({case})" if is_other else said, people or self.people)

    def _doers(self, task: UserTask) -> list[str]:
        named = [name for name, user_id in self.world.users.items() if user_id == task.assignee_id]
        return named or self._holders(task.role)

    def _holders(self, role: str) -> list[str]:
        return [name for name, roles in self.known["people"].items() if role in roles]

    def _tasks(self, case: Case) -> Sequence[UserTask]:
        query = select(UserTask).where(UserTask.case_id == case.id, UserTask.status == TaskStatus.OPEN)
        return self.world.session.scalars(query.order_by(UserTask.id)).all()

    def _now(self, what: str) -> list[str]:
        if not self.world.cases:
            return []
        case = self.world.case(None)
        if what == "open":
            return scenario_steps.open_elements(self.world, case)
        if what == "timers":
            query = select(Timer.element_id).where(Timer.case_id == case.id, Timer.status == TimerStatus.WAITING)
            return list(self.world.session.scalars(query))
        return [case.end_element] if what == "end" and case.end_element else []


_CAN_BE: Mapping[str, Callable[[ElementInfo], bool]] = {
    "open": lambda each: each.kind in ("userTask", "manualTask"),
    "timers": lambda each: each.kind in ("boundaryEvent", "intermediateCatchEvent") and not each.form,
    "sent": lambda each: each.template is not None and each.kind in ("sendTask", "intermediateThrowEvent"),
    "end": lambda each: each.kind == "endEvent" and bool(each.name_ar),
}
