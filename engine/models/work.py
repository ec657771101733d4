"""What waits: user tasks, ballots, timers, messages in and out. Written with the case, in one transaction."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, UtcDateTime
from engine.models.cases import Case
from engine.models.users import User


class TaskKind(StrEnum):
    """What the task's page shows."""

    FORM = "form"
    BALLOT = "ballot"
    CONFIRM = "confirm"  # BPMN manual task


class TaskStatus(StrEnum):
    """A task taken away by an interrupting event is cancelled."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class UserTask(Base):
    """A step that waits for a person. `sort_at` is `due_at` or a far day, so that one index serves the inbox."""

    __tablename__ = "user_task"
    __table_args__ = (
        Index("ix_user_task_inbox", "status", "kind", "role", "assignee_id", "sort_at", "id"),
        Index("ix_user_task_mine", "status", "claimed_by_id", "sort_at", "id"),
        Index("ix_user_task_assignee", "status", "assignee_id", "sort_at", "id"),
        Index("ix_user_task_case", "case_id", "status"),
        UniqueConstraint("case_id", "token"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    token: Mapped[str] = mapped_column(String(36))
    element_id: Mapped[str] = mapped_column(String(100))
    process_id: Mapped[str] = mapped_column(String(100))
    name_ar: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    kind: Mapped[TaskKind] = mapped_column(Enum(TaskKind, native_enum=False, length=8))
    form: Mapped[str | None] = mapped_column(String(100))
    ballot: Mapped[str | None] = mapped_column(String(100))
    chair: Mapped[str | None] = mapped_column(String(64))  # the role that may close this ballot
    round: Mapped[int] = mapped_column(default=1)
    role: Mapped[str] = mapped_column(String(64))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    status: Mapped[TaskStatus] = mapped_column(Enum(TaskStatus, native_enum=False, length=10))
    follow_up: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sort_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    completion_token: Mapped[str | None] = mapped_column(String(64))
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    draft_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    draft_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    case: Mapped[Case] = relationship()
    claimed_by: Mapped[User | None] = relationship(foreign_keys=[claimed_by_id])
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    completed_by: Mapped[User | None] = relationship(foreign_keys=[completed_by_id])


class Ballot(Base):
    """One member's vote or recusal in one round; each opening of the task is a new round."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("task_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recused: Mapped[bool] = mapped_column(default=False)
    vote: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(Text)
    reservation: Mapped[str | None] = mapped_column(Text)
    submit_token: Mapped[str | None] = mapped_column(String(64))
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)

    task: Mapped[UserTask] = relationship()
    member: Mapped[User] = relationship()


class TimerStatus(StrEnum):
    """`failed`: an incident stands for it."""

    WAITING = "waiting"
    FIRED = "fired"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Timer(Base):
    """A timer event that waits. The row commits with the case; the worker claims it when due."""

    __tablename__ = "timer"
    __table_args__ = (
        Index("ix_timer_due", "status", "due_at", "id"),
        Index("ix_timer_case", "case_id", "status"),
        UniqueConstraint("case_id", "token"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    token: Mapped[str] = mapped_column(String(36))
    element_id: Mapped[str] = mapped_column(String(100))
    name_ar: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    interrupting: Mapped[bool]
    repeats: Mapped[bool] = mapped_column(default=False)
    effect_ar: Mapped[str] = mapped_column(String(500))
    effect_en: Mapped[str] = mapped_column(String(500))
    status: Mapped[TimerStatus] = mapped_column(Enum(TimerStatus, native_enum=False, length=10))
    fired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    times_fired: Mapped[int] = mapped_column(default=0)

    case: Mapped[Case] = relationship()


class MessageWait(Base):
    """A message the case can take now (papers, withdrawal ...), with the form it carries and the role that sends it."""

    __tablename__ = "message_wait"
    __table_args__ = (UniqueConstraint("case_id", "token"), Index("ix_message_wait_role", "open", "role", "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    token: Mapped[str] = mapped_column(String(36))
    element_id: Mapped[str] = mapped_column(String(100))
    message: Mapped[str] = mapped_column(String(100))
    name_ar: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    form: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(64))
    open: Mapped[bool] = mapped_column(default=True)
    submit_token: Mapped[str | None] = mapped_column(String(64))

    case: Mapped[Case] = relationship()


class OutboxStatus(StrEnum):
    """Queued rows are due at `next_try_at`; a lease in the future means a worker holds the row."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Outbox(Base):
    """A message to one person, drawn in the diagram (design D15). Sent at least once, with an idempotency key."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "status", "next_try_at", "id"), Index("ix_outbox_case", "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    element_id: Mapped[str] = mapped_column(String(100))
    template: Mapped[str] = mapped_column(String(100))
    idempotency_key: Mapped[str] = mapped_column(String(100), unique=True)
    recipient: Mapped[str] = mapped_column(String(64))  # "applicant" or the role that was drawn
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(32))
    subject_ar: Mapped[str] = mapped_column(Text)
    subject_en: Mapped[str] = mapped_column(Text)
    body_ar: Mapped[str] = mapped_column(Text)
    body_en: Mapped[str] = mapped_column(Text)
    status: Mapped[OutboxStatus] = mapped_column(Enum(OutboxStatus, native_enum=False, length=8))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error_ar: Mapped[str | None] = mapped_column(Text)
    error_en: Mapped[str | None] = mapped_column(Text)

    case: Mapped[Case] = relationship()
    user: Mapped[User | None] = relationship()
