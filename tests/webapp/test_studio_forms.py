"""The forms pages of the studio: the list, the editor without a script, the preview, two officers at once."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.policies import form_files, versions
from engine.studio import drafts, form_pages, forms
from tests import factories
from tests.webapp.conftest import CheckingClient

Enter = Callable[[Actor], CheckingClient]
SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')


@pytest.fixture
def draft(session: Session, reem: Actor) -> str:
    """The address of a draft's forms."""
    made = drafts.open(session, versions.in_force(session).id, "تجربة", reem)
    session.commit()
    return f"/studio/{made.id}/forms/"


def version_id(draft: str) -> int:
    return int(draft.split("/")[2])


def asked(session: Session, draft: str, form: str, reem: Actor) -> dict[str, dict[str, object]]:
    """The questions of a form as the draft now has them."""
    session.rollback()
    value = form_pages.show(session, version_id(draft), form, reem).value
    return {str(field["name"]): dict(field) for spot, field in form_files.questions(value) if len(spot) == 1}


def seen(page: str) -> str:
    return SEEN.findall(page)[0]


def send(browser: CheckingClient, address: str, page: str, **data: object) -> str:
    """Press a button of the editor's page and return the page that comes."""
    answer = browser.send(address, {"seen": seen(page), **data})
    assert answer.status_code == 303, (answer.status_code, re.findall(r'role="alert"[^>]*>([^<]*)', answer.text))
    return browser.get(answer.headers["Location"]).text


def test_list_names_each_form_with_the_steps_that_use_it(logged_in: Enter, reem: Actor, draft: str) -> None:
    page = logged_in(reem).get(draft).text

    assert "استقبال المستفيد والإجابة على استفساراته" in page
    assert "خطوة: <bdi>التأكد من المعلومات ومطابقتها وصلاحيتها</bdi>" in page


def test_every_part_of_the_editor_opens(logged_in: Enter, reem: Actor, draft: str) -> None:
    browser = logged_in(reem)
    for opened in ("", "head", "checks", "0", "4", "4-1", "add-2", "add-4-3", "99", "x", "0-0-0", "-1", "٣"):
        assert browser.get(f"{draft}check_info", query_string={"open": opened}).status_code == 200


