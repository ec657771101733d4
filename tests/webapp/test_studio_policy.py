"""The policy's text and its lists in the browser: each section read, added to, changed, reordered, removed from."""

from typing import Any

import html5lib
import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine.actors import Actor
from engine.models import PolicyVersion
from engine.policies import entries, packs, versions
from engine.studio import drafts
from tests import factories
from tests.webapp.conftest import CheckingClient
from tests.webapp.test_routes import Enter

FILE = "associations/samakh.yaml"
LISTS = "beneficiary_relations/lists.yaml"
WORDS = {"f_ar": "اسم جديد", "f_en": "A new name"}
BALLOT = {
    **WORDS,
    "f_members": "board_member",
    "f_chair": "board_secretary",
    "f_form": "ballot",
    "f_quorum_rule": "two_thirds",
    "f_majority_rule": "all_cast",
    "f_outcomes-0-ar": "قبول",
    "f_outcomes-0-en": "Accept",
    "f_outcomes-1-ar": "رفض",
    "f_outcomes-1-en": "Refuse",
    "f_outcomes-1-is_fallback": "true",
}
NUMBER = {**WORDS, "f_type": "number", "f_is_on": "true", "f_value_number": "٣"}
SECTIONS: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {  # answers of a new entry, its key, its place
    "clauses": ({**WORDS, "f_kind": "step"}, "S8", (FILE, "clauses")),
    "parameters": (NUMBER, "a_new_name", (FILE, "parameters")),
    "channels": ({**WORDS, "f_clause-0-clause": "C1"}, "a_new_name", (FILE, "channels")),
    "tools": ({**WORDS, "f_document": "research_guide.md"}, "a_new_name", (FILE, "tools")),
    "roles": ({**WORDS, "f_rights": ["see_all_cases"]}, "a_new_name", (FILE, "roles")),
    "ballots": (BALLOT, "a_new_name", (FILE, "ballots")),
    "lists": ({"f_code": "reasons", "f_entries-0-ar": "سبب", "f_entries-0-en": "Reason"}, "reasons", (LISTS,)),
    "list-papers": (WORDS, "a_new_name", (LISTS, "papers")),
}


def standing(session: Session, draft: PolicyVersion, path: str, *place: str) -> Any:
    session.rollback()  # the site has written through a connection of its own
    return entries.get(drafts.pack(session, draft).files[path], place)


def address(draft: PolicyVersion, section: str, rest: str = "") -> str:
    """Clauses lie under the text, every other section under the lists."""
    return f"/studio/{draft.id}/text{rest}" if section == "clauses" else f"/studio/{draft.id}/lists/{section}{rest}"


def typed(text: str) -> dict[str, Any]:
    """What a browser would send of the page's form as it was drawn."""
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    form = next(each for each in tree.iter("form") if each.get("data-form") is not None)
    sent: dict[str, Any] = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type")
        if not name or field.tag == "button" or (kind in ("radio", "checkbox") and field.get("checked") is None):
            continue
        if field.tag == "select":
            value = next((each.get("value") for each in field.iter("option") if each.get("selected") is not None), "")
        else:
            value = (field.text or "").removeprefix("\r\n") if field.tag == "textarea" else field.get("value", "")
        sent.setdefault(name, []).append(value)
    return sent


def save(page: CheckingClient, path: str, changes: dict[str, Any]) -> TestResponse:
    """Open an entry's page, type, and press Save."""
    return page.send(path, {**typed(page.get(path).text), **changes, "action": "complete"})


@pytest.mark.parametrize("section", SECTIONS)
def test_an_entry_is_added_changed_moved_and_removed(
    session: Session, page: CheckingClient, draft: PolicyVersion, section: str
) -> None:
    answers, key, (path, *place) = SECTIONS[section]
    added = page.send(address(draft, section, "/new"), {**answers, "action": "complete"})
    assert added.status_code == 303
    assert standing(session, draft, path, *place, key) is not None
    assert f'id="entry-{key}"' in page.get(added.headers["Location"]).text
    here = address(draft, section, f"/entries/{key}")

    if section == "lists":
        changed = save(page, here, {"f_entries-0-ar": "سبب آخر"})
        assert standing(session, draft, path, *place, key, "reason", "ar") == "سبب آخر"
    else:
        changed = save(page, here, {"f_ar": "اسم آخر"})
        assert standing(session, draft, path, *place, key, "ar") == "اسم آخر"
    assert changed.status_code == 303

    assert page.send(f"{here}/move", {"action": "up"}).status_code == 303
    removal = page.get(f"{here}/remove").text
    assert "لا يستعمله شيء" in removal
    assert page.send(f"{here}/remove", {"seen": seen(removal)}).status_code == 303
    assert standing(session, draft, path, *place, key) is None
    assert [each for each in packs.check(drafts.pack(session, draft)) if each.severity == "error"] == []


