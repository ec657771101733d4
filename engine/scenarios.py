"""Acts a scenario file against a pack: real verbs, a scratch database, a moved clock (docs/scenarios.md)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import isodate

from engine import clock, scenario_expectations, scenario_steps, scenario_world
from engine.bpmn.findings import Finding
from engine.errors import InvalidPack
from engine.policies import files, schemas
from engine.policies.packs import Pack
from engine.scenario_world import ScenarioProblem, World

Say = Callable[[str], None]
Opened = Callable[[Mapping[str, Any]], AbstractContextManager[World]]


@dataclass(frozen=True)
class Failure:
    """`step` counts from 1; 0 is the scenario as a whole."""

    step: int
    expected: str
    found: str


@dataclass
class Report:
    """What came of one scenario."""

    file: str
    title: Mapping[str, str] = field(default_factory=dict)
    steps: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.failures

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "passed": self.passed}


def find(paths: list[Path]) -> list[Path]:
    """Scenario files: those named, and those in a folder's scenarios/ folders."""
    found: list[Path] = []
    for path in paths:
        inside = [*path.glob("*.yaml")] if path.name == "scenarios" else [*path.rglob("scenarios/*.yaml")]
        found += sorted(inside) if path.is_dir() else [path]
    return found


def run(file: Path, folder: Path, say: Say) -> Report:
    """Act one scenario; every step is told, every failure kept."""
    report = _told(
        Report(str(file)), lambda: read(file), lambda known: scenario_world.opened(known, file.resolve(), folder), say
    )
    for failure in report.failures:
        say(f"  step {failure.step}: expected {failure.expected}; found {failure.found}")
    return report


def run_in(pack: Pack, path: str, say: Say) -> Report:
    """Act one scenario of a pack in memory, as the command acts a file; what `say` raises ends it."""
    return _told(
        Report(path),
        lambda: parse(pack.files[path], PurePosixPath(path).name),
        lambda known: scenario_world.in_memory(known, path, pack),
        say,
    )


def _told(report: Report, scenario: Callable[[], dict[str, Any]], opened: Opened, say: Say) -> Report:
    try:
        known = scenario()
        report.title = known["title"]
        with opened(known) as world:
            _act(world, known, report, say)
    except InvalidPack as invalid:
        report.failures += [Failure(0, "a sound file", str(finding)) for finding in invalid.findings]
    except ScenarioProblem as problem:
        report.failures.append(Failure(0, problem.expected, problem.found))
    return report


def read(file: Path) -> dict[str, Any]:
    """The scenario, or InvalidPack with what is wrong in it."""
    try:
        return parse(file.read_bytes(), file.name)
    except OSError as error:
        ar, en = "تعذرت قراءة الملف.", "the file cannot be read."
        raise InvalidPack([Finding("error", "file", file.name, "", 0, ar, en)]) from error


def parse(content: bytes, name: str) -> dict[str, Any]:
    """A scenario file's content, or InvalidPack with what is wrong in it, each at its line."""
    try:
        source = files.read(content)
    except files.Unreadable as problem:
        raise InvalidPack([problem.finding(name)]) from problem
    if not isinstance(source.value, dict):
        ar, en = (
            "السيناريو مجموعة مفاتيح: اكتب «مفتاح: قيمة».",
            "a scenario must be keys with values: write 'key: value'.",
        )
        raise InvalidPack([Finding("error", "yaml", name, "", 1, ar, en)])
    if found := schemas.findings(source, "scenario", name):
        raise InvalidPack(found)
    scenario: dict[str, Any] = source.value
    return scenario


def _act(world: World, scenario: Mapping[str, Any], report: Report, say: Say) -> None:
    """A failed act ends the scenario, for what follows builds on it; a failed expectation does not."""
    for number, step in enumerate(scenario["steps"], 1):
        report.steps = number
        say(f"  {number:>3}. {clock.local(world.now):%Y-%m-%d %H:%M} {scenario_steps.describe(step)}")
        try:
            report.failures += [Failure(number, *found) for found in take(world, step)]
        except ScenarioProblem as problem:
            report.failures.append(Failure(number, problem.expected, problem.found))
            return
    wanted = scenario.get("expect", {})
    found = scenario_expectations.differences(world, wanted.get("case"), wanted) if wanted else []
    report.failures += [Failure(report.steps, *difference) for difference in found]


def take(world: World, step: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "expect" in step:
        yield from scenario_expectations.differences(world, step.get("case"), step["expect"])
    elif "not_visible" in step:
        yield from scenario_expectations.visible(world, step.get("case"), step["not_visible"])
    elif "wait" in step or "until" in step:
        _wait(world, step)
    else:
        scenario_steps.act(world, step)


def _wait(world: World, step: Mapping[str, Any]) -> None:
    until = (
        world.now + isodate.parse_duration(step["wait"]) if "wait" in step else datetime.fromisoformat(step["until"])
    )
    if until < world.now:
        raise ScenarioProblem(f"a moment after {world.now.isoformat()}", until.isoformat())
    world.mark_sent()
    world.work(until)
