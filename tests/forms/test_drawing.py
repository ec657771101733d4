"""The macros draw each type as strict HTML: a label for each control, what is wrong beside it, no script."""

from pathlib import Path

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import forms

TEMPLATES = Path(__file__).parents[2] / "webapp/templates"
CONTROLS = ("input", "select", "textarea")
PAGE = """<!doctype html><html lang="ar"><head><title>x</title></head><body><main><h1>x</h1><form method="post">
{%- from "forms/form.html" import draw_form -%}{{ draw_form(form) }}</form></main></body></html>"""


def draw(bound):
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    text = templates.from_string(PAGE).render(form=bound)
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return html5lib.parse(text, namespaceHTMLElements=False)


def failed(definition, raw, surroundings):
    with pytest.raises(forms.InvalidAnswers) as caught:
        forms.answers(definition, raw, surroundings)
    return caught.value.form


def controls(page):
    return [control for control in page.iter() if control.tag in CONTROLS and control.get("type") != "hidden"]


@pytest.fixture
def wrong(every_type, around):
    """A form of every type in which much is wrong."""
    raw = {
        "f_amount": ["<b>"],
        "f_seen_on": ["x"],
        "f_count": ["y"],
        "f_channel": ["nowhere"],
        "f_person-name": ['"><script>'],
        "f_family-0-name": ["علي"],
        "f_incomes-0-amount": ["z"],
        "f_copies": ["7", "8"],
        "f_signature": ["7"],
        "f_unknown": ["1"],
    }
    return failed(every_type, raw, around())


def test_every_control_has_a_label_and_ids_are_unique(every_type, around, wrong):
    for bound in (forms.bind(every_type, None, around()), forms.bind(every_type, None, around("en")), wrong):
        page = draw(bound)
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        labelled = {label.get("for") for label in page.iter("label")}
        assert {control.get("id") for control in controls(page)} <= labelled
        for element in page.iter():
            assert set((element.get("aria-describedby") or "").split()) <= set(ids)


def test_every_complaint_links_to_something_on_the_page(wrong):
    page = draw(wrong)
    ids = {element.get("id") for element in page.iter()}
    links = [link.get("href") for link in page.iter("a")]
    assert len(links) == len(wrong.complaints) >= 9
    assert {link.removeprefix("#") for link in links} <= ids


def test_what_is_wrong_stands_beside_the_field(wrong):
    page = draw(wrong)
    [amount] = [control for control in controls(page) if control.get("id") == "f_amount"]
    assert amount.get("aria-invalid") == "true"
    assert "f_amount-errors" in amount.get("aria-describedby")
    assert amount.get("value") == "<b>"


def test_nothing_typed_becomes_markup(wrong):
    page = draw(wrong)
    assert not [element for element in page.iter() if element.tag in ("script", "style")]
    assert not [element for element in page.iter() if element.get("style") or element.get("onclick")]


def test_required_is_said_in_words(form, field, around):
    page = draw(forms.bind(form(field("x", required=True)), None, around()))
    assert "(مطلوب)" in "".join(page.itertext())
    assert [control.get("aria-required") for control in controls(page)] == ["true"]
    assert [control.get("required") for control in controls(page)] == [None]  # or "add a row" would be stopped


def test_few_choices_are_radios_and_many_a_list(form, field, around):
    few = {str(number): {"ar": "س", "en": "x"} for number in range(6)}
    page = draw(
        forms.bind(form(field("a", "choice", choices=few), field("b", "choice", choices="channels")), None, around())
    )
    assert [control.get("type") or control.tag for control in controls(page)] == ["radio"] * 6 + ["select"]


def test_what_is_drawn_is_what_is_read(every_type, around):
    """The page's own names and values, sent back untouched, give the answers that it showed."""
    answers = {
        "note": "كلام",
        "count": 5,
        "amount": 210_050,
        "seen_on": "2026-11-22",
        "agrees": True,
        "matches": False,
        "channel": "c2",
        "papers": ["national_id"],
        "person": {"id": 5},
        "family": [{"name": "علي", "national_id": None, "relation": "son", "birth_on": None}],
        "incomes": [{"source": "راتب", "amount": 100, "copy": {"document": 7}}],
        "photo": {"document": 8},
        "copies": [{"document": 7}],
        "signature": {"document": 8},
        "story": "سطر\nسطر",
    }
    page = draw(forms.bind(every_type, forms.encode(every_type, answers), around()))
    assert forms.answers(every_type, sent(page), around()) == answers


def sent(page):
    """What a browser would send of this page."""
    raw = {}
    for control in page.iter():
        if control.tag not in CONTROLS:
            continue
        kind, name = control.get("type"), control.get("name")
        if not name or kind == "file" or (kind in ("radio", "checkbox") and control.get("checked") is None):
            continue
        if control.tag == "select":
            value = next((option.get("value") for option in control if option.get("selected") is not None), "")
        else:
            value = (
                "".join(control.itertext()).lstrip("\r\n") if control.tag == "textarea" else control.get("value", "")
            )
        raw.setdefault(name, []).append(value)
    return raw


def test_rows_have_buttons_that_need_no_script(form, field, around):
    page = draw(forms.bind(form(field("family", "family")), None, around()))
    buttons = [(button.get("name"), button.get("value")) for button in page.iter("button")]
    assert buttons == [("action", "redraw"), ("action", "remove:family-0"), ("action", "add:family")]


def test_enter_sends_nothing_away(form, field, around):
    """The first button of a form is what Enter presses."""
    page = draw(forms.bind(form(field("family", "family")), None, around()))
    first = next(iter(page.iter("button")))
    assert (first.get("value"), first.get("hidden")) == ("redraw", "")


def test_people_found_are_offered_where_the_page_can_search(form, field, around):
    bound = forms.bind(form(field("person", "person")), {"f_person-id": ["5"]}, around())
    assert "search:person" not in [button.get("value") for button in draw(bound).iter("button")]
    bound.found = {
        "person": [
            {"id": 5, "name": "سعاد", "national_id": "1000000008"},
            {"id": 6, "name": "ليلى", "national_id": None, "mobile": "0551234567"},
        ]
    }
    page = draw(bound)
    assert "search:person" in [button.get("value") for button in page.iter("button")]
    offered = {radio.get("value"): radio.get("checked") for radio in page.iter("input") if radio.get("type") == "radio"}
    assert offered == {"5": "", "6": None, "": None}


def test_numbers_and_ids_run_left_to_right(form, field, around):
    definition = form(
        field("a", format="national_id"), field("b", format="iban"), field("c", "money"), field("d", "date"), field("e")
    )
    page = draw(forms.bind(definition, None, around()))
    assert [control.get("dir") for control in controls(page)] == ["ltr", "ltr", "ltr", "ltr", "auto"]
    assert [control.get("inputmode") for control in controls(page)] == ["numeric", None, "decimal", "numeric", None]
