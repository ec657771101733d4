"""A draft may hold files that cannot be read, and old pages ask for what has gone: a sentence, never a fault."""

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import PolicyVersion
from engine.studio import drafts, scenario_runs
from tests.webapp.conftest import CheckingClient

BROKEN = b"a: [1\n"
PAGES = (
    "/", "/findings", "/changes", "/text/", "/lists/roles", "/lists/association", "/lists/ballots", "/lists/roles/new",
    "/forms/", "/forms/receive", "/tables/", "/tables/required_papers", "/texts/", "/texts/new", "/letters/",
    "/documents/", "/calendar/", "/scenarios/", "/replay", "/try", "/compare/1", "/diagrams/",
    "/diagrams/beneficiary_handling", "/vocabulary", "/export",
)  # fmt: skip
ACTS = {
    "/lists/roles/entries/finance/move": {"by": "1"}, "/lists/roles/new": {}, "/lists/association": {}, "/try": {},
    "/submit": {}, "/replay": {}, "/scenarios/": {"title_ar": "أرملة", "title_en": "a widow"},
    "/tables/": {"key": "need", "title": "الحاجة"}, "/forms/new": {"title_ar": "طلب", "title_en": "Request"},
    "/diagrams/": {"name_ar": "فرع", "name_en": "branch", "role": "finance", "form": "receive"},
}  # fmt: skip


def broken(session: Session, draft: PolicyVersion, path: str, actor: Actor) -> None:
    drafts.save(session, draft.id, path, BROKEN, draft.manifest[path], actor)
    session.commit()


@pytest.fixture
def scenario(draft: PolicyVersion) -> str:
    return scenario_runs.scenarios(draft.manifest)[0]


def address(draft: PolicyVersion, scenario: str, rest: str) -> str:
    return f"/studio/{draft.id}/scenarios/{scenario.split('/')[-1].removesuffix('.yaml')}{rest}"


@pytest.mark.parametrize("act", ["move", "remove"])
def test_a_step_that_has_gone_is_not_found(page: CheckingClient, draft: PolicyVersion, scenario: str, act: str) -> None:
    sent = {"seen": draft.manifest[scenario]}
    assert page.send(address(draft, scenario, f"/steps/99/{act}"), sent).status_code == 404


@pytest.mark.parametrize("act", ["/steps/0/move", "/steps/0/remove", "/copy"])
def test_an_unreadable_scenario_says_so(
    page: CheckingClient, draft: PolicyVersion, scenario: str, session: Session, reem: Actor, act: str
) -> None:
    broken(session, draft, scenario, reem)
    assert page.send(address(draft, scenario, act), {"seen": draft.manifest[scenario]}).status_code == 422
    assert page.get(address(draft, scenario, "/source")).status_code == 200


def test_every_page_of_an_unreadable_policy_opens(
    page: CheckingClient, draft: PolicyVersion, session: Session, reem: Actor
) -> None:
    broken(session, draft, "associations/samakh.yaml", reem)
    found = {rest: page.get(f"/studio/{draft.id}{rest}").status_code for rest in PAGES}
    assert {rest: status for rest, status in found.items() if status != 200} == {}
    acted = {rest: page.send(f"/studio/{draft.id}{rest}", sent).status_code for rest, sent in ACTS.items()}
    assert {rest: status for rest, status in acted.items() if status >= 500} == {}
