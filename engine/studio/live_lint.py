"""What the modeler asks while somebody draws: what is wrong with the drawing as it is now, and a drawing laid out."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import layout, xml
from engine.bpmn import lint as linter
from engine.bpmn.findings import Finding
from engine.bpmn.writing import BPMN
from engine.errors import EngineError, NotFound
from engine.studio import checking, drafts

SUFFIX = ".bpmn"


class NoDiagram(EngineError):
    """What was sent is no diagram that could be drawn."""


@dataclass(frozen=True)
class Remark:
    """A finding in the reader's language; `fix` as the canvas carries it out."""

    file: str
    element: str
    severity: str
    code: str
    sentence: str
    fix: dict[str, Any] | None


def findings(
    session: Session, version_id: int, path: str, drawn: str, actor: Actor, *, whole: bool = False
) -> list[Remark]:
    """Of this diagram as drawn beside the other diagrams, errors first; `whole`: of all other files too, as saved."""
    version = drafts.get(session, version_id, actor)
    if path not in version.manifest:
        raise NotFound(f"{path} in version {version_id}")
    live = checking.lint(session, version, path, drawn.encode("utf-8", "replace"))
    saved = checking.findings(session, version) if whole else []
    others = [each for each in saved if not each.file.endswith(SUFFIX)]
    ordered = sorted([*live, *others], key=lambda each: (each.severity, each.file != path))
    return [_remark(each, actor.locale) for each in ordered]


def lay_out(session: Session, version_id: int, drawn: str, actor: Actor) -> str:
    """The diagram drawn anew; nothing is kept."""
    drafts.get(session, version_id, actor)
    content = drawn.encode("utf-8", "replace")
    try:
        root = xml.read(content)
    except xml.UnreadableXml as problem:
        raise NoDiagram(str(problem), ar=problem.ar, en=problem.en) from problem
    if root.tag != BPMN + "definitions":
        raise NoDiagram(ar="ليس هذا مخطط BPMN.", en="This is not a BPMN diagram.")
    if not linter.is_within_limits(content):
        raise NoDiagram(ar="المخطط أكبر مما يُرتَّب؛ قسّمه.", en="The diagram is too large to be laid out; split it.")
    return layout.arrange(content).decode()


def _remark(finding: Finding, locale: str) -> Remark:
    fix = finding.fix
    sentence = finding.ar if locale == "ar" else finding.en
    said = {"sentence": fix.ar if locale == "ar" else fix.en} if fix else {}
    offered = {"kind": fix.kind, "element": fix.element, "values": dict(fix.values), **said} if fix else None
    return Remark(finding.file, finding.element, finding.severity, finding.code, sentence, offered)
