"""What a form alone cannot say of an entry: free and well-formed keys, rules that can be counted, rights kept."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.bpmn.profile import FACTS
from engine.policies import parameters, voting_rules
from engine.studio import uses
from engine.studio.binding import Parts
from engine.studio.lists import entry_words
from engine.studio.lists.entry_answers import OF, slug, unused
from engine.studio.lists.entry_forms import Problem
from engine.studio.lists.policy_sections import Section

Answers = Mapping[str, Any]
CLAUSE_ID = re.compile(r"[A-Z][A-Za-z0-9.]{0,15}")
LABEL_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,63}")
KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
LETTERS = {"heading": "H", "preamble": "P", "goal": "D", "channel": "C", "tool": "T", "step": "S", "approval": "B"}
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def pattern(section: Section) -> re.Pattern[str]:
    """What a key of this section looks like."""
    return {"clauses": CLAUSE_ID, "list": LABEL_KEY}.get(section.kind, KEY)


def proposed(section: Section, answers: Answers) -> str:
    """The key that a new entry takes: the one typed, else one made from its kind or its English name."""
    if answers.get("code"):
        return str(answers["code"])
    if section.kind != "clauses":
        return unused(slug(answers.get("en") or ""), section.entries)
    letter = LETTERS[answers["kind"]]
    numbers = [int(found[1]) for key in section.entries if (found := re.fullmatch(rf"{letter}(\d{{1,4}})", key))]
    return f"{letter}{max(numbers, default=0) + 1}"


def problems(parts: Parts, section: Section, key: str | None, answers: Answers) -> list[Problem]:
    """Everything that keeps the answers from being saved."""
    found = [] if key else list(_new_key(section, proposed(section, answers)))
    return [*found, *_OF.get(section.kind, _nothing)(parts, section, key, answers)]


def _new_key(section: Section, key: str) -> Iterator[Problem]:
    yield from key_problem(section, key, "code")
    if section.kind == "parameters" and key in FACTS:
        yield (
            "code",
            f"الاسم «{key}» محجوز للمحرك؛ اختر غيره.",
            f"The name '{key}' is the engine's own; choose another.",
        )


def key_problem(section: Section, key: str, question: str) -> Iterator[Problem]:
    """Whether a key may be given to a new entry."""
    if not pattern(section).fullmatch(key):
        yield question, *_not_a_key(section, key)
    elif key in section.entries:
        yield question, f"المعرّف «{key}» مستعمل؛ اختر غيره.", f"The key '{key}' is already used; choose another."


def _not_a_key(section: Section, key: str) -> tuple[str, str]:
    if section.kind == "clauses":
        return (
            f"«{key}» لا يصلح معرّفًا: ابدأ بحرف إنجليزي كبير، ثم حروف إنجليزية وأرقام ونقاط، في 16 على الأكثر.",
            f"'{key}' cannot be an id: begin with a capital English letter; then letters, digits and dots, 16 at most.",
        )
    return (
        f"«{key}» لا يصلح معرّفًا: استعمل حروفًا إنجليزية وأرقامًا و_، وابدأ بحرف صغير.",
        f"'{key}' cannot be a key: use English letters, digits and _, and begin with a small letter.",
    )


def _nothing(_parts: Parts, _section: Section, _key: str | None, _answers: Answers) -> Iterator[Problem]:
    return iter(())


def _parameter(_parts: Parts, _section: Section, _key: str | None, answers: Answers) -> Iterator[Problem]:
    if not answers["is_on"]:
        return
    if answers["type"] == "date time" and not _TIME.fullmatch(answers["value_time"]):
        yield "value_time", "اكتب الوقت هكذا: 09:30.", "Write the time like this: 09:30."
        return
    entry = OF["parameters"].entry(answers)
    if not parameters.fits(entry["type"], entry["value"]):
        yield "type", "القيمة لا تناسب نوعها.", "The value does not fit its kind."


def _role(_parts: Parts, section: Section, key: str | None, answers: Answers) -> Iterator[Problem]:
    for right in lost_rights(section, key, answers.get("rights") or ()):
        said = entry_words.RIGHTS[right]
        yield (
            "rights",
            f"هذا آخر دور له الصلاحية «{said['ar']}»؛ أعطها لدور آخر أولًا.",
            f"No other role has the right '{said['en']}'; give it to another role first.",
        )


def lost_rights(section: Section, key: str | None, kept: Any) -> list[str]:
    """The rights that a version cannot do without and that nobody would hold any more."""
    held = {right for other, role in section.entries.items() if other != key for right in role.get("rights", ())}
    mine = section.entries[key].get("rights", ()) if key else ()
    return [right for right in entry_words.NEEDED if right in mine and right not in kept and right not in held]


def _ballot(parts: Parts, _section: Section, key: str | None, answers: Answers) -> Iterator[Problem]:
    asked = (("quorum", voting_rules.IN_QUORUM, float), ("majority", voting_rules.IN_MAJORITY, bool))
    for part, known, kind in asked:
        if answers[f"{part}_rule"] == voting_rules.OWN:
            said = voting_rules.problem(answers[f"{part}_feel"], known, kind)
            if said:
                yield f"{part}_feel", *said
    yield from _row_keys(answers["outcomes"], "outcomes")
    if [row.get("is_fallback") for row in answers["outcomes"]].count(True) != 1:
        yield (
            "outcomes",
            "علّم نتيجة واحدة تُتخذ إذا لم تتحقق الأغلبية.",
            "Tick exactly one outcome that is taken where there is no majority.",
        )
    if key:
        yield from _lost_outcomes(parts, key, answers)


def _lost_outcomes(parts: Parts, ballot: str, answers: Answers) -> Iterator[Problem]:
    kept = {row.get("code") for row in answers["outcomes"]}
    for outcome, words in parts.content.association["ballots"][ballot]["outcomes"].items():
        found = uses.of_outcome(parts, ballot, outcome) if outcome not in kept else []
        if found:
            yield (
                "outcomes",
                f"النتيجة «{words['ar']}» ({outcome}) مستعملة في: {uses.named(found, 'ar')}. غيّر ذلك أولًا.",
                f"The outcome '{words['en']}' ({outcome}) is used by {uses.named(found, 'en')}. Change that first.",
            )


def _list(_parts: Parts, _section: Section, _key: str | None, answers: Answers) -> Iterator[Problem]:
    yield from _row_keys(answers["entries"], "entries")


def _row_keys(rows: list[Mapping[str, Any]], question: str) -> Iterator[Problem]:
    typed = [row["code"] for row in rows if row.get("code")]
    wanted = KEY if question == "outcomes" else LABEL_KEY
    for code in dict.fromkeys(typed):
        if not wanted.fullmatch(code):
            yield question, *_not_a_key(_LABELS, code)
        elif typed.count(code) > 1:
            yield question, f"المعرّف «{code}» مكرر.", f"The key '{code}' stands twice."


_LABELS = Section("list", "list", "list_entry", "", (), {})
_OF = {"parameters": _parameter, "roles": _role, "ballots": _ballot, "lists": _list}
