"""Somebody who has no part in a case gets nowhere by its ids, in any role, by page or by verb; nothing changes."""

import hashlib
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from engine import ballots, case_file, cases, documents, incidents, letters, task_page, tasks, users
from engine.actors import Actor
from engine.errors import NotAllowed, NotFound, StepFailed
from engine.models import Base, Case, Document, Incident, MessageWait, Role, UserTask
from tests import factories
from tests.chaos.conftest import Enter
from tests.chaos.site import Site

LETTER = "referral_notice"
PROCESS = "beneficiary_case"
UNTOUCHED = {"counter"}  # counts log-ins


@pytest.fixture
def case(stopped_site: Site, session: Session, officer: Actor) -> Case:
    """At the committee's vote, with papers and an incident."""
    noura = factories.create_user(session, "noura", ["research_officer"])
    case = factories.bring_to_ballot(session, officer, noura)
    failure = StepFailed("as a test", element_id="S1_Receive", ar="ت", en="t")
    failure.case_id, failure.retry = case.id, {"verb": "none", "source": "none", "arguments": {}}
    incidents.record(session, failure)
    session.commit()
    return case


@pytest.fixture
def strangers(session: Session, case: Case) -> list[Actor]:
    """One of each role that has no part in the case, and one without a role."""
    roles = session.scalars(select(Role.key).order_by(Role.key)).all()
    made = [factories.create_user(session, f"only_{role}", [role]) for role in roles]
    return [factories.create_user(session, "nobody", []), *(one for one in made if not has_part(session, case, one))]


def has_part(session: Session, case: Case, actor: Actor) -> bool:
    """A role of one of its tasks, open or done, or of a message that it can take."""
    taken = select(UserTask.role).where(UserTask.case_id == case.id)
    chairs = select(UserTask.chair).where(UserTask.case_id == case.id)
    waits = select(MessageWait.role).where(MessageWait.case_id == case.id)
    return bool(actor.roles & {role for query in (taken, chairs, waits) for role in session.scalars(query)})


def test_no_page_lets_a_stranger_in(
    site: Site, session: Session, enter: Enter, case: Case, strangers: list[Actor]
) -> None:
    assert len(strangers) >= 5
    for stranger in strangers:
        visitor, reads = enter(stranger), users.has_right(session, stranger, "see_all_cases")
        before = content(session)
        for path in pages(session, case):
            allowed = {200, 403, 404} if reads else {403, 404}
            assert visitor.get(path).status in allowed, (stranger.roles, path)
        for path in presses(session, case, stranger):
            answer = visitor.post(path, {"token": "t", "action": "complete", "to": str(stranger.user_id)})
            assert answer.status in (403, 404), (stranger.roles, path, answer.status)
        assert content(session) == before, stranger.roles
    assert not site.faults()


def test_no_verb_lets_a_stranger_in(session: Session, case: Case, strangers: list[Actor]) -> None:
    for stranger in strangers:
        before = content(session)
        for name, verb in verbs(session, case, stranger):
            with pytest.raises((NotFound, NotAllowed)):
                _called(name, verb)
            session.rollback()
        assert content(session) == before, stranger.roles


def _called(name: str, verb: Callable[[], object]) -> None:
    verb()
    pytest.fail(f"{name} was let through")


def pages(session: Session, case: Case) -> list[str]:
    tasks_, papers = ids(session, UserTask, case), ids(session, Document, case)
    assert papers
    return [
        f"/cases/{case.id}", f"/cases/{case.id}/messages/withdraw", f"/cases/{case.id}/diagrams/{PROCESS}",
        f"/cases/{case.id}/letters/{LETTER}", f"/cases/new/{PROCESS}?continues={case.id}",
        *(f"/tasks/{each}" for each in tasks_), *(f"/documents/{each}" for each in papers),
    ]  # fmt: skip


def presses(session: Session, case: Case, actor: Actor) -> list[str]:
    acts = ["", "/draft", "/claim", "/vote", "/recuse", "/close"]
    if not users.has_right(session, actor, "reassign_tasks"):
        acts += ["/release", "/reassign"]
    found = [f"/tasks/{task}{act}" for task in ids(session, UserTask, case) for act in acts]
    if not users.has_right(session, actor, "operate"):
        found += [f"/operations/incidents/{each}/retry" for each in ids(session, Incident, case)]
    return [*found, f"/cases/{case.id}/messages/withdraw"]


def verbs(session: Session, case: Case, who: Actor) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every verb that takes the id of a case, a task, a paper or an incident."""
    reads = users.has_right(session, who, "see_all_cases")
    for task in ids(session, UserTask, case):
        yield "get", lambda task=task: tasks.get(session, task, who)
        yield "complete", lambda task=task: tasks.complete(session, task, {}, who, "t")
        yield "claim", lambda task=task: tasks.claim(session, task, who)
        yield "draft", lambda task=task: tasks.save_draft(session, task, {}, who)
        yield "cast", lambda task=task: ballots.cast(session, task, {}, who, "t")
        yield "recuse", lambda task=task: ballots.recuse(session, task, "r", who, "t")
        yield "close", lambda task=task: ballots.close(session, task, who, "t")
        if not users.has_right(session, who, "reassign_tasks"):
            yield "release", lambda task=task: tasks.release(session, task, who)
            yield "reassign", lambda task=task: tasks.reassign(session, task, who.user_id, who)
        if not reads:
            yield "task page", lambda task=task: task_page.show(session, task, who)
    yield "message", lambda: cases.send_message(session, case.id, "withdraw", {}, who, "t")
    if not users.has_right(session, who, "operate"):
        yield "retry", lambda: incidents.retry(session, ids(session, Incident, case)[0], who)
    if not reads:
        yield "case", lambda: cases.get(session, case.id, who)
        yield "file", lambda: case_file.show(session, case.id, who)
        yield "diagram", lambda: case_file.diagram(session, case.id, PROCESS, who)
        yield "letter", lambda: letters.pdf(session, case.id, LETTER, who)
        for paper in ids(session, Document, case):
            yield "paper", lambda paper=paper: documents.read(session, paper, who)


def ids(session: Session, kind: type[UserTask | Document | Incident], case: Case) -> list[int]:
    return list(session.scalars(select(kind.id).where(kind.case_id == case.id)))


def content(session: Session) -> dict[str, str]:
    """A digest of every table, but for what counts log-ins."""
    session.rollback()
    return {table.name: _digest(session, table) for table in Base.metadata.sorted_tables if table.name not in UNTOUCHED}


def _digest(session: Session, table: Table) -> str:
    rows = sorted(repr(tuple(row)) for row in session.execute(select(table)))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
