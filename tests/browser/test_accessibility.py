"""axe-core finds nothing on any page, in both languages, wide and on a phone."""

import pytest

from tests.browser.exhibits import Exhibits
from tests.browser.looking import show
from tests.browser.pages import LOOKS, Look
from tests.browser.people import PHONE, WIDE, Crowd
from tests.browser.site import ROOT

pytestmark = pytest.mark.browser
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
FOUND = """axe.run(document, {resultTypes: ['violations']}).then(({ violations }) =>
  violations.map(each => each.id + ': ' + each.nodes.map(node => node.html).slice(0, 3).join(' | ').slice(0, 400)))"""


@pytest.mark.parametrize(("locale", "size"), [("ar", WIDE), ("en", PHONE)], ids=["ar-wide", "en-phone"])
@pytest.mark.parametrize("look", LOOKS, ids=[look.name for look in LOOKS])
def test_axe_finds_nothing(exhibits: Exhibits, crowd: Crowd, look: Look, locale: str, size: dict[str, int]) -> None:
    person = show(exhibits, crowd, look, locale)
    person.page.set_viewport_size(size)  # type: ignore[arg-type]
    person.open_menu()
    person.page.evaluate(AXE)
    assert person.page.evaluate(FOUND) == []
