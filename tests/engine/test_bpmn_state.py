"""State and specs: kept as bytes of our own format, shared by threads, several versions side by side."""

import json
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import clock
from engine.bpmn import run, specs
from engine.bpmn.specs import ForeignFormat
from tests.engine.bpmn_files import START, chain, end, file, load, node, one, over, process, start, user
from tests.engine.walk import Walk


@pytest.fixture(autouse=True)
def still():
    with clock.at(START):
        yield


def straight() -> specs.Specs:
    return one(start(), user("A"), user("B"), end(), chain("S", "A", "B", "E"))


def rewritten(state: bytes, change) -> bytes:
    content = json.loads(zlib.decompress(state))
    return zlib.compress(json.dumps(change(content) or content).encode())


@pytest.mark.parametrize("format", [None, 0, 2, "1.5"])
def test_a_state_of_another_format_is_refused_with_a_sentence(format):
    walk = Walk(straight())
    foreign = rewritten(walk.state, lambda content: content.update(format=format))
    with pytest.raises(ForeignFormat) as caught:
        run.data_at(walk.specs, "p", foreign, walk.token("A"))
    assert caught.value.ar
    assert "expected 1" in str(caught.value)


def test_the_librarys_own_json_is_refused():
    walk = Walk(straight())
    foreign = rewritten(walk.state, lambda _: {"serializer_version": "1.2", "spec": {}})
    with pytest.raises(ForeignFormat):
        run.data_at(walk.specs, "p", foreign, walk.token("A"))


def test_a_state_that_names_an_unknown_step_is_refused_before_it_is_loaded():
    walk = Walk(straight())
    other = one(start(), user("A"), end(), chain("S", "A", "E"))
    with pytest.raises(ForeignFormat, match="B"):
        run.data_at(other, "p", walk.state, walk.token("A"))


def test_compiled_specs_of_another_format_are_refused():
    foreign = zlib.compress(json.dumps({"format": 9}).encode())
    with pytest.raises(ForeignFormat):
        specs.load("foreign", foreign)


def test_arabic_is_stored_as_it_is_written_and_specs_are_not():
    walk = Walk(straight())
    walk.do("A", name="سعاد")
    text = zlib.decompress(walk.state).decode()
    assert "سعاد" in text
    assert "userTask" not in text


def test_data_that_a_sub_process_hands_on_are_stored_once():
    inside = start("iS") + user("I") + end("iE") + chain("iS", "I", "iE")
    inner = process("q", start("qS"), user("Z"), end("qE"), chain("qS", "Z", "qE"))
    parts = node("subProcess", "P", inside), node("callActivity", "C", calledElement="q"), user("B"), end()
    walk = Walk(load(file(process("p", start(), user("A"), *parts, chain("S", "A", "P", "C", "B", "E"))), file(inner)))
    walk.do("A", note="unmistakable")
    for element in ("I", "Z", "B"):
        assert zlib.decompress(walk.state).count(b"unmistakable") == 1
        assert walk.data(element)["note"] == "unmistakable"
        walk.do(element)
    assert walk.step.data == {"note": "unmistakable"}


def test_two_versions_run_side_by_side_in_one_process():
    old = straight()
    new = one(start(), user("A"), user("Audit"), user("B"), end(), chain("S", "A", "Audit", "B", "E"))
    first, second = Walk(old), Walk(new)
    first.do("A")
    second.do("A")
    assert (first.open, second.open) == (["B"], ["Audit"])


def test_specs_are_loaded_once_a_key():
    diagram = file(process("p", start(), user("A"), end(), chain("S", "A", "E")))
    compiled = specs.compile({"p.bpmn": diagram}, {})
    assert specs.load("same", compiled) is specs.load("same", compiled)
    assert specs.load("same", compiled) is not specs.load("other", compiled)


def test_the_oldest_version_leaves_the_memory(monkeypatch):
    monkeypatch.setattr(specs, "MOST_VERSIONS", 2)
    compiled = specs.compile({"p.bpmn": file(process("p", start(), user("A"), end(), chain("S", "A", "E")))}, {})
    first = specs.load("v1", compiled)
    specs.load("v2", compiled)
    specs.load("v3", compiled)
    assert specs.load("v1", compiled) is not first


def test_eight_threads_share_one_versions_specs():
    loop = over("members", "member", "votes", "vote")
    shared = one(start(), user("A"), user("V", loop), end(), chain("S", "A", "V", "E"))

    def walk_through(number: int) -> list[int]:
        with clock.at(START):
            walk = Walk(shared)
            walk.do("A", members=[1, 2, 3])
            for vote in range(3):
                walk.do("V", 0, vote=number + vote)
            return walk.step.data["votes"]

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(walk_through, range(80)))
    assert results == [[number, number + 1, number + 2] for number in range(80)]


def test_two_runs_from_one_state_do_not_see_each_other():
    walk = Walk(straight(), data={"list": [1, {"deep": [1]}]})
    before = walk.state
    for answer in ("x", "y"):
        token = walk.token("A")
        step = run.complete(walk.specs, "p", before, token, {"answer": answer}, walk.env)
        assert step.data == {"list": [1, {"deep": [1]}], "answer": answer}
