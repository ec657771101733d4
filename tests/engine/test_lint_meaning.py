"""Lint on events, tasks, properties, expressions and data: one small diagram for each thing that must be found."""

import pytest

from tests.engine.bpmn_files import (
    boundary,
    catches,
    chain,
    end,
    error,
    file,
    flow,
    lane,
    lanes,
    message,
    node,
    notice,
    over,
    raises,
    script,
    start,
    timer,
    user,
    xor,
)
from tests.engine.lint_files import A, B, E, S, all_found, drawn, errors, process, warnings

PAPERS = message("m1", "papers") + message("m2", "withdraw")
WAIT = node("receiveTask", "M", own={"form": "tell"}, messageRef="m1")


def catch(id: str, body: str, **own: str) -> str:
    return node("intermediateCatchEvent", id, body, own)


def events(*targets: str) -> tuple[str, ...]:
    names = [f"W{number}" for number in range(len(targets))]
    drawn_targets = [each.replace("{id}", name) for each, name in zip(targets, names, strict=True)]
    flows = "".join(flow("G", name) + flow(name, "E") for name in names)
    return S, A, node("eventBasedGateway", "G"), *drawn_targets, E, chain("S", "A", "G"), flows


TIMED, PAPER = catch("{id}", timer("P1D")), catch("{id}", catches("m1"), form="tell")
ERROR = error("e1", "REFUSED") + error("e2", "OTHER")
FAILS = node(
    "subProcess", "P", start("S2") + user("U", form="tell") + end("E2", body=raises("e1")) + chain("S2", "U", "E2")
)
EVENTS = {
    "a boundary event on a gateway": (
        (S, A, xor("G", "G-E"), boundary("T", "G", timer("P1D")), E, chain("S", "A", "G", "E"), flow("T", "E")),
        {("boundary-host", "T")},
    ),
    "a boundary event on an event": (
        (S, catch("C", timer("P1D")), boundary("T", "C", timer("P1D")), E, chain("S", "C", "E"), flow("T", "E")),
        {("boundary-host", "T")},
    ),
    "a boundary event on an event-based gateway": (
        (*events(TIMED, PAPER), boundary("T", "G", timer("P1D")), flow("T", "E")),
        {("boundary-host", "T")},
    ),
    "two timers behind an event-based gateway": (events(TIMED, TIMED), {("event-gateway-timers", "G")}),
    "a task behind an event-based gateway": (
        events(TIMED, user("{id}", form="tell")),
        {("event-gateway-target", "W1")},
    ),
    "one event behind an event-based gateway": (events(TIMED), {("event-gateway-exits", "G")}),
    "one message twice behind an event-based gateway": (events(PAPER, PAPER), {("message-twice", "W1")}),
    "one message on a task and on itself": (
        (S, WAIT, boundary("N", "M", catches("m1"), {"form": "tell"}), E, chain("S", "M", "E"), flow("N", "E")),
        {("message-twice", "N")},
    ),
    "one message twice on a task": (
        (
            S,
            A,
            boundary("N1", "A", catches("m1"), {"form": "tell"}),
            boundary("N2", "A", catches("m1"), {"form": "tell"}),
            E,
            chain("S", "A", "E"),
            flow("N1", "E"),
            flow("N2", "E"),
        ),
        {("message-twice", "N2")},
    ),
    "one message on a sub-process and in it": (
        (
            S,
            node("subProcess", "P1", start("S2") + WAIT + end("E2") + chain("S2", "M", "E2")),
            boundary("N", "P1", catches("m1"), {"form": "tell"}),
            E,
            chain("S", "P1", "E"),
            flow("N", "E"),
        ),
        {("message-twice", "N")},
    ),
    "a name thrown and caught": (
        (
            S,
            WAIT,
            node("sendTask", "X", own={"to": "chair", "template": "hello"}, messageRef="m1"),
            E,
            chain("S", "M", "X", "E"),
        ),
        {("thrown-and-caught", "X")},
    ),
    "a message without a form": (
        (S, node("receiveTask", "M", messageRef="m1"), E, chain("S", "M", "E")),
        {("message-form", "M")},
    ),
    "a receive task without a message": (
        (S, node("receiveTask", "M", own={"form": "tell"}), E, chain("S", "M", "E")),
        {("no-message", "M")},
    ),
    "an error end that nothing catches": (
        (S, A, end("E", body=raises("e1")), chain("S", "A", "E")),
        {("error-uncaught", "E")},
    ),
    "an error end that its sub-process does not catch": (
        (S, FAILS.replace('"P"', '"Sub"'), E, chain("S", "Sub", "E")),
        {("error-uncaught", "E2")},
    ),
    "an error end caught under another code": (
        (
            S,
            FAILS.replace('"P"', '"Sub"'),
            boundary("X", "Sub", raises("e2")),
            E,
            chain("S", "Sub", "E"),
            flow("X", "E"),
        ),
        {("error-uncaught", "E2")},
    ),
    "an error end that is caught": (
        (
            S,
            FAILS.replace('"P"', '"Sub"'),
            boundary("X", "Sub", raises("e1")),
            E,
            chain("S", "Sub", "E"),
            flow("X", "E"),
        ),
        set(),
    ),
    "an error event without an error": (
        (S, A, boundary("X", "A", "<bpmn:errorEventDefinition/>"), E, chain("S", "A", "E"), flow("X", "E")),
        {("no-error", "X")},
    ),
    "an error event that does not interrupt": (
        (S, A, boundary("X", "A", raises("e1"), interrupts=False), E, chain("S", "A", "E"), flow("X", "E")),
        {("error-must-interrupt", "X")},
    ),
}


