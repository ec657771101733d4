"""Ballots of a committee: one vote a member and round; the association's file says who, quorum and majority."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from engine import access, attempts, clock, counting, filling, history, tasks, users
from engine.actors import Actor
from engine.counting import Tally
from engine.errors import Conflict, EngineError, NotAllowed, NotFound
from engine.history import Event
from engine.models import Ballot, Case, TaskStatus, User, UserTask
from engine.policies import versions
from engine.policies.versions import Policy
from forms.names import mended

LONGEST_REASON = 2000


class AlreadyVoted(Conflict):
    """A member's second vote in one round."""

    ar = "سُجل صوتك في هذه الجولة من قبل، ولا يُغيَّر."
    en = "Your vote in this round was already recorded and cannot be changed."


class NoQuorum(Conflict):
    """The chair closes before enough members have voted."""

    ar = "لم يكتمل النصاب بعد، فلا يُقفل التصويت."
    en = "The quorum has not been reached yet, so the ballot cannot be closed."


class SteppedAside(NotAllowed):
    """Who recused has no part in this round, its closing included."""

    ar = "سُجل أنك لا تشارك في هذا التصويت، فلا تُقفله. يُقفله رئيس آخر للجنة."
    en = "It is recorded that you take no part in this vote, so you cannot close it. Another chair can."


class ReasonNeeded(EngineError):
    """A member steps aside without saying why, or at endless length."""

    ar = "اكتب سبب عدم مشاركتك في التصويت في 2000 حرف على الأكثر؛ فهو يُسجل مع القرار."
    en = "Say in at most 2000 letters why you do not take part in this vote; the reason is recorded with the decision."


def cast(session: Session, task_id: int, raw: forms.RawAnswers, actor: Actor, token: str) -> Ballot:
    """Record the actor's own vote; the last vote closes the ballot."""
    task, case = tasks.locked(session, task_id, actor)
    policy = versions.policy(session, case.version_id)
    done = _before(session, policy, task, actor, token)
    if done:
        return done
    definition = policy.forms[entry(policy, task)["form"]]
    known = tasks.known(policy, case, task)
    answers = forms.answers(definition, raw, filling.surroundings(session, policy, actor, known, case=case, task=task))
    arguments = {"task_id": task.id, "raw": attempts.raw_of(raw), "token": token}
    with attempts.attempt(case.id, "cast", f"task:{task.id}", actor, **arguments):
        texts = {key: answers.get(key) for key in ("vote", "reason", "reservation")}
        return _add(session, policy, task, case, actor, token, texts)


def recuse(session: Session, task_id: int, reason: str, actor: Actor, token: str) -> Ballot:
    """Step aside in this round, with a reason; the others decide."""
    task, case = tasks.locked(session, task_id, actor)
    policy = versions.policy(session, case.version_id)
    done = _before(session, policy, task, actor, token)
    if done:
        return done
    reason = mended(reason).strip()
    if not any(map(str.isalnum, reason)) or len(reason) > LONGEST_REASON:
        raise ReasonNeeded(f"task {task.id}: recused with {len(reason)} letters of reason")
    with attempts.attempt(case.id, "recuse", f"task:{task.id}", actor, task_id=task.id, reason=reason, token=token):
        return _add(session, policy, task, case, actor, token, {"recused": True, "reason": reason})


def close(session: Session, task_id: int, actor: Actor, token: str) -> UserTask:
    """Close by the chair, once the quorum is reached or nobody is left to vote (the last one may have left)."""
    task, case = tasks.locked(session, task_id, actor)
    if tasks.is_same_act(task, actor, token):
        return task
    policy = versions.policy(session, case.version_id)
    access.check_role(entry(policy, task)["chair"], actor)
    access.check_open(task)
    if actor.user_id in recused(session, task):
        raise SteppedAside(f"user {actor.user_id} recused in task {task.id}")
    counted = _count(session, policy, task)
    enough = counting.has_quorum(entry(policy, task), counted.cast, counted.members, _evaluate(policy))
    if not enough and not is_complete(session, policy, task):
        raise NoQuorum(f"task {task.id}: {counted.cast} votes")
    with attempts.attempt(case.id, "close", f"task:{task.id}", actor, task_id=task.id, token=token):
        _finish(session, task, case, counted, actor, token)
    return task


def tally(session: Session, task: UserTask) -> Tally | None:
    """Return the count of a closed round as it was then; before that nobody may know it."""
    if task.status is not TaskStatus.COMPLETED:
        return None
    return Tally.from_data(_closing(session, task)["result"])


def entry(policy: Policy, task: UserTask) -> Mapping[str, Any]:
    """Return what the association's file says of this ballot."""
    if task.ballot is None:
        raise NotFound(f"task {task.id} is no ballot")
    found: Mapping[str, Any] = policy.association["ballots"][task.ballot]
    return found


