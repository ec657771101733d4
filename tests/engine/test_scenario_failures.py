"""What a scenario expected and found is told as people write it: names, days, yes and no."""

import pytest
from sqlalchemy.orm import Session

from engine.policies import versions
from engine.studio import scenario_failures
from engine.studio.scenario_words import Names


@pytest.mark.parametrize(
    ("told", "ar"),
    [
        ("data: overdue = False", "تجاوز مدة الرد = لا"),
        ("data: promised_on = '2026-12-06'", "promised_on = 06/12/2026"),
        ("'2026-11-29'", "29/11/2026"),
        ("True", "نعم"),
        ("data: overdue = None", "تجاوز مدة الرد = لا شيء"),
    ],
)
def test_failures_are_told_in_words(session: Session, told: str, ar: str) -> None:
    policy = versions.policy(session, versions.in_force(session).id)

    assert scenario_failures.failure(Names(policy, "ar"), told) == ar
