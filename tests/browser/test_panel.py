"""The properties panel, used as the quality officer does: choose an element, say in words what it does, undo."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from engine.bpmn import xml
from engine.models import PolicyVersion
from engine.policies import versions
from tests.browser.people import PHONE, Crowd, Person
from tests.browser.site import ROOT, Site

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# The drawing is partly hidden by palettes: what a click means to it is said to it, at the element's own place.
PATIENCE = 20_000
CLICK = """id => {
  const hit = document.querySelector(`[data-element-id="${id}"] .djs-hit`), box = hit.getBoundingClientRect();
  const place = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
  const at = { bubbles: true, cancelable: true, button: 0, ...place };
  for (const kind of ['mousedown', 'mouseup', 'click']) hit.dispatchEvent(new MouseEvent(kind, at));
}"""
AXE_RUN = """() => axe.run('#modeler-panel', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })
  .then(({ violations }) => violations.map(each => `${each.id}: ${each.nodes[0].html}`))"""


@dataclass
class Desk:
    """The officer at one diagram of a draft."""

    person: Person
    site: Site
    draft: int
    file: str

    @property
    def panel(self) -> Locator:
        return self.person.page.locator("#modeler-panel")

    def open(self) -> None:
        self.person.go(f"/studio/{self.draft}/diagrams/{self.file}")
        self.person.page.wait_for_selector(".djs-shape")
        self.person.page.wait_for_selector("#modeler-panel[data-ready=true]")

    def pick(self, element: str) -> None:
        self.person.page.evaluate(CLICK, element)
        self.person.page.wait_for_selector(f'#modeler-panel[data-element="{element}"]')

    def field(self, name: str) -> Locator:
        return self.panel.locator(f'[data-field="{name}"]').locator("input, select").first

    def note(self, words: str) -> None:
        expect(self.panel.locator(".pp-note", has_text=words)).to_be_visible()

    def undo(self) -> None:
        self.person.page.locator("[data-act=undo]").click()

    @property
    def saved(self) -> xml.etree._Element:
        """The file as it is saved, when nothing is left to save."""
        self.person.page.wait_for_selector(".modeler-state[data-kind=saved]")
        with self.site.session() as session:
            version = session.get_one(PolicyVersion, self.draft)
            return xml.read(versions.files(session, version)[f"beneficiary_relations/{self.file}.bpmn"])

    def properties(self, element: str) -> dict[str, str]:
        [found] = self.saved.iterfind(f".//bpmn:*[@id='{element}']", xml.NAMESPACES)
        return xml.properties(found)

    def text(self, element: str, tag: str) -> str | None:
        return self.saved.findtext(f".//bpmn:*[@id='{element}']//bpmn:{tag}", None, xml.NAMESPACES)


@pytest.fixture
def desk(site: Site, crowd: Crowd) -> Iterator[Desk]:
    reem = crowd.person(site, "reem")
    reem.page.set_default_timeout(PATIENCE)
    reem.go("/studio/1/")
    reem.page.evaluate("localStorage.clear()")  # what an earlier test left unsaved is offered again
    reem.speak("ar")
    status, _ = reem.post("/studio/1/open", {"title": "تجربة اللوحة"})
    assert status == 303
    with site.session() as session:
        draft = session.scalars(select(PolicyVersion.id).order_by(PolicyVersion.id.desc())).first()
    assert draft
    desk = Desk(reem, site, draft, "committee_review")
    desk.open()
    yield desk
    assert reem.violations() == []
    reem.go("/settings")


def test_officer_gives_a_lane_another_role_and_takes_it_back_in_one_step(desk: Desk) -> None:
    desk.pick("Lane_Secretary")
    desk.field("role").select_option(label="المالية")
    assert desk.properties("Lane_Secretary")["role"] == "finance"

    desk.undo()
    expect(desk.field("role")).to_have_value("committee_secretary")
    assert desk.properties("Lane_Secretary")["role"] == "committee_secretary"


def test_lane_that_bears_its_role_s_name_follows_it(desk: Desk) -> None:
    desk.pick("Lane_Research")
    desk.field("role").select_option(label="المالية")

    expect(desk.field("name")).to_have_value("المالية")
    assert desk.properties("Lane_Research") == {"name_en": "Finance", "role": "finance"}
    desk.undo()
    expect(desk.field("name")).to_have_value("مسؤول البحث الاجتماعي")


def test_due_is_said_in_working_days_and_read_back(desk: Desk) -> None:
    desk.pick("CR_Visit")
    desk.field("due-mode").select_option("after")
    desk.note("أكمل الموعد")
    desk.field("amount").fill("١٠")
    desk.field("amount").press("Enter")
    desk.field("unit").select_option("workdays")

    desk.note("بعد 10 أيام عمل")
    assert desk.properties("CR_Visit")["due"] == "=working days(today(), 10)"
    desk.open()
    desk.pick("CR_Visit")
    expect(desk.field("amount")).to_have_value("10")
    desk.field("due-mode").select_option("none")
    assert "due" not in desk.properties("CR_Visit")


def test_repeating_deadline_no_longer_ends_its_step(desk: Desk) -> None:
    desk.pick("TB_NotSupplied")
    desk.note("بعد 14 يومًا")
    desk.field("timer-mode").select_option("repeat")
    desk.field("amount").fill("7")
    desk.field("amount").press("Enter")
    desk.field("times").select_option("3")

    desk.note("كل 7 أيام، 3 مرات")
    assert desk.text("TB_NotSupplied", "timeCycle") == "R3/P7D"
    assert desk.text("TB_NotSupplied", "timeDuration") is None
    [event] = desk.saved.iterfind(".//bpmn:*[@id='TB_NotSupplied']", xml.NAMESPACES)
    assert event.get("cancelActivity") == "false"


def test_condition_is_built_of_rows(desk: Desk) -> None:
    desk.pick("F_G_Visit_CR_Visit")
    row = desk.panel.locator(".pp-row").first
    row.locator('[data-field="field"] select').select_option("need")
    desk.note("أكمل الشرط")
    row.locator('[data-field="value"] select').select_option(label="طلب دعم")
    assert desk.text("F_G_Visit_CR_Visit", "conditionExpression") == 'need = "support"'

    desk.panel.get_by_role("button", name="أضف شرطًا").click()
    second = desk.panel.locator(".pp-row").nth(1)
    second.locator('[data-field="field"] select').select_option("family_size")
    second.locator('[data-field="sign"] select').select_option(">=")
    second.locator('[data-field="value"] input').fill("٣")
    second.locator('[data-field="value"] input').press("Enter")
    assert desk.text("F_G_Visit_CR_Visit", "conditionExpression") == 'need = "support" and family_size >= 3'

    desk.panel.get_by_role("button", name="اكتبه عبارة").click()
    expect(desk.panel.locator(".cm-content")).to_have_text('need = "support" and family_size >= 3')
    desk.panel.get_by_role("button", name="اعرضه جدولًا").click()
    expect(desk.panel.locator(".pp-row")).to_have_count(2)


def test_wrong_name_is_underlined_and_said_beneath(desk: Desk) -> None:
    desk.pick("F_G_Visit_CR_Visit")
    desk.panel.get_by_role("button", name="اكتبه عبارة").click()
    editor = desk.panel.locator(".cm-content")
    editor.fill('nead = "support"')

    desk.note("الاسم «nead» غير معروف")
    expect(desk.panel.locator(".cm-lintRange-error")).to_have_text("nead")
    desk.field("name").focus()
    assert desk.text("F_G_Visit_CR_Visit", "conditionExpression") == 'nead = "support"'
    expect(desk.panel.locator(".pp-condition")).to_have_attribute("data-mode", "feel")


def test_text_that_is_chosen_is_typed_over_without_a_complaint(desk: Desk) -> None:
    desk.pick("SC_Need")
    editor = desk.panel.locator('[data-field="script-value"] .cm-content').first
    editor.click()
    editor.press("Control+a")
    desk.person.page.keyboard.type("sum(incomes.amount)")
    desk.person.page.keyboard.press("Tab")

    assert (desk.text("SC_Need", "script") or "").startswith("income = sum(incomes.amount)\n")
    assert desk.person.violations() == []


def test_names_are_offered_by_their_arabic_words(desk: Desk) -> None:
    desk.pick("F_G_Visit_CR_Visit")
    desk.panel.get_by_role("button", name="اكتبه عبارة").click()
    editor = desk.panel.locator(".cm-content")
    editor.fill("")
    editor.press_sequentially("أفراد")
    offered = desk.panel.locator(".cm-tooltip-autocomplete li", has_text="family_size")
    expect(offered).to_be_visible()
    offered.click()

    expect(editor).to_have_text("family_size")


def test_chosen_clauses_stand_in_full_and_without_one_it_is_an_addition(desk: Desk) -> None:
    desk.pick("CR_Assign")
    desk.note("إضافة")
    desk.panel.get_by_text("اختر البنود").click()
    desk.panel.get_by_role("searchbox").fill("دليل خدمات")
    desk.panel.locator(".pp-list input").first.check()

    expect(desk.panel.locator("[data-clause=T2]")).to_contain_text("دليل خدمات البحث الاجتماعي")
    assert desk.properties("CR_Assign")["clause"] == "T2"
    desk.panel.get_by_role("searchbox").fill("أسبوعين")
    desk.panel.locator(".pp-list input").first.check()
    assert desk.properties("CR_Assign")["clause"] == "T2, S5"
    desk.undo()
    desk.undo()
    desk.note("إضافة")
    assert "clause" not in desk.properties("CR_Assign")


def test_task_has_a_form_or_a_ballot_and_never_both(desk: Desk) -> None:
    desk.pick("CR_Ballot")
    desk.field("form").select_option(label="تجهيز ملف العرض على اللجنة")
    assert {"form": "case_paper"}.items() <= desk.properties("CR_Ballot").items()
    assert "ballot" not in desk.properties("CR_Ballot")

    desk.undo()
    assert desk.properties("CR_Ballot")["ballot"] == "research_committee"
    assert "form" not in desk.properties("CR_Ballot")


def test_task_is_repeated_over_a_list_and_its_names_survive_the_next_opening(desk: Desk) -> None:
    desk.pick("CR_Visit")
    desk.field("loop").check()
    desk.field("loop-list").select_option("incomes")
    assert desk.text("CR_Visit", "loopDataInputRef") == "incomes"
    desk.open()
    desk.pick("CR_Visit")

    expect(desk.field("loop-list")).to_have_value("incomes")
    desk.field("name_en").fill("Visit at home")
    desk.field("name_en").press("Enter")
    assert desk.properties("CR_Visit")["name_en"] == "Visit at home"
    assert desk.text("CR_Visit", "loopDataInputRef") == "incomes"
    assert desk.text("CR_Visit", "loopDataOutputRef") == "cr_visit_results"


def test_script_line_and_default_way_are_changed(desk: Desk) -> None:
    desk.pick("SC_Need")
    desk.panel.locator('[data-field="script-name"] input').first.fill("all_income")
    desk.panel.locator('[data-field="script-name"] input').first.press("Enter")
    assert (desk.text("SC_Need", "script") or "").startswith("all_income = if incomes = null")

    desk.pick("F_G_Visit_CR_Visit")
    desk.field("flow").select_option("default")
    [gateway] = desk.saved.iterfind(".//bpmn:*[@id='G_Visit']", xml.NAMESPACES)
    assert gateway.get("default") == "F_G_Visit_CR_Visit"
    assert desk.text("F_G_Visit_CR_Visit", "conditionExpression") is None
    desk.undo()
    assert desk.text("F_G_Visit_CR_Visit", "conditionExpression") == "visit_needed"


def test_focus_and_scroll_stay_while_the_diagram_changes(desk: Desk) -> None:
    desk.pick("CR_Visit")
    desk.field("name_en").fill("Visit")
    desk.person.page.keyboard.press("Tab")
    desk.person.page.wait_for_timeout(200)
    focused = "() => document.activeElement.closest('[data-field], .pp-group').dataset"

    assert desk.person.page.evaluate(focused) != {}
    assert desk.panel.evaluate("each => each.contains(document.activeElement)")
    assert desk.properties("CR_Visit")["name_en"] == "Visit"


def test_text_that_is_being_typed_is_kept_when_another_element_is_chosen(desk: Desk) -> None:
    desk.pick("CR_Visit")
    desk.field("name").fill("زيارة المنزل")
    desk.pick("CR_Assign")

    [task] = desk.saved.iterfind(".//bpmn:*[@id='CR_Visit']", xml.NAMESPACES)
    assert task.get("name") == "زيارة المنزل"


@pytest.mark.parametrize("locale", ["ar", "en"])
@pytest.mark.parametrize(
    "element", ["CR_Visit", "SC_Need", "F_G_Outcome_CR_MoreInfo", "TB_NotSupplied", "Lane_Research"]
)
def test_panel_is_accessible(desk: Desk, locale: str, element: str) -> None:
    desk.person.speak(locale)
    desk.open()
    desk.pick(element)
    if desk.panel.locator(".pp-editor").count():
        desk.panel.locator(".pp-editor[data-ready]").first.wait_for()
    desk.person.page.evaluate(AXE.read_text("utf-8"))

    assert desk.person.page.evaluate(AXE_RUN) == []


def test_panel_stands_below_the_drawing_on_a_phone(desk: Desk) -> None:
    page = desk.person.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    desk.open()
    canvas, panel = page.locator("#modeler-canvas").bounding_box(), desk.panel.bounding_box()
    page.set_viewport_size({"width": 1280, "height": 900})

    assert canvas
    assert panel
    assert panel["y"] >= canvas["y"] + canvas["height"] - 1
    assert panel["width"] <= PHONE["width"]
