"""What one version changes against another, told part by part in the words of those who work by it."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn import table_files, table_writing
from engine.policies import diff, packs
from engine.policies.diff import Difference, VersionDiff
from engine.policies.differences import words

PACK = packs.read(Path("processes"), "samakh").files
ASSOCIATION = "associations/samakh.yaml"
FOLDER = "beneficiary_relations/"
FORM = FOLDER + "forms/check_info.yaml"


def edited(*edits: tuple[str, str, str]) -> dict[str, bytes]:
    """The shipped pack with texts replaced, each of which must stand there."""
    files = dict(PACK)
    for path, old, new in edits:
        assert old.encode() in files[path], (path, old)
        files[path] = files[path].replace(old.encode(), new.encode())
    return files


def change(*edits: tuple[str, str, str]) -> VersionDiff:
    return diff.compare(PACK, edited(*edits))


def only(found: VersionDiff) -> Difference:
    [difference] = found.all()
    return difference


def test_a_version_equals_itself() -> None:
    found = diff.compare(PACK, dict(PACK))

    assert not found
    assert found.count == 0
    assert found.roles == ()


def test_a_parameter_reads_in_words() -> None:
    told = only(change((ASSOCIATION, "value: P14D, clause: S5, ar: مدة", "value: P10D, clause: S5, ar: مدة")))

    assert told.ar == "«مدة الرد على المستفيد من يوم إبلاغه بالرفع إلى اللجنة»: القيمة: 14 يومًا ← 10 أيام"
    assert told.en.endswith("value: 14 days → 10 days")


def test_money_reads_in_riyals() -> None:
    told = only(change((ASSOCIATION, "value: 50000", "value: 45050")))

    assert "500 ريال ← 450.50 ريال" in told.ar
    assert "SAR 500 → SAR 450.50" in told.en


def test_a_clause_is_told_word_by_word() -> None:
    told = only(change((ASSOCIATION, "بإتقان وسرعة وجودة عالية", "بإتقان وجودة عالية")))

    assert [(each.kind, each.text.strip()) for each in told.pieces if each.kind != "same"] == [("deleted", "وسرعة")]
    assert told.prose == "ar"
    assert "".join(each.text for each in told.pieces if each.kind != "inserted") == told.before.ar
    assert "".join(each.text for each in told.pieces if each.kind != "deleted") == told.after.ar


@pytest.mark.parametrize("new", ["جودةٍ", "جـودة", "جوده"])
def test_diacritics_and_tatweel_are_shown(new: str) -> None:
    told = only(change((ASSOCIATION, "وسرعة وجودة عالية", f"وسرعة و{new} عالية")))

    assert [(each.kind, each.text) for each in told.pieces if each.kind != "same"] == [
        ("deleted", "وجودة"),
        ("inserted", f"و{new}"),
    ]


def test_a_removed_clause_is_shown_whole_in_both_languages() -> None:
    files = edited()
    lines = files[ASSOCIATION].decode().split('  - id: "D2"\n')
    files[ASSOCIATION] = (lines[0] + '  - id: "D3"\n' + lines[1].split('  - id: "D3"\n', 1)[1]).encode()

    told = only(diff.compare(PACK, files))

    assert told.kind == "removed"
    assert [language for language, _ in told.texts] == ["ar", "en"]
    assert told.before.ar.startswith("تقديم الخدمات المتكاملة")


def test_clauses_that_change_places_are_told_so() -> None:
    files = edited()
    head, d1, d2, rest = _split(files[ASSOCIATION].decode())
    files[ASSOCIATION] = (head + d2 + d1 + rest).encode()

    told = only(diff.compare(PACK, files))

    assert told.kind == "order"
    assert told.title.en in ("Clause D1", "Clause D2")


def _split(text: str) -> tuple[str, str, str, str]:
    at = [text.index(f'  - id: "{id}"\n') for id in ("D1", "D2", "D3")]
    return text[: at[0]], text[at[0] : at[1]], text[at[1] : at[2]], text[at[2] :]


@pytest.mark.parametrize(
    ("edit", "part", "ar"),
    [
        ((ASSOCIATION, "quorum: max(2, floor(members / 2) + 1)", "quorum: 5"), "ballots",
         "النصاب: أكثر من نصف الأعضاء، ولا يقل عن عضوين ← 5 أعضاء"),
        ((ASSOCIATION, "majority: votes > cast / 2", "majority: votes >= cast * 2 / 3"), "ballots",
         "الأغلبية المطلوبة: أكثر من نصف الأصوات المدلى بها ← ثلثا الأصوات المدلى بها"),
        ((ASSOCIATION, "chair: committee_chair", "chair: committee_secretary"), "ballots",
         "الرئيس: رئيس لجنة البحث ← أمين لجنة البحث"),
        ((ASSOCIATION, "rights: [operate]", "rights: [operate, edit_policy]"), "roles",
         "الصلاحيات: تشغيل النظام ← تشغيل النظام، تعديل السياسة"),
        ((ASSOCIATION, "ar: الخطابات, en: Letters", "ar: المراسلات, en: Letters"), "channels", "أُضيف «المراسلات»"),
        ((ASSOCIATION, "document: research_guide.md", "document: support_guide.md"), "tools", "الوثيقة"),
        ((ASSOCIATION, "steps: [S1, S2,", "steps: [S2, S1,"), "association", "البنود التي تظهر تقدمًا"),
        ((FOLDER + "lists.yaml", "  widow: {ar: أرملة", "  widower: {ar: أرمل, en: W}\n  widow: {ar: أرملة"), "lists", "«أرمل»"),  # noqa: E501
        ((FORM, "    max: 60\n", "    max: 50\n"), "forms", "الحد الأعلى: 60 ← 50"),
        ((FORM, "    max: 60\n    required: true\n", "    max: 60\n"), "forms", "إلزامي: نعم ← لا"),
        ((FORM, 'visible_if: check_result = "incomplete"', "visible_if: family_size > 3"), "forms",
         "يظهر إذا"),
        ((FORM, "type: paragraph\n    required: true\n    visible_if: check_result = \"in", "type: text\n    required: true\n    visible_if: check_result = \"in"), "forms", "النوع: فقرة ← نص"),  # noqa: E501
        ((FOLDER + "letters/decision_letter.yaml", "السلام عليكم ورحمة الله وبركاته", "السلام عليكم"), "letters",
         "حُذف «ورحمة الله وبركاته»"),
        ((FOLDER + "templates/remind_papers.yaml", "ويسعدنا أن نعينك", "ويسعدنا عونك"), "templates", "نص الرسالة"),
        ((FOLDER + "scenarios/05b_does_not_go_on.yaml", "status: ended", "status: running"), "scenarios", "أُوضحت له"),
        ((FOLDER + "documents/research_guide.md", "#", "##"), "documents", "البصمة"),
        ((FOLDER + "committee_review.bpmn", ">=more_info_wait<", ">P10D<"), "diagrams",
         "مدة المؤقت: «مهلة استيفاء ما طلبته اللجنة» ← 10 أيام"),
        ((FOLDER + "decisions/required_papers.dmn", '"widow", "orphan"<', '"widow"<'), "decisions", "أرملة أو يتيم ← أرملة"),  # noqa: E501
    ],
)  # fmt: skip
def test_each_part_is_told_in_its_own_words(edit: tuple[str, str, str], part: str, ar: str) -> None:
    found = change(edit)

    assert [each.key for each in found.parts] == [part]
    assert ar in only(found).ar
    assert only(found).en


def test_files_come_and_go() -> None:
    files = edited()
    files.pop(FOLDER + "forms/rating.yaml")
    files[FOLDER + "documents/new.txt"] = b"x"

    found = {each.key: each.groups[0].kind for each in diff.compare(PACK, files).parts}

    assert found == {"forms": "removed", "documents": "added"}


def test_an_unreadable_file_is_said_and_hides_nothing_else() -> None:
    found = change(
        (FOLDER + "forms/rating.yaml", "id: rating", "id: [rating"),
        (ASSOCIATION, "P14D, clause: S5", "P9D, clause: S5"),
    )

    assert {each.key for each in found.parts} == {"forms", "parameters"}


# --- decision tables
DMN = FOLDER + "decisions/required_papers.dmn"
TABLE = table_files.read(PACK[DMN])


def told_of(table: table_files.EditTable) -> list[tuple[str, str]]:
    files = {**PACK, DMN: table_writing.write(PACK[DMN], table)}
    return [(each.kind, each.en) for each in diff.compare(PACK, files).all()]


def test_a_rule_that_came_is_told_whole() -> None:
    rule = table_files.Rule("R_new", "", ('"rent"', "-"), ('"power_bill"',))

    [(kind, said)] = told_of(replace(TABLE, rules=(*TABLE.rules, rule)))

    assert kind == "added"
    assert "if نوع الطلب: House rent, الفئة: any; then" in said


@pytest.mark.parametrize("key", ["", "misspelt"])
def test_a_rule_that_is_being_written_takes_no_label_from_the_others(key: str) -> None:
    rules = [replace(TABLE.rules[0], outputs=('"other"',)), replace(TABLE.rules[1], outputs=(f'"{key}"',))]

    said = [said for _, said in told_of(replace(TABLE, rules=(*rules, *TABLE.rules[2:])))]

    assert any("Another paper" in each for each in said)


def test_a_rule_that_went_and_one_that_moved() -> None:
    first, second, *rest = TABLE.rules

    assert [kind for kind, _ in told_of(replace(TABLE, rules=(second, *rest)))] == ["removed"]
    assert [kind for kind, _ in told_of(replace(TABLE, rules=(second, first, *rest)))] == ["order"]


def test_a_rule_under_another_id_is_the_same_rule() -> None:
    rules = (replace(TABLE.rules[0], id="Other"), *TABLE.rules[1:])

    assert told_of(replace(TABLE, rules=rules)) == []


def test_columns_are_told_one_by_one() -> None:
    expression = replace(TABLE.inputs[0], text="need")

    assert told_of(replace(TABLE, inputs=(expression, TABLE.inputs[1]))) == [
        ("changed", "input “نوع الطلب”: expression: request_kind → need")
    ]
    assert told_of(replace(TABLE, policy="FIRST")) == [
        ("changed", "hit policy: all rules that fit → the first rule that fits")
    ]


# --- who is touched
def test_each_role_is_told_what_changes_for_it() -> None:
    lane = "<bpmn:flowNodeRef>CR_Visit</bpmn:flowNodeRef>"
    record = "<bpmn:flowNodeRef>CR_Record</bpmn:flowNodeRef>"
    path = FOLDER + "committee_review.bpmn"

    found = change((path, lane, ""), (path, record, record + lane))

    assert [(each.role, [(duty.kind, duty.task.en) for duty in each.duties]) for each in found.roles] == [
        ("research_officer", [("removed", "Home visit")]),
        ("committee_secretary", [("added", "Home visit")]),
    ]


def test_a_form_that_changed_changes_its_tasks() -> None:
    [role] = change((FOLDER + "forms/visit.yaml", "required: true", "required: false")).roles

    assert (role.role, [duty.task.en for duty in role.duties]) == ("research_officer", ["Home visit"])


def test_a_new_form_is_told_by_what_it_asks() -> None:
    form = PACK[FOLDER + "forms/clarify.yaml"].replace(b"id: clarify", b"id: extra")
    found = diff.compare(PACK, {**PACK, FOLDER + "forms/extra.yaml": form})
    [group] = [group for part in found.parts for group in part.groups]

    assert (group.kind, group.title.ar) == ("added", "إيضاح الإجراءات والجوانب التنظيمية")
    assert "إضافة: الحقل «موضوع الإيضاح»" in [each.ar for each in group.told]


def test_a_lane_given_to_another_role_moves_its_tasks() -> None:
    found = change(
        (FOLDER + "committee_review.bpmn", 'name="role" value="committee_secretary"', 'name="role" value="finance"')
    )

    assert {each.role: [duty.kind for duty in each.duties] for each in found.roles} == {
        "committee_secretary": ["removed"],
        "finance": ["added"],
    }


# --- properties
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_the_pieces_are_both_texts(before: str, after: str) -> None:
    found = words.pieces(before, after)

    assert "".join(each.text for each in found if each.kind != "inserted") == before
    assert "".join(each.text for each in found if each.kind != "deleted") == after


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_edited_line_is_overlooked(data: st.DataObject) -> None:
    """Whatever single line of a file changes its value, the comparison has something to say of that file's part.

    But the name of a table's file as a whole, which nobody reads.
    """
    path = data.draw(st.sampled_from(sorted(path for path in PACK if path.endswith((".yaml", ".dmn", ".bpmn")))))
    lines = PACK[path].decode().split("\n")
    numbers = [
        at for at, line in enumerate(lines) if "ال" in line and not line.lstrip().startswith(("#", "<definitions"))
    ]
    if not numbers:
        return
    at = data.draw(st.sampled_from(numbers))
    lines[at] = lines[at].replace("ال", "زال", 1)

    found = diff.compare(PACK, {**PACK, path: "\n".join(lines).encode()})

    assert list(found.all())
    assert all(each.ar and each.en for each in found.all())


def test_the_whole_pack_is_compared_quickly() -> None:
    files = edited(
        (ASSOCIATION, "value: P14D, clause: S5, ar: مدة", "value: P10D, clause: S5, ar: مدة"),
        (FOLDER + "committee_review.bpmn", ">=more_info_wait<", ">P10D<"),
        (FOLDER + "beneficiary_handling.bpmn", ">=reply_target<", ">P10D<"),
        (FORM, "    max: 60\n", "    max: 50\n"),
        (DMN, '"widow", "orphan"<', '"widow"<'),
    )
    diff.compare(PACK, files)  # files are read once a process
    began = time.perf_counter()

    found = diff.compare(PACK, files)

    assert found.count == 5
    assert time.perf_counter() - began < 0.3
