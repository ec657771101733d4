"""The diagram on a case's page, and what says the same beside it."""

import pytest
from playwright.sync_api import expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import Crowd

pytestmark = pytest.mark.browser


def test_the_case_stands_marked_on_its_diagram(exhibits: Exhibits, crowd: Crowd) -> None:
    fahd = crowd.person(exhibits.site, "fahd")
    fahd.go(f"/cases/{exhibits.cases['late']}")
    fahd.speak("ar")
    drawing = fahd.page.locator(".canvas:visible")
    drawing.scroll_into_view_if_needed()
    expect(fahd.page.locator(".canvas[data-ready]:visible")).to_have_count(1)
    expect(drawing.locator(".is-current[data-element-id=CR_MoreInfo]")).to_be_in_viewport()
    assert drawing.locator(".djs-connection.is-travelled").count() > 3
    assert drawing.locator(".is-done").count() > 3


def test_a_list_says_what_the_diagram_shows(exhibits: Exhibits, crowd: Crowd) -> None:
    fahd = crowd.person(exhibits.site, "fahd")
    fahd.go(f"/cases/{exhibits.cases['late']}")
    fahd.speak("ar")
    opened = fahd.page.locator("details.more[open]").filter(has=fahd.page.locator(".canvas"))
    opened.get_by_text(fahd.say("The steps as a list")).click()
    now = opened.locator("tbody tr").filter(has=fahd.page.get_by_role("cell", name=fahd.say("now"), exact=True))
    expect(now).to_contain_text("استيفاء ما طلبته اللجنة")


def test_a_diagram_speaks_the_language_of_its_page(exhibits: Exhibits, crowd: Crowd) -> None:
    fahd = crowd.person(exhibits.site, "fahd")
    fahd.go("/policy/")
    fahd.speak("en")
    fahd.page.locator(".canvas:visible").scroll_into_view_if_needed()
    expect(fahd.page.locator(".canvas[data-ready]:visible")).to_have_count(1)
    drawn = " ".join(fahd.page.locator(".canvas:visible .djs-label").all_text_contents())
    assert not any("\u0600" <= letter <= "\u06ff" for letter in drawn)
