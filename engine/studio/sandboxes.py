"""Sandboxes: a draft tried in a database of its own, with its own clock; nothing in it is counted, nothing is sent."""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine, NullPool, delete, select
from sqlalchemy.orm import Session

from engine import access, clock, documents, users
from engine.actors import Actor
from engine.bpmn.findings import is_error
from engine.database import make_engine, writing
from engine.errors import Conflict, EngineError, NotFound
from engine.models import Base, Sandbox, SandboxClock
from engine.policies import versions
from engine.policies.packs import Pack
from engine.scenario_world import ScenarioProblem, handle_due
from engine.studio import checking, drafts, overview, sandbox_people

root = Path("var/sandboxes")  # set at start-up
KEY = re.compile("[0-9a-f]{32}")
KEPT = timedelta(days=30)
FARTHEST = timedelta(days=5 * 366)  # in one move of the clock


@dataclass(frozen=True)
class SandboxLine:
    """One sandbox in the list; `has_changed`: the draft is no longer what is tried there."""

    key: str
    title: str
    by: str
    at: datetime
    is_mine: bool
    has_changed: bool


class HasErrors(EngineError):
    """A draft that is not sound cannot be run."""

    ar = "في المسودة أخطاء تمنع تشغيلها. أصلحها ثم جرّبها؛ تجدها في صفحة الملاحظات."
    en = "The draft has errors that keep it from running. Mend them, then try it; they stand on its page of findings."


class SandboxGone(NotFound):
    """It was removed, or it is somebody else's."""

    ar = "لا توجد هذه التجربة: حُذفت أو انتهت مدتها أو ليست لك. افتح تجربة جديدة."
    en = "There is no such sandbox: it was removed, its time is over, or it is not yours. Open a new one."


class BackInTime(Conflict):
    """The clock of a sandbox goes forward only, as a case's history does."""

    ar = "لا ترجع الساعة إلى الوراء، ولا تتقدم أكثر من خمس سنوات دفعة واحدة. اختر لحظة لاحقة أقرب."
    en = "The clock cannot go back, nor more than five years forward at once. Choose a nearer moment in the future."


class TimersWithoutEnd(Conflict):
    """What falls due does not come to an end."""

    ar = "توقفت الساعة: مؤقت في المسودة يتكرر بلا نهاية، أو بقي ما حل موعده دون تنفيذ. راجع المؤقتات في المخطط."
    en = "The clock stopped: a timer of the draft repeats without end, or what is due stays due. Look at its timers."


def open(session: Session, version_id: int, actor: Actor) -> Sandbox:
    """Open a sandbox on a version as it stands now."""
    version = drafts.get(session, version_id, actor)
    if any(map(is_error, checking.findings(session, version))):
        raise HasErrors(f"version {version_id} has errors")
    pack, title, digest = checking.pack(session, version), overview.title(session, version, actor.locale), version.hash
    session.rollback()  # nothing was changed; the building takes a while, in which nobody waits for our lock
    key = secrets.token_hex(16)
    _build(_folder(key), pack)
    writing(session)
    row = Sandbox(key=key, version_id=version_id, hash=digest, title=title, by_id=actor.user_id, at=clock.now())
    session.add(row)
    session.flush()
    return row


def find(session: Session, key: str, actor: Actor) -> Sandbox:
    """Return a sandbox to who opened it."""
    found = _mine(session, key, actor)
    if not _file(found).is_file():
        raise SandboxGone(f"sandbox {found.id} has lost its folder")
    return found


def find_of(session: Session, version_id: int, key: str, actor: Actor) -> Sandbox:
    """Return a sandbox of this very version to who opened it."""
    found = find(session, key, actor)
    if found.version_id != version_id:
        raise SandboxGone(f"sandbox {found.id} is not of version {version_id}")
    return found


