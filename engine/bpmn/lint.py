"""Whether diagrams are sound: every element is one that the engine runs as it is drawn, or a finding says what to draw.

Answers any bytes at all within a second and never raises: what it walks through it walks through without recursion,
and what is larger than the profile's limits is one finding.
"""

from collections.abc import Mapping

from engine.bpmn.findings import Finding
from engine.bpmn.linting import (
    allowed,
    data,
    events,
    expressions,
    files,
    ids,
    loops,
    model,
    parallel,
    places,
    properties,
    shape,
    tasks,
    texts,
    times_written,
    types,
    writes,
)
from engine.bpmn.linting.report import Place, Report
from engine.bpmn.vocabulary import Vocabulary

__all__ = ["Finding", "is_within_limits", "lint"]


def lint(diagrams: Mapping[str, bytes], vocabulary: Vocabulary | None) -> list[Finding]:
    """Without a vocabulary, what needs the rest of the pack is left out, and a warning says so."""
    report = Report()
    if vocabulary is None:
        report.add("no-vocabulary", Place(min(diagrams, default="")))
    found = model.build(files.read(diagrams, report))
    if files.sizes(found, report):
        _check(found, vocabulary, report, whole=vocabulary is not None and len(found.roots) == len(diagrams))
    return report.findings()


def is_within_limits(diagram: bytes) -> bool:
    """Whether a diagram is small enough to be looked at as a whole; False also of one that cannot be read."""
    report = Report()
    roots = files.read({"": diagram}, report)
    return bool(roots) and files.sizes(model.build(roots), report)


def _check(found: model.Diagrams, vocabulary: Vocabulary | None, report: Report, *, whole: bool) -> None:
    """`whole`: all files could be read, so that what is in none of them is nowhere."""
    allowed.check(found, report)
    places.check(found, report)
    ids.check(found, report, whole=whole)
    shape.check(found, report)
    loops.check(found, report)
    events.check(found, report)
    properties.check(found, vocabulary, report)
    tasks.check(found, report, whole=whole)
    parallel.check(found, vocabulary, report)
    _expressions(found, vocabulary if whole else None, report)


def _expressions(found: model.Diagrams, vocabulary: Vocabulary | None, report: Report) -> None:
    known = types.Types(writes.names(found, vocabulary), vocabulary.choices if vocabulary else {})
    checker = expressions.Checker(report, known, vocabulary, expressions.Reader(report))
    read = checker.check([*texts.all_texts(found), *times_written.check(found, report)])
    if vocabulary is not None:
        data.check(found, vocabulary, known, read, report)
