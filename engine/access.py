"""Who may see and do what. Every verb and every page asks here, so that none can differ."""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from engine import users
from engine.actors import Actor
from engine.errors import NotAllowed, NotFound, TaskClosed
from engine.models import Case, HistoryEvent, MessageWait, Outbox, TaskStatus, UserTask


class Limited(Protocol):
    """A form's field, as far as it limits who reads it."""

    @property
    def visible_to(self) -> Collection[str] | None: ...


Field = TypeVar("Field", bound=Limited)


def case(session: Session, case_id: int, actor: Actor) -> Case:
    """Return a case; one that the actor may not know of does not exist."""
    found = session.get(Case, case_id)
    if found is None or not may_see(session, found, actor):
        raise NotFound(f"case {case_id}")
    return found


def may_see(session: Session, case: Case, actor: Actor) -> bool:
    """Tell whether the actor may know of this case."""
    query = select(Case.id).where(Case.id == case.id, _had_part(actor))
    return session.scalar(query) is not None or users.has_right(session, actor, "see_all_cases")


def seen(session: Session, actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Case for the lists of this actor."""
    return true() if users.has_right(session, actor, "see_all_cases") else _had_part(actor)


def check_doer(task: UserTask, actor: Actor) -> None:
    """Refuse who does not hold the task's role, and everybody else where one person was named."""
    if not may_do(task, actor):
        raise NotAllowed(f"task {task.id} is for {task.role}")


def may_do(task: UserTask, actor: Actor) -> bool:
    """Tell whether the task is this actor's by role, and by person where it names one."""
    if task.assignee_id is not None:
        return task.assignee_id == actor.user_id
    return task.role in actor.roles


def check_open(task: UserTask) -> None:
    """Refuse what is done or taken away."""
    if task.status is not TaskStatus.OPEN:
        raise TaskClosed(f"task {task.id} is {task.status}")


def check_role(role: str | None, actor: Actor) -> None:
    """Refuse who does not hold the role."""
    if role not in actor.roles:
        raise NotAllowed(f"role {role} is needed")


def check_right(session: Session, actor: Actor, right: str) -> str:
    """Refuse who has not got the right; return the role that gives it, for the history."""
    role = users.role_with(session, actor, right)
    if role is None:
        raise NotAllowed(f"the right {right} is needed")
    return role


def sees_field(visible_to: Collection[str] | None, actor: Actor) -> bool:
    """Tell whether the actor may read a field that is limited to some roles."""
    return not visible_to or not actor.roles.isdisjoint(visible_to)


def visible_fields(fields: Iterable[Field], actor: Actor) -> list[Field]:
    """Return the fields whose answers this actor may read."""
    return [field for field in fields if sees_field(field.visible_to, actor)]


def _had_part(actor: Actor) -> ColumnElement[bool]:
    me, roles = actor.user_id, sorted(actor.roles)
    task = and_(
        UserTask.case_id == Case.id,
        or_(
            UserTask.role.in_(roles),
            UserTask.chair.in_(roles),
            UserTask.assignee_id == me,
            UserTask.claimed_by_id == me,
        ),
    )
    wait = and_(MessageWait.case_id == Case.id, MessageWait.role.in_(roles))
    event = and_(HistoryEvent.case_id == Case.id, HistoryEvent.actor_id == me)
    told = and_(Outbox.case_id == Case.id, Outbox.user_id == me)
    return or_(*(exists().where(part) for part in (task, wait, event, told)))
