"""Trying a draft through the pages: every role, its own clock, nothing counted or sent, nothing mixed with the real site."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import scenarios
from engine.actors import Actor
from engine.models import Case, Document, HistoryEvent, Outbox, PolicyVersion, Sandbox, UserTask
from engine.studio import drafts
from tests import factories
from tests.webapp import trial as trials
from tests.webapp.conftest import CheckingClient
from tests.webapp.trial import Trial

Enter = Callable[[Actor], CheckingClient]
SAMPLE = Path(__file__).parents[2] / "processes" / "beneficiary_relations" / "documents" / "sample.pdf"
STRIP = "تجربة مسودة"


@pytest.fixture
def reem(session: Session) -> Actor:
    return factories.create_user(session, "reem", ["quality_officer"])


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    made = drafts.open(session, session.scalars(select(PolicyVersion.id)).one(), "مهلة أقصر", reem)
    session.commit()
    return made


@pytest.fixture
def trial(logged_in: Enter, reem: Actor, draft: PolicyVersion) -> Trial:
    return Trial(logged_in(reem), draft.id)


def test_straight_path_is_played_recorded_and_passes(trial: Trial, session: Session, reem: Actor) -> None:
    trials.refer(trial)
    assert trial.move("moment", "2026-12-01T10:00").status_code == 303
    trials.decide(trial)
    trials.serve(trial)
    trial.do(
        "service_provider", "S7_Provide", service_given="إيجار", provided_amount=90000, quantity=1,
        provided_on="2026-12-01", provider_name="سعد", receipt=(BytesIO(SAMPLE.read_bytes()), "receipt.pdf"),
    )  # fmt: skip
    trial.do("relations_officer", "SAT_Rate", score="5", rating_anonymous=False)
    assert trial.case().end_element == "End_Served"

    page = trial.get("/record")
    assert "تتقدم الساعة" in page.text
    title = {"title_ar": "أرملة تطلب الإيجار", "title_en": "A widow asks for rent"}
    assert trial.send("/record", title).status_code == 303

    session.rollback()
    pack = drafts.pack(session, drafts.get(session, trial.version_id, reem))
    report = scenarios.run_in(pack, "beneficiary_relations/scenarios/a_widow_asks_for_rent.yaml", lambda _: None)
    assert report.failures == []
    assert report.steps > 15
