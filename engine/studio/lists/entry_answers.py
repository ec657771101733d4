"""An entry of the association's file as answers of its page's form, and the answers as an entry again."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import clock
from engine.policies import clauses, voting_rules
from engine.policies.voting_rules import Rule

Entry = Mapping[str, Any]
Answers = Mapping[str, Any]
UNITS = {"minutes": ("PT", "M"), "hours": ("PT", "H"), "days": ("P", "D")}
_DURATION = re.compile(r"(PT?)(\d{1,6})([MHDW])")
_VALUES = {
    "number": "value_number",
    "money": "value_money",
    "date": "value_date",
    "boolean": "value_truth",
    "text": "value_text",
}


@dataclass(frozen=True)
class Mapped:
    """Both directions of one kind of entry."""

    answers: Callable[[Entry], dict[str, Any]]
    entry: Callable[[Answers], dict[str, Any]]


def labels(rows: Sequence[Entry], slug: Callable[[str], str]) -> dict[str, dict[str, str]]:
    """Rows of keys and words as the mapping of a file; the last of two equal keys would win, so none may be doubled."""
    made: dict[str, dict[str, str]] = {}
    for row in rows:
        key = row.get("code") or unused(slug(row["en"]), made)
        made[key] = {"ar": row["ar"], "en": row["en"]}
    return made


def unused(key: str, taken: Mapping[str, Any]) -> str:
    """The key, or the key with the first number that makes it new."""
    number, made = 2, key
    while made in taken:
        made, number = f"{key}_{number}", number + 1
    return made


def _words(entry: Entry) -> dict[str, Any]:
    return {"ar": entry.get("ar"), "en": entry.get("en")}


def _cited(entry: Entry) -> list[dict[str, str]]:
    return [{"clause": named} for named in clauses.cited(entry.get("clause"))]


def _citing(answers: Answers) -> dict[str, Any]:
    """One clause stands as plain text, as people write it; several as a list; none leaves the key out."""
    named = list(dict.fromkeys(row["clause"] for row in answers.get("clause") or ()))
    return {"clause": named[0] if len(named) == 1 else named} if named else {}


def _kept(**parts: Any) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if value not in (None, "", [])}


def _clause_answers(entry: Entry) -> dict[str, Any]:
    return {
        **_words(entry),
        "kind": entry["kind"],
        "number": entry.get("number"),
        "notes": [dict(note) for note in entry.get("notes", ())],
    }


def _clause_entry(answers: Answers) -> dict[str, Any]:
    notes = [{"ar": note["ar"], "en": note["en"]} for note in answers.get("notes") or ()]
    return {
        **_kept(number=answers.get("number")),
        "kind": answers["kind"],
        "ar": answers["ar"],
        "en": answers["en"],
        **_kept(notes=notes),
    }


def _channel_answers(entry: Entry) -> dict[str, Any]:
    return {**_words(entry), "clause": _cited(entry)}


def _channel_entry(answers: Answers) -> dict[str, Any]:
    return {**_citing(answers), "ar": answers["ar"], "en": answers["en"]}


def _tool_answers(entry: Entry) -> dict[str, Any]:
    note = entry.get("note") or {}
    return {
        **_channel_answers(entry),
        "document": entry.get("document"),
        "note_ar": note.get("ar"),
        "note_en": note.get("en"),
    }


def _tool_entry(answers: Answers) -> dict[str, Any]:
    note = {"ar": answers["note_ar"], "en": answers["note_en"]} if answers.get("note_ar") else None
    return {**_channel_entry(answers), **_kept(document=answers.get("document"), note=note)}


def _role_answers(entry: Entry) -> dict[str, Any]:
    return {**_words(entry), "rights": list(entry.get("rights", ()))}


def _role_entry(answers: Answers) -> dict[str, Any]:
    return {"ar": answers["ar"], "en": answers["en"], **_kept(rights=answers.get("rights"))}


def _label_entry(answers: Answers) -> dict[str, Any]:
    return {"ar": answers["ar"], "en": answers["en"]}


def _parameter_answers(entry: Entry) -> dict[str, Any]:
    value, kind = entry["value"], entry["type"]
    made = {**_words(entry), "type": kind, "is_on": value is not None, "clause": _cited(entry)}
    if value is None:
        return made
    if kind == "duration":
        return {**made, **_amount(value)}
    if kind == "date time":
        here = clock.local(datetime.fromisoformat(value))
        return {**made, "value_date": here.date().isoformat(), "value_time": f"{here:%H:%M}"}
    return {**made, _VALUES[kind]: value}


def _amount(value: str) -> dict[str, Any]:
    """Amount and unit; what is more than one unit is shown as its text and asked for anew."""
    found = _DURATION.fullmatch(value)
    if found is None or (found[1], found[3]) == ("P", "M"):
        return {"amount": None, "unit": None}
    if found[3] == "W":
        return {"amount": int(found[2]), "unit": "weeks"}
    unit = next(unit for unit, parts in UNITS.items() if parts == (found[1], found[3]))
    return {"amount": int(found[2]), "unit": unit}


def _parameter_entry(answers: Answers) -> dict[str, Any]:
    value = _value(answers) if answers["is_on"] else None
    return {"type": answers["type"], "value": value, **_citing(answers), "ar": answers["ar"], "en": answers["en"]}


def _value(answers: Answers) -> Any:
    kind = answers["type"]
    if kind == "duration":
        weeks = answers["unit"] == "weeks"
        before, after = UNITS["days" if weeks else answers["unit"]]
        return f"{before}{answers['amount'] * (7 if weeks else 1)}{after}"
    if kind == "date time":
        at = datetime.fromisoformat(f"{answers['value_date']}T{answers['value_time']}")
        return at.replace(tzinfo=clock.RIYADH).isoformat()
    return answers[_VALUES[kind]]


def _ballot_answers(entry: Entry) -> dict[str, Any]:
    quorum, majority = voting_rules.read_quorum(entry["quorum"]), voting_rules.read_majority(entry["majority"])
    return {
        **_words(entry),
        **{part: entry[part] for part in ("members", "chair", "form")},
        "seats": entry.get("seats"),
        "quorum_rule": quorum.key,
        "quorum_number": quorum.number,
        "quorum_least": quorum.least,
        "quorum_feel": quorum.text,
        "majority_rule": majority.key,
        "majority_feel": majority.text,
        "outcomes": [
            {**words, "code": key, "is_fallback": key == entry["no_majority"]}
            for key, words in entry["outcomes"].items()
        ],
        "clause": _cited(entry),
    }


def _ballot_entry(answers: Answers) -> dict[str, Any]:
    outcomes = labels(answers["outcomes"], slug)
    ticked = [row.get("is_fallback") for row in answers["outcomes"]]
    return {
        "ar": answers["ar"],
        "en": answers["en"],
        **{part: answers[part] for part in ("form", "members", "chair")},
        **({"seats": answers["seats"]} if answers.get("seats") else {}),
        "quorum": voting_rules.write_quorum(quorum_of(answers)),
        "majority": voting_rules.write_majority(Rule(answers["majority_rule"], text=answers.get("majority_feel"))),
        "tie": "chair",
        "no_majority": list(outcomes)[ticked.index(True) if True in ticked else -1],
        "outcomes": outcomes,
        **_citing(answers),
    }


def quorum_of(answers: Answers) -> Rule:
    """The quorum's rule as typed."""
    least, number, text = (answers.get(f"quorum_{part}") for part in ("least", "number", "feel"))
    return Rule(answers["quorum_rule"], least=least, number=number, text=text)


def slug(text: str) -> str:
    """A key from English words: small letters, digits and underscores, beginning with a letter."""
    made = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:48].strip("_")
    return made if made[:1].isalpha() else f"x_{made}".rstrip("_")


OF: Mapping[str, Mapped] = {
    "clauses": Mapped(_clause_answers, _clause_entry),
    "channels": Mapped(_channel_answers, _channel_entry),
    "tools": Mapped(_tool_answers, _tool_entry),
    "roles": Mapped(_role_answers, _role_entry),
    "parameters": Mapped(_parameter_answers, _parameter_entry),
    "ballots": Mapped(_ballot_answers, _ballot_entry),
    "list": Mapped(_words, _label_entry),
}
