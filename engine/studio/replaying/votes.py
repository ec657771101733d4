"""Recorded votes counted by the rules of another version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine import counting, filling
from engine.bpmn.elements import ElementInfo
from engine.policies.policy import Policy
from engine.studio.replaying.answers import Answers
from engine.studio.replaying.differences import CannotBeDecided, Words, difference, named, quoted, role
from engine.studio.replaying.records import Happened

RULES = ("members", "chair", "quorum", "majority", "tie", "no_majority", "outcomes")


def result(answers: Answers, element: ElementInfo, own_ballot: str | None, act: Happened) -> Mapping[str, Any]:
    """What the recorded votes would have come to; CannotBeDecided where others vote, or on other things."""
    rules = answers.policy.association["ballots"][element.ballot]
    before = answers.own.association["ballots"].get(own_ballot or "", {})
    if all(rules.get(key) == before.get(key) for key in RULES if key != "outcomes") and _same_outcomes(rules, before):
        return act.result
    step = named(element)
    _check_members(answers.policy, rules, before, step, act)
    _check_outcomes(rules, step, act)
    counted = _count(answers.policy, rules, act, _chairs(answers, rules))
    if counted.tie and not _is_sure_of_chairs(answers, before, act):
        raise _cannot(element.id, step, act.at, ("رئيس اللجنة يومها غير مسجل", "who chaired then is not recorded"))
    evaluate = filling.evaluator(answers.policy, {})
    if act.by_chair and not counting.has_quorum(rules, counted.cast, act.members, evaluate):
        needed = counting.quorum(rules, act.members, evaluate)
        said = (f"النصاب {needed} ولم يصوّت إلا {counted.cast}", f"{needed} votes are needed, {counted.cast} were cast")
        raise _cannot(element.id, step, act.at, said)
    return counted.as_data()


def _same_outcomes(rules: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    return list(rules["outcomes"]) == list(before.get("outcomes", ()))


def _check_members(
    policy: Policy, rules: Mapping[str, Any], before: Mapping[str, Any], step: Words, act: Happened
) -> None:
    if rules["members"] == before.get("members"):
        return
    name = quoted(role(policy, rules["members"]))
    raise _cannot(act.element, step, act.at, (f"يصوّت أعضاء آخرون: {name[0]}", f"other members vote: {name[1]}"))


def _check_outcomes(rules: Mapping[str, Any], step: Words, act: Happened) -> None:
    for vote in act.votes:
        if vote.outcome is not None and vote.outcome not in rules["outcomes"]:
            said = (f"لا يُصوَّت على «{vote.outcome}»", f"“{vote.outcome}” is not voted on")
            raise _cannot(act.element, step, act.at, said)


def _count(policy: Policy, rules: Mapping[str, Any], act: Happened, chairs: frozenset[int]) -> counting.Tally:
    votes = [counting.Vote(vote.outcome, vote.member in chairs) for vote in act.votes]
    return counting.count(rules, votes, act.members, filling.evaluator(policy, {}))


def _chairs(answers: Answers, rules: Mapping[str, Any]) -> frozenset[int]:
    return answers.staff.holding.get(rules["chair"], frozenset())


def _is_sure_of_chairs(answers: Answers, before: Mapping[str, Any], act: Happened) -> bool:
    """Who holds the chair is known as of now: believed if the case's own rules so give the result of then."""
    if not before or not act.votes:
        return False
    return _count(answers.own, before, act, _chairs(answers, before)).as_data() == act.result


def _cannot(element: str, step: Words, at: datetime, now: Words) -> CannotBeDecided:
    return CannotBeDecided(difference(element, step, ("صوّتت اللجنة", "the committee voted"), now, at))
