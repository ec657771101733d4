"""Lint answers anything within a second and 200 MB, and what it accepts the engine can start."""

import resource
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from engine import clock
from engine.bpmn import run, specs
from engine.bpmn.findings import is_error
from engine.bpmn.lint import lint
from engine.policies import packs
from tests.engine.bpmn_files import (
    START,
    boundary,
    catches,
    chain,
    end,
    file,
    flow,
    message,
    node,
    notice,
    script,
    start,
    timer,
    user,
    xor,
)
from tests.engine.lint_files import FORMS, VOCABULARY, A, B, E, S, drawn, process

SECONDS = 1.0
PACK = packs.read(Path("processes"), "samakh")
SHIPPED = {path: content for path, content in PACK.files.items() if path.endswith(".bpmn")}
WORDS = packs.vocabulary(PACK)
NODES = "//*[namespace-uri()='http://www.omg.org/spec/BPMN/20100524/MODEL']"
KINDS = ["task", "userTask", "scriptTask", "callActivity", "endEvent", "startEvent", "parallelGateway", "subProcess"]
VALUES = {"rename": lambda id: id + "x", "lead": lambda id: id, "empty": lambda _: "", "odd": lambda _: "'\"<&ﷲ %{}"}
calm = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def timed(diagrams, vocabulary=WORDS):
    """Processor time: the machine may be busy with other things."""
    begun = time.thread_time()
    found = lint(diagrams, vocabulary)
    assert time.thread_time() - begun < SECONDS
    assert all(each.ar and each.en and each.code for each in found)
    return found


@calm
@given(st.binary(max_size=300))
def test_random_bytes(content):
    assert timed({"x.bpmn": content})


@calm
@given(st.binary(max_size=20), st.integers(0, 10_000), st.integers(0, 200))
def test_a_real_file_with_bytes_overwritten(noise, at, cut):
    content = SHIPPED["beneficiary_relations/beneficiary_case.bpmn"]
    timed({"x.bpmn": content[:at] + noise + content[at + cut :]})


def mutated(content: bytes, changes: list[tuple[str, int, int]]) -> bytes:
    """Elements deleted, doubled, led elsewhere, renamed, moved or turned into another kind."""
    root = etree.fromstring(content)
    for kind, one, two in changes:
        every = root.xpath(NODES)[1:]
        if not every:
            break
        _change(kind, every[one % len(every)], every[two % len(every)])
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _change(kind: str, element: etree._Element, other: etree._Element) -> None:
    parent = element.getparent()
    if kind == "delete" and parent is not None:
        parent.remove(element)
    elif kind == "double" and parent is not None:
        parent.append(etree.fromstring(etree.tostring(element)))
    elif kind == "move" and other is not element and element not in other.iterancestors():
        other.append(element)
    elif kind == "turn":
        element.tag = other.tag
    elif kind == "kind":
        element.tag = etree.QName(element).namespace.join("{}") + KINDS[len(other) % len(KINDS)]
    elif kind == "text":
        element.text = other.text
    elif kind in VALUES and element.attrib:
        names = sorted(element.attrib)
        element.set(names[len(other.attrib) % len(names)], VALUES[kind](other.get("id", "")))


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["delete", "double", "move", "turn", "kind", "text", "rename", "lead", "empty", "odd"]),
        st.integers(0, 5_000),
        st.integers(0, 5_000),
    ),
    min_size=1,
    max_size=5,
)


@calm
@given(CHANGES, st.sampled_from(sorted(SHIPPED)))
def test_real_diagrams_changed_at_random(changes, name):
    timed({**SHIPPED, name: mutated(SHIPPED[name], changes)})


INNER = node("subProcess", "Sub", start("S2") + user("U", form="tell") + end("E2") + chain("S2", "U", "E2"))
STOP = boundary("N", "Sub", catches("m1"), {"form": "tell"}) + boundary("T", "A", timer("P1D"), interrupts=False)
REST = (
    script("X", "note = told")
    + notice("Z")
    + xor("G", "G-E")
    + node("businessRuleTask", "R", own={"decision": "level"})
)
FORK = node("parallelGateway", "F") + node("parallelGateway", "J") + script("Y", "other = 1")
SMALL = [
    drawn(S, A, E, chain("S", "A", "E")),
    drawn(
        S,
        A,
        INNER,
        STOP,
        REST,
        E,
        chain("S", "A", "Sub", "R", "G", "E") + chain("N", "X", "E") + chain("T", "Z", "E"),
        flow("G", "A", "agreed"),
        before=message("m1", "withdraw"),
    ),
    drawn(S, FORK, script("X", "note = asked_on"), A, E, chain("S", "F", "X", "J", "A", "E"), chain("F", "Y", "J")),
    {
        "p.bpmn": file(process(S, node("callActivity", "C", calledElement="q"), E, chain("S", "C", "E"))),
        "q.bpmn": file(process(start("Sq"), B, end("Eq"), chain("Sq", "B", "Eq"), id="q")),
    },
]
TABLE = Path("processes/beneficiary_relations/decisions/need_level.dmn")
TYPES = {name: kind for fields in FORMS.values() for name, kind in fields.items()}
TYPES |= {"other": "any", "note": "any", "level": "any", "reply_wait": "duration", "limit": "number"}


