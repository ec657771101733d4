"""Acceptance scenarios of a draft: asked for after every save, run as a job, kept by hash."""

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import PolicyVersion


def ask_after_save(session: Session, version: PolicyVersion, actor: Actor) -> None:
    """Ask for a run against the draft's present hash."""
