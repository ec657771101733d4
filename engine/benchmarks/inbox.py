"""How long "what waits for me" takes with 1,000, 10,000 and 100,000 open cases."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, inbox
from engine.actors import Actor
from engine.benchmarks import crowd, plays, scratch
from engine.benchmarks.in_process import Ours, milliseconds
from engine.benchmarks.scratch import Scratch

Say = Callable[[str], None]
Ask = tuple[str, Callable[[Session], object]]
SIZES = (1_000, 10_000, 100_000)

# Half the tasks have a due day, some of them late; one in ten is held by somebody who has its role.
LATER = "strftime('%Y-%m-%d %H:%M:%f000', opened_at, '+' || (case_id % 997 - 200) || ' hours')"
HOLDER = "(SELECT user_id FROM user_role WHERE role_key = role LIMIT 1)"
SPREAD = (
    f"UPDATE user_task SET due_at = {LATER} WHERE case_id % 2 = 0",  # noqa: S608 - our own words
    "UPDATE user_task SET sort_at = due_at WHERE due_at IS NOT NULL",
    f"UPDATE user_task SET claimed_by_id = {HOLDER} WHERE case_id % 10 = 0 AND ballot IS NULL",  # noqa: S608
)


def measure(sizes: tuple[int, ...], rounds: int, say: Say) -> tuple[dict[str, float], dict[str, Any], str]:
    """Return the p95 of all asks by the number of open cases, that of each kind of ask, and the database."""
    play = plays.handling()
    p95: dict[str, float] = {}
    parts: dict[str, Any] = {}
    with scratch.opened(play) as world:
        ours, standing = Ours(play, world), 0
        positions = [crowd.played(ours, acts) for acts in range(1, len(play.acts))]
        for size in sizes:
            _grow(world, positions, size - standing)
            standing = size
            with clock.at(play.acts[0].moment):
                _times(world, 1)  # what a process does once: SQL compiled, pages of the file read
                taken = _times(world, rounds)
            p95[str(size)] = milliseconds([each for times in taken.values() for each in times], 0.95)
            parts[str(size)] = {name: milliseconds(times, 0.95) for name, times in taken.items()}
            say(f"inbox, {size} open cases: p95 {p95[str(size)]} ms; {parts[str(size)]}")
        database = scratch.describe(world.engine)
    return p95, parts, database


def _grow(world: Scratch, positions: list[int], more: int) -> None:
    for number, case_id in enumerate(positions):
        share = more // len(positions) + (number < more % len(positions))
        crowd.copy_case(world, case_id, share)
    with world.engine.begin() as connection:
        for statement in SPREAD:
            connection.exec_driver_sql(statement)


def _times(world: Scratch, rounds: int) -> dict[str, list[float]]:
    """Every ask of every person in turn, each in a session of its own as a page's is."""
    taken: dict[str, list[float]] = {}
    for _ in range(rounds):
        for actor in world.people.values():
            for name, ask in _asks(world, actor):
                began = time.perf_counter()
                with Session(world.engine) as session:
                    ask(session)
                taken.setdefault(name, []).append(time.perf_counter() - began)
    return taken


def _asks(world: Scratch, actor: Actor) -> Iterator[Ask]:
    for tab in inbox.TABS:
        yield f"{tab}, page 1", lambda session, tab=tab: inbox.page(session, actor, tab)  # type: ignore[misc]
    with Session(world.engine) as session:
        after = inbox.page(session, actor, "roles").next
    if after:
        yield "roles, page 2", lambda session: inbox.page(session, actor, "roles", after=after)
    yield "counts", lambda session: inbox.counts(session, actor)
    for name, text in (("name", "مريم ناصر"), ("number", "2026-100100"), ("mobile", "0500000100")):
        yield f"search by {name}", lambda session, text=text: inbox.page(session, actor, "roles", search=text)  # type: ignore[misc]