@pytest.mark.parametrize("name", EVENTS)
def test_events(name):
    parts, wanted = EVENTS[name]
    assert errors(drawn(*parts, before=PAPERS + ERROR)) == wanted


def test_an_error_must_be_caught_at_every_call():
    inner = file(
        ERROR,
        process(start("Sq"), user("U", form="tell"), end("Eq", body=raises("e1")), chain("Sq", "U", "Eq"), id="q"),
    )
    calls = "".join(node("callActivity", f"C{number}", calledElement="q") for number in (1, 2))
    caught = boundary("X", "C1", raises("e1"))
    outer = file(ERROR, process(S, calls, caught, E, chain("S", "C1", "C2", "E"), flow("X", "E")))
    [found] = [each for each in all_found({"p.bpmn": outer, "q.bpmn": inner}) if each.severity == "error"]
    assert (found.code, found.element) == ("error-uncaught", "Eq")
    assert "C2" in found.en


def timed(text: str, kind: str = "timeDuration", **how: bool) -> tuple[str, ...]:
    return S, A, boundary("T", "A", timer(text, kind), **how), E, chain("S", "A", "E"), flow("T", "E")


GOOD_TIMES = [
    ("P14D", "timeDuration"),
    ("PT36H", "timeDuration"),
    ("P1Y2M", "timeDuration"),
    ("2026-12-01", "timeDate"),
    ("2026-12-01T09:00:00+03:00", "timeDate"),
    ("=reply_wait", "timeDuration"),
    ("=now() + reply_wait", "timeDate"),
    ("=asked_on", "timeDate"),
    ('=if agreed = true then reply_wait else duration("P1D")', "timeDuration"),
]


@pytest.mark.parametrize(("text", "kind"), GOOD_TIMES)
def test_times_that_fit(text, kind):
    assert not {each for each in errors(drawn(*timed(text, kind))) if each[0] != "not-yet-known"}


BAD_TIMES = {
    "P14": "bad-time",
    "-P1D": "bad-time",
    "PT0S": "bad-time",
    "P0D": "bad-time",
    "P1H": "bad-time",
    "2026-13-45": "bad-time",
    "P999999999999D": "bad-time",
    "R3/P7D": "bad-time",
    "": "no-time",
    "=need": None,
    "=limit": "wrong-type",
    "=agreed": "wrong-type",
    "=5": "wrong-type",
    "fortnight": "unknown-name",
    "P14 D": "bad-time",
}


