"""A form file as an edited value: the same form comes back, comments stay, and no edit makes a file nobody can read."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forms
from engine.policies import files, form_conditions, form_edits, form_files, packs, renaming
from engine.policies.form_conditions import Condition, Line
from engine.policies.form_files import Form
from engine.studio import form_preview
from tests.factories import PROCESSES

SHIPPED = sorted((PROCESSES / "beneficiary_relations" / "forms").glob("*.yaml"))
COMMENTED = """\
# who asks, and why
id: small
title: {ar: صغير, en: Small}   # seen above the page
fields:
  # the first thing we ask
  - name: need
    label: {ar: الحاجة, en: "Need"}
    type: choice
    choices:
      rent: {ar: إيجار, en: Rent}   # most often
      food: {ar: غذاء, en: Food}
  - name: note
    label: {ar: ملاحظة, en: Note}
    type: paragraph   # several lines
    visible_if: need = "rent"
"""
HOSTILE = [
    "", " ", "yes", "null", "~",
    "1_000", "0x1F", "1e3", "- a", "a: b", "# no", "{x}", "[a", "'", '"', "\\", "&a", "*a", "!t", "=",
    "a\nb\n\n c ", "\ttab", "\u202eabc", "\u0640\u064b", "\x00\x07", "\ud800", "<script>alert(1)</script>", "{{ 7*7 }}",
    "|", ">", "%x", "@x", "`x", "a" * 5000, "؟", "\u2028", "\x85", "\ufeff", "1448-06-12", "---", "...", "=", "<<",
]  # fmt: skip


def small() -> Form:
    return form_files.read(COMMENTED.encode())


def saved(value: Form, content: str = COMMENTED) -> str:
    return form_files.write(content.encode(), value).decode()


# -- there and back


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_form_comes_back_byte_for_byte(path: Path) -> None:
    content = path.read_bytes()

    assert form_files.write(content, form_files.read(content)) == content


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_form_written_anew_is_the_same_form(path: Path) -> None:
    value = form_files.read(path.read_bytes())
    made = form_files.write(form_files.fresh(value["id"], value["title"]), value)

    assert forms.read(files.read(made).value) == forms.read(value)


def test_comments_order_and_quotes_stay_where_nothing_changed() -> None:
    value = small()
    value["fields"][1]["label"]["en"] = "Remark"

    assert saved(value) == COMMENTED.replace("en: Note", "en: Remark")


def test_added_question_stands_where_it_was_put() -> None:
    made = saved(form_files.add(small(), (1,), {"name": "rooms", "type": "number", "required": True}))

    assert [field["name"] for field in files.read(made.encode()).value["fields"]] == ["need", "rooms", "note"]
    assert all(line in made for line in COMMENTED.splitlines())


def test_new_key_stands_beside_its_like() -> None:
    value = small()
    value["fields"][0]["required"] = True

    assert saved(value) == COMMENTED.replace("    type: choice\n", "    type: choice\n    required: true\n")


def test_moved_question_keeps_what_is_said_in_it() -> None:
    made = saved(form_files.move(small(), (1,), -1))

    assert [field["name"] for field in files.read(made.encode()).value["fields"]] == ["note", "need"]
    assert "# several lines" in made
    assert "# most often" in made


def test_removed_question_takes_the_rules_about_it_along() -> None:
    value = {**small(), "checks": [{"that": "true", "field": "note", "message": {"ar": "أ", "en": "a"}}]}

    assert "checks" not in form_files.remove(value, (1,))


def test_choices_in_another_order_keep_their_comments() -> None:
    value = small()
    value["fields"][0]["choices"] = dict(reversed(value["fields"][0]["choices"].items()))
    made = saved(value)

    assert list(files.read(made.encode()).value["fields"][0]["choices"]) == ["food", "rent"]
    assert "# most often" in made


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_of_a_label_is_kept_as_text(text: str) -> None:
    value = small()
    value["fields"][0]["label"] = {"ar": text, "en": text}
    value["fields"][0]["choices"] = {"k": {"ar": text, "en": text}}
    made = files.read(saved(value).encode()).value["fields"][0]

    assert made["label"]["ar"] == form_files.clean(text)
    assert made["choices"]["k"]["en"] == form_files.clean(text)


@pytest.mark.parametrize("content", [b"", b"- a", b"id: [", b"fields: abc\n", b"\xff", b"a: &x 1"])
def test_file_that_is_no_form_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(files.Unreadable):
        form_files.read(content)


# -- names


@pytest.mark.parametrize(
    ("label", "taken", "name"),
    [
        ({"ar": "عدد الغرف", "en": "Number of rooms"}, [], "number_of_rooms"),
        ({"en": "Number of rooms"}, ["number_of_rooms"], "number_of_rooms_2"),
        ({"en": "What is missing?"}, [], "what_is_missing"),
        ({"en": "3 papers"}, [], "papers"),
        ({"en": "The officer's note"}, [], "the_officers_note"),
        ({"ar": "عدد الغرف", "en": ""}, [], "عدد_الغرف"),
        ({"en": "ﬁle"}, [], "file"),
        ({"en": "***"}, [], "question"),
        ({}, ["question"], "question_2"),
    ],
)
def test_name_is_made_of_the_label(label: dict[str, str], taken: list[str], name: str) -> None:
    assert form_files.propose_name(label, taken) == name


@pytest.mark.parametrize("name", ["case_number", "two words", "1st", "", "null", "need", "ｎｅｅｄ", "a" * 61, "a.b"])
def test_name_that_cannot_be_is_refused_in_words(name: str) -> None:
    with pytest.raises(form_edits.Refused) as refused:
        form_edits.check_name(name, {"need", "case_number", *form_edits.FEEL_WORDS})
    assert refused.value.ar != refused.value.en


# -- conditions

KINDS = {"need": "choice", "rent": "money", "size": "number", "on": "date", "ok": "boolean", "papers": "choices",
         "note": "text", "who": "thing"}  # fmt: skip
VALUES = {
    "choice": st.text(min_size=1, max_size=8).map(str.strip).filter(bool),
    "text": st.text(min_size=1, max_size=8).map(str.strip).filter(bool),
    "choices": st.sampled_from(["a", 'b"c', "ج\\د"]),
    "number": st.integers(-(10**9), 10**9).map(str),
    "money": st.integers(-(10**9), 10**9).map(str),
    "date": st.dates().map(lambda day: day.isoformat()),
}


@st.composite
def lines(draw: Any) -> Line:
    name = draw(st.sampled_from(sorted(KINDS)))
    operator = draw(st.sampled_from(form_conditions.OPERATORS[KINDS[name]]))
    value = "" if operator in form_conditions.WITHOUT_VALUE else draw(VALUES[KINDS[name]])
    return Line(name, operator, value)


@given(st.sampled_from(["and", "or"]), st.lists(lines(), min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_condition_reads_back_as_it_was_built(join: str, built: list[Line]) -> None:
    condition = Condition(join, tuple(built))
    text = form_conditions.write(condition, KINDS)
    assert text is not None
    found = form_conditions.read(text, KINDS)

    assert found is not None
    assert form_conditions.write(found, KINDS) == text
    if len(built) == 1:
        assert found.lines == condition.lines


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('need = "rent"', Line("need", "is", "rent")),
        ('need != null and need != "rent"', Line("need", "is_not", "rent")),
        ("rent > 250050", Line("rent", "more", "2500.5")),
        ('on <= date("2026-11-22")', Line("on", "at_most", "2026-11-22")),
        ("ok", Line("ok", "yes")),
        ("who = null", Line("who", "unanswered")),
        ('papers != null and list contains(papers, "id")', Line("papers", "has", "id")),
    ],
)
def test_condition_of_the_builders_shape_is_read(text: str, said: Line) -> None:
    assert form_conditions.read(text, KINDS) == Condition("and", (said,))


@pytest.mark.parametrize(
    "text",
    ["not(ok)", "need.x = 1", 'need = "a" and ok or size = 1', "other = 1", "size >", "", "size = need", 'need != "a"',
     "if ok then true else false", "every x in papers satisfies x = 1", 'need = "a" need', "(ok", "size = 1 and"],
)  # fmt: skip
def test_any_other_condition_stays_text(text: str) -> None:
    assert form_conditions.read(text, KINDS) is None


@pytest.mark.parametrize(
    "line", [Line("on", "is", "soon"), Line("size", "is", "many"), Line("need", "more", "a"), Line("x", "is", "a"),
             Line("need", "is", ""), Line("size", "is", "nan"), Line("rent", "is", "1.005")],
)  # fmt: skip
def test_line_that_is_not_complete_writes_nothing(line: Line) -> None:
    assert form_conditions.write(Condition("and", (line,)), KINDS) is None


# -- a name that changes


def test_renamed_question_is_followed_through_the_whole_pack() -> None:
    pack = packs.read(PROCESSES, "samakh")
    changed = {**pack.files, **renaming.rename(pack.files, "close_choice", "closing")}
    before = {str(finding) for finding in packs.check(pack)}

    assert renaming.uses(changed, "close_choice") == []
    assert {str(finding) for finding in packs.check(packs.Pack("samakh", changed))} - before == set()
    assert b"closing" in changed["beneficiary_relations/beneficiary_handling.bpmn"]
    assert b"(if closing = " in changed["beneficiary_relations/forms/tell_missing.yaml"]
    assert any(b"closing: close" in content for path, content in changed.items() if "/scenarios/" in path)


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ('need = "need"', 'wish = "need"'),
        ("case.need", "case.need"),
        ("{need: need}", "{need: wish}"),
        ("[1..need]", "[1..wish]"),
        ("some need in list satisfies need > 1", "some need in list satisfies need > 1"),
        ("needs + need_2", "needs + need_2"),
        ("need[need > 1]", "wish[wish > 1]"),
    ],
)
def test_only_the_name_itself_is_renamed(text: str, renamed: str) -> None:
    assert renaming.renaming.in_feel(text, "need", "wish") == renamed


def test_renamed_form_is_followed_by_diagrams_ballots_and_letters() -> None:
    pack = packs.read(PROCESSES, "samakh").files

    assert set(renaming.rename_form(pack, "check_info", "check")) == {
        "beneficiary_relations/beneficiary_handling.bpmn",
        "beneficiary_relations/letters/support_request.yaml",
    }
    assert set(renaming.rename_form(pack, "ballot", "vote")) == {"associations/samakh.yaml"}


# -- any sequence of edits

TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12))
WORDS = st.fixed_dictionaries({"ar": TEXTS, "en": TEXTS})
TYPES = st.sampled_from(
    ["text", "paragraph", "number", "money", "date", "boolean", "choice", "choices", "person", "family", "rows", "file",
     "signature", "information", "spaceship"]
)  # fmt: skip
FIELDS = st.fixed_dictionaries(
    {"type": TYPES},
    optional={
        "label": WORDS, "help": WORDS, "text": WORDS, "required": st.booleans(), "visible_if": TEXTS, "default": TEXTS,
        "min": st.one_of(st.integers(-9, 9), TEXTS), "max": st.integers(-9, 9), "choices": st.one_of(
            st.dictionaries(TEXTS, WORDS, max_size=3), st.sampled_from(["channels", "list:papers", "x y"])),
        "columns": st.lists(st.fixed_dictionaries({"name": st.sampled_from(["a", "b"]), "type": TYPES}), max_size=2),
    },
)  # fmt: skip
SPOTS = st.sampled_from([(0,), (1,), (2,), (5,), (0, 0), (1, 1), (9, 9)])


def edited(form: Form, kind: str, spot: tuple[int, ...], field: dict[str, Any], by: int) -> Form:
    was = str((form_files.at(form, spot) or {}).get("name", ""))
    if kind == "add":
        return form_edits.add_question(form, spot, field, ())
    if kind == "put":
        return form_edits.put_question(form, spot, was, {**field, "name": was or "new"})
    if kind == "move":
        return form_edits.move_question(form, spot, was, by)
    return form_edits.remove_question(form, spot, was)


@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "put", "move", "drop"]), SPOTS, FIELDS, st.sampled_from([-1, 1])), max_size=5
    )
)
@settings(max_examples=60, deadline=None)
def test_any_edits_give_a_form_or_findings_that_name_the_question(edits: list[Any]) -> None:
    content, value = COMMENTED.encode(), small()
    for kind, spot, field, by in edits:
        value = form_files.read(content)
        content = form_files.write(content, edited(copy.deepcopy(value), kind, spot, field, by))
    value = form_files.read(content)
    try:
        forms.read(value)
    except forms.InvalidDefinition as invalid:
        for problem in invalid.problems:
            head, *rest = problem.path.split(".")
            assert head in ("fields", "checks")
            assert not rest or int(rest[0]) < len(value[head])
    definition, left_out = form_preview.sound_part(value, "ar")
    assert definition is not None or len(left_out) >= len(value["fields"])
