"""The form editor as the quality officer uses it: a conditional question, seen at once; two officers; the keyboard."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engine import users
from engine.actors import Actor
from engine.models import User
from engine.policies import form_files, versions
from engine.studio import drafts, form_pages
from tests.browser.people import PHONE, WIDE, Crowd, Person
from tests.browser.site import Site
from tests.browser.test_accessibility import AXE, FOUND

pytestmark = pytest.mark.browser
RENT = "request_kind"


def reem_of(site: Site) -> Actor:
    with site.session() as session:
        return users.as_actor(session.scalars(select(User).where(User.login == "reem")).one())


@pytest.fixture
def draft(site: Site) -> str:
    """The address of a fresh draft's forms."""
    with site.session() as session:
        made = drafts.open(session, versions.in_force(session).id, "غرف السكن", reem_of(site))
        session.commit()
        return f"/studio/{made.id}/forms/"


@pytest.fixture
def reem(site: Site, crowd: Crowd) -> Person:
    person = crowd.person(site, "reem")
    person.go("/studio/")
    person.speak("ar")
    return person


def questions(site: Site, draft: str, form: str = "receive") -> dict[str, dict[str, object]]:
    with site.session() as session:
        value = form_pages.show(session, int(draft.split("/")[2]), form, reem_of(site)).value
    return {str(field["name"]): dict(field) for spot, field in form_files.questions(value) if len(spot) == 1}


def open_page(person: Person, address: str) -> Page:
    person.go(address)
    person.page.wait_for_selector("html[data-ready]")
    return person.page


def saved(page: Page) -> None:
    """Wait until nothing is on its way."""
    expect(page.locator("[data-state]")).to_contain_text("حُفظ")
    page.wait_for_timeout(50)
    expect(page.locator("[data-state]")).to_contain_text("حُفظ")


def add_rooms(page: Page) -> None:
    """After the kind of request: how many rooms, required, only where the request is about rent."""
    page.locator("#q-3").get_by_role("link", name="أضف سؤالًا هنا").click()
    page.wait_for_selector("html[data-ready]")
    page.fill("#e-label-ar", "عدد الغرف")
    page.fill("#e-label-en", "Number of rooms")
    page.select_option("#e-type", "number")
    page.locator("[data-add] button[value=add]").click()
    expect(page.locator("#q-4.is-open")).to_contain_text("عدد الغرف")


def make_it_conditional(page: Page) -> None:
    page.select_option("#e-required-mode", "yes")
    saved(page)
    page.select_option("#e-visible-mode", "when")
    page.select_option("#e-visible-0-name", RENT)
    page.select_option("#e-visible-0-value", "rent")


def test_a_conditional_required_question_is_seen_in_the_preview_at_once(site: Site, reem: Person, draft: str) -> None:
    page = open_page(reem, f"{draft}receive")
    add_rooms(page)
    make_it_conditional(page)
    expect(page.locator("#head-4")).to_contain_text("يظهر إذا كان «نوع الطلب» هو")

    preview = page.locator("#fe-preview")
    rooms = preview.locator("[data-field=number_of_rooms]")
    expect(rooms).to_have_count(0)
    preview.get_by_label("طلب دعم").check()
    preview.locator("[data-field=request_kind] select").select_option("rent")
    expect(rooms).to_contain_text("(مطلوب)")
    preview.locator("[data-field=request_kind] select").select_option("food")
    expect(rooms).to_have_count(0)

    assert questions(site, draft)["number_of_rooms"] == {
        "name": "number_of_rooms",
        "label": {"ar": "عدد الغرف", "en": "Number of rooms"},
        "type": "number",
        "required": True,
        "visible_if": 'request_kind = "rent"',
    }
    assert list(questions(site, draft))[4] == "number_of_rooms"
    assert reem.violations() == []


def test_trying_the_check_shows_the_real_messages_and_keeps_nothing(site: Site, reem: Person, draft: str) -> None:
    before = questions(site, draft)
    page = open_page(reem, f"{draft}receive")
    page.get_by_role("button", name="جرّب التحقق").click()

    expect(page.locator("#fe-preview [data-summary]")).to_contain_text("لم تُحدد إجابة")
    assert questions(site, draft) == before


