"""The association's working time: what it says is what working days are counted by."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from engine import filling
from engine.policies import calendar, entries, packs, versions
from engine.policies.packs import Pack
from tests.factories import PROCESSES

ASSOCIATION = "associations/samakh.yaml"


def with_calendar(said: object) -> Pack:
    pack = packs.read(PROCESSES, "samakh")
    changed = entries.put(pack.files[ASSOCIATION], ("calendar",), said)
    return Pack("samakh", {**pack.files, ASSOCIATION: changed})


def test_official_holidays_of_a_year_come_from_the_umm_al_qura_calendar() -> None:
    found = [(each.en, each.first, each.last) for each in calendar.official(2026)]

    assert found == [
        ("Founding Day", date(2026, 2, 22), date(2026, 2, 22)),
        ("Eid al-Fitr", date(2026, 3, 19), date(2026, 3, 22)),
        ("Eid al-Adha", date(2026, 5, 26), date(2026, 5, 29)),
        ("National Day", date(2026, 9, 23), date(2026, 9, 23)),
    ]


@pytest.mark.parametrize("year", range(2026, 2070))
def test_every_year_has_both_feasts_and_both_days(year: int) -> None:
    """A Gregorian year may hold a feast of two Hijri years."""
    names = {each.en for each in calendar.official(year)}

    assert names == {"Founding Day", "Eid al-Fitr", "Eid al-Adha", "National Day"}


def test_association_without_a_calendar_rests_on_friday_and_saturday() -> None:
    assert calendar.scope({}) == {"weekend": [5, 6], "holidays": []}


def test_shipped_calendar_is_counted_by(session: Session) -> None:
    policy = versions.policy(session, versions.in_force(session).id)
    evaluate = filling.evaluator(policy, {})

    assert evaluate('working days(date("2026-09-22"), 1)', {}, {}) == "2026-09-24"  # the National Day between
    assert evaluate('working day ends(date("2027-02-10"))', {}, {}) == "2027-02-10T15:00:00+03:00"  # Ramadan


@pytest.mark.parametrize(
    "said",
    [
        {"weekend": ["freitag"]},
        {"weekend": list(calendar.DAYS)},
        {"hours": {"from": "16:00", "to": "08:00"}},
        {"hours": {"from": "8", "to": "16"}},
        {"ramadan_hours": {"from": "10:00", "to": "10:00"}},
        {"holidays": [{"from": "2026-09-23", "to": "2026-09-22", "ar": "أ", "en": "a"}]},
        {"holidays": [{"from": "2026-02-30", "ar": "أ", "en": "a"}]},
        {"holiday": []},
    ],
)
def test_calendar_that_cannot_be_is_a_finding_at_its_place(said: object) -> None:
    found = [finding for finding in packs.check(with_calendar(said)) if finding.element.startswith("calendar")]

    assert found
    assert all(finding.severity == "error" and finding.line for finding in found)


def test_no_field_is_called_as_the_calendar_is() -> None:
    pack = packs.read(PROCESSES, "samakh")
    path = "beneficiary_relations/forms/withdraw.yaml"
    changed = pack.files[path].replace(b"name: reason", b"name: calendar").replace(b"name: withdraw", b"name: calendar")
    changed = entries.put(changed, ("fields", 0, "name"), "calendar")

    assert "reserved-name" in {each.code for each in packs.check(Pack("samakh", {**pack.files, path: changed}))}
