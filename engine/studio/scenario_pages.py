"""What the pages of a version's acceptance scenarios show: the list with its states, and one scenario told in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from engine import scenarios
from engine.actors import Actor
from engine.bpmn import specs
from engine.bpmn.findings import Finding
from engine.bpmn.specs import Specs
from engine.errors import EngineError, InvalidPack, NotFound
from engine.models import PolicyFile, PolicyVersion, VersionStatus
from engine.policies import versions
from engine.policies.packs import Pack
from engine.policies.policy import Policy, make
from engine.studio import checking, drafts, jobs, scenario_failures, scenario_runs, scenario_words
from engine.studio.jobs import JobView
from engine.studio.scenario_runs import ScenarioState
from engine.studio.scenario_words import Names, Pair


@dataclass(frozen=True)
class FailureLine:
    """What was expected and what was found, in words; `step` 0 is the scenario as a whole."""

    step: int
    expected: str
    found: str


@dataclass(frozen=True)
class ScenarioLine:
    """One scenario of the list; `name` is its address."""

    name: str
    path: str
    title: str
    other_title: str
    state: str
    steps: int
    failures: list[FailureLine]


@dataclass(frozen=True)
class ScenariosPage:
    lines: list[ScenarioLine]
    job: JobView | None
    passed: int
    others: list[ScenarioLine]
    is_draft: bool


@dataclass(frozen=True)
class StepLine:
    """One step in words; `number` counts from 1."""

    number: int
    kind: str
    who: str
    text: str
    at: datetime
    details: list[Pair]
    failures: list[FailureLine]
    may_edit: bool


@dataclass(frozen=True)
class ScenarioPage:
    """`problems` stand where the file cannot be read as a scenario; then there are no steps."""

    line: ScenarioLine
    about: str
    people: list[Pair]
    starts: datetime | None
    steps: list[StepLine]
    at_end: list[Pair]
    problems: list[Finding]
    source: str
    seen: str
    job: JobView | None
    is_draft: bool


EDITED = ("start", "do", "ballot", "close_ballot", "message", "wait", "until", "expect")


def show(session: Session, version_id: int, actor: Actor) -> ScenariosPage:
    """The scenarios of a version with what came of them on exactly these files."""
    version = drafts.get(session, version_id, actor)
    names = names_of(session, version, actor.locale)
    lines = [_line(state, names) for state in scenario_runs.state(session, version)]
    passed = sum(line.state == "passed" for line in lines)
    own = {line.path for line in lines}
    others = [path for path in scenario_runs.scenarios(version.manifest) if path not in own]
    rest = [_line(ScenarioState(path, _title_of(session, version, path), "other", []), names) for path in others]
    return ScenariosPage(lines, _job(session, version, actor), passed, rest, _is_draft(version))


def scenario(session: Session, version_id: int, name: str, actor: Actor, source: bytes | None = None) -> ScenarioPage:
    """One scenario; `source` is what was typed and could not be saved."""
    version = drafts.get(session, version_id, actor)
    path = find(version, name)
    kept = drafts.file(session, version_id, path, actor)
    names = names_of(session, version, actor.locale)
    states = {each.path: each for each in scenario_runs.state(session, version)}
    title = scenario_runs.title(path, kept.content)
    state = states.get(path) or ScenarioState(path, title, "other", [])
    content = source if source is not None else kept.content
    known, problems = _read(content, path)
    line = _line(state, names)
    return ScenarioPage(
        line=line,
        about=names.label(known.get("about"), "") if known else "",
        people=_people(names, known) if known else [],
        starts=datetime.fromisoformat(known["starts"]) if known else None,
        steps=_steps(names, known, line.failures) if known else [],
        at_end=scenario_words.expected(names, known.get("expect", {})) if known else [],
        problems=problems,
        source=content.decode("utf-8-sig", "replace"),
        seen=kept.sha256,
        job=_job(session, version, actor),
        is_draft=_is_draft(version),
    )


def find(version: PolicyVersion, name: str) -> str:
    """The path of a scenario by its file's name."""
    for path in scenario_runs.scenarios(version.manifest):
        if PurePosixPath(path).stem == name:
            return path
    raise NotFound(f"scenario {name} in version {version.id}")


def names_of(session: Session, version: PolicyVersion, locale: str) -> Names:
    policy: Policy = checking.remembered("scenario words", version.hash, lambda: _policy(session, version))
    return Names(policy, locale)


def _policy(session: Session, version: PolicyVersion) -> Policy:
    """An unsound draft has no diagrams that could be read: its scenarios are told by ids."""
    pack = Pack(version.association, versions.files(session, version))
    try:
        found = specs.load(version.hash, versions.compiled(pack))
    except (EngineError, ValueError):
        found = Specs({}, {}, {}, {}, frozenset())
    return make(version.hash, pack.association, pack.files, found)


def _read(content: bytes, path: str) -> tuple[dict[str, Any] | None, list[Finding]]:
    try:
        return scenarios.parse(content, path), []
    except InvalidPack as invalid:
        return None, invalid.findings


def _line(state: ScenarioState, names: Names) -> ScenarioLine:
    failures = [
        FailureLine(
            each.step, scenario_failures.failure(names, each.expected), scenario_failures.failure(names, each.found)
        )
        for each in state.failures
    ]
    other = "en" if names.locale == "ar" else "ar"
    name = PurePosixPath(state.path).stem
    return ScenarioLine(
        name, state.path, state.title[names.locale], state.title[other], state.state, state.steps, failures
    )


def _people(names: Names, known: Mapping[str, Any]) -> list[Pair]:
    separator = "، " if names.locale == "ar" else ", "
    return [(person, separator.join(map(names.role, roles))) for person, roles in known["people"].items()]


def _steps(names: Names, known: Mapping[str, Any], failures: list[FailureLine]) -> list[StepLine]:
    moments = scenario_words.moments(known)
    return [
        StepLine(
            number=number,
            kind=scenario_words.kind_of(step),
            who=scenario_words.who(names, step, known["people"]),
            text=scenario_words.text(names, step),
            at=moments[number - 1],
            details=scenario_words.details(names, step),
            failures=[failure for failure in failures if failure.step == number],
            may_edit=scenario_words.kind_of(step) in EDITED and not {"refused", "forbidden", "conflict"} & step.keys(),
        )
        for number, step in enumerate(known["steps"], 1)
    ]


def _title_of(session: Session, version: PolicyVersion, path: str) -> Mapping[str, str]:
    return scenario_runs.title(path, session.get_one(PolicyFile, version.manifest[path]).content)


def _job(session: Session, version: PolicyVersion, actor: Actor) -> JobView | None:
    return jobs.view(session, jobs.latest(session, scenario_runs.KIND, version), version, actor.locale)


def _is_draft(version: PolicyVersion) -> bool:
    return version.status is VersionStatus.DRAFT
