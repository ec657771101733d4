"""The diagram editor, as a quality officer uses it: draws, drags, undoes, copies, and loses nothing."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from engine import users
from engine.bpmn import diff, xml
from engine.database import writing
from engine.studio import drafts
from tests.browser.people import PHONE, WIDE, Crowd, Person
from tests.browser.site import Site
from tests.browser.test_accessibility import AXE, FOUND

pytestmark = pytest.mark.browser
FOLDER = "beneficiary_relations"
HANDLING, REVIEW, CASE = "beneficiary_handling", "committee_review", "beneficiary_case"
SAVED = "#modeler-state[data-kind=saved]"
PATIENCE = 20_000
CHOOSE = """key => { const [canvas, element] = [modeler.get('canvas'), modeler.get('elementRegistry').get(key)];
  canvas.scrollToElement(element, 150); modeler.get('selection').select(element); canvas.focus(); }"""
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass
class Drawing:
    """One diagram on somebody's screen, and what of it the site has kept."""

    person: Person
    version: int
    name: str

    @property
    def page(self) -> Page:
        return self.person.page

    @property
    def address(self) -> str:
        return f"/studio/{self.version}/diagrams/{self.name}"

    def open(self, query: str = "") -> "Drawing":
        assert self.person.go(self.address + query).status == 200
        self.page.wait_for_selector("#modeler[data-ready=true]")
        return self

    def element(self, key: str) -> Locator:
        return self.page.locator(f"#modeler-canvas .djs-shape[data-element-id={key}] > .djs-visual").first

    def middle(self, key: str) -> tuple[float, float]:
        box = self.element(key).bounding_box()
        assert box, key
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def show(self, key: str) -> None:
        self.page.evaluate("key => modeler.get('canvas').scrollToElement(key, 150)", key)

    def choose(self, key: str) -> None:
        """Select it and nothing else, as the list of elements does."""
        self.page.evaluate(CHOOSE, key)
        self.page.wait_for_selector(f".djs-shape.selected[data-element-id={key}]")

    def pad(self, action: str) -> Locator:
        return self.page.locator(f".djs-context-pad.open [data-action='{action}']")

    def act(self, name: str) -> None:
        self.page.locator(f".modeler-bar [data-act={name}]").click()

    def saved(self) -> bytes:
        """Wait until the page says that it is saved; the file as the site then has it."""
        self.page.wait_for_selector(SAVED)
        with self.person.site.session() as session:
            version = drafts.get(session, self.version, actor(self.person))
            return drafts.pack(session, version).files[f"{FOLDER}/{self.name}.bpmn"]

    def changed(self) -> None:
        """A change that saves: the first task one step to the side, by the keyboard."""
        self.page.wait_for_selector("#modeler-state:not([data-kind=saved])")

    def current(self) -> bytes:
        text: str = self.page.evaluate("modeler.saveXML({ format: true }).then(({ xml }) => xml)")
        return text.encode()


def actor(person: Person) -> Any:
    with person.site.session() as session:
        return users.actor(session, person.site.users[person.login])


Open = Callable[..., Drawing]


@pytest.fixture
def open_draft(site: Site, crowd: Crowd) -> Open:
    """A fresh draft of the version in force, and one of its diagrams on Reem's screen."""

    def make(name: str = REVIEW, locale: str = "ar") -> Drawing:
        reem = crowd.person(site, "reem")
        reem.page.set_default_timeout(PATIENCE)
        with site.session() as session:
            writing(session)
            version = drafts.open(session, 1, "مسودة للتجربة", actor(reem)).id
            session.commit()
        reem.go("/settings")
        reem.speak(locale)
        reem.page.evaluate("localStorage.clear()")
        return Drawing(reem, version, name).open()

    return make


def lane_of(content: bytes, element: str) -> str | None:
    for lane in xml.read(content).iter(f"{MODEL}lane"):
        if element in [ref.text for ref in lane.iter(f"{MODEL}flowNodeRef")]:
            return str(lane.get("id"))
    return None


