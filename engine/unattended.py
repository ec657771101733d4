"""Open tasks that nobody can do: no holder of the role, a named person who has left, a committee that is empty."""

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from engine.models import Ballot, TaskKind, TaskStatus, User, UserTask, user_role

MOST = 50


def find(session: Session) -> list[UserTask]:
    """Return them, the longest waiting first."""
    query = select(UserTask).where(UserTask.status == TaskStatus.OPEN, or_(_without_holder(), _held_by_who_left()))
    return list(session.scalars(query.order_by(UserTask.opened_at, UserTask.id).limit(MOST)))


def _without_holder() -> ColumnElement[bool]:
    """Of a ballot: no member is left who has not voted, and yet it is open; the chair may close it."""
    holder = and_(user_role.c.role_key == UserTask.role, user_role.c.user_id == User.id, User.active)
    has_voted = exists().where(Ballot.task_id == UserTask.id, Ballot.member_id == User.id).correlate(UserTask, User)
    held = exists().where(holder)
    awaited = exists().where(holder, ~has_voted)
    ballot = and_(UserTask.kind == TaskKind.BALLOT, ~awaited)
    return and_(UserTask.assignee_id.is_(None), or_(~held, ballot))


def _held_by_who_left() -> ColumnElement[bool]:
    gone = aliased(User)
    holder = or_(gone.id == UserTask.assignee_id, gone.id == UserTask.claimed_by_id)
    return exists().where(holder, ~gone.active)
