"""The project's measurements: a short run of each part acts real cases to their end and gives figures that can be."""

from dataclasses import replace

import pytest
from stdnum import luhn

from engine.benchmarks import crowd, in_process, inbox, late_timers, plays, scratch
from engine.benchmarks.in_process import NotAsPlayed, Ours
from engine.bpmn.findings import is_error
from engine.policies import packs


def quiet(_text: str) -> None:
    """The tests need no progress."""


@pytest.mark.parametrize("play", [plays.reference(), plays.handling()], ids=["reference", "handling"])
def test_both_ways_come_to_the_end_of_the_case(play: plays.Play) -> None:
    found = in_process.measure(play, 2, quiet)

    assert found["cases_per_s"] > 0
    assert found["naive"]["cases_per_s"] > 0
    assert found["ratio_to_naive"] > 0
    assert 0 < found["p50_ms"] <= found["p95_ms"]
    assert 1_000 < found["bytes_per_case"] < 100_000
    assert "synchronous=FULL" in found["database"]


def test_the_reference_case_has_twelve_completions_and_a_vote_of_five() -> None:
    acts = plays.reference().acts

    assert [act.kind for act in acts] == ["start", *["do"] * 12]
    assert [act.element for act in acts].count("B_Vote") == 5


def test_a_case_that_does_not_end_is_no_measurement() -> None:
    whole = plays.reference()
    half = replace(whole, acts=whole.acts[:-1])

    with scratch.opened(half) as world, pytest.raises(NotAsPlayed):
        Ours(half, world).run_case()


def test_the_reference_pack_is_sound() -> None:
    assert not [
        finding for finding in packs.check(packs.read(plays.HERE / "reference", "reference")) if is_error(finding)
    ]


def test_copied_cases_can_be_completed_by_their_people() -> None:
    play = plays.reference()
    with scratch.opened(play) as world:
        ours = Ours(play, world)
        copies = crowd.copy_case(world, crowd.played(ours, 1), 3)
        for case_id in copies:
            ours.do(play.acts[1], case_id)


def test_invented_national_ids_end_in_the_right_digit() -> None:
    assert all(luhn.is_valid(plays.national_id(number)) for number in range(0, 3_000, 7))


def test_the_inbox_is_measured_at_each_size() -> None:
    p95, parts, database = inbox.measure((50, 200), 1, quiet)

    assert list(p95) == ["50", "200"]
    assert all(value > 0 for value in p95.values())
    assert {"roles, page 1", "roles, page 2", "counts", "search by name"} <= parts["200"].keys()
    assert database.startswith("SQLite 3.")


def test_late_timers_fire_once_each_with_two_workers() -> None:
    found = late_timers.measure(25, quiet)

    assert (found["timers"], found["workers"]) == (25, 2)
    assert found["late_timers_per_s"] > 0