def element_of(content: bytes, key: str) -> Any:
    return next((each for each in xml.read(content).iter() if each.get("id") == key), None)


def names(content: bytes) -> list[str | None]:
    return [each.get("name") for each in xml.read(content).iter(f"{MODEL}userTask")]


def test_an_appended_task_is_named_saved_and_taken_back(open_draft: Open) -> None:
    drawing = open_draft()
    drawing.choose("CR_Record")
    drawing.pad("append.user-task").click()
    drawing.page.keyboard.type("إبلاغ المستفيد")
    drawing.page.keyboard.press("Enter")
    drawing.changed()
    content = drawing.saved()
    assert "إبلاغ المستفيد" in names(content)
    assert element_of(content, "A_1").tag == f"{MODEL}userTask"
    assert element_of(content, "F_CR_Record_A_1") is not None
    assert lane_of(content, "A_1") == "Lane_Secretary"
    places = {key: drawing.page.evaluate("key => modeler.get('elementRegistry').get(key).x", key) for key in ("A_1", "CR_Record")}  # fmt: skip  # noqa: E501
    assert places["A_1"] < places["CR_Record"], "the drawing flows from right to left"

    drawing.act("undo")
    drawing.act("undo")
    drawing.changed()
    assert "إبلاغ المستفيد" not in names(drawing.saved())
    drawing.act("redo")
    drawing.act("redo")
    drawing.changed()
    assert "إبلاغ المستفيد" in names(drawing.saved())


def test_a_task_dragged_into_another_lane_is_another_roles(open_draft: Open) -> None:
    drawing = open_draft()
    drawing.act("fit")
    x, y = drawing.middle("CR_Record")
    _, to = drawing.middle("CR_Ballot")
    drawing.page.mouse.move(x, y)
    drawing.page.mouse.down()
    drawing.page.mouse.move(x, y - 20)
    drawing.page.mouse.move(x, to, steps=8)
    drawing.page.mouse.up()
    drawing.changed()
    assert lane_of(drawing.saved(), "CR_Record") == "Lane_Committee"
    drawing.page.locator("#modeler-canvas svg[tabindex]").first.focus()
    drawing.page.keyboard.press("Control+z")
    drawing.changed()
    assert lane_of(drawing.saved(), "CR_Record") == "Lane_Secretary"


def test_a_copied_task_keeps_its_properties_in_another_diagram(open_draft: Open) -> None:
    drawing = open_draft()
    drawing.choose("CR_Visit")
    drawing.page.keyboard.press("Control+c")
    other = Drawing(drawing.person, drawing.version, CASE).open()
    other.act("fit")
    other.page.locator("#modeler-canvas svg[tabindex]").first.focus()
    x, y = other.middle("End_Withdrawn")
    other.page.mouse.move(x - 10, y)
    other.page.keyboard.press("Control+v")
    other.page.mouse.move(x - 100, y, steps=4)
    other.page.mouse.click(x - 100, y)
    other.changed()
    content = other.saved()
    [pasted] = xml.read(content).iter(f"{MODEL}userTask")
    assert xml.properties(pasted) == xml.properties(element_of(drawing_file(drawing, REVIEW), "CR_Visit"))
    assert pasted.get("id") != "CR_Visit", "an id stands once in a version"


def drawing_file(drawing: Drawing, name: str) -> bytes:
    with drawing.person.site.session() as session:
        version = drafts.get(session, drawing.version, actor(drawing.person))
        return drafts.pack(session, version).files[f"{FOLDER}/{name}.bpmn"]


def nudge(drawing: Drawing, key: str) -> None:
    drawing.choose(key)
    drawing.page.keyboard.press("Shift+ArrowUp")
    drawing.changed()
    drawing.saved()


def rename(drawing: Drawing, key: str, name: str) -> None:
    drawing.choose(key)
    drawing.page.keyboard.press("e")
    drawing.page.keyboard.press("Control+a")
    drawing.page.keyboard.type(name)
    drawing.page.keyboard.press("Enter")


