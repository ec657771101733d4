"""The pages' strict content policy, as a browser holds it."""

import pytest

from tests.browser.people import Crowd
from tests.browser.site import Site

pytestmark = pytest.mark.browser
INJECTED = """() => { const script = document.createElement('script'); script.textContent = 'window.ran = true';
  document.body.append(script); document.body.setAttribute('style', 'color: red'); return window.ran ?? false; }"""


def test_an_injected_script_does_not_run(site: Site, crowd: Crowd) -> None:
    """And the watch of these tests sees it: what a page broke would be noticed."""
    stranger = crowd.newcomer(site)
    stranger.go("/login")
    assert stranger.page.evaluate(INJECTED) is False
    assert "script-src-elem inline" in stranger.violations()
    assert stranger.problems
    stranger.context.close()
