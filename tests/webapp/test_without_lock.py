"""What an editor asks while somebody types waits for nobody who writes, and keeps nobody from writing."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.database import writing
from engine.models import PolicyVersion, User
from engine.studio import drafts
from tests.webapp.conftest import CheckingClient
from webapp.database import WITHOUT_LOCK

DIAGRAM = "beneficiary_relations/beneficiary_handling.bpmn"
ASKED: dict[str, Callable[[str], dict[str, object]]] = {
    "lint": lambda xml: {"json": {"path": DIAGRAM, "xml": xml}},
    "layout": lambda xml: {"json": {"xml": xml}},
    "normalise": lambda xml: {"data": {"diagram": (BytesIO(xml.encode()), "a.bpmn")}},
    "feel": lambda _: {"json": {"text": "channel = 1"}},
    "forms/receive/preview": lambda _: {"data": {"action": "redraw"}},
    "tables/required_papers/check": lambda _: {"data": {}},
}


@pytest.mark.parametrize("what", ASKED)
def test_an_editor_is_answered_while_somebody_else_writes(
    what: str, page: CheckingClient, reem: Actor, draft: PolicyVersion, engine: Engine, session: Session
) -> None:
    xml = drafts.pack(session, draft).files[DIAGRAM].decode()
    address = f"/studio/{draft.id}/{what}"
    session.rollback()
    with Session(engine) as other:
        writing(other)
        other.get_one(User, reem.user_id)
        headers = {"X-CSRFToken": page.form_token, "Origin": "http://localhost"}
        assert page.post(address, headers=headers, **ASKED[what](xml)).status_code == 200


def test_only_pages_that_are_there_go_without_the_lock(app: Flask, client: CheckingClient) -> None:
    assert set(app.view_functions) >= WITHOUT_LOCK
