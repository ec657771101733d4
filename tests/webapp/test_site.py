"""What holds for every page: headers, languages, dates, settings, policy, operations."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.models import Person
from tests import factories
from tests.conftest import START
from tests.webapp.conftest import PASSWORD, CheckingClient
from webapp import demo, i18n
from webapp.config import ROOT
from webapp.database import db

Enter = Callable[[Actor], CheckingClient]
CATALOGUE = ROOT / "webapp/translations/ar/LC_MESSAGES/messages.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


def test_every_text_has_its_arabic() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, "ar")
    used = {
        message
        for folder in ("webapp", "webapp/templates")
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, METHODS, keywords=KEYWORDS)
    }
    missing = [text for text in used if not catalogue.get(text if isinstance(text, str) else text[0])]
    empty = [entry.id for entry in catalogue if entry.id and not all(_said(entry.string))]

    assert (missing, empty, [entry.id for entry in catalogue if entry.fuzzy and entry.id]) == ([], [], [])


def test_compiled_catalogue_is_the_one_in_the_repository() -> None:
    with CATALOGUE.open("rb") as po, CATALOGUE.with_suffix(".mo").open("rb") as mo:
        compiled = {_first(entry.id): _said(entry.string) for entry in read_mo(mo) if entry.id}
        written = {_first(entry.id): _said(entry.string) for entry in read_po(po, "ar") if entry.id}

    assert compiled == written


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "الآن"),
        (1, "بعد يوم"),
        (2, "بعد يومين"),
        (3, "بعد 3 أيام"),
        (14, "بعد 14 يومًا"),
        (100, "بعد 100 يوم"),
        (-2, "قبل يومين"),
    ],
)
def test_days_are_counted_as_arabic_counts(app: Flask, days: int, said: str) -> None:
    with app.test_request_context():
        assert i18n.relative(START + timedelta(days=days)) == said


def test_day_stands_in_both_calendars(app: Flask) -> None:
    with app.test_request_context():
        shown = i18n.day(START)

    assert "22/11/2026" in shown
    assert "12/06/1448" in shown
    assert '<bdi dir="ltr"' in shown


def test_day_is_the_associations_not_greenwichs(app: Flask) -> None:
    with app.test_request_context():
        assert "23/11/2026" in i18n.day(START.replace(hour=22))


def test_pages_are_not_stored_by_browsers(logged_in: Enter, officer: Actor) -> None:
    response = logged_in(officer).get("/inbox")

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_assets_are_kept_for_ever(client: CheckingClient) -> None:
    page = client.get("/login").text
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]

    with client.get(sheet) as response:
        assert "immutable" in response.headers["Cache-Control"]


def test_asset_path_cannot_leave_its_folder(client: CheckingClient) -> None:
    assert client.get("/static/../../config.py").status_code == 404
    assert client.get("/images/..%2f..%2fconfig.py").status_code == 404


def test_unknown_page_is_a_page_of_ours(logged_in: Enter, officer: Actor) -> None:
    response = logged_in(officer).get("/nowhere")

    assert response.status_code == 404
    assert "لم نجد هذه الصفحة" in response.text


def test_too_large_a_request_says_so(app: Flask, logged_in: Enter, officer: Actor) -> None:
    browser = logged_in(officer)
    app.config["MAX_CONTENT_LENGTH"] = 100

    assert browser.send("/settings", {"password": "x" * 500}).status_code == 413


def test_language_is_kept_with_the_user(logged_in: Enter, officer: Actor) -> None:
    logged_in(officer).send("/language", {"locale": "en", "back": "/settings"})

    assert '<html lang="en" dir="ltr">' in logged_in(officer).get("/inbox").text


def test_log_in_page_speaks_english_by_cookie(client: CheckingClient) -> None:
    client.get("/login")
    client.send("/language", {"locale": "en"})

    assert "User name" in client.get("/login").text


def test_changed_password_ends_other_sessions(logged_in: Enter, officer: Actor) -> None:
    other, browser = logged_in(officer), logged_in(officer)
    new = "another long password"
    sent = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}

    assert browser.send("/settings", sent).status_code == 303
    assert browser.get("/inbox").status_code == 200
    assert other.get("/inbox").location.startswith("/login")


def test_short_password_is_refused(logged_in: Enter, officer: Actor) -> None:
    sent = {"password": PASSWORD, "new_password": "short", "new_password_confirm": "short"}

    assert logged_in(officer).send("/settings", sent).status_code == 422


def test_policy_page_shows_clauses_additions_and_basis(logged_in: Enter, outsider: Actor) -> None:
    page = logged_in(outsider).get("/policy/").text

    assert "استقبال المستفيد بلباقة واحترام" in page
    assert "إسناد" in page
    assert "strip-policy" in page


def test_banner_stands_on_every_page_until_the_board_decides(logged_in: Enter, officer: Actor) -> None:
    browser = logged_in(officer)

    for path in ("/inbox", "/cases/", "/committee/", "/policy/", "/settings", "/nowhere"):
        assert "strip-policy" in browser.get(path).text, path


def test_diagram_and_papers_of_the_policy_are_served(logged_in: Enter, outsider: Actor) -> None:
    browser = logged_in(outsider)
    page = browser.get("/policy/").text

    assert b"CR_Ballot" in browser.get("/policy/diagrams/committee_review").data
    key = page.split('href="/policy/tools/')[1].split('"')[0]
    assert "ليس من نص السياسة" in browser.get(f"/policy/tools/{key}").text
    assert browser.get(f"/policy/tools/{key}/file").data


def test_request_form_is_printed_from_its_form_file(logged_in: Enter, outsider: Actor) -> None:
    assert logged_in(outsider).get("/policy/tools/support_request/file").data.startswith(b"%PDF")


def test_quality_officer_replaces_a_starter_paper(logged_in: Enter, session: Session) -> None:
    reem = factories.create_user(session, "reem", ["quality_officer"])
    own = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    browser = logged_in(reem)

    browser.send("/policy/tools/bylaws", {"paper": (BytesIO(own), "bylaws.pdf")})

    page = browser.get("/policy/tools/bylaws").text
    assert "ليس من نص السياسة" not in page
    assert "reem" in page
    assert browser.get("/policy/tools/bylaws/file").data == own


def test_paper_of_a_refused_type_changes_nothing(logged_in: Enter, session: Session) -> None:
    reem = factories.create_user(session, "reem", ["quality_officer"])
    browser = logged_in(reem)

    refused = browser.send("/policy/tools/bylaws", {"paper": (BytesIO(b"#!/bin/sh\nrm -rf /\n"), "bylaws.pdf")})

    assert refused.status_code == 422
    assert "ليس من نص السياسة" in browser.get("/policy/tools/bylaws").text


def test_operator_sees_the_timers(logged_in: Enter, session: Session, officer: Actor) -> None:
    case = factories.refer(session, officer)
    operator = factories.create_user(session, "admin", ["administrator"])

    page = logged_in(operator).get("/operations/").text

    assert case.number in page
    assert factories.SU["name"] not in page


def test_operations_are_closed_to_others(logged_in: Enter, officer: Actor) -> None:
    browser = logged_in(officer)

    assert browser.get("/operations/").status_code == 403
    assert "/operations/" not in browser.get("/inbox").text


def test_real_database_has_no_movable_clock(logged_in: Enter, session: Session) -> None:
    operator = factories.create_user(session, "admin", ["administrator"])

    assert logged_in(operator).get("/demo/clock").status_code == 404


def test_demo_clock_moves_forward_only_and_by_the_operator(logged_in: Enter, session: Session, officer: Actor) -> None:
    operator = factories.create_user(session, "admin", ["administrator"])
    demo.mark(session)
    session.commit()
    browser = logged_in(operator)

    assert browser.send("/demo/clock", {"days": "14", "hours": "1"}).status_code == 303
    session.rollback()
    assert demo.offset(session) == timedelta(days=14, hours=1)
    session.rollback()
    assert browser.send("/demo/clock", {"days": "-3", "hours": "0"}).status_code == 422
    assert logged_in(officer).get("/demo/clock").status_code == 403
    clock.set_offset(timedelta())


def test_demo_people_are_made_once_and_only_in_a_demo(app: Flask, session: Session, tmp_path: Path) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError, match="not a demo"):
            demo.seed(session, "samakh", tmp_path)
        demo.mark(session)
        first, second = demo.seed(session, "samakh", tmp_path), demo.seed(session, "samakh", tmp_path)

    roles = {role for log_in in demo.one_for_each_role(first) for role in log_in.roles}
    assert first == second
    assert {"relations_officer", "committee_chair", "finance", "administrator"} <= roles


def _first(text: object) -> object:
    return text[0] if isinstance(text, list | tuple) else text


def _said(text: object) -> list[str]:
    return list(text) if isinstance(text, list | tuple) else [str(text or "")]


def test_two_who_register_one_number_at_once_get_one_person_and_a_conflict(
    app: Flask, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    """On PostgreSQL neither sees the other's row before the commit: the index refuses the second."""

    def register() -> None:
        db.session.add(Person(national_id=factories.SU["national_id"], name="سعاد", created_at=clock.now()))
        db.session.flush()

    with app.test_request_context("/", method="POST"):
        register()
        db.session.commit()
        with pytest.raises(IntegrityError) as refused:
            register()
        assert app.make_response(app.handle_user_exception(refused.value)).status_code == 409
        assert db.session.scalars(select(Person.name)).all() == ["سعاد"]
    assert factories.SU["national_id"] not in caplog.text