@settings(calm, max_examples=400)
@given(CHANGES, st.integers(0, len(SMALL) - 1))
def test_what_lint_accepts_compiles_and_starts(changes, which):
    diagrams = SMALL[which]
    name = sorted(diagrams)[changes[0][1] % len(diagrams)]
    diagrams = {**diagrams, name: mutated(diagrams[name], changes)}
    if any(is_error(each) for each in timed(diagrams, VOCABULARY)):
        return
    loaded = specs.load(repr(diagrams), specs.compile(diagrams, {}))
    env = run.Env(facts={"origin": "applicant", "limit": 5, "reply_wait": "P1D"}, types=TYPES)
    with clock.at(START):
        for each in loaded.processes.values():
            if each.start.form:
                run.start(loaded, each.id, {"asked_on": "2026-11-22"}, env)


def test_some_changed_diagrams_are_accepted():
    assert not any(is_error(each) for diagrams in SMALL for each in timed(diagrams, VOCABULARY))


def full(count: int) -> dict[str, bytes]:
    names = [f"G{number}" for number in range(count)]
    gateways = "".join(node("parallelGateway", each) for each in names)
    return drawn(S, gateways, E, "".join(flow(one, two, id=f"{one}{two}") for one in names for two in names))


def forks(count: int) -> dict[str, bytes]:
    """As many parallel splits as there may be, each leading on to all that follow."""
    names = [f"G{number}" for number in range(count)]
    flows = [flow(names[i], names[j], id=f"F{i}x{j}") for i in range(count) for j in range(i + 1, min(count, i + 5))]
    return drawn(
        S, *(node("parallelGateway", each) for each in names), E, *flows, flow("S", "G0"), flow(names[-1], "E")
    )


LONG = "1" + " + 1" * 990
HEAVY = {
    "fully connected": full(130),
    "many forks": forks(380),
    "a long chain": drawn(
        S, *(script(f"X{n}", f"x{n} = {n}") for n in range(390)), E, chain("S", *(f"X{n}" for n in range(390)), "E")
    ),
    "long expressions": drawn(
        S,
        *(script(f"X{n}", f"x{n} = {n} + {LONG}") for n in range(390)),
        E,
        chain("S", *(f"X{n}" for n in range(390)), "E"),
    ),
    "deep brackets": drawn(
        S,
        *(script(f"X{n}", f"x{n} = {'(' * 1900}{n}{')' * 1900}") for n in range(200)),
        E,
        chain("S", *(f"X{n}" for n in range(200)), "E"),
    ),
    "many small elements": {"p.bpmn": file("<bpmn:a/>" * 200_000)},
    "many attributes": {"p.bpmn": file("<bpmn:a " + " ".join(f'a{n}="{n}"' for n in range(90_000)) + "/>")},
    "many empty tasks": {"p.bpmn": file(process(*("<bpmn:userTask/>" for _ in range(39_000))))},
    "many processes": {
        "p.bpmn": file(
            *(process(start(f"S{n}"), end(f"E{n}"), chain(f"S{n}", f"E{n}"), id=f"p{n}") for n in range(2_500))
        )
    },
    "many lanes": {
        "p.bpmn": file(
            process(
                S,
                E,
                chain("S", "E"),
                "<bpmn:laneSet>"
                + "<bpmn:lane id='L'><bpmn:flowNodeRef>S</bpmn:flowNodeRef></bpmn:lane>" * 15_000
                + "</bpmn:laneSet>",
            )
        )
    },
    "one long text": drawn(S, script("X", "x = " + "1 + " * 250_000 + "1"), E, chain("S", "X", "E")),
    "many unknown names": drawn(
        S,
        *(script(f"X{n}", f"x{n} = unknown_name_{n}") for n in range(390)),
        E,
        chain("S", *(f"X{n}" for n in range(390)), "E"),
    ),
    "deeply nested": {"p.bpmn": b"<a>" * 10_000 + b"</a>" * 10_000},
    "nested sub-processes": drawn(
        S, "".join(f'<bpmn:subProcess id="P{n}">' for n in range(240)) + "</bpmn:subProcess>" * 240, E
    ),
    "many extensions": drawn(
        S, A, E, "<bpmn:extensionElements>" + "<x:a xmlns:x='u'/>" * 35_000 + "</bpmn:extensionElements>"
    ),
}


@pytest.mark.parametrize("name", HEAVY)
def test_large_input_within_a_second_and_200_mb(name):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    timed(HEAVY[name], VOCABULARY)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


@pytest.mark.parametrize(
    ("folder", "association"), [("processes", "samakh"), ("processes", "alkawthar"), ("tests/pack_small", "small")]
)
def test_the_packs_have_no_finding_of_lint(folder, association):
    pack = packs.read(Path(folder), association)
    diagrams = {path: content for path, content in pack.files.items() if path.endswith(".bpmn")}
    assert diagrams
    assert timed(diagrams, packs.vocabulary(pack)) == []
    assert {each.code for each in timed(diagrams, None)} == {"no-vocabulary"}
