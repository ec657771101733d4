"""Forms that belong to no task: the one that starts a case, and those of messages that a case can take."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from engine import access, case_head, filling, inbox
from engine.actors import Actor
from engine.bpmn import run
from engine.bpmn.elements import ElementInfo
from engine.case_head import CaseHead, Clause
from engine.errors import NotFound, NothingWaits
from engine.models import Case, MessageWait
from engine.policies import versions
from engine.policies.policy import Policy


@dataclass(frozen=True)
class Startable:
    """A process that the actor may start."""

    process_id: str
    name: str


@dataclass(frozen=True)
class FormPage:
    """A start form or a message form."""

    name: str
    form: forms.BoundForm
    clauses: list[Clause]
    case: CaseHead | None


def startable(session: Session, actor: Actor) -> list[Startable]:
    """Return the processes of the version in force that the actor's roles may start."""
    policy = versions.policy(session, versions.in_force(session).id)
    found = [process for process in policy.specs.processes.values() if process.start.role in actor.roles]
    names = [Startable(each.id, inbox.person_name(actor, each.name_ar, each.name_en)) for each in found]
    return [each for each in names if policy.specs.processes[each.process_id].start.form]


def start_page(
    session: Session,
    process_id: str,
    actor: Actor,
    raw: forms.RawAnswers | None = None,
    continues: int | None = None,
) -> FormPage:
    """Return the form that starts a case."""
    policy = versions.policy(session, versions.in_force(session).id)
    process = policy.specs.processes.get(process_id)
    if process is None or process.start.form is None:
        raise NotFound(f"process {process_id}")
    access.check_role(process.start.role, actor)
    earlier = access.case(session, continues, actor) if continues is not None else None
    around = filling.surroundings(session, policy, actor, {}, case=earlier)
    start = next(each for each in process.elements.values() if each.kind == "startEvent" and each.form)
    return FormPage(
        name=inbox.person_name(actor, process.name_ar, process.name_en),
        form=forms.bind(policy.forms[process.start.form], raw, around),
        clauses=case_head.clauses(policy, start.clauses, actor.locale),
        case=case_head.head(session, earlier, actor) if earlier else None,
    )


def message_page(
    session: Session, case_id: int, message: str, actor: Actor, raw: forms.RawAnswers | None = None
) -> FormPage:
    """Return the form of a message that the case can take now."""
    case = access.case(session, case_id, actor)
    wait = next((each for each in open_waits(session, case) if each.message == message), None)
    if wait is None:
        raise NothingWaits(f"case {case_id} does not wait for {message}")
    access.check_role(wait.role, actor)
    policy = versions.policy(session, case.version_id)
    known = {**run.data_at(policy.specs, case.process_id, case.state, wait.token), **case.facts}
    around = filling.surroundings(session, policy, actor, known, case=case)
    return FormPage(
        name=inbox.person_name(actor, wait.name_ar, wait.name_en),
        form=forms.bind(policy.forms[wait.form], raw, around),
        clauses=case_head.clauses(policy, element_of(policy, wait.element_id).clauses, actor.locale),
        case=case_head.head(session, case, actor),
    )


def open_waits(session: Session, case: Case) -> list[MessageWait]:
    """Return what the case can take now."""
    query = select(MessageWait).where(MessageWait.case_id == case.id, MessageWait.open)
    return list(session.scalars(query.order_by(MessageWait.id)))


def element_of(policy: Policy, element_id: str) -> ElementInfo:
    """Return an element by its id, in whichever process of the version it stands."""
    for process in policy.specs.processes.values():
        if element_id in process.elements:
            return process.elements[element_id]
    return ElementInfo(element_id, "")
