"""An officer who tries a draft through the site's pages, and a look into the sandbox behind them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import forms
from engine.models import Case, TaskStatus, User, UserTask
from engine.policies import versions
from engine.studio import sandboxes
from tests import factories
from tests.webapp.conftest import CheckingClient

ADDRESS = re.compile(r"/studio/(\d+)/try/([0-9a-f]{32})/")


class Trial:
    """One sandbox, open in one browser."""

    def __init__(self, browser: CheckingClient, version_id: int) -> None:
        self.browser, self.version_id = browser, version_id
        browser.get(f"/studio/{version_id}/try")
        self.made = browser.send(f"/studio/{version_id}/try")
        assert self.made.status_code == 303, self.made.text
        found = ADDRESS.search(self.made.location)
        assert found, self.made.location
        self.key, self.root = found[2], found[0].rstrip("/")

    @property
    def engine(self) -> Engine:
        return sandboxes._engine(str(self.folder / "sandbox.db"))

    @property
    def folder(self) -> Path:
        return sandboxes.root / self.key

    def session(self) -> Session:
        return Session(self.engine)

    def get(self, path: str) -> TestResponse:
        return self.browser.get(self.root + path)

    def send(self, path: str, data: Mapping[str, Any] | None = None) -> TestResponse:
        return self.browser.send(self.root + path, {"token": factories.token(), **(data or {})})

    def play(self, login: str) -> None:
        with self.session() as inside:
            who = inside.scalars(select(User.id).where(User.login == login)).one()
        assert self.send("/play", {"who": str(who)}).status_code == 303

    def start(self, answers: Mapping[str, Any]) -> TestResponse:
        return self.send("/cases/new/beneficiary_case", {"action": "complete", **self.raw("start", answers)})

    def do(self, login: str, element: str, **answers: Any) -> TestResponse:
        self.play(login)
        task_id, form = self.task(element)
        files = {f"f_{name}": answers.pop(name) for name in list(answers) if isinstance(answers[name], tuple)}
        raw = self.raw(form, answers) if form else {}
        response = self.send(f"/tasks/{task_id}", {"action": "complete", **raw, **files})
        assert response.status_code == 303, (element, response.status_code, complaints(response))
        return response

    def vote(self, login: str, vote: str, **more: str) -> None:
        self.play(login)
        task_id, _ = self.task("CR_Ballot")
        raw = self.raw("ballot", {"vote": vote, **more})
        response = self.send(f"/tasks/{task_id}/vote", {"action": "complete", **raw})
        assert response.status_code == 303, complaints(response)

    def move(self, to: str, moment: str = "") -> TestResponse:
        return self.send("/clock", {"to": to, "moment": moment, "back": f"{self.root}/inbox/roles"})

    def task(self, element: str) -> tuple[int, str | None]:
        query = select(UserTask.id, UserTask.form).where(
            UserTask.element_id == element, UserTask.status == TaskStatus.OPEN
        )
        with self.session() as inside:
            found = inside.execute(query).all()
        assert found, (element, self.open())
        return found[0][0], found[0][1]

    def open(self) -> list[str]:
        with self.session() as inside:
            return sorted(inside.scalars(select(UserTask.element_id).where(UserTask.status == TaskStatus.OPEN)))

    def case(self, case_id: int = 1) -> Case:
        with self.session() as inside:
            return inside.get_one(Case, case_id)

    def raw(self, form: str, answers: Mapping[str, Any]) -> forms.RawAnswers:
        with self.session() as inside:
            policy = versions.policy(inside, versions.in_force(inside).id)
            return forms.encode(policy.forms[form], answers)

    def user(self, login: str) -> int:
        with self.session() as inside:
            return inside.scalars(select(User.id).where(User.login == login)).one()


def complaints(response: TestResponse) -> list[str]:
    """What a page says is wrong."""
    return re.findall(r'class="(?:invalid-feedback|alert[^"]*)"[^>]*>(.*?)</', response.text, re.S)[:8]


PAPERS = ("national_id", "income_statement", "family_card", "death_certificate", "rent_contract", "iban_letter")


def refer(trial: Trial) -> None:
    """A widow asks for rent: from the counter to the committee."""
    trial.play("relations_officer")
    assert trial.start({"origin": "applicant"}).status_code == 303
    officer = "relations_officer"
    trial.do(officer, "S1_Receive", **factories.RECEIVED)
    checked = {**factories.CHECKED, "papers_checked": [{"key": key, "state": "matched"} for key in PAPERS]}
    trial.do(officer, "S2_CheckInfo", **checked)
    declared = {"signer_relation": "self", "signature": {"drawn": factories.DRAWN}, "officer_attests": True}
    trial.do(officer, "S4_Declare", **declared, signed_on="2026-11-22")
    trial.do(officer, "S5_InformReferral", informed_how="phone", informed=True)


def decide(trial: Trial) -> None:
    """The committee accepts."""
    researcher = "research_officer"
    trial.do(researcher, "CR_Assign", researcher=str(trial.user(researcher)), visit_needed=False)
    paper = {"summary": "أسرة من أربعة", "recommendation": "accept", "recommendation_reason": "الدخل دون الحد"}
    trial.do(researcher, "CR_Prepare", **paper)
    for member in ("committee_member", "committee_member_2", "committee_chair"):
        trial.vote(member, "accept")
    trial.do(
        "committee_secretary", "CR_Record", decision_extent="whole", support_form="cash", decision_amount=90000,
        decision_period="شهريًا", minutes_number="5/1448", minutes_on="2026-12-01",
    )  # fmt: skip


def serve(trial: Trial) -> None:
    """The reply, the registration, the help, the rating."""
    officer = "relations_officer"
    trial.do(officer, "S5_Reply", reply_channel="phone", reply_text="قُبل طلبك", replied=True)
    trial.do(
        officer, "S6_Register", file_number="S-1448-017", iban="SA67 8000 0000 9900 0000 0001", city="صمخ",
        district="حي المسجد", address="طريق الملك فهد", effective_on="2026-12-01", papers_complete=True,
    )  # fmt: skip
    trial.do(
        "finance", "A_Disburse", disbursement_number="1448/112", paid_name=factories.SU["name"], paid_id="1099990010",
        id_place="بيشة", paid_amount=90000, paid_on="2026-12-01",
    )  # fmt: skip
