"""Decision tables in the browser: edited without losing anything, tried by the engine, kept while they are used."""

import re
from typing import Any

import html5lib
import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import table_files
from engine.models import PolicyVersion
from engine.policies import versions
from engine.studio import drafts
from tests.webapp.conftest import CheckingClient
from tests.webapp.test_routes import Enter

PATH = "beneficiary_relations/decisions/required_papers.dmn"


@pytest.fixture
def address(draft: PolicyVersion) -> str:
    return f"/studio/{draft.id}/tables/required_papers"


def fields(text: str) -> dict[str, str]:
    """What a browser would send of the table's form."""
    form: Any = html5lib.parse(text, namespaceHTMLElements=False).find(".//form[@id='table-form']")
    sent = {each.get("name"): each.get("value", "") for each in form.iter("input")}
    sent |= {each.get("name"): (each.text or "").removeprefix("\n") for each in form.iter("textarea")}
    for select in form.iter("select"):
        chosen = [each for each in select.iter("option") if each.get("selected") is not None]
        sent[select.get("name")] = (chosen or list(select.iter("option")))[0].get("value")
    return sent


def content(session: Session, draft: PolicyVersion, actor: Actor) -> bytes:
    session.rollback()  # else it still reads what stood there before
    return drafts.file(session, draft.id, PATH, actor).content


def test_saving_without_an_edit_changes_nothing(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor, address: str
) -> None:
    before = content(session, draft, reem)

    answer = page.send(address, {**fields(page.get(address).text), "action": "save"})

    assert answer.status_code == 303
    assert content(session, draft, reem) == before
    assert drafts.changes(session, draft.id, reem) == []


def test_a_cell_is_edited_and_saved(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor, address: str
) -> None:
    sent = {**fields(page.get(address).text), "r-4-i-1": '"divorced", "widow"', "action": "save"}

    assert page.send(address, sent).status_code == 303

    table = table_files.read(content(session, draft, reem))
    assert table.rules[4].cells == ("-", '"divorced", "widow"')
    assert "مطلقة أو أرملة" in page.get(address).text


def test_buttons_change_the_page_and_save_nothing(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor, address: str
) -> None:
    before = content(session, draft, reem)
    sent = {**fields(page.get(address).text), "r-0-note": "لم يُحفظ", "action": "rule:copy:0"}

    answer = page.send(address, sent)

    again = fields(answer.text)
    assert (again["r-0-note"], again["r-1-note"]) == ("لم يُحفظ", "لم يُحفظ")
    assert again["r-0-id"] != again["r-1-id"]
    assert "لم يُحفظ بعد" in answer.text
    assert content(session, draft, reem) == before


def test_a_mistake_is_told_at_its_cell_and_kept(page: CheckingClient, address: str) -> None:
    answer = page.send(address, {**fields(page.get(address).text), "r-2-i-1": '"widow" oops', "action": "check"})

    shown = html5lib.parse(answer.text, namespaceHTMLElements=False)
    field, says = shown.find(".//input[@id='r-2-i-1']"), shown.find(".//div[@id='w-r-2-i-1']")
    assert field.get("value") == '"widow" oops'
    assert field.get("aria-invalid") == "true"
    assert "oops" in "".join(says.itertext())


def test_the_script_is_told_the_same(page: CheckingClient, address: str) -> None:
    sent = {**fields(page.get(address).text), "r-2-i-1": '"widow" oops', "r-3-i-1": '"aged"'}

    told = page.send(f"{address}/check", sent).get_json()

    assert told["problems"]["r-2-i-1"]
    assert told["words"]["r-3-i-1"] == "كبير سن"
    assert told["whole"] == []


def test_values_are_tried_by_the_engine(page: CheckingClient, address: str) -> None:
    sent = fields(page.get(address).text)
    answer = page.send(address, {**sent, "try-request_kind": "rent", "try-category": "divorced", "action": "try"})

    assert "صك الطلاق" in re.search(r"النتيجة: <strong>(.*?)</strong>", answer.text)[1]  # type: ignore[index]
    assert answer.text.count('class="hit"') == 6


def test_a_new_table_is_begun_edited_and_removed(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    home = f"/studio/{draft.id}/tables/"
    key = re.search(r'id="key"[^>]*value="(\w+)"', page.get(home).text)[1]  # type: ignore[index]

    answer = page.send(home, {"title": "درجة الإلحاح", "key": key})

    assert answer.status_code == 303
    made = page.get(answer.headers["Location"])
    assert "درجة الإلحاح" in made.text
    assert page.send(f"{home}{key}/remove", {"seen": fields(made.text)["seen"]}).status_code == 303
    assert page.get(f"{home}{key}").status_code == 404


@pytest.mark.parametrize("key", ["Need", "need level", "../x", "1x", "", "required_papers", "é"])
def test_a_bad_key_is_told_at_its_field(page: CheckingClient, draft: PolicyVersion, key: str) -> None:
    answer = page.send(f"/studio/{draft.id}/tables/", {"title": "درجة", "key": key})

    assert answer.status_code == 422
    assert 'value="درجة"' in answer.text
    assert "شرطة سفلية" in answer.text


def test_a_table_that_a_diagram_uses_stays(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor, address: str
) -> None:
    seen = fields(page.get(address).text)["seen"]

    answer = page.send(f"{address}/remove", {"seen": seen})

    assert answer.status_code == 409
    assert "التعامل مع المستفيد" in answer.text
    assert content(session, draft, reem)


def test_two_officers_never_overwrite_each_other(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor, address: str
) -> None:
    mine = fields(page.get(address).text)
    theirs = content(session, draft, reem).replace(b'"rent_contract"', b'"power_bill"')
    drafts.save(session, draft.id, PATH, theirs, mine["seen"], reem)
    session.commit()

    answer = page.send(address, {**mine, "r-0-note": "تعديلي", "action": "save"})

    assert answer.status_code == 409
    assert "تعديلي" in answer.text, "what was typed is still there"
    assert content(session, draft, reem) == theirs


def test_a_file_without_a_table_is_said_plainly(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor, address: str
) -> None:
    seen = fields(page.get(address).text)["seen"]
    drafts.save(session, draft.id, PATH, b"<broken", seen, reem)
    session.commit()

    answer = page.get(address)

    assert answer.status_code == 422
    assert "لا يُقرأ في هذا الملف جدول قرار" in answer.text
    assert page.get(f"/studio/{draft.id}/tables/").status_code == 200


def test_a_version_in_force_is_only_read(session: Session, page: CheckingClient) -> None:
    address = f"/studio/{versions.in_force(session).id}/tables/required_papers"
    text = page.get(address).text

    assert 'value="save"' not in text
    assert page.send(address, {**fields(text), "r-0-note": "x", "action": "save"}).status_code == 409


def test_hostile_numbers_of_rows_do_no_harm(page: CheckingClient, address: str) -> None:
    sent = fields(page.get(address).text)
    flood = {f"r-{number}-id": f"R{number}" for number in range(5000)}

    assert page.send(address, {**sent, **flood, "action": "check"}).status_code in (200, 413)
    assert page.send(address, {"action": "rule:remove:999"}).status_code == 200
    assert page.send(address, {"name": "\x00\ufffe", "action": "check"}).status_code == 200


def test_others_see_nothing_of_it(logged_in: Enter, officer: Actor, draft: PolicyVersion) -> None:
    browser = logged_in(officer)

    assert browser.get(f"/studio/{draft.id}/tables/").status_code == 403
    for path in ("", "/check", "/remove"):
        assert browser.send(f"/studio/{draft.id}/tables/required_papers{path}", {"action": "save"}).status_code == 403
