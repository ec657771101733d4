"""Timers: when they are due, what they do, and that one verb fires what it is about."""

from datetime import UTC, datetime, timedelta

import pytest
from SpiffWorkflow.bpmn.specs.event_definitions import timer as library_timers

from engine import clock
from engine.bpmn import run, times
from engine.errors import Conflict, StepFailed
from tests.engine.bpmn_files import (
    START,
    boundary,
    chain,
    end,
    file,
    flow,
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

DAY = timedelta(days=1)
TOLD = "2026-11-22T09:00:00+03:00"


def at(days: float):
    return clock.at(START + days * DAY)


def waiting_for(text: str, kind: str = "timeDuration"):
    catch = node("intermediateCatchEvent", "T", timer(text, kind), name="T")
    return one(start(), user("A"), catch, user("B"), end(), chain("S", "A", "T", "B", "E"))


def due_after(text: str, kind: str = "timeDuration", **answers):
    with at(0):
        walk = Walk(waiting_for(text, kind), types={"days": "number", "day": "date", "told_at": "date time"})
        walk.do("A", **answers)
    return next(iter(walk.timers.values())).due_at


@pytest.mark.parametrize(
    ("text", "kind", "answers", "due"),
    [
        ("P14D", "timeDuration", {}, "2026-12-06T06:00:00+00:00"),
        ("P1M", "timeDuration", {}, "2026-12-22T06:00:00+00:00"),
        ("P1W2D", "timeDuration", {}, "2026-12-01T06:00:00+00:00"),
        ('=duration("P" + string(days) + "D")', "timeDuration", {"days": 3}, "2026-11-25T06:00:00+00:00"),
        ('="P" + string(days) + "D"', "timeDuration", {"days": 3}, "2026-11-25T06:00:00+00:00"),
        ("2026-12-06", "timeDate", {}, "2026-12-05T21:00:00+00:00"),
        ("2026-12-06T09:00:00+03:00", "timeDate", {}, "2026-12-06T06:00:00+00:00"),
        ("2026-12-06T09:00", "timeDate", {}, "2026-12-06T06:00:00+00:00"),
        ("=day", "timeDate", {"day": "2026-12-06"}, "2026-12-05T21:00:00+00:00"),
        ('=told_at + duration("P14D")', "timeDate", {"told_at": TOLD}, "2026-12-06T06:00:00+00:00"),
        ('=told_at + duration("P14D")', "timeDuration", {"told_at": TOLD}, "2026-12-06T06:00:00+00:00"),
    ],
)  # fmt: skip
def test_a_timer_reads_iso_text_or_feel_and_a_date_without_offset_is_riyadhs(text, kind, answers, due):
    assert due_after(text, kind, **answers).isoformat() == due


@pytest.mark.parametrize("text", ["fortnight", "=days", '="soon"', "= - duration(&quot;P1D&quot;)"])
def test_a_timer_that_gives_no_time_fails_its_step(text):
    with pytest.raises(StepFailed) as caught:
        due_after(text)
    assert caught.value.element_id == "T"


def test_a_timer_fires_at_its_moment_and_not_before():
    with at(0):
        walk = Walk(waiting_for("P14D"))
        walk.do("A")
    with clock.at(START + 14 * DAY - timedelta(seconds=1)), pytest.raises(Conflict):
        walk.fire("T")
    token = walk.token("T")
    with at(14):
        walk.fire("T")
        assert (walk.open, walk.step.timers_gone) == (["B"], [(token, "fired")])


def test_a_timer_that_is_gone_is_a_conflict():
    with at(0):
        walk = Walk(deadline("P2D"))
        token = walk.token("T")
        walk.do("A")
        assert walk.step.timers_gone == [(token, "cancelled")]
    with at(3), pytest.raises(Conflict):
        run.fire(walk.specs, "p", walk.state, token, walk.env)


def test_a_time_that_has_passed_when_the_timer_starts_does_not_hold_the_case_up():
    with at(0):
        walk = Walk(waiting_for("2026-11-01", "timeDate"))
        walk.do("A")
        assert (walk.open, walk.running) == (["B"], [])


def deadline(*texts: str, interrupts: bool = True):
    parts = [start(), user("A"), end(), chain("S", "A", "E")]
    for number, text in enumerate(texts):
        name = "T" if len(texts) == 1 else f"T{number + 1}"
        own = {"marks": f"late{number + 1}"}
        parts += [boundary(name, "A", timer(text), own, interrupts=interrupts), notice(f"M{name}"), user(f"U{name}")]
        parts += [end(f"E{name}"), chain(name, f"M{name}", f"U{name}", f"E{name}")]
    return one(*parts)


def test_an_interrupting_deadline_takes_the_task_away_and_marks_its_fact_before_its_branch():
    with at(0):
        walk = Walk(deadline("P2D"))
        token = walk.token("A")
        assert walk.facts == {"late1": False}
        [known] = walk.timers.values()
        assert (known.interrupting, known.repeats) == (True, False)
        assert [each.id for each in known.effect] == ["MT", "UT"]
    with at(2):
        walk.fire("T")
    assert (walk.open, walk.messages, walk.facts) == (["UT"], ["MT"], {"late1": True})
    assert walk.step.gone == [(token, "cancelled")]


def test_a_mark_is_seen_by_the_first_step_of_the_branch():
    parts = start(), user("A"), end(), chain("S", "A", "E"), xor("G", "G-C"), user("B"), user("C"), end("E2")
    flows = flow("T", "G"), flow("G", "B", "late"), flow("G", "C"), flow("B", "E2"), flow("C", "E2")
    with at(0):
        walk = Walk(one(*parts, *flows, boundary("T", "A", timer("P1D"), {"marks": "late"})))
    with at(1):
        walk.fire("T")
    assert walk.open == ["B"]


def test_timers_that_are_due_fire_in_due_order():
    with at(0):
        walk = Walk(deadline("P3D", "P2D", interrupts=False))
    with at(4):
        walk.fire("T1")
    assert walk.messages == ["MT2", "MT1"]
    assert walk.running == []


def test_an_earlier_timer_whose_branch_fails_does_not_stop_a_later_one():
    parts = (
        start(),
        user("A"),
        end(),
        chain("S", "A", "E"),
        script("X", "y = nobody"),
        end("E1"),
        chain("T1", "X", "E1"),
    )
    more = boundary("T2", "A", timer("P2D"), interrupts=False), notice("M"), end("E2"), chain("T2", "M", "E2")
    with at(0):
        walk = Walk(one(*parts, *more, boundary("T1", "A", timer("P1D"), interrupts=False)))
    with at(3):
        walk.fire("T2")
        assert (walk.messages, walk.running) == (["M"], ["T1"])
        with pytest.raises(StepFailed):
            walk.fire("T1")


def test_completing_a_task_leaves_due_timers_to_the_verb_that_fires_them():
    parts = start(), user("A"), user("B"), end(), chain("S", "P", "E"), script("X", "y = nobody"), end("E1")
    inside = start("iS") + user("A") + user("B") + end("iE") + chain("iS", "A", "B", "iE")
    body = node("subProcess", "P", inside)
    with at(0):
        walk = Walk(one(parts[0], body, parts[3], parts[4], *parts[5:], chain("T", "X", "E1"),
                        boundary("T", "P", timer("P1D"), interrupts=False)))  # fmt: skip
    with at(3):
        walk.do("A")
    assert (walk.open, walk.running) == (["B"], ["T"])


def test_timer_of_the_event_gateway_or_its_message_whichever_comes_first():
    gateway = node("eventBasedGateway", "G")
    catch = node("intermediateCatchEvent", "M", '<bpmn:messageEventDefinition messageRef="m"/>', {"form": "f"})
    later = node("intermediateCatchEvent", "T", timer("P14D"), {"marks": "late"})
    parts = start(), gateway, catch, later, user("A"), user("B"), end(), end("E2")
    flows = chain("S", "G", "M", "A", "E"), chain("G", "T", "B", "E2")
    specs = load(file(message("m", "papers"), process("p", *parts, *flows)))
    with at(0):
        walk = Walk(specs)
        other = Walk(specs)
        assert (walk.running, walk.awaited) == (["T"], ["M"])
        walk.send("M", note=1)
        assert (walk.open, walk.running, walk.data("A")) == (["A"], [], {"note": 1})
    with at(14):
        token = other.token("T")
        other.fire("T")
    assert (other.open, other.awaited, other.facts) == (["B"], [], {"late": True})
    assert other.step.timers_gone == [(token, "fired")]


def reminding(text: str):
    parts = start(), user("A"), notice("M"), end("E1"), end(), chain("S", "A", "E"), chain("T", "M", "E1")
    return one(*parts, boundary("T", "A", timer(text, "timeCycle"), {"marks": "reminded"}, interrupts=False))


def test_a_cycle_fires_on_time_as_often_as_it_says():
    with at(0):
        walk = Walk(reminding("R3/P7D"))
    fired = []
    for day in (7, 14, 21):
        with at(day):
            walk.fire("T")
            fired.append((len(walk.sent), [each.due_at for each in walk.step.timers], walk.step.timers_gone))
    assert [count for count, _, _ in fired] == [1, 2, 3]
    assert [dues for _, dues, _ in fired] == [[START + 14 * DAY], [START + 21 * DAY], []]
    assert [outcome for _, _, gone in fired for _, outcome in gone] == ["fired"]
    assert walk.facts == {"reminded": True}
    with at(22):
        walk.do("A")
    assert walk.step.ended


def test_trap_7b_11_missed_repetitions_of_a_cycle_are_one_and_the_next_lies_ahead():
    with at(0):
        walk = Walk(reminding("R3/P7D"))
    with at(16):
        walk.fire("T")
        assert (walk.messages, walk.step.timers[0].due_at) == (["M"], START + 21 * DAY)
    with at(30):
        walk.fire("T")
    assert (walk.messages, walk.running) == (["M", "M"], [])


def test_a_cycle_without_end_skips_what_downtime_missed():
    with at(0):
        walk = Walk(reminding("R/PT1S"))
    with at(400):
        walk.fire("T")
        assert walk.messages == ["M"]
        assert walk.step.timers[0].due_at == START + 400 * DAY + timedelta(seconds=1)


@pytest.mark.parametrize("text", ["R3/PT0S", "P7D", "R3"])
def test_a_cycle_that_is_none_fails(text):
    with at(0), pytest.raises(StepFailed):
        Walk(reminding(text))


def test_the_library_itself_reads_the_engines_clock_and_zone():
    """Design D16: wherever its timers still ask the time themselves."""
    with at(3):
        assert library_timers.datetime.now(UTC) == START + 3 * DAY
    read = library_timers.TimerEventDefinition.get_datetime("2026-12-06T09:00")
    assert read.isoformat() == "2026-12-06T06:00:00+00:00"


def test_a_clock_that_was_moved_is_the_librarys_clock():
    clock.set_offset(timedelta(days=30))
    try:
        walk = Walk(waiting_for("P1D"))
        walk.do("A")
        assert walk.timers[walk.token("T")].due_at - clock.now() < timedelta(days=1, seconds=1)
        assert walk.timers[walk.token("T")].due_at - clock.now() > timedelta(hours=23)
    finally:
        clock.set_offset(timedelta())


def test_a_month_is_that_of_riyadh_and_not_of_utc():
    evening = datetime(2027, 2, 28, 22, 0, tzinfo=UTC)  # 01:00 on 1 March in Riyadh

    assert clock.local(times.after("P1M", evening)).isoformat() == "2027-04-01T01:00:00+03:00"
