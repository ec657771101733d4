"""The page that shows what a version changes: readable without a script, safe, for the quality officer only."""

import hashlib
from pathlib import Path

import html5lib
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import PolicyVersion
from engine.policies import versions
from engine.studio import drafts
from tests.webapp.conftest import CheckingClient
from tests.webapp.test_routes import Enter

FOLDER = "beneficiary_relations/"
ASSOCIATION = "associations/samakh.yaml"


def change(session: Session, draft: PolicyVersion, actor: Actor, path: str, old: str, new: str) -> None:
    content = drafts.file(session, draft.id, path, actor).content
    assert old.encode() in content
    seen = hashlib.sha256(content).hexdigest()
    drafts.save(session, draft.id, path, content.replace(old.encode(), new.encode()), seen, actor)
    session.commit()


def test_the_words_of_a_change_are_on_the_page(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    change(session, draft, reem, ASSOCIATION, "P14D, clause: S5, ar: مدة", "P10D, clause: S5, ar: مدة")
    change(session, draft, reem, ASSOCIATION, "بإتقان وسرعة وجودة", "بإتقان وجودة")
    change(session, draft, reem, FOLDER + "committee_review.bpmn", ">=more_info_wait<", ">P10D<")

    text = page.get(f"/studio/{draft.id}/compare/{versions.in_force(session).id}").text

    assert "14 يومًا" in text
    assert "10 أيام" in text
    shown = html5lib.parse(text, namespaceHTMLElements=False)
    assert ["".join(each.itertext()) for each in shown.iter("del") if "وسرعة" in "".join(each.itertext())]
    assert shown.find(".//*[@data-element='TB_NotSupplied']") is not None
    assert shown.find(".//div[@data-compare]") is not None


def test_the_home_page_leads_to_what_the_draft_changes(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    base = versions.in_force(session).id
    answer = page.get(f"/studio/{draft.id}/compare/")

    assert answer.headers["Location"].endswith(f"/studio/{draft.id}/compare/{base}")
    assert "لا فرق" in page.get(answer.headers["Location"]).text


def test_any_two_versions_can_be_picked(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    base = versions.in_force(session).id

    answer = page.get(f"/studio/{draft.id}/compare/?before={draft.id}&after={base}")

    assert answer.headers["Location"].endswith(f"/studio/{base}/compare/{draft.id}")


def test_names_in_a_policy_are_never_markup(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    sharp = 'name="&lt;script&gt;alert(1)&lt;/script&gt;"'
    change(session, draft, reem, FOLDER + "committee_review.bpmn", 'name="إسناد الحالة إلى باحث"', sharp)
    change(
        session, draft, reem, FOLDER + "forms/visit.yaml", "title: {ar: ", "title: {ar: <img src=x onerror=alert(1)> "
    )

    text = page.get(f"/studio/{draft.id}/compare/{versions.in_force(session).id}").text

    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text


def test_a_draft_with_broken_files_can_still_be_compared(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    change(session, draft, reem, FOLDER + "committee_review.bpmn", "</bpmn:definitions>", "")
    change(session, draft, reem, FOLDER + "forms/visit.yaml", "id: visit", "id: [visit")
    change(session, draft, reem, FOLDER + "decisions/need_level.dmn", "</definitions>", "")
    change(session, draft, reem, ASSOCIATION, "roles:\n", "roles: [\n")

    answer = page.get(f"/studio/{draft.id}/compare/{versions.in_force(session).id}")

    assert answer.status_code == 200
    assert "XML" in answer.text


def test_the_drawings_of_both_sides_are_served(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    for version in (draft.id, versions.in_force(session).id):
        answer = page.get(f"/studio/{version}/compare/drawings/committee_review")
        assert answer.mimetype == "application/xml"
        assert answer.data == (Path("processes") / FOLDER / "committee_review.bpmn").read_bytes()
    assert page.get(f"/studio/{draft.id}/compare/drawings/nothing").status_code == 404


def test_an_unknown_version_is_not_found(page: CheckingClient, draft: PolicyVersion) -> None:
    assert page.get(f"/studio/{draft.id}/compare/99999").status_code == 404


def test_others_see_nothing_of_it(session: Session, logged_in: Enter, officer: Actor, draft: PolicyVersion) -> None:
    browser = logged_in(officer)

    for path in ("compare/", f"compare/{draft.id}", "compare/drawings/committee_review"):
        assert browser.get(f"/studio/{draft.id}/{path}").status_code == 403
