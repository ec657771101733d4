"""Lint on files, ids, references and the shape of a diagram: one small diagram for each thing that must be found."""

import pytest

from tests.engine.bpmn_files import (
    boundary,
    catches,
    chain,
    end,
    error,
    file,
    flow,
    message,
    node,
    raises,
    script,
    start,
    timer,
    user,
    xor,
)
from tests.engine.lint_files import A, B, E, S, drawn, errors, process, warnings

MINIMAL = drawn(S, A, E, chain("S", "A", "E"))
XML = b"<?xml version='1.0' encoding='UTF-8'?>"


def test_a_sound_diagram_has_no_finding():
    assert (errors(MINIMAL), warnings(MINIMAL)) == (set(), set())


def test_without_a_pack_one_warning_says_what_was_not_checked():
    assert (errors(MINIMAL, None), warnings(MINIMAL, None)) == (set(), {("no-vocabulary", "")})


BOMB = b'<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
GOOD = MINIMAL["p.bpmn"]
FILES = {
    "a DTD": (XML + b"<!DOCTYPE x><x/>", "doctype"),
    "entities": (XML + BOMB + b"<x>&b;</x>", "doctype"),
    "an external entity": (XML + b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "doctype"),
    "a DTD in UTF-16": ("<!DOCTYPE x><x/>".encode("utf-16"), "doctype"),
    "a DTD in small letters": (b"<!doctype x><x/>", "doctype"),
    "a DTD in UTF-7": (b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE x+AD4-<x/>", "encoding"),
    "UTF-16": (GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "encoding"),
    "Latin letters declared": (GOOD.replace(b"UTF-8", b"ISO-8859-1"), "encoding"),
    "EBCDIC": (GOOD.decode().replace("UTF-8", "cp500").encode("cp500"), "encoding"),
    "bytes that are no UTF-8": (GOOD.replace(b'name="A"', b'name="\xe9"'), "encoding"),
    "NUL bytes": (GOOD.replace(b"<bpmn:process", b"\0<bpmn:process"), "encoding"),
    "no XML": (b"just words", "not-xml"),
    "nothing": (b"", "not-xml"),
    "XML cut off": (GOOD[:-30], "not-xml"),
    "deep nesting": (b"<a>" * 10_000 + b"</a>" * 10_000, "not-xml"),
    "no BPMN": (b"<html/>", "not-bpmn"),
    "a decision table": (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "not-bpmn"),
    "more than 2 MB": (GOOD + b" " * 2 * 1024 * 1024, "file-size"),
    "no process": (file(), "no-process"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_that_cannot_be_read(name):
    content, code = FILES[name]
    assert {found for found, _ in errors({"p.bpmn": content})} == {code}


def test_more_than_400_flow_nodes_in_a_process():
    names = [f"X{number}" for number in range(399)]
    nodes = "".join(script(each, "x = 1") for each in names)
    assert errors(drawn(S, nodes, E, chain("S", *names, "E"))) == {("too-large", "p")}
    few = names[:398]
    assert errors(drawn(S, "".join(script(each, "x = 1") for each in few), E, chain("S", *few, "E"))) == set()


def test_too_many_flows_in_a_process():
    names = [f"G{number}" for number in range(60)]
    flows = "".join(flow(one, other) for one in names for other in names)
    assert errors(drawn(S, *(node("parallelGateway", each) for each in names), E, flows)) == {("too-large", "p")}


def test_sub_processes_nested_too_deeply():
    body = start("S11") + end("E11") + chain("S11", "E11")
    for level in range(10, -1, -1):
        inner = node("subProcess", f"P{level}", body)
        body = start(f"S{level}") + inner + end(f"E{level}") + chain(f"S{level}", f"P{level}", f"E{level}")
    found = errors({"p.bpmn": file(process(body.replace('<bpmn:startEvent id="S0"></bpmn:startEvent>', "")))})
    assert ("too-deep", "P10") in found


SUB = node("subProcess", "Sub", start("S2") + user("A", form="ask") + end("E2") + chain("S2", "A", "E2"))
TIMED = boundary("T", "A", timer("P1D"))
SHAPES = {
    "no start": ((A, E, chain("A", "E")), {("no-start", "p")}),
    "several starts": ((S, start("S2"), A, E, chain("S", "A", "E"), flow("S2", "A")), {("several-starts", "S2")}),
    "a start with an incoming flow": (
        (S, A, xor("G", "G-E"), E, chain("S", "A", "G", "E"), flow("G", "S", "agreed")),
        {("start-with-incoming", "G-S")},
    ),
    "no end": ((S, A, B, chain("S", "A", "B")), {("no-end", "p"), ("dead-end", "B")}),
    "an end with an outgoing flow": ((S, A, E, chain("S", "A", "E", "A")), {("end-with-outgoing", "E-A")}),
    "a dead end": (
        (S, A, B, xor("G", "G-E"), E, chain("S", "A", "G", "E"), flow("G", "B", "agreed")),
        {("dead-end", "B")},
    ),
    "an unreachable element": ((S, A, B, E, chain("S", "A", "E"), flow("B", "E")), {("unreachable", "B")}),
    "a loop without a way out": (
        (
            S,
            A,
            B,
            E,
            xor("G", "G-B"),
            script("X", "x = 1"),
            chain("S", "A", "G", "B", "X", "B"),
            flow("G", "E", "agreed"),
        ),
        {("no-way-out", "B")},
    ),
    "a dead end in a sub-process": (
        (S, SUB.replace(flow("A", "E2"), ""), E, chain("S", "Sub", "E")),
        {("dead-end", "A"), ("unreachable", "E2")},
    ),
    "several flows leave a task": ((S, A, B, E, chain("S", "A", "B", "E"), flow("A", "E")), {("several-exits", "A")}),
    "a condition on a task's flow": (
        (S, A, E, flow("S", "A"), flow("A", "E", "agreed")),
        {("condition-ignored", "A-E")},
    ),
    "a condition on a parallel gateway's flow": (
        (S, A, node("parallelGateway", "G"), E, chain("S", "A", "G"), flow("G", "E", "agreed")),
        {("condition-ignored", "G-E")},
    ),
    "a default flow of a task": (
        (S, node("userTask", "A", own={"form": "ask"}, default="A-E"), E, chain("S", "A", "E")),
        {("default-ignored", "A")},
    ),
    "exits without a default": (
        (
            S,
            A,
            node("exclusiveGateway", "G"),
            B,
            E,
            chain("S", "A", "G"),
            flow("G", "E", "agreed"),
            flow("G", "B", "not(agreed)"),
            flow("B", "E"),
        ),
        {("no-default", "G")},
    ),
    "an exit without a condition": (
        (S, A, xor("G", "G-E"), B, E, chain("S", "A", "G", "E"), flow("G", "B"), flow("B", "E")),
        {("no-condition", "G-B")},
    ),
    "a default with a condition": (
        (
            S,
            A,
            xor("G", "G-E"),
            B,
            E,
            chain("S", "A", "G", "B", "E").replace(flow("G", "B"), flow("G", "B", "agreed")),
            flow("G", "E", "agreed"),
        ),
        {("default-with-condition", "G-E")},
    ),
    "a flow into a boundary event": ((S, A, B, TIMED, E, chain("S", "A", "B", "T", "E")), {("flow-into-event", "B-T")}),
    "a missing id": (
        (S, A, node("scriptTask", "", "<bpmn:script>x = 1</bpmn:script>"), E, chain("S", "A", "E")),
        {("missing-id", "p"), ("unreachable", "p")},
    ),
    "a flow without id": ((S, A, E, flow("S", "A", id=""), flow("A", "E")), {("missing-id", "p")}),
    "an id with a space": (
        (S, user("A b", form="ask"), E, chain("S", "A b", "E")),
        {("bad-id", "A b"), ("bad-id", "S-A b"), ("bad-id", "A b-E")},
    ),
    "an id not in normal form": (
        (S, user("Aﷲ", form="ask"), E, flow("S", "Aﷲ", id="F1"), flow("Aﷲ", "E", id="F2")),
        {("bad-id", "Aﷲ")},
    ),
    "ids that differ only in Unicode form": (
        (
            S,
            user("Ax", form="ask"),
            user("Aｘ", form="tell"),
            E,
            flow("S", "Ax"),
            flow("Ax", "Aｘ", id="F1"),
            flow("Aｘ", "E", id="F2"),
        ),
        {("similar-ids", "Aｘ"), ("bad-id", "Aｘ")},
    ),
    "ids that differ only in case": (
        (S, A, user("a", form="tell"), E, flow("S", "A"), flow("A", "a", id="F1"), flow("a", "E", id="F2")),
        {("similar-ids", "a")},
    ),
    "a duplicate id": ((S, A, user("A", form="tell"), E, chain("S", "A", "E")), {("duplicate-id", "A")}),
    "a flow to nowhere": ((S, A, E, chain("S", "A", "E"), flow("A", "Z")), {("dangling", "A-Z")}),
    "a flow from nowhere": ((S, A, E, chain("S", "A", "E"), flow("Z", "A")), {("dangling", "Z-A")}),
    "a flow across a sub-process' border": (
        (S, SUB, B, E, chain("S", "Sub", "E"), flow("A", "B"), flow("B", "E")),
        {("dangling", "A-B"), ("unreachable", "B")},
    ),
    "a boundary event on nothing": (
        (S, A, boundary("T", "Z", timer("P1D")), E, chain("S", "A", "E"), flow("T", "E")),
        {("dangling", "T"), ("unreachable", "T")},
    ),
    "a message that is not there": (
        (S, A, boundary("M", "A", catches("Z"), {"form": "tell"}), E, chain("S", "A", "E"), flow("M", "E")),
        {("dangling", "M"), ("no-message", "M")},
    ),
    "an error that is not there": (
        (S, A, end("E", body=raises("Z")), chain("S", "A", "E")),
        {("dangling", "E"), ("no-error", "E")},
    ),
    "a called process that is not there": (
        (S, node("callActivity", "C", calledElement="z"), E, chain("S", "C", "E")),
        {("dangling", "C")},
    ),
    "a call of nothing": ((S, node("callActivity", "C"), E, chain("S", "C", "E")), {("dangling", "C")}),
    "a default that is no flow of it": ((S, A, xor("G", "S-A"), E, chain("S", "A", "G", "E")), {("dangling", "G")}),
    "a lane's node that is not there": (
        (
            "<bpmn:laneSet><bpmn:lane id='L'><bpmn:flowNodeRef>Z</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>",
            S,
            E,
            chain("S", "E"),
        ),
        {("dangling", "L")},
    ),
    "a hot loop": (
        (S, A, script("X", "x = 1"), xor("G", "G-X"), E, chain("S", "A", "X", "G", "X"), flow("G", "E", "agreed")),
        {("hot-loop", "G")},
    ),
    "a hot loop through a sub-process": (
        (
            S,
            A,
            node("subProcess", "Sub", start("S2") + end("E2") + chain("S2", "E2")),
            xor("G", "G-Sub"),
            E,
            chain("S", "A", "Sub", "G", "Sub"),
            flow("G", "E", "agreed"),
        ),
        {("hot-loop", "G")},
    ),
    "a step inside a step": (
        (S, A.replace("</bpmn:userTask>", node("manualTask", "X") + "</bpmn:userTask>"), E, chain("S", "A", "E")),
        {("misplaced", "X"), ("not-in-profile", "X")},
    ),
    "a time outside its timer": (
        (
            S,
            boundary("T", "A", "<bpmn:timerEventDefinition/>" + "<bpmn:timeDate>2026-12-01</bpmn:timeDate>"),
            A,
            E,
            chain("S", "A", "E"),
            flow("T", "E"),
        ),
        {("misplaced", "T"), ("not-in-profile", "T"), ("no-time", "T")},
    ),
    "two scripts in one task": (
        (S, node("scriptTask", "X", "<bpmn:script>x = 1</bpmn:script>" * 2), E, chain("S", "X", "E")),
        {("repeated-part", "X")},
    ),
    "an element of another tool among ours": (
        (S, A, E, "<dc:sequenceFlow id='X' sourceRef='A' targetRef='E'/>", chain("S", "A", "E")),
        {("foreign-element", "X")},
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape(name):
    parts, wanted = SHAPES[name]
    assert errors(drawn(*parts)) == wanted


@pytest.mark.parametrize(
    "id", ["Start", "End", "Root", "start", "p.EndJoin", "A.BoundaryEventSplit", "A.BoundaryEventJoin"]
)
def test_reserved_ids(id):
    parts = (S, script(id, "x = 1"), E, flow("S", id, id="F1"), flow(id, "E", id="F2"))
    assert errors(drawn(*parts)) == {("reserved-id", id)}


def called(id: str, other: str) -> bytes:
    parts = start(f"S_{id}"), node("callActivity", f"C_{id}", calledElement=other), end(f"E_{id}")
    return file(process(*parts, chain(f"S_{id}", f"C_{id}", f"E_{id}"), id=id))


def test_call_cycles_over_several_files():
    files = {"a.bpmn": called("a", "b"), "b.bpmn": called("b", "c"), "c.bpmn": called("c", "a")}
    assert errors(files) == {("call-cycle", "C_a"), ("call-cycle", "C_b"), ("call-cycle", "C_c")}


def test_a_process_that_calls_itself():
    assert errors({"a.bpmn": called("a", "a")}) == {("call-cycle", "C_a")}


def test_a_hot_loop_through_a_called_process():
    parts = S, A, node("callActivity", "C", calledElement="q"), xor("G", "G-C"), E
    caller = file(process(*parts, chain("S", "A", "C", "G", "C"), flow("G", "E", "agreed")))
    for body, wanted in ((script("X", "x = 1"), {("hot-loop", "C")}), (user("X", form="tell"), set())):
        inner = file(process(start("Sq"), body, end("Eq"), chain("Sq", "X", "Eq"), id="q"))
        assert errors({"p.bpmn": caller, "q.bpmn": inner}) == wanted


def test_a_loop_with_a_person_or_a_timer_in_it_is_no_hot_loop():
    wait = node("intermediateCatchEvent", "T", timer("P1D"))
    for each in (wait, node("manualTask", "T")):
        parts = S, A, each, xor("G", "G-T"), E, chain("S", "A", "T", "G", "T"), flow("G", "E", "agreed")
        assert errors(drawn(*parts)) == set()


def test_two_processes_or_sub_processes_of_one_id():
    files = {"a.bpmn": GOOD, "b.bpmn": GOOD}
    assert errors(files) == {("duplicate-id", "p")}


def test_a_message_or_error_id_that_means_two_things():
    wait = node("receiveTask", "M", own={"form": "tell"}, messageRef="m")
    two = [
        file(
            message("m", name),
            error("e", name),
            process(
                start(f"S{name}", form="begin", role="officer"),
                wait,
                end(f"E{name}"),
                chain(f"S{name}", "M", f"E{name}"),
                id=name,
            ),
        )
        for name in ("x", "y")
    ]
    assert warnings({"a.bpmn": two[0], "b.bpmn": two[1]}) == {("shared-id", "m"), ("shared-id", "e")}


def test_a_process_that_is_not_executable():
    assert errors({"p.bpmn": GOOD.replace(b'isExecutable="true"', b'isExecutable="false"')}) == {
        ("not-executable", "p")
    }


def test_a_process_that_nobody_can_start():
    assert warnings(drawn(start(), A, E, chain("S", "A", "E"))) == {("cannot-start", "p")}


def test_too_many_findings_are_cut_and_said():
    names = [f"Y{number}" for number in range(380)]
    strays = "".join(user(each, form="zz", ballot="zz", nonsense="") for each in names)
    found = errors(drawn(S, strays, A, E, chain("S", "A", "E")))
    assert ("more-findings", "") in found


def test_a_file_that_cannot_be_read_is_the_only_finding_of_its_pack():
    files = {"a.bpmn": file(process(S, node("callActivity", "C", calledElement="q"), E, chain("S", "C", "E")))}
    assert errors({**files, "q.bpmn": b"broken"}) == {("not-xml", "")}
    assert warnings({**files, "q.bpmn": b"broken"}) == set()
