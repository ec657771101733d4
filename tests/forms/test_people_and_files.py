"""The person a case is about, attached papers and signatures."""

from dataclasses import replace

import pytest

import forms

STROKE = '<path d="M10 20L30 40" fill="none" stroke="#101828" stroke-width="2.5" stroke-linecap="round"/>'
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200">{STROKE}</svg>'


def described(**parts):
    return {f"f_person-{name}": value for name, value in parts.items()}


@pytest.fixture
def person(form, field):
    return form(field("person", "person", required=True))


def test_a_known_person_is_stored_by_id_and_other_parts_are_ignored(person, send):
    assert send(person, described(id="5", name="x", national_id="1")) == {"person": {"id": 5}}


@pytest.mark.parametrize("number", ["6", "x", "5 5", "-5", "٥", "9" * 30])
def test_a_person_nobody_knows_is_refused(person, refused, number):
    assert refused(person, described(id=number)).keys() == {"person"}


def test_a_described_person(person, send):
    raw = described(
        national_id="١٠٠٠٠٠٠٠٠٨", name="سعاد محمد علي القحطاني", mobile="+966551234567", birth_on="1/1/1400"
    )
    assert send(person, raw)["person"] == {
        "national_id": "1000000008",
        "no_id_reason": None,
        "name": "سعاد محمد علي القحطاني",
        "mobile": "0551234567",
        "birth_on": "1979-11-20",
    }


def test_a_person_needs_a_number_or_a_reason_and_a_name(person, refused, send):
    assert refused(person, {}).keys() == {"person.national_id", "person.name"}
    assert refused(person, described(name="سعاد محمد علي القحطاني")).keys() == {"person.national_id"}
    raw = described(name="سعاد محمد علي القحطاني", no_id_reason="حديثة الولادة")
    assert send(person, raw)["person"]["no_id_reason"] == "حديثة الولادة"


def test_a_number_and_a_reason_for_having_none_contradict(person, refused):
    raw = described(name="سعاد محمد علي القحطاني", national_id="1000000008", no_id_reason="x")
    assert refused(person, raw).keys() == {"person.no_id_reason"}


@pytest.mark.parametrize("locale", ["ar", "en"])
def test_a_number_registered_under_another_name_is_not_taken(person, around, locale):
    """The same digits are the same person: who is typed here would become the other one's name."""
    asked = []

    def registered(answer):
        asked.append(answer["national_id"])
        return None if answer["name"].startswith("سعاد") else "سعاد محمد القحطاني"

    world = replace(around(locale), registered=registered)
    raw = {"f_person-national_id": ["1000000008"], "f_person-name": ["فهد محمد علي القحطاني"]}
    with pytest.raises(forms.InvalidAnswers) as caught:
        forms.answers(person, raw, world)

    assert caught.value.form.errors.keys() == {"person.name"}
    assert "سعاد محمد القحطاني" in caught.value.form.errors["person.name"][0]
    assert asked == ["1000000008"]
    assert forms.answers(person, {**raw, "f_person-name": ["سعاد محمد علي القحطاني"]}, world)["person"]


def test_a_person_that_may_be_left_out(form, field, send, refused):
    definition = form(field("person", "person"))
    assert send(definition, described(name=" ")) == {"person": None}
    assert refused(definition, described(mobile="0551234567")).keys() == {"person.national_id", "person.name"}


def test_feel_sees_the_kind_of_person(form, field, send):
    definition = form(
        field("person", "person"), field("iqama", visible_if='person != null and person.kind = "resident"')
    )
    assert "iqama" in send(definition, described(national_id="2000000006", name="سعاد محمد علي القحطاني"))
    assert "iqama" not in send(definition, described(id="5"))
    assert "iqama" not in send(definition, {})


def test_documents_are_stored_by_id(form, field, send):
    definition = form(field("one", "file"), field("many", "file", many=True))
    assert send(definition, {"f_one": "7", "f_many": ["7", "8", "7"]}) == {
        "one": {"document": 7},
        "many": [{"document": 7}, {"document": 8}],
    }
    assert send(definition, {}) == {"one": None, "many": []}


def test_a_new_upload_replaces_the_only_file(form, field, send):
    assert send(form(field("one", "file")), {"f_one": ["7", "8"]}) == {"one": {"document": 8}}


def test_a_document_of_somebody_else_is_refused(form, field, refused):
    for text in ("9", "x", "7x"):
        assert refused(form(field("one", "file")), {"f_one": text}).keys() == {"one"}


def test_a_required_file_must_be_there(form, field, refused):
    definition = form(field("many", "file", many=True, required=True))
    assert refused(definition, {"f_many": ""}) == {"many": ["لم يُرفق ملف. أرفق ملفًا واحدًا على الأقل."]}


def test_a_signature_is_drawn_or_scanned(form, field, send, refused):
    definition = form(field("s", "signature", required=True))
    assert send(definition, {"f_s-drawn": DRAWING}) == {"s": {"drawn": DRAWING}}
    assert send(definition, {"f_s": "7"}) == {"s": {"document": 7}}
    assert send(definition, {"f_s": "7", "f_s-drawn": DRAWING}) == {"s": {"document": 7}}
    assert "وقّع في المربع" in refused(definition, {})["s"][0]


@pytest.mark.parametrize(
    "text",
    [
        "<svg></svg>",
        DRAWING.replace("<path", "<script>alert(1)</script><path"),
        DRAWING.replace(' fill="none"', ' onload="alert(1)"'),
        DRAWING.replace(' fill="none"', ' style="x"'),
        DRAWING.replace(' fill="none"', ' fill="url(//x)"'),
        DRAWING.replace("M10 20L30 40", "M10 20&#x3C;"),
        DRAWING.replace(STROKE, '<image href="//x"/>'),
        DRAWING.replace(STROKE, ""),
        DRAWING.replace("<svg ", '<svg onload="x" '),
        '<!DOCTYPE svg [<!ENTITY x "y">]>' + DRAWING,
        DRAWING + DRAWING,
        DRAWING.replace(STROKE, STROKE * 700),
        "M" * 1_000_000,
    ],
)
def test_a_drawing_holds_plain_strokes_and_nothing_else(form, field, refused, text):
    assert refused(form(field("s", "signature")), {"f_s-drawn": text}).keys() == {"s"}


def test_a_refused_form_keeps_drawing_and_files(form, field, around):
    definition = form(field("s", "signature"), field("f", "file"), field("n", required=True))
    with pytest.raises(forms.InvalidAnswers) as caught:
        forms.answers(definition, {"f_s-drawn": [DRAWING], "f_f": ["7"]}, around())
    signature, file, _ = caught.value.form.visible
    assert signature.drawn == DRAWING
    assert [document["filename"] for document in file.documents] == ["هوية.pdf"]