def test_two_windows_never_overwrite_each_other_unseen(open_draft: Open, crowd: Crowd) -> None:
    mine = open_draft()
    theirs = Drawing(crowd.second_window(mine.person), mine.version, mine.name).open()
    rename(theirs, "CR_Assign", "تكليف الباحث")
    theirs.changed()
    theirs.saved()

    rename(mine, "CR_Visit", "زيارة البيت")
    dialog = mine.page.locator("dialog[open]")
    expect(dialog).to_contain_text("ريم")
    expect(dialog.locator(".modeler-changes")).to_contain_text("تكليف الباحث")
    with mine.page.expect_download() as downloaded:
        dialog.get_by_role("button", name="نزّل ما رسمتُه").click()
    assert "زيارة البيت" in names(Path(downloaded.value.path()).read_bytes())
    dialog.get_by_role("button", name="أبقِ ما رسمتُه").click()
    kept = names(mine.saved())
    assert "زيارة البيت" in kept
    assert "تكليف الباحث" not in kept

    rename(theirs, "CR_Assign", "تكليف باحث آخر")
    theirs.page.locator("dialog[open]").get_by_role("button", name="خذ المحفوظ").click()
    theirs.page.wait_for_selector("#modeler[data-ready=true]")
    expect(theirs.page.locator("dialog")).to_have_count(0)
    assert "زيارة البيت" in names(theirs.current())
    theirs.page.close()


def test_a_lost_network_loses_nothing(open_draft: Open, crowd: Crowd) -> None:
    first = open_draft()
    drawing = Drawing(crowd.second_window(first.person), first.version, first.name).open()
    drawing.person.context.set_offline(True)
    rename(drawing, "CR_Visit", "زيارة البيت")
    expect(drawing.page.locator("#modeler-state")).to_have_attribute("data-kind", "failed", timeout=PATIENCE)
    expect(drawing.page.locator("#modeler-state")).to_contain_text("لا اتصال")
    drawing.page.close()
    first.person.context.set_offline(False)

    first.open()
    first.page.locator("dialog[open]").get_by_role("button", name="أكمل به").click()
    first.changed()
    assert "زيارة البيت" in names(first.saved())
    first.open()
    expect(first.page.locator("dialog")).to_have_count(0)


