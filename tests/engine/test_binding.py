"""Which elements carry out which clause, what else cites it, and what stands on one side only."""

import pytest

from engine.bpmn import citations
from engine.policies import packs
from engine.policies.packs import Pack
from engine.studio import binding
from tests.factories import PROCESSES

HANDLING = "beneficiary_relations/beneficiary_handling.bpmn"
SAMAKH = "associations/samakh.yaml"
OPEN_POINTS = {  # the known ambiguities of the text, by the clause at which each must stand
    "P3": ["موعدًا للمراجعة"],
    "G1": ["بمبادرة"],
    "T1": ["الاجتماع البديل"],
    "T2": ["لم يُسلَّم"],
    "T3": ["لم يُسلَّم"],
    "T4": ["لم يُسلَّم"],
    "S2": ["يوم التقديم", "هوية وطنية"],
    "S3": ["في أي خطوة", "«الموظف»"],
    "S4": ["الموقّع", "القاصر"],
    "S5": ["«لا تزيد»", "تقويم", "نصابها", "سبب الرفض", "العاجلة", "هل تقف المدة"],
    "S6": ["المتطلبات", "بعد قبول اللجنة"],
}


@pytest.fixture(params=["samakh", "alkawthar"])
def pack(request: pytest.FixtureRequest) -> Pack:
    return packs.read(PROCESSES, request.param)


def changed(pack: Pack, path: str, old: str, new: str) -> Pack:
    content = pack.files[path].decode()
    assert old in content
    return Pack(pack.association, {**pack.files, path: content.replace(old, new, 1).encode()})


def test_a_clause_knows_its_elements_and_all_else_that_cites_it(pack: Pack) -> None:
    found = binding.coverage(pack).clause("S6")

    assert found is not None
    assert [mark.id for mark in found.drawn] == ["S6_Register", "G_Papers6", "A_TellMissing6"]
    assert {citation.kind for citation in found.citations} == {"steps", "field"}
    assert found.is_step


def test_elements_without_a_clause_are_what_the_check_calls_additions(pack: Pack) -> None:
    found = {finding.element for finding in packs.check(pack) if finding.code == "addition"}

    assert {mark.id for mark in binding.coverage(pack).additions} == found
    assert found


def test_a_clause_that_loses_its_only_element_is_told_at_once() -> None:
    before = packs.read(PROCESSES, "samakh")
    after = changed(before, HANDLING, 'name="clause" value="S4"', 'name="clause" value="S3"')

    assert "S4" not in [clause.id for clause in binding.coverage(before).without_element]
    assert "S4" in [clause.id for clause in binding.coverage(after).without_element]


def test_headings_are_never_missed_and_what_a_channel_carries_is_not_called_uncarried(pack: Pack) -> None:
    coverage = binding.coverage(pack)

    assert not [clause for clause in coverage.without_element if clause.kind == "heading"]
    assert "C1" in [clause.id for clause in coverage.without_element]
    assert "C1" not in [clause.id for clause in coverage.not_carried]
    assert "P2" in [clause.id for clause in coverage.not_carried]


def test_every_known_open_point_stands_at_its_clause(pack: Pack) -> None:
    for key, points in OPEN_POINTS.items():
        found = binding.coverage(pack).clause(key)
        assert found is not None
        said = " ".join(note["ar"] for note in found.notes)
        assert [point for point in points if point not in said] == []
        assert all(note["en"].strip() for note in found.notes)


def test_a_diagram_that_cannot_be_read_leaves_the_rest_to_see() -> None:
    pack = packs.read(PROCESSES, "samakh")
    broken = Pack("samakh", {**pack.files, HANDLING: b"<definitions"})

    found = binding.coverage(broken).clause("S5")

    assert found is not None
    assert "CR_Ballot" in [mark.id for mark in found.drawn]


def test_a_file_of_the_association_that_cannot_be_read_has_no_clauses() -> None:
    pack = packs.read(PROCESSES, "samakh")
    broken = Pack("samakh", {**pack.files, SAMAKH: b"name: ["})

    assert binding.coverage(broken).clauses == ()


def test_another_id_is_written_into_the_properties_and_no_other_byte_changes(pack: Pack) -> None:
    before = pack.files[HANDLING]

    after = citations.replaced(before, ("clause",), "S6", "S9")

    assert after.replace(b'"S9"', b'"S6"') == before
    assert [mark.id for mark in citations.marks({"a": after}) if "S6" in mark.clauses] == []
    assert "S6_Register" in [mark.id for mark in citations.marks({"a": after}) if "S9" in mark.clauses]


def test_an_id_among_several_goes_alone_and_the_last_takes_the_property_with_it() -> None:
    both = b'<p xmlns:s="s"><s:property value="S1, D6.1,S2" name="clause"/><s:property name="role" value="clause"/></p>'

    assert b'value="S1, S2"' in citations.replaced(both, ("clause",), "D6.1", None)
    left = citations.replaced(citations.replaced(both, ("clause",), "D6.1", None), ("clause",), "S1", None)
    assert b'"clause"/>' not in citations.replaced(left, ("clause",), "S2", None).replace(b'value="clause"/>', b"")
    assert b'name="role" value="clause"' in citations.replaced(left, ("clause",), "S2", None)


def test_a_key_that_is_also_the_name_of_its_property_is_changed_in_the_value_alone() -> None:
    lane = b'<s:property name="role" value="role" />'

    assert citations.replaced(lane, ("role",), "role", "officer") == b'<s:property name="role" value="officer" />'


def test_an_expression_is_never_taken_for_a_list_of_roles() -> None:
    send = b'<s:property name="to" value="=finance" />'

    assert citations.replaced(send, ("to",), "finance", "cashier") == send
