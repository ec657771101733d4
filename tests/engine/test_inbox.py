"""The lists that everybody lives in: right rows in the right order, read from indexes whatever the number of cases."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from engine import case_list, clock, inbox, tasks, timers
from engine.actors import Actor
from tests import factories
from tests.conftest import START


@pytest.fixture
def received(session: Session, officer: Actor) -> int:
    """A case whose papers are to be checked, with twenty-nine copies."""
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)
    factories.copy_case(session, case, 29)
    session.commit()
    return case.id


def test_pages_follow_each_other_without_gap_or_repetition(session: Session, officer: Actor, received: int) -> None:
    first = inbox.page(session, officer, "roles")
    second = inbox.page(session, officer, "roles", after=first.next)

    seen = [row.task_id for row in [*first.rows, *second.rows]]
    assert len(first.rows) == inbox.PAGE
    assert len(seen) == len(set(seen)) == 30
    assert second.next is None


def test_made_up_key_of_a_page_is_the_first_page(session: Session, officer: Actor, received: int) -> None:
    assert len(inbox.page(session, officer, "roles", after="yesterday~1").rows) == inbox.PAGE


def test_counts_hold_what_the_tabs_show(session: Session, officer: Actor, received: int) -> None:
    row = inbox.page(session, officer, "roles").rows[0]
    tasks.claim(session, row.task_id, officer)

    assert inbox.counts(session, officer) == inbox.InboxCounts(mine=1, roles=30, overdue=0, ballots=0)


def test_due_tasks_stand_first_and_late_ones_in_their_tab(session: Session, officer: Actor, received: int) -> None:
    row = inbox.page(session, officer, "roles").rows[-1]
    session.execute(
        text("UPDATE user_task SET due_at = :due, sort_at = :due WHERE id = :id"),
        {"due": (START - timedelta(days=1)).replace(tzinfo=None), "id": row.task_id},
    )

    assert inbox.page(session, officer, "roles").rows[0].task_id == row.task_id
    with clock.at(START):
        [late] = inbox.page(session, officer, "overdue").rows
    assert late.task_id == row.task_id
    assert late.is_overdue


def test_a_task_of_a_case_that_is_overdue_reads_late(session: Session, officer: Actor) -> None:
    researcher = factories.create_user(session, "noura", ["research_officer"])
    factories.refer(session, officer)
    assert not inbox.page(session, researcher, "roles").rows[0].is_overdue

    with clock.at(START + timedelta(days=15)):
        timers.fire_due(session)
        [row] = inbox.page(session, researcher, "roles").rows
    assert row.due_at is None
    assert row.is_overdue


@pytest.mark.parametrize(
    "search", ["سُعاد", "القحطانى", "1099990010", "١٠٩٩٩٩٠٠١٠", "0551234567", "+966551234567", "2026-0001"]
)
def test_search_finds_by_name_number_and_mobile(session: Session, officer: Actor, received: int, search: str) -> None:
    assert inbox.page(session, officer, "roles", search=search).rows
    assert case_list.page(session, officer, search=search).rows


@pytest.mark.parametrize("search", ["فاطمة", "1099990028", "0559999999", "2031-0001", "%", "' OR 1=1 --"])
def test_search_finds_nobody_else(session: Session, officer: Actor, received: int, search: str) -> None:
    assert not inbox.page(session, officer, "roles", search=search).rows
    assert not case_list.page(session, officer, search=search).rows


def test_no_list_walks_or_sorts_a_whole_table(engine: Engine, session: Session, officer: Actor, received: int) -> None:
    """SQLite says how it reads; PostgreSQL may rightly walk a small table, so it is not asked."""
    if engine.dialect.name != "sqlite":
        return
    plans: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def explain(connection, cursor, statement, parameters, context, many):  # type: ignore[no-untyped-def]
        if "user_task" in statement and statement.lstrip().upper().startswith("SELECT"):
            cursor.execute("EXPLAIN QUERY PLAN " + statement, parameters)
            plans.extend(line[3] for line in cursor.fetchall())

    for tab in inbox.TABS:
        inbox.page(session, officer, tab)
    inbox.counts(session, officer)
    event.remove(engine, "before_cursor_execute", explain)

    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN user_task")]
