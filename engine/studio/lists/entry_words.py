"""Entries of the association's file said in words, in one language: rights, values, rules of a vote."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine import templates, wording
from engine.policies import voting_rules, voting_words
from engine.policies.voting_rules import Rule
from engine.studio.lists.entry_answers import quorum_of

COMMITTEES = (3, 5, 7)
RIGHTS = {
    "see_all_cases": {"ar": "يرى كل المعاملات", "en": "Sees every case"},
    "reassign_tasks": {"ar": "ينقل المهام من شخص إلى آخر", "en": "Hands tasks from one person to another"},
    "replace_tools": {"ar": "يستبدل أوراق الأدوات", "en": "Replaces the papers of tools"},
    "operate": {"ar": "يدير النظام: المؤقتات والخطوات المتعثرة", "en": "Runs the system: timers and failed steps"},
    "edit_policy": {"ar": "يعدّل مسودات السياسة", "en": "Edits drafts of the policy"},
}
POWERFUL = frozenset({"see_all_cases", "reassign_tasks", "operate", "edit_policy"})
NEEDED = ("edit_policy", "operate")  # a version in which nobody holds one of these could not be mended by anybody
_OFF = {"ar": "متوقفة", "en": "Off"}


def value(entry: Mapping[str, Any], locale: str) -> str:
    """The value of a parameter."""
    given = entry["value"]
    if given is None:
        return _OFF[locale]
    if entry["type"] == "money" and isinstance(given, int):
        return wording.money(given, locale)
    try:
        return templates.plain(given, locale)
    except (ValueError, AttributeError):  # months have no fixed length, and what a stranger's file holds may be no date
        return str(given)


def rights(keys: Sequence[str], locale: str) -> list[str]:
    return [RIGHTS[key][locale] if key in RIGHTS else key for key in keys]


def vote(quorum: str, majority: str, locale: str) -> str:
    """What the rules of a vote say, as one sentence."""
    who, what = voting_words.quorum(quorum, locale), voting_words.majority(majority, locale)
    if locale == "ar":
        return f"يكتمل النصاب إذا صوّت {who}، والأغلبية المطلوبة {what}."
    return f"The quorum is reached when {who} have voted; an outcome needs {what}."


def in_numbers(quorum: str, majority: str) -> list[tuple[int, int | None, int | None]]:
    """Members, quorum, and the votes needed when all have voted: for committees of usual sizes."""
    return [
        (size, voting_rules.quorum_of(quorum, size), voting_rules.votes_needed(majority, size, size))
        for size in COMMITTEES
    ]


def explained(typed: Sequence[Any], locale: str) -> str:
    """The line of the ballot's page that says what is being typed: [members or 0, the answers on rules]."""
    size, rule, number, least, own, majority_rule, own_majority = typed
    answers = {"quorum_rule": rule, "quorum_number": number, "quorum_least": least, "quorum_feel": own}
    if not rule or not majority_rule:
        return ""
    quorum = voting_rules.write_quorum(quorum_of(answers))
    majority = voting_rules.write_majority(Rule(majority_rule, text=own_majority))
    if not size:
        return vote(quorum, majority, locale)
    needed, votes = voting_rules.quorum_of(quorum, size), voting_rules.votes_needed(majority, size, size)
    return _line(int(size), needed, votes, locale)


def _line(size: int, needed: int | None, votes: int | None, locale: str) -> str:
    shown = ["?" if figure is None else str(figure) for figure in (needed, votes)]
    if locale == "ar":
        committee = voting_words.members(size, locale)
        return f"لجنة من {committee}: النصاب {shown[0]}، والأصوات اللازمة إذا صوّت الجميع {shown[1]}."
    return f"A committee of {size}: quorum {shown[0]}; votes needed when all vote: {shown[1]}."
