"""The policy's text and lists as the quality officer uses them: words compared, by keyboard, on paper, on a phone."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engine import users
from engine.actors import Actor
from engine.models import PolicyVersion, User
from engine.policies import entries, versions
from engine.studio import drafts
from tests.browser.people import PHONE, WIDE, Crowd, Person
from tests.browser.site import Site
from tests.browser.test_accessibility import AXE, FOUND
from tests.browser.test_keyboard import press_enter, tab_to

pytestmark = pytest.mark.browser
FILE = "associations/samakh.yaml"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def reem_of(site: Site) -> Actor:
    with site.session() as session:
        return users.as_actor(session.scalars(select(User).where(User.login == "reem")).one())


@pytest.fixture
def draft(site: Site) -> str:
    """The address of a fresh draft."""
    with site.session() as session:
        made = drafts.open(session, versions.in_force(session).id, "مدة أقصر", reem_of(site))
        session.commit()
        return f"/studio/{made.id}"


@pytest.fixture
def reem(site: Site, crowd: Crowd) -> Person:
    person = crowd.person(site, "reem")
    person.go("/studio/")
    person.speak("ar")
    return person


def standing(site: Site, draft: str, *place: str) -> object:
    with site.session() as session:
        version = session.get_one(PolicyVersion, int(draft.rsplit("/", 1)[1]))
        return entries.get(drafts.pack(session, version).files[FILE], place)


def open_page(person: Person, address: str) -> Page:
    person.go(address)
    person.page.wait_for_selector("html[data-ready]")
    return person.page


@pytest.mark.parametrize(("locale", "size"), [("ar", WIDE), ("en", PHONE)], ids=["ar-wide", "en-phone"])
def test_axe_finds_nothing_on_a_draft_and_no_page_is_wider_than_the_screen(
    site: Site, reem: Person, draft: str, locale: str, size: dict[str, int]
) -> None:
    reem.speak(locale)
    reem.page.set_viewport_size(size)  # type: ignore[arg-type]
    for path in (
        "/text/", "/text/entries/S5", "/text/entries/S5/remove", "/lists/parameters", "/lists/ballots", "/lists/roles",
        "/lists/ballots/entries/research_committee", "/lists/parameters/new", "/lists/lists", "/lists/association",
    ):  # fmt: skip
        page = open_page(reem, draft + path)
        page.evaluate(AXE)
        assert page.evaluate(FOUND) == [], path
        assert page.evaluate(OVERFLOW) == 0, path
        assert reem.violations() == [], path
    reem.page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def test_the_words_that_differ_are_shown_while_one_types(site: Site, reem: Person, draft: str) -> None:
    page = open_page(reem, f"{draft}/text/entries/S5")
    words = page.locator("[name=f_ar]")
    expect(page.locator("[data-words]")).to_contain_text("لا تختلف كلمة")

    words.fill(words.input_value().replace("لا تقل", "لا تزيد"))

    expect(page.locator("[data-words] del").first).to_contain_text("تقل")
    expect(page.locator("[data-words] ins").first).to_contain_text("تزيد")
    assert reem.press("Save") == 200
    assert "لا تزيد" in str(standing(site, draft, "clauses", "S5", "ar"))


def test_the_meaning_of_a_vote_follows_the_choice_of_its_rules(site: Site, reem: Person, draft: str) -> None:
    page = open_page(reem, f"{draft}/lists/ballots/entries/research_committee")
    meaning = page.locator("[data-field=meaning]")
    expect(meaning).to_contain_text("لجنة من 5 أعضاء: النصاب 3")

    page.get_by_label("ثلثا الأعضاء").first.check()
    expect(meaning).to_contain_text("لجنة من 5 أعضاء: النصاب 4")
    page.get_by_label("قاعدة أخرى بعبارة FEEL").first.check()
    expect(page.locator("[name=f_quorum_feel]")).to_be_visible()
    page.locator("[name=f_quorum_feel]").fill("members + unknown")
    assert reem.press("Save") == 422
    expect(page.locator("[data-summary]")).to_contain_text("unknown")
    assert page.locator("[name=f_quorum_feel]").input_value() == "members + unknown"


def test_a_deadline_is_changed_without_a_mouse(site: Site, reem: Person, draft: str) -> None:
    page = open_page(reem, f"{draft}/lists/parameters")
    tab_to(page, "a[href$='/parameters/entries/reply_target']")
    press_enter(page)
    page.wait_for_selector("html[data-ready]")
    tab_to(page, "[name=f_amount]")
    page.keyboard.press("Control+A")
    page.keyboard.type("١٠")
    tab_to(page, "button[value=complete]")
    press_enter(page)

    assert standing(site, draft, "parameters", "reply_target", "value") == "P10D"
    expect(page.locator("#entry-reply_target")).to_contain_text("10 أيام")


def test_an_open_point_is_added_without_scripts(site: Site, crowd: Crowd, draft: str) -> None:
    person = crowd.newcomer(site, "reem", script=False)
    person.log_in()
    person.go(f"{draft}/text/entries/S7")
    person.page.locator("[name='f_notes-0-ar']").fill("نقطة")
    person.page.locator("[name='f_notes-0-en']").fill("A point")
    person.press(person.page.locator("button[value='add:notes']"))
    assert person.page.locator("[name='f_notes-1-ar']").count() == 1
    person.press(person.page.locator("button[value=complete]"))

    assert standing(site, draft, "clauses", "S7", "notes") == [{"ar": "نقطة", "en": "A point"}]
    crowd.forget(person)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_binding_stays_in_view_and_leads_to_the_clause(reem: Person, draft: str, size: dict[str, int]) -> None:
    reem.page.set_viewport_size(size)  # type: ignore[arg-type]
    page = open_page(reem, f"{draft}/text/")
    page.locator("#entry-S6").scroll_into_view_if_needed()
    summary = page.locator("[data-binding] > summary").first
    expect(summary).to_be_in_viewport()

    summary.click()
    page.locator("[data-binding] a[href='#entry-P2']").click()

    expect(page.locator("#entry-P2 .words").first).to_be_in_viewport()
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def test_on_paper_the_text_stands_without_its_buttons(reem: Person, draft: str) -> None:
    page = open_page(reem, f"{draft}/text/")
    page.emulate_media(media="print")

    expect(page.locator("#entry-S5 .words").first).to_be_visible()
    expect(page.locator(".entry-does:visible")).to_have_count(0)
    expect(page.locator(".binding:visible")).to_have_count(0)
    page.emulate_media(media="screen")
