"""A step that fails: said on the page, kept for the operator, done again (the small pack fails until December)."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine import cases, clock
from engine.actors import Actor
from engine.models import Case
from tests import factories
from tests.webapp.conftest import CheckingClient

Enter = Callable[[Actor], CheckingClient]
PACK = Path(__file__).parent.parent / "pack_small"
DECEMBER = datetime(2026, 12, 2, tzinfo=UTC)


@pytest.fixture
def clerk(session: Session) -> Actor:
    factories.bring_into_force(session, "small", PACK)
    return factories.create_user(session, "clerk", ["officer"])


@pytest.fixture
def case(session: Session, clerk: Actor) -> Case:
    started = cases.start(session, "small_case", {"f_topic": ["الحديقة"]}, clerk, "start")
    session.commit()
    return started


def complete(browser: CheckingClient, session: Session, case: Case) -> tuple[int, str]:
    task = factories.open_task(session, case, "U_Ask")
    session.commit()
    response = browser.send(f"/tasks/{task.id}", {"f_parts": "0", "action": "complete", "token": "t"})
    session.rollback()
    return task.id, f"{response.status_code} {response.text}"


def test_failed_step_keeps_what_was_typed_and_says_so(
    logged_in: Enter, session: Session, clerk: Actor, case: Case
) -> None:
    browser = logged_in(clerk)
    task_id, answer = complete(browser, session, case)

    assert answer.startswith("503")
    assert "ما أدخلته محفوظ" in answer
    assert "تُعرض مسودة" in browser.get(f"/tasks/{task_id}").text
    assert "تعثرت خطوة آلية" in browser.get(f"/cases/{case.id}").text


def test_operator_retries_until_it_succeeds(logged_in: Enter, session: Session, clerk: Actor, case: Case) -> None:
    complete(logged_in(clerk), session, case)
    operator = logged_in(factories.create_user(session, "operator", ["operator"]))
    assert "إعادة المحاولة" in operator.get("/operations/").text

    assert operator.send("/operations/incidents/1/retry").status_code == 303
    assert "تعثرت الخطوة مرة أخرى" in operator.get("/operations/").text
    with clock.at(DECEMBER):
        operator.send("/operations/incidents/1/retry")
        assert "لم تتعثر أي خطوة" in operator.get("/operations/").text


def test_only_the_operator_may_retry(logged_in: Enter, session: Session, clerk: Actor, case: Case) -> None:
    browser = logged_in(clerk)
    complete(browser, session, case)

    assert browser.send("/operations/incidents/1/retry").status_code == 403
