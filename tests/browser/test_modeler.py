"""The diagram editor, as a quality officer uses it: draws, drags, undoes, copies; and only what the engine runs."""

import re
from pathlib import Path

import pytest

from engine.bpmn import diff, xml
from engine.database import writing
from engine.studio import drafts
from tests.browser.drawings import (
    CASE,
    FOLDER,
    HANDLING,
    MODEL,
    OFFERED,
    REVIEW,
    Drawing,
    Open,
    actor,
    drawing_file,
    drawn_places,
    element_of,
    lane_of,
    names,
    nudge,
)  # fmt: skip

pytestmark = pytest.mark.browser


def test_an_appended_task_is_named_saved_and_taken_back(open_draft: Open) -> None:
    drawing = open_draft()
    drawing.choose("CR_Record")
    drawing.pad("append.user-task").click()
    drawing.page.keyboard.type("إبلاغ المستفيد")
    drawing.page.keyboard.press("Enter")
    drawing.changed()
    content = drawing.saved()
    assert "إبلاغ المستفيد" in names(content)
    assert element_of(content, "A_1").tag == f"{MODEL}userTask"
    assert element_of(content, "F_CR_Record_A_1") is not None
    assert lane_of(content, "A_1") == "Lane_Secretary"
    places = {key: drawing.page.evaluate("key => modeler.get('elementRegistry').get(key).x", key) for key in ("A_1", "CR_Record")}  # fmt: skip  # noqa: E501
    assert 60 < places["A_1"] < places["CR_Record"], "the drawing flows from right to left, beside the lane's name"

    drawing.act("undo")
    drawing.act("undo")
    drawing.changed()
    assert "إبلاغ المستفيد" not in names(drawing.saved())
    drawing.act("redo")
    drawing.act("redo")
    drawing.changed()
    assert "إبلاغ المستفيد" in names(drawing.saved())


def test_a_task_dragged_into_another_lane_is_another_roles(open_draft: Open) -> None:
    drawing = open_draft()
    drawing.act("fit")
    x, y = drawing.middle("CR_Record")
    _, to = drawing.middle("CR_Ballot")
    drawing.page.mouse.move(x, y)
    drawing.page.mouse.down()
    drawing.page.mouse.move(x, y - 20)
    drawing.page.mouse.move(x, to, steps=8)
    drawing.page.mouse.up()
    drawing.changed()
    assert lane_of(drawing.saved(), "CR_Record") == "Lane_Committee"
    drawing.page.locator("#modeler-canvas svg[tabindex]").first.focus()
    drawing.page.keyboard.press("Control+z")
    drawing.changed()
    assert lane_of(drawing.saved(), "CR_Record") == "Lane_Secretary"


def test_a_copied_task_keeps_its_properties_in_another_diagram(open_draft: Open) -> None:
    drawing = open_draft()
    drawing.choose("CR_Visit")
    drawing.page.keyboard.press("Control+c")
    other = Drawing(drawing.person, drawing.version, CASE).open()
    other.act("fit")
    other.page.locator("#modeler-canvas svg[tabindex]").first.focus()
    x, y = other.middle("End_Withdrawn")
    other.page.mouse.move(x - 10, y)
    other.page.keyboard.press("Control+v")
    other.page.mouse.move(x - 100, y, steps=4)
    other.page.mouse.click(x - 100, y)
    other.changed()
    content = other.saved()
    [pasted] = xml.read(content).iter(f"{MODEL}userTask")
    assert xml.properties(pasted) == xml.properties(element_of(drawing_file(drawing, REVIEW), "CR_Visit"))
    assert pasted.get("id") != "CR_Visit", "an id stands once in a version"


def test_a_changed_diagram_is_the_same_apart_from_the_change(open_draft: Open) -> None:
    """What other programs and the engine read is not touched by opening, moving, mirroring and saving."""
    drawing = open_draft(HANDLING)
    before = drawing_file(drawing, HANDLING)
    fresh = drawing.current()
    assert diff.compare(before, fresh) == []
    drawing.act("mirror")
    mirrored = drawing.current()
    changes = diff.compare(before, mirrored)
    assert changes
    assert {each.kind for each in changes} == {"moved"}
    drawing.changed()
    drawing.act("mirror")
    assert drawn_places(drawing.current()) == drawn_places(fresh), "mirrored twice is what it was"
    drawing.act("undo")
    assert drawing.current() == mirrored
    with drawing.page.expect_download() as downloaded:
        drawing.act("exportBpmn")
    assert diff.compare(mirrored, Path(downloaded.value.path()).read_bytes()) == []
    with drawing.page.expect_download() as picture:
        drawing.act("exportSvg")
    assert "<svg" in Path(picture.value.path()).read_text("utf-8")


