"""Several people press at once, through the site and its two processes (reliability tests 4, 5, 6)."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Ballot, Case, HistoryEvent, Incident, TaskStatus, UserTask
from tests import factories
from tests.chaos import oracle
from tests.chaos.conftest import Enter
from tests.chaos.site import Answer, Site, Visitor
from tests.conftest import SERVER

INQUIRY = {"channel": "phone", "language": "ar", "need": "inquiry"}
MANY = [4, pytest.param(50 if SERVER else 500, marks=pytest.mark.chaos)]
BALLOTS = [2, pytest.param(50 if SERVER else 300, marks=pytest.mark.chaos)]
Press = Callable[[], Answer]


def at_once(*presses: Press) -> list[Answer]:
    """Let each press in a thread of its own, all in the same moment."""
    start, answers = threading.Barrier(len(presses)), [None] * len(presses)

    def run(number: int, press: Press) -> None:
        start.wait()
        answers[number] = press()  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=each) for each in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answer for answer in answers if answer is not None]


def completing(session: Session, visitor: Visitor, task: UserTask, token: str) -> Press:
    path, raw = f"/tasks/{task.id}", factories.raw_for(session, task, INQUIRY)
    return lambda: visitor.post(path, {**raw, "action": "complete", "token": token})


def inquiry(session: Session, officer: Actor) -> UserTask:
    case = factories.start_case(session, officer)
    session.commit()
    return factories.open_task(session, case, "S1_Receive")


def completions(session: Session, task: UserTask) -> int:
    query = select(func.count()).where(HistoryEvent.case_id == task.case_id, HistoryEvent.kind == "task_completed")
    return session.scalar(query) or 0


@pytest.mark.parametrize("rounds", MANY)
def test_of_two_who_complete_one_task_at_once_one_wins_and_the_other_reads_why(
    session: Session, site: Site, enter: Enter, officer: Actor, colleague: Actor, rounds: int
) -> None:
    one, other = enter(officer), enter(colleague)
    undisturbed = inquiry(session, officer)
    assert completing(session, one, undisturbed, "calm")().status == 303
    session.rollback()
    for number in range(rounds):
        task = inquiry(session, officer)
        session.commit()
        answers = at_once(completing(session, one, task, f"a{number}"), completing(session, other, task, f"b{number}"))
        session.rollback()

        assert sorted(answer.status for answer in answers) == [303, 409]
        [lost] = [answer for answer in answers if answer.status == 409]
        assert "أُنجزت هذه المهمة" in lost.text
        assert (task.status, task.case.revision) == (TaskStatus.COMPLETED, undisturbed.case.revision)
        assert completions(session, task) == 1
        assert factories.open_elements(session, task.case) == ["SAT_Rate"]
    oracle.check(session)
    assert not site.faults()


@pytest.mark.parametrize("rounds", MANY)
def test_a_double_click_and_a_retry_are_one_step_with_the_same_answer(
    session: Session, site: Site, enter: Enter, officer: Actor, rounds: int
) -> None:
    one = enter(officer)
    for number in range(rounds):
        task = inquiry(session, officer)
        press = completing(session, one, task, f"same{number}")
        session.commit()
        answers = [*at_once(press, press), press()]
        session.rollback()

        assert [(answer.status, answer.location) for answer in answers] == [(303, "/")] * 3
        assert completions(session, task) == 1
    oracle.check(session)
    assert not site.faults()


@pytest.mark.parametrize("rounds", BALLOTS)
def test_five_members_who_vote_at_once_close_the_ballot_once(
    session: Session, site: Site, enter: Enter, officer: Actor, rounds: int
) -> None:
    noura = factories.create_user(session, "noura", ["research_officer"])
    members = [factories.create_user(session, f"member{number}", ["committee_member"]) for number in range(5)]
    source = factories.bring_to_ballot(session, officer, noura)
    cases = [source.id, *factories.copy_case(session, source, rounds - 1)]
    visitors = [enter(member) for member in members]
    for case_id in cases:
        case = session.get_one(Case, case_id)
        ballot = factories.open_task(session, case, "CR_Ballot").id
        session.commit()
        answers = at_once(*[voting(visitor, ballot) for visitor in visitors])
        session.rollback()

        assert [answer.status for answer in answers] == [303] * 5
        assert session.scalar(select(func.count()).where(Ballot.task_id == ballot)) == 5
        closed = select(func.count()).where(HistoryEvent.case_id == case_id, HistoryEvent.kind == "ballot_closed")
        assert session.scalar(closed) == 1
        assert factories.open_elements(session, case) == ["CR_Record"]
    assert session.scalar(select(func.count()).select_from(Incident)) == 0
    assert not site.faults()


def voting(visitor: Visitor, ballot: int) -> Press:
    fields = {"f_vote": "accept", "action": "complete", "token": str(ballot)}
    return lambda: visitor.post(f"/tasks/{ballot}/vote", fields)
