"""What is recorded of closed cases: who answered what and when, which timers fired, which way the case went."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from engine.models import Ballot, Case, CaseStatus, HistoryEvent, MessageWait, TaskStatus, UserTask

KINDS = {
    "case_started": "start",
    "task_completed": "task",
    "ballot_closed": "ballot",
    "message_received": "message",
    "timer_fired": "timer",
}
Stamp = tuple[datetime, int]  # a moment, and the history's own order within it
LAST = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A task that the case once had."""

    role: str
    due_at: datetime | None
    closed_at: datetime | None

    @property
    def was_late(self) -> bool:
        return self.due_at is not None and self.closed_at is not None and self.closed_at > self.due_at


@dataclass(frozen=True)
class Vote:
    """One member's ballot; `outcome` is None where the member stepped aside."""

    member: int
    outcome: str | None
    reason: str | None
    reservation: str | None


@dataclass(frozen=True)
class Happened:
    """One thing that moved the case; `number` counts the openings of its element from 0."""

    kind: str  # start, task, ballot, message, timer
    event: int
    element: str
    at: datetime
    names: Mapping[str, str]
    passed: tuple[str, ...]
    form: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0
    due_at: datetime | None = None
    message: str | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    members: int = 0
    votes: tuple[Vote, ...] = ()
    by_chair: bool = False


@dataclass(frozen=True)
class OtherCase:
    """Another case of the same person, and while it stood open."""

    number: str
    since: Stamp
    until: Stamp


@dataclass(frozen=True)
class CaseRecord:
    """One closed case."""

    id: int
    number: str
    version_id: int
    process_id: str
    started_at: str
    ended_at: datetime
    end_element: str | None
    end_names: Mapping[str, str]
    marks: frozenset[str]
    first_person: Mapping[str, Any] | None
    happened: tuple[Happened, ...]
    rows: Mapping[str, Sequence[Row]]
    others: tuple[OtherCase, ...]


def closed(session: Session, most: int) -> list[int]:
    """The newest closed cases, the oldest of them first."""
    query = select(Case.id).where(Case.status == CaseStatus.ENDED).order_by(Case.id.desc()).limit(most)
    return sorted(session.scalars(query))


def read(session: Session, case_ids: Sequence[int]) -> Iterator[CaseRecord]:
    """Some closed cases with all that is recorded of them, in a few queries."""
    cases = session.scalars(
        select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).options(defer(Case.state))
    ).all()
    events, tasks = _grouped(session, HistoryEvent, case_ids), _grouped(session, UserTask, case_ids)
    waits, votes = _grouped(session, MessageWait, case_ids), _grouped(session, Ballot, case_ids)
    others = _others(session, cases)
    for case in cases:
        happened = tuple(_happened(events[case.id], tasks[case.id], waits[case.id], votes[case.id]))
        yield CaseRecord(
            id=case.id,
            number=case.number,
            version_id=case.version_id,
            process_id=case.process_id,
            started_at=str(case.facts["started_at"]),
            ended_at=case.ended_at or LAST,
            end_element=case.end_element,
            end_names={"ar": case.end_ar or "", "en": case.end_en or ""},
            marks=frozenset(case.marks),
            first_person=_first_person(session, case),
            happened=happened,
            rows=_rows(tasks[case.id]),
            others=tuple(other for other in others.get(case.person_id or 0, ()) if other.number != case.number),
        )


