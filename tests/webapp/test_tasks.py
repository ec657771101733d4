"""The task's page: asked, refused, kept, done once."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Case, TaskStatus, UserTask
from tests import factories
from tests.webapp.conftest import CheckingClient

Enter = Callable[[Actor], CheckingClient]
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer << >>\n%%EOF\n"


@pytest.fixture
def case(session: Session, officer: Actor) -> Case:
    started = factories.start_case(session, officer)
    session.commit()
    return started


@pytest.fixture
def task(session: Session, case: Case) -> UserTask:
    found = factories.open_task(session, case, "S1_Receive")
    session.commit()
    return found


def answers(session: Session, task: UserTask, **more: Any) -> dict[str, Any]:
    raw = factories.raw_for(session, task, {**factories.RECEIVED, **more})
    session.commit()
    return {name: list(values) for name, values in raw.items()}


def test_page_shows_clause_progress_tools_and_next(logged_in: Enter, officer: Actor, task: UserTask) -> None:
    page = logged_in(officer).get(f"/tasks/{task.id}").text

    assert "استقبال المستفيد بلباقة واحترام" in page
    assert page.count('aria-current="step"') == 1
    assert "اللائحة الأساسية" in page
    assert "إيضاح الإجراءات" in page


def test_completed_task_moves_the_case(
    logged_in: Enter, session: Session, officer: Actor, case: Case, task: UserTask
) -> None:
    browser = logged_in(officer)
    response = browser.send(f"/tasks/{task.id}", {**answers(session, task), "action": "complete", "token": "t1"})

    session.rollback()
    assert response.status_code == 303
    assert factories.open_elements(session, case) == ["S2_CheckInfo"]


def test_same_button_pressed_twice_is_one_step(
    logged_in: Enter, session: Session, officer: Actor, case: Case, task: UserTask
) -> None:
    browser, sent = logged_in(officer), {**answers(session, task), "action": "complete", "token": "t1"}
    first, second = browser.send(f"/tasks/{task.id}", sent), browser.send(f"/tasks/{task.id}", sent)

    session.rollback()
    assert (first.status_code, second.status_code) == (303, 303)
    assert factories.open_elements(session, case) == ["S2_CheckInfo"]


def test_second_window_gets_a_clear_409(logged_in: Enter, session: Session, officer: Actor, task: UserTask) -> None:
    browser, sent = logged_in(officer), {**answers(session, task), "action": "complete"}
    browser.send(f"/tasks/{task.id}", {**sent, "token": "t1"})

    response = browser.send(f"/tasks/{task.id}", {**sent, "token": "t2"})

    assert response.status_code == 409
    assert "أُنجزت هذه المهمة" in response.text


def test_refused_form_loses_nothing_and_says_what_to_do(
    logged_in: Enter, session: Session, officer: Actor, task: UserTask
) -> None:
    sent = answers(session, task, minutes=12)
    sent["f_person-national_id"] = ["1099990011"]
    response = logged_in(officer).send(f"/tasks/{task.id}", {**sent, "action": "complete", "token": "t1"})

    session.rollback()
    assert response.status_code == 422
    assert response.text.count("رقم الهوية غير صحيح") >= 2
    assert 'value="12"' in response.text
    assert session.get_one(UserTask, task.id).status is TaskStatus.OPEN


def test_draft_is_kept_and_shown_again(logged_in: Enter, officer: Actor, task: UserTask) -> None:
    browser = logged_in(officer)
    browser.send(f"/tasks/{task.id}", {"f_minutes": "33", "action": "draft"})

    assert 'value="33"' in browser.get(f"/tasks/{task.id}").text


def test_autosave_keeps_a_draft_and_answers_nothing(logged_in: Enter, officer: Actor, task: UserTask) -> None:
    browser = logged_in(officer)

    assert browser.send(f"/tasks/{task.id}/draft", {"f_minutes": "34"}).status_code == 204
    assert 'value="34"' in browser.get(f"/tasks/{task.id}").text


def test_autosave_on_a_colleagues_task_says_in_a_sentence_that_nothing_is_kept(
    logged_in: Enter, session: Session, officer: Actor, task: UserTask
) -> None:
    """Who types first has the task; the page's script shows the sentence as it comes."""
    first, second = logged_in(officer), logged_in(factories.create_user(session, "reem", ["relations_officer"]))
    assert first.send(f"/tasks/{task.id}/draft", {"f_minutes": "34"}).status_code == 204
    answer = second.send(f"/tasks/{task.id}/draft", {"f_minutes": "35"})

    assert (answer.status_code, answer.mimetype) == (409, "text/plain")
    assert answer.text.startswith("استلم زميل لك هذه المهمة")
    session.rollback()
    assert (task.claimed_by_id, task.draft) == (officer.user_id, {"f_minutes": ["34"]})


