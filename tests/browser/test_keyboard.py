"""Nothing but the keyboard: log in, find the task, take it, fill it in and complete it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Sites
from tests.browser.driver import Driver
from tests.browser.people import Crowd, say
from tests.browser.site import PASSWORD
from tests.browser.test_scenarios import path_of

pytestmark = pytest.mark.browser
MOST_TABS = 90


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_task_without_a_mouse(sites: Sites, crowd: Crowd) -> None:
    driver = Driver(sites("samakh"), crowd, path_of("05b_does_not_go_on"))
    driver.act(until=1)
    person = crowd.newcomer(driver.site, "haya")
    page = person.page
    person.go("/")
    tab_to(page, "[name=login]")
    page.keyboard.type("haya")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    press_enter(page)

    tab_to(page, "form[action$='/claim'] button")
    press_enter(page)
    assert page.url.endswith("/tasks/1")
    tab_to(page, "[name=f_need]")
    page.keyboard.press("Space")
    for _ in range(3):
        if page.locator("[name=f_need][value=unclear]").is_checked():
            break
        page.keyboard.press("ArrowDown")
    assert page.locator("[name=f_need][value=unclear]").is_checked()
    expect(page.locator("[data-field=person]")).to_have_count(1)
    tab_to(page, "select[name=f_channel], [name=f_channel]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "button[value=complete]")
    press_enter(page)
    expect(page.locator(".alert-success")).to_have_text(
        say("ar", "The task is done. The case has moved on to its next step.")
    )
    person.context.close()
    driver.world.session.close()


def test_the_first_tab_skips_to_the_content(sites: Sites, crowd: Crowd) -> None:
    stranger = crowd.stranger(sites("samakh"))
    stranger.go("/login")
    stranger.page.keyboard.press("Tab")
    skip = stranger.page.get_by_role("link", name=stranger.say("Skip to the content"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