@pytest.mark.parametrize("text", BAD_TIMES)
def test_times_that_do_not_fit(text):
    found = {code for code, _ in errors(drawn(*timed(text))) if code != "not-yet-known"}
    assert found == ({BAD_TIMES[text]} if BAD_TIMES[text] else set())


def test_cycles():
    assert errors(drawn(*timed("R3/P7D", "timeCycle", interrupts=False))) == set()
    assert errors(drawn(*timed("R3/P7D", "timeCycle"))) == {("cycle-interrupts", "T")}
    assert errors(drawn(*timed("P7D", "timeCycle", interrupts=False))) == {("bad-time", "T")}
    assert errors(drawn(*timed("R3/PT0S", "timeCycle", interrupts=False))) == {("bad-time", "T")}
    assert warnings(drawn(*timed("R/P7D", "timeCycle", interrupts=False))) == {("endless-cycle", "T")}


def with_task(task: str) -> tuple[str, ...]:
    return S, task, E, chain("S", "X", "E")


TASKS = {
    "a user task outside any lane": (
        (S, lanes(lane("officer", "S")), *with_task(user("X", form="ask"))[1:]),
        {("no-lane", "X")},
    ),
    "a lane without a role": (
        (
            "<bpmn:laneSet><bpmn:lane id='L'><bpmn:flowNodeRef>X</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>",
            *with_task(user("X", form="ask")),
        ),
        {("no-role", "X")},
    ),
    "an unknown role": ((lanes(lane("king", "X")), *with_task(user("X", form="ask"))), {("unknown-value", "L_king_X")}),
    "two lanes": (
        (lanes(lane("officer", "X"), lane("chair", "X")), *with_task(user("X", form="ask"))),
        {("two-lanes", "X")},
    ),
    "an unknown form": (with_task(user("X", form="zz")), {("unknown-value", "X")}),
    "an unknown ballot": (with_task(node("userTask", "X", own={"ballot": "zz"})), {("unknown-value", "X")}),
    "an unknown decision": (with_task(node("businessRuleTask", "X", own={"decision": "zz"})), {("unknown-value", "X")}),
    "an unknown template": (with_task(notice("X", template="zz")), {("unknown-value", "X")}),
    "an unknown letter": (with_task(user("X", form="ask", template="hello")), {("unknown-value", "X")}),
    "an unknown clause": (with_task(user("X", form="ask", clause="S1, S99")), {("unknown-value", "X")}),
    "an unknown recipient": (with_task(notice("X", to="applicant, king")), {("unknown-value", "X")}),
    "both form and ballot": (with_task(user("X", form="ask", ballot="committee")), {("form-or-ballot", "X")}),
    "neither form nor ballot": (with_task(node("userTask", "X")), {("form-or-ballot", "X")}),
    "a ballot whose id is no name": (
        (S, node("userTask", "X-1", own={"ballot": "committee"}), E, chain("S", "X-1", "E")),
        {("ballot-id", "X-1")},
    ),
    "a send task without recipient": (
        with_task(node("sendTask", "X", own={"template": "hello"})),
        {("needs-property", "X")},
    ),
    "a business rule without decision": (with_task(node("businessRuleTask", "X")), {("needs-property", "X")}),
    "an unknown property": (with_task(user("X", form="ask", colour="red")), {("unknown-property", "X")}),
    "a property of another element": (with_task(user("X", form="ask", marks="late")), {("unknown-property", "X")}),
    "an empty property": (with_task(user("X", form="ask", clause="")), {("empty-property", "X")}),
    "a value that does not fit": (with_task(user("X", form="ask", follow_up="yes")), {("bad-value", "X")}),
    "a mark that is a fact of ours": (
        (S, A, boundary("T", "A", timer("P1D"), {"marks": "channel"}), E, chain("S", "A", "E"), flow("T", "E")),
        {("writes-fact", "T")},
    ),
    "a start form without a role": ((start(form="begin"), A, E, chain("S", "A", "E")), {("no-role", "S")}),
}


