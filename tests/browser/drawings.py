"""A diagram of a draft on somebody's screen: how tests open it, point at its elements and read what the site kept."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from engine import users
from engine.bpmn import xml
from engine.database import writing
from engine.studio import drafts
from tests.browser.people import Crowd, Person
from tests.browser.site import Site

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


def lane_of(content: bytes, element: str) -> str | None:
    for lane in xml.read(content).iter(f"{MODEL}lane"):
        if element in [ref.text for ref in lane.iter(f"{MODEL}flowNodeRef")]:
            return str(lane.get("id"))
    return None


def element_of(content: bytes, key: str) -> Any:
    return next((each for each in xml.read(content).iter() if each.get("id") == key), None)


def names(content: bytes) -> list[str | None]:
    return [each.get("name") for each in xml.read(content).iter(f"{MODEL}userTask")]


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


Open = Callable[..., Drawing]


def opener(site: Site, crowd: Crowd) -> Open:
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
