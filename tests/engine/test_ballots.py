"""Ballots: one vote a member and round, closed as the association's rules say, never earlier."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import forms
from engine import ballot_page, ballots, cases, history, tasks
from engine.actors import Actor
from engine.errors import Conflict, NotAllowed, NotFound, TaskClosed
from engine.models import Ballot, Case, TaskStatus, User, UserTask
from tests import factories


@dataclass
class Sitting:
    """A case that waits for the vote of huda, salem and the chair abdullah."""

    session: Session
    case: Case
    task: UserTask
    people: dict[str, Actor]

    def vote(self, login: str, outcome: str, token: str | None = None, **more: str) -> Ballot:
        raw = {"f_vote": [outcome], **{f"f_{name}": [text] for name, text in more.items()}}
        if outcome != "accept":
            raw.setdefault("f_reason", ["لأسباب مذكورة"])
        return ballots.cast(self.session, self.task.id, raw, self.people[login], token or factories.token())

    def recuse(self, login: str, reason: str = "قريبة لي") -> Ballot:
        return ballots.recuse(self.session, self.task.id, reason, self.people[login], factories.token())

    def leave(self, login: str) -> None:
        self.session.get_one(User, self.people[login].user_id).active = False
        self.session.flush()

    def close(self, login: str, token: str | None = None) -> UserTask:
        return ballots.close(self.session, self.task.id, self.people[login], token or factories.token())

    def view(self, login: str) -> ballot_page.BallotView:
        policy = factories.policy_of(self.session)
        return ballot_page.view(self.session, self.task, self.people[login], policy)

    @property
    def open(self) -> list[str]:
        return factories.open_elements(self.session, self.case)

    @property
    def result(self) -> dict[str, object]:
        [event] = [event for event in history.of(self.session, self.case.id) if event.kind == "ballot_closed"]
        result: dict[str, object] = event.details["result"]
        return result


@pytest.fixture
def sitting(session: Session, officer: Actor) -> Sitting:
    noura = factories.create_user(session, "noura", ["research_officer"])
    people = {login: factories.create_user(session, login, roles) for login, roles in factories.COMMITTEE.items()}
    case = factories.bring_to_ballot(session, officer, noura)
    return Sitting(session, case, factories.open_task(session, case, "CR_Ballot"), people)


def test_the_last_vote_closes_and_the_case_goes_on(sitting: Sitting) -> None:
    sitting.vote("huda", "accept", reservation="على أن تُراجع بعد سنة")
    sitting.vote("salem", "refuse")
    assert sitting.open == ["CR_Ballot"]
    sitting.vote("abdullah", "accept")

    assert sitting.open == ["CR_Record"]
    assert sitting.result == {
        "outcome": "accept", "accept": 2, "refuse": 1, "more_info": 0, "defer": 0,
        "cast": 3, "members": 3, "recused": 0, "tie": False,
    }  # fmt: skip


def test_the_result_is_data_under_the_elements_id(sitting: Sitting) -> None:
    for login in sitting.people:
        sitting.vote(login, "refuse")

    record = factories.open_task(sitting.session, sitting.case, "CR_Record")
    policy = factories.policy_of(sitting.session)
    assert tasks.known(policy, sitting.case, record)["CR_Ballot"]["outcome"] == "refuse"


def test_reason_and_reservation_are_kept_and_stay_out_of_the_history(sitting: Sitting) -> None:
    ballot = sitting.vote("salem", "refuse", reason="الدخل فوق الحد", reservation="لا شيء")

    assert (ballot.vote, ballot.reason, ballot.reservation) == ("refuse", "الدخل فوق الحد", "لا شيء")
    assert history.of(sitting.session, sitting.case.id)[-1].details == {"round": 1}


def test_the_form_of_the_ballot_is_validated(sitting: Sitting) -> None:
    huda = sitting.people["huda"]
    for raw in ({}, {"f_vote": ["perhaps"]}, {"f_vote": ["refuse"]}):
        with pytest.raises(forms.InvalidAnswers):
            ballots.cast(sitting.session, sitting.task.id, raw, huda, "t")

    assert sitting.session.scalar(select(func.count()).select_from(Ballot)) == 0


def test_a_member_votes_once_a_round(sitting: Sitting) -> None:
    first = sitting.vote("huda", "accept", token="once")

    assert sitting.vote("huda", "accept", token="once") is first
    with pytest.raises(ballots.AlreadyVoted):
        sitting.vote("huda", "refuse")
    with pytest.raises(ballots.AlreadyVoted):
        sitting.recuse("huda")


def test_only_members_vote(sitting: Sitting, officer: Actor, outsider: Actor) -> None:
    chair = factories.create_user(sitting.session, "chair", ["committee_chair"])
    sitting.people |= {"officer": officer, "outsider": outsider, "chair": chair}

    for login, refusal in [("officer", NotAllowed), ("outsider", NotFound), ("chair", NotAllowed)]:
        with pytest.raises(refusal):
            sitting.vote(login, "accept")
        with pytest.raises(refusal):
            sitting.recuse(login)


def test_nobody_completes_claims_or_drafts_a_ballot(sitting: Sitting) -> None:
    huda, session, task = sitting.people["huda"], sitting.session, sitting.task
    for attempt in (
        lambda: tasks.complete(session, task.id, {"CR_Ballot": ["accept"]}, huda, "t"),
        lambda: tasks.claim(session, task.id, huda),
        lambda: tasks.save_draft(session, task.id, {}, huda),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_vote_after_closing_is_too_late(sitting: Sitting) -> None:
    sitting.vote("huda", "accept")
    sitting.vote("abdullah", "accept")
    sitting.close("abdullah")

    with pytest.raises(TaskClosed):
        sitting.vote("salem", "refuse")


def test_the_chair_closes_with_quorum_and_never_without(sitting: Sitting) -> None:
    sitting.vote("abdullah", "accept")
    with pytest.raises(ballots.NoQuorum):
        sitting.close("abdullah")
    sitting.vote("huda", "accept")
    with pytest.raises(NotAllowed):
        sitting.close("huda")
    sitting.close("abdullah", "once")

    assert sitting.close("abdullah", "once").status is TaskStatus.COMPLETED
    assert sitting.open == ["CR_Record"]
    [closing] = [event for event in history.of(sitting.session, sitting.case.id) if event.kind == "ballot_closed"]
    assert (closing.actor_id, closing.role) == (sitting.people["abdullah"].user_id, "committee_chair")
    assert (sitting.result["cast"], sitting.result["members"]) == (2, 3)


def test_who_recuses_is_not_waited_for(sitting: Sitting) -> None:
    ballot = sitting.recuse("salem")
    sitting.vote("huda", "accept")
    sitting.vote("abdullah", "accept")

    assert (ballot.recused, ballot.vote, ballot.reason) == (True, None, "قريبة لي")
    assert sitting.open == ["CR_Record"]
    assert (sitting.result["recused"], sitting.result["cast"]) == (1, 2)


def test_a_tie_goes_to_the_chairs_side(sitting: Sitting) -> None:
    sitting.recuse("salem")
    sitting.vote("huda", "accept")
    sitting.vote("abdullah", "refuse")

    assert (sitting.result["outcome"], sitting.result["tie"]) == ("refuse", True)


def test_too_few_left_to_decide_means_another_round(sitting: Sitting) -> None:
    sitting.recuse("salem")
    sitting.recuse("huda")
    sitting.vote("abdullah", "accept")

    assert sitting.result["outcome"] == "defer"
    assert sitting.open == ["CR_Ballot"]


def test_each_opening_is_a_new_round(sitting: Sitting) -> None:
    for login in sitting.people:
        sitting.vote(login, "defer")
    sitting.task = factories.open_task(sitting.session, sitting.case, "CR_Ballot")

    assert sitting.task.round == 2
    sitting.vote("huda", "accept")
    assert [vote.member_id for vote in ballots.cast_in(sitting.session, sitting.task)] == [
        sitting.people["huda"].user_id
    ]


def test_the_tally_is_a_secret_until_the_ballot_is_closed(sitting: Sitting) -> None:
    sitting.vote("huda", "accept")
    assert ballots.tally(sitting.session, sitting.task) is None
    sitting.vote("salem", "accept")
    sitting.vote("abdullah", "accept")

    tally = ballots.tally(sitting.session, sitting.task)
    assert tally is not None
    assert tally.counts["accept"] == 3


def test_a_member_who_left_is_not_waited_for_and_their_vote_stands(sitting: Sitting) -> None:
    sitting.vote("huda", "accept")
    for login in ("huda", "salem"):
        sitting.session.get_one(User, sitting.people[login].user_id).active = False
    sitting.session.flush()
    sitting.vote("abdullah", "accept")

    assert sitting.open == ["CR_Record"]
    assert (sitting.result["accept"], sitting.result["members"]) == (2, 2)


def test_a_withdrawal_takes_the_ballot_away(sitting: Sitting, officer: Actor) -> None:
    sitting.vote("huda", "accept")
    raw = {"f_reason": ["وجد عملًا"], "f_withdrawn_by": ["phone"]}
    cases.send_message(sitting.session, sitting.case.id, "withdraw", raw, officer, "w")

    with pytest.raises(Conflict):
        sitting.vote("salem", "accept")
    assert ballots.tally(sitting.session, sitting.task) is None


@pytest.mark.parametrize("reason", ["", " \u00a0 "])
def test_who_recuses_says_why(sitting: Sitting, reason: str) -> None:
    with pytest.raises(ballots.ReasonNeeded):
        sitting.recuse("huda", reason)

    assert not ballots.cast_in(sitting.session, sitting.task)


def test_everybody_recused_is_no_decision_and_another_round(sitting: Sitting) -> None:
    for login in sitting.people:
        sitting.recuse(login)

    assert (sitting.result["outcome"], sitting.result["recused"]) == ("defer", 3)
    assert factories.open_task(sitting.session, sitting.case, "CR_Ballot").round == 2


def test_the_chair_closes_where_the_last_to_vote_has_left(sitting: Sitting) -> None:
    sitting.recuse("huda")
    sitting.vote("abdullah", "accept")
    with pytest.raises(ballots.NoQuorum):
        sitting.close("abdullah")
    sitting.leave("salem")
    sitting.close("abdullah")

    assert sitting.result["outcome"] == "defer"  # one vote is no quorum, and never a decision


def test_a_chair_who_stepped_aside_does_not_close_and_another_does(sitting: Sitting) -> None:
    sitting.people["omar"] = factories.create_user(sitting.session, "omar", ["committee_chair"])
    sitting.recuse("abdullah")
    sitting.vote("huda", "accept")
    sitting.people["reem"] = factories.create_user(sitting.session, "reem", ["committee_member"])
    factories.create_user(sitting.session, "late", ["committee_member"])
    sitting.vote("salem", "refuse")
    sitting.vote("reem", "refuse")

    with pytest.raises(NotAllowed):
        sitting.close("abdullah")
    assert [sitting.view(login).may_close for login in ("abdullah", "omar")] == [False, True]
    assert sitting.close("omar").status is TaskStatus.COMPLETED


def test_a_committee_too_small_to_decide_is_told_so_in_every_round(sitting: Sitting) -> None:
    """Two of three stepped aside: the third vote would only open the next round."""
    sitting.recuse("salem")
    assert not sitting.view("abdullah").cannot_decide
    sitting.recuse("huda")
    assert sitting.view("abdullah").cannot_decide
    sitting.vote("abdullah", "accept")
    assert not sitting.view("abdullah").cannot_decide  # closed: nothing to be done about it any more

    sitting.task = factories.open_task(sitting.session, sitting.case, "CR_Ballot")
    assert sitting.view("abdullah").cannot_decide
    for login in ("huda", "salem"):  # they are replaced
        sitting.leave(login)
    factories.create_user(sitting.session, "new", ["committee_member"])
    assert not sitting.view("abdullah").cannot_decide


def test_who_stepped_aside_once_and_votes_now_is_counted_on(sitting: Sitting) -> None:
    for login in sitting.people:
        sitting.recuse(login)
    sitting.task = factories.open_task(sitting.session, sitting.case, "CR_Ballot")
    sitting.vote("huda", "accept")
    assert sitting.view("salem").cannot_decide
    sitting.vote("salem", "accept")

    assert not sitting.view("salem").cannot_decide


def test_a_committee_of_nobody_closes_nothing(sitting: Sitting) -> None:
    for login in ("huda", "salem"):
        sitting.leave(login)
    chair = factories.create_user(sitting.session, "omar", ["committee_chair"])
    sitting.leave("abdullah")

    with pytest.raises(ballots.NoQuorum):
        ballots.close(sitting.session, sitting.task.id, chair, factories.token())


def test_a_task_that_is_no_ballot_takes_no_vote(sitting: Sitting, officer: Actor) -> None:
    task = factories.open_task(sitting.session, factories.start_case(sitting.session, officer), "S1_Receive")

    with pytest.raises(NotFound):
        ballots.cast(sitting.session, task.id, {}, officer, factories.token())
    with pytest.raises(NotFound):
        ballots.recuse(sitting.session, task.id, "سبب", officer, factories.token())
    with pytest.raises(NotFound):
        ballots.close(sitting.session, task.id, officer, factories.token())


def test_a_closed_round_is_shown_as_it_was_then(sitting: Sitting) -> None:
    for login in sitting.people:
        sitting.vote(login, "accept")
    for login in ("noor", "omar"):
        factories.create_user(sitting.session, login, ["committee_member"])

    policy = factories.policy_of(sitting.session)
    shown = ballot_page.view(sitting.session, sitting.task, sitting.people["huda"], policy)
    assert ({member.state for member in shown.members}, shown.quorum) == ({"voted"}, 2)
