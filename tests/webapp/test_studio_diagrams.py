"""The diagrams of a draft through its pages: list, a new one, saving as the modeler does, renaming, removing."""

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine.actors import Actor
from engine.models import PolicyVersion
from engine.policies import versions
from engine.studio import checking, drafts
from tests.webapp.conftest import CheckingClient

CASE = "beneficiary_relations/beneficiary_case.bpmn"
NEW = {"name_ar": 'زيارة "منزلية" & متابعة', "name_en": "Home visit", "role": "research_officer", "form": "visit"}
JSON = {"Accept": "application/json", "Origin": "http://localhost"}


def address(draft: PolicyVersion, rest: str = "") -> str:
    return f"/studio/{draft.id}/diagrams/{rest}"


def sent(page: CheckingClient, draft: PolicyVersion, xml: str, seen: str) -> TestResponse:
    return page.post(
        address(draft, "beneficiary_case"),
        json={"xml": xml, "seen": seen},
        headers={**JSON, "X-CSRFToken": page.form_token},
    )


def content(session: Session, draft: PolicyVersion, path: str = CASE) -> bytes:
    session.rollback()
    session.refresh(draft)
    return drafts.pack(session, draft).files[path]


def test_every_diagram_is_listed_with_what_is_wrong(page: CheckingClient, draft: PolicyVersion) -> None:
    text = page.get(address(draft)).text

    assert "معاملة المستفيد" in text
    assert "beneficiary_handling" in text
    assert "لا أخطاء" in text


def test_new_diagram_is_sound(session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor) -> None:
    page.get(address(draft))
    answer = page.send(address(draft), NEW)

    assert answer.headers["Location"].endswith("/diagrams/home_visit")
    session.rollback()
    session.refresh(draft)
    found = [each for each in checking.findings(session, draft) if each.file.endswith("home_visit.bpmn")]
    assert not [each for each in found if each.severity == "error"]
    assert page.get(answer.headers["Location"]).status_code == 200


def test_second_diagram_of_a_name_gets_a_number(page: CheckingClient, draft: PolicyVersion) -> None:
    page.get(address(draft))
    page.send(address(draft), NEW)

    assert page.send(address(draft), NEW).headers["Location"].endswith("/diagrams/home_visit_2")


@pytest.mark.parametrize("wrong", [{"name_en": "زيارة"}, {"role": "nobody"}, {"form": ""}, {"name_ar": " "}])
def test_incomplete_new_diagram_is_asked_again(
    page: CheckingClient, draft: PolicyVersion, wrong: dict[str, str]
) -> None:
    page.get(address(draft))
    answer = page.send(address(draft), {**NEW, "name_ar": "زيارة منزلية", **wrong})

    assert answer.status_code == 422
    assert "اكتب اسم المخطط" in answer.text
    if "name_ar" not in wrong:
        assert "زيارة منزلية" in answer.text, "what was typed is lost"


def test_file_is_saved_as_it_was_seen(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    page.get(address(draft, "beneficiary_case"))
    file = page.get(address(draft, "beneficiary_case/file"))
    seen = (file.get_etag()[0]) or ""
    changed = file.text.replace("معاملة المستفيد", "معاملة مستفيد")

    answer = sent(page, draft, changed, seen)

    assert answer.status_code == 200
    assert content(session, draft) == changed.encode()
    assert sent(page, draft, changed, answer.get_json()["seen"]).status_code == 200


def test_what_another_saved_is_never_overwritten_unseen(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    page.get(address(draft, "beneficiary_case"))
    file = page.get(address(draft, "beneficiary_case/file"))
    seen = file.get_etag()[0] or ""
    theirs = file.text.replace('name="معاملة المستفيد"', 'name="معاملة مستفيد"')
    sent(page, draft, theirs, seen)

    answer = sent(page, draft, file.text + "\n", seen)

    assert answer.status_code == 409
    assert answer.get_json()["by"] == "reem ع"
    assert content(session, draft) == theirs.encode()
    told = page.get(address(draft, f"beneficiary_case/since/{seen}")).get_json()["changes"]
    assert any("معاملة مستفيد" in sentence for sentence in told)
    assert sent(page, draft, file.text + "\n", answer.get_json()["seen"]).status_code == 200


@pytest.mark.parametrize(
    "xml", ["", "not xml", "<a/>", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>']
)
def test_what_is_no_diagram_is_refused_in_words(
    session: Session, page: CheckingClient, draft: PolicyVersion, xml: str
) -> None:
    page.get(address(draft, "beneficiary_case"))
    before = content(session, draft)
    seen = page.get(address(draft, "beneficiary_case/file")).get_etag()[0] or ""

    answer = sent(page, draft, xml, seen)

    assert answer.status_code == 422
    assert answer.get_json()["problem"]
    assert content(session, draft) == before


def test_version_that_is_no_draft_is_read_only(session: Session, page: CheckingClient) -> None:
    version = versions.in_force(session)
    text = page.get(address(version, "beneficiary_case")).text
    file = page.get(address(version, "beneficiary_case/file"))

    assert 'data-draft="false"' in text
    assert sent(page, version, file.text + " ", file.get_etag()[0] or "").status_code == 409


def test_renamed_file_keeps_its_content(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    before = content(session, draft)
    page.get(address(draft))
    page.send(address(draft, "beneficiary_case/rename"), {"to": "case"})

    assert content(session, draft, "beneficiary_relations/case.bpmn") == before
    assert CASE not in draft.manifest


@pytest.mark.parametrize(("to", "status"), [("../x", 422), ("1x", 422), ("", 422), ("committee_review", 409)])
def test_name_that_cannot_be_is_refused(page: CheckingClient, draft: PolicyVersion, to: str, status: int) -> None:
    page.get(address(draft))

    assert page.send(address(draft, "beneficiary_case/rename"), {"to": to}).status_code == status


def test_removed_diagram_can_be_put_back(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    before = content(session, draft)
    page.get(address(draft))
    page.send(address(draft, "beneficiary_case/remove"), {"seen": draft.manifest[CASE]})
    session.rollback()
    session.refresh(draft)
    assert CASE not in draft.manifest

    drafts.undo(session, draft.id, drafts.changes(session, draft.id, reem)[0].id, reem)

    assert drafts.pack(session, draft).files[CASE] == before


def test_unreadable_file_is_listed_and_not_hidden(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    drafts.save(session, draft.id, CASE, b"<broken", draft.manifest[CASE], reem)
    session.commit()

    text = page.get(address(draft)).text

    assert "تعذرت قراءة هذا الملف" in text
    assert page.get(address(draft, "beneficiary_case")).status_code == 200
