"""A stranger's diagram, repaired as far as nobody has to choose, with an offer for each thing that somebody must."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from engine.bpmn import fixes, layout, xml
from engine.bpmn.findings import Finding, Fix
from engine.bpmn.lint import lint
from engine.bpmn.linting import allowed, events, files, ids, model, properties, shape, tasks
from engine.bpmn.linting.mending import fresh
from engine.bpmn.linting.model import BPMN, Scope
from engine.bpmn.linting.report import Report
from engine.bpmn.normalising import steps
from engine.bpmn.normalising.work import SAID, Repair, Work
from engine.bpmn.profile import MOST_ELEMENTS
from engine.bpmn.writing import by_id, tidy
from engine.errors import InvalidPack

__all__ = ["Normalised", "Offer", "Repair", "accept", "normalise"]

NAME = "diagram.bpmn"
HARMLESS = frozenset(SAID) - {"laid-out"}
TICKED = frozenset({"vendor-expression", "bad-time", "no-lane", "two-lanes", "script-line", "no-default"})
"""What an offer does without changing what the diagram means."""
_ROUNDS = 8


@dataclass(frozen=True)
class Offer:
    """What is done only if the officer wants it; `ticked`: what most will want."""

    key: str
    fix: Fix
    ticked: bool
    element: str
    ar: str
    en: str


@dataclass(frozen=True)
class Normalised:
    xml: bytes
    repairs: list[Repair]
    offers: list[Offer]


def normalise(content: bytes) -> Normalised:
    """Never fails on anything that is BPMN; raises InvalidPack for all else."""
    work = Work(_read(content))
    if not files.is_utf8(content):
        work.say("encoding", work.root)
    steps.run(work)
    _mend(work)
    return _written(work)


def accept(found: Normalised, keys: Collection[str]) -> Normalised:
    """With the wanted offers carried out, and repaired again where one of them made that possible."""
    work = Work(xml.read(found.xml), list(found.repairs))
    for offer in [each for each in found.offers if each.key in keys]:
        fixes.carry_out(work.root, offer.fix)
    _mend(work)
    return _written(work)


def _read(content: bytes) -> etree._Element:
    try:
        root = xml.read(content)
    except xml.UnreadableXml as problem:
        raise InvalidPack([Finding("error", "not-xml", NAME, "", problem.line, problem.ar, problem.en)]) from problem
    if root.tag != BPMN + "definitions":
        raise _refused("ليس هذا مخطط BPMN 2.0.", "This is not a BPMN 2.0 diagram.")
    if sum(1 for _ in islice(root.iter(), MOST_ELEMENTS + 1)) > MOST_ELEMENTS:
        raise _refused("المخطط أكبر مما يُقبل؛ قسّمه.", "The diagram is larger than can be taken in; split it.")
    return root


def _refused(ar: str, en: str) -> InvalidPack:
    return InvalidPack([Finding("error", "not-bpmn", NAME, "", 0, ar, en)])


def _mend(work: Work) -> None:
    """What lint finds and one click would mend, as long as there is nothing to choose."""
    for _ in range(_ROUNDS):
        found = [each for each in _looked_at(work.root) if each.fix and _is_harmless(each, each.fix)]
        done: set[tuple[str, str]] = set()
        for finding in found:
            if finding.fix:
                _carry_out(work, finding, finding.fix, done)
        if not done:
            return
        tidy(work.root)


def _looked_at(root: etree._Element) -> list[Finding]:
    """The quick part of lint: no expressions, no data."""
    report = Report()
    found = model.build({NAME: root})
    if not files.sizes(found, report):
        return []
    for check in (allowed.check, shape.check, events.check):
        check(found, report)
    ids.check(found, report, whole=False)
    tasks.check(found, report, whole=False)
    properties.check(found, None, report)
    return report.found


def _is_harmless(finding: Finding, fix: Fix) -> bool:
    if finding.code in ("no-default", "no-condition", "dangling"):
        return (fix.kind == "default_flow" and "«" in fix.ar and "احذف شرطه" not in fix.ar) or fix.kind == "attribute"
    if finding.code == "default-ignored":
        return fix.kind == "attribute"
    return finding.code in HARMLESS or finding.code == "no-end"


def _carry_out(work: Work, finding: Finding, fix: Fix, done: set[tuple[str, str]]) -> None:
    """Once an element and kind: two findings may offer the same."""
    ends = {node: id for node, id in fix.values.get("ends", {}).items() if ("append_end", node) not in done}
    keys = {(fix.kind, node) for node in ends} or {(fix.kind, fix.element)}
    if keys <= done:
        return
    done |= keys
    wanted = Fix(fix.kind, fix.element, {**fix.values, "ends": ends}, fix.ar, fix.en) if ends else fix
    code = {"append_end": "dead-end", "default_flow": "no-default"}.get(fix.kind, finding.code)
    for id in ends or [fix.element]:
        element = by_id(work.root, id)
        if element is not None:
            work.say(code, element)
    fixes.carry_out(work.root, wanted)


def _written(work: Work) -> Normalised:
    tidy(work.root)
    report = Report()
    if files.sizes(model.build({NAME: work.root}), report):
        _draw(work)
    content = etree.tostring(work.root, encoding="UTF-8", xml_declaration=True)
    return Normalised(content, work.repairs, list(_offers(content)))


def _draw(work: Work) -> None:
    if not layout.is_drawn(work.root):
        layout.complete(work.root)
    if not layout.is_drawn(work.root):
        layout.redraw(work.root)
        work.say("laid-out", work.root)


def _offers(content: bytes) -> Iterator[Offer]:
    found = lint({NAME: content}, None)
    kept: dict[str, Offer] = {}
    for finding in found:
        if finding.fix is not None:
            key = f"{finding.fix.kind}:{finding.fix.element}"
            ticked = finding.code in TICKED and "احذف شرطه" not in finding.fix.ar
            kept.setdefault(key, _offer(key, finding, finding.fix, ticked=ticked))
    yield from kept.values()
    for scope in model.build({NAME: xml.read(content)}).scopes():
        yield from _starts(scope)


def _offer(key: str, finding: Finding, fix: Fix, *, ticked: bool) -> Offer:
    return Offer(key, fix, ticked, finding.element, f"{finding.ar} {fix.ar}", f"{finding.en} {fix.en}")


def _starts(scope: Scope) -> Iterator[Offer]:
    """Several starts: which of them begins a case, only a person knows; taken together they are all begun at once."""
    starts = [node for node in scope.starts() if node.id]
    if len(starts) < 2 or any(node.incoming for node in starts):
        return
    taken = {str(each.get("id")) for each in scope.element.getroottree().iter() if each.get("id")}
    gateway = fresh(f"Gateway_{starts[0].id}"[:90], taken)
    values = {"gateway": gateway, "others": [node.id for node in starts[1:]]}
    named = "، ".join(node.shown for node in starts), ", ".join(node.shown for node in starts)
    ar = f"أكثر من بداية ({named[0]}): أبق الأولى وبعدها بوابة متوازية تبدأ كل ما بدأته جميعًا."
    en = f"There are several starts ({named[1]}): keep the first, and a parallel gateway begins all that they began."
    fix = Fix("join_starts", starts[0].id, values, ar, en)
    yield Offer(f"join_starts:{starts[0].id}", fix, False, starts[0].id, ar, en)
