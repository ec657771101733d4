"""What FEEL answers, and each silence of feelin that the strict layer turns into an error."""

from datetime import datetime
from decimal import Decimal

import pytest

from engine import clock
from engine.bpmn import feel

HALF_PAST_MIDNIGHT = datetime.fromisoformat("2026-12-01T00:30:00+03:00")
PAPERS = [{"state": "matched", "expires_on": "2027-01-01"}, {"state": "missing", "expires_on": None}]
CASE = {
    "القرار": "قبول",
    "amount": 5000,
    "deadline": "2026-12-30",
    "told_at": "2026-12-01T00:30:00+03:00",
    "reply_target": "P14D",
    "reply_not_before": "P3D",
    "promised_on": "2026-12-15",
    "papers": PAPERS,
    "incomes": [{"amount": 200000}, {"amount": 50000}],
    "obligations": [],
    "members": 5,
    "votes": [{"vote": "accept"}, {"vote": "refuse"}, {"vote": "accept"}],
    "extensions": None,
    "CR_Ballot": None,
    "nothing": None,
    "text": "abc",
    "list": [1, 2, 3],
    "yes": True,
}
TYPES = {
    "reply_target": "duration",
    "reply_not_before": "duration",
    "promised_on": "date",
    "papers": {"list": {"state": "text", "expires_on": "date", "copy": "context"}},
}


@pytest.fixture(autouse=True)
def half_past_midnight_in_riyadh():
    with clock.at(HALF_PAST_MIDNIGHT):
        yield


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("= 1 + 1", 2),
        ('القرار = "قبول" and amount <= 5000', True),
        ("date(now() + reply_target)", "2026-12-15"),
        ("told_at + reply_not_before", "2026-12-04T00:30:00+03:00"),
        ("promised_on - reply_target", "2026-12-01"),
        ("promised_on - today()", "P14D"),
        ('duration("P" + string(members) + "D")', "P5D"),
        ("sum(incomes.amount) - sum(obligations.amount)", 250000),
        ("floor(sum(incomes.amount) / 7)", 35714),
        ("max(2, floor(members / 2) + 1)", 3),
        ("if extensions = null then 1 else extensions + 1", 1),
        ('some p in papers satisfies p.state != "matched"', True),
        ('every p in papers satisfies p.state = "matched"', False),
        ('papers[state != "matched"].state', ["missing"]),
        ('count(votes[vote = "accept"]) > members / 2', False),
        ('count(votes[item.vote = "accept"])', 2),
        ('CR_Ballot.outcome = "accept"', False),
        ("reply_not_before != null", True),
        ("papers.copy = null or papers[1].copy = null", True),
        ('(amount in [1..5000]) and text in ("abc", "d")', True),
        ("amount between 1 and 4999", False),
        ("for p in papers return upper case(p.state)", ["MATCHED", "MISSING"]),
        ('list contains([date("2026-12-01")], today())', True),
        ("max(today(), promised_on)", "2026-12-15"),
        ("{a: 1, b: a + 1}", {"a": 1, "b": 2}),
        ("sort(list, function(a, b) a > b)", [3, 2, 1]),
        ('if yes then "PT1H" else "P1D"', "PT1H"),
    ],
)
def test_expressions_of_a_policy_have_their_value(text, value):
    assert feel.evaluate(text, CASE, TYPES) == value


def test_today_is_the_day_in_riyadh():
    assert feel.evaluate("today()", {}) == "2026-12-01"
    assert feel.evaluate("now()", {}) == "2026-12-01T00:30:00+03:00"


def test_an_empty_sum_is_zero_and_a_missing_list_is_an_error():
    assert feel.evaluate("sum(incomes.amount)", {"incomes": []}) == 0
    with pytest.raises(feel.FeelError, match="sum"):
        feel.evaluate("sum(incomes.amount)", {"incomes": None})


