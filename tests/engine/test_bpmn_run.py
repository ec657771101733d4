"""The straight way through the runtime: start, complete, send, fire, look."""

from datetime import timedelta

from tests.engine.bpmn_files import START, boundary, chain, end, flow, notice, one, script, start, timer, user, xor
from tests.engine.walk import Walk

from engine import clock


def test_a_case_runs_from_start_to_its_named_end():
    specs = one(start(), user("A"), xor("G", "G-B"), user("B"), end("E", "انتهت"), chain("S", "A", "G", "B", "E"))
    with clock.at(START):
        walk = Walk(specs)
        assert walk.open == ["A"]
        walk.do("A", need="x")
        walk.do("B", answer=1)
    assert walk.step.ended
    assert walk.step.end.name_ar == "انتهت"
    assert walk.step.data == {"need": "x", "answer": 1}
