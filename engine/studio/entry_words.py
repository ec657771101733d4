"""Entries of the association's file said in words, in one language: rights, values, rules of a vote."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine import templates, wording
from engine.studio import voting_rules
from engine.studio.entry_answers import quorum_of
from engine.studio.voting_rules import Rule

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
_QUORUMS = {
    "half": {"ar": "أكثر من نصف الأعضاء", "en": "more than half of the members"},
    "two_thirds": {"ar": "ثلثا الأعضاء", "en": "two thirds of the members"},
    "all": {"ar": "كل الأعضاء", "en": "all members"},
}
_MAJORITIES = {
    "half_cast": {"ar": "أكثر من نصف الأصوات المدلى بها", "en": "more than half of the votes cast"},
    "two_thirds_cast": {"ar": "ثلثي الأصوات المدلى بها", "en": "two thirds of the votes cast"},
    "all_cast": {"ar": "أصوات كل من صوّت", "en": "the votes of all who voted"},
    "half_members": {"ar": "أصوات أكثر من نصف الأعضاء", "en": "the votes of more than half of the members"},
    "two_thirds_members": {"ar": "أصوات ثلثي الأعضاء", "en": "the votes of two thirds of the members"},
}
_OFF = {"ar": "متوقفة", "en": "Off"}
_OWN = {"ar": "من تنطبق عليه القاعدة {}", "en": "whoever the rule {} asks for"}


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
    who, what = _quorum(quorum, locale), _majority(majority, locale)
    if locale == "ar":
        return f"يكتمل النصاب إذا صوّت {who}، وتُتخذ النتيجة التي تنال {what}."
    return f"The quorum is reached when {who} have voted; an outcome needs {what}."


def _quorum(text: str, locale: str) -> str:
    rule = voting_rules.read_quorum(text)
    if rule.key == voting_rules.FIXED:
        return _members(rule.number or 0, locale)
    if rule.key == voting_rules.OWN:
        return _OWN[locale].format(wording.text(text, locale))
    least = {"ar": "، ولا يقل عن {}", "en": ", and never fewer than {}"}[locale] if rule.least else ""
    return _QUORUMS[rule.key][locale] + least.format(_members(rule.least or 0, locale))


def _majority(text: str, locale: str) -> str:
    rule = voting_rules.read_majority(text)
    if rule.key == voting_rules.OWN:
        return {"ar": "ما تطلبه القاعدة {}", "en": "what the rule {} asks for"}[locale].format(
            wording.text(text, locale)
        )
    return _MAJORITIES[rule.key][locale]


def _members(count: int, locale: str) -> str:
    if locale == "en":
        return "one member" if count == 1 else f"{count} members"
    if count in (1, 2):
        return ("عضو واحد", "عضوين")[count - 1]
    return f"{count} {'أعضاء' if 3 <= count % 100 <= 10 else 'عضوًا'}"


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
        return f"لجنة من {_members(size, locale)}: النصاب {shown[0]}، والأصوات اللازمة إذا صوّت الجميع {shown[1]}."
    return f"A committee of {size}: quorum {shown[0]}; votes needed when all vote: {shown[1]}."