def test_a_declared_text_stays_text_even_if_it_looks_like_a_date():
    context = {"number": "2026-12-01"}
    assert feel.evaluate('number = "2026-12-01"', context, {"number": "text"}) is True
    assert feel.evaluate("number = today()", context) is True


def test_weeks_are_a_duration():
    assert feel.evaluate("today() + wait", {"wait": "P2W"}, {"wait": "duration"}) == "2026-12-15"


def test_columns_that_were_not_answered_are_null():
    assert feel.evaluate("papers[1].copy", CASE, TYPES) is None


def test_working_days_leave_out_weekend_and_holidays():
    closed = {"calendar": {"holidays": [["2026-12-02", "2026-12-03"]]}}  # 2026-12-01 is a Tuesday
    assert feel.evaluate("working days(today(), 3)", {"calendar": None}) == "2026-12-06"
    assert feel.evaluate("working days(today(), 3)", closed) == "2026-12-08"
    assert feel.evaluate('is working day(date("2026-12-02"))', closed) is False
    assert feel.evaluate('is working day(date("2026-12-04"))', {}) is False


def test_weekend_is_the_calendars_own():
    sunday_too = {"calendar": {"weekend": [6, 7]}}
    assert feel.evaluate('is working day(date("2026-12-04"))', sunday_too) is True
    assert feel.evaluate('is working day(date("2026-12-06"))', sunday_too) is False


def test_working_hours_are_shorter_in_ramadan_and_none_on_a_holiday():
    calendar = {
        "calendar": {
            "hours": ["08:00", "16:00"],
            "ramadan": [["2027-02-08", "2027-03-08"]],
            "ramadan_hours": ["10:00", "15:00"],
        }
    }
    assert feel.evaluate('working day ends(date("2026-12-01"))', calendar) == "2026-12-01T16:00:00+03:00"
    assert feel.evaluate('working day starts(date("2027-02-09"))', calendar) == "2027-02-09T10:00:00+03:00"
    assert feel.evaluate('working day ends(date("2026-12-04"))', calendar) is None


def test_calendar_without_a_working_day_is_an_error_and_no_endless_count():
    with pytest.raises(feel.FeelError):
        feel.evaluate("working days(today(), 3)", {"calendar": {"weekend": [1, 2, 3, 4, 5, 6, 7]}})


@pytest.mark.parametrize(
    ("trap", "text", "said"),
    [
        ("mixed types in an order are false", "text > 3", "text with number"),
        ("mixed types in an equation are null", "text = 3", "text with number"),
        ("a text date is compared with a date", '"2026-11-30" < today()', "text with date"),
        ("a date looks like a text", 'deadline = "2026-12-30"', "date with text"),
        ("a date and time is compared with a date", "told_at < today()", "date and time with date"),
        ("a list is equal to its only item", "[1] = 1", "list with number"),
        ("mixed types in a membership are false", 'amount in ("a", "b")', "text with number"),
        ("mixed types in before() are false", 'before("a", 3)', "text with number"),
        ("an unknown name is null", 'decision = "accept"', "no variable called “decision”"),
        ("an unknown name stands right of or", "yes or later", "no variable called “later”"),
        ("an unknown property is null", "papers[1].colour", "no entry called “colour”"),
        ("an unknown column is null", 'papers[colour = "x"]', "no variable called “colour”"),
        ("if null takes the other branch", "if nothing then 1 else 2", "“nothing” is empty"),
        ("some over null is null", "some p in nothing satisfies p.a = 1", "A list is needed"),
        ("a filter of null is null", "nothing[a = 1]", "A list is needed"),
        ("not null is null", "not(nothing)", "“not”"),
        ("division by zero is null", "1/0", "divides by zero"),
        ("no such item is null", "list[9]", "does not have"),
        ("a list as index is an empty list", "list[list]", "in the brackets"),
        ("null plus one is null", "nothing + 1", "left side is empty"),
        ("a number too large is infinite", "10**308*10", "too large"),
        ("a function is a result", "count", "gives a function"),
        ("a range is a result", "[1..3]", "gives a range"),
        ("a built-in function fails in silence", "upper case(amount)", "“upper case”"),
        ("an empty text is the number zero", 'number("")', "“number”"),
        ("hours on a date give UTC", 'today() + duration("PT3H")', "without a time"),
        ("times without an offset are compared", 'told_at < date and time("2026-12-01T00:00:00")', "without an offset"),
        ("named zones are not everywhere", 'date and time("2026-12-01T00:00:00@Asia/Riyadh")', "Named time zones"),
        ("named zones come at run time", 'date and time(text + "@Asia/Riyadh")', "Named time zones"),
        ("names with spaces hide a missing operator", "text amount", "Is a sign such as = or and missing"),
        ("in swallows and", "amount in [1..5000] and yes", "into brackets"),
        ("two equal signs are a test of a test", "amount == 1", "cannot be read"),
        ("a day that is none is null", 'date("2026-02-30")', "cannot use"),
        ("a lone surrogate is a text", '"\\ud800"', "cannot be stored"),
        ("U+0000 is a text", '"\\u0000"', "cannot be stored"),
        ("Python is not FEEL", '__import__("os")', "There is no function"),
    ],
)
def test_trap_is_closed(trap, text, said):
    with pytest.raises(feel.FeelError) as caught:
        feel.evaluate(text, CASE, TYPES)
    assert said in caught.value.en
    assert caught.value.ar != caught.value.en


