"""Long work that no page waits for: asked for, taken by `flask jobs` with a lease, its progress and its result."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base, UtcDateTime


class JobStatus(StrEnum):
    """Waiting and running jobs may be cancelled; what has ended stays as it is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """`about` is the version's hash when it was asked: a draft that has changed since needs another job.

    `holder` is who runs it now; a lease that has run out gives the job to the next one.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_next", "status", "id"), Index("ix_job_version", "version_id", "kind", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    about: Mapped[str] = mapped_column(String(64))
    status: Mapped[JobStatus] = mapped_column(Enum(JobStatus, native_enum=False, length=10))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    doing: Mapped[str] = mapped_column(String(250), default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    error_ar: Mapped[str | None] = mapped_column(Text)
    error_en: Mapped[str | None] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    holder: Mapped[str | None] = mapped_column(String(36))
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)


class ScenarioOutcome(Base):
    """What came of a scenario on exactly these files; the key names both, so it holds for every version with them."""

    __tablename__ = "scenario_outcome"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    steps: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
