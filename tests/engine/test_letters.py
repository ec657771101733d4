"""Printed letters: what stands on them, for whom, and that typed text stays text."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from engine import clock, letters, scenario_world, scenarios
from engine.errors import NotFound
from engine.policies import placeholders
from engine.policies.policy import Policy
from engine.scenario_world import World

PROCESSES = Path(__file__).parent.parent.parent / "processes"
SCENARIO = PROCESSES / "beneficiary_relations/scenarios/01_straight_path_alkawthar.yaml"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """A case told of its referral, decided, and not yet answered."""
    scenario = scenarios.read(SCENARIO)
    with scenario_world.opened(scenario, SCENARIO, PROCESSES) as world:
        for step in scenario["steps"]:
            list(scenarios.take(world, step))
            if step.get("do") == "CR_Record":
                break
        with clock.at(world.now):
            yield world


@pytest.fixture(scope="module")
def policy(world: World) -> Policy:
    return world.policy()


def text(pdf: bytes) -> str:
    """What can be read and searched in the PDF, without spaces: the order of runs is the reader's."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def print_letter(world: World, template: str, name: str = "haya", locale: str = "ar") -> bytes:
    return letters.pdf(world.session, world.case(None).id, template, world.actor(name), locale=locale)


def test_notice_gives_number_and_promised_date_in_both_calendars(world: World) -> None:
    found = text(print_letter(world, "referral_notice", locale="en"))
    for part in (world.case(None).number, "06/12/2026", "26/06/1448", "not less than two weeks", "Page 1 of 1", "583"):
        assert part in found


def test_letter_names_the_version_that_rules_the_case(world: World, policy: Policy) -> None:
    assert policy.hash[:12] in text(print_letter(world, "decision_letter"))


def test_arabic_letter_has_arabic_in_one_embedded_family(world: World) -> None:
    page = PdfReader(BytesIO(print_letter(world, "decision_letter"))).pages[0]
    names = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert names
    assert all("IBMPlexSansArabic" in name for name in names)


def test_who_may_not_see_the_case_gets_no_letter(world: World) -> None:
    with pytest.raises(NotFound):
        print_letter(world, "decision_letter", "saad")


def test_letter_of_a_step_that_was_not_reached_is_not_offered(world: World) -> None:
    with pytest.raises(NotFound):
        print_letter(world, "support_request")


def test_unknown_letter_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        print_letter(world, "../secret")


def test_typed_text_is_never_markup(world: World) -> None:
    person = world.case(None).person
    assert person is not None
    kept, person.name = person.name, '#panic("x") `raw` ] $ \\ #import "x"'
    world.session.flush()
    try:
        assert '#panic("x")' in text(print_letter(world, "decision_letter", locale="en"))
    finally:
        person.name = kept


@pytest.mark.parametrize("locale", ["ar", "en"])
def test_request_form_asks_what_the_form_files_ask(policy: Policy, locale: str) -> None:
    pdf = letters.form_pdf(policy, "support_request", locale)
    assert len(PdfReader(BytesIO(pdf)).pages) == 2
    if locale == "en":
        found = " ".join(text(pdf).split())
        for asked in policy.letters["support_request"]["asks"]:
            form = policy.forms[asked["form"]]
            for field in form.fields:
                if field.name in asked["fields"] and field.type != "information":
                    assert " ".join(field.label["en"].split()[:2]) in found


@pytest.mark.parametrize("locale", ["ar", "en"])
def test_every_form_can_be_printed_blank(policy: Policy, locale: str) -> None:
    for form in policy.forms:
        assert letters.form_pdf(policy, form, locale).startswith(b"%PDF")


def test_blank_form_leaves_out_texts_that_need_a_case(policy: Policy) -> None:
    shown = text(letters.form_pdf(policy, "inform_referral", "en"))
    assert "reply_target" not in shown
    assert placeholders.split("{a}") == [placeholders.Placeholder("a")]
