"""The worker beside the site: the operator moves the demo's clock, and what is due happens by itself."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import Crowd
from tests.browser.site import ROOT

pytestmark = pytest.mark.browser
MOST_LOOKS = 120  # a cold worker on a busy machine


@pytest.fixture
def worker(exhibits: Exhibits) -> Iterator[None]:
    command = [str(Path(sys.executable).parent / "flask"), "--app", "wsgi", "worker"]
    running = subprocess.Popen(command, cwd=ROOT, env=exhibits.site.environment())
    yield
    running.terminate()
    assert running.wait(timeout=30) == 0


@pytest.mark.usefixtures("worker")
def test_a_timer_fires_when_the_clock_is_moved(exhibits: Exhibits, crowd: Crowd) -> None:
    admin = crowd.person(exhibits.site, "admin")
    admin.go("/demo/clock")
    admin.speak("ar")
    admin.page.get_by_label(admin.say("Days")).fill("10")
    assert admin.press("Move the clock forward") == 200
    title = admin.page.get_by_role("heading", name=admin.say("Timers that fired"), exact=True)
    fired = admin.page.locator("section").filter(has=title).get_by_text("انتهت مهلة الاستيفاء")
    admin.go("/operations/")
    assert fired.count() == 0
    for _ in range(MOST_LOOKS):
        if fired.count():
            break
        admin.page.wait_for_timeout(500)
        admin.page.reload()
    expect(fired).to_have_count(1)
