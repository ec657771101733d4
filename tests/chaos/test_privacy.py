"""What a beneficiary told us stays in the case: planted words come up nowhere else (reliability test 31)."""

import io
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Case, Document, Outbox, OutboxStatus, PolicyVersion, UserTask
from tests import factories
from tests.chaos.conftest import Enter, SetClock
from tests.chaos.site import Answer, Site, Visitor
from tests.chaos.test_late_timers import waiting
from tests.conftest import SERVER, START

NAME, NATIONAL_ID, MOBILE = "كناري بنت سر بن خفي الغامدي", "1077777777", "0598989898"
OTHER_ID = "1088888886"  # of somebody the database refuses
ILLNESS, FILE = "مرض كناري نادر", "canary-scan"
CANARIES = [
    OTHER_ID,
    "كناري",
    NATIONAL_ID,
    MOBILE,
    MOBILE[1:],
    FILE,
    quote("كناري"),
    "كناري".encode().hex(),
    repr("كناري".encode())[2:-1],
]
RECEIVED = {
    **factories.RECEIVED,
    "person": {"national_id": NATIONAL_ID, "name": NAME, "mobile": MOBILE},
    "questions": [{"question": ILLNESS, "answer": None}],
}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
LOUD = "import logging; logging.basicConfig(level=logging.DEBUG); from flask.cli import main; main()"
LOGGING = """[loggers]
keys=root
[handlers]
keys=all
[formatters]
keys=
[logger_root]
level=DEBUG
handlers=all
[handler_all]
class=StreamHandler
args=(sys.stderr,)
"""


class LoudSite(Site):
    """Everything is logged, also by the worker and the commands."""

    def flask(self) -> list[str]:
        return [sys.executable, "-c", LOUD, "--app", "wsgi"]

    def serve(self, *options: str) -> None:
        config = self.folder / "logging.ini"
        config.write_text(LOGGING)
        super().serve("--log-config", str(config), "--log-level", "debug", "--access-logfile", "-", *options)


@pytest.fixture
def site(stopped_site: Site) -> Iterator[Site]:
    loud = LoudSite(stopped_site.url, stopped_site.folder)
    loud.serve()
    yield loud
    loud.stop()


@pytest.fixture
def case(session: Session, site: Site, enter: Enter, officer: Actor) -> Case:
    """Received and checked through the pages, with everything that must stay in it."""
    visitor = enter(officer)
    case = factories.start_case(session, officer)
    session.commit()
    press(session, visitor, case, "S1_Receive", RECEIVED)
    session.rollback()
    checked = {**factories.CHECKED, "papers_checked": factories.papers_checked(session, case)}
    task = factories.open_task(session, case, "S2_CheckInfo")
    raw = {**factories.raw_for(session, task, checked), "action": "complete", "token": "papers"}
    session.commit()
    answer = visitor.upload(f"/tasks/{task.id}", raw, "f_papers_checked-0-copy", f"{FILE}.pdf", PDF)
    session.rollback()
    assert answer.status == 303, answer.text
    assert session.scalars(select(Document.filename)).one() == f"{FILE}.pdf"
    declared = {"signer_relation": "self", "signature": {"drawn": factories.DRAWN}, "officer_attests": True}
    press(session, visitor, case, "S4_Declare", {**declared, "signed_on": "2026-11-22"})
    press(session, visitor, case, "S5_InformReferral", {"informed_how": "phone", "informed": True})
    return case


def press(session: Session, visitor: Visitor, case: Case, element: str, answers: dict[str, Any]) -> None:
    session.rollback()
    task = factories.open_task(session, case, element)
    raw = factories.raw_for(session, task, answers)
    session.commit()
    answer = visitor.post(f"/tasks/{task.id}", {**raw, "action": "complete", "token": element})
    session.rollback()  # to see what the site did
    assert answer.status == 303, answer.text
    assert found(answer.location) == []


def found(text_: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text_]


def test_the_canaries_are_where_they_belong(enter: Enter, case: Case, officer: Actor) -> None:
    page = enter(officer).get(f"/cases/{case.id}").text
    for canary in (NAME, NATIONAL_ID, MOBILE, FILE):
        assert canary in page


