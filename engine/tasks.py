"""User tasks: read, claimed, drafted and completed by who may."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

import forms
from engine import access, attempts, clock, filling, history, locking, recording, timers, users
from engine.actors import Actor
from engine.bpmn import run
from engine.errors import Conflict, NotAllowed, NotFound, TaskClosed
from engine.history import Event
from engine.models import Case, TaskKind, TaskStatus, UserTask
from engine.policies import versions
from engine.policies.versions import Policy


def get(session: Session, task_id: int, actor: Actor) -> UserTask:
    """Return a task of the actor; who else sees the case is told that the task is not theirs."""
    task = session.get(UserTask, task_id)
    if task is None:
        raise NotFound(f"task {task_id}")
    _check_known(session, task, actor)
    return task


def locked(session: Session, task_id: int, actor: Actor) -> tuple[UserTask, Case]:
    """Return a task and its case as they are now, for this transaction alone; timers that are late go first."""
    case = locking.case_of_task(session, task_id)
    task = session.get_one(UserTask, task_id, populate_existing=True)  # as it is now that nobody else can change it
    _check_known(session, task, actor)
    timers.fire_late(session, case)
    return task, case


def known(policy: Policy, case: Case, task: UserTask) -> dict[str, Any]:
    """Return the data and facts that a waiting task sees."""
    return {**run.data_at(policy.specs, case.process_id, case.state, task.token), **case.facts}


def complete(session: Session, task_id: int, raw: forms.RawAnswers, actor: Actor, token: str) -> UserTask:
    """Complete a task and let its case run on to where it next waits."""
    task, case = locked(session, task_id, actor)
    if is_same_act(task, actor, token):
        return task
    _check_workable(task, actor)
    policy = versions.policy(session, case.version_id)
    definition, answers = _answers(session, policy, case, task, raw, actor)

    arguments = {"task_id": task.id, "raw": attempts.raw_of(raw), "token": token}
    with attempts.attempt(case.id, "complete", f"task:{task.id}", actor, **arguments):
        kept = filling.settle(session, case, definition, answers, actor) if definition else {}
        details = {"answers": kept, "form": task.form} if definition else {}
        data = filling.data_of(definition, kept) if definition else {}
        close(session, task, case, data, actor, token, Event("task_completed", details=details))
    return task


def close(
    session: Session, task: UserTask, case: Case, data: Mapping[str, Any], actor: Actor | None, token: str, event: Event
) -> None:
    """Hand a task's result to the diagram and write the step; a ballot closed by its last vote has no actor."""
    policy = versions.policy(session, case.version_id)
    env = locking.environment(session, case, policy)
    step = run.complete(policy.specs, case.process_id, case.state, task.token, data, env)
    task.status, task.closed_at = TaskStatus.COMPLETED, clock.now()
    task.completed_by_id, task.completion_token = actor.user_id if actor else None, token
    task.draft, task.draft_at, task.draft_by_id = None, None, None
    recording.record(session, case, step, actor, named(task, event.kind, event.role).having(event.details))
    recording.resolve_incidents(session, case, f"task:{task.id}", actor)


def is_same_act(task: UserTask, actor: Actor, token: str) -> bool:
    """Tell whether this very act was done already: a double click, a browser that asks again."""
    return (
        task.status is TaskStatus.COMPLETED and task.completion_token == token and task.completed_by_id == actor.user_id
    )


def claim(session: Session, task_id: int, actor: Actor) -> UserTask:
    """Take a task of one's role, so that no colleague starts on it too."""
    task = get(session, task_id, actor)
    _check_one_person(task)
    access.check_doer(task, actor)
    if _take(session, task, None, actor.user_id):
        history.append(session, task.case, named(task, "task_claimed"), actor)
    elif task.claimed_by_id != actor.user_id:
        raise _taken(task)
    return task


def release(session: Session, task_id: int, actor: Actor) -> UserTask:
    """Give a claimed task back to the role."""
    task, role = _handed_by(session, task_id, actor)
    if task.claimed_by_id is None:
        return task
    if not _take(session, task, task.claimed_by_id, None):
        raise _taken(task)
    history.append(session, task.case, named(task, "task_released", role), actor)
    return task


