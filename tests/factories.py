"""Plain functions that make what a test needs, through the engine's own verbs."""

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

import forms
from engine import cases, locking, tasks, users
from engine.actors import Actor
from engine.models import Case, MessageWait, Timer, TimerStatus, UserTask
from engine.models import TaskStatus as Status
from engine.policies import packs, versions
from engine.policies.versions import Policy

PROCESSES = Path(__file__).parent.parent / "processes"
SU = {"national_id": "1099990010", "name": "سعاد بنت علي بن محمد القحطاني", "mobile": "0551234567"}
RECEIVED = {
    "channel": "interview",
    "language": "ar",
    "need": "support",
    "person": SU,
    "request_kind": "rent",
    "category": "widow",
}
CHECKED = {
    "family_size": 4,
    "incomes": [{"source": "salary", "amount": 150000}],
    "check_result": "complete",
}
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><path d="M1 1 L2 2" fill="none"/></svg>'
COMMITTEE = {
    "huda": ["committee_member"],
    "salem": ["committee_member"],
    "abdullah": ["committee_member", "committee_chair"],
}
_tokens = itertools.count(1)


def token() -> str:
    """Return a form token that nobody has used."""
    return f"token-{next(_tokens)}"


def bring_into_force(session: Session, association: str = "samakh", folder: Path = PROCESSES) -> None:
    version = versions.import_pack(session, packs.read(folder, association))
    versions.accept_first(session, version, "tests", allow_demo=True)


def create_user(session: Session, login: str, roles: Iterable[str], **more: Any) -> Actor:
    user = users.create(session, login, f"{login} ع", login.capitalize(), roles, **more)
    session.commit()
    return users.as_actor(user)


def start_case(session: Session, officer: Actor, **more: Any) -> Case:
    """Open a case at the counter."""
    policy = policy_of(session)
    raw = forms.encode(policy.forms["start"], {"origin": "applicant"})
    return cases.start(session, "beneficiary_case", raw, officer, token(), **more)


def policy_of(session: Session) -> Policy:
    return versions.policy(session, versions.in_force(session).id)


def raw_for(session: Session, task: UserTask, answers: Mapping[str, Any]) -> forms.RawAnswers:
    """Return what a browser would send for these answers."""
    assert task.form
    return forms.encode(policy_of(session).forms[task.form], answers)


def open_task(session: Session, case: Case, element: str) -> UserTask:
    """Return the one open task of this element."""
    query = select(UserTask).where(
        UserTask.case_id == case.id, UserTask.element_id == element, UserTask.status == Status.OPEN
    )
    return session.scalars(query).one()


def open_elements(session: Session, case: Case) -> list[str]:
    query = select(UserTask.element_id).where(UserTask.case_id == case.id, UserTask.status == Status.OPEN)
    return sorted(session.scalars(query))


def waiting_timers(session: Session, case: Case) -> dict[str, Timer]:
    query = select(Timer).where(Timer.case_id == case.id, Timer.status == TimerStatus.WAITING)
    return {timer.element_id: timer for timer in session.scalars(query)}


def papers_checked(session: Session, case: Case, state: str = "matched") -> list[dict[str, Any]]:
    """Return a row for each paper that the case asks for."""
    policy = policy_of(session)
    wanted = tasks.known(policy, locking.case(session, case.id), open_task(session, case, "S2_CheckInfo"))[
        "required_docs"
    ]
    return [{"key": key, "state": state} for key in wanted]


def refer(session: Session, officer: Actor) -> Case:
    """Handle a case from the counter to the referral to the committee."""
    case = start_case(session, officer)
    do(session, case, "S1_Receive", officer, **RECEIVED)
    do(session, case, "S2_CheckInfo", officer, **CHECKED, papers_checked=papers_checked(session, case))
    declared = {"signer_relation": "self", "signature": {"drawn": DRAWN}, "officer_attests": True}
    do(session, case, "S4_Declare", officer, **declared, signed_on="2026-11-22")
    do(session, case, "S5_InformReferral", officer, informed_how="phone", informed=True)
    session.commit()
    return case


def bring_to_ballot(session: Session, officer: Actor, researcher: Actor) -> Case:
    """Handle a case up to the committee's vote."""
    case = refer(session, officer)
    do(session, case, "CR_Assign", researcher, researcher=str(researcher.user_id), visit_needed=False)
    case_paper = {"summary": "أسرة من أربعة", "recommendation": "accept", "recommendation_reason": "الدخل دون الحد"}
    do(session, case, "CR_Prepare", researcher, **case_paper)
    session.commit()
    return case


def do(session: Session, case: Case, element: str, actor: Actor, **answers: Any) -> UserTask:
    """Complete the one open task of this element."""
    task = open_task(session, case, element)
    return tasks.complete(session, task.id, raw_for(session, task, answers), actor, token())


def copy_case(session: Session, case: Case, copies: int) -> list[int]:
    """Make many cases that stand where this one stands, by copying its rows."""
    kinds = [UserTask, Timer, MessageWait]
    rows = {
        kind: session.execute(select(*_columns(kind)).where(kind.case_id == case.id)).mappings().all() for kind in kinds
    }
    whole = session.execute(select(*_columns(Case)).where(Case.id == case.id)).mappings().one()
    made = []
    for number in range(copies):
        unique = {"number": f"copy-{number}", "start_token": None}
        query = insert(Case).values({**whole, **unique}).returning(Case.id)
        made.append(session.scalars(query).one())
    for kind in kinds:
        copied = [{**row, "case_id": case_id} for row in rows[kind] for case_id in made]
        if copied:
            session.execute(insert(kind), copied)
    session.commit()
    return made


def _columns(kind: type[Any]) -> list[Any]:
    return [getattr(kind, column.key) for column in kind.__table__.columns if column.key != "id"]
