"""Policy versions in the database: imported once, never changed, one in force (design D11, D19)."""

import io
import logging
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.bpmn import specs
from engine.bpmn.findings import is_error
from engine.errors import Conflict, InvalidPack, NotFound
from engine.models import PolicyFile, PolicyVersion, Role, VersionStatus
from engine.policies import packs
from engine.policies.packs import Pack
from engine.policies.policy import Policy, make

__all__ = [
    "Policy",
    "accept_first",
    "ensure",
    "export",
    "find_in_force",
    "import_pack",
    "in_force",
    "policy",
    "record_of",
]

log = logging.getLogger(__name__)
MOST_KNOWN = 16
_known: dict[str, Policy] = {}  # by hash: a version never changes
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same version gives the same bytes


class NoVersionInForce(NotFound):
    """Nothing can be started before a version is accepted."""

    ar = "لا يوجد إصدار سارٍ من السياسة. استورد السياسة ثم سجّل سريانها."
    en = "No version of the policy is in force. Import the policy, then record that it is."


def import_pack(session: Session, pack: Pack) -> PolicyVersion:
    """Keep an unknown pack as a draft; the same files are the same version."""
    known = session.scalar(select(PolicyVersion).where(PolicyVersion.hash == pack.hash))
    if known:
        return known
    if errors := [finding for finding in packs.check(pack) if is_error(finding)]:
        raise InvalidPack(errors)
    version = PolicyVersion(
        hash=pack.hash,
        association=pack.association,
        status=VersionStatus.DRAFT,
        manifest=pack.manifest,
        specs=_compile(pack),
        record=None,
        created_at=clock.now(),
    )
    _keep_files(session, pack)
    session.add(version)
    session.flush()
    return version


def _compile(pack: Pack) -> bytes:
    diagrams = {path: content for path, content in pack.files.items() if path.endswith(".bpmn")}
    decisions = {path: content for path, content in pack.files.items() if path.endswith(".dmn")}
    return specs.compile(diagrams, decisions)


def _keep_files(session: Session, pack: Pack) -> None:
    contents = {pack.manifest[path]: content for path, content in pack.files.items()}
    known = set(session.scalars(select(PolicyFile.sha256).where(PolicyFile.sha256.in_(contents))))
    session.add_all(PolicyFile(sha256=key, content=contents[key]) for key in sorted(contents.keys() - known))


def accept_first(session: Session, version: PolicyVersion, actor_name: str, *, allow_demo: bool = False) -> None:
    """Bring the first version into force by recorded act; a demo may do so again, marked as such (design D11)."""
    before = find_in_force(session)
    if before is version:
        return
    if before and not allow_demo:
        raise Conflict(
            "a version is in force",
            ar="يوجد إصدار سارٍ؛ لا يحل محله إلا قرار مجلس الإدارة.",
            en="A version is in force; only a decision of the board can replace it.",
        )
    if before:
        before.status = VersionStatus.SUPERSEDED
    version.status, version.in_force_at = VersionStatus.IN_FORCE, clock.now()
    version.record = {
        **record_of(session, version),
        "by": actor_name,
        "at": clock.now().isoformat(),
        "hash": version.hash,
        "demo": before is not None,
    }
    _sync_roles(session, policy(session, version.id).association["roles"])
    session.flush()


def record_of(session: Session, version: PolicyVersion) -> dict[str, Any]:
    """What the association's own file says of its first version: person, date, basis."""
    return dict(policy(session, version.id).association["first_version"])


def _sync_roles(session: Session, roles: Mapping[str, Mapping[str, Any]]) -> None:
    """A role that the policy no longer names keeps its row, for those who held it, and loses its rights."""
    for key in {*roles, *session.scalars(select(Role.key))}:
        role = session.get(Role, key) or Role(key=key)
        entry = roles.get(key)
        if entry:
            role.name_ar, role.name_en = entry["ar"], entry["en"]
        role.rights = list(entry.get("rights", [])) if entry else []
        session.add(role)


def find_in_force(session: Session) -> PolicyVersion | None:
    return session.scalar(select(PolicyVersion).where(PolicyVersion.status == VersionStatus.IN_FORCE))


def in_force(session: Session) -> PolicyVersion:
    """The one version that real cases start on."""
    if found := find_in_force(session):
        return found
    raise NoVersionInForce("no policy version is in force")


def policy(session: Session, version_id: int) -> Policy:
    """A version as the engine uses it; read from the database once a process."""
    version = session.get(PolicyVersion, version_id)
    if version is None:
        raise NotFound(f"policy version {version_id}")
    return _known.get(version.hash) or _remember(session, version)


def _remember(session: Session, version: PolicyVersion) -> Policy:
    made = make(version.hash, version.association, files(session, version), specs.load(version.hash, version.specs))
    while len(_known) >= MOST_KNOWN:
        _known.pop(next(iter(_known)), None)
    _known[version.hash] = made
    return made


def files(session: Session, version: PolicyVersion) -> dict[str, bytes]:
    """The files of a version by their path."""
    wanted = set(version.manifest.values())
    rows = session.execute(select(PolicyFile.sha256, PolicyFile.content).where(PolicyFile.sha256.in_(wanted)))
    contents = {row[0]: row[1] for row in rows}
    return {path: contents[key] for path, key in version.manifest.items()}


def export(session: Session, version: PolicyVersion) -> bytes:
    """The version as a zip: the same bytes for the same version, readable by `flask pack import`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files(session, version).items()):
            archive.writestr(_entry(path), content)
        archive.writestr(_entry(packs.MANIFEST), packs.canonical(version.manifest))
    return packed.getvalue()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # else the zip differs between systems
    entry.external_attr = 0o644 << 16
    return entry


def ensure(session: Session, folder: Path, association: str, *, demo: bool) -> PolicyVersion | None:
    """What start-up does (D19): keep the shipped pack, in a demo bring it into force; return the one in force."""
    version = import_pack(session, packs.read(folder, association))
    if demo:
        accept_first(session, version, "demo", allow_demo=True)
    found = find_in_force(session)
    if found is not version:
        log.warning("policy pack %s is a draft: it is not the version in force", version.hash[:12])
    return found
