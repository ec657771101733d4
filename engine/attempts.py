"""What a verb was asked to do, put on a failure so that an incident can do it again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import StepFailed

Again = Callable[[Session, Mapping[str, Any]], object]  # gets the failure's `retry`
VERBS: dict[str, Again] = {}  # filled by the modules of the verbs, so that incidents needs none of them


def retried_by(verb: str) -> Callable[[Again], Again]:
    """Name the function that does a failed verb again."""

    def keep(again: Again) -> Again:
        VERBS[verb] = again
        return again

    return keep


@contextmanager
def attempt(case_id: int, verb: str, source: str, actor: Actor | None = None, **arguments: Any) -> Iterator[None]:
    """Name the case, the verb and its plain arguments on a failing automatic step inside the block."""
    try:
        yield
    except StepFailed as failure:
        failure.case_id = case_id
        failure.retry = describe(case_id, verb, source, actor, arguments)
        raise


def describe(case_id: int, verb: str, source: str, actor: Actor | None, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain JSON that says what to do again."""
    return {
        "verb": verb,
        "source": source,
        "case_id": case_id,
        "actor": _plain(actor) if actor else None,
        "arguments": dict(arguments),
    }


def actor_of(retry: Mapping[str, Any]) -> Actor:
    """Return who tried: a retry is that person's act, once more."""
    kept = retry["actor"]
    return Actor(kept["user_id"], kept["name"], frozenset(kept["roles"]), kept["locale"])


def raw_of(raw: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return raw answers as plain JSON."""
    return {name: list(texts) for name, texts in raw.items()}


def _plain(actor: Actor) -> dict[str, Any]:
    return {"user_id": actor.user_id, "name": actor.name, "roles": sorted(actor.roles), "locale": actor.locale}
