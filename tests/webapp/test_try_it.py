"""Trying a draft through the pages: every role, its own clock, what was done kept as a scenario."""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine import clock, scenarios
from engine.actors import Actor
from engine.models import Case, Incident, PolicyVersion, Timer
from engine.policies import entries
from engine.studio import drafts
from tests.webapp import trial as trials
from tests.webapp.conftest import CheckingClient
from tests.webapp.trial import Trial
from webapp import worker

Enter = Callable[[Actor], CheckingClient]
SAMPLE = Path(__file__).parents[2] / "processes" / "beneficiary_relations" / "documents" / "sample.pdf"
ROLE = re.compile(r'name="who"[^>]*>([^<]+?) <span class="count">(\d+)')


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    made = drafts.open(session, session.scalars(select(PolicyVersion.id)).one(), "مهلة أقصر", reem)
    session.commit()
    return made


@pytest.fixture
def trial(logged_in: Enter, reem: Actor, draft: PolicyVersion) -> Trial:
    return Trial(logged_in(reem), draft.id)


def test_straight_path_is_played_recorded_and_passes(trial: Trial, session: Session, reem: Actor) -> None:
    trials.refer(trial)
    assert trial.move("moment", "2026-12-01T10:00").status_code == 303
    trials.decide(trial)
    trials.serve(trial)
    trial.do(
        "service_provider", "S7_Provide", service_given="إيجار", provided_amount=90000, quantity=1,
        provided_on="2026-12-01", provider_name="سعد", receipt=(BytesIO(SAMPLE.read_bytes()), "receipt.pdf"),
    )  # fmt: skip
    trial.do("relations_officer", "SAT_Rate", score="5", rating_anonymous=False)
    assert trial.case().end_element == "End_Served"

    page = trial.get("/record")
    assert "تتقدم الساعة" in page.text
    title = {"title_ar": "أرملة تطلب الإيجار", "title_en": "A widow asks for rent"}
    assert trial.send("/record", title).status_code == 303

    session.rollback()
    pack = drafts.pack(session, drafts.get(session, trial.version_id, reem))
    report = scenarios.run_in(pack, "beneficiary_relations/scenarios/a_widow_asks_for_rent.yaml", lambda _: None)
    assert report.failures == []
    assert report.steps > 15


def test_save_needs_both_titles_and_keeps_what_was_typed(trial: Trial, session: Session) -> None:
    trial.play("relations_officer")
    trial.start({"origin": "applicant"})
    page = trial.send("/record", {"title_ar": "استفسار", "title_en": " "})
    assert page.status_code == 422
    assert 'value="استفسار"' in page.text
    assert "اكتب عنوان السيناريو" in page.text


def test_empty_trial_has_nothing_to_save(trial: Trial) -> None:
    page = trial.get("/record")
    assert page.status_code == 422
    assert "لم تُفتح في هذه التجربة معاملة بعد" in page.text


def test_two_trials_saved_under_one_title_are_two_files(trial: Trial, session: Session, reem: Actor) -> None:
    trial.play("relations_officer")
    trial.start({"origin": "applicant"})
    for _ in range(2):
        assert trial.send("/record", {"title_ar": "بداية", "title_en": "A start!"}).status_code == 303
    session.rollback()
    paths = drafts.get(session, trial.version_id, reem).manifest
    assert {"beneficiary_relations/scenarios/a_start.yaml", "beneficiary_relations/scenarios/a_start_2.yaml"} <= set(
        paths
    )


def test_strip_names_the_draft_the_time_and_whose_turn_it_is(trial: Trial) -> None:
    trials.refer(trial)
    trial.play("finance")
    page = trial.get("/inbox/roles").text
    assert "تجربة مسودة: لا تُحسب ولا تُرسل" in page
    assert "مهلة أقصر" in page
    turns = dict(ROLE.findall(page))
    assert turns["مسؤول البحث الاجتماعي"] == "1"
    assert re.search(r'aria-current="true">المالية', page)


def test_clock_goes_to_the_next_timer_and_its_message_is_shown(trial: Trial) -> None:
    trials.refer(trial)
    trial.move("next")
    page = trial.get("/sent").text
    assert "اقترب موعد الرد" in page
    assert "تجاوزت المعاملة" not in page
    trial.move("next")
    page = trial.get("/sent").text
    assert "تجاوزت المعاملة" in page
    assert "بند السياسة" in page
    assert "تجاوز مدة الرد" in trial.get("/cases/1").text


def test_clock_that_cannot_go_there_says_so_where_it_was_asked(trial: Trial) -> None:
    for to, moment in (("moment", "2020-01-01T10:00"), ("moment", "2126-01-01T10:00"), ("next", "")):
        assert trial.move(to, moment).location == f"{trial.root}/inbox/roles"
        assert "alert-warning" in trial.get("/inbox/roles").text, (to, moment)


