"""Forms as the tests write them: a definition in a few words, surroundings with the engine's own FEEL."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

import forms
from engine.bpmn import feel
from forms import Definition, InvalidAnswers, Surroundings

SOURCES = {
    "list:relations": {"son": "ابن", "daughter": "ابنة"},
    "list:papers": {"national_id": "الهوية", "family_card": "سجل الأسرة", "rent_contract": "عقد الإيجار"},
    "channels": {f"c{number}": f"قناة {number}" for number in range(1, 9)},
}
PEOPLE = {
    5: {"id": 5, "kind": "citizen", "name": "سعاد محمد علي القحطاني", "national_id": "1000000008", "mobile": None}
}
DOCUMENTS = {
    7: {"id": 7, "filename": "هوية.pdf", "media_type": "application/pdf", "size": 120_400},
    8: {"id": 8, "filename": "scan.png", "media_type": "image/png", "size": 2_400_000},
}


@pytest.fixture
def field() -> Callable[..., dict[str, Any]]:
    """A field of a form file."""
    return make_field


def make_field(name: str, kind: str = "text", **keys: Any) -> dict[str, Any]:
    label = {} if kind == "information" else {"label": {"ar": f"حقل {name}", "en": f"Field {name}"}}
    return {"name": name, "type": kind, **label, **keys}


@pytest.fixture
def form() -> Callable[..., Definition]:
    """A form with these fields."""

    def make(*fields: Mapping[str, Any], **keys: Any) -> Definition:
        return forms.read({"id": "f", "title": {"ar": "نموذج", "en": "Form"}, "fields": list(fields), **keys})

    return make


@pytest.fixture
def around() -> Callable[..., Surroundings]:
    """The world around a form: two documents, one person, a few lists, real FEEL."""

    def make(locale: str = "ar", **known: Any) -> Surroundings:
        return Surroundings(locale, known, feel.evaluate, SOURCES.__getitem__, PEOPLE.get, DOCUMENTS.get)

    return make


@pytest.fixture
def send(around: Callable[..., Surroundings]) -> Callable[..., dict[str, Any]]:
    """Send html names and texts; a text alone stands for one value."""

    def make(definition: Definition, raw: Mapping[str, str | list[str]], **known: Any) -> dict[str, Any]:
        texts = {name: [value] if isinstance(value, str) else value for name, value in raw.items()}
        return forms.answers(definition, texts, around(**known))

    return make


@pytest.fixture
def refused(send: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, list[str]]]:
    """Send what must be refused, and return the sentences by path."""

    def make(definition: Definition, raw: Mapping[str, str | list[str]], **known: Any) -> dict[str, list[str]]:
        with pytest.raises(InvalidAnswers) as caught:
            send(definition, raw, **known)
        return caught.value.form.errors

    return make


@pytest.fixture
def one(form: Any, field: Any, send: Any) -> Callable[..., Any]:
    """What is stored when this is typed in a form of one field."""

    def make(kind: str, typed: str | list[str], **keys: Any) -> Any:
        return send(form(field("x", kind, **keys)), {"f_x": typed})["x"]

    return make


@pytest.fixture
def one_refused(form: Any, field: Any, refused: Any) -> Callable[..., str]:
    """The sentence that refuses what is typed in a form of one field."""

    def make(kind: str, typed: str | list[str], **keys: Any) -> str:
        [(path, [sentence])] = refused(form(field("x", kind, **keys)), {"f_x": typed}).items()
        assert path == "x"
        return str(sentence)

    return make


@pytest.fixture
def every_type(form: Any, field: Any) -> Definition:
    """A form with a field of each type."""
    return form(
        field("note"),
        field("story", "paragraph"),
        field("count", "number"),
        field("amount", "money"),
        field("seen_on", "date"),
        field("agrees", "boolean"),
        field("matches", "boolean", required=True),
        field("channel", "choice", choices="channels"),
        field("papers", "choices", choices="list:papers"),
        field("person", "person"),
        field("family", "family"),
        field("incomes", "rows", columns=[field("source"), field("amount", "money"), field("copy", "file")]),
        field("photo", "file"),
        field("copies", "file", many=True),
        field("signature", "signature"),
        field("advice", "information", text={"ar": "انتبه", "en": "Mind"}),
    )