def members(session: Session, policy: Policy, task: UserTask) -> Sequence[User]:
    """Return who may vote now, and who has voted in this round and has left since; of a closed round, who it was."""
    if task.status is TaskStatus.COMPLETED:
        then = _closing(session, task)["committee"]
        return session.scalars(select(User).where(User.id.in_(then)).order_by(User.name_ar, User.id)).all()
    holders = users.holding(session, entry(policy, task)["members"])
    ids = {user.id for user in holders}
    return [*holders, *(ballot.member for ballot in cast_in(session, task) if ballot.member_id not in ids)]


def cast_in(session: Session, task: UserTask) -> Sequence[Ballot]:
    """Return the votes and recusals of this round in the order in which they came."""
    return session.scalars(select(Ballot).where(Ballot.task_id == task.id).order_by(Ballot.id)).all()


def is_complete(session: Session, policy: Policy, task: UserTask) -> bool:
    """Tell whether every member has voted or stepped aside; a committee of nobody has not."""
    voted = {vote.member_id for vote in cast_in(session, task)}
    committee = members(session, policy, task)
    return bool(committee) and all(member.id in voted for member in committee)


def quorum(session: Session, policy: Policy, task: UserTask) -> int:
    """Return how many votes this round needs."""
    return counting.quorum(entry(policy, task), len(members(session, policy, task)), _evaluate(policy))


def recused(session: Session, task: UserTask) -> set[int]:
    """Return who stepped aside in this round."""
    return {ballot.member_id for ballot in cast_in(session, task) if ballot.recused}


def cannot_decide(session: Session, policy: Policy, task: UserTask) -> bool:
    """Tell whether too few are left for the quorum. Who stepped aside in an earlier round of this case is not counted
    on unless they have voted in this one: else a committee would go from round to round and never be told."""
    rounds = select(UserTask.id).where(UserTask.case_id == task.case_id, UserTask.element_id == task.element_id)
    aside = select(Ballot.member_id).where(Ballot.task_id.in_(rounds), Ballot.recused)
    voted = {ballot.member_id for ballot in cast_in(session, task) if not ballot.recused}
    away = set(session.scalars(aside)) - voted
    left = [member for member in members(session, policy, task) if member.id not in away]
    return len(left) < quorum(session, policy, task)


@attempts.retried_by("cast")
def _cast_again(session: Session, retry: Mapping[str, Any]) -> object:
    return cast(session, actor=attempts.actor_of(retry), **retry["arguments"])


@attempts.retried_by("recuse")
def _recuse_again(session: Session, retry: Mapping[str, Any]) -> object:
    return recuse(session, actor=attempts.actor_of(retry), **retry["arguments"])


@attempts.retried_by("close")
def _close_again(session: Session, retry: Mapping[str, Any]) -> object:
    return close(session, actor=attempts.actor_of(retry), **retry["arguments"])


def _before(session: Session, policy: Policy, task: UserTask, actor: Actor, token: str) -> Ballot | None:
    """Check that this member may still vote; the same token again gives the vote that it gave."""
    access.check_role(entry(policy, task)["members"], actor)
    mine = session.scalar(select(Ballot).where(Ballot.task_id == task.id, Ballot.member_id == actor.user_id))
    if mine and mine.submit_token == token:
        return mine
    access.check_open(task)
    if mine:
        raise AlreadyVoted(f"user {actor.user_id} has voted in task {task.id}")
    return None


def _add(
    session: Session, policy: Policy, task: UserTask, case: Case, actor: Actor, token: str, content: Mapping[str, Any]
) -> Ballot:
    ballot = Ballot(
        case_id=case.id, task_id=task.id, member_id=actor.user_id, submit_token=token, cast_at=clock.now(), **content
    )
    session.add(ballot)
    session.flush()
    kind = "ballot_recused" if ballot.recused else "ballot_cast"  # what was voted stays out of the open history
    history.append(session, case, tasks.named(task, kind).having({"round": task.round}), actor)
    if is_complete(session, policy, task):
        _finish(session, task, case, _count(session, policy, task), None, token)
    return ballot


def _finish(session: Session, task: UserTask, case: Case, counted: Tally, actor: Actor | None, token: str) -> None:
    result = counted.as_data()
    role = task.chair if actor else None  # by the last vote: nobody's act
    committee = [member.id for member in members(session, versions.policy(session, case.version_id), task)]
    details = {"round": task.round, "result": result, "committee": committee}
    event = Event("ballot_closed", role=role, details=details)
    tasks.close(session, task, case, {task.element_id: result}, actor, token, event)


def _count(session: Session, policy: Policy, task: UserTask) -> Tally:
    chairs = {user.id for user in users.holding(session, entry(policy, task)["chair"])}
    votes = [counting.Vote(ballot.vote, ballot.member_id in chairs) for ballot in cast_in(session, task)]
    return counting.count(entry(policy, task), votes, len(members(session, policy, task)), _evaluate(policy))


def _closing(session: Session, task: UserTask) -> Mapping[str, Any]:
    """What the history says of the end of this round."""
    ends = [event for event in history.of(session, task.case_id) if event.kind == "ballot_closed"]
    return next(
        event.details for event in ends if (event.element_id, event.details["round"]) == (task.element_id, task.round)
    )


def _evaluate(policy: Policy) -> counting.Evaluate:
    return filling.evaluator(policy, {})
