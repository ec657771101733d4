"""Scenarios through their pages: listed, told in words, begun, written in the real forms, edited as text."""

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import PolicyVersion
from engine.policies import entries, versions
from engine.studio import drafts, jobs, scenario_runs
from tests import factories
from tests.webapp.conftest import CheckingClient
from tests.webapp.test_routes import Enter

FOLDER = "beneficiary_relations/scenarios"
NAME = "a_call"
KEPT = "05b_does_not_go_on"


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    made = drafts.open(session, versions.in_force(session).id, "مسودة", reem)
    for path in scenario_runs.scenarios(made.manifest):
        if KEPT not in path:
            drafts.save(session, made.id, path, None, made.manifest[path], reem)
    session.commit()
    return made


def root(draft: PolicyVersion, rest: str = "") -> str:
    return f"/studio/{draft.id}/scenarios/{rest}"


def steps(session: Session, draft: PolicyVersion, name: str = NAME) -> list[dict[str, object]]:
    session.rollback()
    session.refresh(draft)
    found: list[dict[str, object]] = entries.get(versions.files(session, draft)[f"{FOLDER}/{name}.yaml"], ("steps",))
    return found


def begin(page: CheckingClient, draft: PolicyVersion) -> None:
    page.get(root(draft))
    assert page.send(root(draft), {"title_ar": "مكالمة", "title_en": "A call"}).status_code == 303
    asked = {"kind": "start", "key": "beneficiary_case", "as": "relations_officer_1", "new": "0", "action": "save"}
    assert page.send(root(draft, f"{NAME}/steps/0"), {**asked, "f_origin": "applicant"}).status_code == 303


def test_list_shows_states_and_failures(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    assert "ينتظر التمثيل" in page.get(root(draft)).text
    session.rollback()
    while jobs.run_next(session):
        pass
    session.commit()
    text = page.get(root(draft)).text
    assert "نجح 1 من 1" in text
    assert "أُوضحت له الإجراءات" in text


def test_scenario_is_told_in_words(page: CheckingClient, draft: PolicyVersion) -> None:
    text = page.get(root(draft, KEPT)).text
    assert "ينجز «استقبال المستفيد والإجابة عن استفساراته»" in text
    assert "قناة التواصل" in text
    assert "المتوقع" in text


def test_new_scenario_is_written_in_the_real_forms(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    begin(page, draft)
    chooser = page.get(root(draft, f"{NAME}/steps/1?new=1")).text
    assert "استقبال المستفيد" in chooser
    form = page.get(root(draft, f"{NAME}/steps/1?new=1&kind=do&key=S1_Receive&as=relations_officer_1")).text
    assert "بماذا نخدمه اليوم؟" in form
    asked = {"kind": "do", "key": "S1_Receive", "as": "relations_officer_1", "new": "1", "action": "save"}
    refused = page.send(root(draft, f"{NAME}/steps/1"), asked)
    assert refused.status_code == 422
    answers = {"f_channel": "phone", "f_language": "ar", "f_need": "unclear"}
    assert page.send(root(draft, f"{NAME}/steps/1"), {**asked, **answers}).status_code == 303
    assert steps(session, draft)[1] == {
        "as": "relations_officer_1", "do": "S1_Receive",
        "answers": {"channel": "phone", "language": "ar", "need": "unclear"},
    }  # fmt: skip


def test_expectation_is_offered_as_it_stands(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    begin(page, draft)
    page.get(root(draft, f"{NAME}/steps/1?new=1&kind=expect"))
    asked = {"kind": "expect", "new": "1", "action": "save", "look": "open", "open": "S1_Receive"}
    assert page.send(root(draft, f"{NAME}/steps/1"), asked).status_code == 303
    assert steps(session, draft)[1] == {"expect": {"open": ["S1_Receive"]}}


def test_waits_are_figures(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    begin(page, draft)
    asked = {"kind": "wait", "new": "1", "action": "save", "unit": "weeks"}
    assert page.send(root(draft, f"{NAME}/steps/1"), {**asked, "amount": "2"}).status_code == 303
    assert page.send(root(draft, f"{NAME}/steps/1"), {**asked, "amount": "soon"}).status_code == 422
    assert steps(session, draft)[1] == {"wait": "P2W"}
    until = {"kind": "until", "new": "1", "action": "save", "date": "2020-01-01", "time": "09:00"}
    assert page.send(root(draft, f"{NAME}/steps/2"), until).status_code == 422


def test_steps_are_moved_and_removed(session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor) -> None:
    before = steps(session, draft, KEPT)
    session.rollback()
    seen = drafts.file(session, draft.id, f"{FOLDER}/{KEPT}.yaml", reem).sha256
    session.rollback()
    page.get(root(draft, KEPT))
    assert page.send(root(draft, f"{KEPT}/steps/1/move"), {"seen": seen, "to": "down"}).status_code == 303
    assert steps(session, draft, KEPT)[2] == before[1]
    assert page.send(root(draft, f"{KEPT}/steps/1/move"), {"seen": seen, "to": "down"}).status_code == 409


def test_source_says_what_is_wrong_at_its_line_and_loses_nothing(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    page.get(root(draft, f"{KEPT}/source"))
    answer = page.send(root(draft, f"{KEPT}/source"), {"source": "title: {ar: م, en: t}\nsteps: typed\n", "seen": "x"})
    assert answer.status_code == 422
    assert "السطر 2" in answer.text
    assert "steps: typed" in answer.text


def test_copy_and_removal(session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor) -> None:
    page.get(root(draft))
    assert page.send(root(draft, f"{KEPT}/copy")).headers["Location"].endswith(f"{KEPT}_2")
    session.rollback()
    seen = drafts.file(session, draft.id, f"{FOLDER}/{KEPT}_2.yaml", reem).sha256
    session.rollback()
    assert page.send(root(draft, f"{KEPT}_2/remove"), {"seen": seen}).status_code == 303
    assert page.get(root(draft, f"{KEPT}_2")).status_code == 404


def test_title_is_asked_for_in_both_languages(page: CheckingClient, draft: PolicyVersion) -> None:
    page.get(root(draft))
    answer = page.send(root(draft), {"title_ar": "مكالمة", "title_en": ""})
    assert answer.status_code == 422
    assert "مكالمة" in answer.text


def test_nobody_else_reads_them(session: Session, logged_in: Enter, draft: PolicyVersion) -> None:
    other = logged_in(factories.create_user(session, "haya", ["relations_officer"]))
    for path in ("", KEPT, f"{KEPT}/source", f"{KEPT}/steps/1"):
        assert other.get(root(draft, path)).status_code == 403
