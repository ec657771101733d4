"""Hostile requests: made-up ids, oversize and slow bodies, borrowed rights, other people's drafts and papers."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import Client

from engine import clock
from engine.actors import Actor
from engine.database import writing
from engine.models import Case, Document, Person, UserTask
from tests import factories
from tests.webapp.conftest import CheckingClient

Enter = Callable[[Actor], CheckingClient]
HUGE = "9" * 30
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture
def case(session: Session, officer: Actor) -> Case:
    made = factories.start_case(session, officer)
    session.commit()
    return made


@pytest.fixture
def task(session: Session, case: Case) -> UserTask:
    found = factories.open_task(session, case, "S1_Receive")
    session.commit()
    return found


def papers(session: Session) -> int:
    session.commit()
    return session.scalar(select(func.count()).select_from(Document)) or 0


@pytest.mark.parametrize(
    "path",
    [
        f"/tasks/{HUGE}",
        f"/cases/{HUGE}",
        f"/documents/{HUGE}",
        "/tasks/9223372036854775808",
        "/tasks/9999999999",
        "/tasks/-1",
    ],
)
def test_an_id_that_no_database_holds_is_not_found(logged_in: Enter, officer: Actor, path: str) -> None:
    assert logged_in(officer).get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"/cases/new/beneficiary_case?continues={HUGE}",
        f"/cases/?after={HUGE}",
        "/cases/new/beneficiary_case?continues=9999999999",
        "/inbox/roles?after=0001-01-01T00:00:00%2B23:59~1",
        "/inbox/roles?after=9999-12-31T23:59:59-23:00~1",
        f"/inbox/roles?after=2026-01-01T00:00:00%2B00:00~{HUGE}",
        "/inbox/roles?q=%00",
        "/cases/?q=%00&status=%00",
    ],
)
def test_a_made_up_address_is_no_fault_of_ours(logged_in: Enter, officer: Actor, path: str) -> None:
    assert logged_in(officer).get(path).status_code == 200


def test_handing_a_task_to_a_made_up_id_is_not_found(logged_in: Enter, officer: Actor, task: UserTask) -> None:
    browser = logged_in(officer)

    assert browser.send(f"/tasks/{task.id}/claim").status_code == 303
    assert browser.send(f"/tasks/{task.id}/reassign", {"to": HUGE}).status_code == 404


def test_a_form_of_many_megabytes_is_refused(logged_in: Enter, officer: Actor, task: UserTask) -> None:
    sent = {"f_minutes": "9" * 3_000_000}

    assert logged_in(officer).send(f"/tasks/{task.id}/draft", sent).status_code == 413


def test_a_form_of_very_many_values_is_refused(logged_in: Enter, officer: Actor, task: UserTask) -> None:
    sent = {f"f_questions-{number}-question": "q" for number in range(4000)}

    assert logged_in(officer).send(f"/tasks/{task.id}", sent).status_code == 413


def test_very_many_files_at_once_are_refused(
    logged_in: Enter, session: Session, officer: Actor, task: UserTask
) -> None:
    files = {f"f_x{number}": (io.BytesIO(PDF), "a.pdf") for number in range(201)}

    assert logged_in(officer).send(f"/tasks/{task.id}", files).status_code == 413
    assert papers(session) == 0


def test_a_made_up_token_is_not_stored(logged_in: Enter, session: Session, officer: Actor, task: UserTask) -> None:
    browser = logged_in(officer)

    started = browser.send(
        "/cases/new/beneficiary_case", {"f_origin": "applicant", "action": "complete", "token": "x\x00" * 500}
    )

    assert started.status_code == 303
    session.commit()
    newest = session.scalars(select(Case.start_token).order_by(Case.id.desc())).first()
    assert newest is not None
    assert re.fullmatch("[0-9a-f]{32}", newest)


def test_a_slow_sender_keeps_nobody_from_writing(app: Flask, session: Session) -> None:
    """While a body is on its way, with or without a log-in, the database is nobody's."""
    session.commit()
    body = SlowBody(lambda: write(session))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://localhost"}

    for path in ("/language", "/tasks/1"):
        answer = Client(app).post(path, input_stream=body, headers=headers)
        assert answer.status_code < 500

    assert body.reads >= 2


