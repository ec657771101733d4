"""Who acts: the person and roles that every verb of the engine checks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A user as the engine sees one: no session, no request."""

    user_id: int
    name: str
    roles: frozenset[str]
    locale: str = "ar"
