"""Each refusal of the profile, and what is kept as drawing only."""

from pathlib import Path

import pytest

from engine.bpmn import profile
from engine.bpmn.elements import FLOW_NODES
from engine.bpmn.linting.report import SENTENCES
from engine.policies import names
from tests.engine.bpmn_files import chain, end, file, flow, message, node, over, script, start, timer
from tests.engine.lint_files import A, E, S, all_found, drawn, errors, process, warnings

GATEWAY = chain("S", "A", "X", "E")
BOUNDARY = chain("S", "A", "E") + flow("X", "E")


def in_the_middle(tag: str, body: str = "", **attributes: str) -> tuple[str, ...]:
    return S, A, node(tag, "X", body, **attributes), E, chain("S", "A", "X", "E")


def on_a_task(body: str) -> tuple[str, ...]:
    return S, A, node("boundaryEvent", "X", body, attachedToRef="A"), E, BOUNDARY


def at_the_end(body: str) -> tuple[str, ...]:
    return S, A, node("endEvent", "X", body), chain("S", "A", "X")


def at_the_start(body: str) -> tuple[str, ...]:
    own = {"form": "begin", "role": "officer"}
    return node("startEvent", "X", body, own), A, E, chain("X", "A", "E")


INNER = start("S2") + end("E2") + chain("S2", "E2")
REFUSED = {
    "inclusive gateway": (in_the_middle("inclusiveGateway"), "parallel gateway followed by exclusive"),
    "complex gateway": (in_the_middle("complexGateway"), "exclusive gateway"),
    "plain task": (in_the_middle("task"), "user task"),
    "service task": (in_the_middle("serviceTask"), "user task"),
    "transaction": (in_the_middle("transaction", INNER), "ordinary sub-process"),
    "ad-hoc sub-process": (in_the_middle("adHocSubProcess", INNER), "ordinary sub-process"),
    "event sub-process": (
        (S, A, node("subProcess", "X", INNER, triggeredByEvent="true"), E, chain("S", "A", "E")),
        "boundary event",
    ),
    "signal event": (in_the_middle("intermediateCatchEvent", "<bpmn:signalEventDefinition/>"), "message"),
    "signal end": (at_the_end("<bpmn:signalEventDefinition/>"), "message"),
    "signal start": (at_the_start("<bpmn:signalEventDefinition/>"), "message"),
    "escalation event": (on_a_task("<bpmn:escalationEventDefinition/>"), "timer boundary"),
    "conditional event": (
        on_a_task(
            "<bpmn:conditionalEventDefinition><bpmn:condition>agreed</bpmn:condition></bpmn:conditionalEventDefinition>"
        ),
        "exclusive gateway",
    ),
    "link event": (in_the_middle("intermediateThrowEvent", '<bpmn:linkEventDefinition name="l"/>'), "a flow"),
    "compensation event": (on_a_task("<bpmn:compensateEventDefinition/>"), "user task"),
    "compensation activity": (
        in_the_middle("scriptTask", "<bpmn:script>x = 1</bpmn:script>", isForCompensation="true"),
        "user task",
    ),
    "cancel event": (at_the_end("<bpmn:cancelEventDefinition/>"), "error end"),
    "multiple event": (on_a_task(timer("P1D") + timer("P2D")), "one event for each"),
    "shared event definition": (on_a_task("<bpmn:eventDefinitionRef>x</bpmn:eventDefinitionRef>"), "into the event"),
    "event without a definition": (in_the_middle("intermediateThrowEvent"), "remove it"),
    "message end": (at_the_end("<bpmn:messageEventDefinition/>"), "send task"),
    "timer start": (at_the_start(timer("P1D")), "plain start"),
    "timer end": (at_the_end(timer("P1D")), "intermediate or boundary"),
    "error in the middle": (in_the_middle("intermediateThrowEvent", "<bpmn:errorEventDefinition/>"), "error end"),
    "terminate in the middle": (
        in_the_middle("intermediateThrowEvent", "<bpmn:terminateEventDefinition/>"),
        "terminate end",
    ),
    "standard loop": (in_the_middle("manualTask", "<bpmn:standardLoopCharacteristics/>"), "flow back"),
    "a loop by number": (
        in_the_middle(
            "manualTask",
            "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
            "</bpmn:multiInstanceLoopCharacteristics>",
        ),
        "over a list",
    ),
    "a parallel event-based gateway": (
        in_the_middle("eventBasedGateway", eventGatewayType="Parallel"),
        "parallel gateway",
    ),
    "a receive task that starts a case": (in_the_middle("receiveTask", instantiate="true"), "message start"),
    "a token quantity": (in_the_middle("manualTask", completionQuantity="3"), "over a list"),
    "an implicit throw event": (in_the_middle("implicitThrowEvent"), "remove it"),
    "a choreography task": (in_the_middle("choreographyTask"), "lanes"),
    "a call choreography": (in_the_middle("callChoreography"), "lanes"),
    "a performer inside a task": (in_the_middle("manualTask", "<bpmn:potentialOwner/>"), "role"),
    "correlation": ((S, A, E, GATEWAY.replace("X", "E"), "<bpmn:correlationSubscription/>"), "its own case"),
    "anything else of BPMN": (in_the_middle("somethingNew"), "elements of the profile"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    parts, instead = REFUSED[name]
    found = [each for each in all_found(drawn(*parts)) if each.code == "not-in-profile"]
    assert found
    assert instead in found[0].en
    assert found[0].ar
    assert found[0].element in ("X", "p")


BESIDE = {
    "choreography": "<bpmn:choreography id='X'/>",
    "a global task": "<bpmn:globalUserTask id='X'/>",
    "a conversation": "<bpmn:collaboration id='Co'><bpmn:conversation id='X'/></bpmn:collaboration>",
    "a conversation link": "<bpmn:collaboration id='Co'><bpmn:conversationLink id='X'/></bpmn:collaboration>",
}


@pytest.mark.parametrize("name", BESIDE)
def test_refused_beside_a_process(name):
    parts = drawn(S, A, E, chain("S", "A", "E"), before=BESIDE[name])
    assert errors(parts) == {("not-in-profile", "X")}


@pytest.mark.parametrize("key", profile.REFUSED)
def test_each_refusal_says_what_to_draw_instead_in_both_languages(key):
    ar, en, instead_ar, instead_en = profile.refusal(key)
    assert all(each.strip() for each in (ar, en, instead_ar, instead_en))


DRAWING = {
    "data objects": "<bpmn:dataObject id='D1'/><bpmn:dataObjectReference id='D2' dataObjectRef='D1'/>",
    "a data store": "<bpmn:dataStoreReference id='D3'/>",
    "a text annotation": "<bpmn:textAnnotation id='T1'><bpmn:text>hi</bpmn:text></bpmn:textAnnotation>"
    "<bpmn:association id='T2' sourceRef='A' targetRef='T1'/>",
    "a group": "<bpmn:group id='G1' categoryValueRef='C1'/>",
    "documentation": "<bpmn:documentation>why</bpmn:documentation>",
}


@pytest.mark.parametrize("name", DRAWING)
def test_kept_as_drawing(name):
    parts = drawn(S, A, E, chain("S", "A", "E"), DRAWING[name])
    assert (errors(parts), warnings(parts)) == (set(), set())


POOLS = (
    "<bpmn:collaboration id='Co'><bpmn:participant id='Us' processRef='p'/><bpmn:participant id='They' name='box'/>"
    "<bpmn:messageFlow id='MF' sourceRef='They' targetRef='A'/></bpmn:collaboration>"
)


def test_a_black_box_pool_and_message_flows_are_drawing():
    parts = drawn(S, A, E, chain("S", "A", "E"), before=POOLS)
    assert (errors(parts), warnings(parts)) == (set(), set())


DANGLING = {
    "a message flow": (POOLS.replace("targetRef='A'", "targetRef='Z'"), "MF"),
    "a pool": (POOLS.replace("processRef='p'", "processRef='z'"), "Us"),
}


@pytest.mark.parametrize("name", DANGLING)
def test_drawing_that_leads_nowhere(name):
    before, element = DANGLING[name]
    assert errors(drawn(S, A, E, chain("S", "A", "E"), before=before)) == {("dangling", element)}


def test_a_dangling_data_object_and_association():
    parts = (
        "<bpmn:dataObjectReference id='D2' dataObjectRef='Z'/><bpmn:association id='T2' sourceRef='A' targetRef='Z'/>"
    )
    assert errors(drawn(S, A, E, chain("S", "A", "E"), parts)) == {("dangling", "D2"), ("dangling", "T2")}


def test_an_empty_pool_beside_the_process_is_drawing():
    pool = "<bpmn:process id='q' isExecutable='false'/>"
    diagrams = {"p.bpmn": file(pool, process(S, A, E, chain("S", "A", "E")))}
    assert (errors(diagrams), warnings(diagrams)) == (set(), set())


def test_extensions_of_other_tools_are_named():
    own = "<bpmn:extensionElements><camunda:formData xmlns:camunda='urn:c'/></bpmn:extensionElements>"
    task = node("manualTask", "X", own).replace('id="X"', 'id="X" xmlns:zeebe="urn:z" zeebe:modelerTemplate="t"')
    diagrams = drawn(S, A, task, E, chain("S", "A", "X", "E"))
    assert errors(diagrams) == set()
    [found] = all_found(diagrams)
    assert (found.severity, found.code, found.element) == ("warning", "vendor-extension", "X")
    assert "camunda:formData" in found.en
    assert "zeebe:modelerTemplate" in found.en


def test_only_user_tasks_calls_and_sub_processes_repeat():
    task = node("sendTask", "X", over("members", "m1", "all", "m2"), {"to": "applicant", "template": "hello"})
    assert errors(drawn(S, A, task, E, chain("S", "A", "X", "E"))) == {("list-here", "X")}


def test_each_allowed_element_is_accepted():
    parts = (
        S,
        A,
        script("Sc", "total = 1"),
        node("manualTask", "Ma"),
        node("sendTask", "Se", own={"to": "applicant", "template": "hello"}),
        node(
            "intermediateThrowEvent",
            "Th",
            "<bpmn:messageEventDefinition/>",
            {"to": "chair, officer", "template": "hello"},
        ),
        node("receiveTask", "Re", own={"form": "tell"}, messageRef="m1"),
        node("intermediateCatchEvent", "Ca", timer("P1D")),
        node("businessRuleTask", "Br", own={"decision": "level", "result": "grading"}),
        node("parallelGateway", "Pa"),
        node("subProcess", "Su", INNER),
        E,
        chain("S", "A", "Sc", "Ma", "Se", "Th", "Re", "Ca", "Br", "Pa", "Su", "E"),
    )
    diagrams = drawn(*parts, before=message("m1", "papers"))
    assert (errors(diagrams), warnings(diagrams)) == (set(), set())


def test_the_documented_profile_is_the_one_that_is_checked():
    """Every element, property and refusal, in both languages."""
    text = Path("docs/profile.md").read_text(encoding="utf-8")
    own = profile.EVERYWHERE.union(*profile.PROPERTIES.values())
    assert [each for each in [*FLOW_NODES, *own, *profile.FACTS] if f"`{each}`" not in text] == []
    rows = [
        f"| {ar} / {en} | {other} / {instead} |" for ar, en, other, instead in map(profile.refusal, profile.REFUSED)
    ]
    assert [row for row in rows if row not in text] == []
    assert f"{profile.MOST_NODES} عنصر" in text


def test_the_engines_facts_are_those_of_the_packs():
    assert names.FACTS is profile.FACTS


def test_every_code_of_a_finding_is_tested():
    written = "".join(path.read_text(encoding="utf-8") for path in Path("tests/engine").glob("test_lint*.py"))
    assert [code for code in SENTENCES if f'"{code}"' not in written] == []
