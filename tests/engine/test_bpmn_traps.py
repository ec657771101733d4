"""Each defect of the library that the profile lets in, named after its number in the founding notes on the engine."""

import json
import zlib
from datetime import timedelta

import pytest

from engine import clock
from engine.bpmn import run, specs
from engine.bpmn.parser import UnsoundDiagram
from engine.errors import StepFailed, TaskClosed
from tests.engine.bpmn_files import (
    START,
    boundary,
    catches,
    chain,
    end,
    error,
    file,
    flow,
    lane,
    lanes,
    load,
    message,
    node,
    notice,
    one,
    over,
    process,
    raises,
    script,
    start,
    timer,
    user,
    xor,
)
from tests.engine.walk import Walk

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def still():
    with clock.at(START):
        yield


def two_steps():
    return one(start(), user("A"), user("B"), end(), chain("S", "A", "B", "E"))


def call(*parts: str, called: str) -> bytes:
    return file(process("p", start(), node("callActivity", "C", calledElement=called, name="C"), *parts))


def test_trap_7_1_completing_a_completed_task_is_refused():
    walk = Walk(two_steps())
    token = walk.token("A")
    walk.do("A")
    with pytest.raises(TaskClosed):
        run.complete(walk.specs, "p", walk.state, token, {}, walk.env)


def test_trap_7_1_completing_a_future_task_is_refused():
    walk = Walk(two_steps())
    [kept] = json.loads(zlib.decompress(walk.state))["workflows"]
    [token] = [task[0] for task in kept["tasks"] if task[2] == "B"]
    with pytest.raises(TaskClosed):
        run.complete(walk.specs, "p", walk.state, token, {}, walk.env)


def test_trap_7_2_an_expression_that_fails_leaves_the_case_where_it_was():
    walk = Walk(one(start(), user("A"), script("X", "y = x + 1"), end(), chain("S", "A", "X", "E")))
    before = walk.state
    with pytest.raises(StepFailed) as caught:
        walk.do("A")
    assert caught.value.element_id == "X"
    assert (walk.state, walk.open) == (before, ["A"])
    walk.do("A", x=1)
    assert walk.step.ended


def voting(*, sequential: bool = False, condition: str = "", inside: str | None = None) -> specs.Specs:
    loop = over("members", "member", "votes", "vote", sequential=sequential, condition=condition)
    vote = user("V", loop, assignee="=member") if inside is None else inside.replace("LOOP", loop)
    parts = start(), user("A"), vote, xor("G", "G-E"), end(), chain("S", "A", "V", "G"), flow("G", "E")
    return one(*parts, flow("G", "A", "again = true"))


TYPES = {"again": "boolean", "vote": "text", "members": "list"}


def test_trap_7_3_a_field_that_bears_the_name_of_a_result_fails_clearly():
    walk = Walk(voting(), types=TYPES)
    with pytest.raises(StepFailed) as caught:
        walk.do("A", members=[1, 2], vote="yes", again=False)
    assert caught.value.element_id == "V"
    assert walk.open == ["A"]


def test_trap_7_4_an_interrupting_deadline_on_a_list_gives_no_partial_results():
    loop = over("members", "member", "votes", "vote")
    late = boundary("T", "V", timer("P1D"))
    flows = chain("S", "V", "E"), chain("T", "L", "E2")
    specs = one(start(), user("V", loop), late, user("L"), end(), end("E2"), *flows)
    data = {"members": [1, 2, 3], "votes": []}
    walk = Walk(specs, data=data)
    walk.do("V", vote="yes")
    with clock.at(START + DAY):
        walk.fire("T")
    assert (walk.open, walk.data("L")) == (["L"], data)
    assert [outcome for _, outcome in walk.step.gone] == ["cancelled", "cancelled"]


def test_trap_7_5_tasks_below_waiting_ones_are_seen():
    loop = over("members", "member", "votes", "vote")
    late = boundary("T", "V", timer("R3/P1D", "timeCycle"), interrupts=False)
    flows = chain("S", "V", "E"), chain("T", "M", "E2")
    walk = Walk(one(start(), user("V", loop), late, notice("M"), end(), end("E2"), *flows), data={"members": [1, 2]})
    walk.do("V", vote="yes")
    with clock.at(START + DAY):
        walk.fire("T")
    [picture] = walk.picture().values()
    assert (picture.done, picture.current) == (["E2", "M", "S"], ["V"])


