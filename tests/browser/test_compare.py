"""What a version changes, and its decision tables: two drawings that move as one, cells filled by their labels."""

import hashlib
from typing import Any

import pytest
from playwright.sync_api import expect

from engine import users
from engine.bpmn import table_files
from engine.database import writing
from engine.studio import drafts
from tests.browser.looking import foreign_words
from tests.browser.people import PHONE, WIDE, Crowd, Person
from tests.browser.site import Site
from tests.browser.test_accessibility import AXE, FOUND

pytestmark = pytest.mark.browser
FOLDER = "beneficiary_relations/"
REVIEW, PAPERS = FOLDER + "committee_review.bpmn", FOLDER + "decisions/required_papers.dmn"
EDITS = [
    ("associations/samakh.yaml", "P14D, clause: S5, ar: مدة", "P10D, clause: S5, ar: مدة"),
    ("associations/samakh.yaml", "بإتقان وسرعة وجودة", "بإتقان وجودة"),
    (REVIEW, ">=more_info_wait<", ">P10D<"),
    (PAPERS, '"widow", "orphan"<', '"widow"<'),
]  # fmt: skip
VIEW = "[...document.querySelectorAll('.compare-pair .viewport')].map(each => each.getAttribute('transform'))"


def actor(site: Site) -> Any:
    with site.session() as session:
        return users.actor(session, site.users["reem"])


def changed_draft(site: Site) -> int:
    """A draft that differs from the version in force in a few parts."""
    reem = actor(site)
    with site.session() as session:
        writing(session)
        version = drafts.open(session, 1, "رد أسرع", reem)
        for path, old, new in EDITS:
            content = drafts.file(session, version.id, path, reem).content
            assert old.encode() in content, (path, old)
            seen = hashlib.sha256(content).hexdigest()
            drafts.save(session, version.id, path, content.replace(old.encode(), new.encode()), seen, reem)
        session.commit()
        return version.id


@pytest.fixture
def reem(site: Site, crowd: Crowd) -> Person:
    person = crowd.person(site, "reem")
    person.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return person


def compare(person: Person, version: int) -> None:
    assert person.go(f"/studio/{version}/compare/1").status == 200
    person.page.locator(".compare-pair").first.scroll_into_view_if_needed()
    person.page.wait_for_selector(".compare-pair[data-ready=true]")


def test_both_drawings_are_marked_and_move_together(reem: Person, site: Site) -> None:
    compare(reem, changed_draft(site))
    page = reem.page

    assert page.locator(".compare-pair .djs-shape.diff-changed[data-element-id=TB_NotSupplied]").count() == 2
    assert page.locator(".compare-pair .diff-sign-changed").count() == 2, "not by colour alone"
    before = page.evaluate(VIEW)
    page.locator("[data-element=TB_NotSupplied] button").first.click()
    expect(page.locator(".djs-shape.diff-pointed[data-element-id=TB_NotSupplied]")).to_have_count(2)
    after = page.evaluate(VIEW)
    assert after != before
    assert after[0] == after[1]


def test_the_comparison_is_accessible_in_both_languages_and_sizes(reem: Person, site: Site) -> None:
    version = changed_draft(site)
    for locale, size in (("ar", WIDE), ("en", PHONE)):
        reem.go("/settings")
        reem.speak(locale)
        reem.page.set_viewport_size(size)  # type: ignore[arg-type]
        compare(reem, version)
        reem.page.evaluate(AXE)
        assert reem.page.evaluate(FOUND) == []
        assert foreign_words(reem, []) == []
        assert reem.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    reem.speak("ar")


def test_the_comparison_prints_every_sentence(reem: Person, site: Site) -> None:
    compare(reem, changed_draft(site))
    reem.page.emulate_media(media="print")

    expect(reem.page.locator(".differences li").first).to_be_visible()
    expect(reem.page.locator(".compare-choice")).to_be_hidden()
    reem.page.emulate_media(media="screen")


def table_of(site: Site, version: int) -> table_files.EditTable:
    with site.session() as session:
        return table_files.read(drafts.file(session, version, PAPERS, actor(site)).content)


def test_a_cell_is_filled_by_choosing_labels_with_the_keyboard(reem: Person, site: Site) -> None:
    version = changed_draft(site)
    reem.go(f"/studio/{version}/tables/required_papers")
    page = reem.page
    page.wait_for_selector("#table-form[data-ready]")

    page.locator("#r-4-i-1").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("dialog [value=aged]").focus()
    page.keyboard.press("Space")
    page.locator("dialog .btn-primary").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#r-4-i-1")).to_have_value('"divorced", "aged"')
    expect(page.locator("#w-r-4-i-1")).to_contain_text("مطلقة أو كبير سن")
    expect(page.locator("[data-unsaved]")).to_be_visible()
    assert reem.press("Save the table") == 200
    assert table_of(site, version).rules[4].cells[1] == '"divorced", "aged"'


def test_a_mistake_is_told_while_typing(reem: Person, site: Site) -> None:
    reem.go(f"/studio/{changed_draft(site)}/tables/required_papers")
    page = reem.page
    page.wait_for_selector("#table-form[data-ready]")

    page.fill("#r-0-i-0", "1 +")

    expect(page.locator("#w-r-0-i-0 .cell-problem")).to_be_visible()
    expect(page.locator("#r-0-i-0")).to_have_attribute("aria-invalid", "true")
    page.fill("#r-0-i-0", '"rent"')
    expect(page.locator("#w-r-0-i-0 .cell-problem")).to_have_count(0)
    page.evaluate("delete document.getElementById('table-form').dataset.changed")


def test_comparison_signs_are_never_mirrored(reem: Person, site: Site) -> None:
    reem.go(f"/studio/{changed_draft(site)}/tables/need_level")

    for cell in reem.page.locator(".cell input").all():
        assert cell.evaluate("each => getComputedStyle(each).direction") == "ltr"


def test_the_table_is_accessible_in_both_languages_and_sizes(reem: Person, site: Site) -> None:
    version = changed_draft(site)
    for locale, size in (("ar", WIDE), ("en", PHONE)):
        reem.go("/settings")
        reem.speak(locale)
        reem.page.set_viewport_size(size)  # type: ignore[arg-type]
        reem.go(f"/studio/{version}/tables/required_papers")
        reem.page.wait_for_selector("#table-form[data-ready]")
        reem.page.locator("#columns > summary").click()
        reem.page.evaluate(AXE)
        assert reem.page.evaluate(FOUND) == []
        assert foreign_words(reem, []) == []
        assert reem.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    reem.speak("ar")
