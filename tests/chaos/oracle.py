"""What must hold of every case, whatever was killed or raced."""

from collections import Counter

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from engine.models import (
    Case,
    CaseStatus,
    HistoryEvent,
    Incident,
    MessageWait,
    TaskStatus,
    Timer,
    TimerStatus,
    UserTask,
)


def check(session: Session) -> None:
    """No step is lost or doubled, no case stands still, the file is sound."""
    session.rollback()  # to see what others did
    if session.get_bind().dialect.name == "sqlite":
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    assert stuck(session) == []
    assert doubled(session) == []
    assert session.scalar(select(func.count()).select_from(Incident)) == 0


def stuck(session: Session) -> list[int]:
    """Open cases with no open task, no timer and no message that they wait for."""
    task = select(UserTask.case_id).where(UserTask.status == TaskStatus.OPEN)
    timer = select(Timer.case_id).where(Timer.status == TimerStatus.WAITING)
    wait = select(MessageWait.case_id).where(MessageWait.open)
    query = select(Case.id).where(Case.status == CaseStatus.OPEN)
    return list(session.scalars(query.where(*(Case.id.not_in(each) for each in (task, timer, wait)))))


def doubled(session: Session) -> list[object]:
    """Cases whose history does not tell of each start, task and firing exactly once."""
    told: Counter[object] = Counter()
    for case_id, kind, element in session.execute(
        select(HistoryEvent.case_id, HistoryEvent.kind, HistoryEvent.element_id)
    ):
        told[case_id, kind, element if kind != "case_started" else None] += 1
    done = {"task_completed": _completed(session), "timer_fired": _fired(session), "case_started": _started(session)}
    expected = Counter({(case, kind, element): n for kind, rows in done.items() for (case, element), n in rows.items()})
    counted = Counter({key: n for key, n in told.items() if key[1] in done})  # type: ignore[index]
    return [key for key in expected | counted if expected[key] != counted[key]]


def _completed(session: Session) -> Counter[tuple[int, str | None]]:
    """Cases that a test copied bring no history with them, and no token."""
    query = select(UserTask.case_id, UserTask.element_id).join(Case, Case.id == UserTask.case_id)
    query = query.where(
        UserTask.status == TaskStatus.COMPLETED, UserTask.ballot.is_(None), Case.start_token.is_not(None)
    )
    return Counter((case, element) for case, element in session.execute(query))


def _fired(session: Session) -> Counter[tuple[int, str | None]]:
    query = select(Timer.case_id, Timer.element_id, Timer.times_fired).where(Timer.times_fired > 0)
    return Counter({(case, element): times for case, element, times in session.execute(query)})


def _started(session: Session) -> Counter[tuple[int, str | None]]:
    return Counter((case, None) for case in session.scalars(select(Case.id).where(Case.start_token.is_not(None))))