def test_trap_7_5_a_case_deeper_than_a_thousand_goes_on():
    names = [f"N{number}" for number in range(8)]
    parts = [start(), user("A"), *(node("intermediateThrowEvent", name) for name in names)]
    flows = chain("S", "A", *names, "G"), flow("G", "A", "again = true"), flow("G", "E")
    walk = Walk(one(*parts, xor("G", "G-E"), end(), *flows), types={"again": "boolean"})
    for _ in range(110):
        walk.do("A", again=True)
    walk.do("A", again=False)
    assert walk.step.ended


def test_trap_7_5_a_branch_that_ends_does_not_end_a_case_that_is_deep():
    """The library's end counted what it saw, and it saw a thousand deep."""
    names = [f"N{number}" for number in range(8)]
    parts = [start(), user("A"), user("B"), *(node("intermediateThrowEvent", name) for name in names)]
    flows = chain("S", "F", "A", *names, "G"), flow("G", "A", "again = true"), flow("G", "E"), chain("F", "B", "E2")
    ends = node("parallelGateway", "F"), xor("G", "G-E"), end(), end("E2")
    walk = Walk(one(*parts, *ends, *flows), types={"again": "boolean"})
    for _ in range(110):
        walk.do("A", again=True)
    walk.do("B")
    assert (walk.open, walk.step.ended) == (["A"], False)


def test_the_201st_round_of_a_loop_is_a_clear_failure():
    parts = start(), user("A"), xor("G", "G-E"), end(), chain("S", "A", "G"), flow("G", "A", "again = true")
    walk = Walk(one(*parts, flow("G", "E")), types={"again": "boolean"})
    for _ in range(199):
        walk.do("A", again=True)
    walk.do("A", again=True)
    with pytest.raises(StepFailed) as caught:
        walk.do("A", again=True)
    assert "200" in caught.value.ar
    assert "200" in caught.value.en


def test_a_loop_of_gateways_alone_is_a_clear_failure():
    parts = start(), user("A"), xor("G", "G-E"), script("X", "n = 1"), end(), chain("S", "A", "G"), flow("X", "G")
    walk = Walk(one(*parts, flow("G", "X", "true"), flow("G", "E")), types={"n": "number"})
    with pytest.raises(StepFailed) as caught:
        walk.do("A")
    assert "200" in caught.value.en


def test_trap_7_6_results_of_a_list_are_all_kept():
    walk = Walk(voting(), types=TYPES)
    walk.do("A", members=[5, 6, 7], again=False)
    assert [task.assignee for task in walk.step.opened] == [5, 6, 7]
    walk.do("V", 2, vote="c")
    walk.do("V", 0, vote="a")
    walk.do("V", 0, vote="b")
    assert walk.step.ended
    assert walk.step.data["votes"] == ["c", "a", "b"]


def test_trap_7_7_a_join_keeps_what_each_branch_changed():
    """The library lets the branch that ends last bring back the old values of the other's, and trims lists."""
    parallel = node("parallelGateway", "F"), node("parallelGateway", "J")
    flows = chain("S", "Z", "F", "A", "J", "W", "E"), chain("F", "B", "J")
    walk = Walk(one(start(), user("Z"), user("A"), user("B"), user("W"), end(), *parallel, *flows))
    walk.do("Z", list=[1, 2, 3], note="old", kept="k", deep={"x": [1]})
    walk.do("A", list=["a"], note="new", deep={"x": [1, 2]})
    walk.do("B", other=[4, 5])
    joined = {"list": ["a"], "note": "new", "kept": "k", "deep": {"x": [1, 2]}, "other": [4, 5]}
    assert walk.data("W") == joined


def test_trap_7_7_a_join_in_a_loop_does_not_bring_back_the_round_before():
    parallel = node("parallelGateway", "F"), node("parallelGateway", "J")
    flows = chain("S", "F", "A", "J", "G"), chain("F", "B", "J"), flow("G", "F", "again = true"), flow("G", "E")
    parts = start(), user("A"), user("B"), xor("G", "G-E"), end()
    walk = Walk(one(*parts, *parallel, *flows), types={"again": "boolean"})
    for value in (1, 2, 3):
        walk.do("A", x=value)
        walk.do("B", again=value < 3)
    assert walk.step.data == {"x": 3, "again": False}


