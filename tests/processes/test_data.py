"""Every file of the shipped pack is strict, in both languages, and asks what the dictionary says."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import forms
from engine.policies import packs

ROOT = Path(__file__).parents[2]
PROCESSES = ROOT / "processes"
PACK = PROCESSES / "beneficiary_relations"
FILES = sorted([*PROCESSES.glob("associations/*.yaml"), *PACK.glob("*.yaml"), *PACK.glob("[flt]*/*.yaml")])
FORMS = sorted(PACK.glob("forms/*.yaml"))
CASE_ROLES = {"relations_officer", "research_officer", "committee_member", "committee_chair", "committee_secretary"}
ARABIC, LATIN = re.compile("[\u0621-\u064a]"), re.compile("[A-Za-z]")
STRAY = re.compile(
    "(?<!ه)\u0640|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufb50-\ufdff\ufe70-\ufeff]|[ \t]{2}| [،؛:.](?![.])"
)


def load(path: Path) -> Any:
    """YAML 1.2; a key written twice is an error."""
    return YAML(typ="safe", pure=True).load(path)


def form(name: str) -> forms.Definition:
    return forms.read(load(PACK / "forms" / f"{name}.yaml"))


def texts(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every pair of texts, with where it stands; `languages` has keys ar and en of its own."""
    if isinstance(value, Mapping):
        pair = [value[locale] for locale in ("ar", "en") if locale in value]
        if pair and not any(isinstance(text, Mapping) for text in pair):
            yield path, value
        for key, part in value.items():
            yield from texts(part, f"{path}.{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from texts(part, f"{path}.{number}")


def words(text: str) -> str:
    """The text without its placeholders."""
    return re.sub(r"\{[^{}]*\}", "", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_text_is_in_both_languages(path: Path) -> None:
    for place, pair in texts(load(path)):
        assert isinstance(pair.get("ar"), str), place
        assert isinstance(pair.get("en"), str), place
        if words(pair["ar"]).strip():
            assert ARABIC.search(words(pair["ar"])), place
            assert LATIN.search(words(pair["en"])), place


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_text_holds_marks_or_gaps_of_a_scan(path: Path) -> None:
    for place, pair in texts(load(path)):
        for text in pair.values():
            if isinstance(text, str):
                assert not STRAY.search(text), (place, text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_english_commas_do_not_cut_a_text_into_keys(path: Path) -> None:
    """`{ar: x, en: a, b}` is valid YAML: a text `a` and a key `b`."""

    def keys(value: Any) -> Iterator[str]:
        if isinstance(value, Mapping):
            yield from value
        for part in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
            yield from keys(part)

    assert not [key for key in keys(load(path)) if not re.fullmatch(r"\w+", key)]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_reads_and_bears_the_name_of_its_file(path: Path) -> None:
    assert form(path.stem).id == path.stem


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_answer_of_a_form_is_in_the_dictionary(path: Path) -> None:
    dictionary = (ROOT / "docs" / "beneficiary_relations.md").read_text(encoding="utf-8")

    for field in form(path.stem).fields:
        if field.type != "information":
            assert re.search(rf"\b{field.name}\b", dictionary), field.name


def test_a_field_name_has_one_type_in_the_whole_pack() -> None:
    seen: dict[str, Any] = {}

    for path in FORMS:
        for name, kind in forms.types(form(path.stem)).items():
            assert seen.setdefault(name, kind) == kind, (path.name, name)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_question_depends_on_earlier_ones_only(path: Path) -> None:
    """What is shown is decided from top to bottom."""
    fields = form(path.stem).fields

    for number, field in enumerate(fields):
        later = {other.name for other in fields[number:]}
        assert not later & set(re.findall(r"\w+", field.visible_if or "")), field.name


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_papers_are_seen_by_those_who_study_the_case_only(path: Path) -> None:
    open_to_all = {"receipt", "withdraw_signed"}

    for field in form(path.stem).fields:
        holds_papers = field.type == "file" or any(column.type == "file" for column in field.columns)
        if holds_papers and field.name not in open_to_all:
            assert set(field.visible_to) == CASE_ROLES, field.name


def test_the_printed_request_asks_questions_of_the_form_files() -> None:
    for asked in load(PACK / "letters" / "support_request.yaml")["asks"]:
        names = [field.name for field in form(asked["form"]).fields]
        assert set(asked["fields"]) <= set(names), asked["form"]


@pytest.mark.parametrize("key", ["alkawthar", "samakh"])
def test_every_tool_has_a_document_that_says_it_is_not_the_policy(key: str) -> None:
    for tool in load(PROCESSES / "associations" / f"{key}.yaml")["tools"].values():
        assert "ليست من نص السياسة" in tool["note"]["ar"]
        if (letter := PACK / "letters" / f"{tool['document']}.yaml").is_file():
            assert "not from the policy" in letter.read_text(encoding="utf-8")
        else:
            text = (PACK / "documents" / tool["document"]).read_text(encoding="utf-8")
            assert "**ليس من نص السياسة.**" in text
            assert "**Not from the policy.**" in text


@pytest.mark.parametrize("key", ["alkawthar", "samakh"])
def test_the_pack_has_no_error(key: str) -> None:
    findings = packs.check(packs.read(PROCESSES, key))

    assert [finding for finding in findings if finding.severity == "error"] == []
