"""The list of cases that a person may see, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from engine import access, inbox, lateness
from engine.actors import Actor
from engine.models import Case, CaseStatus, TaskStatus, UserTask

PAGE = 25


@dataclass(frozen=True)
class CaseRow:
    """One line of a list of cases; `waits_for`: the names of its open tasks."""

    id: int
    number: str
    person: str | None
    status: str
    end: str | None
    started_at: datetime
    ended_at: datetime | None
    is_overdue: bool
    waits_for: list[str]


@dataclass(frozen=True)
class CasePage:
    """`next` goes back in as `after`."""

    rows: list[CaseRow]
    next: str | None


def page(
    session: Session, actor: Actor, *, search: str = "", status: str | None = None, after: str | None = None
) -> CasePage:
    """Return one page of the cases that the actor may see."""
    query = _visible(session, actor)
    wanted = inbox.matching(session, search, Case.id)
    if wanted is not None:
        query = query.where(wanted)
    if status in list(CaseStatus):
        query = query.where(Case.status == CaseStatus(status))
    if after and after.isdigit():
        query = query.where(Case.id < int(after[:9]))
    found = session.scalars(query.order_by(Case.id.desc()).limit(PAGE + 1)).all()
    rest = str(found[PAGE - 1].id) if len(found) > PAGE else None
    return CasePage(rows(session, found[:PAGE], actor), rest)


def rows(session: Session, cases: Sequence[Case], actor: Actor) -> list[CaseRow]:
    """Turn loaded cases into lines, with one query for all their open tasks."""
    ids = [case.id for case in cases]
    query = select(UserTask).where(UserTask.case_id.in_(ids), UserTask.status == TaskStatus.OPEN)
    tasks = session.scalars(query.order_by(UserTask.sort_at)).all() if ids else []
    return [_row(case, [task for task in tasks if task.case_id == case.id], actor) for case in cases]


def of_person(session: Session, person_id: int, actor: Actor) -> list[CaseRow]:
    """Return the cases of one person that the actor may see."""
    query = _visible(session, actor).where(Case.person_id == person_id).order_by(Case.id.desc()).limit(50)
    return rows(session, session.scalars(query).all(), actor)


def _visible(session: Session, actor: Actor) -> Select[Case]:
    return select(Case).options(joinedload(Case.person)).where(access.seen(session, actor))


def _row(case: Case, tasks: list[UserTask], actor: Actor) -> CaseRow:
    end = (case.end_en if actor.locale == "en" else case.end_ar) if case.ended_at else None
    return CaseRow(
        id=case.id,
        number=case.number,
        person=case.person.name if case.person else None,
        status=case.status.value,
        end=end,
        started_at=case.started_at,
        ended_at=case.ended_at,
        is_overdue=lateness.of_case(case, tasks),
        waits_for=[inbox.person_name(actor, task.name_ar, task.name_en) for task in tasks],
    )
