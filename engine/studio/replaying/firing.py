"""When timers fire in a walk: as they did where they are the same, else when they are due; never guessing what people
would have done with more time."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from engine.bpmn.elements import ElementInfo
from engine.bpmn.steps import DueTimer, Step
from engine.studio.replaying.comparing import Comparison, last_firing
from engine.studio.replaying.differences import CannotBeDecided, Words, day, difference, named, quoted
from engine.studio.replaying.records import Happened

LAG = timedelta(minutes=1)  # a worker fires a timer a moment after it is due
MOST_FIRINGS = 500
ENDED_BEFORE: Words = ("انتهت المعاملة قبله", "the case ended before it")


class Firings:
    """The recorded firings of one case; each stands for one firing of the walk."""

    def __init__(self, seen: Comparison) -> None:
        self.seen, self.record = seen, seen.record
        self.all = [each for each in self.record.happened if each.kind == "timer"]
        self.left = list(self.all)

    def next(self, timers: Iterable[DueTimer], until: datetime) -> tuple[DueTimer, datetime] | None:
        """The timer that fires first, no later than `until`."""
        due = [(self._moment(timer), timer.due_at, number, timer) for number, timer in enumerate(timers)]
        first = min(due, key=lambda each: each[:3], default=None)
        return (first[3], first[0]) if first and first[0] <= until else None

    def recorded(self, timer: DueTimer) -> Happened | None:
        """The firing of then that this one is: of the same event, due at the same moment."""
        same = (each for each in self.left if each.element == timer.element.id)
        return next((each for each in same if abs((each.due_at or each.at) - timer.due_at) <= LAG), None)

    def is_later(self, timer: DueTimer, moment: datetime) -> bool:
        """Whether people now have longer than they had: the event had fired, or the case was over."""
        if self.recorded(timer) is not None:
            return False
        had_fired = any(each.element == timer.element.id and each.at < moment - LAG for each in self.left)
        return had_fired or moment > self.record.ended_at + LAG

    def refuse_guess(self, timer: DueTimer, step: Step, could_act: list[ElementInfo]) -> None:
        """A longer time gives people longer to act: whether they would have, nobody knows."""
        if not could_act:
            return
        name, moment = quoted(named(could_act[0])), day(timer.due_at)
        now = (
            f"يبقى {name[0]} ممكنًا حتى {moment}، ولا يُعرف أكان سيحدث",
            f"{name[1]} stays possible until {moment}; whether it would have come is not known",
        )
        before = self.before(timer) or ENDED_BEFORE
        raise CannotBeDecided(difference(timer.element.id, named(timer.element), before, now, self.seen.now))

    def before(self, timer: DueTimer) -> Words | None:
        """When this timer fired then."""
        return last_firing(self.left, timer)

    def consume(self, step: Step, recorded: Happened | None, timers: Mapping[str, DueTimer]) -> None:
        """One step may let several timers fire."""
        fired = [timers[token] for token, fate in step.timers_gone if fate == "fired" and token in timers]
        for each in (recorded, *map(self.recorded, fired)):
            if each is not None and each in self.left:
                self.left.remove(each)

    def miss(self, timers: Iterable[DueTimer], until: datetime) -> None:
        """A timer that fired then and does not now."""
        waiting = {timer.element.id: timer for timer in timers}
        for each in self.left:
            if each.at <= until and each.passed:
                self.seen.missed_firing(each, waiting.get(each.element))

    def _moment(self, timer: DueTimer) -> datetime:
        recorded = self.recorded(timer)
        return max(self.seen.now, recorded.at if recorded else timer.due_at)
