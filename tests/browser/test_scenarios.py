"""The scenarios of the policy, acted by people at their browsers."""

from pathlib import Path

import pytest

from engine.scenarios import read
from tests.browser.conftest import Sites
from tests.browser.driver import PROCESSES, Driver
from tests.browser.people import PHONE, WIDE, Crowd

pytestmark = pytest.mark.browser
FOLDER = PROCESSES / "beneficiary_relations" / "scenarios"
ACTED = [
    ("01_straight_path", "ar", WIDE),
    ("01_straight_path_alkawthar", "ar", WIDE),
    ("02_inquiry_bad_digits", "en", WIDE),
    ("04_never_returns", "ar", WIDE),
    ("05_unclear_procedures", "ar", WIDE),
    ("05b_does_not_go_on", "en", PHONE),
    ("06_refusal_appeal_off", "ar", WIDE),
    ("08_more_information_overdue", "ar", WIDE),
    ("09_duplicate_and_withdrawal", "ar", WIDE),
    ("reply_forgotten", "ar", WIDE),
]


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.yaml"


@pytest.mark.parametrize(("name", "locale", "size"), ACTED, ids=[name for name, _, _ in ACTED])
def test_scenario_goes_through_the_pages(
    sites: Sites, crowd: Crowd, name: str, locale: str, size: dict[str, int]
) -> None:
    file = path_of(name)
    Driver(sites(read(file)["association"]), crowd, file, locale, size).act()
