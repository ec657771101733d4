"""What is said of an expression that is not run."""

import pytest

from engine.bpmn import feel
from engine.bpmn.feel import Comparison, Operand


def sides(text, *, unary=False):
    return [(each.left, each.operator, each.right) for each in feel.check(text, unary=unary).comparisons]


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a and", 1, 6, "cannot be read"),
        ("x == 1", 1, 4, "cannot be read"),
        ("import os", 1, 1, "sign such as"),
        ("a\n  and b c", 2, 7, "sign such as"),
        ("foo(1)", 1, 1, "no function called “foo”"),
        ("", 1, 1, "cannot be read"),
        ("a = `b c`", 1, 5, "cannot be read"),
        ('today() > date("2026-02-30")', 1, 11, "cannot use"),
        ('@"2026-01-01T00:00:00@Asia/Riyadh"', 1, 1, "Named time zones"),
        ("x" * 4001, 1, 1, "longer than 4000"),
    ],
)
def test_problems_have_their_place(text, line, column, said):
    problem = feel.check(text).problems[0]
    assert (problem.line, problem.column) == (line, column)
    assert said in problem.en
    assert problem.ar != problem.en


def test_names_are_those_that_the_case_must_know():
    check = feel.check("for p in papers, n in p.notes return {a: n.text, b: a + fee}.b")
    assert check.names == ("fee", "papers")
    assert "papers.notes.text" in check.paths
    assert feel.check("papers[state = limit and item.n > 1]").items == ("papers.limit", "papers.state")


def test_functions_and_their_parameters_are_no_names():
    assert feel.check("sort(l, function(a, b) a < b)").names == ("l",)
    assert feel.check("working days(today(), n)").names == ("n",)


def test_comparisons_name_paths_and_literals():
    assert sides('need = "inquiry" and per_capita > 3') == [
        (Operand("path", "need"), "=", Operand("text", "inquiry")),
        (Operand("path", "per_capita"), ">", Operand("number", 3)),
    ]
    assert sides("CR_Ballot.outcome != null") == [(Operand("path", "CR_Ballot.outcome"), "!=", Operand("null", None))]
    assert sides('some p in papers satisfies p.state = "x"') == [
        (Operand("path", "papers.state"), "=", Operand("text", "x"))
    ]
    assert sides('papers[state = "x"]') == [(Operand("item", "papers.state"), "=", Operand("text", "x"))]
    assert [each[2] for each in sides('x in ("a", "b")')] == [Operand("text", "a"), Operand("text", "b")]
    [(_, _, right)] = sides('on < date("2026-01-01")')
    assert right.kind == "date"


def test_cells_compare_the_input():
    assert sides('"a", > 3', unary=True) == [
        (Operand("path", "?"), "=", Operand("text", "a")),
        (Operand("path", "?"), ">", Operand("number", 3)),
    ]


def test_comparisons_have_their_place():
    [first] = feel.check("a\n = 1").comparisons
    assert first == Comparison(Operand("path", "a"), "=", Operand("number", 1), 1, 1)
