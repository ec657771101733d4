"""Texts with placeholders: how values are written for people."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from engine import templates, wording
from engine.bpmn.feel import FeelError
from engine.errors import NotFound
from engine.policies import placeholders, versions
from engine.policies.policy import Policy


@pytest.fixture
def policy(session: Session) -> Policy:
    return versions.policy(session, versions.in_force(session).id)


def test_date_stands_in_both_calendars(policy: Policy) -> None:
    known = {"promised_on": "2026-12-06"}
    assert templates.text(policy, "{promised_on}", known, "ar") == "الأحد 06/12/2026 الموافق 26/06/1448هـ"
    assert templates.text(policy, "{promised_on}", known, "en") == "Sunday 06/12/2026 (26/06/1448 AH)"


def test_date_beyond_the_hijri_tables_stands_alone() -> None:
    assert wording.hijri_day(date(2077, 11, 17)) is None
    assert wording.day(date(2077, 11, 17), "ar") == "الأربعاء 17/11/2077"


def test_moment_is_on_the_wall_clock_of_riyadh() -> None:
    assert (
        wording.moment(datetime(2026, 11, 22, 22, 30, tzinfo=UTC), "en") == "Monday 23/11/2026 (13/06/1448 AH) at 01:30"
    )


def test_money_field_is_written_in_riyals(policy: Policy) -> None:
    assert templates.text(policy, "{decision_amount}", {"decision_amount": 120050}, "ar") == "1,200.50 ريال"
    assert templates.text(policy, "{decision_amount}", {"decision_amount": 120000}, "en") == "SAR 1,200"


def test_choice_is_written_by_its_label(policy: Policy) -> None:
    assert templates.text(policy, "{request_kind}", {"request_kind": "rent"}, "en") == "House rent"
    assert (
        templates.text(policy, "{missing_papers}", {"missing_papers": ["rent_contract", "iban_letter"]}, "ar").count(
            "، "
        )
        == 1
    )


def test_null_shows_nothing(policy: Policy) -> None:
    assert templates.text(policy, "[{decision_conditions}]", {}, "ar") == "[]"


def test_duration_is_written_in_days(policy: Policy) -> None:
    assert templates.text(policy, "{reply_target}", {"reply_target": "P14D"}, "ar") == "14 يومًا"
    assert [wording.duration(f"P{days}D", "ar") for days in (1, 2, 3, 10, 11, 103)] == [
        "يوم واحد", "يومان", "3 أيام", "10 أيام", "11 يومًا", "103 أيام",
    ]  # fmt: skip
    assert [wording.duration(text, "en") for text in ("P1D", "P2W", "PT36H")] == ["1 day", "14 days", "36:00 hours"]


def test_number_of_a_case_keeps_its_order_in_arabic(policy: Policy) -> None:
    shown = templates.text(policy, "رقم {case_number}", {"case_number": "2026-0042"}, "ar")
    assert shown == "رقم \u20662026-0042\u2069"


def test_expression_may_hold_braces_and_quotes(policy: Policy) -> None:
    assert templates.text(policy, '{ {a: 1}.a + 1 } {if true then "}" else "{"}', {}, "en") == "2 }"


def test_doubled_braces_are_braces(policy: Policy) -> None:
    assert templates.text(policy, "{{case_number}}", {"case_number": "1"}, "en") == "{case_number}"


@pytest.mark.parametrize("text", ["{a", "a}", "{a}}", '{"}'])
def test_brace_without_its_other_half_is_refused(text: str) -> None:
    with pytest.raises(placeholders.BrokenText):
        placeholders.split(text)


def test_unknown_name_is_an_error_and_never_an_empty_text(policy: Policy) -> None:
    with pytest.raises(FeelError):
        templates.text(policy, "{nobody_knows_this}", {}, "ar")


def test_braces_that_a_person_typed_are_not_evaluated(policy: Policy) -> None:
    known = {"applicant": {"name": "{case_number}", "mobile": None}}
    assert templates.text(policy, "{applicant.name}", known, "en") == "{case_number}"


def test_every_shipped_message_can_be_written(policy: Policy) -> None:
    parameters = {name: entry["value"] for name, entry in policy.association["parameters"].items()}
    told = {"promised_on": "2026-12-06", "told_at": "2026-11-22T06:00:00Z", "started_at": "2026-11-22T06:00:00Z"}
    applicant = {"name": "سعاد", "mobile": "0551234567"}
    known = {**parameters, **told, "applicant": applicant, "case_number": "2026-0001", "missing_papers": ["other"]}
    for template in policy.templates:
        message = templates.message(policy, template, known)
        assert all((message.subject_ar, message.subject_en, message.body_ar, message.body_en))


def test_unknown_message_is_not_found(policy: Policy) -> None:
    with pytest.raises(NotFound):
        templates.message(policy, "nothing", {})
