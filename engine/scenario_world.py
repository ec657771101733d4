"""The scratch world in which a scenario is acted: a database of its own, a clock that stands still, its people."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from engine import clock, documents, incidents, outbox, timers, users
from engine.actors import Actor
from engine.database import make_engine, writing
from engine.errors import StepFailed
from engine.models import Base, Case, Outbox, OutboxStatus, Timer, TimerStatus
from engine.policies import files, packs, versions
from engine.policies.packs import Pack
from engine.policies.policy import Policy

FIRST = "first"
MOST_ROUNDS = 2000
Result = TypeVar("Result")


class ScenarioProblem(Exception):
    """The scenario cannot go on as written: expected this, found that."""

    def __init__(self, expected: str, found: str) -> None:
        self.expected, self.found = expected, found
        super().__init__(f"expected {expected}, found {found}")


@dataclass
class World:
    """`attached` holds uploads that wait for their task: (case, element) to (path of the field, document)."""

    session: Session
    folder: Path
    base: Path
    now: datetime
    users: dict[str, int]
    roles: Mapping[str, list[str]]
    cases: dict[str, int] = field(default_factory=dict)
    attached: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)
    sent_before: int = 0
    acts: int = 0

    def actor(self, name: str) -> Actor:
        """A person by name, or by a role that only one of them holds."""
        if name not in self.users:
            holders = [person for person, held in self.roles.items() if name in held]
            if len(holders) != 1:
                raise ScenarioProblem("a person, or a role that one person holds", f"'{name}': {holders or 'nobody'}")
            name = holders[0]
        return users.actor(self.session, self.users[name])

    def case(self, name: str | None) -> Case:
        name = name or next(iter(self.cases), FIRST)
        if name not in self.cases:
            raise ScenarioProblem(f"a case '{name}'", f"{sorted(self.cases) or 'no case yet'}")
        return self.session.get_one(Case, self.cases[name], populate_existing=True)

    def case_name(self, name: str | None) -> str:
        return name or next(iter(self.cases), FIRST)

    def policy(self) -> Policy:
        return versions.policy(self.session, versions.in_force(self.session).id)

    def token(self) -> str:
        """Each act is a new one, as each page is."""
        self.acts += 1
        return f"scenario-{self.acts}"

    def do(self, act: Callable[[], Result]) -> Result:
        """Act as a page does: one transaction; a failed automatic step is kept as an incident."""
        try:
            with clock.at(self.now):
                result = act()
                self.session.commit()
                return result
        except StepFailed as failure:
            self.session.rollback()
            with clock.at(self.now):
                incidents.record(self.session, failure)
                self.session.commit()
            raise ScenarioProblem("the step to go through", f"{failure.element_id}: {failure.en}") from failure
        finally:
            self.session.rollback()

    def work(self, until: datetime) -> None:
        """Let the worker fire and send what falls due, moment by moment, and leave the clock at the end."""
        self.now = handle_due(self.session, self.now, until)

    def mark_sent(self) -> None:
        """What is sent from here on counts as sent since the last wait."""
        self.sent_before = (
            self.session.scalar(select(func.max(Outbox.id)).where(Outbox.status == OutboxStatus.SENT)) or 0
        )


def handle_due(session: Session, now: datetime, until: datetime) -> datetime:
    """Do what the worker would have done by then, each thing at its own moment; return where time stands."""
    for _ in range(MOST_ROUNDS):
        due = _next_due(session)
        if due is None or due > until:
            return max(now, until)
        now = max(now, due)
        with clock.at(now):
            handled = timers.fire_due(session) + outbox.send_due(session)
        if not handled:
            raise ScenarioProblem("what is due to be handled", f"something stays due at {due.isoformat()}")
    raise ScenarioProblem(f"at most {MOST_ROUNDS} timers and messages", "more: a timer repeats without end")


def _next_due(session: Session) -> datetime | None:
    queued = select(func.min(Outbox.next_try_at)).where(Outbox.status == OutboxStatus.QUEUED)
    return min((moment for moment in (next_timer(session), session.scalar(queued)) if moment), default=None)


def next_timer(session: Session) -> datetime | None:
    """Return when the first of the waiting timers falls due."""
    return session.scalar(select(func.min(Timer.due_at)).where(Timer.status == TimerStatus.WAITING))


@contextmanager
def opened(scenario: Mapping[str, Any], file: Path, folder: Path) -> Iterator[World]:
    """A world for a scenario file of a folder of packs; gone afterwards."""
    with of_pack(scenario, packs.read(folder, scenario["association"]), folder, file.parent) as world:
        yield world


@contextmanager
def in_memory(scenario: Mapping[str, Any], path: str, pack: Pack) -> Iterator[World]:
    """A world for a scenario of a pack that lies in no folder; what it attaches is laid out meanwhile."""
    with tempfile.TemporaryDirectory(prefix="scenario-") as scratch:
        folder = Path(scratch)
        base = folder / PurePosixPath(path).parent
        base.mkdir(parents=True)
        for step in scenario["steps"]:
            if "attach" in step:
                _lay_out(pack, folder, [base / step["file"], base.parent / step["file"]])
        with of_pack(scenario, pack, folder, base) as world:
            yield world


def _lay_out(pack: Pack, folder: Path, places: list[Path]) -> None:
    """Only files of the pack itself, so no name written in a scenario leads out of the folder."""
    for place in places:
        key = place.relative_to(folder).as_posix() if place.is_relative_to(folder) else ""
        if key in pack.files:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(pack.files[key])


@contextmanager
def of_pack(scenario: Mapping[str, Any], pack: Pack, folder: Path, base: Path) -> Iterator[World]:
    """Documents of the process go to a folder of the world's own; its database is never on a disk."""
    pack = overridden(pack, scenario.get("parameters", {}))
    starts = datetime.fromisoformat(scenario["starts"])
    with tempfile.TemporaryDirectory(prefix="scenario-") as scratch, documents.kept_in(Path(scratch) / "documents"):
        database = make_engine("sqlite://", poolclass=StaticPool)
        try:
            Base.metadata.create_all(database)
            with Session(database) as session:
                writing(session)
                with clock.at(starts):
                    found = _people(session, pack, scenario["people"])
                yield World(session, folder, base, starts, found, scenario["people"])
        finally:
            database.dispose()


def _people(session: Session, pack: Pack, people: Mapping[str, list[str]]) -> dict[str, int]:
    versions.accept_first(session, versions.import_pack(session, pack), "scenario", allow_demo=True)
    found = {name: users.create(session, name, name, name, roles) for name, roles in people.items()}
    session.commit()
    return {name: user.id for name, user in found.items()}


def overridden(pack: Pack, parameters: Mapping[str, Any]) -> Pack:
    """The pack with other parameters; it becomes another version, as it would in life."""
    if not parameters:
        return pack
    path = f"associations/{pack.association}.yaml"
    association = json.loads(json.dumps(files.read(pack.files[path]).value))
    for name, value in parameters.items():
        if name not in association["parameters"]:
            raise ScenarioProblem("a parameter of the association", f"'{name}'")
        association["parameters"][name]["value"] = value
    changed = json.dumps(association, ensure_ascii=False, indent=1).encode()  # JSON is YAML
    return Pack(pack.association, {**pack.files, path: changed}, pack.strays)


def started(world: World, name: str, case: Case) -> None:
    """Remember a case by the name that the scenario gives it."""
    if name in world.cases:
        raise ScenarioProblem(f"a new name for another case than '{name}'", "the same name twice")
    world.cases[name] = case.id
