"""A task as the person who does it sees it: why, with what, what is asked, what was said before, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from engine import access, ballot_page, case_head, filling, inbox, lateness, tasks, users
from engine.actors import Actor
from engine.ballot_page import BallotView
from engine.bpmn.elements import ElementInfo
from engine.case_head import CaseHead, Clause
from engine.models import HistoryEvent, TaskKind, TaskStatus, User, UserTask
from engine.policies import versions
from engine.policies.policy import Policy
from engine.reading import Answer, Named, Reader

AUTOMATIC = frozenset({"exclusiveGateway", "parallelGateway", "eventBasedGateway", "scriptTask", "businessRuleTask"})


@dataclass(frozen=True)
class Tool:
    """A tool of the association, with the paper that stands for it."""

    key: str
    name: str
    document: str | None


@dataclass(frozen=True)
class Letter:
    """A letter that can be printed here."""

    template: str
    title: str


@dataclass(frozen=True)
class Done:
    """A step done before, with what was answered and may be read."""

    name: str
    by: str | None
    role: str | None
    at: datetime
    answers: list[Answer]


@dataclass(frozen=True)
class TaskPage:
    """`form` is None for a ballot, a confirmation or a task that is closed."""

    id: int
    name: str
    kind: str
    status: str
    role: str
    opened_at: datetime
    due_at: datetime | None
    is_overdue: bool
    claimed_by: str | None
    assignee: str | None
    completed_by: str | None
    closed_at: datetime | None
    draft_at: datetime | None
    draft_by: str | None
    may_complete: bool
    may_claim: bool
    may_release: bool
    may_reassign: bool
    colleagues: list[Named]
    case: CaseHead
    form: forms.BoundForm | None
    ballot: BallotView | None
    clauses: list[Clause]
    tools: list[Tool]
    so_far: list[Done]
    next: list[str]
    letters: list[Letter]


def show(session: Session, task_id: int, actor: Actor, raw: forms.RawAnswers | None = None) -> TaskPage:
    """Return the page of a task; `raw` is what was typed so far, else the draft, else a fresh form."""
    task = tasks.get(session, task_id, actor)
    policy = versions.policy(session, task.case.version_id)
    element = policy.specs.processes[task.process_id].elements[task.element_id]
    is_mine = actor.user_id in (task.claimed_by_id, task.assignee_id)
    is_open, is_ballot = task.status is TaskStatus.OPEN, task.kind is TaskKind.BALLOT
    may_work = is_open and not is_ballot and access.may_do(task, actor)
    may_complete = may_work and task.claimed_by_id in (None, actor.user_id)
    supervises = is_open and users.has_right(session, actor, "reassign_tasks")
    may_reassign = is_open and not is_ballot and (is_mine or supervises)
    return TaskPage(
        id=task.id,
        name=inbox.person_name(actor, task.name_ar, task.name_en),
        kind=task.kind.value,
        status=task.status.value,
        role=inbox.role_names(session, actor.locale).get(task.role, task.role),
        opened_at=task.opened_at,
        due_at=task.due_at,
        is_overdue=lateness.of_task(task),
        claimed_by=_name(task.claimed_by, actor),
        assignee=_name(task.assignee, actor),
        completed_by=_name(task.completed_by, actor),
        closed_at=task.closed_at,
        draft_at=task.draft_at,
        draft_by=_name(session.get(User, task.draft_by_id) if task.draft_by_id else None, actor),
        may_complete=may_complete,
        may_claim=may_work and task.claimed_by_id is None and task.assignee_id is None,
        may_release=is_open and task.claimed_by_id is not None and (is_mine or supervises),
        may_reassign=may_reassign,
        colleagues=_colleagues(session, task, actor) if may_reassign else [],
        case=case_head.head(session, task.case, actor),
        form=_form(session, policy, task, actor, raw) if may_complete and task.form else None,
        ballot=ballot_page.view(session, task, actor, policy, raw) if is_ballot else None,
        clauses=case_head.clauses(policy, element.clauses, actor.locale),
        tools=tools(policy, actor.locale),
        so_far=so_far(session, policy, task.case_id, actor),
        next=_next(policy, task, element, actor),
        letters=letters(policy, [element], actor.locale),
    )


def tools(policy: Policy, locale: str) -> list[Tool]:
    """Return the association's tools."""
    return [Tool(key, tool[locale], tool.get("document")) for key, tool in policy.association["tools"].items()]


def letters(policy: Policy, elements: list[ElementInfo], locale: str) -> list[Letter]:
    """Return the letters that these elements offer to print."""
    named = [element.template for element in elements if element.template in policy.letters]
    return [Letter(name, policy.letters[name]["title"][locale]) for name in dict.fromkeys(named) if name]


def so_far(session: Session, policy: Policy, case_id: int, actor: Actor) -> list[Done]:
    """Return what was done and said in the case, newest first, as far as this actor may read it."""
    reader, names = Reader(session, policy, actor), inbox.role_names(session, actor.locale)
    kinds = ("case_started", "task_completed", "message_received")
    query = select(HistoryEvent).where(HistoryEvent.case_id == case_id, HistoryEvent.kind.in_(kinds))
    return [_done(event, reader, names) for event in session.scalars(query.order_by(HistoryEvent.id.desc()))]


def _done(event: HistoryEvent, reader: Reader, names: Mapping[str, str]) -> Done:
    details: Mapping[str, Any] = event.details
    return Done(
        name=inbox.person_name(reader.actor, event.name_ar or "", event.name_en or ""),
        by=event.actor_name,
        role=names.get(event.role or "", event.role),
        at=event.at,
        answers=reader.answers(details.get("form"), details.get("answers", {})),
    )


def _form(
    session: Session, policy: Policy, task: UserTask, actor: Actor, raw: forms.RawAnswers | None
) -> forms.BoundForm:
    definition = policy.forms[task.form or ""]
    known = tasks.known(policy, task.case, task)
    around = filling.surroundings(session, policy, actor, known, case=task.case, task=task)
    shown = raw or task.draft or filling.prefilled(session, task.case, definition, known, actor)
    return forms.bind(definition, shown, around)


def _colleagues(session: Session, task: UserTask, actor: Actor) -> list[Named]:
    holders = (user for user in users.holding(session, task.role) if user.id != task.claimed_by_id)
    return [Named(user.id, inbox.person_name(actor, user.name_ar, user.name_en)) for user in holders]


def _next(policy: Policy, task: UserTask, element: ElementInfo, actor: Actor) -> list[str]:
    """Return the steps that can follow, past gateways and rules, which need nobody."""
    elements = policy.specs.processes[task.process_id].elements
    found: dict[str, ElementInfo] = {}
    seen, queue = {element.id}, list(element.next)
    while queue:
        each = elements[queue.pop(0)]
        if each.id in seen:
            continue
        seen.add(each.id)
        if each.kind in AUTOMATIC:
            queue += each.next
        else:
            found[each.id] = each
    names = [inbox.person_name(actor, each.name_ar, each.name_en) for each in found.values()]
    return [name for name in names if name]


def _name(user: User | None, actor: Actor) -> str | None:
    return inbox.person_name(actor, user.name_ar, user.name_en) if user else None
