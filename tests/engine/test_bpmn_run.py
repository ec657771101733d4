"""The straight way through the runtime: start, complete, send, fire, look."""

import pytest

from engine import clock
from engine.bpmn import run
from engine.errors import Conflict, NothingWaits, StepFailed, TaskClosed
from tests.engine.bpmn_files import (
    START,
    boundary,
    catches,
    chain,
    end,
    file,
    flow,
    lane,
    lanes,
    load,
    message,
    node,
    notice,
    one,
    process,
    script,
    start,
    timer,
    user,
    xor,
)
from tests.engine.walk import Walk

pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def still():
    with clock.at(START):
        yield


def test_a_case_runs_from_start_to_its_named_end():
    specs = one(start(), user("A"), user("B"), end("E", "انتهت"), chain("S", "A", "B", "E"))
    walk = Walk(specs, data={"origin": "applicant"})
    assert walk.open == ["A"]
    walk.do("A", need="x")
    walk.do("B", answer=1)
    assert walk.step.ended
    assert walk.step.end.name_ar == "انتهت"
    assert walk.step.data == {"origin": "applicant", "need": "x", "answer": 1}
    assert [each.element.id for each in walk.step.passed] == ["B", "E"]


def test_the_end_of_an_outer_process_stays_unnamed():
    inner = process("q", start("qS"), user("U"), end("qE", "خدمنا"), chain("qS", "U", "qE"))
    outer = process("p", start(), node("callActivity", "C", calledElement="q"), end(), chain("S", "C", "E"))
    walk = Walk(load(file(outer), file(inner)))
    walk.do("U")
    assert (walk.step.ended, walk.step.end.id) == (True, "qE")


def test_the_named_end_is_remembered_when_a_reminder_branch_is_left_last():
    parts = start(), user("A"), user("R"), end("E", "انتهت"), end("E2"), chain("S", "A", "E"), chain("B", "R", "E2")
    walk = Walk(one(*parts, boundary("B", "A", timer("PT0S"), interrupts=False)))
    walk.do("A")
    assert not walk.step.ended
    walk.do("R")
    assert (walk.step.ended, walk.step.end.id) == (True, "E")


def gateway(condition: str):
    parts = start(), user("A"), xor("G", "G-C"), user("B"), user("C"), end(), chain("S", "A", "G"), chain("B", "E")
    return one(*parts, flow("G", "B", condition), flow("G", "C"), flow("C", "E"))


@pytest.mark.parametrize(("need", "opened"), [("support", ["B"]), ("inquiry", ["C"])])
def test_a_gateway_goes_by_feel(need, opened):
    walk = Walk(gateway('= need = "support"'), types={"need": "text"})
    walk.do("A", need=need)
    assert walk.open == opened


def test_a_declared_name_that_was_never_asked_is_null():
    walk = Walk(gateway("need = null"), types={"need": "text"})
    walk.do("A")
    assert walk.open == ["B"]


def test_an_unknown_name_fails_the_step_and_names_the_element_in_both_languages():
    walk = Walk(gateway('deed = "x"'), types={"need": "text"})
    kept = walk.state
    with pytest.raises(StepFailed) as caught:
        walk.do("A", need="x")
    assert caught.value.element_id == "G"
    assert "«G»" in caught.value.ar
    assert "deed" in caught.value.en
    assert (walk.state, walk.open) == (kept, ["A"])


def test_facts_win_over_data_of_the_same_name():
    walk = Walk(gateway('need = "support"'), facts={"need": "support"})
    walk.do("A", need="inquiry")
    assert walk.open == ["B"]


def scripted(*lines: str):
    return one(start(), user("A"), script("X", *lines), user("B"), end(), chain("S", "A", "X", "B", "E"))


def test_a_script_line_sees_what_an_earlier_one_set():
    walk = Walk(scripted("// net", "net = 3 - 1", "half = net / 2"), types={"net": "number"})
    walk.do("A")
    assert walk.data("B") == {"net": 2, "half": 1}


@pytest.mark.parametrize("line", ["overdue = true", "import os", "x == 1", "reply_target = null"])
def test_a_script_that_writes_a_fact_or_is_no_assignment_fails(line):
    walk = Walk(scripted(line), facts={"overdue": False, "reply_target": "P14D"})
    with pytest.raises(StepFailed):
        walk.do("A")


