"""The case's page, its diagrams and letters, messages it takes, new and continued cases."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Case, CaseStatus
from engine.policies import versions
from tests import factories
from tests.webapp.conftest import CheckingClient

Enter = Callable[[Actor], CheckingClient]


@pytest.fixture
def case(session: Session, officer: Actor) -> Case:
    return factories.refer(session, officer)


def test_case_is_opened_at_the_counter(logged_in: Enter, session: Session, officer: Actor) -> None:
    browser = logged_in(officer)
    assert browser.get("/cases/new").location == "/cases/new/beneficiary_case"
    browser.get("/cases/new/beneficiary_case")

    sent = {"f_origin": "applicant", "action": "complete", "token": "t1"}
    response = browser.send("/cases/new/beneficiary_case", sent)
    again = browser.send("/cases/new/beneficiary_case", sent)

    assert response.status_code == 303
    assert again.location == response.location


def test_start_form_is_refused_on_the_same_page(logged_in: Enter, officer: Actor) -> None:
    response = logged_in(officer).send("/cases/new/beneficiary_case", {"f_origin": "outreach", "action": "complete"})

    assert response.status_code == 422
    assert 'role="alert"' in response.text


def test_page_shows_all_of_the_case(logged_in: Enter, officer: Actor, case: Case) -> None:
    page = logged_in(officer).get(f"/cases/{case.id}").text

    assert factories.SU["name"] in page
    assert page.count('class="progress-steps"') == 1
    assert 'data-current="' in page
    assert "06/12/2026" in page  # the reply's target, two weeks after the referral
    assert "26/06/1448" in page
    assert "انسحاب مقدم الطلب" in page


def test_same_page_in_english(logged_in: Enter, session: Session, officer: Actor, case: Case) -> None:
    browser = logged_in(officer)
    browser.send("/language", {"locale": "en"})

    page = browser.get(f"/cases/{case.id}").text

    assert '<html lang="en" dir="ltr">' in page
    assert "Timeline" in page


def test_diagram_is_served_as_xml(logged_in: Enter, officer: Actor, case: Case) -> None:
    response = logged_in(officer).get(f"/cases/{case.id}/diagrams/beneficiary_handling")

    assert response.mimetype == "application/xml"
    assert b"S5_Reply" in response.data


def test_letter_is_a_pdf(logged_in: Enter, officer: Actor, case: Case) -> None:
    response = logged_in(officer).get(f"/cases/{case.id}/letters/referral_notice")

    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF")


def test_withdrawal_ends_the_case(logged_in: Enter, session: Session, officer: Actor, case: Case) -> None:
    browser = logged_in(officer)
    assert browser.get(f"/cases/{case.id}/messages/withdraw").status_code == 200
    sent = {"f_reason": "وجد دعمًا آخر", "f_withdrawn_by": "phone", "action": "complete", "token": "t1"}

    response = browser.send(f"/cases/{case.id}/messages/withdraw", sent)

    session.rollback()
    assert response.status_code == 303
    assert session.get_one(Case, case.id).status is CaseStatus.ENDED


def test_a_message_names_the_version_and_the_clause_by_which_it_was_sent(
    logged_in: Enter, session: Session, officer: Actor, case: Case
) -> None:
    browser = logged_in(officer)
    sent = {"f_reason": "وجد دعمًا آخر", "f_withdrawn_by": "phone", "action": "complete", "token": "t1"}
    browser.send(f"/cases/{case.id}/messages/withdraw", sent)

    text = browser.get(f"/cases/{case.id}").text.partition('id="messages"')[2]

    assert versions.in_force(session).hash[:10] in text


def test_message_that_nothing_waits_for_is_a_conflict(logged_in: Enter, officer: Actor, case: Case) -> None:
    assert logged_in(officer).get(f"/cases/{case.id}/messages/papers").status_code == 409


def test_ended_case_is_taken_up_again(logged_in: Enter, session: Session, officer: Actor, case: Case) -> None:
    browser = logged_in(officer)
    sent = {"f_reason": "سافر", "f_withdrawn_by": "phone", "action": "complete", "token": "t1"}
    browser.send(f"/cases/{case.id}/messages/withdraw", sent)
    assert f"continues={case.id}" in browser.get(f"/cases/{case.id}").text

    start = f"/cases/new/beneficiary_case?continues={case.id}"
    assert case.number in browser.get(start).text
    response = browser.send(start, {"f_origin": "applicant", "action": "complete", "token": "t2"})

    assert case.number in browser.get(response.location).text


def test_outsider_learns_nothing_of_the_case(logged_in: Enter, outsider: Actor, case: Case) -> None:
    browser = logged_in(outsider)

    assert browser.get(f"/cases/{case.id}").status_code == 404
    assert case.number not in browser.get("/cases/").text