def test_trap_7_7_a_reminder_branch_that_ends_last_does_not_bring_old_values_to_the_end():
    remind = boundary("T", "P", timer("PT0S"), interrupts=False)
    body = node("subProcess", "P", start("iS") + user("A") + end("iE") + chain("iS", "A", "iE"))
    inner = process("q", start("qS"), user("Z"), body, remind, user("R"), end("qE"), end("rE"),
                    chain("qS", "Z", "P", "qE"), chain("T", "R", "rE"))  # fmt: skip
    walk = Walk(load(call(user("W"), end(), chain("S", "C", "W", "E"), called="q"), file(inner)))
    walk.do("Z", note="old")
    walk.do("A", note="new")
    walk.do("R", seen=True)
    assert walk.data("W") == {"note": "new", "seen": True}


def test_trap_7_8_a_second_withdrawal_finds_nothing_waiting():
    walk = Walk(withdrawable())
    token, before = walk.token("W"), walk.state
    walk.send("W", reason="r")
    with pytest.raises(run.NothingWaits):
        run.send_message(walk.specs, "p", walk.state, token, {}, walk.env)
    assert before != walk.state


def test_trap_7_9_tasks_that_vanish_from_the_tree_are_reported_as_cancelled():
    walk = Walk(withdrawable())
    token = walk.token("I")
    walk.send("W", reason="r")
    assert walk.step.gone == [(token, "cancelled")]


def test_trap_7_10_the_data_of_a_running_case_are_those_of_where_it_stands():
    walk = Walk(two_steps(), data={"a": 1})
    assert walk.step.data == {"a": 1}
    walk.do("A", b=2)
    assert walk.step.data == {"a": 1, "b": 2}


def withdrawable() -> specs.Specs:
    inside = process("q", start("qS"), user("I"), end("qE"), chain("qS", "I", "qE"))
    outer = call(boundary("W", "C", catches("M")), user("B"), end(), end("E2"), chain("S", "C", "E"),
                 chain("W", "B", "E2"), called="q")  # fmt: skip
    return load(outer.replace(b"<bpmn:process", message("M", "withdraw").encode() + b"<bpmn:process"), file(inside))


def test_trap_7b_1_a_flow_without_id_is_followed():
    body = (
        start(),
        user("A"),
        user("B"),
        end(),
        chain("S", "A"),
        flow("A", "B").replace(' id="A-B"', ""),
        chain("B", "E"),
    )
    walk = Walk(one(*body))
    walk.do("A")
    assert walk.open == ["B"]


def test_trap_7b_3_a_chain_too_long_for_the_library_is_refused_with_a_sentence():
    names = [f"N{number}" for number in range(700)]
    with pytest.raises(UnsoundDiagram) as caught:
        one(start(), *(user(name) for name in names), end(), chain("S", *names, "E"))
    assert caught.value.ar


def test_trap_7b_3_a_process_that_calls_itself_fails_with_a_sentence():
    specs = load(call(end(), chain("S", "C", "E"), called="p"))
    with pytest.raises(StepFailed):
        Walk(specs)


def test_trap_7b_4_data_stores_and_dangling_data_objects_are_drawing_only():
    drawn = (
        '<bpmn:dataStoreReference id="DS" dataStoreRef="none"/><bpmn:dataObjectReference id="DO" dataObjectRef="gone"/>'
        "<bpmn:textAnnotation><bpmn:text>note</bpmn:text></bpmn:textAnnotation><bpmn:group/>"
    )
    association = '<bpmn:dataInputAssociation id="x"><bpmn:sourceRef>DO</bpmn:sourceRef></bpmn:dataInputAssociation>'
    inside = start("iS") + user("I", association) + end("iE") + chain("iS", "I", "iE") + drawn
    walk = Walk(one(start(), node("subProcess", "P", inside), drawn.replace('"D', '"X'), end(), chain("S", "P", "E")))
    assert walk.open == ["I"]


def test_a_pool_without_a_process_is_drawing_only_and_a_pool_names_its_process():
    pools = (
        '<bpmn:collaboration id="c"><bpmn:participant id="x" name="العالم"/>'
        '<bpmn:participant id="y" name="اللجنة" processRef="p"/></bpmn:collaboration>'
    )
    specs = load(file(pools, process("p", start(), user("A"), end(), chain("S", "A", "E"))))
    assert specs.processes["p"].name_ar == "اللجنة"
    assert Walk(specs).open == ["A"]


def test_trap_7b_6_message_ids_of_two_files_do_not_clash():
    inner = file(message("M", "papers"), process("q", start("qS"), node("receiveTask", "R", messageRef="M", name="R"),
                 end("qE"), chain("qS", "R", "qE")))  # fmt: skip
    outer = call(boundary("W", "C", catches("M")), user("B"), end(), end("E2"), chain("S", "C", "E"),
                 chain("W", "B", "E2"), called="q")  # fmt: skip
    walk = Walk(load(outer.replace(b"<bpmn:process", message("M", "withdraw").encode() + b"<bpmn:process"), inner))
    assert {(each.element.id, each.message) for each in walk.waits.values()} == {("W", "withdraw"), ("R", "papers")}


