"""What a change of a diagram does is told in words, element by element, and its layout apart."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn import diff
from engine.bpmn.spoken import Both, Names
from tests.engine.bpmn_files import end, file, flow, node, process, start, user

SHIPPED = sorted(Path("processes/beneficiary_relations").glob("*.bpmn"))
NAMES = Names(
    roles={"finance": Both("المالية", "Finance"), "officer": Both("موظف العلاقات", "Relations officer")},
    forms={"visit": Both("الزيارة", "Visit"), "reply": Both("الرد", "Reply")},
    parameters={"reply_target": Both("مدة الرد", "Time to reply")},
)


def lane(id: str, role: str, *nodes: str) -> str:
    refs = "".join(f"<bpmn:flowNodeRef>{each}</bpmn:flowNodeRef>" for each in nodes)
    return node("lane", id, refs, own={"role": role}, name=id)


def lanes(*parts: str) -> str:
    return f'<bpmn:laneSet id="Lanes">{"".join(parts)}</bpmn:laneSet>'


def timer(id: str, host: str, length: str, **more: str) -> str:
    duration = f"<bpmn:timeDuration>{length}</bpmn:timeDuration>"
    body = f'<bpmn:timerEventDefinition id="{id}_T">{duration}</bpmn:timerEventDefinition>'
    return node("boundaryEvent", id, body, attachedToRef=host, name="انتهت المدة", **more)


def gateway(id: str, default: str) -> str:
    return node("exclusiveGateway", id, name="موافق؟", default=default)


def drawn(*parts: str, shapes: str = "") -> bytes:
    plane = f'<bpmndi:BPMNPlane id="L" bpmnElement="p">{shapes}</bpmndi:BPMNPlane>'
    picture = f'<bpmndi:BPMNDiagram id="P">{plane}</bpmndi:BPMNDiagram>'
    return file(process("p", *parts, name="الإجراء"), picture)


def shape(element: str, x: int) -> str:
    bounds = f'<dc:Bounds x="{x}" y="0" width="100" height="80"/>'
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}">{bounds}</bpmndi:BPMNShape>'


def body(due: str = "P14D", task: str = "A", **more: str) -> list[str]:
    own = {"due": due, "form": "visit", **more}
    return [start(), user(task, name="موعد الرد", **own), end(), flow("S", task, id="f1"), flow(task, "E", id="f2")]


def told(before: bytes, after: bytes) -> list[tuple[str, str, str]]:
    return [(each.kind, each.element, each.aspect) for each in diff.compare(before, after, NAMES)]


def test_a_shorter_term_is_told_in_days() -> None:
    [change] = diff.compare(drawn(*body("P14D")), drawn(*body("P10D")), NAMES)

    assert change.ar == "المهمة «موعد الرد»: موعد الإنجاز: 14 يومًا ← 10 أيام"
    assert change.en == "task “موعد الرد”: due: 14 days → 10 days"
    assert (change.kind, change.element, change.aspect) == ("changed", "A", "due")


@pytest.mark.parametrize(
    ("raw", "ar", "en"),
    [
        ("P1D", "يوم واحد", "1 day"),
        ("P2D", "يومان", "2 days"),
        ("P14D", "14 يومًا", "14 days"),
        ("P1M", "شهر", "1 month"),
        ("P2W", "أسبوعان", "2 weeks"),
        ("PT36H", "36 ساعة", "36 hours"),
        ("P1DT12H", "يوم واحد و12 ساعة", "1 day 12 hours"),
        ("=duration(&quot;P3D&quot;)", "3 أيام", "3 days"),
        ("=reply_target", "«مدة الرد»", "“Time to reply”"),
        ("=working days(today(), 5)", "5 أيام عمل", "5 working days"),
        ("=working day ends(working days(today(), 10))", "10 أيام عمل", "10 working days"),
        ("=working days(today(), 2)", "يوما عمل", "2 working days"),
        ("R3/P7D", "كل 7 أيام، 3 مرات", "every 7 days, 3 times"),
    ],
)
def test_a_term_is_read_in_words(raw: str, ar: str, en: str) -> None:
    [change] = diff.compare(drawn(*body("P99D")), drawn(*body(raw)), NAMES)

    assert change.ar.endswith(f"← {ar}")
    assert change.en.endswith(f"→ {en}")


def test_a_timer_that_is_a_date_now_is_told_once() -> None:
    before = timer("T", "A", "=reply_target")
    after = before.replace("timeDuration", "timeDate").replace(
        "=reply_target", "=working day ends(working days(today(), 10))"
    )
    [change] = diff.compare(drawn(*body(), before), drawn(*body(), after), NAMES)

    assert change.ar == "الحدث الطرفي «انتهت المدة»: موعد المؤقت: «مدة الرد» ← 10 أيام عمل"


def calculation(*lines: str) -> bytes:
    return drawn(*body(), node("scriptTask", "C", f"<bpmn:script>{chr(10).join(lines)}</bpmn:script>", name="الحساب"))


def test_of_a_calculation_only_the_lines_that_differ_are_told() -> None:
    [change] = diff.compare(calculation("a = 1", "b = 2", "c = 3"), calculation("a = 1", "b = 4", "c = 3"), NAMES)
    [turned] = diff.compare(calculation("a = 1", "b = 2"), calculation("b = 2", "a = 1"), NAMES)

    assert "b = 2" in change.en
    assert "b = 4" in change.en
    assert "a = 1" not in change.en
    assert "c = 3" not in change.en
    assert "a = 1" in turned.en


CASES = {
    "name": (body(), [each.replace('name="موعد الرد"', 'name="الرد"') for each in body()], ("changed", "A", "name")),
    "english name": (body(name_en="x"), body(name_en="y"), ("changed", "A", "name_en")),
    "form": (body(form="visit"), body(form="reply"), ("changed", "A", "form")),
    "property added": (body(), body(clause="S5"), ("changed", "A", "clause")),
    "property of nobody": (body(), body(colour="red"), ("changed", "A", "colour")),
    "kind": (body(), [each.replace("userTask", "manualTask") for each in body()], ("changed", "A", "kind")),
    "process' name": (body(), None, ("changed", "p", "name")),
    "timer": ([*body(), timer("T", "A", "P14D")], [*body(), timer("T", "A", "P10D")],
              ("changed", "T", "timerEventDefinition/timeDuration")),
    "interrupting": ([*body(), timer("T", "A", "P1D")], [*body(), timer("T", "A", "P1D", cancelActivity="false")],
                     ("changed", "T", "cancelActivity")),
    "default flow": ([*body(), gateway("G", "f1")], [*body(), gateway("G", "f2")], ("changed", "G", "default")),
    "condition": ([*body(), flow("A", "E", "x = 1", id="f3")], [*body(), flow("A", "E", "x = 2", id="f3")],
                  ("changed", "f3", "conditionExpression")),
    "target": ([*body(), end("E2")], [*body()[:-1], end("E2"), flow("A", "E2", id="f2")], ("changed", "f2", "targetRef")),  # noqa: E501
    "script": ([*body(), node("scriptTask", "C", "<bpmn:script>a = 1</bpmn:script>")],
               [*body(), node("scriptTask", "C", "<bpmn:script>a = 2</bpmn:script>")], ("changed", "C", "script")),
    "called process": ([*body(), node("callActivity", "K", calledElement="p1")],
                       [*body(), node("callActivity", "K", calledElement="p2")], ("changed", "K", "calledElement")),
    "lane": ([lanes(lane("L1", "officer", "A"), lane("L2", "finance")), *body()],
             [lanes(lane("L1", "officer"), lane("L2", "finance", "A")), *body()], ("changed", "A", "lane")),
    "role of a lane": ([lanes(lane("L1", "officer", "A")), *body()], [lanes(lane("L1", "finance", "A")), *body()],
                       ("changed", "L1", "role")),
    "host": ([*body(), user("B"), timer("T", "A", "P1D")], [*body(), user("B"), timer("T", "B", "P1D")],
             ("changed", "T", "attachedToRef")),
    "repetition": (body(), [each.replace("</bpmn:userTask>", "<bpmn:multiInstanceLoopCharacteristics/></bpmn:userTask>")
                            for each in body()], ("changed", "A", "multiInstanceLoopCharacteristics")),
    "added": (body(), [*body(), user("N")], ("added", "N", "")),
    "removed": ([*body(), user("N")], body(), ("removed", "N", "")),
    "renamed": (body(), body(task="A2"), ("changed", "A2", "id")),
    "foreign": (body(), [each.replace("<spiffworkflow:properties>", '<x:y xmlns:x="urn:x" z="1"/><spiffworkflow:properties>')  # noqa: E501
                         for each in body()], ("changed", "A", "y/z")),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_edit_is_told_and_nothing_else(name: str) -> None:
    before, after, expected = CASES[name]
    old = drawn(*before)
    new = drawn(*after) if after else old.replace("الإجراء".encode(), "إجراء آخر".encode())

    assert told(old, new) == [expected]


def test_a_message_is_told_by_its_name() -> None:
    def waiting(message: str) -> bytes:
        caught = node("receiveTask", "R", messageRef=f"M_{message}", name="انتظار")
        return file(f'<bpmn:message id="M_{message}" name="{message}"/>', process("p", caught, *body()))

    [change] = diff.compare(waiting("withdraw"), waiting("appeal"), NAMES)

    assert (change.aspect, change.before, change.after) == ("messageRef", "withdraw", "appeal")


def test_roles_and_forms_are_called_by_their_names() -> None:
    before = drawn(lanes(lane("L1", "officer", "A"), lane("L2", "finance")), *body())
    after = drawn(lanes(lane("L1", "officer"), lane("L2", "finance", "A")), *body(form="reply"))

    sentences = [each.ar for each in diff.compare(before, after, NAMES)]

    assert sentences == [
        "المهمة «موعد الرد»: النموذج: الزيارة ← الرد",
        "المهمة «موعد الرد»: المنفذ: موظف العلاقات ← المالية",
    ]


def test_the_order_of_conditions_is_told() -> None:
    flows = [flow("G", "A", "x = 1", id="g1"), flow("G", "E", "x > 0", id="g2")]
    before, after = (drawn(*body(), gateway("G", "f1"), *order) for order in (flows, flows[::-1]))

    assert told(before, after) == [("changed", "G", "order")]


def test_a_renamed_task_keeps_its_flows() -> None:
    changes = diff.compare(drawn(*body()), drawn(*body(task="B2")), NAMES)

    assert [(each.element, each.old, each.aspect) for each in changes] == [("B2", "A", "id")]
    assert not changes[0].is_drawing_only


def test_two_that_could_be_meant_are_no_renaming() -> None:
    before = drawn(*body(), user("N1", name="إبلاغ", form="visit"), user("N2", name="إبلاغ", form="visit"))
    after = drawn(*body(), user("M1", name="إبلاغ", form="visit"), user("M2", name="إبلاغ", form="visit"))

    assert sorted(kind for kind, _, _ in told(before, after)) == ["added", "added", "removed", "removed"]
    one = drawn(*body(), user("M1", name="إبلاغ", form="visit"))
    assert sorted(kind for kind, _, _ in told(before, one)) == ["added", "removed", "removed"]


def test_an_arrow_drawn_anew_is_no_change_of_the_work() -> None:
    changes = diff.compare(drawn(*body()), drawn(*body()[:-1], flow("A", "E", id="Flow_0x1")), NAMES)

    assert [(each.aspect, each.is_drawing_only) for each in changes] == [("id", True)]


def test_a_moved_shape_is_only_moved() -> None:
    before, after = (drawn(*body(), shapes=shape("A", x)) for x in (0, 50))

    assert told(before, after) == [("moved", "A", "layout")]


def test_a_file_that_cannot_be_read_is_said() -> None:
    [change] = diff.compare(drawn(*body()), b"<broken", NAMES)

    assert change.aspect == "unreadable"
    assert "XML" in change.en


def test_a_whole_diagram_comes_and_goes() -> None:
    come, gone = diff.compare(None, drawn(*body())), diff.compare(drawn(*body()), None)

    assert {each.kind for each in come} == {"added"}
    assert {each.kind for each in gone} == {"removed"}
    assert {each.element for each in come} == {each.element for each in gone} == {"p", "S", "A", "E", "f1", "f2"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_diagram_equals_itself(path: Path) -> None:
    content = path.read_bytes()

    assert diff.compare(content, content) == []
    assert diff.compare(content, re.sub(rb">\n", b">\n  ", content)) == [], "spacing between elements is no difference"


# --- any single edit of a shipped diagram is told, and nothing else
TASK_NAMES = re.compile(rb'(<bpmn:userTask id="(\w+)" name=")([^"]*)(")')
PROPERTIES = re.compile(rb'<spiffworkflow:property name="(form|clause|due|to|template|decision)" value="([^"]*)"')
CONDITIONS = re.compile(
    rb'<bpmn:sequenceFlow id="(\w+)"[^>]*[^/]>(?:(?!</bpmn:sequenceFlow>).)*?tFormalExpression">([^<]*)<', re.DOTALL
)
BOUNDS = re.compile(rb'bpmnElement="(\w+)"[^>]*>\s*<dc:Bounds x="([\d.-]+)"')
EDITS = [
    (TASK_NAMES, 3, "changed", "name"),
    (PROPERTIES, 2, "changed", None),
    (CONDITIONS, 2, "changed", "conditionExpression"),
    (BOUNDS, 2, "moved", "layout"),
]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_single_edit_is_told_and_nothing_else(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SHIPPED)).read_bytes()
    pattern, group, kind, aspect = data.draw(st.sampled_from(EDITS))
    found = list(pattern.finditer(content))
    if not found:
        return
    match = data.draw(st.sampled_from(found))
    text = b"1" + match[group] if kind == "moved" else match[group] + "ب".encode()
    edited = content[: match.start(group)] + text + content[match.end(group) :]

    [change] = diff.compare(content, edited)

    assert change.kind == kind
    assert change.aspect == (aspect or match[1].decode())
    element = {TASK_NAMES: 2, CONDITIONS: 1, BOUNDS: 1}.get(pattern)
    assert element is None or change.element == match[element].decode()
    assert change.ar
    assert change.en


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_layout_alone_is_only_moved(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SHIPPED)).read_bytes()
    shift = data.draw(st.integers(min_value=1, max_value=5000))

    changes = diff.compare(content, re.sub(rb'x="([\d.-]+)"', lambda m: b'x="%d"' % (float(m[1]) + shift), content))

    assert changes
    assert {each.kind for each in changes} == {"moved"}
    assert all(each.is_drawing_only for each in changes)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_renamed_id_is_recognised_in_any_diagram(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SHIPPED)).read_bytes()
    id = data.draw(st.sampled_from([match[2] for match in TASK_NAMES.finditer(content)] or [b"H_Handling"]))

    changes = diff.compare(content, re.sub(rb"\b%s\b" % id, b"Renamed", content))

    [renamed] = [each for each in changes if each.aspect == "id"]
    assert (renamed.element, renamed.before) == ("Renamed", id.decode())
    assert {each.aspect for each in changes if each is not renamed} <= {"conditionExpression"}, "it is read by its id"
