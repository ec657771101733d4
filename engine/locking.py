"""A case for one transaction alone: whoever changes anything of a case locks the case first."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, undefer

from engine.bpmn import run
from engine.errors import NotFound
from engine.models import Case, CaseStatus, UserTask
from engine.policies.versions import Policy


def case(session: Session, case_id: int) -> Case:
    """Return the case as it is now, for this transaction alone."""
    return _locked(session, select(Case).where(Case.id == case_id))


def case_of_task(session: Session, task_id: int) -> Case:
    """Return the case of a task, likewise."""
    return _locked(session, select(Case).join(UserTask, UserTask.case_id == Case.id).where(UserTask.id == task_id))


def cases(session: Session, case_ids: Collection[int]) -> dict[int, Case]:
    """Return several cases, likewise."""
    found = session.scalars(_whole(select(Case).where(Case.id.in_(case_ids)).order_by(Case.id)))
    return {each.id: each for each in found}


def environment(session: Session, locked: Case, policy: Policy) -> run.Env:
    """Return the facts as they stand now: another open case of the person is looked up before each step."""
    locked.facts = {**locked.facts, "open_case_of_person": _other_open_case(session, locked)}
    return run.Env(facts=locked.facts, types=policy.types, calendar=policy.calendar)


def _whole(query: Select[Case]) -> Select[Case]:
    """The case with its state and version, read and locked at once."""
    whole = query.options(undefer(Case.state), joinedload(Case.version, innerjoin=True))
    return whole.with_for_update(of=Case).execution_options(populate_existing=True)


def _locked(session: Session, query: Select[Case]) -> Case:
    found = session.scalar(_whole(query))
    if found is None:
        raise NotFound("no such case or task")
    return found


def _other_open_case(session: Session, locked: Case) -> str | None:
    if locked.person_id is None:
        return None
    query = select(Case.number).where(
        Case.person_id == locked.person_id,
        Case.status == CaseStatus.OPEN,
        Case.follow_up.is_(False),
        Case.id != locked.id,
    )
    return session.scalar(query.order_by(Case.id).limit(1))