def test_moment_that_is_none_is_refused(trial: Trial) -> None:
    for moment in ("", "yesterday", "2026-13-01T00:00", "9999999"):
        assert trial.move("moment", moment).status_code == 422, moment


def test_clock_leads_back_into_the_sandbox_only(trial: Trial) -> None:
    outside = f"https://example.org/{trial.key}/"
    for back in (outside, outside.removeprefix("https:"), "/inbox/roles", "", "/studio/"):
        answer = trial.send("/clock", {"to": "day", "back": back})
        assert answer.location.startswith(f"{trial.root}/"), back


def test_what_a_script_asks_beside_its_page_leaves_the_log_in_session_alone(trial: Trial) -> None:
    """Else its late answer would take back what the page has kept there meanwhile: the role that is played."""
    trial.play("relations_officer")
    trial.get("/inbox")
    address = f"/studio/{trial.version_id}/try/{trial.key}/inbox"

    answer = trial.browser.get(address, headers={"X-Requested-With": "fetch"})

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_somebody_who_is_not_there_cannot_be_played(trial: Trial) -> None:
    for who in ("", "0", "999", "x", "1e9"):
        assert trial.send("/play", {"who": who}).status_code == 303
        played = re.findall(r'aria-current="true">([^<]+)', trial.get("/inbox/roles").text)
        assert played == ["موظف علاقات المستفيدين"], who


def test_a_trial_of_a_changed_draft_is_told_and_a_new_one_has_the_change(
    trial: Trial, session: Session, reem: Actor
) -> None:
    session.rollback()
    path, place = "associations/samakh.yaml", ("parameters", "reply_target", "value")
    drafts.edit(session, trial.version_id, path, place, "P10D", entries.digest("P14D"), reem)
    session.commit()
    assert "تغيّرت المسودة بعدها" in trial.browser.get(f"/studio/{trial.version_id}/try").text

    fresh = Trial(trial.browser, trial.version_id)
    for each, on in ((trial, "2026-12-06"), (fresh, "2026-12-02")):
        trials.refer(each)
        with each.session() as inside:
            due = inside.scalars(select(Timer.due_at).where(Timer.element_id == "TB_Overdue")).one()
        assert due.date().isoformat() == on


def test_draft_with_errors_says_why_it_is_not_tried(
    logged_in: Enter, session: Session, reem: Actor, draft: PolicyVersion
) -> None:
    path, place = "associations/samakh.yaml", ("ballots", "research_committee", "members")
    drafts.edit(session, draft.id, path, place, "nobody", entries.digest("committee_member"), reem)
    session.commit()
    browser = logged_in(reem)
    address = f"/studio/{draft.id}/try"
    assert "في المسودة أخطاء تمنع تشغيلها" in browser.get(address).text
    assert browser.send(address).location == address
    assert "alert-warning" in browser.get(address).text


def test_removed_trial_is_gone(trial: Trial) -> None:
    assert trial.browser.send(f"{trial.root}/remove").status_code == 303
    assert not trial.folder.exists()
    assert trial.get("/inbox/roles").status_code == 404


def test_a_step_that_fails_is_an_incident_of_the_sandbox_alone(trial: Trial, session: Session) -> None:
    trials.refer(trial)
    with trial.session() as inside:
        inside.execute(update(Case).values(facts={}))
        inside.commit()
    task_id, _ = trial.task("CR_Assign")
    trial.play("research_officer")
    raw = trial.raw("assign", {"researcher": str(trial.user("research_officer")), "visit_needed": False})
    assert trial.send(f"/tasks/{task_id}", {"action": "complete", **raw}).status_code in (303, 503)
    session.rollback()
    assert session.scalars(select(Incident)).all() == []


def test_printed_letters_and_forms_are_marked(trial: Trial) -> None:
    trials.refer(trial)
    for path in ("/cases/1/letters/referral_notice", "/policy/tools/support_request/file"):
        assert "تجربة" in printed(trial.get(path)), path
    assert "تجربة" not in printed(trial.browser.get("/policy/tools/support_request/file"))


def printed(answer: TestResponse) -> str:
    assert answer.mimetype == "application/pdf"
    return unicodedata.normalize("NFKC", "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages))


def test_english_is_whole_inside_too(trial: Trial) -> None:
    trials.refer(trial)
    trial.browser.send("/language", {"locale": "en", "back": "/"})
    page = trial.get("/cases/1").text
    assert "Trial of a draft: not counted, not sent" in page
    assert "Beneficiary relations officer" in page
    assert "opens a case" in trial.get("/record").text


def test_the_worker_removes_what_is_thirty_days_old(trial: Trial, app: Flask, session: Session) -> None:
    session.rollback()
    with app.app_context(), clock.at(clock.now() + timedelta(days=29)):
        assert worker.tidy() == 0
    with app.app_context(), clock.at(clock.now() + timedelta(days=31)):
        assert worker.tidy() == 1
    assert not trial.folder.exists()
    assert trial.get("/inbox/roles").status_code == 404
