"""The count: quorum and majority as the association writes them, not as Python knows them."""

import pytest

from engine import counting
from engine.bpmn import feel
from engine.counting import Vote

RULES = {
    "quorum": "max(2, floor(members / 2) + 1)",
    "majority": "votes > cast / 2",
    "tie": "chair",
    "no_majority": "defer",
    "outcomes": {"accept": {}, "refuse": {}, "more_info": {}, "defer": {}},
}
TWO_THIRDS = {**RULES, "quorum": "members", "majority": "votes >= cast * 2 / 3", "tie": "none"}


def count(votes: str, members: int, rules: dict[str, object] = RULES) -> counting.Tally:
    """`A` and `R` are the chair's accept and refuse, `x` a recusal."""
    outcomes = {"a": "accept", "r": "refuse", "m": "more_info", "d": "defer", "x": None}
    cast = [Vote(outcomes[letter.lower()], letter.isupper()) for letter in votes]
    return counting.count(rules, cast, members, feel.evaluate)


@pytest.mark.parametrize(("members", "needed"), [(1, 2), (2, 2), (3, 2), (4, 3), (5, 3), (7, 4)])
def test_the_quorum_is_more_than_half_and_two_at_least(members: int, needed: int) -> None:
    assert counting.quorum(RULES, members, feel.evaluate) == needed


@pytest.mark.parametrize(
    ("votes", "members", "outcome", "tie"),
    [
        ("aaR", 3, "accept", False),
        ("Arr", 3, "refuse", False),
        ("Aarr", 4, "accept", True),
        ("aaRr", 4, "refuse", True),
        ("aarr", 5, "defer", True),  # the chair did not vote
        ("Arm", 3, "accept", True),
        ("aarrM", 5, "defer", True),  # the chair is on neither side
        ("aarmd", 5, "defer", False),  # most, but not more than half
        ("mmR", 3, "more_info", False),
        ("A", 3, "defer", False),  # no quorum
        ("Axx", 3, "defer", False),
        ("xxx", 3, "defer", False),
        ("", 3, "defer", False),
    ],
)
def test_majority_then_the_chairs_side_else_no_decision(votes: str, members: int, outcome: str, tie: bool) -> None:
    tally = count(votes, members)

    assert (tally.outcome, tally.tie) == (outcome, tie)


@pytest.mark.parametrize(("votes", "outcome"), [("aaaRr", "defer"), ("aaaaR", "accept"), ("aaaa", "defer")])
def test_a_committee_of_five_with_two_thirds_is_an_edit(votes: str, outcome: str) -> None:
    assert count(votes, 5, TWO_THIRDS).outcome == outcome


def test_a_majority_may_be_of_all_members_and_not_of_those_who_voted() -> None:
    of_all = {**RULES, "majority": "votes >= members * 2 / 3"}

    assert count("aaa", 5, of_all).outcome == "defer"
    assert count("aaaa", 5, of_all).outcome == "accept"


def test_a_vacant_seat_counts_for_quorum_and_majority() -> None:
    five = {**RULES, "seats": 5, "quorum": "ceiling(members * 2 / 3)", "majority": "votes >= members * 2 / 3"}
    assert counting.quorum(five, 3, feel.evaluate) == 4
    assert count("aaa", 3, five).outcome == RULES["no_majority"]
    assert count("aaaar", 5, five).outcome == "accept"
    assert count("aaarr", 5, five).outcome == RULES["no_majority"]
    assert count("aaarr", 5, five).members == 5
