"""Drafts: edited by several, never overwritten unseen; submitted once, and from then on the same bytes for good."""

import hashlib

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, InvalidPack, NotAllowed, NotFound
from engine.models import Case, PolicyChange, PolicyVersion, VersionStatus
from engine.policies import entries, packs, versions
from engine.policies.packs import Pack
from engine.studio import checking, drafts, submission
from tests import factories

ASSOCIATION = "associations/samakh.yaml"
TARGET = ("parameters", "reply_target", "value")
FORM = "beneficiary_relations/forms/withdraw.yaml"


@pytest.fixture
def nora(session: Session) -> Actor:
    return factories.create_user(session, "nora", ["quality_officer"])


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    made = drafts.open(session, versions.in_force(session).id, " Shorter   time ", reem)
    session.commit()
    return made


def shorter(session: Session, draft: PolicyVersion, actor: Actor, value: str = "P10D", seen: str = "P14D") -> None:
    drafts.edit(session, draft.id, ASSOCIATION, TARGET, value, entries.digest(seen), actor)
    session.commit()


# --- opening


def test_draft_begins_with_the_files_it_is_opened_from(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    in_force = versions.in_force(session)

    assert (draft.hash, draft.manifest) == (in_force.hash, in_force.manifest)
    assert (draft.title, draft.status, draft.based_on_id) == ("Shorter time", VersionStatus.DRAFT, in_force.id)
    assert draft.created_by_id == reem.user_id


def test_only_a_quality_officer_may(session: Session, draft: PolicyVersion, officer: Actor) -> None:
    for act in (
        lambda: drafts.open(session, draft.id, "x", officer),
        lambda: drafts.get(session, draft.id, officer),
        lambda: drafts.file(session, draft.id, ASSOCIATION, officer),
        lambda: drafts.save(session, draft.id, FORM, b"", None, officer),
        lambda: drafts.edit(session, draft.id, ASSOCIATION, TARGET, "P1D", "", officer),
        lambda: drafts.move(session, draft.id, ASSOCIATION, ("channels", "phone"), 0, officer),
        lambda: drafts.undo(session, draft.id, 1, officer),
        lambda: drafts.changes(session, draft.id, officer),
        lambda: drafts.discard(session, draft.id, officer),
        lambda: drafts.rename(session, draft.id, "x", officer),
        lambda: drafts.take_in(session, packs.read(factories.PROCESSES, "samakh"), "x", officer),
        lambda: submission.submit(session, draft.id, officer),
        lambda: submission.withdraw(session, draft.id, officer),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_draft_needs_a_title(session: Session, reem: Actor) -> None:
    with pytest.raises(drafts.NoTitle):
        drafts.open(session, versions.in_force(session).id, " \n ", reem)


def test_unsound_pack_comes_in_as_a_draft_with_findings(session: Session, reem: Actor) -> None:
    pack = packs.read(factories.PROCESSES, "samakh")
    broken = Pack("samakh", {**pack.files, FORM: b"id: withdraw"})

    made = drafts.take_in(session, broken, "From elsewhere", reem)

    assert [finding for finding in checking.findings(session, made) if finding.file == FORM]
    assert made.status is VersionStatus.DRAFT


# --- saving


def test_every_save_gives_another_hash_and_is_kept(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    before = draft.hash
    shorter(session, draft, reem)

    [line] = drafts.changes(session, draft.id, reem)
    assert draft.hash == Pack("samakh", versions.files(session, draft)).hash != before
    assert (line.path, line.place, line.kind, line.by) == (ASSOCIATION, ".".join(TARGET), "changed", "reem ع")
    assert (draft.revision, line.revision) == (1, 1)


def test_saving_what_stands_there_changes_nothing(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    held = drafts.file(session, draft.id, FORM, reem)
    saved = drafts.save(session, draft.id, FORM, held.content, held.sha256, reem)

    assert (saved.revision, saved.hash) == (0, draft.hash)
    assert not drafts.changes(session, draft.id, reem)


def test_second_of_two_officers_is_told_and_may_choose(
    session: Session, draft: PolicyVersion, reem: Actor, nora: Actor
) -> None:
    held = drafts.file(session, draft.id, FORM, reem)
    drafts.save(session, draft.id, FORM, held.content + b"# reem\n", held.sha256, reem)
    with pytest.raises(drafts.EditConflict) as conflict:
        drafts.save(session, draft.id, FORM, held.content + b"# nora\n", held.sha256, nora)

    assert conflict.value.by == "reem ع"
    assert conflict.value.theirs() == (held.content + b"# reem\n").decode()
    drafts.save(session, draft.id, FORM, held.content + b"# nora\n", conflict.value.current, nora)
    assert drafts.file(session, draft.id, FORM, nora).changed_by == "nora ع"


def test_two_officers_on_two_entries_of_a_file_do_not_collide(
    session: Session, draft: PolicyVersion, reem: Actor, nora: Actor
) -> None:
    shorter(session, draft, reem)
    place = ("channels", "phone", "en")
    drafts.edit(session, draft.id, ASSOCIATION, place, "Phone", entries.digest("Telephone calls"), nora)

    content = drafts.file(session, draft.id, ASSOCIATION, nora).content
    assert (entries.get(content, TARGET), entries.get(content, place)) == ("P10D", "Phone")


def test_two_officers_on_one_entry_collide(session: Session, draft: PolicyVersion, reem: Actor, nora: Actor) -> None:
    shorter(session, draft, reem)
    with pytest.raises(drafts.EditConflict) as conflict:
        shorter(session, draft, nora, "P7D")
    session.rollback()

    assert conflict.value.theirs() == "P10D\n...\n"
    drafts.edit(session, draft.id, ASSOCIATION, TARGET, "P7D", conflict.value.current, nora)


def test_new_file_does_not_replace_one_that_came_meanwhile(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    path = "beneficiary_relations/forms/new_one.yaml"
    drafts.save(session, draft.id, path, b"id: new_one\n", None, reem)
    with pytest.raises(drafts.EditConflict):
        drafts.save(session, draft.id, path, b"id: other\n", None, reem)


def test_removed_file_is_a_conflict_for_who_still_edits_it(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    held = drafts.file(session, draft.id, FORM, reem)
    drafts.save(session, draft.id, FORM, None, held.sha256, reem)
    with pytest.raises(drafts.EditConflict) as conflict:
        drafts.save(session, draft.id, FORM, b"id: withdraw\n", held.sha256, reem)

    assert conflict.value.now is None
    with pytest.raises(NotFound):
        drafts.file(session, draft.id, FORM, reem)


@pytest.mark.parametrize(
    "path",
    ["../x.yaml", "associations/other.yaml", "beneficiary_relations/run.py", "x", "beneficiary_relations/a/b.yaml", ""],
)
def test_what_has_no_place_in_a_policy_is_refused(
    session: Session, draft: PolicyVersion, reem: Actor, path: str
) -> None:
    with pytest.raises(InvalidPack):
        drafts.save(session, draft.id, path, b"a: 1", None, reem)


def test_association_cannot_be_removed(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    with pytest.raises(InvalidPack):
        drafts.save(session, draft.id, ASSOCIATION, None, draft.manifest[ASSOCIATION], reem)


# --- taking back


def test_change_is_taken_back_and_that_too(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    before = draft.hash
    shorter(session, draft, reem)
    after = draft.hash

    drafts.undo(session, draft.id, drafts.changes(session, draft.id, reem)[0].id, reem)
    assert draft.hash == before
    drafts.undo(session, draft.id, drafts.changes(session, draft.id, reem)[0].id, reem)
    assert draft.hash == after


def test_older_change_is_not_taken_back_over_a_newer_one(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    shorter(session, draft, reem)
    shorter(session, draft, reem, "P7D", "P10D")
    newest, oldest = drafts.changes(session, draft.id, reem)

    assert (newest.may_undo, oldest.may_undo) == (True, False)
    with pytest.raises(drafts.EditConflict):
        drafts.undo(session, draft.id, oldest.id, reem)


def test_change_of_another_draft_is_not_found(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    shorter(session, draft, reem)
    other = drafts.open(session, draft.id, "Another", reem)
    with pytest.raises(NotFound):
        drafts.undo(session, other.id, drafts.changes(session, draft.id, reem)[0].id, reem)


# --- submitting


def passed(session: Session, draft: PolicyVersion, actor: Actor) -> None:
    """Take the acceptance scenarios away: their own tests say how they are run."""
    for path in [path for path in draft.manifest if "/scenarios/" in path]:
        drafts.save(session, draft.id, path, None, draft.manifest[path], actor)
    session.commit()


def test_submitted_version_never_changes(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    shorter(session, draft, reem)
    passed(session, draft, reem)
    version = submission.submit(session, draft.id, reem)
    session.commit()

    assert (version.status, version.submitted_by_id) == (VersionStatus.IN_REVIEW, reem.user_id)
    assert version.specs
    with pytest.raises(drafts.NotADraft):
        shorter(session, draft, reem, "P1D", "P10D")
    for change in ("hash = 'x'", "manifest = '{}'", "status = 'DRAFT'", "specs = NULL"):
        with pytest.raises(DBAPIError, match="never changes"):
            session.execute(text(f"UPDATE policy_version SET {change} WHERE status = 'IN_REVIEW'"))  # noqa: S608
        session.rollback()


@pytest.mark.parametrize("change", ["UPDATE policy_file SET content = sha256", "DELETE FROM policy_file"])
def test_file_of_a_version_never_changes(session: Session, change: str) -> None:
    with pytest.raises(DBAPIError, match=r"never changes|type bytea"):
        session.execute(text(change))


def test_version_in_force_cannot_be_deleted(session: Session) -> None:
    with pytest.raises(DBAPIError, match="never changes"):
        session.execute(text("DELETE FROM policy_version"))


def test_unchanged_draft_is_not_submitted(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    kinds = {blocker.kind for blocker in submission.blockers(session, draft.id, reem)}

    assert "unchanged" in kinds
    with pytest.raises(submission.Blocked):
        submission.submit(session, draft.id, reem)


def test_error_keeps_a_draft_from_being_submitted(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    held = drafts.file(session, draft.id, FORM, reem)
    drafts.save(session, draft.id, FORM, b"id: withdraw\n", held.sha256, reem)
    with pytest.raises(submission.Blocked) as blocked:
        submission.submit(session, draft.id, reem)

    assert any(blocker.kind == "finding" and blocker.path == FORM for blocker in blocked.value.blockers)


def test_same_bytes_are_submitted_once(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    shorter(session, draft, reem)
    passed(session, draft, reem)
    other = drafts.open(session, draft.id, "The same again", reem)
    submission.submit(session, draft.id, reem)

    assert [blocker.kind for blocker in submission.blockers(session, other.id, reem)] == ["unchanged"]
    other.specs, other.status = draft.specs, VersionStatus.IN_REVIEW
    with pytest.raises(IntegrityError):
        session.flush()


def test_withdrawn_version_can_be_opened_and_submitted_again(
    session: Session, draft: PolicyVersion, reem: Actor
) -> None:
    shorter(session, draft, reem)
    passed(session, draft, reem)
    submission.submit(session, draft.id, reem)
    submission.withdraw(session, draft.id, reem)
    again = drafts.open(session, draft.id, "Once more", reem)

    assert submission.submit(session, again.id, reem).status is VersionStatus.IN_REVIEW
    with pytest.raises(Conflict):
        submission.withdraw(session, draft.id, reem)


def test_discarded_draft_stays_to_be_read(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    drafts.discard(session, draft.id, reem)

    assert drafts.file(session, draft.id, FORM, reem).content
    with pytest.raises(drafts.NotADraft):
        drafts.save(session, draft.id, FORM, b"", draft.manifest[FORM], reem)


# --- real cases


def test_real_case_starts_on_the_version_in_force_and_no_other(
    session: Session, draft: PolicyVersion, reem: Actor, officer: Actor
) -> None:
    shorter(session, draft, reem)
    case = factories.start_case(session, officer)

    assert case.version_id == versions.in_force(session).id != draft.id


@pytest.mark.parametrize("status", ["DRAFT", "IN_REVIEW", "BEFORE_BOARD", "APPROVED", "SUPERSEDED", "WITHDRAWN"])
def test_no_case_starts_elsewhere_whoever_asks(
    session: Session, draft: PolicyVersion, reem: Actor, officer: Actor, status: str
) -> None:
    """Not even who writes the row: the database asks where its version stands."""
    shorter(session, draft, reem)
    case = factories.start_case(session, officer)
    session.execute(
        text("UPDATE policy_version SET status = :status WHERE id = :id"), {"status": status, "id": draft.id}
    )
    copy = {column.name: getattr(case, column.name) for column in Case.__table__.columns if column.name != "id"}
    with pytest.raises(DBAPIError, match="in force only"):
        session.execute(insert(Case).values({**copy, "number": "x", "start_token": "x", "version_id": draft.id}))


def test_database_holds_one_version_in_force(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    """Who edits the table itself cannot bring a second version into force beside the first."""
    shorter(session, draft, reem)
    change = text("UPDATE policy_version SET status = 'IN_FORCE' WHERE id = :id")
    with pytest.raises(IntegrityError):
        session.execute(change, {"id": draft.id})


def test_versions_hash_is_that_of_its_files(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    shorter(session, draft, reem)
    manifest = {path: hashlib.sha256(raw).hexdigest() for path, raw in versions.files(session, draft).items()}

    assert draft.manifest == manifest
    assert draft.hash == hashlib.sha256(packs.canonical(manifest)).hexdigest()
    assert session.scalars(select(PolicyChange)).one().after == draft.manifest[ASSOCIATION]


@pytest.mark.parametrize(
    ("paths", "part", "folder"),
    [
        (["b/forms/x.yaml", "a/x.bpmn"], "forms", "b"),
        (["b/forms/x.yaml", "a/x.bpmn"], "", "a"),
        (["b/forms/x.yaml", "a/x.bpmn"], "letters", "a"),
        (["b/forms/x.yaml"], "letters", "b"),
        ([], "letters", "samakh"),
    ],
)
def test_new_file_stands_with_its_like_else_with_the_diagrams(paths: list[str], part: str, folder: str) -> None:
    manifest = dict.fromkeys(["associations/samakh.yaml", *paths], "0")

    assert drafts.folder(PolicyVersion(association="samakh", manifest=manifest), part) == folder
