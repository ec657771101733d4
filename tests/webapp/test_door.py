"""Logging in and out, failed tries, and what was typed when a session ended."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import User
from tests import factories
from tests.webapp.conftest import PASSWORD, CheckingClient

Enter = Callable[[Actor], CheckingClient]


@pytest.fixture
def haya(session: Session, officer: Actor, hashed: str) -> Actor:
    session.execute(update(User).where(User.id == officer.user_id).values(password=hashed))
    session.commit()
    return officer


def try_to_enter(client: CheckingClient, password: str, **more: str) -> Any:
    client.get("/login")
    return client.send("/login", {"login": "haya", "password": password, **more})


def test_log_in_leads_to_the_tasks(client: CheckingClient, haya: Actor) -> None:
    response = try_to_enter(client, PASSWORD)

    assert (response.status_code, response.location) == (303, "/inbox")


def test_login_name_is_found_in_any_case(client: CheckingClient, haya: Actor) -> None:
    client.get("/login")

    assert client.send("/login", {"login": "HAYA ", "password": PASSWORD}).status_code == 303


def test_unknown_login_and_wrong_password_read_the_same(client: CheckingClient, haya: Actor) -> None:
    wrong = try_to_enter(client, "wrong password")
    unknown = client.send("/login", {"login": "nobody", "password": PASSWORD})

    said = "اسم المستخدم أو كلمة المرور غير صحيحة"
    assert said in wrong.text
    assert said in unknown.text
    assert wrong.status_code == unknown.status_code == 422


def test_after_three_failures_the_right_password_is_refused_too(client: CheckingClient, haya: Actor) -> None:
    for _ in range(3):
        try_to_enter(client, "wrong password")

    assert "ربع ساعة" in try_to_enter(client, PASSWORD).text


def test_failures_are_counted_for_all_workers(app: Flask, unsaved: Any, client: CheckingClient, haya: Actor) -> None:
    for _ in range(3):
        try_to_enter(client, "wrong password")
    other: Any = app.test_client()
    other.unsaved = unsaved

    assert "ربع ساعة" in try_to_enter(other, PASSWORD).text


def test_inactive_account_stays_outside(client: CheckingClient, session: Session, haya: Actor) -> None:
    session.execute(update(User).where(User.id == haya.user_id).values(active=False))
    session.commit()

    assert try_to_enter(client, PASSWORD).status_code == 422
    assert client.get("/inbox").status_code == 303


def test_deactivated_in_mid_session_is_outside(logged_in: Enter, session: Session, officer: Actor) -> None:
    browser = logged_in(officer)
    session.execute(update(User).where(User.id == officer.user_id).values(active=False))
    session.commit()

    assert browser.get("/inbox").location.startswith("/login")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_log_in_leads_to_no_other_site(client: CheckingClient, haya: Actor, target: str) -> None:
    response = try_to_enter(client, PASSWORD, next=target)

    assert response.status_code in (303, 422)
    assert urlsplit(urljoin("http://localhost/login", response.headers.get("Location", ""))).netloc == "localhost"


def test_session_cookie_is_hidden_from_scripts_and_other_sites(client: CheckingClient, haya: Actor) -> None:
    cookie = next(value for value in try_to_enter(client, PASSWORD).headers.getlist("Set-Cookie") if "masar=" in value)

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_planted_session_does_not_survive_log_in(client: CheckingClient, haya: Actor) -> None:
    with client.session_transaction() as planted:
        planted["planted"] = "yes"
    try_to_enter(client, PASSWORD)

    with client.session_transaction() as now:
        assert "planted" not in now


def test_log_out_ends_the_session(logged_in: Enter, officer: Actor) -> None:
    browser = logged_in(officer)

    assert browser.send("/logout").status_code == 303
    assert browser.get("/inbox").location.startswith("/login")


def test_log_out_by_a_link_does_nothing(logged_in: Enter, officer: Actor) -> None:
    browser = logged_in(officer)

    assert browser.get("/logout").status_code == 405
    assert browser.get("/inbox").status_code == 200


def test_what_was_typed_survives_the_end_of_a_session(client: CheckingClient, session: Session, haya: Actor) -> None:
    task = factories.open_task(session, factories.start_case(session, haya), "S1_Receive")
    session.commit()
    asked = client.send(f"/tasks/{task.id}", {"f_minutes": "17", "action": "complete"})
    kept = {name: asked.text.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in ("next", "kept")}
    kept["kept"] = kept["kept"].replace("&#34;", '"')

    shown = client.send("/login", {"login": "haya", "password": PASSWORD, **kept})

    assert asked.status_code == 401
    assert shown.status_code == 200
    assert 'value="17"' in shown.text


def test_form_sent_from_another_site_is_not_kept(client: CheckingClient, session: Session, haya: Actor) -> None:
    asked = client.post("/tasks/1", data={"f_minutes": "17"}, headers={"Origin": "https://evil.example"})

    assert asked.status_code == 401
    assert "17" not in asked.text.split("<main")[1]
