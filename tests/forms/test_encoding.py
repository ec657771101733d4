"""Plain answers turned into what a browser sends, and read back the same."""

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import forms

LETTERS = st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])
WORDS = st.text(LETTERS, min_size=1, max_size=50).map(lambda text: " ".join(text.split())).filter(bool)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)).map(str)
HALALAS = st.integers(0, 10**12)
NUMBERS = st.one_of(st.integers(-(10**12), 10**12), st.floats(-1e12, 1e12).map(lambda number: round(number, 6)))
DOCUMENT = st.sampled_from([{"document": 7}, {"document": 8}])
PERSON = st.one_of(
    st.just({"id": 5}),
    st.fixed_dictionaries(
        {
            "national_id": st.sampled_from(["1000000008", "2000000006"]),
            "no_id_reason": st.none(),
            "name": st.just("سعاد محمد علي القحطاني"),
            "mobile": st.sampled_from([None, "0551234567"]),
            "birth_on": st.none() | DAYS,
        }
    ),
)
MEMBER = st.fixed_dictionaries(
    {
        "name": WORDS,
        "national_id": st.sampled_from([None, "1000000008"]),
        "relation": st.sampled_from(["son", "daughter"]),
        "birth_on": st.none() | DAYS,
    }
)
INCOME = st.fixed_dictionaries({"source": WORDS, "amount": st.none() | HALALAS, "copy": st.none() | DOCUMENT})
STROKE = '<path d="M1 2L3 4" fill="none" stroke="#101828"/>'
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{STROKE}</svg>'
ANSWERS = st.fixed_dictionaries(
    {
        "note": st.none() | WORDS,
        "story": st.none() | WORDS,
        "count": st.none() | NUMBERS,
        "amount": st.none() | HALALAS,
        "seen_on": st.none() | DAYS,
        "agrees": st.booleans(),
        "matches": st.booleans(),
        "channel": st.none() | st.sampled_from(["c1", "c8"]),
        "papers": st.lists(st.sampled_from(["national_id", "family_card"]), unique=True),
        "person": st.none() | PERSON,
        "family": st.lists(MEMBER, max_size=3),
        "incomes": st.lists(INCOME, max_size=3),
        "photo": st.none() | DOCUMENT,
        "copies": st.lists(DOCUMENT, max_size=2, unique_by=lambda entry: entry["document"]),
        "signature": st.none() | DOCUMENT | st.just({"drawn": DRAWING}),
    }
)


def composed(value):
    """As it is stored: texts in one Unicode form."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {key: composed(entry) for key, entry in value.items()}
    return [composed(entry) for entry in value] if isinstance(value, list) else value


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS.map(composed))
def test_what_is_encoded_is_read_back_the_same(every_type, around, answers):
    assert forms.answers(every_type, forms.encode(every_type, answers), around()) == answers


def test_a_stored_person_is_sent_by_id(form, field):
    definition = form(field("person", "person"))
    assert forms.encode(definition, {"person": {"id": 5, "kind": "citizen"}}) == {"f_person-id": ["5"]}


def test_texts_go_through_as_they_would_be_typed(form, field, send):
    definition = form(field("amount", "money"), field("day", "date"))
    raw = forms.encode(definition, {"amount": "٢٬١٠٠", "day": "12/06/1448"})
    assert send(definition, raw) == {"amount": 210_000, "day": "2026-11-22"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", {"a": 1}),
        ("text", ["a"]),
        ("number", True),
        ("number", "abc"),
        ("date", 5),
        ("boolean", 1),
        ("file", {"document": 7, "x": 1}),
        ("file", {"id": 7}),
        ("person", {"nobody": 1}),
        ("family", [{"salary": 5}]),
        ("family", ["x"]),
        ("family", {"name": "x"}),
        ("choices", [["national_id"]]),
        ("signature", "abc"),
    ],
)
def test_wrongly_typed_answers_are_refused(form, field, refused, kind, value):
    keys = {"choices": "list:papers"} if kind == "choices" else {}
    definition = form(field("x", kind, **keys))
    assert refused(definition, forms.encode(definition, {"x": value}))


def test_answers_to_unknown_questions_are_refused(form, field, refused):
    definition = form(field("x"))
    assert refused(definition, forms.encode(definition, {"y": 1})).keys() == {""}


def test_types_of_every_field(every_type):
    assert forms.types(every_type) == {
        "note": "text",
        "story": "text",
        "count": "number",
        "amount": "number",
        "seen_on": "date",
        "agrees": "boolean",
        "matches": "boolean",
        "channel": "text",
        "papers": {"list": "text"},
        "person": {"context": {"id": "number", "kind": "text"}},
        "family": {"list": {"name": "text", "national_id": "text", "relation": "text", "birth_on": "date"}},
        "incomes": {"list": {"source": "text", "amount": "number", "copy": {"context": {"document": "number"}}}},
        "photo": {"context": {"document": "number"}},
        "copies": {"list": {"document": "number"}},
        "signature": {"context": {"document": "number"}},
    }


def test_fixed_rows_have_a_key_for_feel(form, field):
    definition = form(field("r", "rows", each="required_docs", columns=[field("a")]))
    assert forms.types(definition) == {"r": {"list": {"key": "text", "a": "text"}}}