@pytest.mark.parametrize("name", TASKS)
def test_tasks(name):
    parts, wanted = TASKS[name]
    if "<bpmn:laneSet>" in "".join(parts):
        parts = tuple(each for each in parts)
    assert errors(drawn(*dict.fromkeys(parts))) == wanted


def test_a_property_given_twice():
    twice = user("X", form="ask").replace(
        "</spiffworkflow:properties>", '<spiffworkflow:property name="form" value="tell"/></spiffworkflow:properties>'
    )
    assert errors(drawn(*with_task(twice))) == {("repeated-property", "X")}


def each_of(
    source: str = "members", item: str = "member", results: str = "votes", result: str = "vote", condition: str = ""
) -> str:
    return node("userTask", "X", over(source, item, results, result, condition=condition), {"form": "vote_form"})


REPEATS = {
    "a sound repetition": (each_of(), set()),
    "a sound condition": (each_of(condition="nr_of_completed = 3"), set()),
    "no list": (each_of(source=""), {"list-incomplete"}),
    "no list of results": (each_of(results=""), {"list-incomplete"}),
    "no result": (each_of(result="").replace('<bpmn:outputDataItem id="" name=""/>', ""), {"list-incomplete"}),
    "an unknown list": (each_of(source="nobody"), {"unknown-name"}),
    "what is no list": (each_of(source="amount"), {"not-a-list"}),
    "an item that is known before": (each_of(item="amount"), {"item-name"}),
    "an item that is a fact": (each_of(item="person"), {"item-name"}),
    "a result that nothing writes": (each_of(result="wish"), {"result-not-written"}),
    "a condition of another kind": (each_of(condition="5"), {"wrong-type"}),
}


@pytest.mark.parametrize("name", REPEATS)
def test_repetitions(name):
    task, wanted = REPEATS[name]
    assert {code for code, _ in errors(drawn(S, A, task, E, chain("S", "A", "X", "E")))} == wanted


def test_a_list_that_nothing_fills_before():
    assert errors(drawn(S, each_of(), A, E, chain("S", "X", "A", "E"))) == {("not-yet-known", "X")}


def condition(text: str) -> tuple[str, ...]:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return S, A, xor("G", "G-E"), B, E, chain("S", "A", "G", "E"), flow("G", "B", escaped), flow("B", "E")


GOOD_FEEL = [
    'need = "support"',
    "=agreed",
    "amount > limit",
    "not(agreed)",
    "need != null",
    'origin = "applicant"',
    "visit_on < today()",
    "count(members) > 2",
    'some r in rows satisfies r.kind = "rent"',
    "sum(rows.cost) > 100",
    'count(rows[kind = "loan"]) > 0',
    "started_at < now()",
    "person.id = 5",
    'person.kind = "citizen"',
    "asked_on = visit_on",
    'list contains(members, "x")',
    'need in ("support", "inquiry")',
]


@pytest.mark.parametrize("text", GOOD_FEEL)
def test_sound_conditions(text):
    assert errors(drawn(*condition(text))) == set()


BAD_FEEL = {
    "need = = 1": "feel",
    "amount >": "feel",
    'decision accept = "x"': "feel",
    "explode(amount) = 1": "feel",
    'nead = "support"': "unknown-name",
    'need = "suport"': "unknown-choice",
    'rows[kind = "rant"] = null': "unknown-choice",
    'some r in rows satisfies r.kind = "rant"': "unknown-choice",
    'need in ("support", "no")': "unknown-choice",
    'amount = "5"': "types-differ",
    "need > 3": "types-differ",
    "visit_on < now()": "types-differ",
    'agreed = "yes"': "types-differ",
    "amount": "wrong-type",
    '"yes"': "wrong-type",
    "need": "wrong-type",
    "count(members)": "wrong-type",
    "sum(rows.price) > 1": "unknown-part",
    'person.name = "x"': "unknown-part",
    "${need == 'support'}": "vendor-expression",
    "#{amount}": "vendor-expression",
    "amount == 3": "vendor-expression",
    "agreed && amount > 3": "vendor-expression",
    "agreed || amount > 3": "vendor-expression",
}


