"""Sandboxes of the studio: a row in the real database remembers each; its clock is a row in the sandbox's own."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, UtcDateTime
from engine.models.policies import PolicyVersion
from engine.models.users import User


class Sandbox(Base):
    """A draft that somebody tries. `hash` is the draft's when it was opened: it may have changed since."""

    __tablename__ = "sandbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)  # names its folder, and cannot be guessed
    version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    version: Mapped[PolicyVersion] = relationship()
    by: Mapped[User] = relationship()


class SandboxClock(Base):
    """One row in a sandbox's database and none in the real one: the moment at which its clock stands still."""

    __tablename__ = "sandbox_clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
