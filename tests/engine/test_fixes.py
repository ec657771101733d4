"""Every one-click fix: lint offers it, it is carried out on the file, the finding is gone and no new error came."""

import pytest
from lxml import etree

from engine.bpmn import fixes, layout, xml
from engine.bpmn.findings import Finding, Fix
from engine.bpmn.linting.vendor import in_feel
from tests.engine.bpmn_files import (
    boundary,
    chain,
    end,
    error,
    file,
    flow,
    node,
    properties,
    script,
    start,
    user,
)
from tests.engine.lint_files import A, B, E, S, all_found, drawn, errors, process


def gateway(*flows: str, default: str | None = None) -> dict[str, bytes]:
    """`A` before a gateway whose flows are the case's own; `B` is one of its ways."""
    attributes = {"default": default} if default else {}
    return drawn(S, A, B, node("exclusiveGateway", "G", **attributes), E, chain("S", "A", "G"), flow("B", "E"), *flows)


def condition(text: str) -> dict[str, bytes]:
    return gateway(flow("G", "B", text), flow("G", "E"), default="G-E")


def assigned(text: str) -> dict[str, bytes]:
    return drawn(S, A, script("X", text), E, chain("S", "A", "X", "E"))


def timed(body: str, *, interrupts: bool = True) -> dict[str, bytes]:
    event = boundary("T", "A", f"<bpmn:timerEventDefinition>{body}</bpmn:timerEventDefinition>", interrupts=interrupts)
    return drawn(S, A, event, E, end("E2"), chain("S", "A", "E"), flow("T", "E2"))


def lone(part: str, *before: str) -> dict[str, bytes]:
    return drawn(S, part, E, chain("S", "A", "E"), before="".join(before))


def in_lanes(*lanes: str) -> dict[str, bytes]:
    held = "".join(lanes)
    return {"p.bpmn": file(process(f"<bpmn:laneSet id='Ls'>{held}</bpmn:laneSet>", S, A, E, chain("S", "A", "E")))}


def lane(id: str, *names: str) -> str:
    refs = "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in names)
    return f'<bpmn:lane id="{id}">{properties({"role": "officer"})}{refs}</bpmn:lane>'


FULL = "<bpmn:timeDuration>{}</bpmn:timeDuration>"
CATCH = node("intermediateCatchEvent", "M", "<bpmn:messageEventDefinition/>", own={"form": "tell"})
OWN_ERROR = node("endEvent", "Bad", '<bpmn:errorEventDefinition errorRef="e1"/>')
RAISING = node("subProcess", "P", start("S2") + user("U", form="tell") + OWN_ERROR + chain("S2", "U", "Bad"))
CAUGHT = boundary("C", "P", '<bpmn:errorEventDefinition errorRef="e1"/>', interrupts=False)
NAMELESS = '<bpmn:sequenceFlow sourceRef="A" targetRef="E"/>'