def test_nobody_without_a_part_meets_them(
    session: Session, site: Site, enter: Enter, case: Case, outsider: Actor
) -> None:
    finance = factories.create_user(session, "bandar", ["finance"])
    task = factories.open_task(session, case, "CR_Assign").id
    for visitor in (enter(outsider), enter(finance)):
        paths = [
            "/",
            "/inbox/roles",
            "/inbox/mine",
            "/inbox/overdue",
            "/cases/",
            "/committee/",
            "/policy/",
            "/settings",
        ]
        paths += [f"/cases/{case.id}", f"/tasks/{task}", "/documents/1", "/operations/", "/cases/999999", "/nowhere"]
        for path in paths:
            assert found(visitor.get(path).text) == [], path
        for path in (f"/tasks/{task}", f"/tasks/{task}/claim", f"/tasks/{task}/draft"):
            answer = visitor.post(path, {"action": "complete", "token": "t"})
            assert answer.status in (403, 404)
            assert found(answer.text) == [], path
    assert found(site.log.read_text()) == []


def test_error_pages_exports_and_logs_hold_none_of_them(
    session: Session, site: Site, enter: Enter, set_clock: SetClock, case: Case, officer: Actor, tmp_path: Path
) -> None:
    visitor = enter(officer)
    factories.create_user(session, "abdullah", ["committee_chair"])
    done = session.scalars(select(UserTask.id).where(UserTask.element_id == "S1_Receive")).one()
    session.rollback()
    again = visitor.post(f"/tasks/{done}", {"action": "complete", "token": "other"})
    missing, broken = visitor.get("/cases/99999"), fail(session, visitor, officer)
    assert [again.status, missing.status, broken.status] == [409, 404, 500]
    diagrams = [
        visitor.get(path)
        for path in (f"/cases/{case.id}/diagrams/{case.process_id}", f"/policy/diagrams/{case.process_id}")
    ]
    assert [answer.status for answer in diagrams] == [200, 200]
    for answer in (again, missing, broken, *diagrams):
        assert found(answer.text) == []

    set_clock(START + timedelta(days=15))
    site.work()
    until = time.monotonic() + 60
    while (waiting(session) or queued(session)) and time.monotonic() < until:
        time.sleep(0.1)
    assert session.scalars(select(Outbox.body_ar).where(Outbox.body_ar.contains("كناري"))).first(), (
        "no message names her"
    )
    session.rollback()
    exported = site.run("pack", "export", session.scalars(select(PolicyVersion.hash)).one(), str(tmp_path / "pack.zip"))
    assert exported.returncode == 0, exported.stderr
    assert found(exported.stdout + exported.stderr) == []
    with zipfile.ZipFile(io.BytesIO((tmp_path / "pack.zip").read_bytes())) as pack:
        assert not [name for name in pack.namelist() if found(pack.read(name).decode("utf-8", "replace"))]
    log = site.log.read_text()
    assert "DEBUG" in log or "GET /cases/" in log
    assert "message" in log
    assert "Traceback" in log, "the forced fault was not logged"
    assert found(log) == []


def queued(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).where(Outbox.status == OutboxStatus.QUEUED)) or 0


def fail(session: Session, visitor: Visitor, officer: Actor) -> Answer:
    """A fault of ours while her answers are being written: the database refuses the row."""
    case = factories.start_case(session, officer)
    task = factories.open_task(session, case, "S1_Receive")
    other = {**RECEIVED, "person": {"national_id": OTHER_ID, "name": NAME, "mobile": MOBILE}}
    raw, path = factories.raw_for(session, task, other), f"/tasks/{task.id}"
    session.commit()
    refuse, restore = REFUSE["postgresql" if SERVER else "sqlite"]
    session.execute(text(refuse))
    session.commit()
    answer = visitor.post(path, {**raw, "action": "complete", "token": "broken"})
    session.rollback()
    session.execute(text(restore))
    session.commit()
    return answer


REFUSE = {
    "sqlite": (
        "CREATE TRIGGER broken BEFORE INSERT ON person BEGIN SELECT RAISE(ABORT, 'broken'); END",
        "DROP TRIGGER broken",
    ),
    "postgresql": (
        "ALTER TABLE person ADD CONSTRAINT broken CHECK (id < 0) NOT VALID",
        "ALTER TABLE person DROP CONSTRAINT broken",
    ),
}
