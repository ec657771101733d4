"""Strangers' diagrams: each repair is said, what changes the meaning is only offered, any bytes get an answer."""

import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bpmn import layout, xml
from engine.bpmn.findings import is_error
from engine.bpmn.lint import lint
from engine.bpmn.normalise import Normalised, accept, normalise
from engine.bpmn.writing import BPMN
from engine.errors import InvalidPack
from tests.engine.strangers import HEAD, SHAPES, go, lane, manual, mutated, stranger
from tests.engine.walk_randomly import ends_or_waits

SECONDS = 1.0
SHIPPED = {path.name: path.read_bytes() for path in Path("processes/beneficiary_relations").glob("*.bpmn")}
EVERY = [*SHAPES.values(), *SHIPPED.values()]


def repaired(name: str) -> Normalised:
    return normalise(SHAPES[name])


def codes(found: Normalised) -> set[tuple[str, str]]:
    return {(each.code, each.element) for each in found.repairs}


REPAIRS = {
    "no ids, no start, no end": {("given-id", "F_A_B"), ("no-start", "A"), ("dead-end", "B"), ("laid-out", "D")},
    "empty pools": {("empty-pool", "p2"), ("closed-pool", "p3"), ("loose-link", "mg"), ("dead-end", "A")},
    "plain tasks": {("task", "A"), ("task", "B"), ("changed-id", "S_Start"), ("changed-id", "S_End")},
    "vendor conditions": {("no-default", "G"), ("dead-end", "B"), ("dead-end", "C")},
    "vendor settings": {("extension-note", "A"), ("extension", "A"), ("extension-note", "S"), ("extension-note", "E")},
    "data": {("loose-link", "As"), ("loose-reference", "DS")},
    "loose flows": {("loose-flow", "F_A_gone"), ("loose-flow", "F_x_A"), ("dead-end", "A")},
    "a sub-process": {("no-start", "I"), ("dead-end", "I"), ("dead-end", "P")},
    "doubled and odd ids": {("doubled-id", "a_b_2"), ("changed-id", "S_End")},
    "a foreign element": {("extension", "p")},
}


@pytest.mark.parametrize("name", REPAIRS)
def test_each_repair_is_said_with_its_element(name: str) -> None:
    found = repaired(name)
    wanted = {pair for pair in REPAIRS[name] if pair[0] not in ("doubled-id", "changed-id")}
    assert wanted <= codes(found)
    assert {code for code, _ in REPAIRS[name]} <= {code for code, _ in codes(found)}
    assert all(each.ar and each.en for each in found.repairs)


OFFERS = {
    "vendor conditions": [("condition:f1", True)],
    "several ways out": [("gateway_after:A", False)],
    "several starts": [("join_starts:S1", False)],
    "a timer of another kind": [("time:T", True)],
}


@pytest.mark.parametrize("name", OFFERS)
def test_what_somebody_must_choose_is_offered_and_not_done(name: str) -> None:
    found = repaired(name)
    assert [(each.key, each.ticked) for each in found.offers] == OFFERS[name]
    key = OFFERS[name][0][0]
    assert key not in {each.key for each in accept(found, [key]).offers}
    assert accept(found, []).xml == found.xml


def test_several_starts_become_one_only_with_consent() -> None:
    found = repaired("several starts")
    assert "several-starts" in _errors(found.xml)
    assert "several-starts" not in _errors(accept(found, ["join_starts:S1"]).xml)


def test_no_silent_end_where_the_flow_was_lost() -> None:
    """A flow to nowhere is removed and the end put there is named: never one without the other."""
    said = codes(repaired("loose flows"))
    assert {("loose-flow", "F_A_gone"), ("dead-end", "A")} <= said


def test_settings_of_other_tools_are_kept_as_notes() -> None:
    root = xml.read(repaired("vendor settings").xml)
    notes = {each.getparent().get("id"): each.text for each in root.iter(BPMN + "documentation")}
    assert notes["A"] == "camunda:assignee = demo"
    assert "zeebe:properties name=a value=b" in notes["E"]


@pytest.mark.parametrize("name", SHAPES)
def test_the_second_time_nothing_is_left_to_repair(name: str) -> None:
    once = repaired(name)
    twice = normalise(once.xml)
    assert twice.repairs == []
    assert [each.key for each in twice.offers] == [each.key for each in once.offers]