# Name: (code, kind, element of the fix, diagrams)
CASES: dict[str, tuple[str, str, str, dict[str, bytes]]] = {
    "no default, one flow is plain": ("no-default", "default_flow", "G",
                                      gateway(flow("G", "B", "agreed"), flow("G", "E"))),
    "no default, all have conditions": (
        "no-default", "default_flow", "G", gateway(flow("G", "B", "agreed"), flow("G", "E", "not(agreed)"))),
    "no condition where no default is": (
        "no-condition", "default_flow", "G", gateway(flow("G", "B", "agreed"), flow("G", "E"))),
    "a default that is not there": (
        "dangling", "default_flow", "G", gateway(flow("G", "B", "agreed"), flow("G", "E"), default="gone")),
    "a default with a condition": (
        "default-with-condition", "condition", "G-E",
        gateway(flow("G", "B", "agreed"), flow("G", "E", "true"), default="G-E")),
    "a condition on a plain flow": (
        "condition-ignored", "condition", "A-E", drawn(S, A, E, chain("S", "A"), flow("A", "E", "agreed"))),
    "conditions behind a task": (
        "condition-ignored", "gateway_after", "A",
        drawn(S, A, B, E, chain("S", "A"), flow("A", "B", "agreed"), flow("A", "E"), flow("B", "E"))),
    "several ways out of a task": (
        "several-exits", "gateway_after", "A",
        drawn(S, A, B, E, end("E2"), chain("S", "A", "B", "E"), flow("A", "E2"))),
    "a default on a task": (
        "default-ignored", "attribute", "A", drawn(S, user("A", form="ask").replace("<bpmn:userTask ",
        '<bpmn:userTask default="A-E" '), E, chain("S", "A", "E"))),
    "no start": ("no-start", "add_start", "A", drawn(A, E, chain("A", "E"))),
    "no end": ("no-end", "append_end", "A", drawn(S, A, chain("S", "A"))),
    "a dead end": ("dead-end", "append_end", "B", gateway(flow("G", "E"), flow("G", "B", "agreed"), default="G-E") | {
        "p.bpmn": gateway(flow("G", "E"), flow("G", "B", "agreed"), default="G-E")["p.bpmn"].replace(
            flow("B", "E").encode(), b"")}),
    "a flow into the start": (
        "start-with-incoming", "lead_flow", "G-S", gateway(flow("G", "S", "agreed"), flow("G", "B", "not(agreed)"),
        flow("G", "E"), default="G-E")),
    "not executable": ("not-executable", "attribute", "p", {"p.bpmn": lone(A)["p.bpmn"].replace(
        b'isExecutable="true"', b'isExecutable="false"')}),
    "a flow without an id": ("missing-id", "give_id", "p", drawn(S, A, E, chain("S", "A"), NAMELESS)),
    "a reserved id": ("reserved-id", "rename_id", "Start", drawn(start("Start", form="begin", role="officer"), A, E,
                                                                 chain("Start", "A", "E"))),
    "an id with a space": ("bad-id", "rename_id", "S A", drawn(start("S A", form="begin", role="officer"), A, E,
                                                               flow("S A", "A", id="f"), flow("A", "E"))),
    "an unknown field": ("unknown-name", "condition", "G-B", condition("amuont > 3")),
    "an unknown field in a script": ("unknown-name", "script", "X", assigned("total = amuont * 2\nother = 1")),
    "an unknown field in an assignee": (
        "unknown-name", "property", "A", lone(user("A", form="ask", assignee="number(orign)"))),
    "a choice without quotes": ("unknown-name", "condition", "G-B", condition("need = support")),
    "a choice misspelt": ("unknown-choice", "condition", "G-B", condition('need = "suport"')),
    "a boolean in quotes": ("types-differ", "condition", "G-B", condition('agreed = "true"')),
    "a number in quotes": ("types-differ", "condition", "G-B", condition('amount &gt; "3"')),
    "two equal signs": ("vendor-expression", "condition", "G-B", condition('need == "support"')),
    "JUEL": ("vendor-expression", "condition", "G-B", condition("${need == 'support' &amp;&amp; amount gt 3}")),
    "another tool's assignment": ("script-line", "script", "X", assigned("var total := amount;")),
    "14D": ("bad-time", "time", "T", timed(FULL.format("14D"))),
    "days in Arabic": ("bad-time", "time", "T", timed(FULL.format("١٤ يومًا"))),
    "a time in small letters": ("bad-time", "time", "T", timed(FULL.format("p14d"))),
    "hours without T": ("bad-time", "time", "T", timed(FULL.format("P2H"))),
    "a cycle without P": (
        "bad-time", "time", "T", timed("<bpmn:timeCycle>R3/7D</bpmn:timeCycle>", interrupts=False)),
    "a cycle where a duration stands": ("bad-time", "time", "T", timed(FULL.format("R3/P7D"), interrupts=False)),
    "a duration where a cycle stands": (
        "bad-time", "time", "T", timed("<bpmn:timeCycle>P7D</bpmn:timeCycle>", interrupts=False)),
    "an interrupting cycle": ("cycle-interrupts", "attribute", "T", timed("<bpmn:timeCycle>R3/P7D</bpmn:timeCycle>")),
    "a due time without P": ("bad-time", "property", "A", lone(user("A", form="ask", due="2 weeks"))),
    "an error that does not interrupt": (
        "error-must-interrupt", "attribute", "C",
        drawn(S, RAISING, CAUGHT, E, end("E2"), flow("S", "P"), flow("P", "E"), flow("C", "E2"),
              before=error("e1", "bad"))),
    "a message without a name": (
        "no-message", "message", "M", drawn(S, A, CATCH, E, chain("S", "A", "M", "E"))),
    "a task outside of any lane": ("no-lane", "lane", "A", in_lanes(lane("L", "S"))),
    "a task in two lanes": ("two-lanes", "lane", "A", in_lanes(lane("L", "S", "A"), lane("L2", "A"))),
    "a form beside a ballot": ("form-or-ballot", "property", "A", lone(user("A", form="ask", ballot="committee"))),
    "a misspelt property": ("unknown-property", "property", "A", lone(user("A", form="ask", clauses="S1"))),
    "a property without a value": ("empty-property", "property", "A", lone(user("A", form="ask", due=""))),
    "a form misspelt": ("unknown-value", "property", "A", lone(user("A", form="aks"))),
    "yes instead of true": ("bad-value", "property", "A", lone(user("A", form="ask", follow_up="yes"))),
    "another tool's extension": ("vendor-extension", "drop_extensions", "A", lone(A.replace(
        "<bpmn:userTask ", '<bpmn:userTask xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:formKey="x" '))),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_finding_goes_and_nothing_new_comes(name: str) -> None:
    code, kind, element, diagrams = CASES[name]
    before = errors(diagrams)
    fix = _fix(all_found(diagrams), code, kind)

    mended = {"p.bpmn": fixes.apply(diagrams["p.bpmn"], fix)}

    assert fix.element == element
    assert fix.ar
    assert fix.en
    assert code not in {each.code for each in all_found(mended) if each.fix == fix}
    assert {pair for pair in before if pair[0] == code} - errors(mended) or code == "vendor-extension"
    assert not errors(mended) - before, "a new error came"


def _fix(found: list[Finding], code: str, kind: str) -> Fix:
    [first, *_] = [each.fix for each in found if each.code == code and each.fix and each.fix.kind == kind]
    return first


def test_each_kind_that_lint_offers_has_its_case() -> None:
    only_on_import = {"join_starts", "replace", "completion"}
    assert {kind for _, kind, _, _ in CASES.values()} == set(fixes.KINDS) - only_on_import


def test_a_sound_file_is_the_same_for_a_fix_of_what_is_gone() -> None:
    content = lone(A)["p.bpmn"]
    assert fixes.apply(content, Fix("condition", "gone", {"text": None}, "", "")) == content


def test_a_finding_is_the_same_with_and_without_its_fix() -> None:
    with_fix = Finding("error", "x", "f", "e", 1, "a", "b", Fix("condition", "f", {"text": None}, "a", "b"))
    assert with_fix == Finding("error", "x", "f", "e", 1, "a", "b")
    assert with_fix.as_json()["fix"]["values"] == {"text": None}
    assert len({with_fix, Finding("error", "x", "f", "e", 1, "a", "b")}) == 1


def test_what_is_added_is_drawn_where_there_is_a_drawing() -> None:
    content = layout.arrange(drawn(S, A, chain("S", "A"))["p.bpmn"])
    fix = _fix(all_found({"p.bpmn": content}), "no-end", "append_end")
    root = xml.read(fixes.apply(content, fix))
    shown = {each.get("bpmnElement") for each in root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape")}
    assert "End_A" in shown
    assert layout.is_drawn(root)


def test_no_end_is_put_where_a_flow_leads_to_something_refused() -> None:
    diagrams = drawn(S, A, node("task", "N"), E, chain("S", "A", "N", "E"))
    assert not [each for each in all_found(diagrams) if each.fix and each.fix.kind == "append_end"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("${need == 'support'}", 'need = "support"'),
        ("${!agreed || !(amount le 3)}", "not(agreed) or not(amount <= 3)"),
        ('#{execution.getVariable("x") != null}', "x != null"),
        ("${!need.equals('x')}", 'need != "x"'),
        ("${empty need}", "need = null"),
        ("a === 1 and b !== 2", "a = 1 and b != 2"),
        ("${service.call(3)}", None),
        ("${a ? b : c}", None),
        ("${", None),
        ("${" + "(" * 500 + "}", None),
        ("${'it\\'s' == x}", '"it\'s" = x'),
        ('need = "a == b"', None),
    ],
)
def test_other_languages_are_said_in_feel(written: str, said: str | None) -> None:
    assert in_feel(written) == said


def test_every_offer_can_be_sent_as_json() -> None:
    for _, _, _, diagrams in CASES.values():
        for each in all_found(diagrams):
            assert etree.fromstring(diagrams["p.bpmn"]) is not None
            assert each.as_json()["code"] == each.code
