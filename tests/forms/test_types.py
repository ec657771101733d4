"""Each type of field: what may be typed, and the one form that is stored."""

import pytest


@pytest.mark.parametrize(
    "typed", ["2100.50", "2,100.50", "٢١٠٠٫٥", "٢٬١٠٠٫٥٠", "۲۱۰۰٫۵", " 2 100.5 ", "2100.5 ريال", "\u200f2100.50"]
)
def test_money_in_any_script_is_stored_in_halalas(one, typed):
    assert one("money", typed) == 210_050


@pytest.mark.parametrize(
    "typed", ["2,1", "2.105", "-5", "ألفان", "1e5", "2,10,0", "١٠٠٠٠٠٠٠٠٠٠٠٠٠", "9" * 5000, "NaN", "1_000"]
)
def test_money_that_is_unclear_is_refused(one_refused, typed):
    assert one_refused("money", typed)


@pytest.mark.parametrize(
    ("typed", "stored"), [("12", 12), ("١٢٫٥", 12.5), ("۱۲", 12), ("-3", -3), ("−3", -3), ("12.0", 12), ("1,000", 1000)]
)
def test_numbers(one, typed, stored):
    assert one("number", typed) == stored


@pytest.mark.parametrize("typed", ["true", "0x10", "1e3", "١٢٫", "12 13 x", "inf", "--2"])
def test_what_is_no_number_is_refused(one_refused, typed):
    assert "ليس رقمًا" in one_refused("number", typed)


def test_limits_of_numbers(one, one_refused):
    assert one("number", "3", min=1, max=5, whole=True) == 3
    assert "عدد صحيح" in one_refused("number", "3.5", whole=True)
    assert "5" in one_refused("number", "6", max=5)
    assert "50" in one_refused("money", "49", min=5000)
    assert one_refused("number", "1000000000001")


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-22",
        "22/11/2026",
        "22-11-2026",
        "٢٢/١١/٢٠٢٦",
        "1448-06-12",
        "12/06/1448",
        "١٢/٦/١٤٤٨",
        "١٤٤٨/٠٦/١٢ هـ",
        "22/11/2026 م",
        "\u200f22/11/2026",
    ],
)
def test_dates_of_both_calendars_are_stored_as_gregorian(one, typed):
    assert one("date", typed) == "2026-11-22"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("31/02/2026", "لا يوجد يوم"),
        ("31/01/1448", "لا يوجد يوم"),
        ("1899-12-31", "خارج المدى"),
        ("2101-01-01", "خارج المدى"),
        ("01/01/1342", "خارج المدى"),
        ("01/01/1501", "خارج المدى"),
        ("0000-00-00", "خارج المدى"),
        ("غدًا", "غير مفهوم"),
        ("2026-11", "غير مفهوم"),
        ("2026-11-22T10:00", "غير مفهوم"),
    ],
)
def test_dates_that_cannot_be_are_refused_with_the_reason(one_refused, typed, says):
    assert says in one_refused("date", typed)


def test_text_is_stripped_and_composed(one):
    assert one("text", "  cafe\u0301  ") == "caf\u00e9"
    assert one("paragraph", "أول\r\nثان") == "أول\nثان"


def test_text_keeps_its_length(one, one_refused):
    assert one("text", "أ" * 200)
    assert "200" in one_refused("text", "أ" * 201)
    assert one("paragraph", "أ" * 4000)
    assert "4000" in one_refused("paragraph", "أ" * 4001)
    assert "10" in one_refused("text", "أ" * 11, max_length=10)


@pytest.mark.parametrize("typed", ["a\x00b", "a\ud800b", "a\x07b", "a\nb"])
def test_characters_that_cannot_be_stored_are_refused(one_refused, typed):
    assert one_refused("text", typed)


def test_a_box_that_is_not_ticked_is_false(one, form, field, send):
    assert one("boolean", "true") is True
    assert send(form(field("x", "boolean")), {}) == {"x": False}


def test_a_required_boolean_must_be_answered_yes_or_no(one, form, field, refused):
    assert one("boolean", "false", required=True) is False
    assert refused(form(field("x", "boolean", required=True)), {})["x"] == ["لم تُحدد إجابة. اختر واحدة مما يلي."]


def test_a_required_tick_must_be_ticked(one, one_refused):
    assert one("boolean", "true", required=True, format="tick") is True
    assert "ضع العلامة" in one_refused("boolean", "false", required=True, format="tick")


CITIES = {"riyadh": {"ar": "الرياض", "en": "Riyadh"}, "1": {"ar": "واحد", "en": "One"}}


def test_a_choice_must_be_offered(one, one_refused):
    assert one("choice", "riyadh", choices=CITIES) == "riyadh"
    assert one("choice", "1", choices=CITIES) == "1"
    assert one("choice", "c8", choices="channels") == "c8"
    assert "ليست من الخيارات" in one_refused("choice", "paris", choices=CITIES)
    assert "ليست من الخيارات" in one_refused("choice", "c9", choices="channels")


def test_choices_are_a_list_without_doubles(one, one_refused):
    assert one("choices", ["1", "riyadh", "1"], choices=CITIES) == ["1", "riyadh"]
    assert one("choices", [], choices=CITIES) == []
    assert one_refused("choices", ["1", "paris"], choices=CITIES)


@pytest.mark.parametrize("kind", ["text", "paragraph", "number", "money", "date", "boolean"])
def test_two_answers_to_one_question_are_refused(one_refused, kind):
    assert "أكثر من جواب" in one_refused(kind, ["1", "1"])


def test_what_is_left_empty_is_stored_as_null_so_that_an_old_answer_goes(form, field, send):
    definition = form(field("a"), field("b", "date"), field("c", "choice", choices=CITIES))
    assert send(definition, {"f_a": "  ", "f_b": ""}) == {"a": None, "b": None, "c": None}
