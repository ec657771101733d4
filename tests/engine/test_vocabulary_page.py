"""What the properties panel offers by name, and the check of one expression while it is typed."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import feel
from engine.bpmn.lint import lint
from engine.bpmn.profile import FACTS
from engine.errors import NotAllowed, NotFound
from engine.models import PolicyVersion
from engine.policies import entries, versions
from engine.policies.packs import Pack
from engine.studio import checking, drafts
from engine.studio.panel import feel_remarks, feel_words, vocabulary_page
from engine.studio.panel.feel_remarks import Question, Remark
from engine.studio.panel.vocabulary_page import VocabularyPage
from engine.studio.panel.vocabulary_parts import Field

ASSOCIATION = "associations/samakh.yaml"
REVIEW = "beneficiary_relations/committee_review.bpmn"


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    return drafts.open(session, versions.in_force(session).id, "مفردات", reem)


@pytest.fixture
def page(session: Session, draft: PolicyVersion, reem: Actor) -> VocabularyPage:
    return vocabulary_page.show(session, draft.id, reem)


def field(page: VocabularyPage, form: str, name: str) -> Field:
    [found] = [each for known in page.forms if known.key == form for each in known.fields if each.name == name]
    return found


def written(page: VocabularyPage) -> Mapping[str, Field]:
    return {each.name: each for each in page.written}


def test_fields_stand_in_both_languages_with_the_labels_of_their_choices(page: VocabularyPage) -> None:
    recommendation = field(page, "case_paper", "recommendation")

    assert (recommendation.ar, recommendation.en, recommendation.type) == ("التوصية", "Recommendation", "choice")
    assert recommendation.choices is not None
    assert [(each.key, each.ar) for each in recommendation.choices] == [
        ("accept", "قبول الطلب"),
        ("refuse", "الاعتذار عن الطلب"),
    ]


def test_lists_of_the_pack_stand_behind_the_columns_of_rows(page: VocabularyPage) -> None:
    [source, amount] = field(page, "check_info", "incomes").columns

    assert source.choices
    assert amount.type == "money"


def test_field_that_names_a_person_says_of_which_role(page: VocabularyPage) -> None:
    assert field(page, "assign", "researcher").users == "research_officer"


def test_parameters_stand_with_their_values_in_words(page: VocabularyPage) -> None:
    known = {each.key: each for each in page.parameters}

    assert known["reply_target"].value_ar == "14 يومًا"
    assert known["need_limit"].value_en == "SAR 500"
    assert known["reply_not_before"].value_ar == ""


def test_headings_are_no_clauses_to_choose(page: VocabularyPage) -> None:
    assert {each.kind for each in page.clauses}.isdisjoint({"heading"})
    assert next(each for each in page.clauses if each.key == "S5").number == "5"


def test_what_diagrams_write_has_the_words_of_who_writes_it(page: VocabularyPage) -> None:
    known = written(page)
    ballot = known["CR_Ballot.outcome"]

    assert (ballot.ar, ballot.type) == ("تصويت أعضاء اللجنة", "choice")
    assert [each.key for each in ballot.choices or []] == ["accept", "refuse", "more_info", "defer"]
    assert known["need_level.within_limit"].type == "boolean"
    assert known["overdue"].ar == "تجاوز مدة الرد"
    assert known["net_income"].ar == "حساب صافي الدخل ونصيب الفرد: net_income"


def test_message_is_called_as_the_element_that_waits_for_it(page: VocabularyPage) -> None:
    assert {each.key: each.ar for each in page.messages}["withdraw"] == "انسحاب مقدم الطلب"


def test_process_says_which_others_it_calls(page: VocabularyPage) -> None:
    assert {each.key: each.calls for each in page.processes}["beneficiary_handling"] == ["committee_review"]


def test_every_fact_has_words_and_a_channel_the_association_s_own(page: VocabularyPage) -> None:
    assert set(feel_words.FACTS) == set(FACTS)
    channel = next(each for each in page.facts if each.name == "channel")
    assert "interview" in [each.key for each in channel.choices or []]


@pytest.mark.parametrize("name", sorted(feel_words.FUNCTIONS))
def test_every_function_that_is_offered_can_be_evaluated_as_it_stands(name: str) -> None:
    example, *words = feel_words.FUNCTIONS[name]

    assert feel.evaluate(example, {}) is not None
    assert all(words)


def test_edit_in_a_form_is_offered_at_once(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    path = "beneficiary_relations/forms/case_paper.yaml"
    place = ("fields", "summary", "label", "ar")
    drafts.edit(session, draft.id, path, place, "موجز الحالة", entries.digest("خلاصة الحالة"), reem)

    assert field(vocabulary_page.show(session, draft.id, reem), "case_paper", "summary").ar == "موجز الحالة"


def test_broken_files_leave_the_rest_to_choose_from(session: Session, draft: PolicyVersion) -> None:
    found = drafts.pack(session, draft)
    broken = {**found.files, REVIEW: b"<no", "beneficiary_relations/decisions/need_level.dmn": b"no",
              "beneficiary_relations/forms/assign.yaml": b"id: ["}  # fmt: skip

    page = vocabulary_page.of_pack(Pack(found.association, broken))

    assert "case_paper" in [each.key for each in page.forms]
    assert "assign" not in [each.key for each in page.forms]


def test_pack_without_an_association_offers_what_is_left() -> None:
    assert vocabulary_page.of_pack(Pack("nobody", {})).roles == []


def test_only_who_may_edit_the_policy_sees_it(session: Session, draft: PolicyVersion, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        vocabulary_page.show(session, draft.id, officer)
    with pytest.raises(NotAllowed):
        feel_remarks.remarks(session, draft.id, Question("1"), officer)


def test_version_that_is_not_there_is_not_found(session: Session, reem: Actor) -> None:
    with pytest.raises(NotFound):
        vocabulary_page.show(session, 99, reem)


# --- the check of one expression


@pytest.fixture
def ask(session: Session, draft: PolicyVersion, reem: Actor):  # type: ignore[no-untyped-def]
    def remarks(text: str, wanted: str = "condition", **more: object) -> list[Remark]:
        return feel_remarks.remarks(session, draft.id, replace(Question(text, wanted), **more), reem)  # type: ignore[arg-type]

    return remarks


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('need = "support"', "condition"),
        ("= papers_complete", "condition"),
        ('CR_Ballot.outcome = "accept" and family_size > 2', "condition"),
        ("working days(today(), 10)", "time"),
        ("reply_target", "time"),
        ("number(researcher)", "user"),
        ("overdue", "condition"),
    ],
)
def test_sound_expression_has_no_remarks(ask, text: str, wanted: str) -> None:  # type: ignore[no-untyped-def]
    assert ask(text, wanted) == []


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ('nead = "support"', (1, 1, 4), "لعلك تقصد «need»"),
        ('papers_complete and\n  nead = "x"', (2, 3, 4), "«nead» غير معروف"),
        ('need = "suport"', (1, 8, 8), "ليس من خيارات «need»"),
        ('"need" = need and other', (1, 19, 5), "«other»"),
        ("need = 3", (1, 1, 8), "يقارَن نص مع عدد"),
        ("person.height > 3", (1, 1, 13), "«height»"),
        ("family_size", (1, 1, 11), "والمطلوب هنا نعم/لا"),
        ("need =", (1, 7, 1), "لا تُقرأ العبارة"),
    ],
)
def test_mistake_is_said_at_its_place(ask, text: str, place: tuple[int, int, int], part: str) -> None:  # type: ignore[no-untyped-def]
    first = ask(text)[0]

    assert (first.line, first.column, first.length) == place
    assert part in first.ar
    assert first.severity == "error"


def test_name_that_only_the_open_diagram_writes_is_known(ask) -> None:  # type: ignore[no-untyped-def]
    assert [each.column for each in ask("brand_new > 3")] == [1]
    assert ask("brand_new > 3", names={"brand_new": "any"}) == []


def test_text_that_is_too_long_or_hostile_is_a_remark_and_no_error(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("(" * 5000)
    assert ask("(" * 900)
    assert len(ask(" + ".join(f"x{number}" for number in range(400)))) <= feel_remarks.MOST


@pytest.mark.parametrize(
    "condition", ['nead = "accept"', 'CR_Ballot.outcome = "accept" and need = "suport"', "need = 3"]
)
def test_panel_and_lint_say_the_same(session: Session, draft: PolicyVersion, ask, condition: str) -> None:  # type: ignore[no-untyped-def]
    """Two voices about one mistake would be one too many."""
    pack = drafts.pack(session, draft)
    drawn = {path: raw for path, raw in pack.files.items() if path.endswith(".bpmn")}
    old = 'CR_Ballot.outcome = "accept"'.replace('"', "&quot;")
    text = drawn[REVIEW].decode()
    for written_as in (old, 'CR_Ballot.outcome = "accept"', 'CR_Ballot.outcome = "defer"'):
        if written_as in text:
            drawn[REVIEW] = text.replace(written_as, condition.replace("&", "&amp;"), 1).encode()
            break
    by_lint = {each.ar for each in lint(drawn, checking.vocabulary(session, draft)) if each.severity == "error"}

    assert {each.ar for each in ask(condition)} <= by_lint
    assert ask(condition)


def test_answer_is_small_and_quick_to_send(page: VocabularyPage) -> None:
    assert "null" not in str(page.as_json().get("forms"))
    assert len(str(page.as_json())) < 80_000
