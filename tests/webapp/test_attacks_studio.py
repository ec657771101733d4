"""Hostile requests to the studio: odd addresses, JSON that is none, locks held for long, versions that are closed."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine.actors import Actor
from engine.models import PolicyVersion, VersionStatus
from engine.policies import versions
from engine.studio import drafts
from tests import factories
from tests.webapp.conftest import CheckingClient
from tests.webapp.test_routes import OF_THE_STUDIO

Enter = Callable[[Actor], CheckingClient]
EMPTY = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
DEEP = 100_000
ASKED_BY_SCRIPTS = ("lint", "layout", "feel", "diagrams/beneficiary_case")
NAMES = [
    "..", "..%2f..%2fetc", "%00", "a%00b", "a%0d%0aX:1", "a%22;%20x=%22b", "%D8%B3", "%e2%80%ae", "a" * 3000, "*",
    "%25", "__proto__", "new", "%ff%fe", "a%5c..%5c", "%20", "-1", "1e400",
]  # fmt: skip


@pytest.fixture
def reem(session: Session) -> Actor:
    return factories.create_user(session, "reem", ["quality_officer"])


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    made = drafts.open(session, session.scalars(select(PolicyVersion.id)).one(), "مهلة أقصر", reem)
    session.commit()
    return made


@pytest.fixture
def browser(logged_in: Enter, session: Session, reem: Actor, draft: PolicyVersion) -> CheckingClient:
    entered = logged_in(reem)
    entered.get(f"/studio/{draft.id}/")
    return entered


def ask(browser: CheckingClient, path: str, body: str, **headers: str) -> TestResponse:
    sent = {"Origin": "http://localhost", "X-CSRFToken": browser.form_token, "Content-Type": "application/json"}
    return browser.post(path, data=body, headers=sent | headers)


@pytest.mark.parametrize("path", ASKED_BY_SCRIPTS)
@pytest.mark.parametrize(
    "body",
    [
        "[" * DEEP, '{"a":' * DEEP, "null", "5", "[]", "{", "", "9" * 5000, '{"xml": NaN}',
        '{"xml": "\\ud800", "path": "\\ud800", "seen": "\\ud800", "text": "\\ud800", "names": {"\\ud800": "text"}}',
        '{"xml": "\\u0000", "path": "\\u0000", "seen": "\\u0000", "text": "\\u0000"}',
        json.dumps({"text": "(" * 50_000}), json.dumps({"text": "1+" * 500_000}),
        json.dumps({"text": "for i in 1..1000000000 return i"}),
    ],
    ids=range(14),
)  # fmt: skip
def test_a_message_that_is_none_is_no_fault_of_ours(
    browser: CheckingClient, draft: PolicyVersion, path: str, body: str
) -> None:
    assert ask(browser, f"/studio/{draft.id}/{path}", body).status_code < 500


@pytest.mark.parametrize("path", ASKED_BY_SCRIPTS)
def test_a_script_of_another_site_is_not_heard(browser: CheckingClient, draft: PolicyVersion, path: str) -> None:
    for headers in ({"X-CSRFToken": ""}, {"X-CSRFToken": "x", "Origin": "http://evil.example"}):
        assert ask(browser, f"/studio/{draft.id}/{path}", "{}", **headers).status_code == 400


@pytest.mark.parametrize("name", NAMES)
def test_a_made_up_name_in_an_address_is_no_fault_of_ours(
    app: Flask, browser: CheckingClient, draft: PolicyVersion, name: str
) -> None:
    for method, path in addresses(app, draft.id, name):
        sent = {"action": "complete", "to": "x", "paper": (io.BytesIO(b"x"), "a.txt")}
        response = browser.send(path, sent) if method == "POST" else browser.get(path)
        assert response.status_code < 500, (method, path)
        assert "X" not in response.headers


def addresses(app: Flask, version_id: int, name: str, number: int = 1) -> Iterator[tuple[str, str]]:
    """Every address of the studio in which a name stands."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        texts = [part for part in rule.arguments if f"<{part}>" in rule.rule or f"<path:{part}>" in rule.rule]
        if rule.endpoint in OF_THE_STUDIO and texts:
            path = rule.rule.replace("<int:version_id>", str(version_id))
            for part in rule.arguments:
                path = path.replace(f"<{part}>", name).replace(f"<path:{part}>", name)
                path = path.replace(f"<int:{part}>", str(number))
            yield from ((method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"}))


def test_a_page_that_is_gone_is_not_found_also_when_its_form_is_refused(
    browser: CheckingClient, draft: PolicyVersion
) -> None:
    sent = {"paper": (io.BytesIO(b"x"), "a.txt")}

    assert browser.send(f"/studio/{draft.id}/documents/nothing", {}).status_code == 404
    assert browser.send(f"/studio/{draft.id}/documents/nothing", sent).status_code == 404


def test_a_title_that_no_database_takes_is_mended(
    browser: CheckingClient, session: Session, draft: PolicyVersion
) -> None:
    assert browser.send(f"/studio/{draft.id}/title", {"title": "a\0b"}).status_code == 303
    session.rollback()
    assert draft.title == "a\ufffdb"


@contextmanager
def locks(engine: Engine) -> Iterator[list[bool]]:
    """Each transaction of the request: whether it began with the write lock."""
    begun: list[bool] = []

    def begin(connection: object) -> None:
        begun.append(bool(connection.get_execution_options().get("writing")))  # type: ignore[attr-defined]

    event.listen(engine, "begin", begin)
    yield begun
    event.remove(engine, "begin", begin)


def test_nobody_waits_while_a_strangers_diagram_is_repaired(
    browser: CheckingClient, draft: PolicyVersion, engine: Engine
) -> None:
    with locks(engine) as begun:
        made = browser.send(f"/studio/{draft.id}/normalise/take-in", {"name": "stranger.bpmn", "xml": EMPTY})

    assert made.status_code == 303
    assert begun[0] is False
    assert True in begun


@pytest.mark.parametrize("status", ["in_review", "withdrawn"])
def test_a_closed_version_is_changed_through_no_door(
    app: Flask, browser: CheckingClient, session: Session, reem: Actor, draft: PolicyVersion, status: str
) -> None:
    drafts.save(session, draft.id, "beneficiary_relations/documents/x.txt", b"x", None, reem)
    versions.make_ready(session, draft)
    draft.status = VersionStatus(status)
    session.commit()
    kept = (draft.manifest, draft.hash, draft.revision, draft.title, draft.specs)
    diagram = next(path for path in draft.manifest if path.endswith(".bpmn"))
    sent = {"seen": draft.manifest[diagram], "to": "other", "title": "x", "action": "complete", "part": "head"}
    leave = {f"/studio/{draft.id}/{verb}" for verb in ("open", "withdraw")}
    session.rollback()

    one_of_each = {PurePosixPath(path).parent: PurePosixPath(path).stem for path in kept[0]}
    for name in {*one_of_each.values(), "relations_officer"} - {"lists"}:
        for method, path in addresses(app, draft.id, name):
            if method == "POST" and path not in leave:
                assert browser.send(path, sent).status_code >= 200
    saved = ask(
        browser, f"/studio/{draft.id}/diagrams/{PurePosixPath(diagram).stem}", json.dumps({**sent, "xml": EMPTY})
    )

    assert saved.status_code == 409
    session.rollback()
    assert (draft.manifest, draft.hash, draft.revision, draft.title, draft.specs) == kept
