"""Failed log-ins are counted in the database, so that all workers agree; they use the real time, not the demo's."""

import hashlib
from datetime import UTC, datetime

from flask import current_app, request
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from engine.database import writing
from engine.models import Counter
from webapp.database import db

MINUTES = 15
PREFIX = "login:"
TIMES = (1, 5, 10)  # a named colleague is not locked out by one address, nor are all logins tried from one


def is_closed(login: str) -> bool:
    """Too many failures in this quarter of an hour and the one before, so that none is forgotten as the clock turns:
    of this login from here, from anywhere, of all logins from here."""
    tries: int = current_app.config["LOGIN_TRIES"]
    return any(_failures(text) >= times * tries for text, times in zip(_counted(login), TIMES, strict=True))


def count(login: str) -> None:
    """One more failure, in a transaction of its own."""
    db.session.rollback()
    writing(db.session())
    _forget_old_windows()
    for text in _counted(login):
        _add_one(_window() + _digest(text))
    db.session.commit()


def _counted(login: str) -> tuple[str, str, str]:
    login, address = login.strip().lower(), request.remote_addr or ""
    return f"{login}|{address}", login, f"|{address}"


def _failures(text: str) -> int:
    names = [window + _digest(text) for window in (_window(), _window(before=1))]
    return db.session.scalar(select(func.sum(Counter.value)).where(Counter.name.in_(names))) or 0


def _window(before: int = 0) -> str:
    return f"{PREFIX}{int(datetime.now(UTC).timestamp()) // (MINUTES * 60) - before}:"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _add_one(name: str) -> None:
    raised = update(Counter).where(Counter.name == name).values(value=Counter.value + 1)
    if db.session.execute(raised).rowcount:  # type: ignore[attr-defined]
        return
    try:
        with db.session.begin_nested():
            db.session.add(Counter(name=name, value=1))
    except IntegrityError:  # another worker was first
        db.session.execute(raised)


def _forget_old_windows() -> None:
    window = func.substr(Counter.name, 1, len(_window()))
    old = Counter.name.startswith(PREFIX) & window.not_in([_window(), _window(before=1)])
    db.session.execute(delete(Counter).where(old), execution_options={"synchronize_session": False})
