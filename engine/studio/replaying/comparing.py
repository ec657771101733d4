"""A walk held against the record: the first difference, a deadline that passes now and did not then, the verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.bpmn.elements import ElementInfo
from engine.bpmn.steps import DueTimer, OpenTask, Step
from engine.policies.policy import Policy
from engine.studio.replaying import differences
from engine.studio.replaying.differences import Difference, Words, day, difference, named, quoted, words
from engine.studio.replaying.records import CaseRecord, Happened, Row

WAS_DONE: Words = ("أُنجزت", "was done")
NOT_THERE: Words = ("خطوة لم تكن في هذه المعاملة", "a step that this case did not have")


@dataclass(frozen=True)
class Outcome:
    """What came of one case; `difference` is the first one, or why it cannot be decided."""

    verdict: str
    difference: Difference | None = None


@dataclass
class Open:
    """A task that waits, with what the case once had of it; `number` counts the openings of its element."""

    task: OpenTask
    number: int
    row: Row | None


class Comparison:
    """Told of every step as the walk goes; `now` is where the walk's clock stands."""

    def __init__(self, policy: Policy, own: Policy, record: CaseRecord) -> None:
        self.policy, self.own, self.record = policy, own, record
        self.now = record.happened[0].at
        self.first: Difference | None = None
        self.breach: Difference | None = None

    def differs(self, element: str, step: Words, before: Words, now: Words) -> None:
        if self.first is None:
            self.first = difference(element, step, before, now, self.now)

    def breaks(self, element: str, step: Words, before: Words, now: Words) -> None:
        """A deadline that passes is also a difference."""
        self.differs(element, step, before, now)
        self.breach = self.breach or difference(element, step, before, now, self.now)

    def opened(self, opened: OpenTask, number: int, act: Happened | None) -> Open:
        """A task that the case never had, or had for somebody else."""
        element, rows = opened.element, self.record.rows.get(opened.element.id, ())
        row = rows[number] if number < len(rows) else None
        if row is None:
            self.differs(element.id, named(element), self._next_then(act), NOT_THERE)
        elif row.role != element.role:
            before = quoted(differences.role(self.own, row.role))
            now = quoted(differences.role(self.policy, element.role or ""))
            done = (f"عملها {before[0]}", f"done by {before[1]}"), (f"يعملها {now[0]}", f"done by {now[1]}")
            self.differs(element.id, named(element), *done)
        return Open(opened, number, row)

    def path(self, act: Happened, step: Step) -> None:
        """Other elements than then, from where the two ways part."""
        passed = tuple(each.element.id for each in step.passed)
        if passed == act.passed or (act.kind == "timer" and not act.passed):
            return
        before, now = _parting(act.passed, passed)
        ways = self._way(before, [self.own, self.policy]), self._way(now, [self.policy])
        self.differs(act.element, words(act.names, act.element), *ways)

    def vote(self, act: Happened, result: Mapping[str, Any]) -> None:
        """Another result of the vote, in the outcomes' own words."""
        if result.get("outcome") != act.result.get("outcome"):
            before, now = _outcome(self.own, act.result.get("outcome")), _outcome(self.policy, result.get("outcome"))
            self.differs(act.element, words(act.names, act.element), before, now)

    def new_firing(self, timer: DueTimer, before: Words) -> None:
        moment = day(self.now)
        self.differs(timer.element.id, named(timer.element), before, (f"يُطلق في {moment}", f"fires on {moment}"))

    def missed(self, act: Happened, waiting: Iterable[ElementInfo]) -> None:
        """What was done then cannot be done now."""
        waits = [quoted(named(each)) for each in waiting]
        now = ("ليست مفتوحة عندئذ", "it is not open then")
        if waits:
            now = (
                "تنتظر المعاملة " + "، ".join(each[0] for each in waits),
                "the case waits for " + ", ".join(each[1] for each in waits),
            )
        self.differs(act.element, words(act.names, act.element), WAS_DONE, now)

    def missed_firing(self, fired: Happened, waiting: DueTimer | None) -> None:
        now = ("لا ينتظر الآن", "does not wait now")
        if waiting:
            now = f"يحين في {day(waiting.due_at)}", f"falls due on {day(waiting.due_at)}"
        before = (f"أُطلق في {day(fired.at)}", f"fired on {day(fired.at)}")
        self.differs(fired.element, words(fired.names, fired.element), before, now)

    def due(self, task: Open) -> None:
        """A task done after it was due, where then it was done in time."""
        due, row = task.task.due, task.row
        if due is None or self.now <= due or (row and row.was_late):
            return
        was = ("بلا استحقاق", "without a due date")
        if row and row.due_at:
            was = f"استحقاقها {day(row.due_at)}", f"due on {day(row.due_at)}"
        now = f"استحقاقها {day(due)} وأُنجزت {day(self.now)}", f"due on {day(due)}, done on {day(self.now)}"
        self.breaks(task.task.element.id, named(task.task.element), was, now)

    def marks(self, facts: Mapping[str, Any], timer: DueTimer) -> None:
        """A timer that marks the case, as it was not marked then."""
        if {mark for mark in self.policy.specs.marks if facts.get(mark)} - self.record.marks:
            now = f"فات الموعد في {day(timer.due_at)}", f"the deadline of {day(timer.due_at)} passed"
            self.breaks(timer.element.id, named(timer.element), ("في الموعد", "in time"), now)

    def judge(self, end: ElementInfo | None, left: list[Happened]) -> Outcome:
        """The gravest that holds; what was done then and is not needed now is another path."""
        if self.record.end_element != (end.id if end else None):
            self._ends_differently(end)
            return Outcome(differences.END, self.first)
        if self.breach:
            is_first = self.first is not None and self.first.element == self.breach.element
            return Outcome(differences.BREACH, self.breach if is_first else self.first)
        if left:
            now = ("لا تلزم", "is not needed")
            self.differs(left[0].element, words(left[0].names, left[0].element), WAS_DONE, now)
        return Outcome(differences.PATH if self.first else differences.SAME, self.first)

    def _ends_differently(self, end: ElementInfo | None) -> None:
        before = words(self.record.end_names, self.record.end_element or "-")
        after = named(end) if end else ("نهاية بلا اسم", "an end without a name")
        ended = (f"انتهت بـ «{before[0]}»", f"ended as “{before[1]}”")
        self.differs(end.id if end else "", after, ended, (f"تنتهي بـ «{after[0]}»", f"ends as “{after[1]}”"))

    def _next_then(self, act: Happened | None) -> Words:
        """What the case did next when it was real."""
        happened = [each for each in self.record.happened if each.kind != "timer" or each.passed]
        place = next((number for number, each in enumerate(happened) if each is act), None)
        if place is None:
            return ("لم تكن", "there was none")
        if place + 1 == len(happened):
            return ("انتهت المعاملة", "the case ended")
        name = quoted(words(happened[place + 1].names, happened[place + 1].element))
        return f"بعدها {name[0]}", f"next came {name[1]}"

    def _way(self, elements: tuple[str, ...], policies: list[Policy]) -> Words:
        names = [(each, differences.name_in(policies, each)) for each in elements]
        told = [quoted(name) for each, name in names if name[0] != each][:3]
        if not told:
            return ("طريق آخر", "another way") if elements else ("لا شيء بعدها", "nothing after it")
        return "مرّت بـ " + " ثم ".join(each[0] for each in told), "went by " + ", then ".join(each[1] for each in told)


def _outcome(policy: Policy, key: Any) -> Words:
    for ballot in policy.association["ballots"].values():
        if label := ballot["outcomes"].get(key):
            return label["ar"], label["en"]
    return str(key), str(key)


def _parting(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What follows the last place that both went by."""
    same = 0
    while same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    return before[same:], now[same:]


def last_firing(firings: Iterable[Happened], timer: DueTimer) -> Words | None:
    """When this timer fired then."""
    fired: datetime | None = next((each.at for each in firings if each.element == timer.element.id), None)
    return (f"أُطلق في {day(fired)}", f"fired on {day(fired)}") if fired else None
