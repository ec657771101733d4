"""Replay: closed cases' recorded answers through a version, as a job; five counts and each case's first difference."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn import specs
from engine.bpmn.findings import is_error
from engine.errors import EngineError
from engine.models import PolicyVersion, User, user_role
from engine.policies import packs, versions
from engine.policies.packs import Pack
from engine.policies.policy import Policy, make
from engine.studio import jobs
from engine.studio.jobs import Progress
from engine.studio.replaying import records
from engine.studio.replaying.answers import Staff
from engine.studio.replaying.comparing import Outcome
from engine.studio.replaying.differences import VERDICTS
from engine.studio.replaying.walk import Walk

KIND = "replay"
MOST_CASES = 5000
AT_ONCE = 50


class NotSound(EngineError):
    """A version with errors cannot be walked."""

    ar = "في المسودة أخطاء، فلا تُعاد عليها المعاملات حتى تُصلح. راجع صفحة الملاحظات."
    en = "The draft has errors; cases can be replayed once they are mended. See its findings."


@jobs.runs(KIND)
def run(progress: Progress) -> Mapping[str, Any]:
    """Walk every closed case through the version; only the job's own row is written."""
    session = progress.reading
    version = session.get_one(PolicyVersion, progress.version_id)
    if version.hash != progress.about:
        raise jobs.Stopped(f"version {version.id} has changed")
    replay = Replay(session, prepared(session, version))
    case_ids = records.closed(session, MOST_CASES)
    session.rollback()
    lines: list[dict[str, Any]] = []
    for first in range(0, len(case_ids), AT_ONCE):
        for record in replay.read(case_ids[first : first + AT_ONCE]):
            lines.append(line(record, replay.outcome(record)))
            progress.tell(len(lines), len(case_ids))
    return {"counts": counts(lines), "cases": lines, "most": MOST_CASES if len(case_ids) == MOST_CASES else None}


class Replay:
    """A version through which cases are walked, and what is needed of those that they went by."""

    def __init__(self, session: Session, policy: Policy) -> None:
        self.session, self.policy = session, policy
        self.staff = _staff(session)
        self.own: dict[int, Policy] = {}

    def read(self, case_ids: list[int]) -> list[records.CaseRecord]:
        """All at once, and no transaction stays open while they are walked."""
        found = list(records.read(self.session, case_ids))
        for record in found:
            if record.version_id not in self.own:
                self.own[record.version_id] = versions.policy(self.session, record.version_id)
        self.session.rollback()
        return found

    def outcome(self, record: records.CaseRecord) -> Outcome:
        return Walk(self.policy, self.own[record.version_id], record, self.staff).outcome()


def prepared(session: Session, version: PolicyVersion) -> Policy:
    """A version as the engine uses it, also a draft that was never made ready; nothing is kept of it."""
    files = versions.files(session, version)
    pack = Pack(version.association, files)
    if any(is_error(finding) for finding in packs.check(pack)):
        raise NotSound(f"version {version.id}")
    return make(version.hash, version.association, files, specs.load(version.hash, versions.compiled(pack)))


def line(record: records.CaseRecord, outcome: Outcome) -> dict[str, Any]:
    """A case's number and what differs; no name, no answer, nothing personal."""
    found = outcome.difference.as_data() if outcome.difference else None
    return {"id": record.id, "number": record.number, "verdict": outcome.verdict, "difference": found}


def counts(lines: list[dict[str, Any]]) -> dict[str, int]:
    found = Counter(each["verdict"] for each in lines)
    return {verdict: found[verdict] for verdict in VERDICTS}


def _staff(session: Session) -> Staff:
    holding: dict[str, set[int]] = {}
    for user_id, role in session.execute(select(user_role.c.user_id, user_role.c.role_key)):
        holding.setdefault(role, set()).add(user_id)
    everybody = frozenset(session.scalars(select(User.id)))
    return Staff({role: frozenset(users) for role, users in holding.items()}, everybody)