def seen(text: str) -> str:
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    return next(each.get("value", "") for each in tree.iter("input") if each.get("name") == "seen")


def test_moving_changes_the_order_that_everybody_sees(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    page.get(address(draft, "channels"))
    page.send(address(draft, "channels", "/entries/interview/move"), {"action": "down"})

    assert list(standing(session, draft, FILE, "channels"))[:2] == ["phone", "interview"]


def test_the_text_shows_both_sides_of_the_binding_and_its_open_points(
    page: CheckingClient, draft: PolicyVersion
) -> None:
    text = page.get(address(draft, "clauses", "/")).text

    assert "بنود بلا عنصر" in text
    assert "عناصر بلا بند (إضافات)" in text
    assert f"/studio/{draft.id}/diagrams/beneficiary_handling?element=S5_Reply" in text
    assert "نقطة مفتوحة يحسمها مجلس الإدارة" in text
    assert "Explaining to the beneficiary" in text


def test_the_search_leaves_what_it_found_and_says_so_where_it_found_nothing(
    page: CheckingClient, draft: PolicyVersion
) -> None:
    found = page.get(address(draft, "clauses", "/"), query_string={"q": "اسبوعين"}).text
    nothing = page.get(address(draft, "clauses", "/"), query_string={"q": "<b>زرافة</b>"}).text

    assert 'id="entry-S5"' in found
    assert 'id="entry-S1"' not in found
    assert "لا بند فيه هذه الكلمات" in nothing
    assert "<b>" not in nothing


def test_a_clause_in_use_is_refused_or_goes_with_its_citations(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    here = address(draft, "clauses", "/entries/S6")
    removal = page.get(f"{here}/remove").text
    assert "S6_Register" in removal

    refused = page.send(f"{here}/remove", {"seen": seen(removal)})
    assert refused.status_code == 409
    assert "لا يُحذف ولا يُغيّر معرّفه ما دام مستعملًا في" in refused.text
    assert standing(session, draft, FILE, "clauses", "S6")
    assert page.send(f"{here}/remove", {"seen": seen(removal), "citations": "remove"}).status_code == 303
    assert standing(session, draft, FILE, "clauses", "S6") is None


@pytest.mark.parametrize(
    ("section", "key", "where"),
    [
        ("roles", "finance", "المالية"),
        ("parameters", "reply_target", "تجاوز مدة الرد"),
        ("list-papers", "national_id", "المستندات المطلوبة"),
    ],
)
def test_what_is_used_offers_no_removal_and_names_its_uses(
    page: CheckingClient, draft: PolicyVersion, section: str, key: str, where: str
) -> None:
    here = address(draft, section, f"/entries/{key}/remove")
    shown = page.get(here).text

    assert where in shown
    assert "لا يُحذف ما دام مستعملًا" in shown
    assert page.send(here, {"seen": "", "citations": "remove"}).status_code == 409


def test_a_second_officer_sees_the_others_words_and_chooses(
    session: Session, logged_in: Enter, page: CheckingClient, draft: PolicyVersion
) -> None:
    noura = logged_in(factories.create_user(session, "noura", ["quality_officer"]))
    here = address(draft, "clauses", "/entries/S1")
    before = typed(noura.get(here).text)
    save(page, here, {"f_ar": "كتبته ريم"})

    conflict = noura.send(here, {**before, "f_ar": "كتبته نورة", "action": "complete"})

    assert conflict.status_code == 409
    assert "كتبته ريم" in conflict.text
    assert "كتبته نورة" in conflict.text
    assert standing(session, draft, FILE, "clauses", "S1", "ar") == "كتبته ريم"
    assert noura.send(here, {**typed(conflict.text), "action": "complete"}).status_code == 303
    assert standing(session, draft, FILE, "clauses", "S1", "ar") == "كتبته نورة"


def test_what_was_typed_survives_the_others_removal(
    session: Session, logged_in: Enter, page: CheckingClient, draft: PolicyVersion
) -> None:
    noura = logged_in(factories.create_user(session, "noura", ["quality_officer"]))
    here = address(draft, "channels", "/entries/letters")
    before = typed(noura.get(here).text)
    page.send(f"{here}/remove", {"seen": seen(page.get(f"{here}/remove").text)})

    gone = noura.send(here, {**before, "f_ar": "بريد ورقي", "action": "complete"})

    assert gone.status_code == 409
    assert typed(gone.text)["f_ar"] == ["بريد ورقي"]
    assert typed(gone.text)["f_code"] == ["letters"]
    again = noura.send(address(draft, "channels", "/new"), {**typed(gone.text), "action": "complete"})
    assert again.status_code == 303
    assert standing(session, draft, FILE, "channels", "letters", "ar") == "بريد ورقي"


def test_a_mistake_is_told_at_its_question_and_nothing_typed_is_lost(
    page: CheckingClient, draft: PolicyVersion
) -> None:
    refused = page.send(
        address(draft, "channels", "/new"),
        {"f_ar": "قناة <script>", "f_en": "", "f_code": "phone", "action": "complete"},
    )

    assert refused.status_code == 422
    assert typed(refused.text)["f_ar"] == ["قناة <script>"]
    assert "data-summary" in refused.text
    assert "<script>قناة" not in refused.text


def test_the_form_follows_the_kind_of_value_and_the_words_the_rules(page: CheckingClient, draft: PolicyVersion) -> None:
    new = address(draft, "parameters", "/new")
    assert "f_amount" in page.send(new, {"f_type": "duration", "f_is_on": "true", "action": "redraw"}).text
    assert "f_value_money" in page.send(new, {"f_type": "money", "f_is_on": "true", "action": "redraw"}).text
    ballot = address(draft, "ballots", "/entries/research_committee")
    drawn = page.send(ballot, {**typed(page.get(ballot).text), "f_quorum_rule": "all", "action": "redraw"}).text
    assert "لجنة من 7 أعضاء: النصاب 7" in drawn


def test_the_words_that_differ_stand_beside_the_clause(page: CheckingClient, draft: PolicyVersion) -> None:
    here = address(draft, "clauses", "/entries/S5")
    form = typed(page.get(here).text)
    [words] = form["f_ar"]

    drawn = page.send(here, {**form, "f_ar": words.replace("لا تقل", "لا تزيد"), "action": "redraw"}).text

    assert "تقل</span>" not in drawn.split("<del>")[0]
    assert "تقل" in drawn.split("<del>")[1].split("</del>")[0]
    assert "تزيد" in drawn.split("<ins>")[1].split("</ins>")[0]


def test_the_facts_of_the_association_are_a_page(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    here = address(draft, "association")

    assert save(page, here, {"f_registration": "2468"}).status_code == 303
    assert standing(session, draft, FILE, "registration") == "2468"


def test_a_key_is_changed_wherever_it_is_used_or_refused_in_words(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    here = address(draft, "roles", "/entries/finance")
    shown = page.get(here).text
    assert page.send(f"{here}/rename", {"new": "Big Money", "seen": seen(shown)}).status_code == 409
    assert page.send(f"{here}/rename", {"new": "accounts", "seen": seen(shown)}).status_code == 303
    assert standing(session, draft, FILE, "roles", "accounts", "ar") == "المالية"
    handling = drafts.pack(session, draft).files["beneficiary_relations/beneficiary_handling.bpmn"]
    assert b'name="role" value="accounts"' in handling


def test_a_version_that_is_no_draft_is_read_and_not_changed(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    in_force = versions.in_force(session)
    shown = page.get(address(in_force, "clauses", "/entries/S1")).text

    assert 'value="complete"' not in shown
    assert 'name="action" value="up"' not in page.get(address(in_force, "channels")).text
    assert (
        page.send(address(in_force, "clauses", "/entries/S1"), {**typed(shown), "action": "complete"}).status_code
        == 409
    )
    assert page.get(address(in_force, "clauses", "/entries/S1/remove")).status_code == 200


def test_a_file_that_cannot_be_read_is_said_and_breaks_no_page(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    drafts.save(session, draft.id, FILE, b"name: [", draft.manifest[FILE], reem)
    session.commit()

    assert "تعذرت قراءة ملف الجمعية" in page.get(address(draft, "clauses", "/")).text
    for section in ("parameters", "roles", "lists"):
        assert page.get(address(draft, section)).status_code == 200
    assert page.get(address(draft, "association")).status_code == 200


@pytest.mark.parametrize(
    "path", ["lists/nothing", "lists/list-nothing", "lists/roles/entries/nobody", "text/entries/X", "lists/..%2f"]
)
def test_what_is_not_there_is_not_found(page: CheckingClient, draft: PolicyVersion, path: str) -> None:
    assert page.get(f"/studio/{draft.id}/{path}").status_code == 404


def test_every_page_stands_in_english_too(page: CheckingClient, draft: PolicyVersion) -> None:
    page.send("/language", {"locale": "en"})
    for section in (*SECTIONS, "association"):
        text = page.get(address(draft, section, "/" if section == "clauses" else "")).text
        assert 'lang="en"' in text
