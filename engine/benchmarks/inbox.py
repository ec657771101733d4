"""How long "what waits for me" takes with 1,000, 10,000 and 100,000 open cases."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, inbox
from engine.actors import Actor
from engine.benchmarks import crowd, plays, scratch
from engine.benchmarks.in_process import Ours, milliseconds
from engine.benchmarks.plays import Play
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
    with ExitStack() as stack:
        worlds = {size: stack.enter_context(scratch.opened(play)) for size in sizes}
        for size, world in worlds.items():
            _fill(world, play, size)
            say(f"inbox: {size} open cases are made")
        with clock.at(play.acts[0].moment):
            _times(worlds, 1)  # what a process does once: SQL compiled, pages of the file read
            taken = _times(worlds, rounds)
        database = scratch.describe(worlds[sizes[0]].engine)
    p95 = {str(size): _p95([each for times in found.values() for each in times]) for size, found in taken.items()}
    parts = {str(size): {name: _p95(times) for name, times in found.items()} for size, found in taken.items()}
    say(f"inbox: p95 in ms by open cases {p95}; with {sizes[-1]}: {parts[str(sizes[-1])]}")
    return p95, parts, database


def _p95(times: list[float]) -> float:
    return milliseconds(times, 0.95)


def _fill(world: Scratch, play: Play, size: int) -> None:
    """Cases that stand at every step of the process, as many at each."""
    ours = Ours(play, world)
    positions = [crowd.played(ours, acts) for acts in range(1, len(play.acts))]
    more = size - len(positions)
    for number, case_id in enumerate(positions):
        crowd.copy_case(world, case_id, more // len(positions) + (number < more % len(positions)))
    with world.engine.begin() as connection:
        for statement in SPREAD:
            connection.exec_driver_sql(statement)


def _times(worlds: Mapping[int, Scratch], rounds: int) -> dict[int, dict[str, list[float]]]:
    """Every ask of every person, the sizes in turn so that a noisy machine disturbs all alike; a session each."""
    taken: dict[int, dict[str, list[float]]] = {size: {} for size in worlds}
    for _ in range(rounds):
        for person in next(iter(worlds.values())).people:
            for asks in zip(*(_asks(world, world.people[person]) for world in worlds.values()), strict=True):
                for (size, world), (name, ask) in zip(worlds.items(), asks, strict=True):
                    began = time.perf_counter()
                    with Session(world.engine) as session:
                        ask(session)
                    taken[size].setdefault(name, []).append(time.perf_counter() - began)
    return taken


def _asks(world: Scratch, actor: Actor) -> Iterator[Ask]:
    for tab in inbox.TABS:
        yield f"{tab}, page 1", lambda session, tab=tab: inbox.page(session, actor, tab)  # type: ignore[misc]
    with Session(world.engine) as session:
        after = inbox.page(session, actor, "roles").next
    yield (
        "roles, page 2",
        lambda session: inbox.page(session, actor, "roles", after=after),
    )  # page 1 where there is none
    yield "counts", lambda session: inbox.counts(session, actor)
    for name, text in (("name", "مريم ناصر"), ("number", "2026-100100"), ("mobile", "0500000100")):
        yield f"search by {name}", lambda session, text=text: inbox.page(session, actor, "roles", search=text)  # type: ignore[misc]
