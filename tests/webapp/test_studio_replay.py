"""The replay's page: asked for, stopped, read by result and step, stale after a change, safe as a file."""

import csv
import io

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine import documents, scenarios
from engine.actors import Actor
from engine.models import Job, JobStatus, PolicyVersion
from engine.policies import versions
from engine.scenario_world import World
from engine.studio import drafts, jobs, replay, replay_page
from tests import factories
from tests.conftest import START
from tests.webapp.conftest import CheckingClient
from tests.webapp.test_routes import Enter

SCENARIO = factories.PROCESSES / "beneficiary_relations/scenarios/05b_does_not_go_on.yaml"
HANDLING = "beneficiary_relations/beneficiary_handling.bpmn"


@pytest.fixture
def closed(session: Session, reem: Actor) -> None:
    """One case that has ended."""
    known = scenarios.read(SCENARIO)
    people = {
        name: factories.create_user(session, f"{name}_1", roles).user_id for name, roles in known["people"].items()
    }
    world = World(session, factories.PROCESSES, SCENARIO.parent, START, people, known["people"])
    assert documents.folder()
    for step in known["steps"]:
        assert list(scenarios.take(world, step)) == []
    session.commit()


@pytest.fixture
def draft(session: Session, closed: None, reem: Actor) -> PolicyVersion:
    made = drafts.open(session, versions.in_force(session).id, "مسودة", reem)
    change(session, made, "not(goes_on)</", "goes_on</", reem)
    return made


def change(session: Session, draft: PolicyVersion, old: str, new: str, actor: Actor) -> None:
    found = drafts.file(session, draft.id, HANDLING, actor)
    drafts.save(session, draft.id, HANDLING, found.content.decode().replace(old, new).encode(), found.sha256, actor)
    session.commit()


def replayed(session: Session, page: CheckingClient, version_id: int) -> Job:
    page.get(f"/studio/{version_id}/replay")
    assert page.send(f"/studio/{version_id}/replay").status_code == 303
    session.rollback()
    session.execute(delete(Job).where(Job.kind != replay.KIND))  # the scenarios' run has its own tests
    session.commit()
    job = jobs.run_next(session)
    assert job is not None
    session.commit()
    return job


def test_replay_is_asked_for_and_shown(session: Session, page: CheckingClient, draft: PolicyVersion) -> None:
    assert replayed(session, page, draft.id).status is JobStatus.DONE
    text = page.get(f"/studio/{draft.id}/replay").text
    assert "المعاملات المنتهية: 1" in text
    assert "إيضاح الإجراءات" in text
    assert "2026-0001" in text
    assert "لا توجد معاملة بهذه الصفة" in page.get(f"/studio/{draft.id}/replay?verdict=same").text


def test_own_version_goes_the_same_way(session: Session, page: CheckingClient, closed: None) -> None:
    version = versions.in_force(session)
    job = replayed(session, page, version.id)
    assert job.result is not None
    assert job.result["counts"] == {"same": 1, "path": 0, "end": 0, "breach": 0, "unknown": 0}


def test_running_replay_shows_how_far_and_can_be_stopped(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    page.get(f"/studio/{draft.id}/replay")
    page.send(f"/studio/{draft.id}/replay")
    assert page.get(f"/studio/{draft.id}/replay/progress").json == {
        "open": True, "percent": 0, "status": "waiting", "done": 0, "total": 0,
    }  # fmt: skip
    session.rollback()
    job = jobs.latest(session, replay.KIND, draft)
    assert job is not None
    assert "data-job" in page.get(f"/studio/{draft.id}/replay").text
    assert page.send(f"/studio/{draft.id}/replay/cancel", {"job": str(job.id)}).status_code == 303
    assert page.get(f"/studio/{draft.id}/replay/progress").json["open"] is False


def test_result_is_stale_once_the_draft_has_changed(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    replayed(session, page, draft.id)
    assert "تغيرت المسودة بعد هذه الإعادة" not in page.get(f"/studio/{draft.id}/replay").text
    session.rollback()
    change(session, draft, ">goes_on</", ">not(goes_on)</", reem)
    assert "تغيرت المسودة بعد هذه الإعادة" in page.get(f"/studio/{draft.id}/replay").text


def test_file_holds_numbers_and_words_and_no_formula(
    session: Session, page: CheckingClient, draft: PolicyVersion
) -> None:
    replayed(session, page, draft.id)
    answer = page.get(f"/studio/{draft.id}/replay.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.mimetype == "text/csv"
    assert [len(row) for row in rows] == [7, 7]
    assert rows[1][0] == "2026-0001"
    assert [replay_page.safe(cell) for cell in ("=1+1", "+1", "-1", "@x", "\tx", "plain")] == [
        "'=1+1", "'+1", "'-1", "'@x", "'\tx", "plain",
    ]  # fmt: skip


def test_nobody_else_reads_it(session: Session, logged_in: Enter, draft: PolicyVersion) -> None:
    other = logged_in(factories.create_user(session, "haya", ["relations_officer"]))
    for path in ("replay", "replay.csv", "replay/progress"):
        assert other.get(f"/studio/{draft.id}/{path}").status_code == 403
