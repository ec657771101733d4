"""Demo databases: their people and their movable clock. A database is a demo when it has a `demo_clock` row."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask_security import hash_password
from ruamel.yaml import YAML
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, users
from engine.models import DemoClock, User

PEOPLE = Path(__file__).resolve().parent.parent / "processes" / "demo"


@dataclass(frozen=True)
class LogIn:
    """One line of what `make run` prints."""

    login: str
    password: str
    name: str
    roles: list[str]


def mark(session: Session) -> None:
    if session.get(DemoClock, 1) is None:
        session.add(DemoClock(id=1, offset_seconds=0))
        session.flush()


def offset(session: Session) -> timedelta | None:
    """How far the demo's clock stands ahead; None in a real database."""
    row = session.get(DemoClock, 1)
    return None if row is None else timedelta(seconds=row.offset_seconds)


def set_clock(session: Session) -> bool:
    """Move this process' clock as the database says; True in a demo."""
    ahead = offset(session)
    clock.set_offset(ahead or timedelta())
    return ahead is not None


def move(session: Session, forward: timedelta) -> None:
    row = session.get_one(DemoClock, 1)
    row.offset_seconds += max(0, int(forward.total_seconds()))
    session.flush()
    clock.set_offset(timedelta(seconds=row.offset_seconds))


def seed(session: Session, association: str, var: Path) -> list[LogIn]:
    """Make the demo's people once; every one has the one password kept in var/demo-login.txt."""
    if session.get(DemoClock, 1) is None:
        raise RuntimeError("this is not a demo database; demo people belong in a demo only")
    password = _password(var / "demo-login.txt")
    people = YAML(typ="safe", pure=True).load((PEOPLE / f"{association}.yaml").read_text("utf-8"))
    for person in people:
        _person(session, person, password)
    session.flush()
    return _log_ins(session, [person["login"] for person in people], password)


def log_ins(session: Session, association: str, var: Path) -> list[LogIn]:
    """The demo's log-ins, as they stand in the database."""
    people = YAML(typ="safe", pure=True).load((PEOPLE / f"{association}.yaml").read_text("utf-8"))
    return _log_ins(session, [person["login"] for person in people], _password(var / "demo-login.txt"))


def one_for_each_role(found: list[LogIn]) -> list[LogIn]:
    """The fewest lines that show every role once, in the file's order."""
    seen: set[str] = set()
    chosen = []
    for log_in in found:
        if not set(log_in.roles) <= seen:
            chosen.append(log_in)
            seen.update(log_in.roles)
    return chosen


def _person(session: Session, person: dict[str, Any], password: str) -> None:
    if session.scalar(select(User.id).where(User.login == person["login"])) is None:
        users.create(
            session, person["login"], person["ar"], person["en"], person["roles"], password=hash_password(password)
        )


def _log_ins(session: Session, logins: list[str], password: str) -> list[LogIn]:
    found = {user.login: user for user in session.scalars(select(User).where(User.login.in_(logins)))}
    return [
        LogIn(login, password, found[login].name_ar, [role.key for role in found[login].roles])
        for login in logins
        if login in found
    ]


def _password(path: Path) -> str:
    """Made once; the file is the demo's only memory of it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(12) + "\n", "utf-8")
        path.chmod(0o600)
    return path.read_text("utf-8").strip()