def write(session: Session) -> None:
    writing(session)
    session.add(Person(name="سعاد", created_at=clock.now()))
    session.commit()


class SlowBody(io.RawIOBase):
    """A request's body of ten letters; somebody else writes before each of them comes."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self.meanwhile, self.reads, self.place = meanwhile, 0, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        """How the client measures what it will send."""
        self.place = 10 if whence else offset
        return self.place

    def tell(self) -> int:
        return self.place

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.meanwhile()
        self.reads += 1
        buffer[:1] = b"x"
        return 1


def test_a_draft_keeps_only_what_its_form_asks(
    logged_in: Enter, session: Session, officer: Actor, task: UserTask
) -> None:
    sent = {"f_minutes": "1\x002", "f_stranger": "x", "f_person-name": "س" * 100_000}

    assert logged_in(officer).send(f"/tasks/{task.id}/draft", sent).status_code == 204
    session.commit()
    session.refresh(task)
    assert task.draft is not None
    assert sorted(task.draft) == ["f_minutes", "f_person-name"]
    assert task.draft["f_minutes"] == ["1\ufffd2"]
    assert len(task.draft["f_person-name"][0]) == 60_000


def test_a_draft_of_another_holder_is_neither_read_nor_replaced(
    logged_in: Enter, session: Session, officer: Actor, task: UserTask
) -> None:
    mine = logged_in(officer)
    other = logged_in(factories.create_user(session, "noura", ["relations_officer"]))
    mine.send(f"/tasks/{task.id}/claim")
    mine.send(f"/tasks/{task.id}/draft", {"f_person-name": "سر لا يُقرأ"})

    assert "سر لا يُقرأ" not in other.get(f"/tasks/{task.id}").text
    assert other.send(f"/tasks/{task.id}/draft", {"f_minutes": "5"}).status_code == 409
    assert other.send(f"/tasks/{task.id}", {"action": "draft", "f_minutes": "5"}).status_code == 409
    redrawn = other.send(f"/tasks/{task.id}", {"action": "redraw", "f_minutes": "5"})
    assert "سر لا يُقرأ" not in redrawn.text


@pytest.mark.parametrize("text", ["س", "سع", "5", "%", "'", "س' OR 1=1 --"])
def test_people_are_not_listed_by_a_letter_or_two(
    logged_in: Enter, session: Session, officer: Actor, task: UserTask, text: str
) -> None:
    factories.do(session, factories.start_case(session, officer), "S1_Receive", officer, **factories.RECEIVED)
    session.commit()

    shown = logged_in(officer).send(f"/tasks/{task.id}", {"action": "search:person", "search_person": text})

    assert shown.status_code == 200
    assert factories.SU["national_id"] not in shown.text


def test_an_endless_search_is_answered(logged_in: Enter, officer: Actor, task: UserTask) -> None:
    sent = {"action": "search:person", "search_person": "سعاد " * 5000}

    assert logged_in(officer).send(f"/tasks/{task.id}", sent).status_code == 200


def test_people_are_searched_only_where_a_form_asks_for_one(
    logged_in: Enter, session: Session, officer: Actor, member: Actor, task: UserTask
) -> None:
    factories.do(session, factories.start_case(session, officer), "S1_Receive", officer, **factories.RECEIVED)
    session.commit()
    sent = {"action": "search:person", "search_person": "سعاد"}

    assert factories.SU["national_id"] in logged_in(officer).send(f"/tasks/{task.id}", sent).text
    assert logged_in(member).send(f"/tasks/{task.id}", sent).status_code == 404
    elsewhere = logged_in(officer).send("/cases/new/beneficiary_case", sent)
    assert factories.SU["national_id"] not in elsewhere.text


def test_hostile_uploads_are_refused_or_never_run(
    logged_in: Enter, session: Session, officer: Actor, task: UserTask
) -> None:
    browser = logged_in(officer)
    for content in (
        b"<html><script>alert(1)</script>",
        b'<svg onload="alert(1)"/>',
        b"GIF89a",
        b"PK\x03\x04",
        b"MZ",
        b"",
    ):
        files = {"f_" + "y" * 5000: (io.BytesIO(content), "a.pdf"), "action": "draft"}
        assert browser.send(f"/tasks/{task.id}", files).status_code == 422
    assert papers(session) == 0

    name = '../../"><script>\r\nX-Evil: 1\u202egnp.html'
    browser.send(f"/tasks/{task.id}", {"f_" + "y\x00" * 300: (io.BytesIO(PDF), name), "action": "redraw"})
    session.commit()
    kept = session.scalars(select(Document)).one()
    assert len(kept.field) <= 200
    assert "\x00" not in kept.field

    shown = browser.get(f"/documents/{kept.id}")

    assert shown.headers["Content-Disposition"].startswith("attachment; ")
    assert shown.headers["Content-Type"] == "application/pdf"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "X-Evil" not in shown.headers
    assert not set('<>"/\\\u202e') & set(kept.filename)


def test_uploads_are_not_kept_of_who_may_not_do_it(
    logged_in: Enter, session: Session, member: Actor, officer: Actor, task: UserTask
) -> None:
    director = factories.create_user(session, "turki", ["executive_director"])
    for actor in (director, member):
        browser = logged_in(actor)
        for path in (f"/tasks/{task.id}", "/cases/new/beneficiary_case"):
            sent = {"f_x": (io.BytesIO(PDF), "a.pdf"), "action": "redraw"}
            assert browser.send(path, sent).status_code in (403, 404)

    assert papers(session) == 0


def test_a_paper_of_another_case_is_not_taken_by_its_number(
    logged_in: Enter, session: Session, officer: Actor, member: Actor, task: UserTask
) -> None:
    case = factories.refer(session, officer)
    signature = session.scalars(select(Document).where(Document.case_id == case.id)).one()
    factories.do(session, task.case, "S1_Receive", officer, **factories.RECEIVED)
    session.commit()
    other = factories.open_task(session, task.case, "S2_CheckInfo")
    session.commit()
    sent = {"f_papers_checked-0-key": "national_id", "f_papers_checked-0-copy": str(signature.id), "action": "redraw"}

    shown = logged_in(officer).send(f"/tasks/{other.id}", sent)

    assert shown.status_code == 200
    assert f"kept-{signature.id}" not in shown.text


@pytest.mark.parametrize("text", ["", " ", "\u200f \u200e", "...", "x" * 2001, "x" * 1_000_000])
def test_nobody_steps_aside_without_words_or_in_a_million(
    logged_in: Enter, session: Session, officer: Actor, member: Actor, text: str
) -> None:
    researcher = factories.create_user(session, "fahd", ["research_officer"])
    ballot = factories.open_task(session, factories.bring_to_ballot(session, officer, researcher), "CR_Ballot")
    session.commit()

    assert logged_in(member).send(f"/tasks/{ballot.id}/recuse", {"reason": text}).status_code == 422
    assert logged_in(officer).send(f"/tasks/{ballot.id}/recuse", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("number", ["999999999", "9999999999", HUGE, "-1", "0"])
def test_an_answer_that_names_no_row_is_only_wrong(
    logged_in: Enter, officer: Actor, task: UserTask, number: str
) -> None:
    sent = {"action": "complete", "f_person-id": number}

    assert logged_in(officer).send(f"/tasks/{task.id}", sent).status_code == 422
