"""Ten revisions of the policy, each done in the browser alone, and a case that behaves so afterwards."""

import pytest

from tests.browser.people import Crowd
from tests.browser.site import Site
from tests.browser.workshop import open_draft, straight_path

pytestmark = pytest.mark.browser


def test_a_deadline_is_shortened(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "الرد خلال عشرة أيام")
    page = draft.open("/lists/parameters/entries/reply_target")
    page.locator("[name=f_amount]").fill("10")
    draft.save_entry()

    with draft.tried() as trial:
        trial.run([*straight_path(before="CR_Assign")])
        trial.run([{"wait": "P9D"}]).check(facts={"overdue": False})
        trial.run([{"wait": "P1D"}]).check(facts={"overdue": True})
