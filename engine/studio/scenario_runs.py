"""Acceptance scenarios of a version: asked for after every save, run as a job, remembered by what they were run on."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Job, JobStatus, PolicyFile, PolicyVersion, ScenarioOutcome
from engine.policies import files, packs
from engine.studio import jobs

KIND = "scenarios"
FORMAT = 1  # raised where a program acts the same files otherwise, so that older outcomes are not believed


@dataclass(frozen=True)
class Failure:
    """`step` counts from 1; 0 is the scenario as a whole."""

    step: int
    expected: str
    found: str


@dataclass(frozen=True)
class ScenarioState:
    """`stale`: never run on these files, and nobody has asked."""

    path: str
    title: Mapping[str, str]
    state: str  # passed, failed, waiting, running, stale
    failures: list[Failure]
    steps: int = 0


def ask_after_save(session: Session, version: PolicyVersion, actor: Actor) -> None:
    """Ask for a run against the draft's present hash; an older ask is superseded."""
    if own_keys(version.association, version.manifest, _contents(session, version)):
        jobs.ask(session, KIND, version.id, actor)


def ask_again(session: Session, version: PolicyVersion, actor: Actor) -> Job:
    """Forget what came of these files and run every scenario once more."""
    session.execute(delete(ScenarioOutcome).where(ScenarioOutcome.key.in_(keys(version.manifest).values())))
    return jobs.ask(session, KIND, version.id, actor)


def state(session: Session, version: PolicyVersion) -> list[ScenarioState]:
    """What is known of each scenario of the version's association on exactly these files."""
    contents = _contents(session, version)
    wanted = own_keys(version.association, version.manifest, contents)
    query = select(ScenarioOutcome).where(ScenarioOutcome.key.in_(wanted.values()))
    known = {outcome.key: outcome for outcome in session.scalars(query)}
    job = jobs.latest(session, KIND, version, *jobs.OPEN)
    job = job if job and job.about == version.hash else None
    return [_state(path, title(path, contents[path]), known.get(key), job) for path, key in wanted.items()]


def scenarios(manifest: Mapping[str, str]) -> list[str]:
    """The scenario files of a version, in order."""
    return sorted(path for path in manifest if is_scenario(path))


def is_scenario(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return len(parts) == 3 and parts[1] == "scenarios"


def keys(manifest: Mapping[str, str]) -> dict[str, str]:
    """Of each scenario the digest of all files but the other scenarios: what its outcome depends on."""
    rest = {path: sha256 for path, sha256 in manifest.items() if not is_scenario(path)}
    shared = hashlib.sha256(packs.canonical(rest)).hexdigest()
    return {path: _digest(f"{FORMAT} {shared} {path} {manifest[path]}") for path in scenarios(manifest)}


def own_keys(association: str, manifest: Mapping[str, str], contents: Mapping[str, bytes]) -> dict[str, str]:
    """The same of those that are written for this association: a folder may serve several."""
    return {path: key for path, key in keys(manifest).items() if is_for(association, contents[path])}


def is_for(association: str, content: bytes) -> bool:
    """One that cannot be read is everybody's, so that it is mended."""
    try:
        value: Any = files.read(content).value
    except files.Unreadable:
        return True
    return not isinstance(value, dict) or value.get("association", association) == association


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _state(path: str, title: Mapping[str, str], known: ScenarioOutcome | None, job: Job | None) -> ScenarioState:
    if known is not None:
        failures = [Failure(**each) for each in known.failures]
        return ScenarioState(path, title, "failed" if failures else "passed", failures, known.steps)
    if job is None:
        return ScenarioState(path, title, "stale", [])
    is_now = job.status is JobStatus.RUNNING and job.doing == path
    return ScenarioState(path, title, "running" if is_now else "waiting", [])


def _contents(session: Session, version: PolicyVersion) -> dict[str, bytes]:
    """The scenario files of a version."""
    paths = scenarios(version.manifest)
    hashes = {version.manifest[path] for path in paths}
    rows = session.execute(select(PolicyFile.sha256, PolicyFile.content).where(PolicyFile.sha256.in_(hashes)))
    contents = {row[0]: row[1] for row in rows}
    return {path: contents[version.manifest[path]] for path in paths}


def title(path: str, content: bytes) -> Mapping[str, str]:
    """What a scenario calls itself; of one that cannot be read, its file's name."""
    name = PurePosixPath(path).stem
    try:
        value: Any = files.read(content).value
    except files.Unreadable:
        value = {}
    words = value.get("title") if isinstance(value, dict) else None
    words = words if isinstance(words, dict) else {}
    return {locale: str(words.get(locale) or name) for locale in ("ar", "en")}