def test_a_file_without_a_drawing_is_laid_out(open_draft: Open) -> None:
    """And laying out anew is one step that can be taken back."""
    drawing = open_draft()
    path = f"{FOLDER}/{CASE}.bpmn"
    bare = re.sub(rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", b"", drawing_file(drawing, CASE), flags=re.DOTALL)
    with drawing.person.site.session() as session:
        writing(session)
        seen = drafts.file(session, drawing.version, path, actor(drawing.person)).sha256
        drafts.save(session, drawing.version, path, bare, seen, actor(drawing.person))
        session.commit()
    other = Drawing(drawing.person, drawing.version, CASE).open()
    other.changed()
    drawn = other.saved()
    assert b"BPMNShape" in drawn
    assert {each.kind for each in diff.compare(bare, drawn)} <= {"moved"}
    nudge(other, "H_Handling")
    before = other.current()
    other.act("layout")
    other.changed()
    other.saved()
    assert drawn_places(other.current()) != drawn_places(before)
    other.act("undo")
    assert drawn_places(other.current()) == drawn_places(before)


def test_only_the_profile_can_be_drawn(open_draft: Open) -> None:
    """Every choice that a menu offers, for every kind of element, is one that the engine runs."""
    drawing = open_draft(HANDLING)
    offered: set[str] = set(drawing.page.evaluate(OFFERED))
    refused = re.compile("signal|escalation|conditional|link|compensation|transaction|inclusive|complex|service|ad-hoc|event-subprocess|cancel|toggle-loop|multiplicity")  # fmt: skip  # noqa: E501
    assert not [each for each in offered if refused.search(each)]
    for wanted in (
        "append-user-task", "append-timer-boundary", "append-non-interrupting-timer-boundary", "append-error-end",
        "replace-with-terminate-end", "replace-with-message-start", "replace-with-non-interrupting-message-boundary",
        "replace-with-expanded-subprocess", "append-call-activity", "toggle-parallel-mi", "toggle-sequential-mi",
        "create-parallel-gateway", "create-event-based-gateway", "replace-with-error-boundary",
        "toggle-non-interrupting",
    ):  # fmt: skip
        assert wanted in offered, wanted
    assert {"append-task", "create-task", "replace-with-task"} & offered == set()


def test_new_elements_begin_well(open_draft: Open) -> None:
    drawing = open_draft(CASE)
    drawing.page.evaluate(
        """() => {
          const [modeling, factory, registry] = ['modeling', 'elementFactory', 'elementRegistry'].map(name => modeler.get(name));
          const task = registry.get('M_TellWithdrawn');
          const at = (type, dx, dy, more) => modeling.createShape(factory.createShape({ type, ...more }), { x: task.x + dx, y: task.y + dy }, task.parent);
          const gateway = at('bpmn:ExclusiveGateway', -60, 120);
          const [one, two] = [at('bpmn:UserTask', -200, 120), at('bpmn:UserTask', -60, 240)];
          modeling.connect(gateway, one);
          modeling.connect(gateway, two);
          at('bpmn:IntermediateCatchEvent', 100, 120, { eventDefinitionType: 'bpmn:TimerEventDefinition' });
          const properties = modeler.get('bpmnFactory').create('spiffworkflow:Properties', { properties: [modeler.get('bpmnFactory').create('spiffworkflow:Property', { name: 'name_en', value: 'Pay the rent' })] });
          modeling.updateProperties(one, { extensionElements: modeler.get('bpmnFactory').create('bpmn:ExtensionElements', { values: [properties] }) });
          modeling.updateProperties(two, { extensionElements: modeler.get('bpmnFactory').create('bpmn:ExtensionElements', { values: [modeler.get('bpmnFactory').create('spiffworkflow:Properties', { properties: [] })] }) });
        }"""  # noqa: E501
    )
    drawing.changed()
    content = drawing.saved()
    gateway = element_of(content, "G_1")
    assert gateway.get("default") == "F_G_1_A_2"
    assert element_of(content, "A_PayTheRent") is not None
    assert element_of(content, "F_G_1_A_PayTheRent") is not None
    assert [each.text for each in element_of(content, "TM_1").iter(f"{MODEL}timeDuration")] == ["P1D"]
    assert lane_of(content, "G_1") == "Lane_CaseOfficer"
    assert element_of(content, "A_2").find(f"{MODEL}extensionElements") is None, "an empty shell is left out"
    taken = set(drawing.page.locator("#modeler").get_attribute("data-taken").split())  # type: ignore[union-attr]
    assert not taken & {"G_1", "A_2", "A_PayTheRent", "TM_1"}
