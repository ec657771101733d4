"""Policy versions: one hash, one row, one in force."""

import dataclasses
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.errors import Conflict, InvalidPack
from engine.models import PolicyFile, PolicyVersion, Role, VersionStatus
from engine.policies import archives, packs, versions
from engine.policies.packs import Pack
from engine.scenario_world import overridden

PROCESSES = Path(__file__).parent.parent.parent / "processes"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return packs.read(PROCESSES, "samakh")


@pytest.fixture
def changed(pack: Pack) -> Pack:
    return overridden(pack, {"reply_target": "P10D"})


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_same_files_are_the_same_version(session: Session, pack: Pack) -> None:
    assert versions.import_pack(session, pack) is versions.import_pack(session, pack)
    assert count(session, PolicyVersion) == 1


def test_hash_depends_on_every_file_and_not_on_their_order(pack: Pack) -> None:
    turned = Pack(pack.association, dict(reversed(pack.files.items())))
    assert turned.hash == pack.hash
    for path in pack.files:
        assert Pack(pack.association, {**pack.files, path: pack.files[path] + b" "}).hash != pack.hash


def test_changed_pack_is_a_draft_and_shares_unchanged_files(session: Session, pack: Pack, changed: Pack) -> None:
    before = count(session, PolicyFile)
    version = versions.import_pack(session, changed)
    assert version.status is VersionStatus.DRAFT
    assert count(session, PolicyFile) == before + 1
    assert versions.in_force(session).hash == pack.hash


def test_pack_with_an_error_is_never_kept(session: Session, pack: Pack) -> None:
    broken = Pack(pack.association, {**pack.files, "beneficiary_relations/forms/start.yaml": b"id: start"})
    with pytest.raises(InvalidPack) as refused:
        versions.import_pack(session, broken)
    assert refused.value.findings
    assert count(session, PolicyVersion) == 1


def test_second_version_needs_the_board(session: Session, changed: Pack) -> None:
    version = versions.import_pack(session, changed)
    with pytest.raises(Conflict):
        versions.accept_first(session, version, "haya")
    assert version.status is VersionStatus.DRAFT


def test_demo_may_accept_again_and_says_so(session: Session, changed: Pack) -> None:
    before = versions.in_force(session)
    version = versions.import_pack(session, changed)
    versions.accept_first(session, version, "demo", allow_demo=True)
    assert versions.in_force(session) is version
    assert before.status is VersionStatus.SUPERSEDED
    assert version.record is not None
    assert version.record["demo"] is True


def test_first_version_records_who_when_and_on_what_basis(session: Session) -> None:
    record = versions.in_force(session).record
    assert record is not None
    assert record["basis"]["ar"]
    assert record["hash"] == versions.in_force(session).hash
    assert record["demo"] is False


def test_accepting_twice_changes_nothing(session: Session) -> None:
    version = versions.in_force(session)
    record = version.record
    versions.accept_first(session, version, "somebody")
    assert version.record == record


def test_roles_follow_the_version_in_force(session: Session, pack: Pack) -> None:
    role = session.get_one(Role, "executive_director")
    assert role.rights == ["see_all_cases", "reassign_tasks"]
    path = "associations/samakh.yaml"
    text = pack.files[path].decode().replace("rights: [see_all_cases, reassign_tasks]", "rights: []")
    version = versions.import_pack(session, Pack("samakh", {**pack.files, path: text.encode()}))
    versions.accept_first(session, version, "demo", allow_demo=True)
    assert session.get_one(Role, "executive_director").rights == []


def test_policy_is_read_once_and_cannot_be_changed(session: Session) -> None:
    version = versions.in_force(session)
    policy = versions.policy(session, version.id)
    assert versions.policy(session, version.id) is policy
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.hash = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        policy.association["name"] = {}  # type: ignore[index]


def test_policy_knows_every_name_of_the_pack(session: Session) -> None:
    policy = versions.policy(session, versions.in_force(session).id)
    assert {
        "need": "text",
        "reply_target": "duration",
        "case_number": "text",
        "started_at": "date time",
    }.items() <= policy.types.items()
    assert {"told_at", "CR_Ballot", "required_docs", "overdue", "per_capita"} <= policy.types.keys()


def test_export_is_the_same_bytes_and_comes_back_as_the_same_version(session: Session) -> None:
    version = versions.in_force(session)
    packed = versions.export(session, version)
    assert packed == versions.export(session, version)
    assert archives.unzip(packed).hash == version.hash
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert packs.MANIFEST in archive.namelist()


def test_start_up_of_a_real_database_leaves_a_changed_pack_a_draft(session: Session) -> None:
    other = versions.ensure(session, PROCESSES, "alkawthar", demo=False)
    assert other is not None
    assert other.association == "samakh"
    assert count(session, PolicyVersion) == 2


def test_start_up_of_a_demo_brings_the_shipped_pack_into_force(session: Session) -> None:
    found = versions.ensure(session, PROCESSES, "alkawthar", demo=True)
    assert found is not None
    assert found.association == "alkawthar"


def test_restart_of_a_demo_leaves_the_version_that_replaced_the_shipped_one(session: Session) -> None:
    first = versions.in_force(session)
    pack = packs.read(PROCESSES, "samakh")
    path = "associations/samakh.yaml"
    changed = Pack(
        "samakh", {**pack.files, path: pack.files[path].replace(b"value: P14D, clause: S5", b"value: P10D, clause: S5")}
    )
    second = versions.import_pack(session, changed)
    versions.accept_first(session, second, "reem", allow_demo=True)

    assert versions.ensure(session, PROCESSES, "samakh", demo=True) is second
    assert first.status is VersionStatus.SUPERSEDED
