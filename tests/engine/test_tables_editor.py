"""Editing a decision table: nothing of its file is lost, each problem stands at its cell, the engine itself decides."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn import decisions, table_files, table_writing
from engine.bpmn.spoken import Both
from engine.bpmn.table_files import EditTable
from engine.policies import cells, table_review, tables
from engine.policies.cells import Meaning

SHIPPED = sorted(Path("processes/beneficiary_relations/decisions").glob("*.dmn"))
PAPERS = SHIPPED[1].read_bytes()
NEED = SHIPPED[0].read_bytes()
KINDS = {"request_kind": "text", "category": "text"}
ACTIONS = [
    "rule:add", "rule:copy:0", "rule:copy:2", "rule:remove:1", "rule:up:2", "rule:down:0", "input:add", "output:add",
    "input:down:0", "input:up:1", "input:remove:0", "output:remove:0", "rule:up:99", "rule:fly:1", "input:copy:0", "",
]  # fmt: skip


def as_sent(table: EditTable) -> dict[str, str]:
    """What the page's form would send for this table."""
    sent = {
        "name": table.name,
        "description": table.description,
        "policy": table.policy,
        "aggregation": table.aggregation,
    }
    for mark, columns in (("i", table.inputs), ("o", table.outputs)):
        for number, column in enumerate(columns):
            key = f"{mark}-{number}"
            sent |= {
                f"{key}-id": column.id,
                f"{key}-label": column.label,
                f"{key}-text": column.text,
                f"{key}-type": column.type,
            }
    for number, rule in enumerate(table.rules):
        sent |= {f"r-{number}-id": rule.id, f"r-{number}-note": rule.note}
        sent |= {f"r-{number}-i-{at}": text for at, text in enumerate(rule.cells)}
        sent |= {f"r-{number}-o-{at}": text for at, text in enumerate(rule.outputs)}
    return sent


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_table_comes_back_byte_for_byte(path: Path) -> None:
    content = path.read_bytes()
    table = table_files.read(content)

    assert table_writing.write(content, tables.sent(as_sent(table), table)) == content


def test_a_strangers_layout_comes_back_byte_for_byte() -> None:
    content = PAPERS.replace(b'"UTF-8"', b'"utf-8"').replace(b"      <rule", b"\t<rule").replace(b'" />', b'"  />')
    table = table_files.read(content)

    assert table_writing.write(content, tables.sent(as_sent(table), table)) == content


def test_one_cell_changes_one_line() -> None:
    table = table_files.read(PAPERS)
    sent = {**as_sent(table), "r-4-i-1": '"divorced", "widow"'}

    written = table_writing.write(PAPERS, tables.sent(sent, table))

    changed = [new for old, new in zip(PAPERS.split(b"\n"), written.split(b"\n"), strict=True) if old != new]
    assert changed == [b'          <text>"divorced", "widow"</text>']


def test_what_the_editor_does_not_know_stays() -> None:
    strange = PAPERS.replace(b"<decisionTable", b'<variable id="V" name="x"/><!-- said --><decisionTable').replace(
        b"</decision>",
        b'</decision><dmndi:DMNDI xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"><dmndi:DMNDiagram/></dmndi:DMNDI>',
    )
    noted = strange.replace(
        b"</rule>", b"<annotationEntry><text>by the committee</text></annotationEntry></rule>", 1
    )  # fmt: skip
    table = table_files.read(noted)

    written = table_writing.write(noted, tables.edited(tables.edited(table, "rule:down:0"), "input:down:0"))

    for kept in (b'<variable id="V" name="x"', b"<!-- said -->", b"DMNDiagram", b"by the committee"):
        assert written.count(kept) == 1
    assert table_files.read(written).rules[1].id == table.rules[0].id


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ACTIONS), max_size=8), st.sampled_from([PAPERS, NEED]))
def test_any_row_of_buttons_gives_a_table_that_can_be_kept(actions: list[str], content: bytes) -> None:
    table = table_files.read(content)
    for action in actions:
        table = tables.edited(tables.sent(as_sent(table), table), action)

    written = table_writing.write(content, table)

    assert table_files.read(written) == table
    assert len(table.ids()) == len(table.inputs) + len(table.outputs) + len(table.rules), "each its own id"


