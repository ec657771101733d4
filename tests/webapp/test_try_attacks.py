"""Attacks on the wall between a sandbox and the real site: no request may ever mix the two databases."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from pysqlite3 import dbapi2
from sqlalchemy import Engine, Table, func, select
from sqlalchemy.orm import Session

from engine import documents
from engine.actors import Actor
from engine.models import Base, Case, HistoryEvent, PolicyVersion, User, UserTask
from engine.studio import drafts
from tests import factories
from tests.webapp import trial as trials
from tests.webapp.conftest import CheckingClient, Unsaved
from tests.webapp.trial import Trial
from webapp.database import db

Enter = Callable[[Actor], CheckingClient]
TIMES = 8
STRIP = 'class="trial"'
LINK = re.compile(r'(?:href|action|src|data-[a-z-]+)="(/[^"]*)"')
OUTSIDE = ("/static/", "/images/", "/settings", "/language", "/logout")  # of the person who is really logged in


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    made = drafts.open(session, session.scalars(select(PolicyVersion.id)).one(), "مهلة أقصر", reem)
    session.commit()
    return made


@pytest.fixture
def trial(logged_in: Enter, reem: Actor, draft: PolicyVersion, session: Session) -> Trial:
    made = Trial(logged_in(reem), draft.id)
    made.play("relations_officer")
    session.rollback()  # what it has read would be old
    return made


def paths(app: Flask, trial: Trial) -> Iterator[tuple[str, str]]:
    values: dict[str, Any] = {"process_id": "beneficiary_case", "message": "withdraw", "template": "referral_notice"}
    own = {"version_id": trial.version_id, "sandbox_key": trial.key, "tab": "roles", "key": "bylaws"}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("sandbox."):
                built = rule.build({name: {**values, **own}.get(name, 1) for name in rule.arguments})
                assert built
                yield from ((method, built[1]) for method in sorted((rule.methods or set()) & {"GET", "POST"}))


def test_another_officer_finds_no_sandbox_under_the_key(
    app: Flask, trial: Trial, logged_in: Enter, session: Session
) -> None:
    other = logged_in(factories.create_user(session, "noura", ["quality_officer"]))
    for method, path in paths(app, trial):
        response = other.send(path) if method == "POST" else other.get(path)
        assert response.status_code == 404, (method, path)
        assert STRIP not in response.text
    assert trial.key not in other.get(f"/studio/{trial.version_id}/try").text
    for path in ("remove", "record"):
        assert other.send(f"{trial.root}/{path}").status_code == 404
    assert trial.get("/inbox/roles").status_code == 200


def test_who_may_not_edit_the_policy_gets_nowhere(app: Flask, trial: Trial, logged_in: Enter, officer: Actor) -> None:
    browser = logged_in(officer)
    for method, path in paths(app, trial):
        response = browser.send(path) if method == "POST" else browser.get(path)
        assert response.status_code == 403, (method, path)
        assert STRIP not in response.text


def test_a_right_that_is_taken_away_closes_the_sandbox(trial: Trial, session: Session) -> None:
    session.scalars(select(User).where(User.login == "reem")).one().roles = []
    session.commit()
    assert trial.get("/inbox/roles").status_code == 403


def test_sandbox_is_not_found_under_another_version(trial: Trial, session: Session) -> None:
    first = session.scalars(select(PolicyVersion.id).order_by(PolicyVersion.id)).first()
    assert first != trial.version_id
    assert trial.browser.get(f"/studio/{first}/try/{trial.key}/inbox/roles").status_code == 404


def test_made_up_keys_find_nothing(trial: Trial) -> None:
    for key in ("0" * 32, "..", "%2e%2e", "../../secret-key", "a" * 5000, "'--"):
        answer = trial.browser.get(f"/studio/{trial.version_id}/try/{key}/inbox/roles")
        assert answer.status_code in (303, 404, 308), key


def test_real_cases_are_not_seen_from_inside(trial: Trial, session: Session, officer: Actor) -> None:
    case = factories.start_case(session, officer)
    session.commit()
    assert trial.get(f"/cases/{case.id}").status_code == 404
    assert case.number not in trial.get("/cases/").text
    assert trial.start({"origin": "applicant"}).status_code == 303
    with trial.session() as inside:
        assert inside.scalars(select(Case.id)).all() == [case.id]  # the same number, another case
    trial.do("relations_officer", "S1_Receive", **factories.RECEIVED)
    session.rollback()
    assert factories.open_elements(session, case) == ["S1_Receive"]


def test_sandbox_cases_are_not_seen_from_outside(trial: Trial) -> None:
    trial.start({"origin": "applicant"})
    task_id, _ = trial.task("S1_Receive")
    for path in ("/cases/1", f"/tasks/{task_id}"):
        assert trial.browser.get(path).status_code == 404
    assert trial.browser.send(f"/tasks/{task_id}", {"action": "complete", "token": "x"}).status_code == 404
    assert trial.open() == ["S1_Receive"]
    assert "2026-0001" not in trial.browser.get("/cases/").text


def test_nothing_is_counted_or_sent(trial: Trial, session: Session, engine: Engine) -> None:
    before, kept = rows(engine), files(documents.folder())
    trials.refer(trial)
    trial.move("moment", "2026-12-30T10:00")
    assert rows(engine) == before
    assert files(documents.folder()) == kept
    with trial.session() as inside:
        assert inside.scalar(select(func.count()).select_from(Case)) == 1
    assert files(trial.folder / "documents")  # the drawn signature


def rows(engine: Engine) -> dict[str, int]:
    tables: list[Table] = Base.metadata.sorted_tables
    with engine.connect() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_every_link_of_a_page_stays_inside(trial: Trial) -> None:
    trials.refer(trial)
    trial.play("research_officer")
    task_id, _ = trial.task("CR_Assign")
    leave = {f"/studio/{trial.version_id}/try", f"{trial.root}/record"}
    for path in (
        f"/tasks/{task_id}",
        "/cases/1",
        "/inbox/roles",
        "/inbox/mine",
        "/cases/",
        "/policy/",
        "/sent",
        "/committee/",
    ):
        page = trial.get(path)
        assert page.status_code == 200, path
        assert STRIP in page.text
        out = [link for link in LINK.findall(page.text) if not link.startswith((f"{trial.root}/", *OUTSIDE))]
        assert set(out) <= leave, path


def test_refused_page_inside_wears_the_strip_and_stays_inside(trial: Trial) -> None:
    page = trial.get("/cases/99999")
    assert (page.status_code, STRIP in page.text) == (404, True)
    trial.play("finance")
    assert STRIP in trial.get("/operations/").text
    assert STRIP not in trial.browser.get("/cases/99999").text


def test_a_page_that_has_grown_old_is_drawn_from_the_sandbox(trial: Trial, session: Session, officer: Actor) -> None:
    """The real task of the same number is another one, and this officer could read it."""
    factories.do(session, factories.start_case(session, officer), "S1_Receive", officer, **factories.RECEIVED)
    session.commit()
    trial.start({"origin": "applicant"})
    task_id, form = trial.task("S1_Receive")
    assert session.get_one(UserTask, task_id).status == "completed"
    raw = trial.raw(form or "", {"need": "inquiry", "channel": "phone"})
    trial.browser.form_token = "old"
    page = trial.send(f"/tasks/{task_id}", {"action": "complete", **raw})
    assert page.status_code == 400
    assert STRIP in page.text
    assert factories.SU["name"] not in page.text


def test_log_in_again_leads_into_the_sandbox_and_draws_nothing_of_the_real_one(
    trial: Trial, session: Session, officer: Actor, client: CheckingClient, hashed: str
) -> None:
    factories.start_case(session, officer)
    session.commit()
    trial.start({"origin": "applicant"})
    task_id, _ = trial.task("S1_Receive")
    page = client.send(f"{trial.root}/tasks/{task_id}", {"f_need": "inquiry"})
    assert page.status_code == 401
    sent = {"login": "reem", "password": "a long enough password", "next": f"{trial.root}/tasks/{task_id}"}
    answer = client.send("/login", {**sent, "kept": '{"f_need": ["inquiry"]}'})
    assert (answer.status_code, answer.location) == (303, f"{trial.root}/tasks/{task_id}")


def test_what_pages_keep_in_the_session_is_of_one_database(trial: Trial, session: Session, officer: Actor) -> None:
    factories.start_case(session, officer)
    session.commit()
    trial.start({"origin": "applicant"})
    trial.do("relations_officer", "S1_Receive", **factories.RECEIVED)
    trial.send("/search", {"q": "سعاد", "tab": "roles"})

    real = trial.browser.get("/inbox/roles?q=*").text
    assert "سعاد" not in real
    assert "next-step" not in real  # the case that was moved is the sandbox's
    assert "أُنجزت المهمة" not in real
    inside = trial.get("/inbox/roles?q=*").text
    assert "سعاد" in inside
    assert "next-step" in inside


@pytest.mark.parametrize("harm", ["DROP TABLE user_task", "DROP TABLE sandbox_clock", "DROP TABLE user_role"])
def test_a_broken_sandbox_harms_nobody_else(trial: Trial, session: Session, officer: Actor, harm: str) -> None:
    case = factories.start_case(session, officer)
    session.commit()
    with dbapi2.connect(str(trial.folder / "sandbox.db")) as direct:
        direct.execute(harm)
    kept = documents.folder()
    for _ in range(2):
        assert trial.get("/inbox/roles").status_code in (500, 503)
        assert trial.send("/tasks/1", {"action": "complete"}).status_code in (500, 503)
        assert trial.browser.get(f"/cases/{case.id}").status_code == 200
        assert documents.folder() == kept


def test_a_sandbox_that_is_no_database_harms_nobody_else(trial: Trial) -> None:
    (trial.folder / "sandbox.db").write_bytes(b"nothing of a database" * 500)
    assert trial.get("/inbox/roles").status_code == 500
    assert trial.browser.get("/inbox/roles").status_code == 200


def test_a_lost_folder_is_said(trial: Trial) -> None:
    for path in trial.folder.glob("sandbox.db*"):
        path.unlink()
    page = trial.get("/inbox/roles")
    assert page.status_code == 404
    assert STRIP not in page.text


def test_an_error_in_the_middle_of_a_request_leaves_the_real_session(app: Flask, trial: Trial) -> None:
    """Also where the application's context lives on after the request."""
    with dbapi2.connect(str(trial.folder / "sandbox.db")) as direct:
        direct.execute("DROP TABLE user_task")
    with app.app_context():
        real = db.session()
        assert trial.get("/inbox/roles").status_code in (500, 503)
        assert db.session() is real
        assert not {"played", "sandbox", "sandbox_stack"} & set(g)


