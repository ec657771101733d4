"""The diagram editor speaks Arabic throughout, under the strict policy, and can be used by keyboard and by ear."""

import pytest
from playwright.sync_api import expect

from tests.browser.drawings import CASE, HANDLING, OFFERED, REVIEW, Drawing, Open
from tests.browser.people import PHONE, WIDE, Crowd
from tests.browser.site import Site
from tests.browser.test_accessibility import AXE, FOUND

pytestmark = pytest.mark.browser
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
