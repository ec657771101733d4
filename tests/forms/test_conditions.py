"""What depends on other answers: shown, required, filled in beforehand, checked across fields."""

import pytest

import forms
from engine.bpmn.feel import FeelError

NEEDS = {key: {"ar": key, "en": key} for key in ("inquiry", "support")}


@pytest.fixture
def receive(form, field):
    return form(
        field("need", "choice", choices=NEEDS, required=True),
        field("kind", required=True, visible_if='need = "support"'),
        field("detail", visible_if='kind = "rent"', required_if="known_before"),
    )


def test_a_hidden_field_is_neither_required_nor_stored(receive, send):
    assert send(receive, {"f_need": "inquiry", "f_kind": "rent"}, known_before=True) == {"need": "inquiry"}


def test_a_shown_field_is_required_and_stored(receive, send, refused):
    assert list(refused(receive, {"f_need": "support"}, known_before=False)) == ["kind"]
    stored = send(receive, {"f_need": "support", "f_kind": "food"}, known_before=False)
    assert stored == {"need": "support", "kind": "food"}


def test_a_hidden_answer_counts_as_null_for_what_follows(receive, send):
    raw = {"f_need": "inquiry", "f_kind": "rent", "f_detail": "x"}
    assert "detail" not in send(receive, raw, known_before=True)


def test_required_if_sees_the_known_data_and_later_answers(form, field, refused, send):
    definition = form(field("reason", "paragraph", required_if='vote != "accept"'), field("vote", required=True))
    assert list(refused(definition, {"f_vote": "refuse"})) == ["reason"]
    assert send(definition, {"f_vote": "accept"})["reason"] is None


def test_null_means_hidden(form, field, send):
    assert send(form(field("x", visible_if="flag")), {"f_x": "a"}, flag=None) == {}


def test_an_expression_that_cannot_be_evaluated_is_a_mistake_of_the_file(form, field, send):
    for keys in ({"visible_if": "unknown_name"}, {"required_if": "unknown_name"}):
        with pytest.raises(FeelError):
            send(form(field("x", **keys)), {})


def test_checks_stand_at_their_field_and_see_types(form, field, send, refused):
    message = {"ar": "لا يكون بعد اليوم.", "en": "Not after today."}
    definition = form(field("day", "date"), checks=[{"that": "day <= limit", "field": "day", "message": message}])
    assert send(definition, {"f_day": "2026-11-22"}, limit="2026-11-30") == {"day": "2026-11-22"}
    assert refused(definition, {"f_day": "2026-12-01"}, limit="2026-11-30") == {"day": ["لا يكون بعد اليوم."]}


def test_checks_are_asked_only_of_answers_that_are_right_one_by_one(form, field, refused):
    message = {"ar": "س", "en": "x"}
    definition = form(field("n", "number"), checks=[{"that": "n > 5", "field": "n", "message": message}])
    [sentence] = refused(definition, {"f_n": "abc"})["n"]
    assert "ليس رقمًا" in sentence


def test_a_check_on_a_hidden_field_is_not_lost(form, field, around):
    definition = form(
        field("a"),
        field("b", visible_if="false"),
        checks=[{"that": "a != null", "field": "b", "message": {"ar": "اكتب أ", "en": "Write a"}}],
    )
    with pytest.raises(forms.InvalidAnswers) as caught:
        forms.answers(definition, {}, around())
    assert [complaint.sentence for complaint in caught.value.form.complaints] == ["اكتب أ"]


def test_defaults_fill_a_fresh_form_only(form, field, around, send):
    definition = form(
        field("day", "date", default="today()"), field("who", "choice", choices=NEEDS, default='"support"')
    )
    fresh = forms.bind(definition, None, around())
    assert fresh.answers["who"] == "support"
    assert fresh.answers["day"]
    assert send(definition, {"f_day": "", "f_who": ""}) == {"day": None, "who": None}


def test_a_default_fills_a_question_that_an_answer_has_just_shown(form, field, around):
    definition = form(field("a"), field("b", default='"self"', visible_if='a = "1"'))
    assert forms.bind(definition, {"f_a": ["1"]}, around()).answers == {"a": "1", "b": "self"}
    assert forms.bind(definition, {"f_a": ["1"], "f_b": [""]}, around()).answers["b"] is None


def test_defaults_are_seen_by_the_questions_that_follow(form, field, around):
    definition = form(field("a", default='"1"'), field("b", visible_if='a = "1"'))
    assert [shown.short_name for shown in forms.bind(definition, None, around()).visible] == ["a", "b"]


def test_a_fresh_form_complains_of_nothing(receive, around):
    bound = forms.bind(receive, None, around(known_before=False))
    assert bound.errors == {}
    assert bound.complaints == []


def test_the_questions_that_others_watch_are_named(receive, around):
    assert forms.bind(receive, None, around(known_before=False)).watched == {"need", "kind"}


def test_information_shows_values_apart_and_dates_in_both_calendars(form, field, around):
    text = {"ar": "الموعد {promised_on} للمعاملة {case_number}.", "en": "Due {promised_on}."}
    [shown] = forms.bind(
        form(field("i", "information", text=text)), None, around(promised_on="2026-11-22", case_number=None)
    ).visible
    [paragraph] = shown.paragraphs
    assert [text for is_value, text in paragraph if is_value] == ["2026-11-22 م - 1448-06-12 هـ", "—"]


def test_braces_inside_information_are_read_as_lint_reads_them(form, field, around):
    text = {"ar": 'أ {{ب}} {if true then "}" else "{"} {{a: 1}.a} { {a: 7}.a }', "en": "x"}
    [shown] = forms.bind(form(field("i", "information", text=text)), None, around()).visible
    [paragraph] = shown.paragraphs
    assert "".join(piece for _, piece in paragraph) == "أ {ب} } {a: 1}.a} 7"


def test_information_is_neither_asked_nor_stored(form, field, send, refused):
    definition = form(field("i", "information", text={"ar": "س", "en": "x"}))
    assert send(definition, {}) == {}
    assert refused(definition, {"f_i": "x"}).keys() == {""}