@pytest.mark.parametrize("text", BAD_FEEL)
def test_conditions_that_do_not_fit(text):
    assert errors(drawn(*condition(text))) == {(BAD_FEEL[text], "G-B")}


def test_signs_inside_a_text_are_no_other_language():
    assert errors(drawn(*condition('string(amount) != "a == b && c"'))) == set()


def scripted(*lines: str) -> tuple[str, ...]:
    return S, A, script("X", *lines), E, chain("S", "A", "X", "E")


SCRIPTS = {
    "an assignment": ("total = amount + 1", set()),
    "an earlier line's name": ("total = amount + 1\ntwice = total * 2", set()),
    "a comment": ("// why\ntotal = 1", set()),
    "a field of its own kind": ('need = "support"', set()),
    "Python": ("import os", {"script-line"}),
    "a comparison": ("x == 1", {"script-line"}),
    "no expression": ("x =", {"script-line"}),
    "nothing": ("", {"script-empty"}),
    "a fact": ('channel = "phone"', {"writes-fact"}),
    "a parameter": ("limit = 5", {"writes-fact"}),
    "a field of another kind": ('amount = "five"', {"wrong-type"}),
    "an unknown name": ("total = amont + 1", {"unknown-name"}),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts(name):
    lines, wanted = SCRIPTS[name]
    assert {code for code, _ in errors(drawn(*scripted(lines)))} == wanted


def test_a_script_task_without_a_script():
    assert errors(drawn(S, node("scriptTask", "X"), E, chain("S", "X", "E"))) == {("script-empty", "X")}


def test_a_finding_in_a_script_names_its_line():
    [found] = all_found(drawn(*scripted("a1 = 1", "a2 = 1", 'amount = "x"')))
    first = (
        drawn(*scripted("a1 = 1", "a2 = 1", 'amount = "x"'))["p.bpmn"].decode().split("<bpmn:script>")[0].count("\n")
    )
    assert found.line == first + 3


PROPERTIES = {
    "an assignee": ({"assignee": "=number(need)"}, set()),
    "an assignee of another kind": ({"assignee": "=need"}, {"wrong-type"}),
    "a due date": ({"due": "=visit_on"}, set()),
    "a due time": ({"due": "P3D"}, set()),
    "a due time of another kind": ({"due": "=amount"}, {"wrong-type"}),
    "a due time that is a cycle": ({"due": "R3/P1D"}, {"bad-time"}),
    "an unknown name": ({"due": "=nextweek"}, {"unknown-name"}),
}


@pytest.mark.parametrize("name", PROPERTIES)
def test_expressions_in_properties(name):
    own, wanted = PROPERTIES[name]
    diagram = drawn(S, A, user("X", form="tell", **own), E, chain("S", "A", "X", "E"))
    assert {code for code, _ in errors(diagram)} == wanted


def test_too_many_expressions_are_one_kind_of_finding():
    names = [f"X{number}" for number in range(30)]
    lines = {each: "\n".join(f"n{number} = {number}{each[1:]} + 1" for number in range(40)) for each in names}
    tasks = "".join(script(each, lines[each]) for each in names)
    assert {code for code, _ in errors(drawn(S, tasks, E, chain("S", *names, "E")))} <= {
        "too-many-expressions",
        "more-findings",
    }


# --- where data come from

FORK, JOIN = node("parallelGateway", "F"), node("parallelGateway", "J")


def test_parallel_branches_that_write_the_same_name():
    x, y = script("X", "total = 1"), script("Y", "total = 2")
    flows = chain("S", "F", "X", "J", "E") + chain("F", "Y", "J")
    assert errors(drawn(S, FORK, x, y, JOIN, E, flows)) == {("parallel-writes", "F")}
    assert errors(drawn(S, FORK, x, y.replace("total", "other"), JOIN, E, flows)) == set()


def test_parallel_branches_in_a_loop_that_write_the_same_name():
    x, y = script("X", "total = 1"), script("Y", "total = 2")
    flows = chain("S", "A", "F", "X", "J", "G", "E") + chain("F", "Y", "J") + flow("G", "A", "agreed")
    assert errors(drawn(S, A, FORK, x, y, JOIN, xor("G", "G-E"), E, flows)) == {("parallel-writes", "F")}


def test_what_is_written_after_the_join_is_no_clash():
    flows = chain("S", "F", "A", "J", "X", "E") + chain("F", "B", "J")
    assert errors(drawn(S, FORK, A, B, JOIN, script("X", "total = amount"), E, flows)) == set()


def test_a_name_written_only_beside_the_main_path():
    side = boundary("T", "A", timer("P1D"), interrupts=False), script("X", "late = true"), end("E2")
    flows = chain("S", "A", "G", "E") + chain("T", "X", "E2") + flow("G", "B", "late") + flow("B", "E")
    assert errors(drawn(S, A, *side, xor("G", "G-E"), B, E, flows)) == {("side-branch-data", "G-B")}


def test_a_mark_is_known_on_the_main_path():
    side = boundary("T", "A", timer("P1D"), {"marks": "late"}, interrupts=False)
    flows = chain("S", "A", "G", "E") + flow("T", "E") + flow("G", "B", "late") + flow("B", "E")
    assert errors(drawn(S, A, side, xor("G", "G-E"), B, E, flows)) == set()


def interrupted(read: str) -> tuple[str, ...]:
    inner = node("subProcess", "Sub", start("S2") + A + end("E2") + chain("S2", "A", "E2"))
    stop = boundary("N", "Sub", catches("m2"), {"form": "tell"})
    flows = chain("S", "Sub", "E") + chain("N", "X", "E")
    return S, inner, stop, script("X", f"note = {read}"), E, flows


def test_what_only_the_inside_knew_is_lost_after_an_interrupting_event():
    assert errors(drawn(*interrupted("amount"), before=PAPERS)) == {("lost-data", "X")}


@pytest.mark.parametrize("read", ["told", "asked_on", "limit", "case_number"])
def test_facts_what_was_before_and_the_messages_fields_are_known_after_it(read):
    assert errors(drawn(*interrupted(read), before=PAPERS)) == set()


def test_what_a_called_process_knew_is_lost_after_an_interrupting_event():
    inner = file(process(start("Sq"), A, end("Eq"), chain("Sq", "A", "Eq"), id="q"))
    stop = boundary("N", "C", catches("m2"), {"form": "tell"})
    parts = S, node("callActivity", "C", calledElement="q"), stop, script("X", "note = amount"), E
    outer = file(PAPERS, process(*parts, chain("S", "C", "E"), chain("N", "X", "E")))
    assert errors({"p.bpmn": outer, "q.bpmn": inner}) == {("lost-data", "X")}


def test_what_a_called_process_wrote_is_known_after_it():
    inner = file(process(start("Sq"), A, end("Eq"), chain("Sq", "A", "Eq"), id="q"))
    parts = S, node("callActivity", "C", calledElement="q"), script("X", "note = amount"), E
    assert errors({"p.bpmn": file(process(*parts, chain("S", "C", "X", "E"))), "q.bpmn": inner}) == set()


def test_a_name_that_no_step_before_fills():
    assert errors(drawn(S, script("X", "note = amount"), A, E, chain("S", "X", "A", "E"))) == {("not-yet-known", "X")}


def test_a_decision_that_reads_what_no_step_before_fills():
    rule = node("businessRuleTask", "X", own={"decision": "level", "result": "grading"})
    assert errors(drawn(S, rule, E, chain("S", "X", "E"))) == {("not-yet-known", "X")}
    assert errors(drawn(S, A, rule, E, chain("S", "A", "X", "E"))) == set()


def test_a_name_compared_with_null_may_be_empty():
    assert errors(drawn(S, script("X", "n = if amount = null then 0 else amount"), E, chain("S", "X", "E"))) == set()


def test_a_name_filled_in_an_earlier_round_of_a_loop_is_known():
    flows = chain("S", "X", "A", "G", "E") + flow("G", "X", "agreed")
    assert errors(drawn(S, script("X", "note = amount"), A, xor("G", "G-E"), E, flows)) == set()
