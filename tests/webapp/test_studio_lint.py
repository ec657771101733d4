"""Live findings, layout, and taking in a stranger's diagram in two steps: nothing is kept before the officer agrees."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine.actors import Actor
from engine.bpmn import layout, xml
from engine.models import PolicyVersion
from engine.policies import versions
from engine.studio import drafts
from tests.engine.strangers import SHAPES
from tests.webapp.conftest import CheckingClient
from tests.webapp.test_routes import Enter

PATH = "beneficiary_relations/beneficiary_handling.bpmn"
JSON = {"Accept": "application/json", "Origin": "http://localhost"}
HIDDEN = re.compile(r'name="xml" value="([^"]*)"')


def asked(page: CheckingClient, draft: PolicyVersion, what: str, body: Any) -> TestResponse:
    return page.post(f"/studio/{draft.id}/{what}", json=body, headers={**JSON, "X-CSRFToken": page.form_token})


def text_of(session: Session, draft: PolicyVersion, path: str = PATH) -> str:
    session.rollback()
    session.refresh(draft)
    return drafts.pack(session, draft).files[path].decode()


def upload(page: CheckingClient, draft: PolicyVersion, content: bytes, name: str = "My Process.bpmn") -> TestResponse:
    return page.send(f"/studio/{draft.id}/normalise", {"diagram": (BytesIO(content), name)})


def test_a_sound_drawing_has_no_finding(page: CheckingClient, draft: PolicyVersion, session: Session) -> None:
    told = asked(page, draft, "lint", {"path": PATH, "xml": text_of(session, draft)})
    assert told.json == {"findings": []}


def test_a_finding_names_the_element_and_offers_the_fix(
    page: CheckingClient, draft: PolicyVersion, session: Session
) -> None:
    text = text_of(session, draft)
    [default, *_] = re.findall(r' default="[^"]+"', text)
    before = text_of(session, draft)

    told = asked(page, draft, "lint", {"path": PATH, "xml": text.replace(default, "", 1)}).json

    assert told
    first = told["findings"][0]
    assert (first["severity"], first["code"], first["file"]) == ("error", "no-default", PATH)
    assert first["fix"]["kind"] == "default_flow"
    assert "المسار الافتراضي" in first["fix"]["sentence"]
    assert text_of(session, draft) == before, "nothing is kept by asking"


def test_the_whole_draft_is_asked_for_only_when_wanted(
    page: CheckingClient, draft: PolicyVersion, session: Session, reem: Actor
) -> None:
    broken = "beneficiary_relations/forms/broken.yaml"
    drafts.save(session, draft.id, broken, b"id: broken\n", None, reem)
    session.commit()
    text = text_of(session, draft)

    own, whole = (asked(page, draft, "lint", {"path": PATH, "xml": text, "whole": wide}).json for wide in (False, True))

    assert own == {"findings": []}
    assert whole
    assert {each["file"] for each in whole["findings"]} == {broken}


@pytest.mark.parametrize("body", [None, [], {"path": PATH}, {"path": PATH, "xml": 3}, {"path": 1, "xml": ""}])
def test_what_is_no_question_is_refused(page: CheckingClient, draft: PolicyVersion, body: Any) -> None:
    assert asked(page, draft, "lint", body).status_code == 400


def test_another_file_of_the_site_cannot_be_asked_for(page: CheckingClient, draft: PolicyVersion) -> None:
    assert asked(page, draft, "lint", {"path": "../../etc/passwd", "xml": "<a/>"}).status_code == 404


def test_a_drawing_that_is_no_xml_is_a_finding(page: CheckingClient, draft: PolicyVersion) -> None:
    told = asked(page, draft, "lint", {"path": PATH, "xml": "<a"}).json
    assert told
    assert "not-xml" in {each["code"] for each in told["findings"]}


def test_a_drawing_is_laid_out_and_not_kept(page: CheckingClient, draft: PolicyVersion, session: Session) -> None:
    text = text_of(session, draft)
    told = asked(page, draft, "layout", {"xml": text}).json
    assert told
    assert layout.is_drawn(xml.read(told["xml"].encode()))
    assert text_of(session, draft) == text


@pytest.mark.parametrize("text", ["", "<a", "<!DOCTYPE a><a/>", "<a/>"])
def test_what_cannot_be_laid_out_is_said(page: CheckingClient, draft: PolicyVersion, text: str) -> None:
    told = asked(page, draft, "layout", {"xml": text})
    assert told.status_code == 422
    assert told.json
    assert told.json["problem"]


def test_a_stranger_is_shown_before_anything_is_kept(
    page: CheckingClient, draft: PolicyVersion, session: Session
) -> None:
    hash = draft.hash
    shown = upload(page, draft, SHAPES["vendor conditions"])

    assert shown.status_code == 200
    assert "أُضيفت نهاية بعد" in shown.text
    assert 'value="condition:f1" checked' in shown.text
    session.refresh(draft)
    assert draft.hash == hash


def test_taken_in_with_what_was_ticked(page: CheckingClient, draft: PolicyVersion, session: Session) -> None:
    shown = upload(page, draft, SHAPES["vendor conditions"])
    [text] = HIDDEN.findall(shown.text)
    body = {"name": "my_process", "xml": unescape(text), "offer": ["condition:f1"]}

    answer = page.send(f"/studio/{draft.id}/normalise/take-in", body)

    assert answer.status_code == 303
    assert answer.location.endswith("/diagrams/my_process")
    kept = text_of(session, draft, "beneficiary_relations/my_process.bpmn")
    assert 'need = "x"' in kept
    assert page.get(answer.location).status_code == 200


def test_left_unticked_it_stays_as_the_stranger_wrote_it(
    page: CheckingClient, draft: PolicyVersion, session: Session
) -> None:
    body = {"name": "my_process", "xml": SHAPES["vendor conditions"].decode()}
    page.get("/settings")
    page.send(f"/studio/{draft.id}/normalise/take-in", body)
    assert "${need" in text_of(session, draft, "beneficiary_relations/my_process.bpmn")


def test_a_name_that_is_taken_is_numbered(page: CheckingClient, draft: PolicyVersion, session: Session) -> None:
    shown = upload(page, draft, SHAPES["plain tasks"], "../../beneficiary handling.BPMN")
    assert "beneficiary_handling_2" in shown.text


def test_a_process_that_the_draft_has_already_is_said(
    page: CheckingClient, draft: PolicyVersion, session: Session
) -> None:
    shown = upload(page, draft, text_of(session, draft).encode())
    assert "beneficiary_handling" in shown.text
    assert "alert-danger" in shown.text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"])
def test_what_is_no_diagram_is_refused_and_nothing_kept(
    page: CheckingClient, draft: PolicyVersion, session: Session, content: bytes
) -> None:
    hash = draft.hash
    assert upload(page, draft, content).status_code == 422
    session.refresh(draft)
    assert draft.hash == hash


def test_a_version_in_force_takes_nothing_in(page: CheckingClient, session: Session) -> None:
    version = versions.in_force(session)
    page.get("/settings")
    body = {"name": "x", "xml": SHAPES["plain tasks"].decode()}
    assert page.send(f"/studio/{version.id}/normalise/take-in", body).status_code == 409


def test_who_may_not_edit_the_policy_may_not_ask(logged_in: Enter, draft: PolicyVersion, officer: Actor) -> None:
    page = logged_in(officer)
    assert asked(page, draft, "lint", {"path": PATH, "xml": "<a/>"}).status_code == 403
    assert asked(page, draft, "layout", {"xml": "<a/>"}).status_code == 403
    assert upload(page, draft, SHAPES["plain tasks"]).status_code == 403


def test_texts_of_a_stranger_are_text_on_the_page(page: CheckingClient, draft: PolicyVersion) -> None:
    evil = SHAPES["plain tasks"].replace(b'<task id="A"', b'<task name="&lt;script&gt;x&lt;/script&gt;" id="A"')
    shown = upload(page, draft, evil)
    assert "<script>x" not in shown.text
    assert "&lt;script&gt;x" in shown.text
