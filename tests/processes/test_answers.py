"""What the shipped forms accept and refuse, with real FEEL."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import forms
from engine import clock
from engine.bpmn import feel

PROCESSES = Path(__file__).parents[2] / "processes"
PACK = PROCESSES / "beneficiary_relations"


def load(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path)


def form(name: str) -> forms.Definition:
    return forms.read(load(PACK / "forms" / f"{name}.yaml"))


def surroundings(known: Mapping[str, Any]) -> forms.Surroundings:
    lists, association = load(PACK / "lists.yaml"), load(PROCESSES / "associations" / "samakh.yaml")
    sources = {**{f"list:{name}": held for name, held in lists.items()}, "channels": association["channels"]}

    def choices(source: str) -> Mapping[str, str]:
        return {key: held["en"] for key, held in sources[source].items()}

    def document(number: int) -> Mapping[str, Any]:
        return {"id": number, "filename": "paper.pdf", "media_type": "application/pdf", "size": 10}

    return forms.Surroundings("en", known, feel.evaluate, choices, lambda number: None, document)


def refused(name: str, answers: Mapping[str, Any], **known: Any) -> set[str]:
    definition = form(name)
    try:
        forms.answers(definition, forms.encode(definition, answers), surroundings(known))
    except forms.InvalidAnswers as invalid:
        return set(invalid.form.errors)
    return set()


def papers(state: str, expires_on: str | None = None) -> dict[str, Any]:
    rows = [{"key": "national_id", "state": state, "expires_on": expires_on}]
    return {"family_size": 1, "papers_checked": rows, "check_result": "complete"}


def test_complete_needs_every_paper_matched_and_valid_today() -> None:
    docs = ["national_id"]

    with clock.at(datetime(2026, 11, 22, 9, tzinfo=clock.RIYADH)):
        assert refused("check_info", papers("matched"), required_docs=docs) == set()
        assert refused("check_info", papers("matched", "2026-11-22"), required_docs=docs) == set()
        assert refused("check_info", papers("matched", "2026-11-21"), required_docs=docs) == {"check_result"}
        assert refused("check_info", papers("missing"), required_docs=docs) == {"check_result"}


def test_incomplete_says_what_is_missing() -> None:
    answers = {**papers("missing"), "check_result": "incomplete"}

    assert refused("check_info", answers, required_docs=["national_id"]) == {"missing_note"}


def test_family_size_is_not_below_the_members_named() -> None:
    members = [{"name": f"سارة بنت سعد بن محمد الشهراني {n}", "relation": "daughter"} for n in "أب"]
    answers = {**papers("matched"), "family": members}

    assert "family_size" in refused("check_info", answers, required_docs=["national_id"])
    assert refused("check_info", {**answers, "family_size": 3}, required_docs=["national_id"]) == set()


def test_papers_that_did_not_match_are_offered_as_missing() -> None:
    checked = [{"key": "national_id", "state": "matched"}, {"key": "rent_contract", "state": "missing"}]
    known = {"papers_checked": checked, "decision_extent": "whole", "missing_note": None}

    bound = forms.bind(form("tell_missing"), None, surroundings(known))

    assert bound.answers["missing_papers"] == ["rent_contract"]


def test_time_for_papers_is_extended_once() -> None:
    assert refused("close_incomplete", {"close_choice": "extend"}, extensions=None) == set()
    assert refused("close_incomplete", {"close_choice": "extend"}, extensions=1) == {"close_choice"}
    assert refused("close_incomplete", {"close_choice": "close"}, extensions=1) == {"close_reason"}


def test_nothing_is_referred_before_the_beneficiary_is_told() -> None:
    told = {"informed_how": "phone", "informed": True}

    assert refused("inform_referral", told, reply_target="P14D") == set()
    assert refused("inform_referral", {**told, "informed": False}, reply_target="P14D") == {"informed"}


def test_a_refusal_needs_a_reason_and_cash_needs_an_amount() -> None:
    minutes = {"minutes_number": "12", "minutes_on": "2026-01-01"}
    accepted = {**minutes, "decision_extent": "whole", "support_form": "cash"}

    assert refused("record_decision", minutes, CR_Ballot={"outcome": "refuse"}) == {"refusal_reason"}
    assert refused("record_decision", accepted, CR_Ballot={"outcome": "accept"}) == {"decision_amount"}


def test_a_rating_may_be_declined() -> None:
    assert refused("rating", {}) == {"score"}
    assert refused("rating", {"rating_declined": True}) == set()


def test_a_vote_against_needs_a_reason() -> None:
    outcomes = load(PROCESSES / "associations" / "samakh.yaml")["ballots"]["research_committee"]["outcomes"]

    assert list(outcomes) == ["accept", "refuse", "more_info", "defer"]
    [reason] = [field for field in form("ballot").fields if field.name == "reason"]
    assert reason.required_if == 'vote != null and vote != "accept"'
