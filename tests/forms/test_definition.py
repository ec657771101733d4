"""A form file is strict: what is wrong with it is said in both languages, with its place."""

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

import forms
from forms import InvalidDefinition

TITLE = {"ar": "نموذج", "en": "Form"}
CHOICES = {"a": TITLE}


def problems(*fields, **keys):
    with pytest.raises(InvalidDefinition) as caught:
        forms.read({"id": "f", "title": TITLE, "fields": list(fields), **keys})
    for problem in caught.value.problems:
        assert problem.ar
        assert problem.en
    return [problem.path for problem in caught.value.problems]


def test_the_schema_is_sound():
    Draft202012Validator.check_schema(json.loads(files("forms").joinpath("form.schema.json").read_text("utf-8")))


def test_a_file_that_is_no_mapping_is_refused():
    for data in ([], "x", None, 5):
        with pytest.raises(InvalidDefinition):
            forms.read(data)


def test_names_are_unicode_identifiers(field):
    for name in ("حالة", "a1", "_x", "validate"):
        assert forms.read({"id": "f", "title": TITLE, "fields": [field(name)]}).fields[0].name == name
    for name in ("1a", "a-b", "a b", "a\n", "a.b", "<b>", "٣أ"):
        assert problems(field(name)) == ["fields.0.name"]


def test_names_that_look_alike_are_one_name(field):
    assert problems(field("file"), field("ﬁle")) == ["fields.1.name"]
    assert forms.read({"id": "f", "title": TITLE, "fields": [field("ﬁle")]}).fields[0].name == "file"


def test_unknown_keys_are_refused_everywhere(field):
    assert problems(field("x", colour="red")) == ["fields.0"]
    assert problems(field("x"), extra=1) == [""]
    assert problems({**field("x"), "label": {**TITLE, "fr": "x"}}) == ["fields.0.label"]


@pytest.mark.parametrize(
    ("kind", "keys", "path"),
    [
        ("text", {"format": "passport"}, "format"),
        ("number", {"format": "iban"}, "format"),
        ("boolean", {"format": "iban"}, "format"),
        ("text", {"min": 1}, "min"),
        ("text", {"choices": CHOICES}, "choices"),
        ("text", {"columns": [{"name": "a", "type": "text", "label": TITLE}]}, "columns"),
        ("text", {"many": True}, "many"),
        ("text", {"each": "x"}, "each"),
        ("date", {"max_length": 5}, "max_length"),
        ("file", {"default": "1"}, "default"),
        ("number", {"min": 5, "max": 4}, "min"),
        ("information", {"text": TITLE, "required": True}, "required"),
    ],
)
def test_a_key_that_means_nothing_for_the_type_is_refused(field, kind, keys, path):
    assert problems(field("x", kind, **keys)) == [f"fields.0.{path}"]


@pytest.mark.parametrize("kind", ["choice", "choices", "rows", "information"])
def test_a_type_that_needs_more_says_so(field, kind):
    assert problems(field("x", kind)) == ["fields.0"]


def test_columns_are_of_simple_type(field):
    for kind in ("person", "family", "signature"):
        assert problems(field("x", "rows", columns=[field("a", kind)])) == ["fields.0.columns.0.type"]
    assert problems(field("x", "rows", columns=[field("key")])) == ["fields.0.columns.0.name"]
    assert problems(field("x", "rows", columns=[field("a"), field("a")])) == ["fields.0.columns.1.name"]
    assert problems(field("x", "rows", columns=[field("a", visible_if="b")])) == ["fields.0.columns.0.visible_if"]
    assert problems(field("x", "rows", columns=[field("a")], key_choices="list:papers")) == ["fields.0"]


def test_a_check_names_a_field_of_the_form(field):
    check = {"that": "x > 1", "field": "y", "message": TITLE}
    assert problems(field("x", "number"), checks=[check]) == ["checks.0.field"]


def test_both_languages_are_needed(field):
    assert problems({**field("x"), "label": {"ar": "س"}}) == ["fields.0.label"]


def test_every_problem_is_named_at_once(field):
    assert problems(field("1a"), field("x", "text", format="passport"), field("c", "choice")) == [
        "fields.0.name",
        "fields.1.format",
        "fields.2",
    ]


def test_every_expression_is_named_for_lint(form, field):
    definition = form(
        field("x", visible_if="a", required_if="b", default="c"),
        field("r", "rows", each="d", columns=[field("y", required_if="e")]),
        checks=[{"that": "f", "field": "x", "message": TITLE}],
    )
    assert {expression.path: expression.text for expression in definition.expressions()} == {
        "fields.0.visible_if": "a",
        "fields.0.required_if": "b",
        "fields.0.default": "c",
        "fields.1.each": "d",
        "fields.1.columns.0.required_if": "e",
        "checks.0.that": "f",
    }
