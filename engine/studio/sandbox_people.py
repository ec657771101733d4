"""Who can be played in a sandbox: one person for each role of the association, and enough members for each ballot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import access, counting, filling, users
from engine.actors import Actor
from engine.models import Ballot, TaskStatus, User, UserTask
from engine.policies import versions
from engine.policies.policy import Policy

FEWEST_MEMBERS = 3
MOST_MEMBERS = 25
LONGEST_LOGIN = 60


@dataclass(frozen=True)
class Player:
    """Somebody who can be played; `tasks` counts what this person could do now."""

    id: int
    name: str
    tasks: int
    is_played: bool


@dataclass(frozen=True)
class Part:
    """A person to be made."""

    login: str
    ar: str
    en: str
    roles: tuple[str, ...]


def create(session: Session, policy: Policy) -> None:
    """Make everybody who can be played."""
    for part in parts(policy):
        users.create(session, part.login, part.ar, part.en, part.roles)


def parts(policy: Policy) -> list[Part]:
    """Return one person for each role, named as the role is; a chair is a member too, and votes."""
    roles, members = policy.association["roles"], _members(policy)
    return [part for key, role in roles.items() for part in _parts(key, role, policy, members.get(key, 1))]


def actor(session: Session, user_id: int | None, locale: str) -> Actor:
    """Return who is played: the person chosen, else the first who may open a case, else the first."""
    everybody = _everybody(session)
    chosen = next((user for user in everybody if user.id == user_id), None) or _opener(session, everybody)
    name = chosen.name_en if locale == "en" else chosen.name_ar
    return Actor(chosen.id, name, frozenset(role.key for role in chosen.roles), locale)


def players(session: Session, played: Actor) -> list[Player]:
    """Return everybody with the number of tasks that wait for them."""
    waiting, voted = _waiting(session), _voted(session)
    found = []
    for user in _everybody(session):
        mine = [task for task in waiting if _is_for(task, user, voted)]
        name = user.name_en if played.locale == "en" else user.name_ar
        found.append(Player(user.id, name, len(mine), user.id == played.user_id))
    return found


def _members(policy: Policy) -> dict[str, int]:
    """How many each committee needs, so that its ballots can have a quorum."""
    needed: dict[str, int] = {}
    for ballot in policy.association.get("ballots", {}).values():
        needed[ballot["members"]] = max(needed.get(ballot["members"], 0), _enough(ballot, policy))
    return needed


def _enough(ballot: Mapping[str, Any], policy: Policy) -> int:
    evaluate = filling.evaluator(policy, {})
    if ballot.get("seats"):
        return min(int(ballot["seats"]), MOST_MEMBERS)
    sizes = range(FEWEST_MEMBERS, MOST_MEMBERS)
    return next((size for size in sizes if counting.quorum(ballot, size, evaluate) <= size), MOST_MEMBERS)


def _parts(key: str, role: Mapping[str, Any], policy: Policy, needed: int) -> Iterator[Part]:
    ballots = policy.association.get("ballots", {}).values()
    also = {ballot["members"] for ballot in ballots if ballot["chair"] == key} - {key}
    yield Part(_login(key), role["ar"], role["en"], (key, *sorted(also)))
    chairs = {ballot["chair"] for ballot in ballots if ballot["members"] == key} - {key}
    for number in range(2, needed - len(chairs) + 1):
        yield Part(f"{_login(key)}_{number}", f"{role['ar']} ({number})", f"{role['en']} ({number})", (key,))


def _login(key: str) -> str:
    return key[:LONGEST_LOGIN]


def _everybody(session: Session) -> list[User]:
    return list(session.scalars(select(User).where(User.active).order_by(User.id)))


def _opener(session: Session, everybody: list[User]) -> User:
    processes = versions.policy(session, versions.in_force(session).id).specs.processes.values()
    opening = {process.start.role for process in processes if process.start.form}
    return next((user for user in everybody if opening & {role.key for role in user.roles}), everybody[0])


def _waiting(session: Session) -> list[UserTask]:
    return list(session.scalars(select(UserTask).where(UserTask.status == TaskStatus.OPEN)))


def _voted(session: Session) -> set[tuple[int, int]]:
    return {(row[0], row[1]) for row in session.execute(select(Ballot.task_id, Ballot.member_id))}


def _is_for(task: UserTask, user: User, voted: set[tuple[int, int]]) -> bool:
    return (
        access.may_do(task, users.as_actor(user))
        and task.claimed_by_id in (None, user.id)
        and (task.id, user.id) not in voted
    )
