"""A case as its page shows it: where it stands, what happened, what waits, what it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

import forms
from engine import (
    access,
    ballot_page,
    case_head,
    case_list,
    form_pages,
    history,
    inbox,
    operations,
    policy_page,
    task_page,
)
from engine.actors import Actor
from engine.ballot_page import BallotView
from engine.bpmn import run
from engine.bpmn.run import Picture
from engine.case_head import CaseHead
from engine.case_list import CaseRow
from engine.form_pages import Startable
from engine.inbox import InboxRow
from engine.models import (
    Case,
    Document,
    HistoryEvent,
    Incident,
    Outbox,
    TaskKind,
    TaskStatus,
    Timer,
    TimerStatus,
    User,
    UserTask,
)
from engine.operations import IncidentLine, MessageLine, TimerLine
from engine.policies import versions
from engine.policies.policy import Policy
from engine.reading import Answer, Reader
from engine.task_page import Letter


@dataclass(frozen=True)
class Event:
    """One line of the timeline; `text` names the step."""

    at: datetime
    kind: str
    text: str
    by: str | None
    role: str | None
    clauses: list[str]
    answers: list[Answer]


@dataclass(frozen=True)
class DocumentLine:
    """A paper of the case; `label` is the question that it answered."""

    id: int
    filename: str
    label: str
    size: int
    media_type: str
    by: str
    at: datetime


@dataclass(frozen=True)
class WaitLine:
    """A message that the case can take now."""

    message: str
    name: str
    role: str
    may_send: bool


@dataclass(frozen=True)
class DiagramStep:
    """One step of the list beside the diagram; `state` is done, now or later."""

    element: str
    name: str
    kind: str
    role: str | None
    clauses: list[str]
    state: str


@dataclass(frozen=True)
class Diagram:
    """What to colour on one process definition's diagram, and the same in words."""

    process_id: str
    name: str
    done: list[str]
    travelled: list[str]
    current: list[str]
    steps: list[DiagramStep]


@dataclass(frozen=True)
class CaseFile:
    """Everything of the case's page."""

    head: CaseHead
    tasks: list[InboxRow]
    timeline: list[Event]
    timers: list[TimerLine]
    ballots: list[BallotView]
    documents: list[DocumentLine]
    messages: list[MessageLine]
    waits: list[WaitLine]
    incidents: list[IncidentLine]
    diagrams: list[Diagram]
    letters: list[Letter]
    same_person: list[CaseRow]
    continues: CaseRow | None
    may_start: list[Startable]


def show(session: Session, case_id: int, actor: Actor) -> CaseFile:
    """Return the page of a case that the actor may see."""
    case = access.case(session, case_id, actor)
    policy = versions.policy(session, case.version_id)
    timers = select(Timer).where(Timer.case_id == case.id, Timer.status.in_((TimerStatus.WAITING, TimerStatus.FAILED)))
    messages = select(Outbox).where(Outbox.case_id == case.id).order_by(Outbox.id)
    incidents = select(Incident).where(Incident.case_id == case.id).order_by(Incident.id.desc())
    diagrams = _diagrams(session, policy, case, actor)
    return CaseFile(
        head=case_head.head(session, case, actor),
        tasks=inbox.of_case(session, case, actor),
        timeline=_timeline(session, policy, case, actor),
        timers=operations.timer_lines(session, timers.options(joinedload(Timer.case)).order_by(Timer.due_at), actor),
        ballots=_ballots(session, policy, case, actor),
        documents=_documents(session, policy, case, actor),
        messages=operations.message_lines(session, messages.options(joinedload(Outbox.user)), actor, is_read=True),
        waits=_waits(session, case, actor),
        incidents=operations.incident_lines(session, incidents, actor),
        diagrams=diagrams,
        letters=_letters(policy, diagrams, actor),
        same_person=_same_person(session, case, actor),
        continues=_continues(session, case, actor),
        may_start=form_pages.startable(session, actor),
    )


def diagram(session: Session, case_id: int, process_id: str, actor: Actor) -> bytes:
    """Return the XML of one process definition as the case's version has it."""
    case = access.case(session, case_id, actor)
    return policy_page.drawn(versions.policy(session, case.version_id), process_id)


def _timeline(session: Session, policy: Policy, case: Case, actor: Actor) -> list[Event]:
    reader, names = Reader(session, policy, actor), inbox.role_names(session, actor.locale)
    return [_event(policy, event, reader, names) for event in history.of(session, case.id)]


