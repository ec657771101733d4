"""People: kept once, found however their name is written."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import people
from engine.actors import Actor
from engine.errors import NotFound
from engine.models import Person
from tests import factories

AHMAD = {"national_id": "1099990010", "name": "أَحْمَد بن عبد الله بن مصطفى آل عيسى", "mobile": "0551234567"}
FATIMA = {"national_id": "2099992038", "name": "فاطمة يحيى الزهراني", "mobile": "0557654321", "birth_on": "1980-05-01"}


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("أَحْمَـــد", "احمد"),
        ("إبراهيم آل الشيخ", "ابراهيم ال الشيخ"),
        ("فاطمة", "فاطمه"),
        ("مصطفى", "مصطفي"),
        ("رؤى", "روي"),
        ("\u202eسعاد\u200f", "سعاد"),
        ("٠١٢۳", "0123"),
        ("O'Neil  Été", "o neil ete"),
        ("ﻣﺤﻤﺪ", "محمد"),
    ],
)
def test_names_fold_to_what_people_type(typed: str, folded: str) -> None:
    assert people.fold(typed) == folded


@pytest.mark.parametrize("typed", ["احمد", "أحمد مصطفي", "أحمـد عيسي", "احم", "مصط احمد"])
def test_search_by_name_ignores_how_it_is_written(session: Session, typed: str) -> None:
    person = people.store(session, AHMAD)
    people.store(session, FATIMA)

    assert list(people.search(session, "name", typed)) == [person]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("national_id", "٢٠٩٩٩٩٢٠٣٨"),
        ("national_id", " 2099992038\u200f"),
        ("mobile", "0557654321"),
        ("mobile", "+966 55 765 4321"),
        ("mobile", "٠٥٥٧٦٥٤٣٢١"),
    ],
)
def test_search_by_number(session: Session, kind: str, value: str) -> None:
    people.store(session, AHMAD)
    person = people.store(session, FATIMA)

    assert list(people.search(session, kind, value)) == [person]


def test_search_by_case_number(session: Session, officer: Actor) -> None:
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)

    assert [person.id for person in people.search(session, "case_number", "٢٠٢٦-٠٠٠١")] == [case.person_id]


@pytest.mark.parametrize("value", ["", "  ", "ـ", "٪"])
def test_search_for_nothing_finds_nobody(session: Session, value: str) -> None:
    people.store(session, AHMAD)

    assert list(people.search(session, "name", value)) == []


def test_the_same_national_id_is_one_person_with_the_newest_mobile_and_the_name_they_had(session: Session) -> None:
    first = people.store(session, AHMAD)
    again = people.store(session, {**AHMAD, "mobile": "0500000000", "name": "أحمد الجديد"})

    assert again.id == first.id
    assert (again.name, again.mobile) == (AHMAD["name"], "0500000000")
    assert session.scalar(select(func.count()).select_from(Person)) == 1
    assert list(people.search(session, "name", "مصطفى")) == [first]


def test_what_is_left_empty_wipes_nothing_that_is_known(session: Session) -> None:
    people.store(session, FATIMA)
    again = people.store(session, {**FATIMA, "mobile": "", "birth_on": None})

    assert (again.mobile, again.birth_on) == ("0557654321", date(1980, 5, 1))


@pytest.mark.parametrize(
    ("typed", "known_as"),
    [
        ({}, None),
        ({"name": "احمد بن عبدالله بن مصطفي ال عيسي"}, None),
        ({"name": "احمد بن عبد الله بن مصطفي ال عيسي"}, None),
        ({"name": "فاطمة يحيى الزهراني"}, AHMAD["name"]),
        ({"name": "فاطمة يحيى الزهراني", "national_id": None}, None),
        ({"name": "فاطمة يحيى الزهراني", "national_id": "1000000008"}, None),
    ],
)
def test_a_number_is_registered_under_one_name(session: Session, typed: dict[str, str], known_as: str | None) -> None:
    people.store(session, AHMAD)

    assert people.registered(session, {**AHMAD, **typed}) == known_as


def test_without_a_number_each_is_a_person_of_their_own(session: Session) -> None:
    described = {"name": "طفل بلا هوية", "no_id_reason": "مولود حديثًا"}

    assert people.store(session, described).id != people.store(session, described).id


def test_a_known_person_is_taken_by_id_and_an_unknown_one_refused(session: Session) -> None:
    person = people.store(session, AHMAD)

    assert people.store(session, {"id": person.id}) is person
    with pytest.raises(NotFound):
        people.store(session, {"id": person.id + 1})


@pytest.mark.parametrize(
    ("answer", "kind"), [(AHMAD, "citizen"), (FATIMA, "resident"), ({"name": "أ", "no_id_reason": "ب"}, "none")]
)
def test_the_case_knows_the_kind_and_never_the_number(session: Session, answer: dict[str, str], kind: str) -> None:
    person = people.store(session, answer)

    assert people.fact(person) == {"id": person.id, "kind": kind}