def test_every_form_opens_with_its_preview_in_both_languages(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    browser = logged_in(reem)
    for line in form_pages.index(session, version_id(draft), reem):
        for language in ("ar", "en"):
            page = browser.get(f"{draft}{line.form}?lang={language}&open=0").text
            assert "data-form-body" in page


def test_question_is_added_edited_moved_and_removed_without_a_script(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    browser = logged_in(reem)
    address = f"{draft}receive"
    page = browser.get(f"{address}?open=add-4").text
    label = {"label_ar": "عدد الغرف", "label_en": "Number of rooms"}
    page = send(browser, address, page, part="add", spot="4", type="number", action="add", **label)
    assert 'id="q-4"' in page
    rent = {"visible-mode": "when", "visible-0-name": "request_kind", "visible-0-op": "is", "visible-0-value": "rent"}
    question = {"part": "question", "spot": "4", "was": "number_of_rooms", "type": "number"}
    limits = {"min": "١", "max": "30", "drawn": "whole", "whole": "true", "required-mode": "yes"}
    page = send(
        browser, address, page, **question, **label, **rent, **limits, help_ar="مع الصالة", help_en="With the hall"
    )
    assert asked(session, draft, "receive", reem)["number_of_rooms"] == {
        "name": "number_of_rooms",
        "label": {"ar": "عدد الغرف", "en": "Number of rooms"},
        "help": {"ar": "مع الصالة", "en": "With the hall"},
        "type": "number",
        "required": True,
        "whole": True,
        "min": 1,
        "max": 30,
        "visible_if": 'request_kind = "rent"',
    }
    page = send(browser, address, page, part="question", spot="4", was="number_of_rooms", action="up")
    assert list(asked(session, draft, "receive", reem)).index("number_of_rooms") == 3
    send(browser, address, page, part="question", spot="3", was="number_of_rooms", action="remove")
    assert "number_of_rooms" not in asked(session, draft, "receive", reem)


def test_condition_that_is_half_built_is_shown_again_and_not_kept(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    browser = logged_in(reem)
    page = browser.get(f"{draft}receive?open=1").text
    half = {"visible-mode": "when", "visible-0-name": "need", "visible-0-op": "is", "visible-0-value": ""}
    answer = browser.send(
        f"{draft}receive", {"seen": seen(page), "part": "question", "spot": "1", "was": "channel", **half}
    )

    assert answer.status_code == 200
    assert 'name="visible-0-value"' in answer.text
    assert "طلب دعم" in answer.text
    assert "visible_if" not in asked(session, draft, "receive", reem)["channel"]


def test_choices_are_added_moved_and_taken_away(logged_in: Enter, session: Session, reem: Actor, draft: str) -> None:
    browser = logged_in(reem)
    address = f"{draft}start"
    page = browser.get(f"{address}?open=0").text
    question = {"part": "question", "spot": "0", "was": "origin", "type": "choice", "choices-source": ""}
    rows = {
        "choices-0-key": "applicant", "choices-0-ar": "هو", "choices-0-en": "They",
        "choices-1-key": "outreach", "choices-1-ar": "نحن", "choices-1-en": "We",
        "choices-2-key": "", "choices-2-ar": "جهة أخرى", "choices-2-en": "Another body",
    }  # fmt: skip
    page = send(browser, address, page, **question, **rows, action="save")
    assert list(asked(session, draft, "start", reem)["origin"]["choices"]) == ["applicant", "outreach", "another_body"]  # type: ignore[call-overload]
    rows["choices-2-key"] = "another_body"
    page = send(browser, address, page, **question, **rows, action="choices-up:2")
    assert list(asked(session, draft, "start", reem)["origin"]["choices"]) == ["applicant", "another_body", "outreach"]  # type: ignore[call-overload]
    send(browser, address, page, **question, **rows, action="choices-drop:0")
    assert "applicant" not in asked(session, draft, "start", reem)["origin"]["choices"]  # type: ignore[operator]


def test_unsound_form_is_kept_and_told_at_its_question(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    browser = logged_in(reem)
    page = browser.get(f"{draft}receive?open=7").text
    limits = {"min": "many", "visible-mode": "feel", "visible-feel": 'neeed = "support"'}
    page = send(browser, f"{draft}receive", page, part="question", spot="7", was="minutes", type="number", **limits)

    assert asked(session, draft, "receive", reem)["minutes"]["min"] == "many"
    assert "لا يظهر حتى يُصلح" in page
    assert page.index('id="e-found"') < page.index("خطأ:")


def test_renaming_follows_into_diagrams_and_scenarios_only_where_asked(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    browser = logged_in(reem)
    address = f"{draft}duplicate"
    page = browser.get(f"{address}?open=1").text
    assert "غيّره في 4 مواضع تستعمله" in page
    name = {"part": "question", "spot": "1", "was": "duplicate_choice", "action": "rename", "name": "what_to_do"}
    send(browser, address, page, **name, everywhere="true")

    version = drafts.get(session, version_id(draft), reem)
    session.refresh(version)
    files = drafts.pack(session, version).files
    assert b"duplicate_choice" not in b"".join(files.values())
    assert b"what_to_do = " in files["beneficiary_relations/beneficiary_handling.bpmn"]


def test_name_that_is_reserved_or_taken_is_refused_at_its_place(logged_in: Enter, reem: Actor, draft: str) -> None:
    browser = logged_in(reem)
    page = browser.get(f"{draft}receive?open=1").text
    renaming = {"seen": seen(page), "part": "question", "spot": "1", "was": "channel", "action": "rename"}
    for name in ("case_number", "need", "two words", "reply_target", "null"):
        answer = browser.send(f"{draft}receive", {**renaming, "name": name})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert "data-editor" in answer.text


def test_form_is_made_copied_renamed_and_removed(logged_in: Enter, session: Session, reem: Actor, draft: str) -> None:
    browser = logged_in(reem)
    assert "إسناد الحالة إلى باحث" in browser.get(f"{draft}new?task=CR_Assign").text
    made = browser.send(f"{draft}new", {"title_ar": "تفاصيل الإيجار", "title_en": "Rent details"})
    assert made.headers["Location"].startswith(f"{draft}rent_details")
    page = browser.get(f"{draft}rent_details?open=head").text
    renamed = browser.send(f"{draft}rent_details/rename", {"seen": seen(page), "to": "rent"})
    assert renamed.headers["Location"].startswith(f"{draft}rent?")
    browser.get(f"{draft}rent")
    copied = browser.send(f"{draft}rent/copy")
    assert copied.headers["Location"].startswith(f"{draft}rent_copy")
    page = browser.get(f"{draft}rent_copy").text
    assert (
        browser.send(
            f"{draft}rent_copy/remove", {"seen": seen(browser.get(f"{draft}rent_copy?open=head").text)}
        ).status_code
        == 303
    )
    assert browser.get(f"{draft}rent_copy").status_code == 404


def test_form_that_a_step_uses_is_not_removed(logged_in: Enter, session: Session, reem: Actor, draft: str) -> None:
    browser = logged_in(reem)
    page = browser.get(f"{draft}assign?open=head").text
    answer = browser.send(f"{draft}assign/remove", {"seen": seen(page)})

    assert answer.status_code == 422
    assert "هذا النموذج مستعمل في «إسناد الحالة إلى باحث»" in answer.text


def test_renamed_form_is_still_the_one_its_step_opens(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    browser = logged_in(reem)
    page = browser.get(f"{draft}assign?open=head").text
    assert browser.send(f"{draft}assign/rename", {"seen": seen(page), "to": "assign_case"}).status_code == 303
    session.rollback()
    version = drafts.get(session, version_id(draft), reem)

    assert [use.place for use in forms.uses(session, version)["assign_case"]] == ["CR_Assign"]
    assert "assign" not in forms.uses(session, version)


def test_form_without_a_title_is_refused_and_what_was_typed_stays(logged_in: Enter, reem: Actor, draft: str) -> None:
    browser = logged_in(reem)
    browser.get(f"{draft}new")
    answer = browser.send(f"{draft}new", {"title_ar": "نموذج", "title_en": " ", "form": "my_form"})

    assert answer.status_code == 422
    assert 'value="my_form"' in answer.text


def test_second_officer_gets_both_texts_and_loses_nothing(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    nora = factories.create_user(session, "nora", ["quality_officer"])
    first, second = logged_in(reem), logged_in(nora)
    address = f"{draft}withdraw"
    old = first.get(f"{address}?open=0").text
    theirs = second.get(f"{address}?open=0").text
    mine = {"part": "question", "spot": "0", "was": "reason", "type": "paragraph", "label_en": "Reason"}
    send(second, address, theirs, **{**mine, "spot": "1", "was": "withdrawn_by", "type": "choice"}, label_ar="القناة")
    answer = first.send(address, {"seen": seen(old), **mine, "label_ar": "سبب الانسحاب الجديد"})

    assert answer.status_code == 409
    assert "nora" in answer.text
    assert "القناة" in answer.text
    assert "سبب الانسحاب الجديد" in answer.text
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    assert first.send(address, {**kept, "csrf_token": first.form_token}).status_code == 303
    made = asked(session, draft, "withdraw", reem)
    assert made["reason"]["label"] == {"ar": "سبب الانسحاب الجديد", "en": "Reason"}
    assert made["withdrawn_by"]["label"]["ar"] == "القناة"  # type: ignore[index]


def test_preview_stores_nothing_and_shows_the_real_messages(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    browser = logged_in(reem)
    page = browser.get(f"{draft}withdraw?lang=en").text
    before = drafts.get(session, version_id(draft), reem).revision
    tried = browser.send(
        f"{draft}withdraw/preview", {"lang": "en", "f_reason": "moved", "action": "try", "known": "true"}
    )

    assert 'lang="en" dir="ltr"' in page
    assert "Nothing is chosen. Choose one of the answers below." in tried.text
    assert "moved" in tried.text
    session.rollback()
    assert drafts.get(session, version_id(draft), reem).revision == before


def test_hostile_text_in_a_label_stays_text(logged_in: Enter, session: Session, reem: Actor, draft: str) -> None:
    browser = logged_in(reem)
    page = browser.get(f"{draft}withdraw?open=0").text
    for text in ("<script>alert(1)</script>", "{{ 7*7 }}", '"><img src=x onerror=alert(1)>', "{x", "&amp;"):
        label = {"label_ar": text, "label_en": text, "help_ar": text, "help_en": text}
        page = send(
            browser, f"{draft}withdraw", page, part="question", spot="0", was="reason", type="paragraph", **label
        )
        assert "<script>alert" not in page
        assert "<img" not in page.split("<main")[1]
        assert asked(session, draft, "withdraw", reem)["reason"]["label"] == {"ar": text, "en": text}


def test_form_that_nothing_can_read_is_mended_as_text(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    file = forms.file(session, version_id(draft), "withdraw", reem)
    drafts.save(session, version_id(draft), file.path, b"fields: [", file.sha256, reem)
    session.commit()
    browser = logged_in(reem)
    page = browser.get(f"{draft}withdraw").text
    assert 'id="e-source"' in page
    send(browser, f"{draft}withdraw", page, part="source", text=file.content.decode())

    assert "reason" in asked(session, draft, "withdraw", reem)


def test_changes_are_taken_back_one_after_the_other(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    browser = logged_in(reem)
    page = browser.get(f"{draft}withdraw?open=0").text
    before = asked(session, draft, "withdraw", reem)
    for name in ("reason", "withdrawn_by"):
        page = send(browser, f"{draft}withdraw", page, part="question", spot="0", was=name, action="remove")
    assert list(asked(session, draft, "withdraw", reem)) == ["withdraw_signed"]
    for left in (["withdrawn_by", "withdraw_signed"], ["reason", "withdrawn_by", "withdraw_signed"]):
        [undo] = re.findall(r'action="(/studio/\d+/forms/withdraw/undo/\d+)"', page)
        page = browser.get(browser.send(undo).headers["Location"]).text
        assert list(asked(session, draft, "withdraw", reem)) == left
    assert asked(session, draft, "withdraw", reem) == before
    assert "/undo/" not in page


def test_version_that_is_no_draft_is_read_only(logged_in: Enter, session: Session, reem: Actor) -> None:
    browser = logged_in(reem)
    address = f"/studio/{versions.in_force(session).id}/forms/"
    page = browser.get(f"{address}receive?open=1").text

    assert "data-editor" not in page
    assert "data-preview" in page
    assert (
        browser.send(
            f"{address}receive", {"part": "question", "spot": "0", "was": "need", "action": "remove"}
        ).status_code
        == 409
    )


def test_others_are_kept_out(logged_in: Enter, officer: Actor, draft: str) -> None:
    browser = logged_in(officer)

    for path in ("", "new", "receive"):
        assert browser.get(draft + path).status_code == 403
    assert browser.send(f"{draft}receive", {"part": "head"}).status_code == 403
