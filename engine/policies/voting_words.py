"""The rules of a committee's vote said in words: who must vote, and what carries an outcome."""

from engine import wording
from engine.policies import voting_rules

_QUORUMS = {
    "half": {"ar": "أكثر من نصف الأعضاء", "en": "more than half of the members"},
    "two_thirds": {"ar": "ثلثا الأعضاء", "en": "two thirds of the members"},
    "all": {"ar": "كل الأعضاء", "en": "all members"},
}
_MAJORITIES = {
    "half_cast": {"ar": "أكثر من نصف الأصوات المدلى بها", "en": "more than half of the votes cast"},
    "two_thirds_cast": {"ar": "ثلثا الأصوات المدلى بها", "en": "two thirds of the votes cast"},
    "all_cast": {"ar": "أصوات كل من صوّت", "en": "the votes of all who voted"},
    "half_members": {"ar": "أصوات أكثر من نصف الأعضاء", "en": "the votes of more than half of the members"},
    "two_thirds_members": {"ar": "أصوات ثلثي الأعضاء", "en": "the votes of two thirds of the members"},
}
_WHOEVER = {"ar": "من تنطبق عليه القاعدة {}", "en": "whoever the rule {} asks for"}
_WHATEVER = {"ar": "ما تشترطه القاعدة {}", "en": "what the rule {} asks for"}
_LEAST = {"ar": "، ولا يقل عن {}", "en": ", and never fewer than {}"}


def quorum(text: str, locale: str) -> str:
    """Say how many must vote."""
    rule = voting_rules.read_quorum(text)
    if rule.key == voting_rules.FIXED:
        return members(rule.number or 0, locale)
    if rule.key == voting_rules.OWN:
        return _WHOEVER[locale].format(wording.text(text, locale))
    least = _LEAST[locale].format(members(rule.least, locale)) if rule.least else ""
    return _QUORUMS[rule.key][locale] + least


def majority(text: str, locale: str) -> str:
    """Say which votes carry an outcome."""
    rule = voting_rules.read_majority(text)
    if rule.key == voting_rules.OWN:
        return _WHATEVER[locale].format(wording.text(text, locale))
    return _MAJORITIES[rule.key][locale]


def members(count: int, locale: str) -> str:
    """Count members as the language does."""
    if locale == "en":
        return "one member" if count == 1 else f"{count} members"
    if count in (1, 2):
        return ("عضو واحد", "عضوين")[count - 1]
    return f"{count} {'أعضاء' if 3 <= count % 100 <= 10 else 'عضوًا'}"
