"""Messages, letters, papers and the calendar in the browser: read, written, refused in words, nothing typed lost."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import PolicyVersion
from engine.policies import versions
from engine.studio import drafts
from tests import factories
from tests.webapp.conftest import CheckingClient
from tests.webapp.test_routes import Enter
from tests.webapp.test_studio_policy import FILE, save, seen, standing, typed

MESSAGE = "beneficiary_relations/templates/withdrawn.yaml"
GUIDE = "beneficiary_relations/documents/research_guide.md"
WORDS = {"f_subject_ar": "عنوان", "f_subject_en": "A subject", "f_body_ar": "نص", "f_body_en": "Text"}
PAGES = (
    "texts/", "texts/new", "texts/remind_papers", "texts/remind_papers/remove", "letters/", "letters/new",
    "letters/decision_letter", "letters/support_request/remove", "documents/", "documents/sample",
    "documents/research_guide.md", "calendar/", "calendar/?start=1448-06-12&count=10&year=2030",
    "calendar/?start=<b>&count=x&year=99999", "calendar/time", "calendar/holidays/new",
    "calendar/holidays/2026-03-19", "calendar/propose?year=2030",
)  # fmt: skip


@pytest.fixture
def reem(session: Session) -> Actor:
    return factories.create_user(session, "reem", ["quality_officer"])


@pytest.fixture
def page(logged_in: Enter, reem: Actor) -> CheckingClient:
    return logged_in(reem)


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    made = drafts.open(session, versions.in_force(session).id, "تجربة", reem)
    session.commit()
    return made


def upload(name: str, content: bytes) -> dict[str, Any]:
    return {"paper": (BytesIO(content), name)}


@pytest.mark.parametrize("locale", ["ar", "en"])
def test_every_page_stands_in_both_languages_for_a_draft_and_for_the_version_in_force(
    session: Session, page: CheckingClient, draft: PolicyVersion, locale: str
) -> None:
    page.send("/language", {"locale": locale})
    for path in PAGES:
        for version in (draft.id, versions.in_force(session).id):
            shown = page.get(f"/studio/{version}/{path}")
            assert shown.status_code == 200, path
            assert "<b>" not in shown.text
            if version != draft.id:
                assert 'value="complete"' not in shown.text


def test_a_message_is_written_seen_in_words_and_saved(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    here = f"/studio/{draft.id}/texts/withdrawn"
    form = typed(page.get(here).text)
    drawn = page.send(here, {**form, "f_body_ar": "إلى {applicant.name} <i>", "action": "redraw"}).text

    assert "إلى فلان بن فلان &lt;i&gt;" in drawn
    assert save(page, here, {"f_body_ar": "إلى {applicant.name}"}).status_code == 303
    assert standing(session, draft, MESSAGE, "body", "ar") == "إلى {applicant.name}"


def test_a_wrong_placeholder_is_saved_and_told(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    here = f"/studio/{draft.id}/texts/withdrawn"

    assert save(page, here, {"f_body_ar": "{case_numbr}"}).status_code == 303
    assert standing(session, draft, MESSAGE, "body", "ar") == "{case_numbr}"
    assert "لعلك تقصد «case_number»" in page.get(here).text
    assert "لعلك تقصد «case_number»" in page.get(f"/studio/{draft.id}/texts/").text


def test_an_empty_answer_is_refused_and_what_was_typed_stays(page: CheckingClient, draft: PolicyVersion) -> None:
    refused = page.send(f"/studio/{draft.id}/texts/new", {**WORDS, "f_subject_en": "", "action": "complete"})

    assert refused.status_code == 422
    assert typed(refused.text)["f_body_ar"] == ["نص"]


@pytest.mark.parametrize("kind", ["texts", "letters"])
def test_a_text_is_added_copied_and_removed(page: CheckingClient, draft: PolicyVersion, kind: str) -> None:
    root = f"/studio/{draft.id}/{kind}"
    letter = {"f_title_ar": "خطاب", "f_title_en": "A subject", "f_paragraphs-0-ar": "نص", "f_paragraphs-0-en": "Text"}
    added = page.send(f"{root}/new", {**(WORDS if kind == "texts" else letter), "action": "complete"})

    assert added.headers["Location"].endswith(f"/{kind}/a_subject")
    page.get(f"{root}/a_subject")
    assert page.send(f"{root}/a_subject/copy").headers["Location"].endswith(f"/{kind}/a_subject_copy")
    removal = page.get(f"{root}/a_subject/remove").text
    assert page.send(f"{root}/a_subject/remove", {"seen": seen(removal)}).status_code == 303
    assert page.get(f"{root}/a_subject").status_code == 404


def test_what_is_used_offers_no_removal_and_names_where(page: CheckingClient, draft: PolicyVersion) -> None:
    here = f"/studio/{draft.id}/texts/withdrawn/remove"

    assert "M_TellWithdrawn" in page.get(here).text
    assert page.send(here, {"seen": draft.manifest[MESSAGE]}).status_code == 409


def test_a_second_officer_sees_the_others_words_and_chooses(
    session: Session, logged_in: Enter, page: CheckingClient, draft: PolicyVersion
) -> None:
    noura = logged_in(factories.create_user(session, "noura", ["quality_officer"]))
    here = f"/studio/{draft.id}/texts/withdrawn"
    before = typed(noura.get(here).text)
    save(page, here, {"f_body_ar": "كتبته ريم"})

    conflict = noura.send(here, {**before, "f_body_ar": "كتبته نورة", "action": "complete"})

    assert conflict.status_code == 409
    assert "كتبته ريم" in conflict.text
    assert noura.send(here, {**typed(conflict.text), "action": "complete"}).status_code == 303
    assert standing(session, draft, MESSAGE, "body", "ar") == "كتبته نورة"


def test_what_was_typed_survives_the_others_removal(
    session: Session, logged_in: Enter, page: CheckingClient, draft: PolicyVersion
) -> None:
    noura = logged_in(factories.create_user(session, "noura", ["quality_officer"]))
    page.send(f"/studio/{draft.id}/texts/withdrawn/copy")
    here = f"/studio/{draft.id}/texts/withdrawn_copy"
    before = typed(noura.get(here).text)
    page.send(f"{here}/remove", {"seen": seen(page.get(f"{here}/remove").text)})

    gone = noura.send(here, {**before, "f_body_ar": "باقٍ", "action": "complete"})
    assert gone.status_code == 409
    assert typed(gone.text)["f_body_ar"] == ["باقٍ"]
    assert noura.send(f"/studio/{draft.id}/texts/new", {**typed(gone.text), "action": "complete"}).status_code == 303


def test_a_letter_is_printed_as_saved_and_as_typed_and_a_wrong_one_is_said(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    here = f"/studio/{draft.id}/letters/decision_letter"
    form = typed(page.get(here).text)

    assert page.get(f"{here}/print?language=en").data.startswith(b"%PDF-")
    printed = page.send(f"{here}/print?language=ar", {**form, "f_title_ar": "غيره"})
    assert printed.mimetype == "application/pdf"
    assert page.send(f"{here}/print", {**form, "f_title_ar": "{"}).status_code == 422
    missing = page.send(f"{here}/print", {**form, "f_title_ar": ""})
    assert missing.status_code == 422
    assert typed(missing.text)["f_title_en"] == form["f_title_en"]
    new = {"f_title_ar": "أ", "f_title_en": "A", "f_paragraphs-0-ar": "ب", "f_paragraphs-0-en": "B"}
    assert page.send(f"/studio/{draft.id}/letters/new/print", new).mimetype == "application/pdf"
    session.rollback()
    assert session.get_one(PolicyVersion, draft.id).revision == 0


def test_a_paper_is_added_replaced_and_removed(page: CheckingClient, draft: PolicyVersion) -> None:
    root = f"/studio/{draft.id}/documents"
    page.get(f"{root}/")
    added = page.send(f"{root}/", upload("ورقة.md", "# عنوان <script>\n".encode()))
    assert added.headers["Location"].endswith("/documents/paper.md")
    shown = page.get(f"{root}/paper.md").text
    assert '<h2 lang="ar" dir="rtl">عنوان &lt;script&gt;</h2>' in shown
    replaced = {**upload("other.md", b"# Other\n"), "seen": seen(shown)}
    assert page.send(f"{root}/paper.md", replaced).status_code == 303
    assert page.send(f"{root}/paper.md/remove", {"seen": seen(page.get(f"{root}/paper.md").text)}).status_code == 303


@pytest.mark.parametrize(("name", "content"), [("a.exe", b"MZ"), ("a.pdf", b"MZ"), ("", b"")])
def test_a_refused_paper_is_told_at_its_place(
    session: Session, page: CheckingClient, draft: PolicyVersion, name: str, content: bytes
) -> None:
    page.get(f"/studio/{draft.id}/documents/")
    refused = page.send(f"/studio/{draft.id}/documents/", upload(name, content))

    assert refused.status_code == 422
    assert "paper-problem" in refused.text


def test_a_paper_that_another_has_replaced_is_shown_before_it_is_replaced(
    page: CheckingClient, draft: PolicyVersion
) -> None:
    here = f"/studio/{draft.id}/documents/research_guide.md"
    before = seen(page.get(here).text)
    page.send(here, {**upload("a.md", b"# Mine"), "seen": before})

    late = page.send(here, {**upload("b.md", b"# Theirs"), "seen": before})
    assert late.status_code == 409
    assert "Mine" in late.text
    assert page.send(here, {**upload("b.md", b"# Theirs"), "seen": seen(late.text)}).status_code == 303


def test_weekend_and_holidays_are_changed_and_counted(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    root = f"/studio/{draft.id}/calendar"
    assert "06/12/2026" in page.get(f"{root}/?start=2026-11-22&count=10").text
    assert save(page, f"{root}/time", {"f_weekend": ["friday"]}).status_code == 303
    assert standing(session, draft, FILE, "calendar", "weekend") == ["friday"]
    assert "03/12/2026" in page.get(f"{root}/?start=2026-11-22&count=10").text

    day = {"f_ar": "يوم", "f_en": "A day", "f_first": "1448-06-15", "f_days": "٢", "action": "complete"}
    assert page.send(f"{root}/holidays/new", day).status_code == 303
    assert standing(session, draft, FILE, "calendar", "holidays", "2026-11-25", "to") == "2026-11-26"
    assert page.send(f"{root}/holidays/new", day).status_code == 422
    here = f"{root}/holidays/2026-11-25"
    assert save(page, here, {"f_days": "1"}).status_code == 303
    assert page.send(f"{here}/remove", {"seen": seen(page.get(here).text)}).status_code == 303
    assert page.get(here).status_code == 404


def test_proposed_holidays_are_ticked_and_added_once(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    root = f"/studio/{draft.id}/calendar/propose"
    assert "disabled" in page.get(f"{root}?year=2026").text
    assert 'value="2030-02-22" checked' in page.get(f"{root}?year=2030").text

    page.send(root, {"year": "2030", "chosen": ["2030-02-22", "2026-01-01"]})
    assert standing(session, draft, FILE, "calendar", "holidays", "2030-02-22", "en") == "Founding Day"
    assert standing(session, draft, FILE, "calendar", "holidays", "2026-01-01") is None


def test_two_officers_in_one_calendar_see_each_other(
    session: Session, logged_in: Enter, page: CheckingClient, draft: PolicyVersion
) -> None:
    noura = logged_in(factories.create_user(session, "noura", ["quality_officer"]))
    here = f"/studio/{draft.id}/calendar/time"
    before = typed(noura.get(here).text)
    save(page, here, {"f_weekend": ["friday"]})

    conflict = noura.send(here, {**before, "f_weekend": ["saturday"], "action": "complete"})
    assert conflict.status_code == 409
    assert noura.send(here, {**typed(conflict.text), "action": "complete"}).status_code == 303
    assert standing(session, draft, FILE, "calendar", "weekend") == ["saturday"]


def test_a_broken_association_file_breaks_no_page(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    drafts.save(session, draft.id, FILE, b"name: [", draft.manifest[FILE], reem)
    session.commit()

    for path in PAGES:
        if not path.startswith("calendar/holidays/2"):
            assert page.get(f"/studio/{draft.id}/{path}").status_code == 200, path
    assert page.get(f"/studio/{draft.id}/letters/decision_letter/print").status_code == 422
    day = {"f_ar": "أ", "f_en": "a", "f_first": "2026-12-01", "f_days": "1", "action": "complete"}
    proposed = {"year": "2030", "chosen": ["2030-02-22"]}
    for path, sent in (
        ("holidays/new", day),
        ("time", {"f_weekend": ["friday"], "action": "complete"}),
        ("propose", proposed),
    ):
        assert page.send(f"/studio/{draft.id}/calendar/{path}", sent).status_code == 409


@pytest.mark.parametrize(
    "path", ["texts/nothing", "letters/nothing", "letters/nothing/print", "documents/nothing", "calendar/holidays/x"]
)
def test_what_is_not_there_is_not_found(page: CheckingClient, draft: PolicyVersion, path: str) -> None:
    assert page.get(f"/studio/{draft.id}/{path}").status_code == 404
