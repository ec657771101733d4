"""A diagram of a draft under the quality officer's own hands: found by its words, drawn by mouse, said in the panel."""

from playwright.sync_api import Locator, expect

from tests.browser.drawings import Drawing
from tests.browser.workshop import Workshop

PATIENCE = 20_000
Place = tuple[float, float]


class Sheet(Drawing):
    """What the officer may do is what its methods do: no script of the page is called."""

    def open(self, query: str = "") -> "Sheet":
        self.person.page.set_default_timeout(PATIENCE)
        super().open(query)
        return self.is_ready()

    def is_ready(self) -> "Sheet":
        for part in ("#modeler", "#modeler-panel"):
            self.page.wait_for_selector(f"{part}[data-ready=true]")
        return self

    @property
    def panel(self) -> Locator:
        return self.page.locator("#modeler-panel")

    def find(self, words: str, key: str = "") -> str:
        """By the search above the drawing: it is chosen, and stands in the middle of the screen."""
        self.act("search")
        self.page.locator(".djs-search-input input").fill(words)
        self.page.keyboard.press("End")  # the search listens to keys that come up
        self.page.locator(".djs-search-result-selected").wait_for()
        self.page.keyboard.press("Enter")
        self.page.locator(".djs-search-container").wait_for(state="hidden")
        return self.is_chosen(key)

    def is_chosen(self, key: str = "") -> str:
        chosen = self.page.locator("#modeler-canvas .djs-element.selected")
        expect(chosen).to_have_count(1)
        found = chosen.get_attribute("data-element-id") or ""
        assert found == (key or found)
        self.page.wait_for_selector(f'#modeler-panel[data-element="{found}"]')
        return found

    def field(self, name: str, at: int = 0) -> Locator:
        return self.panel.locator(f'[data-field="{name}"]').nth(at).locator("input, select, .cm-content").first

    def choose_in(self, name: str, words: str) -> None:
        field = self.field(name)
        options = field.locator("option", has_text=words)
        expect(options.first).to_be_attached()
        field.select_option(label=options.first.inner_text())

    def write_in(self, name: str, text: str, at: int = 0) -> None:
        field = self.field(name, at)
        field.click()
        field.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")

    def note(self, words: str) -> None:
        expect(self.panel.locator(".pp-note", has_text=words)).to_be_visible()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def draw(self, *places: Place) -> None:
        """The mouse pressed at the first place, moved along the others and let go at the last."""
        start, *rest = places
        self.page.mouse.move(*start)
        self.page.mouse.down()
        for place in rest:
            self.page.mouse.move(*place, steps=8)
        self.page.mouse.up()

    def connect(self, start: str, target: str) -> None:
        """By the arrow beside the chosen element; straight after it the drawing takes no click, lest one be doubled."""
        self.click_at(self.middle(start))
        self.pad("connect").click()
        self.click_at(self.middle(target))
        self.page.wait_for_timeout(500)

    def comes_to_the_front(self) -> None:
        """Another window is closed: a browser without a screen does not tell the page that it is looked at again."""
        with self.page.expect_response("**/vocabulary"):
            self.page.evaluate("dispatchEvent(new Event('focus'))")

    def tool(self, name: str) -> None:
        """Of the palette beside the drawing."""
        self.page.locator(f".djs-palette [data-action='{name}']").click()

    def click_at(self, place: Place) -> None:
        self.page.mouse.click(*place)

    def is_saved(self) -> None:
        """What the page says beneath the diagram's name."""
        self.page.wait_for_selector("#modeler-state[data-kind=saved]")

    def is_sound(self) -> None:
        """No error is left in the list of findings beside the drawing."""
        expect(self.page.locator("#modeler-findings li .tag-late")).to_have_count(0)


def sheet(draft: Workshop, name: str) -> Sheet:
    return Sheet(draft.officer, draft.version, name).open()
