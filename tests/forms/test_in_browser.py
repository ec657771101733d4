"""A form in Chromium: redrawn as answers change, kept as a draft, signed, usable without a script and by everyone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.forms.site import HOME, ROOT, Site

pytestmark = pytest.mark.browser
NEEDS = {"inquiry": {"ar": "استفسار", "en": "Inquiry"}, "support": {"ar": "دعم", "en": "Support"}}
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def opened(browser, around):
    """Open a form; the page may break no rule of the policy and log no error."""
    contexts = []

    def open_form(definition, locale="en", *, script=True, width=1000, **known):
        site = Site(definition, around(locale, **known), script=script)
        context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 900})
        contexts.append(context)
        context.set_default_timeout(5000)
        page = context.new_page()
        page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.route("**/*", site.answer)
        page.goto(HOME)
        return page, site

    failures: list[str] = []
    yield open_form
    for context in contexts:
        context.close()
    assert [text for text in failures if "Failed to load resource" not in text] == []


@pytest.fixture
def receive(form, field):
    return form(
        field("need", "choice", choices=NEEDS, required=True),
        field("kind", required=True, visible_if='need = "support"'),
        field("note"),
        field("seen_on", "date"),
        field("family", "family"),
    )


def test_a_question_appears_while_another_is_being_typed(opened, receive):
    page, _ = opened(receive)
    page.get_by_label("Support").check()
    page.get_by_label("Field note").press_sequentially("typed meanwhile")
    expect(page.get_by_label("Field kind")).to_be_visible()
    expect(page.get_by_label("Field note")).to_be_focused()
    assert page.get_by_label("Field note").input_value() == "typed meanwhile"

    page.get_by_label("Inquiry").check()
    expect(page.get_by_label("Field kind")).to_have_count(0)
    assert page.get_by_label("Field note").input_value() == "typed meanwhile"


def test_rows_are_added_and_removed_in_place(opened, receive):
    page, site = opened(receive)
    page.get_by_label("Field note").fill("stays")
    page.get_by_label("Name", exact=False).first.fill("Ali")
    page.get_by_role("button", name="Add a row: Field family").click()
    expect(page.get_by_role("group", name="Row 2")).to_be_visible()
    page.get_by_role("group", name="Row 2").get_by_label("Name").fill("Lina")
    page.get_by_role("button", name="Remove row 1").click()
    expect(page.get_by_role("group", name="Row 2")).to_have_count(0)
    assert page.get_by_role("group", name="Row 1").get_by_label("Name").input_value() == "Lina"
    assert page.get_by_label("Field note").input_value() == "stays"
    assert site.actions == ["add:family", "remove:family-0"]


def test_a_draft_is_kept_by_itself_and_the_page_says_so(opened, receive):
    page, site = opened(receive)
    note = page.get_by_label("Field note")
    note.fill("half")
    expect(page.get_by_role("status")).to_contain_text("Draft saved at", timeout=8000)
    expect(note).to_be_focused()
    assert site.drafts[-1]["f_note"] == ["half"]


def test_a_draft_that_was_not_kept_is_said(opened, receive):
    page, _ = opened(receive)
    page.route("**/draft", lambda route: route.fulfill(status=403))
    page.get_by_label("Field note").fill("half")
    expect(page.get_by_role("status")).to_contain_text("The draft was not saved", timeout=8000)


def test_a_failed_form_puts_the_summary_first_and_its_links_lead_to_the_fields(opened, receive):
    page, _ = opened(receive)
    page.get_by_label("Field seen_on").fill("31/02/2026")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Field seen_on").click()
    expect(page.get_by_label("Field seen_on")).to_be_focused()
    assert page.get_by_label("Field seen_on").input_value() == "31/02/2026"


def test_enter_does_not_send_a_half_filled_form(opened, receive):
    page, site = opened(receive)
    page.get_by_label("Field note").fill("x")
    page.get_by_label("Field note").press("Enter")
    assert site.actions == []
    page, site = opened(receive, script=False)
    page.get_by_label("Field note").fill("x")
    page.get_by_label("Field note").press("Enter")
    assert site.actions == ["redraw"]
    assert page.get_by_label("Field note").input_value() == "x"


def test_a_draft_that_is_refused_is_said_in_the_sentence_that_came(opened, receive):
    page, site = opened(receive)
    site.refusal = "A colleague has claimed this task."
    page.get_by_label("Field note").fill("x")
    expect(page.get_by_text(site.refusal)).to_be_visible()
    assert site.drafts == []


def test_the_hijri_day_stands_beside_what_is_typed(opened, receive):
    page, _ = opened(receive)
    page.get_by_label("Field seen_on").fill("٢٢/١١/٢٠٢٦")
    expect(page.get_by_text("1448-06-12 AH")).to_be_visible()


def test_a_signature_is_drawn_kept_over_an_error_and_stored(opened, form, field):
    page, site = opened(form(field("signature", "signature", required=True), field("note", required=True)))
    sign(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Field note").fill("x")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert site.stored["signature"]["drawn"].startswith("<svg")


def test_a_signature_can_be_cleared(opened, form, field):
    page, site = opened(form(field("signature", "signature", required=True)))
    sign(page)
    page.get_by_role("button", name="Clear the signature").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("A signature is required")
    assert site.stored is None


def sign(page: Page) -> None:
    box = page.get_by_role("img").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 20 + step * 15, box["y"] + 40 + (step % 4) * 20)
    page.mouse.up()


def test_a_task_is_finished_without_a_script(opened, receive):
    page, site = opened(receive, script=False)
    page.get_by_label("Support").check()
    page.get_by_role("button", name="Update the questions").click()
    page.get_by_label("Field kind").fill("food")
    page.get_by_role("button", name="Add a row").click()
    page.get_by_role("group", name="Row 2").get_by_label("Name").fill("Lina")
    page.get_by_role("group", name="Row 2").get_by_label("ابنة").check()
    page.get_by_role("button", name="Send").click()
    assert site.stored["kind"] == "food"
    assert [member["name"] for member in site.stored["family"]] == ["Lina"]


@pytest.mark.parametrize("locale", ["ar", "en"])
@pytest.mark.parametrize("width", [360, 1000])
def test_axe_finds_nothing_and_nothing_overflows(opened, every_type, locale, width, tmp_path: Path):
    page, _ = opened(every_type, locale, width=width)
    for state in ("fresh", "failed"):
        page.evaluate(AXE)
        found = page.evaluate("axe.run({rules: {'color-contrast': {enabled: true}}})")["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], state
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.screenshot(path=tmp_path / f"{locale}-{width}-{state}.png", full_page=True)
        page.locator("#f_amount").fill("x")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_be_visible()
