"""Scenarios: every shipped one passes, and a wrong expectation is told with step, expected and found."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import scenarios
from engine.policies import files, schemas
from engine.scenario_expectations import matches
from engine.scenarios import Failure, Report

PROCESSES = Path(__file__).parent.parent.parent / "processes"
SHIPPED = scenarios.find([PROCESSES])
PEOPLE = {
    "haya": ["relations_officer"],
    "fahd": ["research_officer"],
    "saad": ["service_provider"],
    "mona": ["relations_officer"],
}
START: dict[str, Any] = {"start": {"as": "haya", "process": "beneficiary_case", "answers": {"origin": "applicant"}}}
PERSON: dict[str, Any] = {"national_id": "1099990010", "name": "نورة بنت سعد بن محمد الشهراني", "mobile": "٠٥٥٠٠٠١١٠١"}
ASKED = {
    "channel": "phone",
    "language": "ar",
    "need": "inquiry",
    "person": PERSON,
    "questions": [{"question": "س", "answer": "ج"}],
}
RECEIVE: dict[str, Any] = {"as": "haya", "do": "S1_Receive", "answers": ASKED}
Act = Callable[..., Report]


@pytest.fixture
def act(tmp_path: Path) -> Act:
    """Act these steps; JSON is YAML too."""

    def run(*steps: Any, **more: Any) -> Report:
        content = {"title": {"ar": "م", "en": "t"}, "association": "samakh", "starts": "2026-11-22T09:00+03:00",
                   "people": PEOPLE, "steps": list(steps), **more}  # fmt: skip
        path = tmp_path / "scenario.yaml"
        path.write_text(json.dumps(content), "utf-8")
        return scenarios.run(path, PROCESSES, lambda _: None)

    return run


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenario_passes(path: Path) -> None:
    assert scenarios.run(path, PROCESSES, lambda _: None).failures == []


def test_there_are_scenarios() -> None:
    assert len(SHIPPED) >= 8


def test_example_of_the_docs_passes(tmp_path: Path) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", (PROCESSES.parent / "docs/scenarios.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "example.yaml").write_text(example, "utf-8")
    assert scenarios.run(tmp_path / "example.yaml", PROCESSES, lambda _: None).failures == []


def test_docs_name_every_key_of_the_format() -> None:
    docs = (PROCESSES.parent / "docs/scenarios.md").read_text("utf-8")
    schema = json.loads(schemas.SCHEMAS["scenario"].read_text("utf-8"))
    keys = {*schema["properties"], *schema["$defs"]["step"]["properties"], *schema["$defs"]["state"]["properties"]}
    assert [key for key in sorted(keys) if f"`{key}" not in docs and not re.search(rf"\b{key}\b", docs)] == []


def test_wrong_expectation_names_step_expected_and_found(act: Act) -> None:
    report = act(START, {"expect": {"open": ["S2_CheckInfo"]}})
    assert report.failures == [Failure(2, "open: ['S2_CheckInfo']", "['S1_Receive']")]


@pytest.mark.parametrize(
    "expected",
    [
        {"status": "ended"}, {"end": "End_Served"}, {"timers": ["TB_Warn"]}, {"sent": ["M_Remind"]},
        {"data": {"need": "support"}}, {"facts": {"channel": "letters"}}, {"person": {"mobile": "0550001102"}},
        {"history": {"at_least": 99}},
        {"history": {"kinds": ["policy_changed"]}}, {"data": {"questions": [{"question": "س"}, {}]}},
    ],
)  # fmt: skip
def test_each_kind_of_expectation_can_fail(act: Act, expected: dict[str, Any]) -> None:
    report = act(START, RECEIVE, {"expect": expected})
    assert [failure.step for failure in report.failures] == [3]


def test_right_expectations_pass(act: Act) -> None:
    seen = {"status": "open", "open": ["SAT_Rate"], "timers": ["TB_RatingOver"], "sent": [],
            "data": {"need": "inquiry"}, "facts": {"channel": "phone", "open_case_of_person": None},
            "person": {"mobile": "0550001101"}, "history": {"at_least": 2, "kinds": ["case_started"]}}  # fmt: skip
    assert act(START, RECEIVE, {"expect": seen}, expect={"status": "open"}).failures == []


def test_expectation_of_the_whole_scenario_is_checked(act: Act) -> None:
    assert act(START, expect={"status": "ended"}).failures == [Failure(1, "status: ended", "open")]


def test_failed_act_ends_the_scenario(act: Act) -> None:
    report = act(START, {"as": "haya", "do": "S2_CheckInfo"}, {"expect": {"open": []}})
    assert [failure.step for failure in report.failures] == [2]
    assert "S1_Receive" in report.failures[0].found


def test_refusal_is_of_exactly_these_fields(act: Act) -> None:
    bad = {**RECEIVE, "answers": {**ASKED, "person": {**PERSON, "national_id": "1099990011"}, "need": "nothing"}}
    fields = ["need", "person.national_id"]
    assert act(START, {**bad, "refused": fields}).failures == []
    for wrong in (fields[:1], [*fields, "channel"]):
        assert "national_id" in act(START, {**bad, "refused": wrong}).failures[0].found


def test_expected_refusal_that_does_not_come_is_a_failure(act: Act) -> None:
    for wanted in ({"refused": ["need"]}, {"forbidden": True}, {"conflict": True}):
        assert act(START, {**RECEIVE, **wanted}).failures[0].found == "the step was taken"


def test_unexpected_refusal_is_a_failure(act: Act) -> None:
    [failure] = act(START, {**RECEIVE, "as": "saad"}).failures
    assert (failure.step, failure.found[:8]) == (2, "NotFound")  # the provider may not even know of the case


def test_forbidden_and_conflict(act: Act) -> None:
    steps = ({**RECEIVE, "as": "saad", "forbidden": True}, RECEIVE, {**RECEIVE, "conflict": True})
    assert act(START, *steps).failures == []


def test_role_stands_for_the_only_person_who_holds_it(act: Act) -> None:
    assert act(START, {**RECEIVE, "as": "service_provider", "forbidden": True}).failures == []
    assert "haya" in act(START, {**RECEIVE, "as": "relations_officer"}).failures[0].found


def test_several_cases_are_told_apart_by_name(act: Act) -> None:
    second = {"start": {**START["start"], "case": "second"}}
    expected = ({"expect": {"open": ["S1_Receive"]}}, {"case": "second", "expect": {"open": ["SAT_Rate"]}})
    assert act(START, second, {**RECEIVE, "case": "second"}, *expected).failures == []


def test_waiting_fires_timers_at_their_moment(act: Act) -> None:
    early = {"until": "2026-12-06T08:59+03:00"}
    late = {"wait": "PT1M"}
    report = act(START, RECEIVE, early, {"expect": {"status": "open"}}, late, {"expect": {"end": "End_Answered"}})
    assert report.failures == []


def test_clock_never_goes_back(act: Act) -> None:
    assert act(START, {"until": "2026-11-01T09:00+03:00"}).failures[0].step == 2


def test_parameters_can_be_replaced(act: Act) -> None:
    steps = (START, RECEIVE, {"wait": "P1D"}, {"expect": {"status": "ended"}})
    assert act(*steps, parameters={"rating_wait": "P1D"}).failures == []
    assert act(*steps).failures


@pytest.mark.parametrize("parameters", [{"nothing": 1}, {"rating_wait": "soon"}])
def test_parameter_that_is_unknown_or_wrong_fails_at_once(act: Act, parameters: dict[str, Any]) -> None:
    assert act(START, parameters=parameters).failures[0].step == 0


def test_field_that_a_person_sees_is_not_invisible(act: Act) -> None:
    assert act(START, RECEIVE, {"not_visible": {"as": "saad", "field": "questions"}}).failures == []
    assert act(START, RECEIVE, {"not_visible": {"as": "mona", "field": "questions"}}).failures


@pytest.mark.parametrize(
    "step",
    [
        {"as": "haya", "do": "S1_Receive", "vote": "accept"},
        {"as": "haya", "do": "S1_Receive", "wait": "P1D"},
        {"do": "S1_Receive"},
        {"wait": "two weeks"},
        {"expect": {"opened": []}},
        {"as": "haya", "attach": "S1_Receive"},
        {"as": "haya"},
    ],
)
def test_step_that_the_format_does_not_know_is_refused(act: Act, step: dict[str, Any]) -> None:
    report = act(step)
    assert report.failures[0].step == 0
    assert report.steps == 0


def test_the_process_keeps_nothing_of_a_scenario(act: Act) -> None:
    from engine import documents

    before = documents.folder()
    act(START)
    assert documents.folder() == before


def test_true_is_not_one_and_a_part_of_a_mapping_is_enough() -> None:
    assert not matches(True, 1)
    assert not matches(1, True)
    assert matches({"a": 1}, {"a": 1, "b": 2})
    assert not matches([1], [1, 2])
    assert matches("آ", files.read("a: 'آ'".encode()).value["a"])
