"""Asks of our properties: known on their element, with a value, and naming what the pack holds."""

import re
from collections.abc import Collection
from functools import partial

from engine.bpmn.findings import Fix
from engine.bpmn.linting import mending_words
from engine.bpmn.linting.model import BPMN, Diagrams, Node, place_of
from engine.bpmn.linting.report import Place, Report, listed
from engine.bpmn.profile import EVERYWHERE, PROPERTIES, RESERVED_NAMES
from engine.bpmn.vocabulary import Vocabulary
from engine.bpmn.xml import NAMESPACES, local_name

NAME = re.compile(r"[^\W\d]\w*")
APPLICANT = "applicant"
_WHAT = {
    "form": ("النموذج", "form"), "ballot": ("التصويت", "ballot"), "decision": ("جدول القرار", "decision table"),
    "template": ("القالب", "message template"), "letter": ("الخطاب", "letter"), "role": ("الدور", "role"),
    "clause": ("البند", "clause"),
}  # fmt: skip


def check(diagrams: Diagrams, vocabulary: Vocabulary | None, report: Report) -> None:
    known = _known(vocabulary)
    for process in diagrams.processes:
        nodes = {node.element: node for node in process.nodes()}
        for element in [process.element, *process.element.iter(BPMN + "*")]:
            own = element.findall(
                "./bpmn:extensionElements/spiffworkflow:properties/spiffworkflow:property", NAMESPACES
            )
            if not own:
                continue
            place = place_of(process.file, element)
            kind = _kind(nodes[element]) if element in nodes else local_name(element)
            pairs = [((each.get("name") or "").strip(), (each.get("value") or "").strip()) for each in own]
            _names(place, kind, pairs, report)
            for name, value in pairs:
                _value(place, kind, name, value, known, report)


def _kind(node: Node) -> str:
    """Of an event its own list is that of what it waits for."""
    if node.tag in ("intermediateCatchEvent", "boundaryEvent"):
        return f"{node.waits_for}Event"
    return node.tag


def _names(place: Place, kind: str, pairs: list[tuple[str, str]], report: Report) -> None:
    allowed = EVERYWHERE | PROPERTIES.get(kind, frozenset())
    seen: set[str] = set()
    for name, value in pairs:
        if name not in allowed:
            report.add(
                "unknown-property",
                place,
                fix=partial(_respelt, place, name, value, allowed),
                name=name,
                known=listed(allowed),
            )
        elif not value:
            fix = partial(
                mending_words.own, place.element, {name: None}, "احذف الخاصية الفارغة.", "Remove the empty property."
            )
            report.add("empty-property", place, fix=fix, name=name)
        if name in seen:
            first = next(each for key, each in pairs if key == name)
            fix = partial(mending_words.own, place.element, {name: first or None}, "أبق الأولى.", "Keep the first.")
            report.add("repeated-property", place, fix=fix, name=name)
        seen.add(name)


def _respelt(place: Place, name: str, value: str, allowed: Collection[str]) -> Fix | None:
    near = mending_words.nearest(name, allowed)
    if near is None or not value:
        return None
    return mending_words.own(place.element, {name: None, near: value}, f"سمِّها {near}.", f"Call it {near}.")


def _known(vocabulary: Vocabulary | None) -> dict[str, frozenset[str]]:
    if vocabulary is None:
        return {}
    return {
        "form": frozenset(vocabulary.forms),
        "ballot": vocabulary.ballots,
        "decision": frozenset(vocabulary.decisions),
        "template": vocabulary.templates,
        "letter": vocabulary.letters,
        "role": vocabulary.roles,
        "clause": vocabulary.clauses,
    }


def _value(place: Place, kind: str, name: str, value: str, known: dict[str, frozenset[str]], report: Report) -> None:
    if not value:
        return
    if name in ("result", "marks"):
        _own_name(place, name, value, report)
    if name == "follow_up" and value not in ("true", "false"):
        fix = partial(mending_words.own, place.element, {name: "true"}, "اكتب true.", "Write true.")
        report.add(
            "bad-value", place, fix=fix, name=name, value=value, ar="اكتب true أو false", en="write true or false"
        )
    if name == "act":
        ar, en = "لا أفعال متاحة في هذا الإصدار، فاحذفها", "no acts are available yet, so remove it"
        fix = partial(mending_words.own, place.element, {name: None}, "احذف الخاصية act.", "Remove the property act.")
        report.add("bad-value", place, fix=fix, name=name, value=value, ar=ar, en=en)
    what, values = _named(kind, name, value)
    for each in values if what in known else ():
        if each not in known[what]:
            ar, en = _WHAT[what]
            fix = partial(mending_words.own_value, place.element, name, value, each, known[what])
            report.add("unknown-value", place, fix=fix, what_ar=ar, what_en=en, name=each, known=listed(known[what]))


def _named(kind: str, name: str, value: str) -> tuple[str, list[str]]:
    """Of which list of the pack the value names something, and what."""
    if name == "clause":
        return name, re.findall(r"[^\s,]+", value)
    if name == "to":
        return "role", [] if value.startswith("=") else _recipients(value)
    return ("letter" if name == "template" and kind == "userTask" else name), [value]


def _recipients(value: str) -> list[str]:
    return [each.strip() for each in value.split(",") if each.strip() and each.strip() != APPLICANT]


def _own_name(place: Place, name: str, value: str, report: Report) -> None:
    if not NAME.fullmatch(value):
        ar, en = "اكتب اسمًا من حروف وأرقام و _", "write a name of letters, digits and _"
        report.add("bad-value", place, name=name, value=value, ar=ar, en=en)
    elif value in RESERVED_NAMES:
        report.add("writes-fact", place, name=value)
