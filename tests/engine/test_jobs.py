"""Jobs: taken once each, told of as they go, cancelled, superseded, and taken again where a process was killed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.database import writing
from engine.errors import EngineError, NotAllowed
from engine.models import Job, JobStatus, PolicyVersion
from engine.policies import versions
from engine.studio import drafts, jobs
from engine.studio.jobs import Progress
from tests import factories
from tests.conftest import START

ASSOCIATION = "associations/samakh.yaml"


class Refused(EngineError):
    ar, en = "لا يصلح", "It will not do"


@pytest.fixture
def quality(session: Session) -> Actor:
    return factories.create_user(session, "reem", ["quality_officer"])


@pytest.fixture
def draft(session: Session, quality: Actor) -> PolicyVersion:
    """A draft of which no work is asked: opening it asks for its scenarios."""
    made = drafts.open(session, versions.in_force(session).id, "تجربة", quality)
    session.execute(delete(Job))
    session.commit()
    return made


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A kind of job that does what the test says; the machinery around it is the real one."""
    does: dict[str, Any] = {}

    def run(progress: Progress) -> Mapping[str, Any]:
        return does["it"](progress)  # type: ignore[no-any-return]

    monkeypatch.setitem(jobs._runs, "test", run)
    monkeypatch.setattr(jobs, "EVERY", 0)
    return does


def asked(session: Session, version: PolicyVersion, actor: Actor) -> Job:
    job = jobs.ask(session, "test", version.id, actor)
    session.commit()
    return job


def test_job_is_done_and_its_result_kept(
    session: Session, draft: PolicyVersion, quality: Actor, kind: dict[str, Any]
) -> None:
    job = asked(session, draft, quality)
    job_id, seen = job.id, list[tuple[int, int]]()
    session.commit()

    def it(progress: Progress) -> Mapping[str, Any]:
        progress.tell(1, 4)
        with Session(session.get_bind()) as other:
            now = other.get_one(Job, job_id)
            seen.append((now.done, now.total))
        return {"answer": 42}

    kind["it"] = it
    assert jobs.run_next(session) is job
    assert (job.status, job.result, seen) == (JobStatus.DONE, {"answer": 42}, [(1, 4)])
    assert jobs.run_next(session) is None


def test_no_lock_is_held_while_it_computes(
    session: Session, draft: PolicyVersion, quality: Actor, kind: dict[str, Any]
) -> None:
    asked(session, draft, quality)

    def it(progress: Progress) -> Mapping[str, Any]:
        progress.reading.get_one(PolicyVersion, progress.version_id)
        with Session(session.get_bind()) as other:
            writing(other)
            factories.create_user(other, "other", ["relations_officer"])
        return {}

    kind["it"] = it
    done = jobs.run_next(session)
    assert done is not None
    assert done.status is JobStatus.DONE


def test_failing_job_says_why_in_both_languages(
    session: Session, draft: PolicyVersion, quality: Actor, kind: dict[str, Any]
) -> None:
    job = asked(session, draft, quality)

    def it(progress: Progress) -> Mapping[str, Any]:
        raise Refused("no")

    kind["it"] = it
    jobs.run_next(session)
    assert (job.status, job.error_ar, job.error_en) == (JobStatus.FAILED, Refused.ar, Refused.en)


def test_bug_in_a_job_is_told_and_stops_no_other(
    session: Session, draft: PolicyVersion, quality: Actor, kind: dict[str, Any]
) -> None:
    job = asked(session, draft, quality)

    def it(progress: Progress) -> Mapping[str, Any]:
        raise ZeroDivisionError

    kind["it"] = it
    jobs.run_next(session)
    assert (job.status, job.error_ar) == (JobStatus.FAILED, jobs.FAULT[0])


def test_cancelled_job_stops_with_its_next_note(
    session: Session, draft: PolicyVersion, quality: Actor, kind: dict[str, Any]
) -> None:
    job = asked(session, draft, quality)
    job_id, went_on = job.id, list[int]()
    session.commit()

    def it(progress: Progress) -> Mapping[str, Any]:
        with Session(session.get_bind()) as other:
            writing(other)
            jobs.cancel(other, job_id, quality)
            other.commit()
        progress.tell(1, 2)
        went_on.append(1)
        return {}

    kind["it"] = it
    jobs.run_next(session)
    assert (job.status, went_on) == (JobStatus.CANCELLED, [])


def test_killed_job_is_taken_again_once_its_lease_ran_out(
    session: Session, draft: PolicyVersion, quality: Actor, kind: dict[str, Any]
) -> None:
    job = asked(session, draft, quality)

    def killed(progress: Progress) -> Mapping[str, Any]:
        raise KeyboardInterrupt  # as kill -9: nothing of ours runs any more

    kind["it"] = killed
    with pytest.raises(KeyboardInterrupt):
        jobs.run_next(session)
    session.rollback()
    kind["it"] = lambda _: {}
    assert jobs.run_next(session) is None
    with clock.at(START + jobs.LEASE + timedelta(seconds=1)):
        assert jobs.run_next(session) is job
    assert (job.status, job.attempts) == (JobStatus.DONE, 2)


def test_job_that_kills_its_process_is_given_up(
    session: Session, draft: PolicyVersion, quality: Actor, kind: dict[str, Any]
) -> None:
    job = asked(session, draft, quality)
    job.status, job.attempts, job.leased_until = JobStatus.RUNNING, jobs.MOST_ATTEMPTS, START - timedelta(minutes=1)
    session.commit()
    jobs.run_next(session)
    assert (job.status, job.error_ar) == (JobStatus.FAILED, jobs.GIVEN_UP[0])


def test_ending_process_puts_its_job_back(
    session: Session, draft: PolicyVersion, quality: Actor, kind: dict[str, Any]
) -> None:
    job = asked(session, draft, quality)

    def it(progress: Progress) -> Mapping[str, Any]:
        progress.tell(1, 2)
        return {}

    kind["it"] = it
    jobs.run_next(session, lambda: True)
    assert (job.status, job.attempts) == (JobStatus.WAITING, 0)
    jobs.run_next(session)
    assert job.status is JobStatus.DONE


def test_newer_ask_supersedes_one_about_an_older_hash(
    session: Session, draft: PolicyVersion, quality: Actor, kind: dict[str, Any]
) -> None:
    old = asked(session, draft, quality)
    assert asked(session, draft, quality) is old
    content = drafts.file(session, draft.id, ASSOCIATION, quality)
    drafts.save(session, draft.id, ASSOCIATION, content.content + b"\n", content.sha256, quality)
    new = asked(session, draft, quality)
    assert (old.status, new.status) == (JobStatus.CANCELLED, JobStatus.WAITING)
    assert new.about == draft.hash != old.about


def test_only_who_edits_the_policy_may_ask(session: Session, draft: PolicyVersion, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        jobs.ask(session, "test", draft.id, officer)
