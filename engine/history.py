"""The history of a case: who did what, when, in which role, under which policy version. Only added to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.models import Case, HistoryEvent


@dataclass(frozen=True)
class Event:
    """What happened, in the past tense: `task_completed`, `timer_fired`, `ballot_cast` ..."""

    kind: str
    element_id: str | None = None
    name_ar: str | None = None
    name_en: str | None = None
    role: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def having(self, details: Mapping[str, Any]) -> "Event":
        """Return the same event with these details as well."""
        return replace(self, details={**self.details, **details})


def append(session: Session, case: Case, event: Event, actor: Actor | None = None) -> HistoryEvent:
    """Add one event; without an actor it was the case's own diagram that acted."""
    row = HistoryEvent(
        case_id=case.id,
        version_id=case.version_id,
        at=clock.now(),
        kind=event.kind,
        actor_id=actor.user_id if actor else None,
        actor_name=actor.name if actor else None,
        role=event.role,
        element_id=event.element_id,
        name_ar=event.name_ar,
        name_en=event.name_en,
        details=dict(event.details),
    )
    session.add(row)
    return row


def of(session: Session, case_id: int) -> Sequence[HistoryEvent]:
    """Return the events of a case in the order in which they happened."""
    query = select(HistoryEvent).where(HistoryEvent.case_id == case_id).order_by(HistoryEvent.id)
    return session.scalars(query).all()
