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
def reem(session: Session) -> Actor:
    return factories.create_user(session, "reem", ["quality_officer"])


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


@pytest.mark.parametrize("opened", ["", "head", "checks", "0", "4", "4-1", "add-2", "add-4-3", "99", "x"])
def test_every_part_of_the_editor_opens(logged_in: Enter, reem: Actor, draft: str, opened: str) -> None:
    assert logged_in(reem).get(f"{draft}check_info?open={opened}").status_code == 200


def test_every_form_opens_with_its_preview_in_both_languages(
    logged_in: Enter, session: Session, reem: Actor, draft: str
) -> None:
    browser = logged_in(reem)
    for line in form_pages.index(session, version_id(draft), reem):
        for language in ("ar", "en"):
            page = browser.get(f"{draft}{line.form}?lang={language}&open=0").text
            assert 'data-form-body' in page
