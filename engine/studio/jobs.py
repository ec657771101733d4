"""Jobs: long work about a version, taken with a lease, told of as it goes, cancelled at once, never holding a lock."""

import logging
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engine import access, clock, faults, users
from engine.actors import Actor
from engine.database import writing
from engine.errors import EngineError, NotFound
from engine.models import Job, JobStatus, PolicyVersion

RIGHT = "edit_policy"
LEASE = timedelta(seconds=20)
EVERY = 0.5  # seconds between two notes of progress: each is a commit, and each asks whether to go on
MOST_ATTEMPTS = 3
OPEN = (JobStatus.WAITING, JobStatus.RUNNING)
FAULT = (
    "وقع خلل في النظام نفسه وسُجل. أبلغ من يصونه، ثم أعد المحاولة بعد إصلاحه.",
    "The system itself has a fault, which was logged. Tell who maintains it, then try again once it is mended.",
)
GIVEN_UP = (
    "توقف هذا العمل في منتصفه ثلاث مرات، فلم يُعَد. أبلغ من يصون النظام.",
    "This work stopped half way three times and is not tried again. Tell who maintains the system.",
)
log = logging.getLogger(__name__)


class Stopped(Exception):
    """The job was cancelled, or its lease ran out and another process has it."""


@dataclass(frozen=True)
class JobView:
    """A job as a page tells of it. `is_current`: about the version as it is now."""

    id: int
    status: str
    done: int
    total: int
    doing: str
    asked_by: str | None
    asked_at: datetime
    ended_at: datetime | None
    error: str | None
    is_current: bool

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


class Progress:
    """What a running job tells; to tell is also to ask whether to go on. `reading` never takes a lock."""

    def __init__(self, session: Session, job: Job, holder: str, is_stopping: Callable[[], bool]) -> None:
        self.session, self.job_id, self.version_id, self.about = session, job.id, job.version_id, job.about
        self.holder, self._told_at, self._is_stopping = holder, 0.0, is_stopping
        self.reading = Session(session.get_bind())

    def tell(self, done: int, total: int, doing: str = "") -> None:
        """Note how far it is, at most twice a second; raises Stopped."""
        if time.monotonic() - self._told_at >= EVERY:
            self.note(done=done, total=total, doing=doing[:250])

    def tell_again(self) -> None:
        """Say that work goes on, where there is nothing new to say."""
        if time.monotonic() - self._told_at >= EVERY:
            self.note()

    def note(self, **values: Any) -> None:
        """Write to the job if it is still ours, and renew the lease."""
        self._told_at = time.monotonic()
        values.setdefault("leased_until", clock.now() + LEASE)
        mine = update(Job).where(Job.id == self.job_id, Job.holder == self.holder, Job.status == JobStatus.RUNNING)
        changed: CursorResult[Any] = self.session.execute(mine.values(**values))  # type: ignore[assignment]
        self.session.commit()
        if changed.rowcount != 1:
            raise Stopped(f"job {self.job_id}")
        if self._is_stopping() and "status" not in values:
            self._put_back()

    def _put_back(self) -> None:
        """The process ends: the next one takes the job from its start, and this was no attempt that failed."""
        mine = update(Job).where(Job.id == self.job_id, Job.holder == self.holder, Job.status == JobStatus.RUNNING)
        waiting = {"status": JobStatus.WAITING, "holder": None, "leased_until": None, "attempts": Job.attempts - 1}
        self.session.execute(mine.values(**waiting))
        self.session.commit()
        raise Stopped(f"job {self.job_id}: the process ends")


Run = Callable[[Progress], Mapping[str, Any]]
_runs: dict[str, Run] = {}


def runs(kind: str) -> Callable[[Run], Run]:
    """Name the function that does jobs of a kind."""

    def register(run: Run) -> Run:
        _runs[kind] = run
        return run

    return register


