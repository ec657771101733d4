"""A draft's scenarios: asked for by a save, run against exactly its files, each once, failures by their step."""

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import JobStatus, PolicyVersion, ScenarioOutcome
from engine.policies import versions
from engine.studio import drafts, jobs, scenario_edits, scenario_jobs, scenario_pages, scenario_runs
from tests import factories

FOLDER = "beneficiary_relations/scenarios"
KEPT = f"{FOLDER}/05b_does_not_go_on.yaml"
HANDLING = "beneficiary_relations/beneficiary_handling.bpmn"


@pytest.fixture
def quality(session: Session) -> Actor:
    return factories.create_user(session, "reem", ["quality_officer"])


@pytest.fixture
def draft(session: Session, quality: Actor) -> PolicyVersion:
    """A draft with one scenario left, so that a test runs in a second."""
    made = drafts.open(session, versions.in_force(session).id, "تجربة", quality)
    for path in scenario_runs.scenarios(made.manifest):
        if path != KEPT:
            drafts.save(session, made.id, path, None, made.manifest[path], quality)
    session.commit()
    return made


def edit(session: Session, draft: PolicyVersion, path: str, old: str, new: str, actor: Actor) -> None:
    found = drafts.file(session, draft.id, path, actor)
    assert old in found.content.decode()
    drafts.save(session, draft.id, path, found.content.decode().replace(old, new).encode(), found.sha256, actor)
    session.commit()


def states(session: Session, draft: PolicyVersion) -> list[str]:
    return [each.state for each in scenario_runs.state(session, draft)]


def run_all(session: Session) -> None:
    assert scenario_jobs.KIND == scenario_runs.KIND
    while jobs.run_next(session):
        pass


def test_save_asks_for_a_run_of_exactly_that_hash(session: Session, draft: PolicyVersion, quality: Actor) -> None:
    assert states(session, draft) == ["waiting"]
    run_all(session)
    assert states(session, draft) == ["passed"]
    job = jobs.latest(session, scenario_runs.KIND, draft)
    assert job is not None
    assert (job.status, job.about) == (JobStatus.DONE, draft.hash)


def test_unchanged_scenario_is_not_run_again(session: Session, draft: PolicyVersion, quality: Actor) -> None:
    run_all(session)
    other = scenario_edits.copy(session, draft.id, "05b_does_not_go_on", quality)
    session.commit()
    assert states(session, draft) == ["passed", "waiting"]
    run_all(session)
    job = jobs.latest(session, scenario_runs.KIND, draft)
    assert job is not None
    assert job.result == {"scenarios": 2, "ran": 1}
    assert other == "05b_does_not_go_on_2"


def test_changed_policy_runs_it_again_and_a_failure_names_its_step(
    session: Session, draft: PolicyVersion, quality: Actor
) -> None:
    run_all(session)
    edit(session, draft, HANDLING, "not(goes_on)</", "goes_on</", quality)
    assert states(session, draft) == ["waiting"]
    run_all(session)
    [state] = scenario_runs.state(session, draft)
    assert state.state == "failed"
    assert state.failures[0].step > 0
    [line] = scenario_pages.show(session, draft.id, quality).lines
    assert "المهام المفتوحة" in line.failures[0].expected + line.failures[0].found or "نته" in line.failures[0].expected
    edit(session, draft, HANDLING, ">goes_on</", ">not(goes_on)</", quality)
    assert states(session, draft) == ["passed"]  # the same files as before: known already


def test_scenario_of_another_association_is_not_run(session: Session, quality: Actor) -> None:
    version = versions.in_force(session)
    assert f"{FOLDER}/01_straight_path_alkawthar.yaml" in version.manifest
    assert f"{FOLDER}/01_straight_path_alkawthar.yaml" not in [
        each.path for each in scenario_runs.state(session, version)
    ]


def test_run_again_forgets_what_is_known(session: Session, draft: PolicyVersion, quality: Actor) -> None:
    run_all(session)
    scenario_runs.ask_again(session, draft, quality)
    session.commit()
    assert states(session, draft) == ["waiting"]
    run_all(session)
    assert states(session, draft) == ["passed"]
    assert len(session.query(ScenarioOutcome).all()) == 1


def test_unsound_draft_runs_nothing_and_says_so(session: Session, draft: PolicyVersion, quality: Actor) -> None:
    edit(session, draft, HANDLING, 'targetRef="S5_InformReferral"', 'targetRef="S5_Nowhere"', quality)
    run_all(session)
    job = jobs.latest(session, scenario_runs.KIND, draft)
    assert job is not None
    assert (job.status, job.error_en) == (JobStatus.FAILED, scenario_jobs.NotSound.en)
    assert states(session, draft) == ["stale"]


def test_broken_scenario_fails_by_itself(session: Session, draft: PolicyVersion, quality: Actor) -> None:
    drafts.save(session, draft.id, f"{FOLDER}/broken.yaml", b"title: [\n", None, quality)
    session.commit()
    run_all(session)
    assert states(session, draft) == ["passed", "failed"]


def test_step_is_put_moved_and_removed_with_comments_kept(
    session: Session, draft: PolicyVersion, quality: Actor
) -> None:
    def seen() -> str:
        return drafts.file(session, draft.id, KEPT, quality).sha256

    name, before = "05b_does_not_go_on", drafts.file(session, draft.id, KEPT, quality).content
    scenario_edits.put_step(session, draft.id, name, 1, {"wait": "P3D"}, seen(), quality, is_new=True)
    scenario_edits.move_step(session, draft.id, name, 1, 2, seen(), quality)
    page = scenario_pages.scenario(session, draft.id, name, quality)
    assert [step.kind for step in page.steps].index("wait") == 2
    assert page.steps[2].text == "يمضي 3 أيام"
    scenario_edits.remove_step(session, draft.id, name, 2, seen(), quality)
    assert scenario_pages.scenario(session, draft.id, name, quality).source.count("\n") > 0
    assert drafts.file(session, draft.id, KEPT, quality).content.count(b"#") == before.count(b"#")
