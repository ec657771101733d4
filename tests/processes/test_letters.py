"""What the shipped messages and letters say to a beneficiary, with real FEEL and the clock held still."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine import clock, templates
from engine.bpmn import specs
from engine.policies import packs
from engine.policies import policy as policies
from engine.policies.policy import Policy

PROCESSES = Path(__file__).parents[2] / "processes"
APPLICANT = {"name": "نورة بنت سعد بن محمد الشهراني", "mobile": "0550001101", "national_id": "1099990010"}
KNOWN = {"case_number": "2026-0042", "applicant": APPLICANT, "reply_target": "P14D", "request_kind": "rent"}
WAITS = {"missing_wait": "P14D", "missing_wait_extra": "P7D", "missing_remind": "P5D"}


@pytest.fixture(scope="module")
def policy() -> Policy:
    pack = packs.read(PROCESSES, "samakh")
    diagrams = {path: content for path, content in pack.files.items() if path.endswith(".bpmn")}
    decisions = {path: content for path, content in pack.files.items() if path.endswith(".dmn")}
    compiled = specs.compile(diagrams, decisions)
    return policies.make(pack.hash, "samakh", pack.files, specs.load(pack.hash, compiled))


@pytest.fixture(autouse=True)
def a_sunday() -> Iterator[None]:
    with clock.at(datetime(2026, 11, 22, 9, tzinfo=clock.RIYADH)):
        yield


def written(policy: Policy, letter: str, known: dict[str, Any], locale: str = "ar") -> str:
    """The paragraphs and the table, as a reader meets them."""
    held = policy.letters[letter]
    parts = [(part, part[locale]) for part in held["paragraphs"]] + [(row, row["value"]) for row in held["table"]]
    shown = [text for part, text in parts if templates.holds(policy, part.get("visible_if", "true"), known, locale)]
    return "\n".join(templates.text(policy, text, known, locale) for text in shown)


def test_the_notice_bears_number_and_promised_date_in_both_calendars(policy: Policy) -> None:
    notice = written(policy, "referral_notice", KNOWN)

    assert "2026-0042" in notice
    assert "06/12/2026" in notice
    assert "26/06/1448" in notice
    assert policy.letters["referral_notice"]["clause"] == "S5"


def test_the_notice_keeps_its_date_when_printed_again_later(policy: Policy) -> None:
    with clock.at(datetime(2026, 11, 30, 9, tzinfo=clock.RIYADH)):
        assert "06/12/2026" in written(policy, "referral_notice", {**KNOWN, "promised_on": "2026-12-06"})


def test_a_refusal_is_told_with_its_reason_in_words(policy: Policy) -> None:
    refused = {**KNOWN, "CR_Ballot": {"outcome": "refuse"}, "refusal_reason": "above_limit", "minutes_on": "2026-12-01"}
    letter = written(policy, "decision_letter", refused)

    assert policy.lists["refusal_reasons"]["above_limit"]["ar"] in letter
    assert "قبوله. نسأل" not in letter


@pytest.mark.parametrize(("extent", "words"), [("whole", "to accept it."), ("partial", "to accept a part of it")])
def test_an_acceptance_says_whether_it_is_whole(policy: Policy, extent: str, words: str) -> None:
    accepted = {
        "CR_Ballot": {"outcome": "accept"},
        "decision_extent": extent,
        "support_form": "cash",
        "decision_amount": 120000,
    }
    letter = written(policy, "decision_letter", {**KNOWN, **accepted, "minutes_on": "2026-12-01"}, "en")

    assert words in letter
    assert "SAR 1,200" in letter


@pytest.mark.parametrize(("choice", "last_day"), [(None, "01/12/2026"), ("extend", "24/11/2026")])
def test_a_reminder_names_the_papers_and_their_last_day(policy: Policy, choice: str | None, last_day: str) -> None:
    known = {**KNOWN, **WAITS, "missing_papers": ["rent_contract"], "close_choice": choice}
    message = templates.message(policy, "remind_papers", known)

    assert policy.lists["papers"]["rent_contract"]["ar"] in message.body_ar
    assert last_day in message.body_en
