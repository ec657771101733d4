"""One closed case walked through another version: its answers at their moments, the clock doing the rest."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine import clock
from engine.bpmn import run
from engine.bpmn.elements import ElementInfo
from engine.bpmn.feel import FeelError
from engine.bpmn.steps import DueTimer, Env, Step, Wait
from engine.errors import StepFailed
from engine.policies.policy import Policy
from engine.studio.replaying import differences, votes
from engine.studio.replaying.answers import FACTS, Answers, Staff
from engine.studio.replaying.comparing import WAS_DONE, Comparison, Open, Outcome
from engine.studio.replaying.differences import CannotBeDecided, Words, difference, named, words
from engine.studio.replaying.firing import MOST_FIRINGS, Firings
from engine.studio.replaying.records import CaseRecord, Happened

GONE: Words = ("لا تُفتح بها معاملة في هذا الإصدار", "starts no case in this version")
OTHER_KIND: Words = ("تحولت من تصويت إلى نموذج أو العكس", "turned from a vote into a form, or back")
NEVER_DONE: Words = ("لم تُنجز في هذه المعاملة، فلا يُعرف جوابها", "was never done in this case: its answer is not known")
ENDLESS: Words = ("يدور المخطط بلا توقف", "the diagram goes round without end")


class Walk:
    """The state of one case as it goes. Nothing is written anywhere."""

    def __init__(self, policy: Policy, own: Policy, record: CaseRecord, staff: Staff) -> None:
        self.policy, self.own, self.record = policy, own, record
        self.answers = Answers(policy, own, staff, _asked(record))
        self.seen = Comparison(policy, own, record)
        self.firings = Firings(self.seen)
        self.facts = _first_facts(policy, record)
        self.state, self.event = b"", record.happened[0].event
        self.tasks: dict[str, Open] = {}
        self.timers: dict[str, DueTimer] = {}
        self.waits: dict[str, Wait] = {}
        self.openings: Counter[str] = Counter()
        self.skipped: list[Happened] = []
        self.end: ElementInfo | None = None
        self.ended = False

    def outcome(self) -> Outcome:
        try:
            self._walk()
        except CannotBeDecided as doubt:
            return Outcome(differences.UNKNOWN, doubt.difference)
        return self.seen.judge(self.end, self.skipped)

    @property
    def now(self) -> datetime:
        return self.seen.now

    def _walk(self) -> None:
        acts = [each for each in self.record.happened if each.kind != "timer"]
        self._start(acts[0])
        for act in acts[1:]:
            self._fire_until(act.at)
            self.seen.now, self.event = max(self.now, act.at), act.event
            if not self.ended and self._take(act):
                self._take_skipped()
            else:
                self.skipped.append(act)
                if not self.ended:
                    self.seen.missed(act, [each.task.element for each in self.tasks.values()])
        self._go_on()

    # --- what people did

    def _start(self, act: Happened) -> None:
        process = self.policy.specs.processes.get(self.record.process_id)
        step = words(act.names, self.record.process_id)
        if process is None or process.start.form is None:
            raise CannotBeDecided(difference(self.record.process_id, step, WAS_DONE, GONE, act.at))
        data, process_id = self._data(act, process.start.form, {}, step), process.id
        self._go(act, step, lambda env: run.start(self.policy.specs, process_id, data, env))

    def _take(self, act: Happened) -> bool:
        """Do what was done then, if the case stands so that it can be done."""
        return self._send(act) if act.kind == "message" else self._complete(act)

    def _complete(self, act: Happened) -> bool:
        here = [each for each in self.tasks.values() if each.task.element.id == act.element]
        found = next((each for each in here if each.number == act.number), here[0] if here else None)
        if found is None:
            return False
        element, token = found.task.element, found.task.token
        if bool(element.ballot) != (act.kind == "ballot"):
            raise CannotBeDecided(difference(element.id, named(element), WAS_DONE, OTHER_KIND, act.at))
        data = self._vote(act, element) if act.kind == "ballot" else self._answered(act, element, token)
        self.seen.due(found)
        specs, process_id = self.policy.specs, self.record.process_id
        self._go(act, named(element), lambda env: run.complete(specs, process_id, self.state, token, data, env))
        return True

    def _vote(self, act: Happened, element: ElementInfo) -> Mapping[str, Any]:
        before = differences.find(self.own, act.element)
        result = votes.result(self.answers, element, before.ballot if before else None, act)
        self.seen.vote(act, result)
        return {element.id: result}

    def _answered(self, act: Happened, element: ElementInfo, token: str) -> Mapping[str, Any]:
        if element.form is None:
            return {}
        known = run.data_at(self.policy.specs, self.record.process_id, self.state, token)
        return self._data(act, element.form, known, named(element))

    def _send(self, act: Happened) -> bool:
        waits = list(self.waits.values())
        wait = next((each for each in waits if each.element.id == act.element), None)
        wait = wait or next((each for each in waits if act.message and each.message == act.message), None)
        if wait is None:
            return False
        specs, process_id, token = self.policy.specs, self.record.process_id, wait.token
        data = self._answered(act, wait.element, token)
        self._go(
            act, named(wait.element), lambda env: run.send_message(specs, process_id, self.state, token, data, env)
        )
        return True

    def _take_skipped(self) -> None:
        """What could not be done when it was done may be what the case waits for now."""
        while not self.ended:
            taken = next((act for act in self.skipped if self._take(act)), None)
            if taken is None:
                return
            self.skipped.remove(taken)

    # --- the clock

    def _fire_until(self, until: datetime) -> None:
        """Let the timers fire that would have: each when it did, or where it did not, when it is due."""
        for _ in range(MOST_FIRINGS):
            found = None if self.ended else self.firings.next(self.timers.values(), until)
            if found is None:
                self.firings.miss(self.timers.values(), until)
                return
            self._fire(*found)
            self._take_skipped()
        raise self._endless()

    def _fire(self, timer: DueTimer, moment: datetime) -> None:
        recorded, later = self.firings.recorded(timer), self.firings.is_later(timer, moment)
        specs, process_id, token = self.policy.specs, self.record.process_id, timer.token
        self.seen.now = max(self.now, moment)
        step = self._run(named(timer.element), lambda env: run.fire(specs, process_id, self.state, token, env))
        if later:
            self.firings.refuse_guess(timer, step, self._could_act(step))
        if recorded is None:
            self.seen.new_firing(timer, self.firings.before(timer) or ("لم يُطلق", "did not fire"))
        self.firings.consume(step, recorded, self.timers)
        self._apply(recorded, step)
        self.seen.marks(self.facts, timer)

    def _could_act(self, step: Step) -> list[ElementInfo]:
        """What people could have done until this step took it away."""
        waits = [self.waits[token].element for token in step.waits_gone if token in self.waits]
        cancelled = [token for token, fate in step.gone if fate == "cancelled" and token in self.tasks]
        return waits + [self.tasks[token].task.element for token in cancelled]

    def _go_on(self) -> None:
        """After the last act of then: only the clock goes on, and what was passed over may be done."""
        self._fire_until(self.record.ended_at)
        for _ in range(MOST_FIRINGS):
            if self.ended:
                return
            if self.tasks or not self.timers:
                raise self._nobody_did()
            self._fire_until(min(timer.due_at for timer in self.timers.values()))
        raise self._endless()

    # --- a step

    def _go(self, act: Happened, step: Words, verb: Callable[[Env], Step]) -> None:
        self._apply(act, self._run(step, verb))

    def _run(self, step: Words, verb: Callable[[Env], Step]) -> Step:
        self.facts["open_case_of_person"] = self._other_open_case()
        try:
            with clock.at(self.now):
                return verb(Env(facts=self.facts, types=self.answers.types, calendar=self.answers.policy.calendar))
        except StepFailed as failure:
            raise self._failed(failure) from failure
        except FeelError as error:
            raise self._unreadable(error, "", step) from error

    def _apply(self, act: Happened | None, step: Step) -> None:
        if act is not None:
            self.seen.path(act, step)
        self.state, self.facts = step.state, dict(step.facts)
        self._leave(step)
        self.timers.update({each.token: each for each in step.timers})
        self.waits.update({each.token: each for each in step.waits})
        for opened in step.opened:
            number = self.openings[opened.element.id]
            self.tasks[opened.token] = self.seen.opened(opened, number, act)
            self.openings[opened.element.id] += 1
        self.ended, self.end = step.ended, step.end

    def _leave(self, step: Step) -> None:
        for token, fate in step.gone:
            gone = self.tasks.pop(token, None)
            if gone and fate == "cancelled":
                self.seen.due(gone)
        for token, _ in step.timers_gone:
            self.timers.pop(token, None)
        for token in step.waits_gone:
            self.waits.pop(token, None)

    def _other_open_case(self) -> str | None:
        """As it was looked up before each step then."""
        if self.facts.get("person") is None:
            return None
        stamp = self.now, self.event
        return next((each.number for each in self.record.others if each.since <= stamp < each.until), None)

    def _data(self, act: Happened, form: str, known: Mapping[str, Any], step: Words) -> dict[str, Any]:
        """The answers as data; those that set facts are facts only."""
        try:
            with clock.at(self.now):
                kept = self.answers.put(act, form, {**known, **self.facts}, step)
        except FeelError as error:
            raise self._unreadable(error, act.element, step) from error
        self.facts |= {name: kept[name] for name in FACTS if kept.get(name) is not None}
        asked = [each.name for each in self.policy.forms[form].fields if each.type != "information"]
        return {name: kept.get(name) for name in asked if name not in FACTS and name not in self.answers.unknown}

    # --- doubts

    def _nobody_did(self) -> CannotBeDecided:
        """The case stands where nobody ever stood: what would be answered there is not known."""
        waits = [each.task.element for each in self.tasks.values()] + [each.element for each in self.waits.values()]
        name = named(waits[0]) if waits else ("المعاملة", "the case")
        doubt = difference(waits[0].id if waits else "", name, ("لم تكن", "there was none"), NEVER_DONE, self.now)
        return CannotBeDecided(self.seen.first or doubt)

    def _failed(self, failure: StepFailed) -> CannotBeDecided:
        found = differences.find(self.policy, failure.element_id)
        name = named(found) if found else (failure.element_id, failure.element_id)
        if isinstance(failure.__cause__, FeelError):
            return self._unreadable(failure.__cause__, failure.element_id, name)
        now = failure.ar, failure.en
        return CannotBeDecided(difference(failure.element_id, name, ("مضت", "went through"), now, self.now))

    def _unreadable(self, error: FeelError, element: str, step: Words) -> CannotBeDecided:
        doubt = self.answers.cannot_read(error, step, element, self.now)
        now = error.ar, error.en
        return doubt or CannotBeDecided(difference(element, step, ("مضت", "went through"), now, self.now))

    def _endless(self) -> CannotBeDecided:
        step = words(self.record.end_names, self.record.number)
        return CannotBeDecided(difference(self.record.end_element or "", step, ("انتهت", "ended"), ENDLESS, self.now))


def _asked(record: CaseRecord) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in record.happened:
        found.update(each.answers)
    return found


def _first_facts(policy: Policy, record: CaseRecord) -> dict[str, Any]:
    parameters = policy.association.get("parameters", {})
    return {
        **{name: parameter["value"] for name, parameter in parameters.items()},
        **dict.fromkeys(policy.specs.marks, False),
        "case_number": record.number,
        "person": record.first_person,
        "channel": None,
        "origin": None,
        "started_at": record.started_at,
        "open_case_of_person": None,
    }
