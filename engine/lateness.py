"""Whether a task or a case is late: the one rule, for its own page and for every list."""

from collections.abc import Iterable

from engine import clock
from engine.models import Case, CaseStatus, TaskStatus, UserTask


def of_task(task: UserTask) -> bool:
    """Open past its own due time."""
    return task.status is TaskStatus.OPEN and task.due_at is not None and task.due_at < clock.now()


def of_case(case: Case, tasks: Iterable[UserTask]) -> bool:
    """A timer that marks the case has fired, or one of its tasks is late; what has ended is not late any more."""
    return case.status is CaseStatus.OPEN and (bool(case.marks) or any(map(of_task, tasks)))
