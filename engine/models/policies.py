"""Policy versions: immutable bundles of files, named by the hash of their manifest (design D11)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.append_only import FILE_STATEMENTS, VERSION_STATEMENTS, guard
from engine.models.base import Base, UtcDateTime


class VersionStatus(StrEnum):
    """Where a version stands; only one is in force, only a draft can be edited."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    BEFORE_BOARD = "before_board"
    APPROVED = "approved"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


ONE = text("status = 'IN_FORCE'")
ONCE = text("status NOT IN ('DRAFT', 'WITHDRAWN')")  # drafts may hold the same files as the version they came from


class PolicyVersion(Base):
    """One bundle. `manifest` maps a path to the SHA-256 of its content; `hash` is the manifest's own.

    A draft changes with every save and counts them in `revision`; anything else can never change (models/append_only).
    `specs` is made when it is first needed, so that a draft may be unsound.
    """

    __tablename__ = "policy_version"
    __table_args__ = (
        Index("uq_policy_version_hash_once", "hash", unique=True, sqlite_where=ONCE, postgresql_where=ONCE),
        Index("uq_policy_version_one_in_force", "status", unique=True, sqlite_where=ONE, postgresql_where=ONE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(String(200), default="", server_default="")
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("policy_version.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    association: Mapped[str] = mapped_column(String(64))
    status: Mapped[VersionStatus] = mapped_column(Enum(VersionStatus, native_enum=False, length=16), index=True)
    manifest: Mapped[dict[str, str]] = mapped_column(JSON, deferred=True)
    specs: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    in_force_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PolicyFile(Base):
    """One file of a bundle, kept once however many versions hold it."""

    __tablename__ = "policy_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PolicyChange(Base):
    """One save of a draft: which file, or which place in it, went from which content to which; None is no file."""

    __tablename__ = "policy_change"
    __table_args__ = (Index("ix_policy_change_file", "version_id", "path", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    revision: Mapped[int]
    path: Mapped[str] = mapped_column(String(250))
    place: Mapped[str] = mapped_column(String(250), default="")
    before: Mapped[str | None] = mapped_column(String(64))
    after: Mapped[str | None] = mapped_column(String(64))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Counter(Base):
    """A number series: case numbers of a year."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class DemoClock(Base):
    """One row at most: how far a demo's clock stands from the real one, so that all processes agree (design D16)."""

    __tablename__ = "demo_clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    offset_seconds: Mapped[int] = mapped_column(default=0)


guard(Base.metadata.tables["policy_version"], VERSION_STATEMENTS)
guard(Base.metadata.tables["policy_file"], FILE_STATEMENTS)
