"""Hostile log-ins: endless passwords, copied cookies, other sites, guesses by the dozen."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Counter, User
from tests import factories
from tests.webapp.conftest import PASSWORD, CheckingClient
from webapp import throttle

Enter = Callable[[Actor], CheckingClient]
KEPT = [
    '{"a": 5}', '{"a": null}', "[1]", "NaN", '"x"', "[" * 100_000, '{"f_minutes": ["\\ud800"]}',
    '{"f_minutes": [{"x": 1}]}'
]  # fmt: skip


@pytest.mark.parametrize("length", [129, 5000, 200_000])
@pytest.mark.parametrize("letter", ["x", "ﷺ"])
def test_a_very_long_password_is_a_wrong_one(client: CheckingClient, officer: Actor, length: int, letter: str) -> None:
    client.get("/login")

    assert client.send("/login", {"login": "haya", "password": letter * length}).status_code == 422


@pytest.mark.parametrize("letter", ["x", "ﷺ"])
def test_a_very_long_present_password_is_a_wrong_one(logged_in: Enter, officer: Actor, letter: str) -> None:
    new = {"new_password": "another long password", "new_password_confirm": "another long password"}

    assert logged_in(officer).send("/settings", {"password": letter * 128, **new}).status_code == 422
    assert logged_in(officer).send("/settings", {"password": letter * 5000, **new}).status_code == 422


def test_longest_password_with_letters_that_unfold_is_only_wrong(client: CheckingClient, officer: Actor) -> None:
    client.get("/login")

    assert client.send("/login", {"login": "haya", "password": "ﷺ" * 128}).status_code == 422


@pytest.mark.parametrize("kept", KEPT, ids=range(len(KEPT)))
def test_made_up_answers_to_keep_do_no_harm(
    logged_in: Enter, client: CheckingClient, session: Session, officer: Actor, kept: str
) -> None:
    task = factories.open_task(session, factories.start_case(session, officer), "S1_Receive")
    logged_in(officer)
    client.get("/login")
    sent = {"login": "haya", "password": PASSWORD, "next": f"/tasks/{task.id}", "kept": kept}

    assert client.send("/login", sent).status_code in (200, 303)


def test_a_copied_cookie_ends_with_the_log_out(logged_in: Enter, app: Flask, unsaved: Any, officer: Actor) -> None:
    browser = logged_in(officer)
    cookie = browser.get_cookie("masar")
    assert cookie is not None
    thief: Any = app.test_client()
    thief.unsaved = unsaved
    thief.set_cookie("masar", cookie.value)
    assert thief.get("/inbox").status_code == 200

    browser.send("/logout")

    assert thief.get("/inbox").status_code == 303


def test_an_address_of_another_site_is_no_failed_attempt(
    logged_in: Enter, client: CheckingClient, officer: Actor
) -> None:
    logged_in(officer)
    client.get("/login")
    sent = {"login": "haya", "password": PASSWORD, "next": "//evil.example"}

    assert client.send("/login", sent).location == "/inbox"


def test_many_logins_are_not_tried_from_one_address(client: CheckingClient, logged_in: Enter, officer: Actor) -> None:
    logged_in(officer)
    client.get("/login")
    for number in range(30):
        client.send("/login", {"login": f"name{number}", "password": "wrong password"})

    assert client.send("/login", {"login": "haya", "password": PASSWORD}).status_code == 422


def test_one_address_does_not_lock_a_colleague_out(client: CheckingClient, logged_in: Enter, officer: Actor) -> None:
    logged_in(officer)
    client.get("/login")
    for _ in range(10):
        client.send("/login", {"login": "haya", "password": "wrong password"}, environ_base={"REMOTE_ADDR": "10.0.0.9"})

    assert client.send("/login", {"login": "haya", "password": PASSWORD}).status_code == 303


def test_a_login_of_letters_that_no_database_takes_is_a_wrong_one(client: CheckingClient) -> None:
    client.get("/login")

    assert client.send("/login", {"login": "ha\x00ya", "password": "wrong password"}).status_code == 422


def test_an_operator_gives_no_short_password(app: Flask, session: Session) -> None:
    add = ["user", "add", "noura", "--name-ar", "نورة", "--name-en", "Noura", "--role", "finance", "--password"]
    session.commit()

    refused = app.test_cli_runner().invoke(args=[*add, "abc"])

    assert refused.exit_code == 1
    assert session.scalar(select(User.id).where(User.login == "noura")) is None


def test_an_arabic_password_given_by_the_operator_opens_the_door(
    app: Flask, session: Session, client: CheckingClient
) -> None:
    password = "كلمة أطول من آخر ما طُلب"
    add = ["user", "add", "noura", "--name-ar", "نورة", "--name-en", "Noura", "--role", "finance", "--password"]
    session.commit()

    added = app.test_cli_runner().invoke(args=[*add, password])
    client.get("/login")

    assert added.exit_code == 0, added.output
    assert client.send("/login", {"login": "noura", "password": password}).status_code == 303


def test_failures_are_not_forgotten_as_the_clock_turns(
    client: CheckingClient, logged_in: Enter, session: Session, officer: Actor
) -> None:
    logged_in(officer)
    client.get("/login")
    for _ in range(10):
        client.send("/login", {"login": "haya", "password": "wrong password"})
    now, before = throttle._window(), throttle._window(before=1)
    session.execute(update(Counter).values(name=func.replace(Counter.name, now, before)))
    session.commit()

    assert client.send("/login", {"login": "haya", "password": PASSWORD}).status_code == 422
