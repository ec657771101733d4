"""The tasks that wait: for whom, how late, found by what."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from tests import factories
from tests.conftest import START
from tests.webapp.conftest import CheckingClient

Enter = Callable[[Actor], CheckingClient]
RECEIVE = "استقبال المستفيد"


def test_task_waits_for_everyone_of_its_role(logged_in: Enter, session: Session, officer: Actor) -> None:
    factories.start_case(session, officer)
    other = factories.create_user(session, "mona", ["relations_officer"])

    assert RECEIVE in logged_in(other).get("/inbox/roles").text


def test_task_of_another_role_is_not_shown(logged_in: Enter, session: Session, officer: Actor, outsider: Actor) -> None:
    factories.start_case(session, officer)

    page = logged_in(outsider).get("/inbox/roles").text

    assert RECEIVE not in page
    assert "لا شيء ينتظرك" in page


def test_claimed_task_moves_to_mine_and_back(logged_in: Enter, session: Session, officer: Actor) -> None:
    task = factories.open_task(session, factories.start_case(session, officer), "S1_Receive")
    session.commit()
    browser = logged_in(officer)

    browser.send(f"/tasks/{task.id}/claim")
    assert RECEIVE in browser.get("/inbox/mine").text

    browser.send(f"/tasks/{task.id}/release")
    assert RECEIVE not in browser.get("/inbox/mine").text


def test_second_to_claim_gets_a_clear_409(logged_in: Enter, session: Session, officer: Actor) -> None:
    task = factories.open_task(session, factories.start_case(session, officer), "S1_Receive")
    mona = factories.create_user(session, "mona", ["relations_officer"])
    logged_in(officer).send(f"/tasks/{task.id}/claim")

    response = logged_in(mona).send(f"/tasks/{task.id}/claim")

    assert response.status_code == 409
    assert "تقدمت المعاملة" in response.text


def test_search_ignores_hamza_and_taa_marbuta(logged_in: Enter, session: Session, officer: Actor) -> None:
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)
    session.commit()
    browser = logged_in(officer)

    assert case.number in browser.get("/inbox/roles", query_string={"q": "القحطانى"}).text
    assert case.number in browser.get("/cases/", query_string={"q": "١٠٩٩٩٩٠٠١٠"}).text
    assert case.number not in browser.get("/cases/", query_string={"q": "1099991026"}).text


def test_late_task_is_marked_late(logged_in: Enter, session: Session, officer: Actor, member: Actor) -> None:
    researcher = factories.create_user(session, "fahd", ["research_officer"])
    factories.bring_to_ballot(session, officer, researcher)
    browser = logged_in(officer)

    with clock.at(START + timedelta(days=20)):
        page = browser.get("/cases/").text

    assert page.count("<li class") >= 1


def test_unknown_tab_is_not_found(logged_in: Enter, officer: Actor) -> None:
    assert logged_in(officer).get("/inbox/others").status_code == 404


def test_search_never_puts_a_person_into_an_address(logged_in: Enter, session: Session, officer: Actor) -> None:
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)
    session.commit()
    browser = logged_in(officer)

    for place in ({"tab": "roles"}, {"in": "cases"}):
        sent = browser.send("/search", {"q": factories.SU["national_id"], **place})

        assert sent.status_code == 303
        assert factories.SU["national_id"] not in sent.headers["Location"]
        assert case.number in browser.get(sent.headers["Location"]).text
