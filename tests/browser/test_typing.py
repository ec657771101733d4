"""What somebody types is not lost and not doubled: drafts, ended sessions, double clicks, two windows."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from engine.models import HistoryEvent
from tests.browser.conftest import Sites
from tests.browser.driver import Driver
from tests.browser.filling import Filling
from tests.browser.people import Crowd, Person
from tests.browser.site import PASSWORD
from tests.browser.test_scenarios import path_of

pytestmark = pytest.mark.browser
NAME = "نورة بنت سعد بن محمد الشهراني"
INQUIRY = {"need": "inquiry", "channel": "phone", "questions": [{"question": "ما شروط الدعم؟", "answer": "بُيّنت له"}]}


@pytest.fixture
def started(sites: Sites, crowd: Crowd) -> Driver:
    """A case at its reception."""
    driver = Driver(sites("samakh"), crowd, path_of("02_inquiry_bad_digits"))
    driver.act(until=1)
    return driver


def reception(driver: Driver, person: Person) -> Page:
    person.go("/tasks/1")
    return person.page


def completed(driver: Driver) -> int:
    query = select(func.count()).where(HistoryEvent.kind == "task_completed", HistoryEvent.element_id == "S1_Receive")
    with driver.site.session() as session:
        return session.scalar(query) or 0


def filled(driver: Driver, person: Person) -> Filling:
    filling = Filling(person, driver.world.policy().forms["receive"])
    filling.fill(INQUIRY)
    return filling


def test_half_a_form_is_kept_by_itself(started: Driver, crowd: Crowd) -> None:
    haya = crowd.person(started.site, "haya")
    page = reception(started, haya)
    with page.expect_response(lambda answer: answer.url.endswith("/tasks/1/draft")) as kept:
        page.get_by_label("الاسم الرباعي").fill(NAME)
    assert kept.value.status == 204
    expect(page.locator("[data-status]")).to_contain_text("حُفظ")
    page.reload()
    assert page.get_by_label("الاسم الرباعي").input_value() == NAME


def test_a_session_that_ends_while_typing_loses_nothing(started: Driver, crowd: Crowd) -> None:
    haya = crowd.newcomer(started.site, "haya")
    haya.log_in()
    page = reception(started, haya)
    with page.expect_response(lambda answer: answer.url.endswith("/tasks/1/draft")):  # its answer brings a cookie
        page.get_by_label("الاسم الرباعي").fill(NAME)
    haya.context.clear_cookies()
    assert haya.press("Complete the task") == 401
    page.get_by_label(haya.say("User name")).fill("haya")
    page.get_by_label(haya.say("Password")).fill(PASSWORD)
    haya.press("Log in")
    assert page.get_by_label("الاسم الرباعي").input_value() == NAME
    assert haya.problems == []
    haya.context.close()


def test_a_double_click_completes_once(started: Driver, crowd: Crowd) -> None:
    haya = crowd.person(started.site, "haya")
    reception(started, haya)
    filled(started, haya)
    with haya.page.expect_navigation():
        haya.page.get_by_role("button", name=haya.say("Complete the task")).dblclick()
    haya.page.wait_for_load_state()
    haya.go("/inbox")
    assert completed(started) == 1


def test_the_second_of_two_windows_is_told_so(started: Driver, crowd: Crowd) -> None:
    haya = crowd.person(started.site, "haya")
    second = crowd.second_window(haya)
    for window in (haya, second):
        reception(started, window)
        filled(started, window)
    assert haya.press("Complete the task") == 200
    assert second.press("Complete the task") == 409
    assert second.page.get_by_role("heading", level=1).inner_text() == second.say("The case has moved on")
    assert completed(started) == 1
    second.page.close()


def test_the_other_language_keeps_the_page(started: Driver, crowd: Crowd) -> None:
    haya = crowd.person(started.site, "haya")
    haya.go("/inbox/roles?q=2026")
    haya.speak("en")
    assert haya.page.url == f"{started.site.url}/inbox/roles?q=2026"
    assert haya.locale == "en"
    haya.speak("ar")