def test_sandbox_and_real_site_at_once(
    trial: Trial, logged_in: Enter, session: Session, officer: Actor, engine: Engine
) -> None:
    """One works inside and one outside, each many times at once; every page shows its own database only."""
    browser, pages = logged_in(officer), Pages()
    session.commit()
    raw = trial.raw("start", {"origin": "applicant"})
    trial.browser.unsaved, browser.unsaved = Unsaved(), Unsaved()  # watched by no hook: two would take turns
    both = [(trial.browser, trial.root, pages.inside), (browser, "", pages.outside)]
    threads = [threading.Thread(target=work, args=(*each, raw, pages)) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pages.inside) == len(pages.outside) == TIMES
    assert all(STRIP in page and "هيا" not in page for page in pages.inside)
    assert not any(STRIP in page for page in pages.outside)
    starters = {engine: officer.user_id, trial.engine: trial.user("relations_officer")}
    for database, starter in starters.items():
        with Session(database) as there:
            assert there.scalar(select(func.count()).select_from(Case)) == TIMES
            query = select(HistoryEvent.actor_id).where(HistoryEvent.kind == "case_started").distinct()
            assert there.scalars(query).all() == [starter]


@dataclass
class Pages:
    """What two browsers saw who began at the same moment."""

    inside: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    together: threading.Barrier = field(default_factory=lambda: threading.Barrier(2))


def work(browser: CheckingClient, root: str, seen: list[str], raw: Mapping[str, Any], pages: Pages) -> None:
    """Open cases, and look at each."""
    pages.together.wait()
    for _ in range(TIMES):
        sent = {"action": "complete", "token": factories.token(), **raw}
        answer = browser.send(f"{root}/cases/new/beneficiary_case", sent)
        assert answer.location.startswith(f"{root}/cases/")
        seen.append(browser.get(answer.location).text)