def test_preview_speaks_both_languages_and_narrows_to_a_phone(reem: Person, draft: str) -> None:
    page = open_page(reem, f"{draft}receive?lang=en")
    frame = page.locator(".fe-frame")
    expect(frame).to_have_attribute("dir", "ltr")
    page.get_by_role("button", name="كما على الجوال").click()
    box = frame.bounding_box()
    assert box
    assert box["width"] <= 360


def test_typing_is_saved_by_itself_and_loses_nothing(site: Site, reem: Person, draft: str) -> None:
    page = open_page(reem, f"{draft}receive?open=3")
    page.locator("#e-label-ar").press("End")
    page.locator("#e-label-ar").press_sequentially(" المطلوب الآن", delay=40)
    saved(page)
    page.wait_for_timeout(900)
    saved(page)

    assert page.input_value("#e-label-ar") == "نوع الطلب المطلوب الآن"
    assert questions(site, draft)[RENT]["label"] == {"ar": "نوع الطلب المطلوب الآن", "en": "Kind of request"}
    expect(page.locator("#fe-preview [data-form-body]")).not_to_contain_text("نوع الطلب المطلوب الآن")  # still hidden


def test_unsound_expression_is_told_at_its_question_and_kept(site: Site, reem: Person, draft: str) -> None:
    page = open_page(reem, f"{draft}receive?open=3")
    page.select_option("#e-visible-mode", "feel")
    page.fill("#e-visible-feel", 'neeed = "support"')

    expect(page.locator("#e-found")).to_contain_text("neeed")
    expect(page.locator("#e-found")).to_contain_text("need")
    assert questions(site, draft)[RENT]["visible_if"] == 'neeed = "support"'
    page.fill("#e-visible-feel", 'need = "support"')
    expect(page.locator("#e-found")).to_be_empty()


def test_arrows_with_alt_move_a_question_and_undo_puts_it_back(site: Site, reem: Person, draft: str) -> None:
    page = open_page(reem, f"{draft}receive")
    page.locator("#up-1").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#q-0")).to_contain_text("قناة التواصل")
    assert list(questions(site, draft))[:2] == ["channel", "need"]
    expect(page.locator("#down-0")).to_be_visible()

    page.get_by_role("button", name="تراجع عن آخر تعديل").click()
    expect(page.locator("#q-0")).to_contain_text("بماذا نخدمه اليوم؟")
    assert list(questions(site, draft))[:2] == ["need", "channel"]


def test_second_officer_sees_what_changed_and_chooses(site: Site, reem: Person, draft: str) -> None:
    page = open_page(reem, f"{draft}receive?open=3")
    with site.session() as session:
        nora = users.create(session, "nora", "نورة", "Nora", ["quality_officer"])
        number = int(draft.split("/")[2])
        form = form_pages.show(session, number, "receive", reem_of(site))
        edit = form_files.write(
            drafts.file(session, number, form.path, reem_of(site)).content,
            {**form.value, "title": {"ar": "استقبال", "en": "Reception"}},
        )
        drafts.save(session, number, form.path, edit, form.sha256, users.as_actor(nora))
        session.commit()

    page.fill("#e-label-ar", "نوع الحاجة")
    expect(page.locator("#fe-conflict h1")).to_be_visible()
    expect(page.locator("#fe-conflict")).to_contain_text("نورة")
    expect(page.locator("#fe-conflict")).to_contain_text("استقبال")
    expect(page.locator("#fe-conflict")).to_contain_text("نوع الحاجة")
    page.get_by_role("button", name="ضع تعديلي فوق تعديله").click()
    page.wait_for_selector("#fe-edit")

    assert questions(site, draft)[RENT]["label"] == {"ar": "نوع الحاجة", "en": "Kind of request"}
    expect(page.locator("h1")).to_have_text("استقبال")


@pytest.mark.parametrize("part", ["", "new", "receive?open=3", "check_info?open=4", "check_info?open=checks"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_editor_is_accessible_and_fits(reem: Person, draft: str, part: str, size: dict[str, int]) -> None:
    reem.page.set_viewport_size(size)  # type: ignore[arg-type]
    reem.go(draft + part)
    reem.page.evaluate(AXE)

    assert reem.page.evaluate(FOUND) == []
    assert reem.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert reem.violations() == []