def ask(session: Session, kind: str, version_id: int, actor: Actor) -> Job:
    """Ask for work about a version as it is now; the same work already asked for is not asked twice."""
    access.check_right(session, actor, RIGHT)
    version = session.get(PolicyVersion, version_id)
    if version is None:
        raise NotFound(f"policy version {version_id}")
    open_jobs = select(Job).where(Job.version_id == version_id, Job.kind == kind, Job.status.in_(OPEN))
    for job in session.scalars(open_jobs.order_by(Job.id).with_for_update()):
        if job.about == version.hash:
            return job
        _end(job, JobStatus.CANCELLED)
    made = Job(kind=kind, version_id=version_id, about=version.hash, status=JobStatus.WAITING)
    made.asked_by_id, made.asked_at = actor.user_id, clock.now()
    session.add(made)
    session.flush()
    return made


def cancel(session: Session, job_id: int, actor: Actor) -> None:
    """Stop a job; whoever runs it notices with the next note of progress."""
    access.check_right(session, actor, RIGHT)
    job = session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is None:
        raise NotFound(f"job {job_id}")
    if job.status in OPEN:
        _end(job, JobStatus.CANCELLED)
    session.flush()


def latest(session: Session, kind: str, version: PolicyVersion, *statuses: JobStatus) -> Job | None:
    """The last job of a kind about a version, whatever its hash was then."""
    query = select(Job).where(Job.version_id == version.id, Job.kind == kind)
    query = query.where(Job.status.in_(statuses)) if statuses else query
    return session.scalars(query.order_by(Job.id.desc()).limit(1)).first()


def view(session: Session, job: Job | None, version: PolicyVersion, locale: str) -> JobView | None:
    """A job in the reader's language."""
    if job is None:
        return None
    error = job.error_en if locale == "en" else job.error_ar
    name = users.name(session, job.asked_by_id, locale)
    is_current = job.about == version.hash
    return JobView(
        job.id, job.status, job.done, job.total, job.doing, name, job.asked_at, job.ended_at, error, is_current
    )


def run_next(session: Session, is_stopping: Callable[[], bool] = lambda: False) -> Job | None:
    """Take the next job and do it to its end; None where nothing waits. Commits by itself."""
    session.commit()
    writing(session)
    holder = str(uuid.uuid4())
    job = _claim(session, holder)
    if job is None:
        session.commit()
        return None
    kind, attempts, progress = job.kind, job.attempts, Progress(session, job, holder, is_stopping)
    session.commit()  # from here on nothing of the job is read through this session: to read would be to lock
    _do(kind, attempts, progress)
    return job


def _claim(session: Session, holder: str) -> Job | None:
    now = clock.now()
    left = and_(Job.status == JobStatus.RUNNING, Job.leased_until < now)
    query = select(Job).where(or_(Job.status == JobStatus.WAITING, left)).order_by(Job.id).limit(1)
    job = session.scalars(query.with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    job.status, job.holder, job.leased_until = JobStatus.RUNNING, holder, now + LEASE
    job.started_at, job.attempts = now, job.attempts + 1
    return job


def _do(kind: str, attempts: int, progress: Progress) -> None:
    try:
        if attempts > MOST_ATTEMPTS:
            progress.note(**_ended(JobStatus.FAILED, error_ar=GIVEN_UP[0], error_en=GIVEN_UP[1]))
            return
        result = _runs[kind](progress)
        progress.note(**_ended(JobStatus.DONE, result=dict(result)))
    except Stopped:
        progress.session.rollback()
    except OperationalError:  # the database is away: the lease runs out and the job is taken again
        raise
    except EngineError as error:
        _fail(progress, error.ar, error.en)
    except Exception as fault:  # a bug: it must be told at the job, and must not stop the jobs after it
        log.error("job %s: %s", progress.job_id, faults.told(fault))
        _fail(progress, *FAULT)
    finally:
        progress.reading.close()


def _fail(progress: Progress, ar: str, en: str) -> None:
    progress.session.rollback()
    try:
        progress.note(**_ended(JobStatus.FAILED, error_ar=ar, error_en=en))
    except Stopped:
        progress.session.rollback()


def _ended(status: JobStatus, **more: Any) -> dict[str, Any]:
    return {"status": status, "ended_at": clock.now(), "leased_until": None, **more}


def _end(job: Job, status: JobStatus) -> None:
    job.status, job.ended_at, job.leased_until = status, clock.now(), None