def reassign(session: Session, task_id: int, to_user_id: int, actor: Actor) -> UserTask:
    """Hand a task to a colleague who holds its role."""
    task, role = _handed_by(session, task_id, actor)
    _check_one_person(task)
    colleague = users.actor(session, to_user_id)
    access.check_role(task.role, colleague)
    if not _take(session, task, task.claimed_by_id, to_user_id):
        raise _taken(task)
    event = named(task, "task_reassigned", role).having({"to": to_user_id, "to_name": colleague.name})
    history.append(session, task.case, event, actor)
    return task


def save_draft(session: Session, task_id: int, raw: forms.RawAnswers, actor: Actor) -> UserTask:
    """Keep a half-filled form as it was typed; who types first has the task, so that nobody types over it."""
    task = get(session, task_id, actor)
    _check_workable(task, actor)
    if task.claimed_by_id is None and task.assignee_id is None:
        claim(session, task_id, actor)
    definition = versions.policy(session, task.case.version_id).forms.get(task.form or "")
    raw = forms.draft(definition, raw) if definition else {}
    task.draft, task.draft_at, task.draft_by_id = attempts.raw_of(raw), clock.now(), actor.user_id
    session.flush()
    return task


def named(task: UserTask, kind: str, role: str | None = None) -> Event:
    """Return an event of this task, in the task's role unless somebody acted in another."""
    return Event(kind, task.element_id, task.name_ar, task.name_en, role or task.role)


def task_is_mine(session: Session, task_id: int, actor: Actor) -> bool:
    """Tell whether the actor holds the task now: by claim, or because it was drawn for this person."""
    task = session.get(UserTask, task_id)
    return task is not None and actor.user_id in (task.claimed_by_id, task.assignee_id)


@attempts.retried_by("complete")
def _complete_again(session: Session, retry: Mapping[str, Any]) -> object:
    """Do a failed completion again as the person who did it."""
    return complete(session, actor=attempts.actor_of(retry), **retry["arguments"])


def _answers(
    session: Session, policy: Policy, case: Case, task: UserTask, raw: forms.RawAnswers, actor: Actor
) -> tuple[forms.Definition | None, dict[str, Any]]:
    if task.form is None:
        return None, {}
    definition = policy.forms[task.form]
    around = filling.surroundings(session, policy, actor, known(policy, case, task), case=case, task=task)
    return definition, forms.answers(definition, raw, around)


def _check_known(session: Session, task: UserTask, actor: Actor) -> None:
    if not access.may_do(task, actor) and task.chair not in actor.roles:
        access.case(session, task.case_id, actor)
        access.check_doer(task, actor)


def _check_workable(task: UserTask, actor: Actor) -> None:
    access.check_doer(task, actor)
    access.check_open(task)
    _check_one_person(task)
    if task.claimed_by_id not in (None, actor.user_id):
        raise _taken(task)


def _check_one_person(task: UserTask) -> None:
    access.check_open(task)
    if task.kind is TaskKind.BALLOT:
        raise NotAllowed(f"task {task.id} is a ballot: each member casts their own")


def _handed_by(session: Session, task_id: int, actor: Actor) -> tuple[UserTask, str]:
    """Return the task and the role in which this actor may give it away: as its holder, or as one who supervises."""
    if task_is_mine(session, task_id, actor):
        mine = get(session, task_id, actor)
        return mine, mine.role
    role = access.check_right(session, actor, "reassign_tasks")
    task = session.get(UserTask, task_id)
    if task is None:
        raise NotFound(f"task {task_id}")
    access.case(session, task.case_id, actor)
    return task, role


def _take(session: Session, task: UserTask, holder: int | None, to: int | None) -> bool:
    """Change the holder in one statement, if it is still who we think; tell whether it was."""
    same = UserTask.claimed_by_id.is_(None) if holder is None else UserTask.claimed_by_id == holder
    change = update(UserTask).where(UserTask.id == task.id, UserTask.status == TaskStatus.OPEN, same)
    values: dict[str, Any] = {"claimed_by_id": to}
    if task.assignee_id is not None and to is not None:
        values["assignee_id"] = to
    taken = session.scalar(change.values(**values).returning(UserTask.id).execution_options(synchronize_session=False))
    session.refresh(task)
    return taken is not None


def _taken(task: UserTask) -> Conflict:
    if task.status is not TaskStatus.OPEN:
        return TaskClosed(f"task {task.id} is {task.status}")
    return Conflict(
        f"task {task.id} is held by user {task.claimed_by_id}",
        ar="استلم زميل لك هذه المهمة. اطلب منه إعادتها أو اختر مهمة أخرى.",
        en="A colleague has claimed this task. Ask them to release it, or take another one.",
    )