def failing(outer_error: str, inner_error: str) -> specs.Specs:
    inner = process("q", start("qS"), user("V"), end("X", body=raises("e")), chain("qS", "V", "X"))
    outer = call(boundary("B", "C", raises("e")), user("U"), user("W"), end(), end("E2"), chain("S", "C", "U", "E"),
                 chain("B", "W", "E2"), called="q")  # fmt: skip
    return load(outer.replace(b"<bpmn:process", outer_error.encode() + b"<bpmn:process"), file(inner_error, inner))


def test_an_error_end_in_a_called_process_is_caught_by_its_boundary():
    walk = Walk(failing(error("e", "REFUSED"), error("e", "REFUSED")))
    walk.do("V", why="x")
    assert (walk.open, walk.data("W")) == (["W"], {"why": "x"})


def test_trap_7b_6_errors_of_two_files_match_by_their_code_and_not_by_id():
    walk = Walk(failing(error("e", "OTHER"), error("e", "REFUSED")))
    with pytest.raises(StepFailed):
        walk.do("V")
    walk = Walk(failing(error("e", name="one"), error("e", name="two")))
    with pytest.raises(StepFailed):
        walk.do("V")


def test_trap_7b_7_an_error_that_nothing_catches_does_not_go_on_along_the_normal_path():
    walk = Walk(failing(error("e", "OTHER"), error("e", "REFUSED")))
    with pytest.raises(StepFailed) as caught:
        walk.do("V")
    assert caught.value.element_id == "X"
    assert walk.open == ["V"]


def test_a_terminate_end_in_a_called_process_ends_that_process_alone():
    stop = end("T", body="<bpmn:terminateEventDefinition/>")
    fork = node("parallelGateway", "F")
    inner = process("q", start("qS"), fork, user("V"), user("K"), stop, end("kE"), chain("qS", "F", "V", "T"),
                    chain("F", "K", "kE"))  # fmt: skip
    walk = Walk(load(call(user("U"), end(), chain("S", "C", "U", "E"), called="q"), file(inner)))
    token = walk.token("K")
    walk.do("V", k=2)
    assert (walk.open, walk.data("U")) == (["U"], {"k": 2})
    assert (token, "cancelled") in walk.step.gone


def test_trap_7b_8_a_task_left_in_a_reminder_branch_keeps_the_case_open():
    parts = start(), user("A"), user("R"), end(), end("E2"), chain("S", "A", "E"), chain("T", "R", "E2")
    walk = Walk(one(*parts, boundary("T", "A", timer("PT0S"), interrupts=False)))
    walk.do("A")
    assert (walk.open, walk.step.ended) == (["R"], False)


def test_trap_7b_9_a_message_to_people_throws_nothing_inside_the_case():
    """In the library a send task whose message is also caught in the case cancelled its own activity."""
    inside = start("iS") + node("sendTask", "N", own={"to": "chair", "template": "t"}, messageRef="M", name="N")
    body = node("subProcess", "P", inside + user("V") + end("iE") + chain("iS", "N", "V", "iE"))
    parts = start(), body, boundary("W", "P", catches("M")), user("B"), end(), end("E2")
    specs = load(file(message("M", "withdraw"), process("p", *parts, chain("S", "P", "E"), chain("W", "B", "E2"))))
    walk = Walk(specs, data={"large": "x" * 1000})
    assert (walk.open, walk.messages) == (["V"], ["N"])


def test_trap_7b_10_what_a_reminder_branch_writes_is_not_seen_by_the_main_path_but_its_fact_is():
    parts = start(), user("A"), user("B"), script("X", "seen = true"), end(), end("E2"), chain("S", "P", "B", "E")
    body = node("subProcess", "P", start("iS") + user("A") + end("iE") + chain("iS", "A", "iE"))
    late = boundary("T", "P", timer("P1D"), {"marks": "late"}, interrupts=False)
    walk = Walk(one(parts[0], body, *parts[2:], late, chain("T", "X", "E2")), types={"seen": "boolean"})
    with clock.at(START + DAY):
        walk.fire("T")
    walk.do("A")
    assert ("seen" in walk.data("B"), walk.facts) == (False, {"late": True})


