"""Decision tables: what they decide, what is refused when read, and that an error names the cell."""

from xml.sax.saxutils import escape

import pytest

from engine.bpmn import decisions

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="D" namespace="n">'


def table(rules, *, inputs=(("size", "number"),), outputs=(("points", "number"),), policy="UNIQUE", extra=""):
    columns = "".join(
        f'<input id="I{n}"><inputExpression typeRef="{kind}"><text>{escape(text)}</text></inputExpression></input>'
        for n, (text, kind) in enumerate(inputs)
    ) + "".join(f'<output id="O{n}" name="{name}" typeRef="{kind}"/>' for n, (name, kind) in enumerate(outputs))
    rows = "".join(_rule(n, cells, values) for n, (cells, values) in enumerate(rules))
    body = f'<decisionTable id="T" hitPolicy="{policy}"{extra}>{columns}{rows}</decisionTable>'
    return f'{HEAD}<decision id="points" name="النقاط">{body}</decision></definitions>'.encode()


def _rule(number, cells, values):
    entries = [("inputEntry", f"R{number}C{n}", text) for n, text in enumerate(cells)]
    entries += [("outputEntry", f"R{number}V{n}", text) for n, text in enumerate(values)]
    inner = "".join(f'<{tag} id="{key}"><text>{escape(text)}</text></{tag}>' for tag, key, text in entries)
    return f'<rule id="R{number}">{inner}</rule>'


def failure(raw, context, types=None):
    with pytest.raises(decisions.DecisionFailed) as caught:
        decisions.read(raw).decide(context, types)
    assert caught.value.ar != caught.value.en
    return caught.value


NEED = table(
    [
        (["< 500", '"سمخ", "بيشة"'], ['"severe"', "income * 0.5"]),
        (["[500..1500)", "-"], ['"moderate"', "200"]),
        ([">= 1500", ""], ['"none"', "0"]),
        (["< 500", 'not("سمخ", "بيشة")'], ['"referred"', "0"]),
    ],
    inputs=(("income / size", "number"), ("city", "string")),
    outputs=(("level", "string"), ("share", "number")),
)


@pytest.mark.parametrize(
    ("income", "city", "level", "share"),
    [
        (2000, "سمخ", "severe", 1000),
        (5000, "سمخ", "moderate", 200),
        (9000, "أخرى", "none", 0),
        (50, "أخرى", "referred", 0),
    ],
)
def test_unique_gives_the_outputs_of_the_rule_that_fits(income, city, level, share):
    decision = decisions.read(NEED)
    assert decision.decide({"income": income, "size": 5, "city": city}) == {"level": level, "share": share}


def test_one_output_is_the_value_itself():
    raw = table([(["> 1"], ["10"])])
    assert decisions.read(raw).decide({"size": 2}) == 10


def test_unique_refuses_two_rules_that_fit():
    raw = table([(["> 1"], ["1"]), (["> 3"], ["2"])])
    assert decisions.read(raw).decide({"size": 2}) == 1
    error = failure(raw, {"size": 5})
    assert (error.element, "rules 1, 2 fit" in error.en) == ("R1", True)


def test_first_takes_the_first_and_asks_no_further():
    raw = table([(["> 1"], ["1"]), (["> unknown"], ["2"])], policy="FIRST")
    assert decisions.read(raw).decide({"size": 2}) == 1


@pytest.mark.parametrize(("aggregation", "result"), [("", [10, 5]), ("SUM", 15), ("MIN", 5), ("MAX", 10), ("COUNT", 2)])
def test_collect_gives_a_list_or_its_aggregation(aggregation, result):
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    raw = table([(["> 1"], ["10"]), (["> 3"], ["5"]), (["> 9"], ["100"])], policy="COLLECT", extra=extra)
    assert decisions.read(raw).decide({"size": 4}) == result


def test_collect_of_nothing_is_an_empty_list():
    assert decisions.read(table([(["> 1"], ["10"])], policy="COLLECT")).decide({"size": 0}) == []