def _event(policy: Policy, event: HistoryEvent, reader: Reader, names: Mapping[str, str]) -> Event:
    details: Mapping[str, Any] = event.details
    element = form_pages.element_of(policy, event.element_id or "")
    return Event(
        at=event.at,
        kind=event.kind,
        text=inbox.person_name(reader.actor, event.name_ar or "", event.name_en or ""),
        by=event.actor_name,
        role=names.get(event.role or "", event.role),
        clauses=list(element.clauses),
        answers=reader.answers(details.get("form"), details.get("answers", {})),
    )


def _ballots(session: Session, policy: Policy, case: Case, actor: Actor) -> list[BallotView]:
    query = select(UserTask).where(
        UserTask.case_id == case.id, UserTask.kind == TaskKind.BALLOT, UserTask.status != TaskStatus.CANCELLED
    )
    rounds = session.scalars(query.order_by(UserTask.id)).all()
    return [ballot_page.view(session, task, actor, policy) for task in rounds]


def _documents(session: Session, policy: Policy, case: Case, actor: Actor) -> list[DocumentLine]:
    query = select(Document, User).join(User, User.id == Document.uploaded_by_id)
    query = query.where(Document.case_id == case.id, Document.attached).order_by(Document.id)
    labels = _field_labels(policy, actor.locale)
    return [
        DocumentLine(
            id=document.id,
            filename=document.filename,
            label=labels.get(document.field, document.field),
            size=document.size,
            media_type=document.media_type,
            by=inbox.person_name(actor, user.name_ar, user.name_en),
            at=document.uploaded_at,
        )
        for document, user in session.execute(query)
        if access.sees_field(document.visible_to, actor)
    ]


def _field_labels(policy: Policy, locale: str) -> dict[str, str]:
    fields: Iterable[forms.FieldDefinition] = [each for form in policy.forms.values() for each in form.fields]
    columns = [column for field in fields for column in field.columns]
    return {field.name: field.label[locale] for field in [*columns, *fields]}


def _waits(session: Session, case: Case, actor: Actor) -> list[WaitLine]:
    names = inbox.role_names(session, actor.locale)
    return [
        WaitLine(
            message=wait.message,
            name=inbox.person_name(actor, wait.name_ar, wait.name_en),
            role=names.get(wait.role, wait.role),
            may_send=wait.role in actor.roles,
        )
        for wait in form_pages.open_waits(session, case)
    ]


def _diagrams(session: Session, policy: Policy, case: Case, actor: Actor) -> list[Diagram]:
    pictures = run.picture(policy.specs, case.process_id, case.state)
    names = inbox.role_names(session, actor.locale)
    return [_diagram(policy, picture, actor, names) for picture in pictures]


def _diagram(policy: Policy, picture: Picture, actor: Actor, names: dict[str, str]) -> Diagram:
    process = policy.specs.processes[picture.process_id]
    steps = [
        DiagramStep(
            element=each.id,
            name=inbox.person_name(actor, each.name_ar, each.name_en),
            kind=each.kind,
            role=names.get(each.role or "", each.role),
            clauses=list(each.clauses),
            state=_state(each.id, picture),
        )
        for each in process.elements.values()
        if each.name_ar
    ]
    name = inbox.person_name(actor, process.name_ar, process.name_en)
    return Diagram(process.id, name, picture.done, picture.travelled, picture.current, steps)


def _state(element: str, picture: Picture) -> str:
    if element in picture.current:
        return "now"
    return "done" if element in picture.done else "later"


def _letters(policy: Policy, diagrams: list[Diagram], actor: Actor) -> list[Letter]:
    """Offer the letters of steps that were done."""
    done = [element for diagram in diagrams for element in diagram.done]
    return task_page.letters(policy, [form_pages.element_of(policy, element) for element in done], actor.locale)


def _same_person(session: Session, case: Case, actor: Actor) -> list[CaseRow]:
    if case.person_id is None:
        return []
    return [row for row in case_list.of_person(session, case.person_id, actor) if row.id != case.id]


def _continues(session: Session, case: Case, actor: Actor) -> CaseRow | None:
    if case.continues is None or not access.may_see(session, case.continues, actor):
        return None
    return case_list.rows(session, [case.continues], actor)[0]
