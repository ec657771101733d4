"""Entries of the association's file and the lists: saved, removed, moved, renamed; nothing else of the file changes."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

import forms
from engine.actors import Actor
from engine.errors import NotAllowed
from engine.models import PolicyVersion
from engine.policies import entries, files, packs, schemas, versions, voting_rules
from engine.studio import binding, drafts
from engine.studio.drafts import EditConflict, NotADraft
from engine.studio.lists import entry_words, policy_entries, policy_lists, policy_sections
from engine.studio.lists.entry_answers import OF
from engine.studio.lists.entry_forms import Typed, surroundings
from tests import factories
from webapp import studio_forms

FILE = "associations/samakh.yaml"
LISTS = "beneficiary_relations/lists.yaml"
HANDLING = "beneficiary_relations/beneficiary_handling.bpmn"
REVIEW = "beneficiary_relations/committee_review.bpmn"
Save = Callable[..., str]
Remove = Callable[..., None]
SECTIONS = ("clauses", "parameters", "channels", "tools", "roles", "ballots", "list-papers")


@pytest.fixture
def noura(session: Session) -> Actor:
    return factories.create_user(session, "noura", ["quality_officer"])


@pytest.fixture
def draft(session: Session, reem: Actor) -> int:
    return drafts.open(session, versions.in_force(session).id, "تجربة", reem).id


@pytest.fixture
def save(session: Session, draft: int, reem: Actor) -> Save:
    """Answer the form of an entry as its page would, over what stands there."""

    def act(section: str, key: str | None, actor: Actor = reem, seen: str | None = None, **answers: Any) -> str:
        definition, raw, found = filled(session, draft, section, key, actor, answers)
        typed = Typed(definition, raw, found if seen is None else seen)
        return policy_entries.save(session, draft, section, key, typed, actor)

    return act


@pytest.fixture
def remove(session: Session, draft: int, reem: Actor) -> Remove:
    """Remove an entry from the page that shows it as it stands."""

    def act(section: str, key: str, **more: Any) -> None:
        policy_entries.remove(session, draft, section, key, digest(session, draft, section, key), reem, **more)

    return act


def filled(
    session: Session, draft: int, section: str, key: str | None, actor: Actor, answers: dict[str, Any]
) -> tuple[forms.Definition, forms.RawAnswers, str]:
    definition = studio_forms.read(policy_lists.form_name(session, draft, section, actor))
    found = policy_sections.find(parts(session, draft).content, section)
    standing = OF[found.kind].answers(found.entries[key]) if key and found.kind in OF else {}
    seen = entries.digest(found.entries[key]) if key else ""
    return definition, forms.encode(definition, {**standing, **answers}), seen


def parts(session: Session, draft: int) -> binding.Parts:
    version = session.get_one(PolicyVersion, draft)
    return policy_entries.read(version, session)


def content(session: Session, draft: int, path: str = FILE) -> bytes:
    version = session.get_one(PolicyVersion, draft)
    return drafts.pack(session, version).files[path]


def at(session: Session, draft: int, *place: str | int, path: str = FILE) -> Any:
    return entries.get(content(session, draft, path), place)


def errors(session: Session, draft: int) -> list[str]:
    version = session.get_one(PolicyVersion, draft)
    return [str(each) for each in packs.check(drafts.pack(session, version)) if each.severity == "error"]


# What stands in the files goes into the forms and back


@pytest.mark.parametrize("association", ["samakh", "alkawthar"])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_shipped_entry_goes_through_its_form_unchanged(association: str, section: str) -> None:
    pack = binding.parts(packs.read(factories.PROCESSES, association))
    found = policy_sections.find(pack.content, section)
    definition, around = studio_forms.read(found.form), surroundings(pack, "ar")

    for key, entry in found.entries.items():
        raw = forms.encode(definition, OF[found.kind].answers(entry))
        answers = forms.answers(definition, raw, around)
        made = OF[found.kind].entry(answers)
        assert {**({"id": key} if section == "clauses" else {}), **made} == dict(entry), key


@pytest.mark.parametrize("section", [*SECTIONS, "lists"])
def test_each_section_shows_every_entry_in_both_languages(
    session: Session, draft: int, reem: Actor, section: str
) -> None:
    page = policy_lists.section(session, draft, section, reem)

    assert page.rows
    assert all(row.ar and row.en for row in page.rows)


# Save


def test_a_changed_value_changes_its_line_and_no_other(session: Session, draft: int, save: Save) -> None:
    before = content(session, draft).decode().splitlines()

    save("parameters", "reply_target", amount=10)

    after = content(session, draft).decode().splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert "value: P14D" in changed[0][0]
    assert "value: P10D" in changed[0][1]
    assert errors(session, draft) == []


def test_comments_of_the_file_survive_every_section(
    session: Session, draft: int, save: Save, reem: Actor, remove: Remove
) -> None:
    comments = [line for line in content(session, draft).decode().splitlines() if line.lstrip().startswith("#")]

    save("roles", "finance", ar="الإدارة المالية")
    save("ballots", "research_committee", quorum_least=3)
    save("channels", None, ar="تطبيق الجوال", en="Mobile app")
    save("clauses", "S5", ar="نص جديد")
    policy_entries.move(session, draft, "channels", "phone", 1, reem)
    remove("channels", "mobile_app")

    assert comments
    after = content(session, draft).decode().splitlines()
    assert [line for line in after if line.lstrip().startswith("#")] == comments


def digest(session: Session, draft: int, section: str, key: str) -> str:
    return entries.digest(policy_sections.find(parts(session, draft).content, section).entries[key])


def test_a_new_clause_gets_the_next_id_of_its_kind_and_stands_where_asked(
    session: Session, draft: int, save: Save
) -> None:
    key = save("clauses", None, kind="step", ar="خطوة جديدة", en="A new step", after="S4")

    ids = [clause["id"] for clause in at(session, draft, "clauses")]
    assert key == "S8"
    assert ids[ids.index("S4") + 1] == "S8"
    assert "number" not in at(session, draft, "clauses", "S8")


def test_a_key_is_made_from_the_english_name_and_never_doubled(session: Session, draft: int, save: Save) -> None:
    assert save("channels", None, ar="واتساب", en="WhatsApp & Telegram!") == "whatsapp_telegram"
    assert save("channels", None, ar="واتساب", en="WhatsApp & Telegram!") == "whatsapp_telegram_2"
    assert save("channels", None, ar="رقم", en="24 hours line").startswith("x_")


@pytest.mark.parametrize("code", ["phone", "Phone", "a b", "١", "x" * 65, "new key", "../x"])
def test_a_key_that_is_taken_or_is_no_key_is_refused_at_its_question(
    session: Session, draft: int, save: Save, code: str
) -> None:
    with pytest.raises(forms.InvalidAnswers) as refused:
        save("channels", None, ar="قناة", en="Channel", code=code)

    assert "code" in refused.value.form.errors
    assert [slip.label for slip in refused.value.form.complaints] == ["المعرّف"]


def test_a_parameter_may_not_take_a_name_of_the_engine(save: Save) -> None:
    with pytest.raises(forms.InvalidAnswers) as refused:
        save("parameters", None, ar="ق", en="Case", code="case_number", type="number", is_on=True, value_number=1)

    assert "code" in refused.value.form.errors


@pytest.mark.parametrize(
    ("kind", "answers", "value"),
    [
        ("duration", {"amount": 2, "unit": "weeks"}, "P14D"),
        ("duration", {"amount": 4, "unit": "hours"}, "PT4H"),
        ("duration", {"amount": 30, "unit": "minutes"}, "PT30M"),
        ("number", {"value_number": 2.5}, 2.5),
        ("money", {"value_money": 75050}, 75050),
        ("date", {"value_date": "2027-01-31"}, "2027-01-31"),
        ("date time", {"value_date": "2027-01-31", "value_time": "09:30"}, "2027-01-31T09:30:00+03:00"),
        ("boolean", {"value_truth": False}, False),
        ("text", {"value_text": "نعم: #1 {x}"}, "نعم: #1 {x}"),
    ],
)
def test_a_parameter_of_every_kind_is_saved_shown_in_words_and_switched_off(
    session: Session, draft: int, save: Save, reem: Actor, kind: str, answers: dict[str, Any], value: Any
) -> None:
    key = save("parameters", None, ar="معيار", en="Setting", type=kind, is_on=True, **answers)

    assert at(session, draft, "parameters", key, "value") == value
    assert errors(session, draft) == []
    [row] = [row for row in policy_lists.section(session, draft, "parameters", reem).rows if row.key == key]
    assert row.value
    assert row.value != "متوقفة"
    save("parameters", key, is_on=False)
    assert at(session, draft, "parameters", key) | {} == {"type": kind, "value": None, "ar": "معيار", "en": "Setting"}
    assert entry_words.value({"type": kind, "value": None}, "ar") == "متوقفة"


def test_a_time_that_is_none_is_refused_at_its_question(save: Save) -> None:
    with pytest.raises(forms.InvalidAnswers) as refused:
        save(
            "parameters",
            None,
            ar="م",
            en="M",
            type="date time",
            is_on=True,
            value_date="2027-01-31",
            value_time="25:00",
        )

    assert "value_time" in refused.value.form.errors


@pytest.mark.parametrize("value", ["P1M", "P1DT12H", "not a time"])
def test_a_length_of_time_of_a_strangers_file_is_shown_as_it_is_and_asked_anew(value: str) -> None:
    entry = {"type": "duration", "value": value, "ar": "م", "en": "M"}

    assert entry_words.value(entry, "ar")
    assert OF["parameters"].answers(entry)["amount"] is None


def test_a_citation_of_several_clauses_is_kept_as_several(session: Session, draft: int, save: Save) -> None:
    save("channels", "phone", clause=[{"clause": "C2"}, {"clause": "S1"}, {"clause": "C2"}])
    assert at(session, draft, "channels", "phone", "clause") == ["C2", "S1"]
    save("channels", "phone", clause=[])
    assert "clause" not in at(session, draft, "channels", "phone")


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "a: b # c",
        "'\"\\",
        "- x",
        "{x}",
        "نص\u202eمقلوب",
        "line\nline: two",
        "*x &y !z",
        "null",
        "007",
    ],
)
def test_whatever_is_typed_is_read_back_as_typed(session: Session, draft: int, save: Save, words: str) -> None:
    save("clauses", "S1", ar=words, en=words, notes=[{"ar": words, "en": words}])

    said = at(session, draft, "clauses", "S1")
    assert (said["ar"], said["en"], said["notes"]) == (words, words, [{"ar": words, "en": words}])
    source = files.read(content(session, draft))
    assert schemas.findings(source, "association", FILE) == []


# Two officers


def test_two_officers_on_two_clauses_do_not_meet(session: Session, draft: int, save: Save, noura: Actor) -> None:
    seen = digest(session, draft, "clauses", "S2")
    save("clauses", "S1", ar="من ريم")
    save("clauses", "S2", noura, seen=seen, ar="من نورة")

    assert at(session, draft, "clauses", "S1", "ar") == "من ريم"
    assert at(session, draft, "clauses", "S2", "ar") == "من نورة"


def test_on_one_clause_the_second_is_told_and_may_put_hers_in_place(
    session: Session, draft: int, save: Save, noura: Actor
) -> None:
    seen = digest(session, draft, "clauses", "S1")
    save("clauses", "S1", ar="من ريم")

    with pytest.raises(EditConflict) as conflict:
        save("clauses", "S1", noura, seen=seen, ar="من نورة")
    assert at(session, draft, "clauses", "S1", "ar") == "من ريم"
    assert conflict.value.by == "reem ع"
    save("clauses", "S1", noura, seen=conflict.value.current, ar="من نورة")
    assert at(session, draft, "clauses", "S1", "ar") == "من نورة"


def test_a_save_can_be_taken_back(session: Session, draft: int, save: Save, reem: Actor) -> None:
    before = content(session, draft)
    save("parameters", "reply_target", amount=10)

    [change] = drafts.changes(session, draft, reem)
    drafts.undo(session, draft, change.id, reem)

    assert (change.place, change.kind) == ("parameters.reply_target", "changed")
    assert content(session, draft) == before


def test_nobody_without_the_right_and_nothing_but_a_draft(
    session: Session, draft: int, save: Save, officer: Actor, reem: Actor
) -> None:
    with pytest.raises(NotAllowed):
        policy_lists.section(session, draft, "roles", officer)
    with pytest.raises(NotAllowed):
        save("roles", "finance", officer, ar="x")
    drafts.discard(session, draft, reem)
    with pytest.raises(NotADraft):
        save("roles", "finance", ar="x")


# Remove


@pytest.mark.parametrize(
    ("section", "key", "named"),
    [
        ("clauses", "S6", "استكمال"),
        ("roles", "finance", "المالية"),
        ("roles", "committee_chair", "لجنة البحث"),
        ("ballots", "research_committee", "تصويت أعضاء اللجنة"),
        ("parameters", "need_limit", "درجة الحاجة"),
        ("parameters", "reply_target", "تجاوز مدة الرد"),
        ("lists", "papers", "المستندات"),
        ("list-papers", "national_id", "المستندات المطلوبة"),
        ("list-needs", "inquiry", "استفسار"),
        ("list-paper_states", "matched", "التأكد"),
    ],
)
def test_what_is_used_stays_and_the_refusal_says_where(
    session: Session, draft: int, reem: Actor, section: str, key: str, named: str, remove: Remove
) -> None:
    before = content(session, draft), content(session, draft, LISTS)

    with pytest.raises(policy_entries.StillUsed) as refused:
        remove(section, key)

    assert named in refused.value.ar + " ".join(use.ar for use in refused.value.uses)
    assert all(use.ar and use.en for use in refused.value.uses)
    assert (content(session, draft), content(session, draft, LISTS)) == before


@pytest.mark.parametrize(
    ("section", "key"),
    [("channels", "letters"), ("list-languages", "other"), ("list-relations", "grandchild"), ("clauses", "P2")],
)
def test_what_nothing_uses_goes(
    session: Session, draft: int, reem: Actor, section: str, key: str, remove: Remove
) -> None:
    remove(section, key)

    assert key not in policy_sections.find(parts(session, draft).content, section).entries
    assert errors(session, draft) == []


def test_a_clause_goes_with_every_citation_of_it(session: Session, draft: int, reem: Actor, remove: Remove) -> None:
    remove("clauses", "S6", citations_too=True)

    assert "S6" not in binding.coverage(drafts.pack(session, drafts.get(session, draft, reem))).clauses
    assert at(session, draft, "steps") == ["S1", "S2", "S3", "S4", "S5", "S7"]
    additions = [mark.id for mark in parts(session, draft).coverage.additions]
    assert "S6_Register" in additions
    assert errors(session, draft) == []


def test_no_list_is_left_without_its_last_entry_and_no_right_without_a_holder(
    session: Session, draft: int, reem: Actor, save: Save, remove: Remove
) -> None:
    key = save("lists", None, code="reasons", entries=[{"ar": "سبب", "en": "A reason"}])
    with pytest.raises(policy_entries.LastOne):
        remove("list-reasons", "a_reason")
    remove("lists", key)
    with pytest.raises(policy_entries.LastOne, match="quality_officer"):
        remove("roles", "quality_officer")
    with pytest.raises(forms.InvalidAnswers) as refused:
        save("roles", "administrator", rights=[])
    assert "rights" in refused.value.form.errors


# Order and keys


@pytest.mark.parametrize(("section", "key"), [("clauses", "S2"), ("channels", "phone"), ("list-papers", "family_card")])
def test_an_entry_moves_one_place_and_not_beyond_the_end(
    session: Session, draft: int, reem: Actor, section: str, key: str
) -> None:
    order = list(policy_sections.find(parts(session, draft).content, section).entries)
    where = order.index(key)

    policy_entries.move(session, draft, section, key, 1, reem)
    assert list(policy_sections.find(parts(session, draft).content, section).entries).index(key) == where + 1
    policy_entries.move(session, draft, section, key, -1, reem)
    assert list(policy_sections.find(parts(session, draft).content, section).entries) == order
    policy_entries.move(session, draft, section, order[0], -1, reem)
    assert list(policy_sections.find(parts(session, draft).content, section).entries) == order


@pytest.mark.parametrize(
    ("section", "key", "new"),
    [
        ("clauses", "S6", "S10"),
        ("roles", "finance", "accounts"),
        ("roles", "committee_member", "panel_member"),
        ("ballots", "research_committee", "aid_committee"),
        ("lists", "papers", "documents"),
        ("parameters", "reply_target", "answer_within"),
        ("channels", "letters", "post"),
    ],
)
def test_another_key_is_written_wherever_the_old_one_stood(
    session: Session, draft: int, reem: Actor, section: str, key: str, new: str
) -> None:
    order = list(policy_sections.find(parts(session, draft).content, section).entries)

    seen = digest(session, draft, section, key)
    policy_entries.rename(session, draft, section, key, new, seen, reem)

    found = policy_sections.find(parts(session, draft).content, section).entries
    assert list(found) == [new if each == key else each for each in order]
    assert errors(session, draft) == []


def test_a_role_that_is_called_like_a_ballot_takes_another_key_alone(session: Session, draft: int, reem: Actor) -> None:
    seen = digest(session, draft, "ballots", "research_committee")
    policy_entries.rename(session, draft, "ballots", "research_committee", "committee_member", seen, reem)

    seen = digest(session, draft, "roles", "committee_member")
    policy_entries.rename(session, draft, "roles", "committee_member", "panel_member", seen, reem)

    assert errors(session, draft) == []


def test_a_key_that_conditions_spell_out_is_not_changed(session: Session, draft: int, reem: Actor) -> None:
    seen = digest(session, draft, "list-needs", "inquiry")

    with pytest.raises(policy_entries.StillUsed):
        policy_entries.rename(session, draft, "list-needs", "inquiry", "question", seen, reem)
    with pytest.raises(policy_entries.BadKey):
        policy_entries.rename(
            session, draft, "channels", "letters", "phone", digest(session, draft, "channels", "letters"), reem
        )


# Facts of the association


def test_facts_of_the_association_are_saved_each_on_its_own(session: Session, draft: int, reem: Actor) -> None:
    definition = studio_forms.read("association")
    page = policy_lists.facts(session, draft, definition, reem)
    raw = forms.encode(definition, {**page.form.answers, "registration": "1234", "steps": ["S7", "S1"]})

    policy_entries.save_facts(session, draft, Typed(definition, raw, page.seen), reem)

    assert at(session, draft, "registration") == "1234"
    assert at(session, draft, "steps") == ["S1", "S7"]  # in the order of the policy
    assert {change.place for change in drafts.changes(session, draft, reem)} == {"registration", "steps"}
    with pytest.raises(EditConflict):
        policy_entries.save_facts(session, draft, Typed(definition, raw, page.seen), reem)


# Ballots


@pytest.mark.parametrize(
    ("text", "key", "needed"),
    [
        ("floor(members / 2) + 1", "half", [2, 3, 4]),
        ("max(2, floor(members / 2) + 1)", "half", [2, 3, 4]),
        ("max( 4,ceiling(members*2/3) )", "two_thirds", [4, 4, 5]),
        ("members", "all", [3, 5, 7]),
        ("3", "number", [3, 3, 3]),
        ("members - 1", "feel", [2, 4, 6]),
    ],
)
def test_a_quorum_is_recognised_written_again_and_told_in_numbers(text: str, key: str, needed: list[int]) -> None:
    rule = voting_rules.read_quorum(text)

    assert rule.key == key
    assert voting_rules.read_quorum(voting_rules.write_quorum(rule)) == rule
    assert [voting_rules.quorum_of(text, size) for size in (3, 5, 7)] == needed
    assert entry_words.vote(text, "votes = cast", "ar")
    assert entry_words.vote(text, "votes = cast", "en")


@pytest.mark.parametrize(
    ("key", "needed"),
    [
        ("half_cast", [2, 3, 4]),
        ("two_thirds_cast", [2, 4, 5]),
        ("all_cast", [3, 5, 7]),
        ("half_members", [2, 3, 4]),
        ("two_thirds_members", [2, 4, 5]),
    ],
)
def test_a_majority_is_recognised_and_told_in_numbers(key: str, needed: list[int]) -> None:
    text = voting_rules.MAJORITIES[key]

    assert voting_rules.read_majority(text).key == key
    assert [voting_rules.votes_needed(text, size, size) for size in (3, 5, 7)] == needed


@pytest.mark.parametrize("text", ["members +", "cast", '"text"', "members > 2", "1 / 0", "x" * 5000, "null"])
def test_a_rule_that_cannot_be_counted_is_refused_at_its_question(save: Save, text: str) -> None:
    with pytest.raises(forms.InvalidAnswers) as refused:
        save("ballots", "research_committee", quorum_rule="feel", quorum_feel=text, quorum_least=None)

    assert "quorum_feel" in refused.value.form.errors


def test_a_committee_of_five_with_two_thirds_is_two_choices(session: Session, draft: int, save: Save) -> None:
    save("ballots", "research_committee", quorum_rule="all", quorum_least=None, majority_rule="two_thirds_members")

    ballot = at(session, draft, "ballots", "research_committee")
    assert (ballot["quorum"], ballot["majority"]) == ("members", "votes >= members * 2 / 3")
    assert errors(session, draft) == []


def test_an_outcome_that_the_diagram_asks_for_stays_and_an_unused_one_goes(
    session: Session, draft: int, save: Save
) -> None:
    rows = OF["ballots"].answers(at(session, draft, "ballots", "research_committee"))["outcomes"]
    with pytest.raises(forms.InvalidAnswers) as refused:
        save("ballots", "research_committee", outcomes=[row for row in rows if row["code"] != "more_info"])
    assert "طلب استيفاء" in " ".join(refused.value.form.errors["outcomes"])

    save("ballots", "research_committee", outcomes=[*rows, {"ar": "إحالة", "en": "Refer"}])
    assert "refer" in at(session, draft, "ballots", "research_committee", "outcomes")
    save("ballots", "research_committee", outcomes=rows)
    assert "refer" not in at(session, draft, "ballots", "research_committee", "outcomes")


@pytest.mark.parametrize("ticked", [0, 2])
def test_exactly_one_outcome_is_taken_without_a_majority(session: Session, draft: int, save: Save, ticked: int) -> None:
    rows = OF["ballots"].answers(at(session, draft, "ballots", "research_committee"))["outcomes"]
    rows = [{**row, "is_fallback": number < ticked} for number, row in enumerate(rows)]

    with pytest.raises(forms.InvalidAnswers) as refused:
        save("ballots", "research_committee", outcomes=rows)
    assert "outcomes" in refused.value.form.errors


def test_the_meaning_follows_what_is_typed_before_it_is_saved(session: Session, draft: int, reem: Actor) -> None:
    definition, raw, _ = filled(
        session, draft, "ballots", "research_committee", reem, {"quorum_rule": "all", "majority_rule": "all_cast"}
    )
    page = policy_lists.entry(session, draft, "ballots", "research_committee", definition, reem, raw)

    [meaning] = [field for field in page.form.visible if field.short_name == "meaning"]
    said = ["".join(text for _, text in paragraph) for paragraph in meaning.paragraphs]
    assert "كل الأعضاء" in said[0]
    assert "لجنة من 5 أعضاء: النصاب 5، والأصوات اللازمة إذا صوّت الجميع 5." in said[2]


# A new list, and the words before and now


def test_a_new_list_is_offered_to_forms_at_once(session: Session, draft: int, save: Save) -> None:
    rows = [{"ar": "أول", "en": "First"}, {"ar": "ثانٍ", "en": "Second", "code": "two"}]
    key = save("lists", None, code="visit_kinds", entries=rows)

    assert at(session, draft, key, path=LISTS) == {
        "first": {"ar": "أول", "en": "First"},
        "two": {"ar": "ثانٍ", "en": "Second"},
    }
    with pytest.raises(forms.InvalidAnswers) as refused:
        save("lists", None, code="other_kinds", entries=[*rows, rows[1]])
    assert "entries" in refused.value.form.errors


def test_the_page_of_a_clause_compares_with_the_version_that_the_draft_came_from(
    session: Session, draft: int, save: Save, reem: Actor
) -> None:
    old = at(session, draft, "clauses", "S5", "ar")
    save("clauses", "S5", ar=old.replace("لا تقل", "لا تزيد"))

    page = policy_lists.entry(session, draft, "clauses", "S5", studio_forms.read("clause"), reem)

    arabic = page.compared[0]
    assert arabic.before == old
    assert [(each.kind, each.text) for each in arabic.pieces if each.kind != "same"] == [
        ("deleted", "تقل"),
        ("inserted", "تزيد"),
    ]


@pytest.mark.parametrize(
    ("words", "ids"), [("أسبوعين", ["S5"]), ("اسبوعين", ["S5"]), ("two weeks", ["S5"]), ("لا وجود لها", [])]
)
def test_the_search_finds_words_however_they_are_spelled(
    session: Session, draft: int, reem: Actor, words: str, ids: list[str]
) -> None:
    assert [clause.id for clause in policy_lists.text(session, draft, reem, words).found] == ids