def test_a_new_table_can_be_decided_at_once() -> None:
    content = table_writing.new("level", "الدرجة")
    table = table_files.read(content)

    assert (table.id, table.name) == ("level", "الدرجة")
    assert len(table_review.review(content).at) <= 1, "only the empty input is left to be chosen"
    decisions.read(content)


def test_a_problem_stands_at_its_cell() -> None:
    table = table_files.read(PAPERS)
    wrong = tables.sent({**as_sent(table), "r-2-i-1": '"widow" oops', "r-3-o-0": "1 +"}, table)

    found = table_review.review(table_writing.write(PAPERS, wrong))

    assert set(found.at) == {"r-2-i-1", "r-3-o-0"}
    assert all(problem.ar and problem.en for said in found.at.values() for problem in said)


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER"])
def test_a_hit_policy_that_the_engine_does_not_run_is_refused_in_a_sentence(policy: str) -> None:
    table = table_files.read(PAPERS)

    found = table_review.review(table_writing.write(PAPERS, tables.sent({**as_sent(table), "policy": policy}, table)))

    assert found.decision is None
    assert policy in found.whole[0].ar


def test_the_engine_decides_what_is_tried() -> None:
    decision = decisions.read(PAPERS)

    tried = table_review.attempt(decision, {"request_kind": "rent", "category": "widow"}, KINDS)

    assert tried.result == decision.decide({"request_kind": "rent", "category": "widow"}, KINDS)
    assert tried.hits == (0, 1, 2, 3, 7, 9)


def test_only_the_first_of_several_rules_counts_where_the_policy_says_so() -> None:
    tried = table_review.attempt(
        decisions.read(NEED),
        {"per_capita": "10", "need_limit": "100"},
        {"per_capita": "number", "need_limit": "number"},
    )

    assert tried.hits == (0,)
    assert tried.result == {"level": "severe", "within_limit": True}


def test_two_rules_at_once_are_told_with_both_shown() -> None:
    unique = table_writing.write(PAPERS, replace(table_files.read(PAPERS), policy="UNIQUE"))

    tried = table_review.attempt(decisions.read(unique), {"request_kind": "rent", "category": "widow"}, KINDS)

    assert tried.problem is not None
    assert len(tried.hits) > 1


def test_a_value_that_is_none_is_told_at_its_field() -> None:
    tried = table_review.attempt(
        decisions.read(NEED), {"per_capita": "ten +", "need_limit": "5"}, {"per_capita": "number"}
    )

    assert set(tried.at) == {"per_capita"}


@pytest.mark.parametrize(
    ("text", "ar", "en"),
    [
        ("-", "أي قيمة", "any"),
        ('"a"', "ألف", "A"),
        ('"a", "b"', "ألف أو «b»", "A or “b”"),
        ('not("a")', "ما عدا ألف", "anything but A"),
        ("<= 5000", "لا يزيد على 50 ريال", "at most SAR 50"),
        ("[1..10]", "من 0.01 ريال إلى 0.10 ريال", "from SAR 0.01 to SAR 0.10"),
        ("> limit", "أكثر من «الحد»", "more than “Limit”"),
        ("true", "نعم", "Yes"),
    ],
)
def test_a_cell_is_said_in_words(text: str, ar: str, en: str) -> None:
    meaning = Meaning({"a": Both("ألف", "A")}, is_money=True, names={"limit": Both("الحد", "Limit")})

    assert cells.words(text, meaning) == Both(ar, en)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_cell_can_be_said(text: str) -> None:
    said = cells.words(text, Meaning(is_money=True))

    assert isinstance(said.ar, str)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["policy", "name", "i-0-id", "i-0-text", "i-0-type", "o-0-id", "r-0-id", "r-0-i-0", "r-0-note", "r-1-id"]
        ),
        st.text(max_size=40),
    )
)
def test_nothing_sent_can_break_the_file(sent: dict[str, str]) -> None:
    table = tables.sent(sent, table_files.read(PAPERS))

    table_review.review(table_writing.write(PAPERS, table))
