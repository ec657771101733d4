"""What was done in a trial becomes a scenario that can be acted again, and ends where the trial ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import clock, scenario_world, scenarios
from engine.models import SandboxClock
from engine.policies import entries, files, packs
from engine.policies.packs import Pack
from engine.scenario_world import World
from engine.studio import recorded_steps, recorder
from tests import factories

SHIPPED = sorted((factories.PROCESSES / "beneficiary_relations" / "scenarios").glob("*.yaml"))
PATH = "beneficiary_relations/scenarios/recorded.yaml"
TITLE = {"ar": "تجربة", "en": "A trial"}
PEOPLE = {
    "haya": ["relations_officer"], "fahd": ["research_officer"], "mona": ["committee_member"],
    "salem": ["committee_member"], "abdullah": ["committee_chair", "committee_member"],
}  # fmt: skip
START = {"start": {"as": "haya", "process": "beneficiary_case", "answers": {"origin": "applicant"}}}


@contextmanager
def acted(scenario: dict[str, Any], folder: Path = SHIPPED[0].parent) -> Iterator[World]:
    """The world of a scenario after its last step, as a sandbox would stand."""
    with scenario_world.opened(scenario, folder / "x.yaml", factories.PROCESSES) as world:
        for step in scenario["steps"]:
            assert list(scenarios.take(world, step)) == []
        world.session.add(SandboxClock(id=1, at=world.now))
        world.session.commit()
        with clock.at(world.now):
            yield world


def pack_of(scenario: dict[str, Any]) -> Pack:
    shipped = packs.read(factories.PROCESSES, scenario["association"])
    return scenario_world.overridden(shipped, scenario.get("parameters", {}))


def again(recorded: dict[str, Any], pack: Pack) -> list[scenarios.Failure]:
    content = entries.write(recorded)
    assert files.read(content).value == recorded
    return scenarios.run_in(Pack(pack.association, {**pack.files, PATH: content}), PATH, lambda _: None).failures


@pytest.mark.parametrize("file", SHIPPED, ids=[file.stem for file in SHIPPED])
def test_whatever_the_shipped_scenarios_do_can_be_recorded(file: Path) -> None:
    scenario = scenarios.read(file)
    with acted(scenario) as world:
        recorded = recorder.scenario(world.session, TITLE)

    assert again(recorded, pack_of(scenario)) == []
    wanted = {key: scenario.get("expect", {}).get(key) for key in ("status", "end")}
    if "case" not in scenario.get("expect", {}):
        assert {key: recorded["expect"].get(key) for key, value in wanted.items() if value} == {
            key: value for key, value in wanted.items() if value
        }


def written(*steps: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": TITLE,
        "association": "samakh",
        "starts": "2026-11-22T09:00+03:00",
        "people": PEOPLE,
        "steps": [START, *steps],
    }


def record(*steps: dict[str, Any]) -> dict[str, Any]:
    with acted(written(*steps)) as world:
        return recorder.scenario(world.session, TITLE)


def test_refused_acts_leave_no_step() -> None:
    recorded = record({"as": "fahd", "do": "S1_Receive", "answers": factories.RECEIVED, "forbidden": True})
    assert [next(iter(step)) for step in recorded["steps"]] == ["start"]
    assert recorded["expect"] == {"status": "open", "open": ["S1_Receive"]}


def test_time_that_passed_after_the_last_act_is_told() -> None:
    recorded = record({"until": "2026-11-25T11:00+03:00"})
    assert recorded["steps"][-1] == {"until": "2026-11-25T11:00+03:00"}


def test_a_number_of_somebody_is_described_once_and_again_when_it_has_changed() -> None:
    received = {"as": "haya", "do": "S1_Receive", "answers": factories.RECEIVED}
    second = {"start": {**START["start"], "case": "second"}}
    moved = {**factories.RECEIVED, "person": {**factories.SU, "mobile": "0559999999"}}
    recorded = record(received, second, {**received, "case": "second", "answers": moved})

    people = [step["answers"]["person"] for step in recorded["steps"] if "person" in step.get("answers", {})]
    assert [person.get("mobile") for person in people] == ["0551234567", "0559999999"]
    assert again(recorded, packs.read(factories.PROCESSES, "samakh")) == []


def test_nothing_done_is_said(session: Session) -> None:
    factories.bring_into_force(session)
    with pytest.raises(recorded_steps.NothingDone):
        recorder.scenario(session, TITLE)


@pytest.mark.parametrize(
    "value",
    ["yes", "null", "~", "0550001101", "1e5", "0x1F", "1_000", "2026-11-22", "- a", "a: b", "# a", " a ", "a\nb", "'",
     "\u202eabc", "نعم: لا", "[x]", "{a: b}", "&a", "*a", "!t", "%d", "@", "`", "", "\\n", "٠٥٥", "...", "---", '"'],
)  # fmt: skip
def test_every_text_reads_back_as_it_was(value: str) -> None:
    assert files.read(entries.write({"a": value, "b": [value], "c": {"d": value}})).value == {
        "a": value, "b": [value], "c": {"d": value},
    }  # fmt: skip
