"""The sites that the browser visits and the people who sit at it; all shared by the tests of one worker."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import drawings
from tests.browser.exhibits import Exhibits, fill
from tests.browser.people import Crowd
from tests.browser.site import START, Site

Sites = Callable[[str], Site]


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """The site of an association, started when first asked for."""
    running: dict[str, Site] = {}

    def find(association: str) -> Site:
        if association not in running:
            running[association] = Site(association, tmp_path_factory.mktemp(association))
        return running[association]

    yield find
    for site in running.values():
        site.stop()
        assert not site.faults()


@pytest.fixture(scope="session")
def everybody(browser: Browser) -> Crowd:
    return Crowd(browser)


@pytest.fixture
def crowd(everybody: Crowd) -> Iterator[Crowd]:
    """The people; a complaint of any browser fails the test in which it came up."""
    yield everybody
    assert everybody.problems() == []


@pytest.fixture
def site(sites: Sites) -> Site:
    """Samakh's site with nothing but the policy and its people, at nine on a Sunday."""
    site = sites("samakh")
    site.put_back()
    site.set_clock(START)
    return site


@pytest.fixture(scope="session")
def _filled(sites: Sites) -> Exhibits:
    return fill(sites("samakh"))


@pytest.fixture
def exhibits(_filled: Exhibits) -> Exhibits:
    """Samakh's site on a day when its cases stand in many states."""
    _filled.put_back()
    return _filled


@pytest.fixture
def open_draft(site: Site, crowd: Crowd) -> drawings.Open:
    """Opens a diagram of a fresh draft on the quality officer's screen."""
    return drawings.opener(site, crowd)
