"""Policy versions: immutable bundles of files, named by the hash of their manifest (design D11)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base, UtcDateTime


class VersionStatus(StrEnum):
    """Where a version stands; only one is in force."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


class PolicyVersion(Base):
    """One immutable bundle. `manifest` maps a path to the SHA-256 of its content; `hash` is the manifest's own."""

    __tablename__ = "policy_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    association: Mapped[str] = mapped_column(String(64))
    status: Mapped[VersionStatus] = mapped_column(Enum(VersionStatus, native_enum=False, length=16), index=True)
    manifest: Mapped[dict[str, str]] = mapped_column(JSON, deferred=True)
    specs: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    in_force_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PolicyFile(Base):
    """One file of a bundle, kept once however many versions hold it."""

    __tablename__ = "policy_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


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