def test_a_slow_save_never_overwrites_a_newer_state(open_draft: Open) -> None:
    drawing = open_draft()
    held: list[Route] = []
    posts = re.compile(re.escape(drawing.address) + "$")
    drawing.page.route(posts, lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    rename(drawing, "CR_Visit", "زيارة أولى")
    drawing.page.wait_for_timeout(2000)
    assert len(held) == 1
    rename(drawing, "CR_Visit", "زيارة ثانية")
    drawing.page.wait_for_timeout(2000)
    assert len(held) == 1, "a second save waits for the first"
    held[0].continue_()
    while len(held) < 2:
        drawing.page.wait_for_timeout(100)
    held[1].continue_()
    content = drawing.saved()
    drawing.page.unroute(posts)
    assert "زيارة ثانية" in names(content)
    assert "زيارة أولى" not in names(content)


def test_an_ended_session_says_so_and_keeps_the_work(open_draft: Open, crowd: Crowd) -> None:
    drawing = open_draft()
    person = drawing.person
    drawing.page.wait_for_load_state("networkidle")  # each answer brings the session's cookie anew
    cookies = person.context.cookies()
    person.context.clear_cookies()
    rename(drawing, "CR_Visit", "زيارة البيت")
    state = drawing.page.locator("#modeler-state")
    expect(state).to_have_attribute("data-kind", "failed", timeout=PATIENCE)
    expect(state).to_contain_text("انتهت جلستك")
    expect(state.get_by_role("link")).to_have_attribute("target", "_blank")
    person.context.add_cookies(cookies)  # type: ignore[arg-type]
    drawing.page.evaluate("dispatchEvent(new Event('focus'))")
    assert "زيارة البيت" in names(drawing.saved())


def test_a_changed_diagram_is_the_same_apart_from_the_change(open_draft: Open) -> None:
    """What other programs and the engine read is not touched by opening, moving, mirroring and saving."""
    drawing = open_draft(HANDLING)
    before = drawing_file(drawing, HANDLING)
    fresh = drawing.current()
    assert diff.compare(before, fresh) == []
    drawing.act("mirror")
    mirrored = drawing.current()
    changes = diff.compare(before, mirrored)
    assert changes
    assert {each.kind for each in changes} == {"moved"}
    drawing.changed()
    drawing.act("mirror")
    assert drawn_places(drawing.current()) == drawn_places(fresh), "mirrored twice is what it was"
    drawing.act("undo")
    assert drawing.current() == mirrored
    with drawing.page.expect_download() as downloaded:
        drawing.act("exportBpmn")
    assert diff.compare(mirrored, Path(downloaded.value.path()).read_bytes()) == []
    with drawing.page.expect_download() as picture:
        drawing.act("exportSvg")
    assert "<svg" in Path(picture.value.path()).read_text("utf-8")


def drawn_places(content: bytes) -> list[dict[str, int]]:
    """Every bound and waypoint in whole pixels; of a label only its place, for a browser measures letters anew."""
    found = [each for tag in ("Bounds", "waypoint") for each in xml.read(content).iter(f"{{*}}{tag}")]
    return [
        {
            str(key): math.floor(float(value) + 0.5)
            for key, value in each.items()
            if str(key) in "xy" or not is_label(each)
        }
        for each in found
    ]


def is_label(bounds: Any) -> bool:
    return xml.local_name(bounds.getparent()) == "BPMNLabel"


def test_a_file_without_a_drawing_is_laid_out(open_draft: Open) -> None:
    """And laying out anew is one step that can be taken back."""
    drawing = open_draft()
    path = f"{FOLDER}/{CASE}.bpmn"
    bare = re.sub(rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", b"", drawing_file(drawing, CASE), flags=re.DOTALL)
    with drawing.person.site.session() as session:
        writing(session)
        seen = drafts.file(session, drawing.version, path, actor(drawing.person)).sha256
        drafts.save(session, drawing.version, path, bare, seen, actor(drawing.person))
        session.commit()
    other = Drawing(drawing.person, drawing.version, CASE).open()
    other.changed()
    drawn = other.saved()
    assert b"BPMNShape" in drawn
    assert {each.kind for each in diff.compare(bare, drawn)} <= {"moved"}
    nudge(other, "H_Handling")
    before = other.current()
    other.act("layout")
    other.changed()
    other.saved()
    assert drawn_places(other.current()) != drawn_places(before)
    other.act("undo")
    assert drawn_places(other.current()) == drawn_places(before)


def test_only_the_profile_can_be_drawn(open_draft: Open) -> None:
    """Every choice that a menu offers, for every kind of element, is one that the engine runs."""
    drawing = open_draft(HANDLING)
    offered: set[str] = set(drawing.page.evaluate(OFFERED))
    refused = re.compile("signal|escalation|conditional|link|compensation|transaction|inclusive|complex|service|ad-hoc|event-subprocess|cancel|toggle-loop|multiplicity")  # fmt: skip  # noqa: E501
    assert not [each for each in offered if refused.search(each)]
    for wanted in (
        "append-user-task", "append-timer-boundary", "append-non-interrupting-timer-boundary", "append-error-end",
        "replace-with-terminate-end", "replace-with-message-start", "replace-with-non-interrupting-message-boundary",
        "replace-with-expanded-subprocess", "append-call-activity", "toggle-parallel-mi", "toggle-sequential-mi",
        "create-parallel-gateway", "create-event-based-gateway", "replace-with-error-boundary",
        "toggle-non-interrupting",
    ):  # fmt: skip
        assert wanted in offered, wanted
    assert {"append-task", "create-task", "replace-with-task"} & offered == set()


OFFERED = """() => {
  const [menus, registry] = [modeler.get('popupMenu'), modeler.get('elementRegistry')];
  const found = new Set();
  for (const element of registry.filter(each => each.parent)) {
    for (const menu of ['bpmn-create', 'bpmn-append', 'bpmn-replace']) {
      const { entries, headerEntries } = menus._getContext(element, menu);
      Object.keys(entries).concat(Object.keys(headerEntries)).forEach(name => found.add(name));
    }
  }
  return [...found];
}"""


def test_new_elements_begin_well(open_draft: Open) -> None:
    drawing = open_draft(CASE)
    drawing.page.evaluate(
        """() => {
          const [modeling, factory, registry] = ['modeling', 'elementFactory', 'elementRegistry'].map(name => modeler.get(name));
          const task = registry.get('M_TellWithdrawn');
          const at = (type, dx, dy, more) => modeling.createShape(factory.createShape({ type, ...more }), { x: task.x + dx, y: task.y + dy }, task.parent);
          const gateway = at('bpmn:ExclusiveGateway', -60, 120);
          const [one, two] = [at('bpmn:UserTask', -200, 120), at('bpmn:UserTask', -60, 240)];
          modeling.connect(gateway, one);
          modeling.connect(gateway, two);
          at('bpmn:IntermediateCatchEvent', 100, 120, { eventDefinitionType: 'bpmn:TimerEventDefinition' });
          const properties = modeler.get('bpmnFactory').create('spiffworkflow:Properties', { properties: [modeler.get('bpmnFactory').create('spiffworkflow:Property', { name: 'name_en', value: 'Pay the rent' })] });
          modeling.updateProperties(one, { extensionElements: modeler.get('bpmnFactory').create('bpmn:ExtensionElements', { values: [properties] }) });
          modeling.updateProperties(two, { extensionElements: modeler.get('bpmnFactory').create('bpmn:ExtensionElements', { values: [modeler.get('bpmnFactory').create('spiffworkflow:Properties', { properties: [] })] }) });
        }"""  # noqa: E501
    )
    drawing.changed()
    content = drawing.saved()
    gateway = element_of(content, "G_1")
    assert gateway.get("default") == "F_G_1_A_2"
    assert element_of(content, "A_PayTheRent") is not None
    assert element_of(content, "F_G_1_A_PayTheRent") is not None
    assert [each.text for each in element_of(content, "TM_1").iter(f"{MODEL}timeDuration")] == ["P1D"]
    assert lane_of(content, "G_1") == "Lane_CaseOfficer"
    assert element_of(content, "A_2").find(f"{MODEL}extensionElements") is None, "an empty shell is left out"
    taken = set(drawing.page.locator("#modeler").get_attribute("data-taken").split())  # type: ignore[union-attr]
    assert not taken & {"G_1", "A_2", "A_PayTheRent", "TM_1"}


LATIN = """() => {
  const roots = ['#modeler', '.djs-popup', 'dialog'].flatMap(each => [...document.querySelectorAll(each)]);
  const skipped = 'bdi, kbd, code, script, style, svg, textarea, input, [lang=en], [dir=ltr] .djs-direct-editing-content, .bjs-powered-by, .djs-search-result-secondary, .cm-editor, .bts-scope';
  const found = [];
  for (const root of roots) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());)
      if (/[A-Za-z]{3,}/.test(node.textContent) && !node.parentElement.closest(skipped) && node.parentElement.checkVisibility()) found.push(node.textContent.trim());
    for (const each of root.querySelectorAll('[title], [aria-label], [placeholder]'))
      for (const name of ['title', 'aria-label', 'placeholder'])
        if (/[A-Za-z]{3,}/.test((each.getAttribute(name) ?? '').replace(/\\((Ctrl|Shift)[^)]*\\)|[A-Za-z]+_[A-Za-z0-9_]+/g, '')) && !each.closest('.bjs-powered-by, bdi')) found.push(`${name}: ${each.getAttribute(name)}`);
  }
  return found;
}"""  # noqa: E501


def unread(drawing: Drawing) -> list[str]:
    found: list[str] = drawing.page.evaluate("[...window.missingTexts]")
    latin: list[str] = drawing.page.evaluate(LATIN)
    return found + latin


def test_everything_is_said_in_arabic_under_the_strict_policy(open_draft: Open) -> None:
    """A whole session: every menu, the panel of each kind of element, search, map, keys, simulation."""
    drawing = open_draft(HANDLING)
    page = drawing.page
    page.evaluate(OFFERED)
    for key in one_of_each_kind(drawing):
        drawing.page.evaluate("key => modeler.get('selection').select(modeler.get('elementRegistry').get(key))", key)
        page.wait_for_timeout(60)
        assert unread(drawing) == [], key
    drawing.choose("S1_Receive")
    for action in ("append", "replace"):
        drawing.pad(action).click()
        page.wait_for_selector(".djs-popup")
        assert unread(drawing) == []
        page.keyboard.press("Escape")
    drawing.act("search")
    page.wait_for_selector(".djs-search-open input")
    page.keyboard.type("استقبال")
    page.keyboard.press("Shift")  # the search listens to keys that go up
    page.wait_for_selector(".djs-search-result")
    assert unread(drawing) == []
    page.keyboard.press("Escape")
    drawing.act("minimap")
    assert unread(drawing) == []
    drawing.act("minimap")
    drawing.act("help")
    assert unread(drawing) == []
    page.keyboard.press("Escape")
    drawing.act("simulate")
    page.locator(".modeler-stage .bts-context-pad").filter(visible=True).first.click()
    page.wait_for_selector(".modeler-stage .bts-token-count")
    page.locator(".bts-palette .bts-entry").last.click()
    page.wait_for_selector(".bts-log:not(.hidden)")
    assert unread(drawing) == []
    drawing.act("simulate")
    assert drawing.person.violations() == []
    assert "Powered by bpmn.io" in (page.locator(".bjs-powered-by").get_attribute("title") or "")


def one_of_each_kind(drawing: Drawing) -> list[str]:
    kinds: dict[str, str] = drawing.page.evaluate(
        """Object.fromEntries(modeler.get('elementRegistry').filter(each => each.type !== 'label').map(each =>
          [each.type + (each.businessObject.eventDefinitions?.[0]?.$type ?? ''), each.id]))"""
    )
    return list(kinds.values())


@pytest.mark.parametrize(("locale", "size"), [("ar", WIDE), ("en", PHONE)], ids=["ar-wide", "en-phone"])
def test_axe_finds_nothing_in_the_modeler(open_draft: Open, locale: str, size: dict[str, int]) -> None:
    drawing = open_draft(REVIEW, locale)
    page = drawing.page
    page.set_viewport_size(size)  # type: ignore[arg-type]
    drawing.choose("CR_Ballot") if size is WIDE else None
    page.evaluate(AXE)
    assert page.evaluate(FOUND) == []
    drawing.act("help")
    assert page.evaluate(FOUND) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_tab_reaches_the_tools_the_drawing_and_the_panel(open_draft: Open) -> None:
    drawing = open_draft()
    page = drawing.page
    page.locator(".modeler-back").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.act") == "undo"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.act") == "redo"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "application"
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("المفاتيح")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def test_a_published_version_opens_to_read(site: Site, crowd: Crowd) -> None:
    reem = crowd.person(site, "reem")
    reem.go("/settings")
    reem.speak("en")
    reem.go(f"/studio/1/diagrams/{CASE}")
    reem.page.wait_for_selector("#modeler[data-ready=true]")
    assert reem.page.locator(".djs-palette").count() == 0
    drawn = " ".join(reem.page.locator("#modeler-canvas .djs-label").all_text_contents())
    assert drawn
    assert not any("\u0600" <= letter <= "\u06ff" for letter in drawn)
    assert reem.violations() == []
