"""Whatever a browser, a script or a mischief sends: refused or stored in one normal form, never an error of ours."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import forms

RESERVED = [
    "validate",
    "data",
    "process",
    "meta",
    "errors",
    "_fields",
    "__init__",
    "populate_obj",
    "csrf_token",
    "form_errors",
]


def test_a_field_named_like_a_part_of_the_form_class_is_harmless(form, field, send, refused):
    definition = form(*(field(name, required=True) for name in RESERVED))
    assert refused(definition, {}).keys() == set(RESERVED)
    raw = {f"f_{name}": "x" for name in RESERVED}
    assert send(definition, raw) == dict.fromkeys(RESERVED, "x")


def test_arabic_names(form, field, send):
    assert send(form(field("حالة")), {"f_حالة": "x"}) == {"حالة": "x"}


@pytest.mark.parametrize(
    "name",
    [
        "f_",
        "f_y",
        "f_x-1",
        "f_x-id",
        "f_x-0-key",
        "f_person-password",
        "f_family-0-salary",
        "f_family-0",
        "f_family-00-name",
        "f_family-٠-name",
        "f_family-99999-name",
    ],
)
def test_unknown_names_are_refused(form, field, refused, name):
    definition = form(field("x"), field("person", "person"), field("family", "family"))
    assert "" in refused(definition, {name: "1"})


def test_names_that_are_not_ours_are_ignored(form, field, send):
    assert send(form(field("x")), {"csrf_token": "1", "action": "complete", "token": "2"}) == {"x": None}


def test_what_was_typed_in_a_field_now_hidden_is_no_stranger(form, field, send):
    assert send(form(field("x", visible_if="false")), {"f_x": "1"}) == {}


def test_at_most_five_hundred_values(form, field, send, refused):
    columns = [field(f"c{number}") for number in range(11)]
    definition = form(field("r", "rows", columns=columns))
    raw = {f"f_r-{row}-c{column}": "x" for row in range(50) for column in range(10)}
    assert send(definition, raw)
    assert "" in refused(definition, {**raw, "f_r-0-c10": "x"})


def test_a_failed_form_loses_nothing_that_was_typed(every_type, around):
    raw = {
        "f_amount": ["ألفان"],
        "f_note": ["كلام\x00"],
        "f_family-0-name": ["علي"],
        "f_person-name": ["علي"],
        "f_channel": ["c2"],
    }
    with pytest.raises(forms.InvalidAnswers) as caught:
        forms.answers(every_type, raw, around())
    shown = {field.short_name: field for field in caught.value.form.visible}
    assert shown["amount"]._value() == "ألفان"
    assert shown["note"]._value() == "كلام\ufffd"
    assert shown["family"].rows[0]["name"]._value() == "علي"
    assert shown["person"].parts["name"]._value() == "علي"
    assert shown["channel"].data == "c2"


def test_the_summary_names_every_error_and_links_to_its_field(every_type, around):
    raw = {"f_amount": ["x"], "f_family-0-name": ["علي"], "f_zzz": ["1"]}
    with pytest.raises(forms.InvalidAnswers) as caught:
        forms.answers(every_type, raw, around())
    bound = caught.value.form
    assert [complaint.html_id for complaint in bound.complaints] == [
        "form-f",
        "f_amount",
        "f_matches-0",
        "f_family-0-relation-0",
    ]
    assert sum(map(len, bound.errors.values())) == len(bound.complaints)
    assert "amount" in str(caught.value)
    assert "علي" not in str(caught.value)  # personal data stay out of the log


def test_a_draft_keeps_this_forms_names_and_storable_text(form, field):
    definition = form(field("x"), field("family", "family"))
    raw = {
        "f_x": ["a\x00\ud800"],
        "f_family-0-name": ["b"],
        "f_zzz": ["c"],
        "action": ["draft"],
        "f_family-1-name": ["d" * 100_000],
    }
    kept = forms.draft(definition, raw)
    assert kept.keys() == {"f_x", "f_family-0-name", "f_family-1-name"}
    assert kept["f_x"] == ["a\ufffd\ufffd"]
    assert len(kept["f_family-1-name"][0]) == 60_000


def test_a_draft_is_drawn_as_it_was_left(every_type, around):
    raw = {"f_amount": ["abc"], "f_note": ["x"], "f_family-0-key": [""], "f_family-1-name": ["ليلى"]}
    kept = json.loads(json.dumps(forms.draft(every_type, raw)))
    bound = forms.bind(every_type, kept, around())
    shown = {field.short_name: field for field in bound.visible}
    assert shown["amount"]._value() == "abc"
    assert [row["name"].data for row in shown["family"].rows] == [None, "ليلى"]
    assert bound.errors == {}


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(), max_size=20),
    st.sampled_from(
        [
            "\x00",
            "\ud800",
            "9" * 6000,
            "1e999",
            "NaN",
            "-0",
            "٠" * 5000,
            "0001-01-01",
            "2026-02-30",
            "1500/12/30",
            "7",
            "5",
            "true",
            "c1",
            "[]",
            "{}",
        ]
    ),
)
NAMES = st.sampled_from(
    [
        "f_note",
        "f_story",
        "f_count",
        "f_amount",
        "f_seen_on",
        "f_agrees",
        "f_matches",
        "f_channel",
        "f_papers",
        "f_person-id",
        "f_person-name",
        "f_person-national_id",
        "f_person-mobile",
        "f_person-birth_on",
        "f_family-0-name",
        "f_family-0-key",
        "f_family-3-birth_on",
        "f_family-49-relation",
        "f_incomes-0-amount",
        "f_incomes-1-copy",
        "f_photo",
        "f_copies",
        "f_signature",
        "f_signature-drawn",
        "f_advice",
        "f_zz",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.dictionaries(NAMES, st.lists(HOSTILE, max_size=3), max_size=8))
def test_hostile_input_is_refused_or_stored_as_plain_json(every_type, around, raw):
    try:
        stored = forms.answers(every_type, raw, around())
    except forms.InvalidAnswers as refused:
        check_drawn(refused.form)
    else:
        json.dumps(stored, allow_nan=False, ensure_ascii=False).encode()
        assert forms.answers(every_type, forms.encode(every_type, stored), around()) == stored
    forms.bind(every_type, raw, around())
    json.dumps(forms.draft(every_type, raw)).encode()


def check_drawn(bound):
    """It says what is wrong and can be written to a page."""
    assert bound.complaints
    for field in bound.visible:
        str(field()).encode()