@pytest.mark.parametrize("name", SHIPPED)
def test_our_own_diagrams_need_no_repair(name: str) -> None:
    found = normalise(SHIPPED[name])
    assert (found.repairs, found.offers) == ([], [])
    assert _errors(found.xml) == _errors(SHIPPED[name])


@pytest.mark.parametrize("name", sorted(set(SHAPES) - {"nothing", "an empty process"}))
def test_the_result_is_drawn(name: str) -> None:
    assert layout.is_drawn(xml.read(repaired(name).xml))


def test_a_repaired_diagram_of_known_steps_can_be_run() -> None:
    found = accept(repaired("vendor conditions"), ["condition:f1"])
    assert _errors(found.xml) == set()
    ends_or_waits(found.xml, Random(1))


BOMB = b'<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
ATTACKS = {
    "entities": b"<?xml version='1.0'?>" + BOMB + b"<x>&b;</x>",
    "an external entity": b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "no XML": b"PK\x03\x04",
    "nothing": b"",
    "more than 2 MB": HEAD.encode() + b" " * 2 * 1024 * 1024,
    "deep nesting": b"<a>" * 10_000 + b"</a>" * 10_000,
    "another language": b"<html/>",
    "many elements": stranger("<a/>" * 45_000),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_are_refused_in_a_sentence(name: str) -> None:
    begun = time.thread_time()
    with pytest.raises(InvalidPack) as refused:
        normalise(ATTACKS[name])
    assert time.thread_time() - begun < SECONDS
    assert refused.value.findings[0].ar


NAMES = [f"A{number}" for number in range(500)]
HEAVY = {
    "500 steps": stranger(lane(*NAMES), *(manual(name) for name in NAMES)),
    "390 steps in a chain": stranger(*(manual(name) for name in NAMES[:390]), *map(go, NAMES[:389], NAMES[1:390])),
    "390 loose steps": stranger(*(manual(name) for name in NAMES[:390])),
    "nested sub-processes": stranger("".join(f'<subProcess id="P{n}">' for n in range(200)), "</subProcess>" * 200),
    "9 levels": stranger("".join(f'<subProcess id="P{n}">' for n in range(9)), manual("A"), "</subProcess>" * 9),
    "many flows": stranger(*(manual(name) for name in NAMES[:40]),
                           *(go(one, two) for one in NAMES[:40] for two in NAMES[:38])),
    "many settings": stranger(*(manual(name, camunda__assignee="x" * 400) for name in NAMES[:390])),
    "many conditions": stranger(
        *(manual(name) for name in NAMES[:200]), '<exclusiveGateway id="G"/>',
        *(go("G", name, f"${{need == '{name}' &amp;&amp; amount gt 3}}") for name in NAMES[:200])),
}  # fmt: skip


@pytest.mark.parametrize("name", HEAVY)
def test_large_files_within_a_second(name: str) -> None:
    begun = time.thread_time()
    found = normalise(HEAVY[name])
    lint({"x": found.xml}, None)
    assert time.thread_time() - begun < SECONDS * 2, "repaired and looked at again"


calm = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@calm
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    with pytest.raises(InvalidPack):
        normalise(content)


@calm
@given(st.integers(0, 10_000), st.integers(0, len(EVERY) - 1), st.integers(1, 6))
def test_any_diagram_gets_an_answer_that_can_be_run(seed: int, which: int, times: int) -> None:
    survive(mutated(EVERY[which], Random(seed), times), Random(seed))


def survive(content: bytes, random: Random) -> None:
    """Never slow, never a crash; what lint then accepts runs to an end or visibly waits."""
    begun = time.thread_time()
    found = normalise(content)
    chosen = accept(found, [each.key for each in found.offers if random.random() < 0.7])
    assert time.thread_time() - begun < SECONDS
    findings = lint({"x.bpmn": chosen.xml}, None)
    if not any(map(is_error, findings)):
        ends_or_waits(chosen.xml, random)


def _errors(content: bytes) -> set[str]:
    return {each.code for each in lint({"x.bpmn": content}, None) if is_error(each)}
