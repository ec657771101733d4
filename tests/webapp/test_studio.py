"""The studio's first pages: versions, a draft from opening to submission, packs in and out."""

import io
import zipfile

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import PolicyVersion, VersionStatus
from engine.policies import entries, packs, versions
from engine.studio import drafts
from tests import factories
from tests.webapp.conftest import CheckingClient
from tests.webapp.test_routes import Enter

ASSOCIATION = "associations/samakh.yaml"
TARGET = ("parameters", "reply_target", "value")


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    made = drafts.open(session, versions.in_force(session).id, "وقت أقصر", reem)
    session.commit()
    return made


def shorter(session: Session, draft: PolicyVersion, actor: Actor) -> None:
    drafts.edit(session, draft.id, ASSOCIATION, TARGET, "P10D", entries.digest("P14D"), actor)
    session.commit()


def test_officer_opens_a_draft_from_the_version_in_force(session: Session, page: CheckingClient) -> None:
    answer = page.send(f"/studio/{versions.in_force(session).id}/open", {"title": "تقصير مدة الرد"})

    assert answer.status_code == 303
    home = page.get(answer.headers["Location"])
    assert "تقصير مدة الرد" in home.text


def test_draft_without_a_title_is_refused_in_words(session: Session, page: CheckingClient) -> None:
    answer = page.send(f"/studio/{versions.in_force(session).id}/open", {"title": " "})

    assert answer.status_code == 422
    assert "اكتب عنوانًا للمسودة" in answer.text


def test_version_in_force_stands_first(page: CheckingClient, draft: PolicyVersion) -> None:
    text = page.get("/studio/").text

    assert text.index("سياسة تنظيم العلاقة") < text.index("وقت أقصر")


def test_change_is_seen_and_taken_back(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    shorter(session, draft, reem)
    text = page.get(f"/studio/{draft.id}/changes").text
    assert "المدد والحدود · مدة الرد" in text
    assert "reply_target" not in text.replace("parameters.reply_target", "")

    change = drafts.changes(session, draft.id, reem)[0]
    assert page.send(f"/studio/{draft.id}/changes/{change.id}/undo").status_code == 303
    session.rollback()
    assert draft.hash == versions.in_force(session).hash


def test_blocked_draft_says_why_and_stays_a_draft(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    answer = page.send(f"/studio/{draft.id}/submit")

    assert answer.status_code == 409
    assert "لا تختلف المسودة عن إصدار قائم" in answer.text
    session.rollback()
    assert draft.status is VersionStatus.DRAFT


def test_sound_draft_is_submitted_and_closed(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    shorter(session, draft, reem)
    for path in [path for path in draft.manifest if "/scenarios/" in path]:
        drafts.save(session, draft.id, path, None, draft.manifest[path], reem)
    session.commit()

    assert page.send(f"/studio/{draft.id}/submit").status_code == 303
    session.rollback()
    assert draft.status is VersionStatus.IN_REVIEW
    assert "للقراءة فقط" in page.get(f"/studio/{draft.id}/").text
    assert page.send(f"/studio/{draft.id}/withdraw").status_code == 303


def test_pack_goes_out_and_comes_in_as_a_draft(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    shorter(session, draft, reem)
    packed = page.get(f"/studio/{draft.id}/export").data
    answer = page.send("/studio/import", {"title": "من ملف", "archive": (io.BytesIO(packed), "pack.zip")})

    assert answer.status_code == 303
    session.rollback()
    taken = session.get_one(PolicyVersion, draft.id + 1)
    assert (taken.hash, taken.status, taken.title) == (draft.hash, VersionStatus.DRAFT, "من ملف")


def test_chosen_folder_comes_in_under_the_names_of_the_browser(session: Session, page: CheckingClient) -> None:
    pack = packs.read(factories.PROCESSES, "samakh")
    sent = [(io.BytesIO(content), f"processes/{path}") for path, content in pack.files.items()]
    answer = page.send("/studio/import", {"title": "مجلد", "folder": sent})

    assert answer.status_code == 303
    session.rollback()
    assert session.get_one(PolicyVersion, int(answer.headers["Location"].split("/")[2])).hash == pack.hash


@pytest.mark.parametrize("name", ["../x.yaml", "small/run.py", "/etc/passwd"])
def test_hostile_archive_stores_nothing_and_says_why(session: Session, page: CheckingClient, name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("associations/small.yaml", "name: x")
        archive.writestr(name, "a: 1")
    answer = page.send("/studio/import", {"title": "x", "archive": (io.BytesIO(packed.getvalue()), "pack.zip")})

    assert answer.status_code == 422
    assert "لا مكان لهذا الملف في حزمة سياسة" in answer.text
    assert session.query(PolicyVersion).count() == 1


def test_file_of_a_version_is_never_shown_as_a_page(page: CheckingClient, draft: PolicyVersion) -> None:
    answer = page.get(f"/studio/{draft.id}/file/{ASSOCIATION}")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"


def test_title_is_only_text(session: Session, page: CheckingClient) -> None:
    page.send(f"/studio/{versions.in_force(session).id}/open", {"title": "<script>alert(1)</script>"})

    assert "<script>alert" not in page.get("/studio/").text


def test_only_who_may_edit_sees_the_studio(logged_in: Enter, officer: Actor, page: CheckingClient) -> None:
    assert "/studio/" in page.get("/policy/").text
    assert "/studio/" not in logged_in(officer).get("/policy/").text