def test_lane_roles_reach_tasks_also_inside_a_sub_process():
    inside = start("iS") + user("I") + end("iE") + chain("iS", "I", "iE")
    parts = start(), user("A"), node("subProcess", "P", inside), end(), chain("S", "A", "P", "E")
    walk = Walk(one(lanes(lane("officer", "A"), lane("clerk", "P")), *parts))
    assert walk.step.opened[0].element.role == "officer"
    walk.do("A")
    assert (walk.step.opened[0].element.role, walk.step.opened[0].process_id) == ("clerk", "p")


def test_properties_name_form_ballot_clauses_and_english():
    own = {"form": "f1", "ballot": "committee", "clause": "S1, S2", "name_en": "Receive", "follow_up": "true"}
    walk = Walk(one(start(), node("userTask", "A", own=own, name="استقبال"), end(), chain("S", "A", "E")))
    element = walk.step.opened[0].element
    assert (element.kind, element.name_ar, element.name_en) == ("userTask", "استقبال", "Receive")
    assert (element.form, element.ballot, element.clauses, element.follow_up) == ("f1", "committee", ("S1", "S2"), True)


def test_a_start_event_says_form_and_role_even_if_a_message_starts_it():
    begins = node("startEvent", "S", catches("M"), own={"form": "hello", "role": "officer"})
    specs = load(file(message("M", "call"), process("p", begins, user("A"), end(), chain("S", "A", "E"))))
    assert (specs.processes["p"].start.form, specs.processes["p"].start.role) == ("hello", "officer")
    assert Walk(specs).open == ["A"]


def test_assignee_and_due_are_evaluated_when_the_task_opens():
    own = {"assignee": "=who", "due": "P3D"}
    specs = one(start(), user("A"), user("B", **own), user("C", due="=day"), end(), chain("S", "A", "B", "C", "E"))
    walk = Walk(specs, types={"who": "number", "day": "date"})
    walk.do("A", who=7, day="2026-12-06")
    [opened] = walk.step.opened
    assert (opened.assignee, opened.due.isoformat()) == (7, "2026-11-25T06:00:00+00:00")
    walk.do("B")
    assert walk.step.opened[0].due.isoformat() == "2026-12-06T20:59:59+00:00"


def test_null_assigns_nobody_and_text_is_refused():
    specs = one(start(), user("A"), user("B", assignee="=who"), end(), chain("S", "A", "B", "E"))
    walk = Walk(specs, types={"who": "any"})
    with pytest.raises(StepFailed) as caught:
        walk.do("A", who="haya")
    assert caught.value.element_id == "B"
    walk.do("A", who=None)
    assert walk.step.opened[0].assignee is None


def test_messages_to_people_come_out_of_the_step_with_their_recipients():
    parts = start(), user("A"), notice("M", "applicant, chair"), notice("N", "=[who, 9]"), user("B"), end()
    walk = Walk(one(*parts, chain("S", "A", "M", "N", "B", "E")), types={"who": "number"})
    walk.do("A", who=7)
    assert [(each.element.id, each.to, each.template) for each in walk.sent] == [
        ("M", ["applicant", "chair"], "hello"),
        ("N", [7, 9], "hello"),
    ]
    assert walk.sent[0].data == {"who": 7}


def test_a_message_throw_event_is_a_message_to_people():
    throw = node("intermediateThrowEvent", "T", "<bpmn:messageEventDefinition/>", own={"to": "chair", "template": "t"})
    walk = Walk(one(start(), throw, user("A"), end(), chain("S", "T", "A", "E")))
    assert [each.to for each in walk.sent] == [["chair"]]


def receiving():
    waits = node("receiveTask", "R", messageRef="M1", own={"form": "papers", "role": "officer"}, name="R")
    other = boundary("W", "R", catches("M2"), own={"form": "withdraw", "role": "officer"})
    parts = start(), waits, user("A"), user("B"), end(), end("E2"), chain("S", "R", "A", "E"), chain("W", "B", "E2")
    return load(file(message("M1", "papers"), message("M2", "withdraw"), process("p", *parts, other)))