def _grouped(session: Session, kind: Any, case_ids: Sequence[int]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.scalars(select(kind).where(kind.case_id.in_(case_ids)).order_by(kind.id)):
        found[row.case_id].append(row)
    return found


def _rows(tasks: Sequence[UserTask]) -> Mapping[str, Sequence[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for task in tasks:
        rows[task.element_id].append(Row(task.role, task.due_at, task.closed_at))
    return rows


def _happened(
    events: Sequence[HistoryEvent], tasks: Sequence[UserTask], waits: Sequence[MessageWait], votes: Sequence[Ballot]
) -> Iterator[Happened]:
    completed = _completed(tasks)
    messages = {wait.element_id: wait.message for wait in waits}
    for event in events:
        kind = KINDS.get(event.kind)
        if kind is None:
            continue
        element = event.element_id or ""
        of_task = completed[element].pop(0) if kind in ("task", "ballot") and completed[element] else (0, 0)
        yield _one(event, kind, of_task, messages.get(element), votes)


def _completed(tasks: Sequence[UserTask]) -> dict[str, list[tuple[int, int]]]:
    """Of each element its completed tasks in the order of their completion: (which opening of it, the task's id)."""
    openings: dict[str, list[UserTask]] = defaultdict(list)
    for task in tasks:
        openings[task.element_id].append(task)
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for element, opened in openings.items():
        done = [(task.closed_at, number, task.id) for number, task in enumerate(opened) if _is_done(task)]
        found[element] = [(number, task_id) for _, number, task_id in sorted(done)]
    return found


def _is_done(task: UserTask) -> bool:
    return task.status is TaskStatus.COMPLETED


def _one(
    event: HistoryEvent, kind: str, of_task: tuple[int, int], message: str | None, votes: Sequence[Ballot]
) -> Happened:
    details, (number, task_id) = event.details, of_task
    return Happened(
        kind=kind,
        event=event.id,
        element=event.element_id or "",
        at=event.at,
        names={"ar": event.name_ar or "", "en": event.name_en or ""},
        passed=tuple(details.get("passed", ())),
        form=details.get("form"),
        answers=details.get("answers", {}),
        number=number,
        due_at=datetime.fromisoformat(details["due_at"]) if "due_at" in details else None,
        message=message,
        result=details.get("result", {}),
        members=len(details.get("committee", ())),
        votes=tuple(
            Vote(vote.member_id, vote.vote, vote.reason, vote.reservation) for vote in votes if vote.task_id == task_id
        ),
        by_chair=event.actor_id is not None,
    )


def _first_person(session: Session, case: Case) -> Mapping[str, Any] | None:
    """A case that continues another one knows its person from the start."""
    if case.continues_id is None:
        return None
    earlier = session.get_one(Case, case.continues_id)
    person: Mapping[str, Any] | None = earlier.facts.get("person")
    return person


def _others(session: Session, cases: Sequence[Case]) -> Mapping[int, list[OtherCase]]:
    """While which cases of a person stood open, as `open_case_of_person` was looked up then."""
    people = {case.person_id for case in cases if case.person_id is not None}
    kin = session.scalars(select(Case).where(Case.person_id.in_(people)).order_by(Case.id).options(defer(Case.state)))
    by_person: dict[int, list[Case]] = defaultdict(list)
    for case in kin:
        by_person[case.person_id or 0].append(case)
    several = {person: of_person for person, of_person in by_person.items() if len(of_person) > 1}
    ids = [case.id for of_person in several.values() for case in of_person]
    named, tasks = _named_at(session, ids), _grouped(session, UserTask, ids)
    return {
        person: [
            OtherCase(case.number, named.get(case.id, (case.started_at, 0)), _busy_until(case, tasks[case.id]))
            for case in of_person
        ]
        for person, of_person in several.items()
    }


def _named_at(session: Session, case_ids: Sequence[int]) -> Mapping[int, Stamp]:
    """When a form first named the person of a case; one that continues another is of that person from its start."""
    columns = HistoryEvent.case_id, HistoryEvent.at, HistoryEvent.id, HistoryEvent.details
    query = select(*columns).where(
        HistoryEvent.case_id.in_(case_ids),
        HistoryEvent.kind.in_(("case_started", "task_completed", "message_received")),
    )
    found: dict[int, Stamp] = {}
    for case_id, at, event, details in session.execute(query.order_by(HistoryEvent.id)):
        if details.get("continues") or details.get("answers", {}).get("person"):
            found.setdefault(case_id, (at, event))
    return found


def _busy_until(case: Case, tasks: Sequence[UserTask]) -> Stamp:
    """Its end, or when nothing but a rating or the like was left of it."""
    rest = [task.opened_at for task in tasks if task.follow_up]
    return min([case.ended_at or LAST, *rest]), 0
