"""A ballot as a member sees it: who has voted, and how only after it closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import forms
from engine import ballots, filling, inbox, tasks, users
from engine.actors import Actor
from engine.models import Ballot, TaskStatus, User, UserTask
from engine.policies.policy import Policy


@dataclass(frozen=True)
class Member:
    """A member of the committee in this round."""

    id: int
    name: str
    state: str  # waiting, voted, recused
    is_chair: bool
    is_me: bool


@dataclass(frozen=True)
class Tally:
    """How many chose an outcome."""

    outcome: str
    count: int


@dataclass(frozen=True)
class Vote:
    """One member's vote, read after the round closed."""

    name: str
    outcome: str | None
    reason: str | None
    reservation: str | None
    recused: bool


@dataclass(frozen=True)
class BallotView:
    """`tally` and `votes` are None until the round closed; `form` is None where the actor may not vote (any more)."""

    task_id: int
    round: int
    name: str
    members: list[Member]
    voted: int
    quorum: int
    may_vote: bool
    may_recuse: bool
    may_close: bool
    cannot_decide: bool  # too few are left for the quorum
    is_closed: bool
    closed_at: datetime | None
    outcome: str | None
    is_tie: bool
    tally: list[Tally] | None
    votes: list[Vote] | None
    form: forms.BoundForm | None


def view(
    session: Session, task: UserTask, actor: Actor, policy: Policy, raw: forms.RawAnswers | None = None
) -> BallotView:
    """Return one round."""
    cast, holders = ballots.cast_in(session, task), ballots.members(session, policy, task)
    members = _members(session, policy, task, actor, cast, holders)
    mine = next((member for member in members if member.is_me), None)
    is_open = task.status is TaskStatus.OPEN
    may_vote = is_open and mine is not None and mine.state == "waiting"
    needed, voted = ballots.quorum(session, policy, task), sum(member.state == "voted" for member in members)
    chairs = ballots.entry(policy, task)["chair"] in actor.roles and not (mine and mine.state == "recused")
    is_enough = voted >= needed or ballots.is_complete(session, policy, task)
    outcomes = filling.choices(session, policy, "outcomes", actor.locale, ballot=task.ballot)
    tally = None if task.status is not TaskStatus.COMPLETED else ballots.tally(session, task)
    return BallotView(
        task_id=task.id,
        round=task.round,
        name=inbox.person_name(actor, task.name_ar, task.name_en),
        members=members,
        voted=voted,
        quorum=needed,
        may_vote=may_vote,
        may_recuse=may_vote,
        may_close=is_open and chairs and is_enough,
        cannot_decide=is_open and ballots.cannot_decide(session, policy, task),
        is_closed=not is_open,
        closed_at=task.closed_at,
        outcome=outcomes.get(tally.outcome, tally.outcome) if tally else None,
        is_tie=bool(tally and tally.tie),
        tally=[Tally(outcomes.get(key, key), number) for key, number in tally.counts.items()] if tally else None,
        votes=[_vote(ballot, actor, outcomes) for ballot in cast] if tally else None,
        form=_form(session, policy, task, actor, raw) if may_vote else None,
    )


def _form(
    session: Session, policy: Policy, task: UserTask, actor: Actor, raw: forms.RawAnswers | None
) -> forms.BoundForm:
    definition = policy.forms[ballots.entry(policy, task)["form"]]
    known = tasks.known(policy, task.case, task)
    around = filling.surroundings(session, policy, actor, known, case=task.case, task=task)
    return forms.bind(definition, raw, around)


def _members(
    session: Session,
    policy: Policy,
    task: UserTask,
    actor: Actor,
    cast: Sequence[Ballot],
    holders: Sequence[User],
) -> list[Member]:
    states = {ballot.member_id: "recused" if ballot.recused else "voted" for ballot in cast}
    chairs = {user.id for user in users.holding(session, ballots.entry(policy, task)["chair"])}
    return [
        Member(
            id=user.id,
            name=inbox.person_name(actor, user.name_ar, user.name_en),
            state=states.get(user.id, "waiting"),
            is_chair=user.id in chairs,
            is_me=user.id == actor.user_id,
        )
        for user in holders
    ]


def _vote(ballot: Ballot, actor: Actor, outcomes: dict[str, str]) -> Vote:
    return Vote(
        name=inbox.person_name(actor, ballot.member.name_ar, ballot.member.name_en),
        outcome=outcomes.get(ballot.vote or "", ballot.vote),
        reason=ballot.reason,
        reservation=ballot.reservation,
        recused=ballot.recused,
    )
