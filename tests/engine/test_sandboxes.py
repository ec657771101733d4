"""Sandboxes: made of a sound version, each with its own people, clock and folder; gone when removed or old."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock, documents
from engine.actors import Actor
from engine.errors import Conflict, NotAllowed, NotFound
from engine.models import Outbox, OutboxStatus, PolicyVersion, Sandbox, User
from engine.policies import entries
from engine.studio import drafts, sandbox_people, sandboxes
from tests import factories

ASSOCIATION = "associations/samakh.yaml"
Edit = Callable[[tuple[str | int, ...], Any], None]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandboxes, "root", tmp_path / "sandboxes")


@pytest.fixture
def draft(session: Session, reem: Actor) -> PolicyVersion:
    made = drafts.open(session, session.scalars(select(PolicyVersion.id)).one(), "لجنة أكبر", reem)
    session.commit()
    return made


@pytest.fixture
def edit(session: Session, draft: PolicyVersion, reem: Actor) -> Edit:
    def change(place: tuple[str | int, ...], value: Any) -> None:
        content = drafts.file(session, draft.id, ASSOCIATION, reem).content
        seen = entries.digest(entries.get(content, place))
        drafts.edit(session, draft.id, ASSOCIATION, place, value, seen, reem)
        session.commit()

    return change


def opened(session: Session, version_id: int, actor: Actor) -> Sandbox:
    made = sandboxes.open(session, version_id, actor)
    session.commit()
    return made


def test_each_role_is_one_person_and_a_chair_votes_too(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    with sandboxes.visited(opened(session, draft.id, reem)) as inside:
        roles = {user.login: {role.key for role in user.roles} for user in inside.scalars(select(User))}
    assert roles["relations_officer"] == {"relations_officer"}
    assert roles["committee_chair"] == {"committee_chair", "committee_member"}
    assert [login for login in roles if login.startswith("committee_member")] == [
        "committee_member",
        "committee_member_2",
    ]
    assert set().union(*roles.values()) == set(drafts_roles(session, draft))


def drafts_roles(session: Session, draft: PolicyVersion) -> dict[str, Any]:
    return entries.get(drafts.pack(session, draft).files[ASSOCIATION], ("roles",))  # type: ignore[no-any-return]


@pytest.mark.parametrize(("quorum", "people"), [("5", 5), ("floor(members / 2) + 3", 5), ("max(2, members)", 3)])
def test_committee_is_large_enough_for_its_quorum(
    session: Session, draft: PolicyVersion, reem: Actor, edit: Edit, quorum: str, people: int
) -> None:
    edit(("ballots", "research_committee", "quorum"), quorum)
    with sandboxes.visited(opened(session, draft.id, reem)) as inside:
        members = [user for user in inside.scalars(select(User)) if "committee_member" in {r.key for r in user.roles}]
    assert len(members) == people


def test_draft_with_errors_is_not_tried(session: Session, draft: PolicyVersion, reem: Actor, edit: Edit) -> None:
    edit(("ballots", "research_committee", "members"), "nobody_at_all")
    with pytest.raises(sandboxes.HasErrors):
        sandboxes.open(session, draft.id, reem)
    session.rollback()
    assert session.scalars(select(Sandbox)).all() == []
    assert not sandboxes.root.exists()


def test_only_who_may_edit_the_policy_opens_one(session: Session, draft: PolicyVersion, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        sandboxes.open(session, draft.id, officer)
    with pytest.raises(NotAllowed):
        sandboxes.page(session, draft.id, officer)


def test_another_officer_sees_that_it_is_there_and_nothing_more(
    session: Session, draft: PolicyVersion, reem: Actor
) -> None:
    made = opened(session, draft.id, reem)
    noura = factories.create_user(session, "noura", ["quality_officer"])
    [line] = sandboxes.page(session, draft.id, noura)
    assert (line.by, line.is_mine) == ("reem ع", False)
    for act in (sandboxes.find, sandboxes.remove):
        with pytest.raises(NotFound):
            act(session, made.key, noura)


@pytest.mark.parametrize("key", ["", "\x00", "..", "../..", "A" * 32, "0" * 31, "0" * 33, "' OR 1=1 --"])
def test_made_up_key_finds_nothing(session: Session, draft: PolicyVersion, reem: Actor, key: str) -> None:
    opened(session, draft.id, reem)
    with pytest.raises(NotFound):
        sandboxes.find(session, key, reem)


def test_a_change_of_the_draft_is_told(session: Session, draft: PolicyVersion, reem: Actor, edit: Edit) -> None:
    opened(session, draft.id, reem)
    edit(("parameters", "reply_target", "value"), "P10D")
    opened(session, draft.id, reem)
    assert [line.has_changed for line in sandboxes.page(session, draft.id, reem)] == [False, True]


def test_removed_sandbox_leaves_nothing(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    made = opened(session, draft.id, reem)
    key = made.key
    sandboxes.remove(session, key, reem)
    session.commit()
    assert list(sandboxes.root.iterdir()) == []
    with pytest.raises(NotFound):
        sandboxes.find(session, key, reem)


def test_after_thirty_days_it_is_gone(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    old, fresh = opened(session, draft.id, reem), opened(session, draft.id, reem)
    key, kept = old.key, fresh.key
    session.execute(update(Sandbox).where(Sandbox.key == key).values(at=clock.now() - timedelta(days=30)))
    session.commit()
    assert [line.key for line in sandboxes.page(session, draft.id, reem)] == [kept]
    with pytest.raises(NotFound):
        sandboxes.find(session, key, reem)
    assert sandboxes.remove_old(session) == 1
    assert [path.name for path in sandboxes.root.iterdir()] == [kept]


def test_clock_stands_still_until_it_is_moved(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    made = opened(session, draft.id, reem)
    with Session(sandboxes.database(made)) as inside:
        before = sandboxes.now(inside)
        assert before == clock.now()
        with clock.at(before + timedelta(days=3)):
            assert sandboxes.now(inside) == before
        sandboxes.forward(inside, before + timedelta(days=7))
        inside.commit()
    with Session(sandboxes.database(made)) as inside:
        assert sandboxes.now(inside) == before + timedelta(days=7)


@pytest.mark.parametrize("by", [timedelta(seconds=-1), timedelta(days=3000)])
def test_clock_goes_neither_back_nor_out_of_sight(
    session: Session, draft: PolicyVersion, reem: Actor, by: timedelta
) -> None:
    with Session(sandboxes.database(opened(session, draft.id, reem))) as inside, pytest.raises(Conflict):
        sandboxes.forward(inside, sandboxes.now(inside) + by)


def test_two_weeks_pass_each_thing_at_its_own_moment(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    """The chair is warned on day 10, the director told on day 14, though the clock was moved once."""
    made = opened(session, draft.id, reem)
    with sandboxes.visited(made) as inside:
        officer = sandbox_people.actor(inside, None, "ar")
        factories.refer(inside, officer)
        start = sandboxes.now(inside)
        sandboxes.forward(inside, start + timedelta(days=20))
        inside.commit()
        sent = {row.element_id: row.sent_at for row in inside.scalars(select(Outbox))}
        assert set(inside.scalars(select(Outbox.status))) == {OutboxStatus.SENT}
    days = {element: (at - start).days for element, at in sent.items() if isinstance(at, datetime)}
    assert sorted(days.values()) == [10, 14, 14]
    assert session.scalars(select(Outbox)).all() == []


def test_a_visit_keeps_its_papers_in_the_sandbox(session: Session, draft: PolicyVersion, reem: Actor) -> None:
    made, site = opened(session, draft.id, reem), documents.folder()
    with sandboxes.visited(made):
        assert documents.folder() == sandboxes.documents_of(made)
    assert documents.folder() == site
