"""What every page of a sandbox shows around its own content: what time it is, who can be played; and what was sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from engine import clock, form_pages, operations
from engine.actors import Actor
from engine.errors import Conflict
from engine.models import Outbox
from engine.operations import MessageLine
from engine.scenario_world import next_timer
from engine.studio import sandbox_people
from engine.studio.sandbox_people import Player


class NoTimer(Conflict):
    """Nothing waits for a moment."""

    ar = "لا مؤقت ينتظر الآن. حرّك الساعة يومًا أو أسبوعًا، أو اختر لحظة."
    en = "No timer waits now. Move the clock by a day or a week, or choose a moment."


@dataclass(frozen=True)
class Strip:
    """`may_start`: who is played may open a case."""

    now: datetime
    next_timer: datetime | None
    players: list[Player]
    may_start: bool


def strip(inside: Session, played: Actor) -> Strip:
    """Return the strip of a sandbox."""
    people = sandbox_people.players(inside, played)
    return Strip(clock.now(), next_timer(inside), people, bool(form_pages.startable(inside, played)))


def next_moment(inside: Session) -> datetime:
    """Return when the next timer falls due."""
    found = next_timer(inside)
    if found is None:
        raise NoTimer("no timer waits")
    return max(found, clock.now())


def sent(inside: Session, played: Actor) -> list[MessageLine]:
    """Return the messages of all its cases with their text, the newest first; no worker will ever send them."""
    query = select(Outbox).options(joinedload(Outbox.case), joinedload(Outbox.user)).order_by(Outbox.id.desc())
    return operations.message_lines(inside, query, played, is_read=True)
