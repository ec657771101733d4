"""Replay: its own version takes every case the same way; of a draft each difference is told by its step."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from engine import scenario_world, scenarios
from engine.policies import packs, versions
from engine.policies.packs import Pack
from engine.scenario_world import World
from engine.studio import replay
from engine.studio.replaying import records
from engine.studio.replaying.comparing import Outcome

PROCESSES = Path(__file__).parent.parent.parent / "processes"
FOLDER = "beneficiary_relations"
SHIPPED = scenarios.find([PROCESSES])
HANDLING = f"{FOLDER}/beneficiary_handling.bpmn"
ASSOCIATION = "associations/samakh.yaml"
Change = Mapping[str, Callable[[str], str]]
REF = "<bpmn:flowNodeRef>{}</bpmn:flowNodeRef>"
EXTRA = """<bpmn:userTask id="A_Extra" name="خطوة زائدة"><bpmn:extensionElements><spiffworkflow:properties>
  <spiffworkflow:property name="name_en" value="An extra step" />
  <spiffworkflow:property name="form" value="inform_referral" />
  </spiffworkflow:properties></bpmn:extensionElements>
  <bpmn:incoming>F_S4_Declare_A_Extra</bpmn:incoming><bpmn:outgoing>F_S4_Declare_S5_InformReferral</bpmn:outgoing>
  </bpmn:userTask>"""


@pytest.fixture
def played() -> Iterator[Callable[[str], World]]:
    """A world in which a shipped scenario has been acted to its end."""
    with ExitStack() as stack:

        def play(name: str) -> World:
            file = PROCESSES / FOLDER / "scenarios" / f"{name}.yaml"
            world = stack.enter_context(scenario_world.opened(scenarios.read(file), file, PROCESSES))
            for step in scenarios.read(file)["steps"]:
                assert list(scenarios.take(world, step)) == []
            return world

        yield play


def through(world: World, change: Change | None = None) -> list[Outcome]:
    """Replay the world's closed cases through its own version, or through one with some files changed."""
    version = versions.in_force(world.session)
    if change is not None:
        version = versions.keep(world.session, _changed(Pack("samakh", versions.files(world.session, version)), change))
    walked = replay.Replay(world.session, replay.prepared(world.session, version))
    return [walked.outcome(record) for record in walked.read(records.closed(world.session, 100))]


def _changed(pack: Pack, change: Change) -> Pack:
    files = dict(pack.files)
    for path, edit in change.items():
        before = files[path].decode()
        after = edit(before)
        assert after != before, f"{path} was not changed"
        files[path] = after.encode()
    made = Pack(pack.association, files)
    assert [each for each in packs.check(made) if each.severity == "error"] == []
    return made


