"""Submitting a draft: what stands in its way, and the moment from which its bytes never change."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.bpmn.findings import is_error
from engine.errors import Conflict
from engine.models import PolicyVersion, VersionStatus
from engine.policies import versions
from engine.studio import checking, drafts, scenario_runs


@dataclass(frozen=True)
class Blocker:
    """One thing to be mended first; `kind` is finding, scenario or unchanged, `path` the file that it is about."""

    kind: str
    ar: str
    en: str
    path: str = ""
    element: str = ""


class Blocked(Conflict):
    """The draft cannot be submitted yet; `blockers` say why."""

    ar = "لا يمكن تقديم المسودة بعد؛ أصلح ما يلي أولًا."
    en = "The draft cannot be submitted yet; mend what follows first."

    def __init__(self, blockers: list[Blocker]) -> None:
        super().__init__(f"{len(blockers)} blockers")
        self.blockers = blockers


def blockers(session: Session, version_id: int, actor: Actor) -> list[Blocker]:
    """Return everything that keeps a draft from being submitted."""
    version = drafts.get(session, version_id, actor)
    return [*_same(session, version), *_findings(session, version), *_scenarios(session, version)]


def submit(session: Session, version_id: int, actor: Actor) -> PolicyVersion:
    """Close a draft: from now on it is one immutable bundle, in review."""
    version = drafts.locked(session, version_id, actor)
    if found := blockers(session, version_id, actor):
        raise Blocked(found)
    version.specs = versions.compiled(checking.pack(session, version))  # its findings were asked just now
    versions.move(version, VersionStatus.IN_REVIEW)
    version.submitted_at, version.submitted_by_id = clock.now(), actor.user_id
    session.flush()
    return version


def withdraw(session: Session, version_id: int, actor: Actor) -> PolicyVersion:
    """Take a submitted version back; its files can be opened as a new draft."""
    version = drafts.locked_version(session, version_id, actor)
    versions.move(version, VersionStatus.WITHDRAWN)
    session.flush()
    return version


def _same(session: Session, version: PolicyVersion) -> list[Blocker]:
    query = select(PolicyVersion.id).where(
        PolicyVersion.hash == version.hash,
        PolicyVersion.status.not_in((VersionStatus.DRAFT, VersionStatus.WITHDRAWN)),
    )
    if session.scalar(query) is None:
        return []
    ar = "لا تختلف المسودة عن إصدار قائم؛ عدّلها ثم قدّمها."
    return [Blocker("unchanged", ar, "The draft is the same as a version that exists; change it, then submit it.")]


def _findings(session: Session, version: PolicyVersion) -> list[Blocker]:
    found = [finding for finding in checking.findings(session, version) if is_error(finding)]
    return [Blocker("finding", each.ar, each.en, each.file, each.element) for each in found]


def _scenarios(session: Session, version: PolicyVersion) -> list[Blocker]:
    """Without a sound pack nothing can be acted, and the findings say so already."""
    if any(map(is_error, checking.findings(session, version))):
        return []
    states = scenario_runs.state(session, version)
    failed = [_failed(state) for state in states if state.state == "failed"]
    waiting = [state.path for state in states if state.state not in ("failed", "passed")]
    return [*failed, _waiting(waiting)] if waiting else failed


def _failed(state: scenario_runs.ScenarioState) -> Blocker:
    ar, en = "لم ينجح السيناريو «{ar}».", "The scenario '{en}' fails."
    return Blocker("scenario", ar.format(**state.title), en.format(**state.title), state.path)


def _waiting(paths: list[str]) -> Blocker:
    return Blocker(
        "scenario",
        f"سيناريوهات قبول لم تُمثَّل على المسودة كما هي الآن: {len(paths)}. تُمثَّل من تلقاء نفسها بعد كل حفظ.",
        f"Scenarios not yet acted on the draft as it stands: {len(paths)}. They run by themselves after every save.",
        paths[0],
    )