def test_trap_7b_10_after_an_interrupting_boundary_only_earlier_data_and_the_payload_are_known():
    walk = Walk(withdrawable(), data={"origin": "applicant"})
    walk.send("W", reason="r")
    assert walk.data("B") == {"origin": "applicant", "reason": "r"}


def test_a_sequence_of_instances_goes_one_by_one():
    walk = Walk(voting(sequential=True), types=TYPES)
    walk.do("A", members=[5, 6], again=False)
    assert [walk.data("V")["member"], len(walk.tasks)] == [5, 1]
    walk.do("V", vote=1)
    assert walk.data("V")["member"] == 6
    walk.do("V", vote=2)
    assert walk.step.data["votes"] == [1, 2]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_second_round_over_a_list_starts_with_no_results(sequential):
    walk = Walk(voting(sequential=sequential), types=TYPES)
    for again in (True, False):
        walk.do("A", members=[1, 2], again=again)
        walk.do("V", 0, vote=f"{again}")
        walk.do("V", 0, vote=f"{again}")
    assert walk.step.data["votes"] == ["False", "False"]


def test_a_completion_condition_sees_the_votes_of_all():
    walk = Walk(voting(condition="count(votes) >= 2"), types=TYPES)
    walk.do("A", members=[1, 2, 3], again=False)
    walk.do("V", 0, vote="a")
    walk.do("V", 0, vote="b")
    assert walk.step.ended
    assert [outcome for _, outcome in walk.step.gone] == ["completed", "cancelled"]


@pytest.mark.parametrize("members", [None, "x", 5])
def test_a_list_that_is_none_fails_clearly(members):
    walk = Walk(voting(), types=TYPES)
    with pytest.raises(StepFailed) as caught:
        walk.do("A", members=members, again=False)
    assert caught.value.element_id == "V"


def test_sub_processes_and_calls_over_a_list():
    inner = process("q", start("qS"), user("I"), end("qE"), chain("qS", "I", "qE"))
    inside = start("jS") + user("J") + end("jE") + chain("jS", "J", "jE")
    loops = over("members", "member", "votes", "vote"), over("votes", "seen", "marks", "grade")
    parts = node("callActivity", "C", loops[0], calledElement="q"), node("subProcess", "P", inside + loops[1])
    specs = load(file(process("p", start(), *parts, end(), chain("S", "C", "P", "E"))), file(inner))
    walk = Walk(specs, data={"members": [1, 2]})
    walk.do("I", 0, vote="a")
    walk.do("I", 0, vote="b")
    assert walk.open == ["J", "J"]
    walk.do("J", 1, grade=9)
    walk.do("J", 0, grade=8)
    assert walk.step.data["marks"] == [9, 8]


def test_an_interrupted_list_of_calls_leaves_no_open_task_behind():
    inner = process("q", start("qS"), user("I"), boundary("X", "I", timer("P9D")), end("qE"), end("xE"),
                    chain("qS", "I", "qE"), chain("X", "xE"))  # fmt: skip
    loop = over("members", "member", "votes", "vote")
    parts = node("callActivity", "C", loop, calledElement="q"), boundary("T", "C", timer("P1D")), user("L")
    flows = chain("S", "C", "E"), chain("T", "L", "E2")
    walk = Walk(
        load(file(process("p", start(), *parts, end(), end("E2"), *flows)), file(inner)), data={"members": [1, 2]}
    )
    assert (walk.open, walk.running) == (["I", "I"], ["T", "X", "X"])
    with clock.at(START + DAY):
        walk.fire("T")
    assert (walk.open, walk.running) == (["L"], [])
    walk.do("L")
    assert walk.step.ended


def test_a_receive_task_with_a_reminder_and_a_deadline():
    remind = boundary("R", "W", timer("P7D"), interrupts=False), notice("N"), end("E1"), chain("R", "N", "E1")
    late = boundary("T", "W", timer("P14D")), user("L"), end("E2"), chain("T", "L", "E2")
    waits = node("receiveTask", "W", messageRef="M", name="W")
    body = process("p", start(), waits, end(), chain("S", "W", "E"), *remind, *late)
    walk = Walk(load(file(message("M", "papers"), body)))
    with clock.at(START + 7 * DAY):
        walk.fire("R")
    assert (walk.messages, walk.awaited, walk.running) == (["N"], ["W"], ["T"])
    with clock.at(START + 14 * DAY):
        walk.fire("T")
    assert (walk.open, walk.awaited, walk.running) == (["L"], [], [])