def instead(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def reply_within(time: str) -> Callable[[str], str]:
    return instead("value: P14D, clause: S5", f"value: {time}, clause: S5")


def papers_within(time: str) -> Callable[[str], str]:
    return instead("value: P14D, ar: مهلة استكمال النواقص", f"value: {time}, ar: مهلة استكمال النواقص")


def many(*edits: Callable[[str], str]) -> Callable[[str], str]:
    def edit(text: str) -> str:
        for each in edits:
            assert each(text) != text
            text = each(text)
        return text

    return edit


def only(found: list[Outcome]) -> tuple[str, dict[str, Any]]:
    [outcome] = found
    return outcome.verdict, outcome.difference.as_data() if outcome.difference else {}


def has_closed(file: Path) -> bool:
    return scenarios.read(file).get("expect", {}).get("status") == "ended"


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_own_version_takes_every_case_the_same_way(file: Path, played: Callable[[str], World]) -> None:
    found = through(played(file.stem))
    assert {outcome.verdict for outcome in found} <= {"same"}, found
    assert [outcome.difference for outcome in found] == [None] * len(found)
    assert found or not has_closed(file)


def test_shorter_deadline_is_breached(played: Callable[[str], World]) -> None:
    world = played("01_straight_path")
    verdict, found = only(through(world, {ASSOCIATION: reply_within("P1D")}))
    assert (verdict, found["element"]) == ("breach", "TB_Overdue")
    assert (found["before_en"], found["now_en"]) == ("in time", "the deadline of 2026-11-23 passed")


def test_longer_deadline_changes_nothing_where_it_was_kept(played: Callable[[str], World]) -> None:
    found = through(played("01_straight_path"), {ASSOCIATION: reply_within("P30D")})
    assert [outcome.verdict for outcome in found] == ["same"]


def test_added_step_cannot_be_decided(played: Callable[[str], World]) -> None:
    added = many(
        instead('<bpmn:userTask id="S5_InformReferral"', EXTRA + '<bpmn:userTask id="S5_InformReferral"'),
        instead(
            '<bpmn:sequenceFlow id="F_S4_Declare_S5_InformReferral" sourceRef="S4_Declare"',
            '<bpmn:sequenceFlow id="F_S4_Declare_A_Extra" sourceRef="S4_Declare" targetRef="A_Extra" />'
            '<bpmn:sequenceFlow id="F_S4_Declare_S5_InformReferral" sourceRef="A_Extra"',
        ),
        lambda text: text.replace(
            "<bpmn:outgoing>F_S4_Declare_S5_InformReferral", "<bpmn:outgoing>F_S4_Declare_A_Extra", 1
        ),
        instead(
            "<bpmn:flowNodeRef>S4_Declare<", "<bpmn:flowNodeRef>A_Extra</bpmn:flowNodeRef><bpmn:flowNodeRef>S4_Declare<"
        ),
    )
    verdict, found = only(through(played("01_straight_path"), {HANDLING: added}))
    assert (verdict, found["element"]) == ("unknown", "A_Extra")
    assert found["now_en"] == "a step that this case did not have"
    assert found["before_en"] == "next came “Explain referral and reply time”"


def test_removed_step_is_another_path(played: Callable[[str], World]) -> None:
    def remove(text: str) -> str:
        start = text.index('<bpmn:userTask id="S4_Declare"')
        end = text.index("</bpmn:userTask>", start) + len("</bpmn:userTask>")
        text = text[:start] + text[end:]
        text = text.replace('targetRef="S4_Declare"', 'targetRef="S5_InformReferral"')
        flow = '<bpmn:sequenceFlow id="F_S4_Declare_S5_InformReferral" sourceRef="S4_Declare" '
        flow += 'targetRef="S5_InformReferral" />'
        text = text.replace(flow, "").replace(
            "F_S4_Declare_S5_InformReferral</bpmn:incoming>", "F_G_Complete_S4_Declare</bpmn:incoming>"
        )
        return _without_drawing(text.replace("<bpmn:flowNodeRef>S4_Declare</bpmn:flowNodeRef>", ""), "S4_Declare")

    verdict, found = only(through(played("01_straight_path"), {HANDLING: remove}))
    assert verdict == "path"
    assert found["element"] in ("S4_Declare", "S2_CheckInfo", "S5_InformReferral")


def _without_drawing(text: str, element: str) -> str:
    """The drawing of an element and of its flows goes with it."""

    text = re.sub(
        rf'<bpmndi:BPMNShape id="[^"]*" bpmnElement="{element}".*?</bpmndi:BPMNShape>', "", text, flags=re.DOTALL
    )
    flow = f"F_{element}_S5_InformReferral"
    return re.sub(rf'<bpmndi:BPMNEdge id="[^"]*" bpmnElement="{flow}".*?</bpmndi:BPMNEdge>', "", text, flags=re.DOTALL)


def test_step_of_another_role_is_another_path(played: Callable[[str], World]) -> None:
    moved = many(
        instead("<bpmn:flowNodeRef>A_Disburse</bpmn:flowNodeRef>", "<bpmn:flowNodeRef>S7_Provide</bpmn:flowNodeRef>"),
        lambda text: "<bpmn:flowNodeRef>A_Disburse</bpmn:flowNodeRef>".join(
            text.rsplit("<bpmn:flowNodeRef>S7_Provide</bpmn:flowNodeRef>", 1)
        ),
    )
    verdict, found = only(through(played("01_straight_path"), {HANDLING: moved}))
    assert (verdict, found["element"]) == ("path", "A_Disburse")
    assert found["before_en"] == "done by “Finance”"
    assert found["now_en"].startswith("done by “")


def test_changed_condition_is_another_path(played: Callable[[str], World]) -> None:
    verdict, found = only(
        through(played("01_straight_path"), {HANDLING: instead('support_form = "cash"', 'support_form = "in_kind"')})
    )
    assert (verdict, found["element"]) == ("path", "A_Disburse")


def test_required_question_that_nobody_was_asked_cannot_be_decided(played: Callable[[str], World]) -> None:
    asked = "  - {name: heard_of_us, type: text, required: true, label: {ar: كيف عرفتنا, en: How did you hear of us}}\n"
    form = f"{FOLDER}/forms/receive.yaml"
    verdict, found = only(through(played("01_straight_path"), {form: instead("fields:\n", "fields:\n" + asked)}))
    assert (verdict, found["element"], found["before_en"]) == ("unknown", "S1_Receive", "was not asked")
    assert found["now_en"].startswith("“How did you hear of us”: ")


def test_condition_on_a_question_that_nobody_was_asked_cannot_be_decided(played: Callable[[str], World]) -> None:
    asked = "  - {name: is_urgent, type: boolean, label: {ar: مستعجل, en: Urgent}}\n"
    change = {
        f"{FOLDER}/forms/receive.yaml": instead("fields:\n", "fields:\n" + asked),
        HANDLING: instead('check_result = "complete"', 'check_result = "complete" or is_urgent'),
    }
    world = played("01_straight_path")
    verdict, found = only(through(world, change))
    assert (verdict, found["before_en"]) == ("unknown", "was not asked")
    assert found["now_en"] == "the answer to “Urgent” is needed here"
    unread = {path: edit for path, edit in change.items() if path != HANDLING}
    assert [outcome.verdict for outcome in through(world, unread)] == ["same"]


def test_shorter_wait_for_papers_cannot_be_decided_where_somebody_decides(played: Callable[[str], World]) -> None:
    world = played("04_never_returns")
    shorter = through(world, {ASSOCIATION: papers_within("P3D")})
    longer = through(world, {ASSOCIATION: papers_within("P60D")})
    assert only(longer)[0] == "unknown"
    assert only(longer)[1]["element"] == "TB_MissingOver"
    assert only(shorter)[1]["element"] in ("TB_MissingOver", "TB_Remind")


def test_other_majority_turns_the_vote(played: Callable[[str], World]) -> None:
    verdict, found = only(
        through(played("01_straight_path"), {ASSOCIATION: instead("votes > cast / 2", "votes > cast")})
    )
    assert (verdict, found["element"]) in (("unknown", "CR_Ballot"), ("end", "CR_Ballot"))
    assert (found["before_en"], found["now_en"]) == ("Accept", "Defer")


def test_other_members_cannot_be_decided(played: Callable[[str], World]) -> None:
    verdict, found = only(
        through(
            played("01_straight_path"),
            {ASSOCIATION: instead("members: committee_member", "members: relations_officer")},
        )
    )
    assert (verdict, found["element"]) == ("unknown", "CR_Ballot")
    assert found["now_en"].startswith("other members vote: ")


def test_nothing_personal_is_in_a_line(played: Callable[[str], World]) -> None:
    world = played("01_straight_path")
    version = versions.in_force(world.session)
    walked = replay.Replay(world.session, replay.prepared(world.session, version))
    [record] = walked.read(records.closed(world.session, 9))
    assert replay.line(record, walked.outcome(record)).keys() == {"id", "number", "verdict", "difference"}
