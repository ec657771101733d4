"""What was done in a sandbox, read from its history as the steps of a scenario (docs/scenarios.md)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import EngineError
from engine.models import Ballot, Case, CaseStatus, HistoryEvent, MessageWait, TaskStatus, User, UserTask
from engine.policies.policy import Policy
from engine.studio import recorded_answers, sandboxes
from engine.studio.recorded_answers import Answers

NAMES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
Step = dict[str, Any]


class NothingDone(EngineError):
    """An empty sandbox has nothing to record."""

    ar = "لم تُفتح في هذه التجربة معاملة بعد، فلا شيء يُحفظ. افتح معاملة ونفّذ خطواتها أولًا."
    en = "No case was opened in this trial yet, so there is nothing to save. Open one and do its steps first."


class PaperAtStart(EngineError):
    """A scenario cannot attach a paper to a case that does not exist yet."""

    ar = "أُرفقت ورقة في نموذج فتح المعاملة، ولا يستطيع السيناريو إرفاق ورقة قبل فتحها."
    en = "A paper was attached while opening the case; a scenario cannot attach one before the case is open."


@dataclass
class Recording:
    """The steps so far, and the moment at which the last of them was done."""

    inside: Session
    policy: Policy
    answers: Answers
    starts: datetime
    now: datetime
    logins: Mapping[int, str]
    cases: dict[int, str] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)  # tasks whose completion is told already
    steps: list[Step] = field(default_factory=list)

    def add(self, event: HistoryEvent, step: Step, **more: Any) -> None:
        """Tell a step; the clock first goes on to its moment."""
        self.wait(event.at)
        name = self.cases[event.case_id]
        named = {} if name == NAMES[0] or "start" in step else {"case": name}
        self.steps.append({**named, **step, **{key: value for key, value in more.items() if value}})

    def wait(self, until: datetime) -> None:
        if until > self.now:
            self.steps.append({"until": moment(until)})
            self.now = until

    def who(self, event: HistoryEvent) -> str:
        return self.logins[event.actor_id or 0]


def record(inside: Session, policy: Policy) -> Recording:
    """Read the whole history of a sandbox."""
    events = inside.scalars(select(HistoryEvent).order_by(HistoryEvent.id)).all()
    if not events:
        raise NothingDone("no history")
    logins = {user.id: user.login for user in inside.scalars(select(User).order_by(User.id))}
    starts = events[0].at
    recording = Recording(inside, policy, Answers(inside, policy), starts, starts, logins)
    for event in events:
        if event.kind in _TELL:
            _TELL[event.kind](recording, event)
    recording.wait(sandboxes.now(inside))
    return recording


def outcome(recording: Recording, case_id: int) -> dict[str, Any]:
    """Return where a case stands, as an expectation."""
    case = recording.inside.get_one(Case, case_id)
    query = select(UserTask.element_id).where(UserTask.case_id == case.id, UserTask.status == TaskStatus.OPEN)
    waiting = sorted(recording.inside.scalars(query))
    end = {"end": case.end_element} if case.status is CaseStatus.ENDED and case.end_element else {}
    return {"status": case.status.value, **end, "open": waiting}


def moment(at: datetime) -> str:
    """Write a moment as scenarios do, on the association's wall clock."""
    return clock.local(at).isoformat(timespec="seconds" if at.second else "minutes")


def _start(told: Recording, event: HistoryEvent) -> None:
    number = len(told.cases)
    name = NAMES[number] if number < len(NAMES) else f"case_{number + 1}"
    told.cases[event.case_id] = name
    made = told.answers.translate(event.details.get("form"), event.details.get("answers", {}))
    if made.attached:
        raise PaperAtStart(f"case {event.case_id}")
    case = told.inside.get_one(Case, event.case_id)
    start = {"as": told.who(event), "process": case.process_id}
    if number:
        start["case"] = name
    if case.continues_id in told.cases:
        start["continues"] = told.cases[case.continues_id]
    told.add(event, {"start": {**start, "answers": made.answers}})


def _complete(told: Recording, event: HistoryEvent) -> None:
    nth = _nth(told, event)
    answers = _papers(told, event, str(event.element_id))
    told.add(event, {"as": told.who(event), "do": event.element_id}, nth=nth, answers=answers)


def _message(told: Recording, event: HistoryEvent) -> None:
    query = select(MessageWait.message).where(
        MessageWait.case_id == event.case_id, MessageWait.element_id == event.element_id
    )
    message = told.inside.scalars(query).first()
    answers = _papers(told, event, str(message))
    told.add(event, {"as": told.who(event), "message": message}, answers=answers)


def _papers(told: Recording, event: HistoryEvent, place: str) -> dict[str, Any]:
    """Attach what the answers need first; return the answers."""
    made = told.answers.translate(event.details.get("form"), event.details.get("answers", {}))
    for path in made.attached:
        file = recorded_answers.stand_in(told.policy)
        told.add(event, {"as": told.who(event), "attach": place, "field": path, "file": file})
    return made.answers


def _vote(told: Recording, event: HistoryEvent) -> None:
    vote = _ballot(told, event)
    given = {key: getattr(vote, key) for key in ("vote", "reason", "reservation")}
    told.add(event, {"as": told.who(event), "ballot": event.element_id}, **given)


def _recuse(told: Recording, event: HistoryEvent) -> None:
    told.add(event, {"as": told.who(event), "ballot": event.element_id, "recuse": _ballot(told, event).reason})


def _close(told: Recording, event: HistoryEvent) -> None:
    """Only a chair's own act: by the last vote a ballot closes itself."""
    if event.actor_id is not None:
        told.add(event, {"as": told.who(event), "close_ballot": event.element_id})


def _person(told: Recording, event: HistoryEvent) -> None:
    told.answers.note_change(event)


def _ballot(told: Recording, event: HistoryEvent) -> Ballot:
    query = select(Ballot).join(UserTask, Ballot.task_id == UserTask.id)
    query = query.where(Ballot.case_id == event.case_id, UserTask.element_id == event.element_id)
    query = query.where(UserTask.round == event.details["round"], Ballot.member_id == event.actor_id)
    return told.inside.scalars(query).one()


def _nth(told: Recording, event: HistoryEvent) -> int:
    """Which of several open tasks of one element it was; 0 where there was only one."""
    query = select(UserTask).where(UserTask.case_id == event.case_id, UserTask.element_id == event.element_id)
    rows = told.inside.scalars(query.where(UserTask.opened_at <= event.at).order_by(UserTask.id))
    there = [row for row in rows if row.id not in told.done and (row.closed_at is None or row.closed_at >= event.at)]
    task = next(row for row in there if row.completed_by_id == event.actor_id and row.closed_at == event.at)
    told.done.add(task.id)
    return there.index(task) + 1 if len(there) > 1 else 0


_TELL: dict[str, Callable[[Recording, HistoryEvent], None]] = {
    "case_started": _start,
    "task_completed": _complete,
    "message_received": _message,
    "ballot_cast": _vote,
    "ballot_recused": _recuse,
    "ballot_closed": _close,
    "person_changed": _person,
}