def page(session: Session, version_id: int, actor: Actor) -> list[SandboxLine]:
    """Return the sandboxes of a version, the newest first."""
    version = drafts.get(session, version_id, actor)
    query = select(Sandbox).where(Sandbox.version_id == version.id, Sandbox.at > clock.now() - KEPT)
    return [
        SandboxLine(
            row.key,
            row.title,
            users.name(session, row.by_id, actor.locale),
            row.at,
            row.by_id == actor.user_id,
            row.hash != version.hash,
        )
        for row in session.scalars(query.order_by(Sandbox.id.desc()))
    ]


def remove(session: Session, key: str, actor: Actor) -> None:
    """Remove a sandbox with everything that was done in it."""
    row = _mine(session, key, actor)
    session.delete(row)
    session.flush()
    shutil.rmtree(_folder(row.key), ignore_errors=True)


def remove_old(session: Session) -> int:
    """Remove those whose time is over; return how many that were."""
    query = delete(Sandbox).where(Sandbox.at <= clock.now() - KEPT).returning(Sandbox.key)
    keys = list(session.scalars(query))
    for key in keys:
        shutil.rmtree(_folder(key), ignore_errors=True)
    return len(keys)


def database(sandbox: Sandbox) -> Engine:
    """Return the sandbox's own database; no connection stays open between two requests, so a removed one is gone."""
    return _engine(str(_file(sandbox)))


def documents_of(sandbox: Sandbox) -> Path:
    """Return where the papers of its cases lie."""
    return _folder(sandbox.key) / "documents"


@contextmanager
def visited(sandbox: Sandbox) -> Iterator[Session]:
    """Look into a sandbox from outside: its database, its papers, its time."""
    with documents.kept_in(documents_of(sandbox)), Session(database(sandbox)) as inside, clock.at(now(inside)):
        yield inside


def now(inside: Session) -> datetime:
    """Return where the clock of a sandbox stands; it goes on only when it is moved."""
    return inside.get_one(SandboxClock, 1, populate_existing=True).at


def forward(inside: Session, until: datetime) -> None:
    """Move the clock of a sandbox; its timers fire and its messages go out, each at its own moment."""
    moment = now(inside)
    if not moment <= until <= moment + FARTHEST:
        raise BackInTime(f"from {moment} to {until}")
    try:
        end = handle_due(inside, moment, until)
    except ScenarioProblem as problem:
        raise TimersWithoutEnd(str(problem)) from problem
    inside.get_one(SandboxClock, 1).at = end
    inside.flush()


def work(inside: Session) -> None:
    """Do what the worker does for the real site: fire and send what is due now."""
    forward(inside, now(inside))


def _mine(session: Session, key: str, actor: Actor) -> Sandbox:
    access.check_right(session, actor, drafts.RIGHT)
    query = select(Sandbox).where(Sandbox.key == key, Sandbox.by_id == actor.user_id)
    found = session.scalar(query.where(Sandbox.at > clock.now() - KEPT)) if KEY.fullmatch(key) else None
    if found is None:
        raise SandboxGone("no such sandbox of this officer")
    return found


def _build(folder: Path, pack: Pack) -> None:
    folder.mkdir(parents=True)
    moment = clock.now().replace(second=0, microsecond=0)
    engine = _engine(str(folder / "sandbox.db"))
    Base.metadata.create_all(engine)
    with Session(engine) as inside, clock.at(moment):
        writing(inside)
        version = versions.keep(inside, pack)
        version.specs = versions.compiled(pack)  # the draft's findings were asked already
        versions.accept_first(inside, version, "sandbox")
        sandbox_people.create(inside, versions.policy(inside, version.id))
        inside.add(SandboxClock(id=1, at=moment))
        inside.commit()


def _folder(key: str) -> Path:
    return root / key


def _file(sandbox: Sandbox) -> Path:
    return _folder(sandbox.key) / "sandbox.db"


@lru_cache(maxsize=16)
def _engine(path: str) -> Engine:
    return make_engine(f"sqlite:///{path}", poolclass=NullPool)
