"""Diagrams that name people: one task for each of a list, and messages to them; the rows say what the diagram says."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import cases, inbox, incidents, operations, outbox, people, tasks
from engine.actors import Actor
from engine.errors import NotAllowed, StepFailed
from engine.models import Case, CaseStatus, Incident, Outbox, OutboxStatus, TaskStatus, UserTask
from tests import factories
from tests.engine.bpmn_files import chain, end, file, lane, lanes, notice, over, process, script, start, user

PACK = Path(__file__).parent.parent / "pack_small"
HELLO = """id: hello
subject: {ar: مرحبا, en: Hello}
body: {ar: "المعاملة {case_number}", en: "Case {case_number}"}
"""


@pytest.fixture
def clerk(session: Session) -> Actor:
    return factories.create_user(session, "clerk", [])


def bring(session: Session, folder: Path, who: str, to: str) -> Actor:
    """Put a small policy in force: `who` gives the list of those who are asked, `to` those who are told then."""
    shutil.copytree(PACK, folder / "pack")
    parts = [
        lanes(lane("officer", "S", "SC", "U_Each", "M_Tell", "E")),
        start(form="begin", role="officer"),
        script("SC", f"who = {who}"),
        user("U_Each", over("who", "each", "answered", "parts"), form="ask", assignee="=each", clause="A1"),
        notice("M_Tell", to),
        end(name="تم"),
        chain("S", "SC", "U_Each", "M_Tell", "E"),
    ]
    (folder / "pack/small/small_case.bpmn").write_bytes(file(process("small_case", *parts, name="صغيرة")))
    (folder / "pack/small/templates").mkdir()
    (folder / "pack/small/templates/hello.yaml").write_text(HELLO, encoding="utf-8")
    factories.bring_into_force(session, "small", folder / "pack")
    return factories.create_user(session, "officer", ["officer"])


def begin(session: Session, officer: Actor) -> Case:
    return cases.start(session, "small_case", {"f_topic": ["حديقة"]}, officer, factories.token())


def answer(session: Session, task: UserTask, actor: Actor) -> None:
    tasks.complete(session, task.id, {"f_parts": ["2"]}, actor, factories.token())


def sent(session: Session) -> dict[tuple[str, int | None], str]:
    session.commit()
    outbox.send_due(session)
    return {(row.recipient, row.user_id): row.status for row in session.scalars(select(Outbox))}


def test_each_of_a_list_gets_a_task_that_is_theirs_alone(session: Session, clerk: Actor, tmp_path: Path) -> None:
    mona = factories.create_user(session, "mona", [])
    officer = bring(session, tmp_path, f"[{clerk.user_id}, {mona.user_id}]", "=who")
    case = begin(session, officer)
    first, second = session.scalars(select(UserTask).order_by(UserTask.id)).all()

    assert (first.assignee_id, second.assignee_id) == (clerk.user_id, mona.user_id)
    assert [row.task_id for row in inbox.page(session, mona, "mine").rows] == [second.id]
    with pytest.raises(NotAllowed):
        answer(session, first, officer)
    answer(session, second, mona)
    assert (first.status, case.status) == (TaskStatus.OPEN, CaseStatus.OPEN)
    answer(session, first, clerk)
    assert case.status is CaseStatus.ENDED


def test_a_list_of_people_is_told_each_once(session: Session, clerk: Actor, tmp_path: Path) -> None:
    officer = bring(session, tmp_path, f"[{clerk.user_id}]", "=[1, 2]")
    begin(session, officer)
    answer(session, session.scalars(select(UserTask)).one(), clerk)

    assert sent(session) == {("user", 1): OutboxStatus.SENT, ("user", 2): OutboxStatus.SENT}


@pytest.mark.parametrize(
    ("who", "to"), [("[99]", "officer"), ("[1]", "=99"), ("[1]", "=[1, 99]"), ("[1]", "=1000000000000"), ("[1]", "=0")]
)
def test_a_number_that_is_nobodys_fails_its_step(
    session: Session, clerk: Actor, tmp_path: Path, who: str, to: str
) -> None:
    """Not the database: a timer that met it would stop the worker for every case."""
    officer = bring(session, tmp_path, who, to)

    def run() -> None:
        begin(session, officer)
        answer(session, session.scalars(select(UserTask)).one(), clerk)

    with pytest.raises(StepFailed) as failure:
        run()
    assert failure.value.element_id == ("U_Each" if who == "[99]" else "M_Tell")


def test_who_is_missing_is_seen_by_the_operator_and_told_after_a_retry(
    session: Session, clerk: Actor, tmp_path: Path
) -> None:
    officer = bring(session, tmp_path, f"[{clerk.user_id}]", "applicant, voter")
    case = begin(session, officer)
    answer(session, session.scalars(select(UserTask)).one(), clerk)
    assert sent(session) == {("applicant", None): OutboxStatus.FAILED, ("voter", None): OutboxStatus.FAILED}

    case.person_id = people.store(session, factories.SU).id
    voters = [factories.create_user(session, login, ["voter"]).user_id for login in ("salma", "sami")]
    operator = factories.create_user(session, "amal", ["operator"])
    for locale, said in [("ar", "لا أحد يحمل الدور «voter»"), ("en", "Nobody holds the role 'voter'")]:
        page = operations.show(session, replace(operator, locale=locale))
        assert [line.error for line in page.outbox if line.error and said in line.error]
    [first, second] = session.scalars(select(Incident)).all()
    for incident in (first, second):
        incidents.retry(session, incident.id, operator)
    told = {("applicant", None), *(("voter", voter) for voter in voters)}
    assert sent(session) == dict.fromkeys(told, OutboxStatus.SENT)
