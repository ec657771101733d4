"""The committee's ballot on its page: one's own vote, in secret until it closes."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Case, UserTask
from tests import factories
from tests.webapp.conftest import CheckingClient

Enter = Callable[[Actor], CheckingClient]


@pytest.fixture
def committee(session: Session) -> dict[str, Actor]:
    return {login: factories.create_user(session, login, roles) for login, roles in factories.COMMITTEE.items()}


@pytest.fixture
def case(session: Session, officer: Actor, committee: dict[str, Actor]) -> Case:
    return factories.bring_to_ballot(session, officer, factories.create_user(session, "fahd", ["research_officer"]))


@pytest.fixture
def ballot(session: Session, case: Case) -> UserTask:
    found = factories.open_task(session, case, "CR_Ballot")
    session.commit()
    return found


def vote(browser: CheckingClient, task: UserTask, outcome: str, **more: str) -> int:
    sent = {"f_vote": outcome, "action": "complete", "token": f"{outcome}-token", **more}
    return browser.send(f"/tasks/{task.id}/vote", sent).status_code


def test_case_waits_on_the_members_page(
    logged_in: Enter, committee: dict[str, Actor], case: Case, ballot: UserTask
) -> None:
    browser = logged_in(committee["huda"])

    assert case.number in browser.get("/committee/").text
    page = browser.get(f"/tasks/{ballot.id}").text
    assert "الدخل دون الحد" in page  # the case paper


def test_three_votes_close_the_ballot(
    logged_in: Enter, session: Session, committee: dict[str, Actor], case: Case, ballot: UserTask
) -> None:
    for login in factories.COMMITTEE:
        assert vote(logged_in(committee[login]), ballot, "accept") == 303

    session.rollback()
    assert factories.open_elements(session, case) == ["CR_Record"]


def test_nobody_sees_a_vote_before_the_ballot_closes(
    logged_in: Enter, committee: dict[str, Actor], ballot: UserTask
) -> None:
    vote(logged_in(committee["huda"]), ballot, "refuse", f_reason="دخل كاف ومسكن ملك")
    page = logged_in(committee["salem"]).get(f"/tasks/{ballot.id}").text

    assert "دخل كاف ومسكن ملك" not in page
    assert page.count("tag-good") == 1  # one has voted


def test_refusal_without_reason_is_the_same_page(
    logged_in: Enter, committee: dict[str, Actor], ballot: UserTask
) -> None:
    browser = logged_in(committee["huda"])
    response = browser.send(f"/tasks/{ballot.id}/vote", {"f_vote": "refuse", "action": "complete"})

    assert response.status_code == 422
    assert 'role="alert"' in response.text


def test_second_vote_is_a_conflict(logged_in: Enter, committee: dict[str, Actor], ballot: UserTask) -> None:
    browser = logged_in(committee["huda"])
    vote(browser, ballot, "accept")

    assert vote(browser, ballot, "defer", f_reason="x") == 409


def test_member_recuses_with_a_reason(logged_in: Enter, committee: dict[str, Actor], ballot: UserTask) -> None:
    browser = logged_in(committee["huda"])

    assert browser.send(f"/tasks/{ballot.id}/recuse", {"reason": "قرابة", "token": "r1"}).status_code == 303
    assert "متنحٍّ" in logged_in(committee["salem"]).get(f"/tasks/{ballot.id}").text


def test_chair_closes_with_quorum_and_not_before(
    logged_in: Enter, session: Session, committee: dict[str, Actor], case: Case, ballot: UserTask
) -> None:
    chair = logged_in(committee["abdullah"])
    assert chair.send(f"/tasks/{ballot.id}/close", {"token": "c1"}).status_code == 409

    vote(chair, ballot, "accept")
    vote(logged_in(committee["huda"]), ballot, "accept")

    assert chair.send(f"/tasks/{ballot.id}/close", {"token": "c2"}).status_code == 303
    assert "نتيجة التصويت" in chair.get(f"/tasks/{ballot.id}").text


def test_officer_cannot_vote(logged_in: Enter, officer: Actor, ballot: UserTask) -> None:
    assert vote(logged_in(officer), ballot, "accept") in (403, 404)


def test_a_ballot_that_cannot_decide_says_so_and_what_to_do(
    logged_in: Enter, committee: dict[str, Actor], ballot: UserTask
) -> None:
    sentence = "أن يُسجل آخر صوت"
    for login in ("huda", "salem"):
        browser = logged_in(committee[login])
        assert sentence not in browser.get(f"/tasks/{ballot.id}").text
        browser.send(f"/tasks/{ballot.id}/recuse", {"reason": "قرابة", "token": f"r-{login}"})

    assert sentence in logged_in(committee["abdullah"]).get(f"/tasks/{ballot.id}").text