def test_null_guards_its_own_question():
    assert feel.evaluate("nothing != null and nothing > 3", CASE) is False
    assert feel.evaluate("nothing = null or nothing + 1 > 3", CASE) is True
    assert feel.evaluate("nothing > 3", CASE) is None


@pytest.mark.parametrize("text", ["nothing", "nothing > 3", "amount", '"true"', "CR_Ballot.outcome"])
def test_a_condition_must_be_true_or_false(text):
    with pytest.raises(feel.FeelError, match="must be boolean"):
        feel.condition(text, CASE)


def test_an_error_points_to_its_place():
    with pytest.raises(feel.FeelError) as caught:
        feel.evaluate('"🙂" = text and wrong > 3', CASE)
    error = caught.value
    assert error.text[error.start : error.end] == "wrong"
    assert error.ar == "لا يوجد متغير باسم «wrong»."


def test_names_are_folded_by_nfkc():
    assert feel.evaluate("الﷲ = 1", {"الالله": 1}) is True
    assert feel.check("الﷲ = 1").names == ("الالله",)


def test_prototype_keys_change_nothing():
    assert feel.evaluate("count(list)", {"list": [1], "__proto__": {"polluted": 1}}) == 1
    with pytest.raises(feel.FeelError):
        feel.evaluate("x.polluted", {"x": {"__proto__": {"polluted": 1}}})


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, Decimal(1), object()])
def test_values_that_are_not_json_are_refused_by_name(value):
    with pytest.raises(feel.FeelError, match="“x”"):
        feel.evaluate("x", {"x": value})


@pytest.mark.parametrize(
    ("cell", "value", "met"),
    [
        ('"a", "b"', "b", True),
        ('not("a")', "b", True),
        ("[1..3)", 3, False),
        ("> limit", 3, True),
        ("? > limit and ? < 9", 3, True),
        ("true", False, False),
        ("-", None, True),
        ("null", None, True),
        ("not(null)", "a", True),
        ("< today()", "2026-11-30", True),
    ],
)
def test_unary_tests(cell, value, met):
    assert feel.unary_tests([(cell, value)], {"limit": 2}) == [met]


@pytest.mark.parametrize(("cell", "value"), [('not("a")', None), ("> 3", None), ("> 3", "a"), ('"a"', 3)])
def test_unary_tests_refuse_null_and_other_types(cell, value):
    with pytest.raises(feel.FeelError):
        feel.unary_tests([(cell, value)], {})