def test_rows_are_added_without_script(logged_in: Enter, officer: Actor, task: UserTask) -> None:
    response = logged_in(officer).send(f"/tasks/{task.id}", {"f_minutes": "35", "action": "add:questions"})

    assert response.status_code == 200
    assert "f_questions-1-question" in response.text
    assert 'value="35"' in response.text


def test_known_person_is_found_from_the_form(
    logged_in: Enter, session: Session, officer: Actor, case: Case, task: UserTask
) -> None:
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)
    second = factories.open_task(session, factories.start_case(session, officer), "S1_Receive")
    session.commit()

    page = logged_in(officer).send(f"/tasks/{second.id}", {"action": "search:person", "search_person": "سعاد"}).text

    assert factories.SU["name"] in page


def test_page_of_an_old_log_in_keeps_what_was_typed(logged_in: Enter, officer: Actor, task: UserTask) -> None:
    browser = logged_in(officer)
    sent = {"csrf_token": "of another session", "f_minutes": "36", "action": "complete"}
    response = browser.post(f"/tasks/{task.id}", data=sent, headers={"Origin": "http://localhost"})

    assert response.status_code == 400
    assert 'value="36"' in response.text


def test_upload_survives_a_refused_form(
    logged_in: Enter, session: Session, officer: Actor, case: Case, task: UserTask
) -> None:
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)
    check = factories.open_task(session, case, "S2_CheckInfo")
    papers = factories.papers_checked(session, case)
    raw = factories.raw_for(session, check, {"papers_checked": papers})
    session.commit()
    name = next(key for key in raw if key.startswith("f_papers_checked-0")).rsplit("-", 1)[0] + "-copy"
    sent = {**{key: list(values) for key, values in raw.items()}, name: (BytesIO(PDF), "عقد الإيجار.pdf")}

    response = logged_in(officer).send(
        f"/tasks/{check.id}", {**sent, "action": "complete", "token": "t1"}, content_type="multipart/form-data"
    )

    assert response.status_code == 422
    assert "عقد الإيجار.pdf" in response.text


def test_refused_kind_of_file_is_said_on_the_same_page(
    logged_in: Enter, session: Session, officer: Actor, case: Case, task: UserTask
) -> None:
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)
    check = factories.open_task(session, case, "S2_CheckInfo")
    session.commit()
    sent = {"f_missing_note": "x", "f_papers_checked-0-copy": (BytesIO(b"MZ\x90\x00" * 50), "a.pdf"), "action": "draft"}

    response = logged_in(officer).send(f"/tasks/{check.id}", sent, content_type="multipart/form-data")

    assert response.status_code == 422
    assert 'role="alert"' in response.text


def test_other_case_does_not_exist_for_an_outsider(logged_in: Enter, outsider: Actor, task: UserTask) -> None:
    assert logged_in(outsider).get(f"/tasks/{task.id}").status_code == 404


def test_hand_over_to_a_colleague(logged_in: Enter, session: Session, officer: Actor, task: UserTask) -> None:
    mona = factories.create_user(session, "mona", ["relations_officer"])
    browser = logged_in(officer)
    browser.send(f"/tasks/{task.id}/claim")

    assert browser.send(f"/tasks/{task.id}/reassign", {"to": mona.user_id}).status_code == 303
    session.rollback()
    assert session.get_one(UserTask, task.id).claimed_by_id == mona.user_id
