"""Reception to declaration with scripts switched off: rows, questions that depend, draft and scan by plain buttons."""

import pytest

from tests.browser.conftest import Sites
from tests.browser.driver import Driver
from tests.browser.people import Crowd
from tests.browser.test_scenarios import path_of

pytestmark = pytest.mark.browser


def test_reception_to_declaration(sites: Sites, crowd: Crowd) -> None:
    """Every step up to the signed declaration, refusals among them; rows are added and a scan is attached."""
    driver = Driver(sites("samakh"), crowd, path_of("01_straight_path"), script=False)
    steps = driver.scenario["steps"]
    declared = max(number for number, step in enumerate(steps, 1) if step.get("do") == "S4_Declare")
    driver.act(until=declared)
    driver.step({"expect": {"open": ["S5_InformReferral"]}})


def test_half_a_form_is_kept_by_the_button(sites: Sites, crowd: Crowd) -> None:
    driver = Driver(sites("samakh"), crowd, path_of("01_straight_path"), script=False)
    driver.act(until=1)
    case = driver.world.case(None)
    haya = crowd.person(driver.site, "haya", script=False)
    haya.go(f"/cases/{case.id}")
    haya.follow(haya.page.locator("#waits .work .name a"))
    haya.page.get_by_label("الاسم الرباعي").fill("نورة بنت سعد")
    assert haya.press("Keep as draft") == 200
    assert haya.page.get_by_label("الاسم الرباعي").input_value() == "نورة بنت سعد"
    haya.go(f"/inbox/roles?q={case.number}")
    assert haya.page.get_by_text(haya.say("Draft kept")).count() == 1