def nested() -> specs.Specs:
    """A case that calls the handling, which has a sub-process that calls the committee, each with lanes of its own."""
    withdraw = boundary("W", "H", catches("M"), {"form": "w", "role": "officer"})
    case = process("p", start(), node("callActivity", "H", calledElement="handling"), withdraw, notice("NW"),
                   end("E"), end("EW", "انسحب"), chain("S", "H", "E"), chain("W", "NW", "EW"))  # fmt: skip
    inside = start("pS") + node("callActivity", "CR", calledElement="review") + user("Reply") + end("pE")
    body = node("subProcess", "P5", inside + chain("pS", "CR", "Reply", "pE"))
    warn = boundary("TW", "P5", timer("P10D"), interrupts=False), notice("NWarn", "chair"), end("eW")
    late = boundary("TO", "P5", timer("P14D"), {"marks": "overdue"}, interrupts=False), notice("NLate"), end("eO")
    flows = chain("hS", "S1", "P5", "S6", "hE"), chain("TW", "NWarn", "eW"), chain("TO", "NLate", "eO")
    roles = lanes(lane("officer", "S1", "P5", "S6"))
    parts = roles, start("hS"), user("S1"), body, user("S6"), end("hE", "خُدم")
    handling = process("handling", *parts, *warn, *late, *flows)
    roles = lanes(lane("researcher", "Assign"), lane("member", "Ballot"))
    parts = roles, start("rS"), user("Assign"), user("Ballot", ballot="committee"), end("rE")
    review = process("review", *parts, chain("rS", "Assign", "Ballot", "rE"))
    return load(file(message("M", "withdraw"), case), file(handling), file(review))


def test_trap_7b_12_call_sub_process_call_with_lanes_and_reminders():
    walk = Walk(nested())
    roles = []
    for element in ("S1", "Assign"):
        roles.append(next(iter(walk.tasks.values())).element.role)
        walk.do(element, **{element.lower(): True})
    roles.append(next(iter(walk.tasks.values())).element.role)
    with clock.at(START + 10 * DAY):
        walk.fire("TW")
        assert (walk.open, walk.running, walk.facts) == (["Ballot"], ["TO"], {"overdue": False})
    with clock.at(START + 15 * DAY):
        walk.fire("TO")
        assert (walk.open, walk.running, walk.facts) == (["Ballot"], [], {"overdue": True})
        walk.do("Ballot", Ballot={"outcome": "accept"})
        roles.append(next(iter(walk.tasks.values())).element.role)
        walk.do("Reply", replied=True)
        walk.do("S6")
    assert roles == ["officer", "researcher", "member", "officer"]
    assert walk.messages == ["NWarn", "NLate"]
    assert (walk.step.ended, walk.step.end.id, walk.awaited) == (True, "hE", [])
    assert walk.step.data == {"s1": True, "assign": True, "Ballot": {"outcome": "accept"}, "replied": True}


@pytest.mark.parametrize("steps", [["S1"], ["S1", "Assign"], ["S1", "Assign", "Ballot"]])
def test_trap_7b_12_a_withdrawal_two_levels_up_takes_everything_away(steps):
    walk = Walk(nested())
    for element in steps:
        walk.do(element)
    walk.send("W", reason="r")
    assert (walk.open, walk.running, walk.awaited, walk.messages) == ([], [], [], ["NW"])
    assert {outcome for _, outcome in [*walk.step.gone, *walk.step.timers_gone]} == {"cancelled"}
    assert (walk.step.ended, walk.step.end.id) == (True, "EW")


def test_an_early_reply_takes_the_reminders_away():
    walk = Walk(nested())
    for element in ("S1", "Assign", "Ballot", "Reply"):
        walk.do(element)
    assert (walk.open, walk.running) == (["S6"], [])


def test_the_height_of_a_shape_does_not_decide_which_flow_is_taken():
    shapes = "".join(
        f'<bpmndi:BPMNShape bpmnElement="{name}"><dc:Bounds x="1" y="{y}" width="1" height="1"/></bpmndi:BPMNShape>'
        for name, y in (("A", 900), ("B", 10))
    )
    parts = start(), xor("G", "G-E"), user("A"), user("B"), end(), flow("S", "G"), flow("G", "A", "true")
    body = process("p", *parts, flow("G", "B", "true"), flow("G", "E"), flow("A", "E"), flow("B", "E"))
    drawing = (
        f'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane bpmnElement="p">{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    assert Walk(load(file(body, drawing))).open == ["A"]
