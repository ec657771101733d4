import pytest

from tests.browser.people import Crowd
from tests.browser.site import Site

pytestmark = pytest.mark.browser


def test_someone_logs_in(site: Site, crowd: Crowd) -> None:
    haya = crowd.person(site, "haya")
    haya.go("/")
    assert haya.page.get_by_role("heading", level=1).inner_text() == "المهام"
