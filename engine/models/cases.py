"""The case, its person, papers, history and incidents."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.append_only import CASE_STATEMENTS, STATEMENTS, guard
from engine.models.base import Base, UtcDateTime
from engine.models.policies import PolicyVersion


class Person(Base):
    """A beneficiary. Found by people.search only, so that encryption will change one module (design D20)."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    national_id: Mapped[str | None] = mapped_column(String(10), unique=True)
    no_id_reason: Mapped[str | None] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(200))
    mobile: Mapped[str | None] = mapped_column(String(10), index=True)
    birth_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonWord(Base):
    """A folded word of a person's name (no hamza, tashkeel, tatweel ...): search is a range of the index."""

    __tablename__ = "person_word"

    # ranges of words must be ranges of code points, whatever the locale of a PostgreSQL database
    word: Mapped[str] = mapped_column(
        String(64).with_variant(String(64, collation="C"), "postgresql"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class CaseStatus(StrEnum):
    """Open until an end event of the outermost process."""

    OPEN = "open"
    ENDED = "ended"


class Case(Base):
    """One run of a process definition: to the staff, a معاملة."""

    __tablename__ = "case"
    __table_args__ = (Index("ix_case_person_open", "person_id", "status"), Index("ix_case_started", "started_at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    process_id: Mapped[str] = mapped_column(String(100))
    status: Mapped[CaseStatus] = mapped_column(Enum(CaseStatus, native_enum=False, length=8))
    state: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    revision: Mapped[int] = mapped_column()
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    marks: Mapped[list[str]] = mapped_column(JSON, default=list)  # facts that timers of the diagram have set
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    follow_up: Mapped[bool] = mapped_column(default=False)
    start_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_element: Mapped[str | None] = mapped_column(String(100))
    end_ar: Mapped[str | None] = mapped_column(String(200))
    end_en: Mapped[str | None] = mapped_column(String(200))

    version: Mapped[PolicyVersion] = relationship()
    person: Mapped[Person | None] = relationship()
    continues: Mapped["Case | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": revision}  # two people at once: the second gets 409


class Document(Base):
    """An uploaded paper or a drawn signature. The bytes lie in the documents folder under their SHA-256."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    field: Mapped[str] = mapped_column(String(200))
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    visible_to: Mapped[list[str] | None] = mapped_column(JSON)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attached: Mapped[bool] = mapped_column(default=False)


class HistoryEvent(Base):
    """Who did what, when, in which role, under which version. Append-only: triggers refuse update and delete."""

    __tablename__ = "history_event"
    __table_args__ = (Index("ix_history_event_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[str | None] = mapped_column(String(64))
    element_id: Mapped[str | None] = mapped_column(String(100))
    name_ar: Mapped[str | None] = mapped_column(String(300))
    name_en: Mapped[str | None] = mapped_column(String(300))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


guard(HistoryEvent.metadata.tables["history_event"], STATEMENTS)
guard(Case.metadata.tables["case"], CASE_STATEMENTS)


class IncidentStatus(StrEnum):
    """Open until a retry succeeds."""

    OPEN = "open"
    RESOLVED = "resolved"


class Incident(Base):
    """An automatic step that failed: shown to the operator with its cause, retried on demand."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    status: Mapped[IncidentStatus] = mapped_column(Enum(IncidentStatus, native_enum=False, length=10), index=True)
    element_id: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(100))  # what failed: "task:5", "timer:9", "message:withdraw"
    ar: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    retry: Mapped[dict[str, Any]] = mapped_column(JSON)
    attempts: Mapped[int] = mapped_column(default=1)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    case: Mapped[Case] = relationship()
