"""Policy versions in the database: imported once, never changed, one in force (design D11, D19)."""

import hashlib
import io
import logging
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.bpmn import specs
from engine.bpmn.findings import is_error
from engine.errors import Conflict, EngineError, InvalidPack, NotFound
from engine.models import PolicyFile, PolicyVersion, Role, VersionStatus
from engine.policies import packs
from engine.policies.packs import Pack
from engine.policies.policy import Policy, make

__all__ = [
    "MOVES",
    "Policy",
    "accept_first",
    "compiled",
    "ensure",
    "export",
    "files",
    "find_in_force",
    "import_pack",
    "in_force",
    "keep",
    "keep_files",
    "make_ready",
    "move",
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


class NotCompiled(EngineError):
    """A draft is used before make_ready has seen that it is sound."""


MOVES: Mapping[VersionStatus, frozenset[VersionStatus]] = {
    VersionStatus.DRAFT: frozenset({VersionStatus.IN_REVIEW, VersionStatus.WITHDRAWN}),
    VersionStatus.IN_REVIEW: frozenset({VersionStatus.BEFORE_BOARD, VersionStatus.WITHDRAWN}),
    VersionStatus.BEFORE_BOARD: frozenset({VersionStatus.IN_REVIEW, VersionStatus.APPROVED, VersionStatus.WITHDRAWN}),
    VersionStatus.APPROVED: frozenset({VersionStatus.IN_FORCE, VersionStatus.WITHDRAWN}),
    VersionStatus.IN_FORCE: frozenset({VersionStatus.SUPERSEDED}),
    VersionStatus.SUPERSEDED: frozenset(),
    VersionStatus.WITHDRAWN: frozenset(),
}
"""What may follow what. The first version alone goes from draft to in force, by recorded act (accept_first)."""
ONLY_DRAFTS_AR = "يُسجَّل سريان مسودة فقط؛ هذا الإصدار تجاوز مرحلة المسودة."
ONLY_DRAFTS_EN = "Only a draft can be recorded as in force; this version is past that stage."


def import_pack(session: Session, pack: Pack) -> PolicyVersion:
    """Keep an unknown pack as a draft; the same files are the same version."""
    known = session.scalars(select(PolicyVersion).where(PolicyVersion.hash == pack.hash).order_by(PolicyVersion.id))
    if found := next((each for each in known if each.status is not VersionStatus.WITHDRAWN), None):
        return found
    if errors := [finding for finding in packs.check(pack) if is_error(finding)]:
        raise InvalidPack(errors)
    version = keep(session, pack)
    version.specs = compiled(pack)
    session.flush()
    return version


def keep(session: Session, pack: Pack, **more: Any) -> PolicyVersion:
    """Keep a pack as a draft as it is, sound or not; `more`: title, based_on_id, created_by_id."""
    version = PolicyVersion(
        hash=pack.hash,
        association=pack.association,
        status=VersionStatus.DRAFT,
        manifest=pack.manifest,
        specs=None,
        record=None,
        created_at=clock.now(),
        **more,
    )
    keep_files(session, pack.files.values())
    session.add(version)
    session.flush()
    return version


def compiled(pack: Pack) -> bytes:
    """Read the diagrams of a sound pack for the engine."""
    diagrams = {path: content for path, content in pack.files.items() if path.endswith(".bpmn")}
    decisions = {path: content for path, content in pack.files.items() if path.endswith(".dmn")}
    return specs.compile(diagrams, decisions)


def keep_files(session: Session, contents: Iterable[bytes]) -> None:
    """Keep each content once, under its SHA-256."""
    by_hash = {hashlib.sha256(content).hexdigest(): content for content in contents}
    known = set(session.scalars(select(PolicyFile.sha256).where(PolicyFile.sha256.in_(by_hash))))
    session.add_all(PolicyFile(sha256=key, content=by_hash[key]) for key in sorted(by_hash.keys() - known))


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
    if version.status is not VersionStatus.DRAFT:
        raise Conflict(f"version {version.id} is {version.status}", ar=ONLY_DRAFTS_AR, en=ONLY_DRAFTS_EN)
    if before:
        before.status = VersionStatus.SUPERSEDED
        session.flush()
    make_ready(session, version)
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


def make_ready(session: Session, version: PolicyVersion) -> None:
    """See that a version is sound and compiled; InvalidPack says what is wrong with it."""
    if version.specs is None:
        pack = Pack(version.association, files(session, version))
        if errors := [finding for finding in packs.check(pack) if is_error(finding)]:
            raise InvalidPack(errors)
        version.specs = compiled(pack)
        session.flush()


def move(version: PolicyVersion, to: VersionStatus) -> None:
    """Change where a version stands, as far as the law of the states lets it."""
    if to not in MOVES[version.status]:
        raise Conflict(
            f"version {version.id}: {version.status} -> {to}",
            ar="لا ينتقل هذا الإصدار إلى تلك الحالة من حالته الآن؛ حدّث الصفحة لترى حالته.",
            en="The version cannot go there from where it stands now; open it again to see its state.",
        )
    version.status = to


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
    if version.specs is None:
        raise NotCompiled(f"policy version {version.id} is a draft that was never made ready")
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
    if demo and version.status is VersionStatus.DRAFT:  # one that was replaced since stays so
        accept_first(session, version, "demo", allow_demo=True)
    found = find_in_force(session)
    if found is not version:
        log.warning("policy pack %s is a draft: it is not the version in force", version.hash[:12])
    return found
