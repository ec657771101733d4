"""Every page in both languages, wide and on a phone: nothing sticks out, nothing is left untranslated."""

import re

import pytest

from tests.browser.conftest import Sites
from tests.browser.exhibits import Exhibits
from tests.browser.looking import foreign_words, names_of_people, show
from tests.browser.pages import LOOKS, NO_PAGES, TWICE, Look
from tests.browser.people import PHONE, WIDE, Crowd, Person
from webapp import create_app

pytestmark = pytest.mark.browser
DIRECTIONS = {"ar": "rtl", "en": "ltr"}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_every_page_of_the_site_is_looked_at(sites: Sites) -> None:
    site = sites("samakh")
    settings = {
        "SECRET_KEY": "-",
        "ASSOCIATION": "samakh",
        "VAR": site.folder,
        "DATABASE_URL": f"sqlite:///{site.file}",
    }
    rules = create_app(settings).url_map.iter_rules()
    pages = {rule.endpoint for rule in rules if "GET" in (rule.methods or set())}
    twins = {page for page in pages if page.removeprefix(TWICE) in pages - {page}}
    assert pages - twins == ({look.endpoint for look in LOOKS} | NO_PAGES) - twins


@pytest.mark.parametrize("locale", ["ar", "en"])
@pytest.mark.parametrize("look", LOOKS, ids=[look.name for look in LOOKS])
def test_page_is_whole(exhibits: Exhibits, crowd: Crowd, look: Look, locale: str) -> None:
    person = show(exhibits, crowd, look, locale)
    html = person.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (locale, DIRECTIONS[locale])
    assert person.page.locator("h1").count() == 1
    assert person.violations() == []
    assert foreign_words(person, names_of_people(exhibits.site)) == []
    for size in (WIDE, PHONE):
        person.page.set_viewport_size(size)  # type: ignore[arg-type]
        assert person.page.evaluate(OVERFLOW) <= 0, f"{sticking_out(person)} at {size['width']}"


def sticking_out(person: Person) -> list[str]:
    """The elements that make a page wider than its window, for the message of a failure."""
    script = """() => [...document.querySelectorAll('body *')].filter(each => {
      const { left, right } = each.getBoundingClientRect();
      return (right > innerWidth + 1 || left < -1) && !each.closest('.table-wrap, .canvas, .skip, .visually-hidden');
    }).map(each => each.outerHTML.slice(0, 120))"""
    found: list[str] = person.page.evaluate(script)
    return [re.sub(r"\s+", " ", each) for each in found[:5]]
