"""The list of policy versions, and the head of one version that every page of the studio shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import access, users
from engine.actors import Actor
from engine.bpmn.findings import Finding, is_error
from engine.models import PolicyVersion, VersionStatus
from engine.policies import versions
from engine.studio import checking, drafts, place_names
from engine.studio.place_names import PlaceNames


@dataclass(frozen=True)
class VersionHead:
    """A version as a heading; `based_on` is the id and title of what it was opened from."""

    id: int
    title: str
    status: str
    hash: str
    revision: int
    is_draft: bool
    is_in_force: bool
    based_on: tuple[int, str] | None
    created_at: datetime
    created_by: str | None
    errors: int
    warnings: int


@dataclass(frozen=True)
class VersionLine:
    """A row of the list; `saves` counts what was edited since the draft was opened."""

    id: int
    title: str
    status: str
    hash: str
    saves: int
    at: datetime
    by: str | None


def page(session: Session, actor: Actor) -> list[VersionLine]:
    """Return every version: the one in force, then drafts and submitted ones, then those of the past."""
    access.check_right(session, actor, drafts.RIGHT)
    found = session.scalars(select(PolicyVersion).order_by(PolicyVersion.id.desc()))
    lines = [_line(session, version, actor) for version in found]
    return sorted(lines, key=lambda line: ORDER[line.status])


def head(session: Session, version_id: int, actor: Actor) -> VersionHead:
    """Return the head of a version."""
    version = drafts.get(session, version_id, actor)
    found = checking.findings(session, version)
    base = session.get(PolicyVersion, version.based_on_id) if version.based_on_id else None
    errors = sum(map(is_error, found))
    return VersionHead(
        id=version.id,
        title=title(session, version, actor.locale),
        status=version.status.value,
        hash=version.hash,
        revision=version.revision,
        is_draft=version.status is VersionStatus.DRAFT,
        is_in_force=version.status is VersionStatus.IN_FORCE,
        based_on=(base.id, title(session, base, actor.locale)) if base else None,
        created_at=version.created_at,
        created_by=_by(session, version, actor),
        errors=errors,
        warnings=len(found) - errors,
    )


def findings(session: Session, version_id: int, actor: Actor) -> list[Finding]:
    """Return the version's findings, errors first."""
    found = checking.findings(session, drafts.get(session, version_id, actor))
    return sorted(found, key=lambda finding: not is_error(finding))


def names(session: Session, version_id: int, actor: Actor) -> PlaceNames:
    """Return what the version's files and the places in them are called."""
    return place_names.of_version(session, drafts.get(session, version_id, actor))


def title(session: Session, version: PolicyVersion, locale: str) -> str:
    """Return what the version is called: its own title, else the policy's name as its files say."""
    if version.title:
        return version.title
    if version.specs is None:
        return version.hash[:10]
    return str(versions.policy(session, version.id).association["policy"][locale])


def _line(session: Session, version: PolicyVersion, actor: Actor) -> VersionLine:
    at = version.in_force_at or version.submitted_at or version.created_at
    by = _by(session, version, actor)
    name = title(session, version, actor.locale)
    return VersionLine(version.id, name, version.status.value, version.hash, version.revision, at, by)


def _by(session: Session, version: PolicyVersion, actor: Actor) -> str | None:
    return users.name(session, version.created_by_id, actor.locale) if version.created_by_id else None


ORDER = {
    status.value: number
    for number, status in enumerate(
        (
            VersionStatus.IN_FORCE,
            VersionStatus.DRAFT,
            VersionStatus.IN_REVIEW,
            VersionStatus.BEFORE_BOARD,
            VersionStatus.APPROVED,
            VersionStatus.SUPERSEDED,
            VersionStatus.WITHDRAWN,
        )
    )
}
