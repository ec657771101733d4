"""A task that nobody can do is shown to the operator: no case waits in silence."""

import pytest
from sqlalchemy.orm import Session

from engine import ballots, operations, tasks, users
from engine.actors import Actor
from engine.errors import NotAllowed
from engine.models import User
from tests import factories


@pytest.fixture
def operator(session: Session) -> Actor:
    return factories.create_user(session, "amal", ["administrator"])


def shown(session: Session, operator: Actor) -> list[tuple[str, str]]:
    session.flush()
    return [(line.name, line.waits_for) for line in operations.show(session, operator).unattended]


def leave(session: Session, actor: Actor) -> None:
    session.get_one(User, actor.user_id).active = False


def test_a_role_that_nobody_holds(session: Session, officer: Actor, operator: Actor) -> None:
    factories.refer(session, officer)
    assert shown(session, operator) == [("إسناد الحالة إلى باحث", "مسؤول البحث الاجتماعي")]

    factories.create_user(session, "noura", ["research_officer"])
    assert shown(session, operator) == []


def test_somebody_who_was_named_and_has_left(session: Session, officer: Actor, operator: Actor) -> None:
    noura, sara = (factories.create_user(session, login, ["research_officer"]) for login in ("noura", "sara"))
    case = factories.refer(session, officer)
    task = tasks.claim(session, factories.open_task(session, case, "CR_Assign").id, noura)
    assert shown(session, operator) == []

    leave(session, noura)
    assert shown(session, operator) == [("إسناد الحالة إلى باحث", "noura ع")]
    director = factories.create_user(session, "director", ["executive_director"])
    tasks.reassign(session, task.id, sara.user_id, director)
    assert shown(session, operator) == []


def test_a_committee_of_nobody_and_one_that_lost_its_last_voter(
    session: Session, officer: Actor, operator: Actor
) -> None:
    noura = factories.create_user(session, "noura", ["research_officer"])
    case = factories.bring_to_ballot(session, officer, noura)
    task = factories.open_task(session, case, "CR_Ballot")
    assert shown(session, operator) == [(task.name_ar, "عضو لجنة البحث")]

    people = {login: factories.create_user(session, login, roles) for login, roles in factories.COMMITTEE.items()}
    ballots.recuse(session, task.id, "قريبة لي", people["huda"], factories.token())
    ballots.cast(session, task.id, {"f_vote": ["accept"]}, people["abdullah"], factories.token())
    assert shown(session, operator) == []
    leave(session, people["salem"])
    assert shown(session, operator) == [(task.name_ar, "عضو لجنة البحث")]
    ballots.close(session, task.id, users.actor(session, people["abdullah"].user_id), factories.token())


def test_votes_in_one_ballot_are_none_in_another(session: Session, officer: Actor, operator: Actor) -> None:
    noura = factories.create_user(session, "noura", ["research_officer"])
    people = [factories.create_user(session, login, roles) for login, roles in factories.COMMITTEE.items()]
    done = factories.bring_to_ballot(session, officer, noura)
    factories.copy_case(session, done, 1)
    task = factories.open_task(session, done, "CR_Ballot")
    for member in people:
        ballots.cast(session, task.id, {"f_vote": ["accept"]}, member, factories.token())
    assert shown(session, operator) == [("تدوين قرار اللجنة", "أمين لجنة البحث")]


def test_only_an_operator_asks(session: Session, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        operations.show(session, officer)