def test_dates_are_compared_as_dates():
    raw = table([(["< told_on"], ['"late"'])], inputs=(("visit", "date"),), outputs=(("how", "string"),))
    context = {"visit": "2026-11-30", "told_on": "2026-12-01"}
    assert decisions.read(raw).decide(context, {"visit": "date", "told_on": "date"}) == "late"


@pytest.mark.parametrize(
    ("context", "element", "said"),
    [
        ({"income": 10, "size": 5, "city": None}, "I1", "must be text, but is empty"),
        ({"income": 10, "size": 5, "city": 7}, "I1", "must be text, but is number"),
        ({"income": 10, "size": 0, "city": "سمخ"}, "I0", "divides by zero"),
        ({"income": 10, "size": 5}, "I1", "no variable called “city”"),
    ],
)
def test_an_input_that_is_null_wrong_or_unknown_is_an_error_at_its_column(context, element, said):
    error = failure(NEED, context)
    assert error.element == element
    assert said in error.en


def test_no_rule_that_fits_is_an_error():
    assert "no rule fits" in failure(table([(["> 9"], ["1"])]), {"size": 1}).en


def test_an_error_in_a_cell_or_result_names_it():
    assert failure(table([(["> limit"], ["1"])]), {"size": 1}).element == "R0C0"
    assert failure(table([(["-"], ["points"])]), {"size": 1}).element == "R0V0"
    wrong = failure(table([(["-"], ['"ten"'])]), {"size": 1})
    assert (wrong.element, "must be number, but is text" in wrong.en) == ("R0V0", True)


GOOD = ([(["-"], ["1"])],)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"<a", "well-formed"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "DOCTYPE"),
        (b"<definitions/>", "not DMN 1.3"),
        (f"{HEAD}</definitions>".encode(), "one decision"),
        (f'{HEAD}<decision id="d"><literalExpression/></decision></definitions>'.encode(), "one decision table"),
        (table(*GOOD, policy="PRIORITY"), "PRIORITY is not supported"),
        (table(*GOOD, policy="ANY"), "ANY is not supported"),
        (table(*GOOD, extra=' aggregation="SUM"'), "aggregation"),
        (table(*GOOD, inputs=(("size", "money"),)), "Type money"),
        (table([(["-", "-"], ["1"])]), "one cell for each column"),
        (table([]), "a rule"),
        (table([(["-"], ["1", "2"])], outputs=(("a b", "number"), ("c", "number"))), "without spaces"),
        (table(*GOOD).replace(b'<input id="I0">', b'<input id="I0"><inputValues/>'), "inputValues"),
        (table(*GOOD).replace(b'"R0C0"', b'"R0C0" expressionLanguage="juel"'), "juel"),
        (table([(["-"], ["1"])] * 501), "more than 500"),
    ],
)
def test_what_cannot_be_decided_right_is_refused_when_read(raw, said):
    with pytest.raises(decisions.InvalidDecision) as caught:
        decisions.read(raw)
    assert any(said in problem.en for problem in caught.value.problems)
    assert all(problem.ar for problem in caught.value.problems)


def test_problems_are_found_without_running():
    raw = table([(["> "], ["1"]), (['"a"'], ["x y"]), (["-"], ["2"])])
    found = [(problem.element, problem.en) for problem in decisions.read(raw).problems()]
    assert [element for element, _ in found] == ["R0C0", "R1V0", "R1C0"]
    assert "number with text" in found[-1][1]
    assert decisions.read(NEED).problems() == []


def test_signature_and_names_are_what_lint_compares():
    decision = decisions.read(NEED)
    assert decision.names == ("city", "income", "size")
    assert decision.signature.result == {"context": {"level": "text", "share": "number"}}
    cities = {each.right.value for _, each in decision.comparisons() if each.left.value == "city"}
    assert cities == {"سمخ", "بيشة"}


def test_a_large_table_is_decided_at_its_first_use():
    rules = [([f"= {n}"], [str(n)]) for n in range(250)]
    assert decisions.read(table(rules)).decide({"size": 249}) == 249
