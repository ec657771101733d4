"""Beneficiaries: kept once each, found by name, number or case; only this module reads identities (design D20)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import NotFound
from engine.models import Case, Person, PersonWord

MOST = 50
LONGEST_SEARCH = 200
MAY_CHANGE = ("mobile", "birth_on")  # of somebody known by number; a name is theirs
PARTS = ("national_id", "no_id_reason", "name", *MAY_CHANGE)
# One letter for the forms that people type for each other, digits of every script to ASCII.
_LETTERS = str.maketrans(
    {**dict.fromkeys("أإآٱٲٳ", "ا"), "ة": "ه", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ک": "ك", "ء": ""}
)
_WORD = re.compile(r"[^\W_]+")


def fold(name: str) -> str:
    """Return a name as search sees it: no tashkeel, tatweel, hamza or marks; ة as ه, ى as ي, digits ASCII."""
    text = unicodedata.normalize("NFKC", name).translate(_LETTERS)
    kept = (_folded(letter) for letter in unicodedata.normalize("NFKD", text))
    return " ".join(_WORD.findall("".join(kept).translate(_LETTERS).casefold()))


def search(session: Session, kind: str, value: str) -> Sequence[Person]:
    """Find people by `name` (beginnings of words), `national_id`, `mobile` or `case_number`."""
    query = _QUERIES[kind](value[:LONGEST_SEARCH])
    newest = Person.id.desc()  # by name, thousands who share one would all be read to show fifty
    return session.scalars(query.order_by(newest).limit(MOST)).all() if query is not None else []


def get(session: Session, person_id: int) -> Person:
    """Return a known person."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(f"person {person_id}")
    return person


def store(session: Session, answer: Mapping[str, Any]) -> Person:
    """Take a form's person: a known one by id or national id, with what may have changed since, or a new one."""
    if answer.get("id") is not None:
        return get(session, int(answer["id"]))
    known = _known(session, answer.get("national_id"))
    person = known or Person(created_at=clock.now())
    for key, value in _given(answer, MAY_CHANGE if known else PARTS).items():
        setattr(person, key, value)
    session.add(person)
    session.flush()
    if known is None:
        _index(session, person)
    return person


def registered(session: Session, answer: Mapping[str, Any]) -> str | None:
    """Return the name under which this number is known, where the answer gives another one."""
    person = _known(session, answer.get("national_id"))
    return person.name if person and _letters(person.name) != _letters(answer.get("name") or "") else None


def changes(session: Session, answer: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """Return what storing would change of somebody known by number: before and after, for the history."""
    person = _known(session, answer.get("national_id"))
    if person is None:
        return {}
    pairs = {key: (getattr(person, key), value) for key, value in _given(answer, MAY_CHANGE).items()}
    return {key: [_text(old), _text(new)] for key, (old, new) in pairs.items() if old != new}


def fact(person: Person) -> dict[str, Any]:
    """Return what a case's data holds of a person: who, and what a decision needs; never the number itself."""
    kinds = {"1": "citizen", "2": "resident"}
    return {"id": person.id, "kind": kinds.get((person.national_id or "")[:1], "none")}


def _given(answer: Mapping[str, Any], parts: Sequence[str]) -> dict[str, Any]:
    """An empty part says nothing; what is known stays."""
    given = {key: answer[key] for key in parts if answer.get(key)}
    return {**given, "birth_on": date.fromisoformat(given["birth_on"])} if "birth_on" in given else given


def _letters(name: str) -> str:
    """عبدالله and عبد الله are one name."""
    return fold(name).replace(" ", "")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _known(session: Session, national_id: str | None) -> Person | None:
    return session.scalar(select(Person).where(Person.national_id == national_id)) if national_id else None


def _index(session: Session, person: Person) -> None:
    session.execute(delete(PersonWord).where(PersonWord.person_id == person.id))
    words = {word[:64] for word in fold(person.name).split()}
    session.add_all(PersonWord(word=word, person_id=person.id) for word in sorted(words))
    session.flush()


def _folded(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.digit(letter))
    return "" if kind in ("Mn", "Cf") or letter == "ـ" else letter


def _by_name(value: str) -> Select[Person] | None:
    words = fold(value).split()
    query = select(Person)
    for word in words:
        # a range, not LIKE: it is read from the index on both databases
        begins = select(PersonWord.person_id).where(PersonWord.word >= word, PersonWord.word < word + "\U0010ffff")
        query = query.where(Person.id.in_(begins))
    return query if words else None


def _by_national_id(value: str) -> Select[Person]:
    return select(Person).where(Person.national_id == _digits(value))


def _by_mobile(value: str) -> Select[Person]:
    digits = re.sub(r"^(00966|966)", "0", _digits(value))
    return select(Person).where(Person.mobile == digits)


def _by_case_number(value: str) -> Select[Person]:
    number = "-".join(re.findall(r"\d+", _ascii(value)))
    return select(Person).where(Person.id.in_(select(Case.person_id).where(Case.number == number)))


def _ascii(value: str) -> str:
    return "".join(_folded(letter) for letter in value)


def _digits(value: str) -> str:
    return "".join(re.findall(r"\d", _ascii(value)))


_QUERIES = {
    "name": _by_name,
    "national_id": _by_national_id,
    "mobile": _by_mobile,
    "case_number": _by_case_number,
}