def test_a_message_reaches_only_the_catch_that_was_named():
    walk = Walk(receiving(), data={"kept": 1})
    assert {(wait.element.id, wait.message, wait.element.form) for wait in walk.waits.values()} == {
        ("R", "papers", "papers"),
        ("W", "withdraw", "withdraw"),
    }
    walk.send("R", note="here")
    assert (walk.open, walk.awaited) == (["A"], [])
    assert walk.data("A") == {"kept": 1, "note": "here"}


def test_what_no_longer_waits_is_a_conflict():
    walk = Walk(receiving())
    token, before = walk.token("W"), walk.state
    walk.send("R")
    with pytest.raises(NothingWaits):
        run.send_message(walk.specs, "p", walk.state, token, {}, walk.env)
    with pytest.raises(NothingWaits):
        run.send_message(walk.specs, "p", before, "no-such-token", {}, walk.env)
    assert issubclass(NothingWaits, Conflict)


def test_data_at_gives_what_a_task_or_a_message_sees_and_refuses_the_rest():
    walk = Walk(receiving(), data={"kept": 1})
    assert walk.data("W") == {"kept": 1}
    with pytest.raises(TaskClosed):
        run.data_at(walk.specs, "p", walk.state, "no-such-token")


def test_the_picture_shows_done_travelled_and_current():
    walk = Walk(gateway('need = "support"'), types={"need": "text"})
    walk.do("A", need="support")
    [picture] = walk.picture().values()
    assert picture == run.Picture("p", ["A", "G", "S"], ["S-A", "A-G", "G-B"], ["B"])


def test_the_picture_of_a_case_shows_every_process_it_entered():
    inside = start("iS") + user("I") + end("iE") + chain("iS", "I", "iE")
    inner = process("q", start("qS"), node("subProcess", "P", inside), end("qE"), chain("qS", "P", "qE"))
    withdraw = boundary("W", "C", catches("M"), own={"form": "w", "role": "r"})
    parts = start(), node("callActivity", "C", calledElement="q"), withdraw, end(), end("E2"), chain("S", "C", "E")
    walk = Walk(load(file(message("M", "withdraw"), process("p", *parts, chain("W", "E2"))), file(inner)))
    pictures = walk.picture()
    assert pictures["p"] == run.Picture("p", ["S"], ["S-C"], ["C"])
    assert pictures["q"] == run.Picture("q", ["iS", "qS"], ["iS-I", "qS-P"], ["I", "P"])
    walk.send("W")
    assert walk.picture()["p"] == run.Picture("p", ["E2", "S", "W"], ["S-C", "W-E2"], [])
    assert walk.picture()["q"].current == []


def test_a_decision_task_keeps_its_answer_under_the_property_result():
    table = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
      <decision id="level" name="level"><decisionTable id="t" hitPolicy="UNIQUE">
      <input id="i"><inputExpression id="ie" typeRef="number"><text>income</text></inputExpression></input>
      <output id="o" name="level" typeRef="string"/>
      <rule id="r1"><inputEntry id="c1"><text>&lt; 100</text></inputEntry>
        <outputEntry id="o1"><text>"high"</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="c2"><text>&gt;= 100</text></inputEntry>
        <outputEntry id="o2"><text>"low"</text></outputEntry></rule></decisionTable></decision></definitions>"""
    rule = node("businessRuleTask", "D", own={"decision": "level", "result": "need_level"}, name="D")
    diagram = file(process("p", start(), user("A"), rule, user("B"), end(), chain("S", "A", "D", "B", "E")))
    walk = Walk(load(diagram, decisions={"level.dmn": table.encode()}), types={"income": "number"})
    with pytest.raises(StepFailed) as caught:
        walk.do("A", income=None)
    assert caught.value.element_id == "D"
    walk.do("A", income=50)
    assert walk.data("B") == {"income": 50, "need_level": "high"}


def test_answers_that_are_not_json_are_refused():
    walk = Walk(one(start(), user("A"), end(), chain("S", "A", "E")))
    with pytest.raises(TypeError, match="datetime"):
        walk.do("A", at=START)
    with pytest.raises(TypeError, match="keys"):
        walk.do("A", at={1: "x"})
