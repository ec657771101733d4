"""Runs the scenarios of a version as a job: against exactly the files that it was asked about, each once."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, scenarios
from engine.bpmn.findings import is_error
from engine.errors import EngineError
from engine.models import PolicyVersion, ScenarioOutcome
from engine.policies import packs, versions
from engine.policies.packs import Pack
from engine.studio import jobs, scenario_runs
from engine.studio.jobs import Progress

KIND = scenario_runs.KIND


class NotSound(EngineError):
    """Scenarios act a version; one with errors cannot be acted."""

    ar = "في المسودة أخطاء، فلا تُمثَّل السيناريوهات حتى تُصلح. راجع صفحة الملاحظات."
    en = "The draft has errors; scenarios can be run once they are mended. See its findings."


@jobs.runs(KIND)
def run(progress: Progress) -> Mapping[str, Any]:
    """Run what has no outcome yet; each outcome is kept as soon as it is known."""
    pack = _pack(progress)
    _check(pack)
    wanted, ran = scenario_runs.own_keys(pack.association, pack.manifest, pack.files), 0
    while missing := _missing(progress.reading, wanted):
        for number, path in enumerate(missing):
            progress.note(done=len(wanted) - len(missing) + number, total=len(wanted), doing=path)
            _run_one(progress, pack, path, wanted[path])
            ran += 1
    return {"scenarios": len(wanted), "ran": ran}


def _pack(progress: Progress) -> Pack:
    version = progress.reading.get_one(PolicyVersion, progress.version_id)
    if version.hash != progress.about:
        raise jobs.Stopped(f"version {version.id} has changed")
    pack = Pack(version.association, versions.files(progress.reading, version))
    progress.reading.rollback()
    return pack


def _check(pack: Pack) -> None:
    """What is wrong in a scenario itself is that scenario's failure."""
    if any(is_error(finding) and not scenario_runs.is_scenario(finding.file) for finding in packs.check(pack)):
        raise NotSound(f"{pack.association} {pack.hash[:12]}")


def _missing(session: Session, wanted: Mapping[str, str]) -> list[str]:
    known = set(session.scalars(select(ScenarioOutcome.key).where(ScenarioOutcome.key.in_(wanted.values()))))
    session.rollback()
    return [path for path, key in wanted.items() if key not in known]


def _run_one(progress: Progress, pack: Pack, path: str, key: str) -> None:
    """Without the other scenarios, on which nothing of this one may depend: one that is broken stops no other."""
    files = {
        name: content for name, content in pack.files.items() if name == path or not scenario_runs.is_scenario(name)
    }
    report = scenarios.run_in(Pack(pack.association, files), path, lambda _: progress.tell_again())
    if progress.session.get(ScenarioOutcome, key) is None:
        failures = [asdict(failure) for failure in report.failures]
        progress.session.add(ScenarioOutcome(key=key, failures=failures, steps=report.steps, at=clock.now()))
    progress.note(doing="")
