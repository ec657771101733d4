"""Drawing without a mouse, by keyboard and by finger; the side put away; a version read in words beside its drawing."""

import pytest
from playwright.sync_api import expect

from tests.browser.drawings import HANDLING, REVIEW, SAVED, Open, lane_of
from tests.browser.people import PHONE, WIDE, Crowd
from tests.browser.site import Site

pytestmark = pytest.mark.browser
TASKS = "modeler.get('elementRegistry').filter(each => each.type === 'bpmn:UserTask').map(each => each.id)"
TAP = "each => each.dispatchEvent(new PointerEvent('click', { detail: 1, pointerType: 'touch', bubbles: true }))"
NEWEST = "modeler.get('selection').get().map(each => each.id)"


def test_keyboard_takes_an_element_from_the_palette(open_draft: Open) -> None:
    drawing = open_draft(REVIEW)
    page, before = drawing.page, drawing.page.evaluate(TASKS)
    page.locator("#modeler-canvas svg").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.action") == "hand-tool"
    while page.evaluate("document.activeElement.dataset.action") != "create.user-task":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    [made] = set(page.evaluate(TASKS)) - set(before)
    assert page.evaluate(NEWEST) == [made]
    expect(page.locator("#modeler-panel")).to_have_attribute("data-element", made)
    drawing.changed()
    assert lane_of(drawing.saved(), made) is not None
    page.keyboard.press("Control+z")
    assert page.evaluate(TASKS) == before


def test_finger_takes_an_element_from_the_palette(open_draft: Open) -> None:
    drawing = open_draft(REVIEW)
    page = drawing.page
    try:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        drawing.open()
        before = page.evaluate(TASKS)
        entry = page.locator(".djs-palette [data-action='create.user-task']")
        entry.evaluate(TAP)
        assert len(set(page.evaluate(TASKS)) - set(before)) == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.wait_for_selector(SAVED)
    finally:
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def test_panel_has_most_of_the_side_and_the_side_can_be_put_away(open_draft: Open) -> None:
    drawing = open_draft(HANDLING)
    page = drawing.page
    drawing.choose("S1_Receive")
    side, panel = page.locator(".modeler-side").bounding_box(), page.locator("#modeler-panel").bounding_box()
    assert side
    assert panel
    assert panel["height"] > side["height"] * 0.6
    fold = page.locator("#modeler-findings button[aria-controls]")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#modeler-findings ul")).to_be_hidden()
    fold.click()
    drawing.act("side")
    expect(page.locator(".modeler-side")).to_be_hidden()
    drawing.open()
    expect(page.locator(".modeler-side")).to_be_hidden()
    drawing.act("side")
    expect(page.locator("#modeler-panel")).to_be_visible()


@pytest.mark.parametrize("locale", ["ar", "en"])
def test_published_version_is_read_in_words_beside_its_drawing(site: Site, crowd: Crowd, locale: str) -> None:
    reem = crowd.person(site, "reem")
    reem.go("/settings")
    reem.speak(locale)
    reem.go(f"/studio/1/diagrams/{HANDLING}")
    reem.page.wait_for_selector("#modeler[data-ready=true]")
    reem.page.locator(".modeler-list summary").click()
    reem.page.get_by_role("button", name="التأكد من المعلومات" if locale == "ar" else "Check the information").click()

    panel = reem.page.locator("#modeler-panel")
    expect(panel.locator(".pp-clause")).not_to_have_count(0)
    expect(panel.locator("input[name=name]")).to_have_value("التأكد من المعلومات ومطابقتها وصلاحيتها")
    assert panel.locator("input:not(:disabled), select:not(:disabled)").count() == 0
    assert reem.violations() == []
