"""One expression checked while it is typed, with the sentences of lint and the place of each in the text."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import feel, outline
from engine.bpmn.feel import Check, Comparison, FeelType
from engine.bpmn.linting import types
from engine.bpmn.linting.report import Place, Report, listed
from engine.bpmn.linting.types import Types
from engine.bpmn.profile import FACTS
from engine.policies.packs import Pack
from engine.studio import checking, drafts

WANTED: Mapping[str, frozenset[str]] = {
    "condition": frozenset({"boolean"}),
    "time": frozenset({"duration", "date", "date time", "text"}),
    "user": frozenset({"number"}),
    "users": frozenset({"number", "list"}),
    "list": frozenset({"list"}),
}
MOST = 20
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True)
class Question:
    """`wanted` is a key of WANTED or empty; `names` are those that only the diagram on the screen writes."""

    text: str
    wanted: str = ""
    names: Mapping[str, FeelType] = field(default_factory=dict)


@dataclass(frozen=True)
class Remark:
    """A sentence about a part of the text; line and column count from 1."""

    line: int
    column: int
    length: int
    severity: str
    ar: str
    en: str


def remarks(session: Session, version_id: int, question: Question, actor: Actor) -> list[Remark]:
    """Return what is wrong with an expression beside the draft's other files."""
    version = drafts.get(session, version_id, actor)
    vocabulary = checking.vocabulary(session, version)
    drawn = checking.remembered("written", version.hash, lambda: _written(checking.pack(session, version)))
    written = {**drawn, **question.names}
    known = Types({**written, **types.known_types(vocabulary, FACTS)}, vocabulary.choices)
    return list(_remarks(question, known))[:MOST]


def _written(pack: Pack) -> dict[str, FeelType]:
    return outline.written({path: raw for path, raw in pack.files.items() if path.endswith(".bpmn")})


def _remarks(question: Question, known: Types) -> Iterator[Remark]:
    checked = feel.check(question.text)
    text = feel.formula(question.text)
    if checked.problems:
        for each in checked.problems:
            yield Remark(each.line, each.column, _word(text, each.line, each.column), "error", each.ar, each.en)
        return
    yield from _names(text, checked, known)
    for comparison in checked.comparisons:
        yield from _comparison(text, comparison, known)
    yield from _result(text, checked, known, WANTED.get(question.wanted, frozenset()))


def _names(text: str, checked: Check, known: Types) -> Iterator[Remark]:
    for name in checked.names:
        if name not in known.names:
            near = difflib.get_close_matches(name, list(known.names), n=1)
            ar, en = (f" لعلك تقصد «{near[0]}».", f" Did you mean “{near[0]}”?") if near else ("", "")
            yield _at(text, name, "unknown-name", name=name, text=text, hint_ar=ar, hint_en=en)
    for path in checked.paths:
        if missing := types.missing_part(known, path):
            name, part, there = missing
            yield _at(text, path, "unknown-part", name=name, part=part, known=listed(there))


def _comparison(text: str, found: Comparison, known: Types) -> Iterator[Remark]:
    left, right = (known.of_operand(each) for each in (found.left, found.right))
    place = (found.line, found.column, _rest(text, found.line, found.column))
    if types.differ(left, right):
        (left_ar, left_en), (right_ar, right_en) = types.worded(left), types.worded(right)
        words = {"left_ar": left_ar, "left_en": left_en, "right_ar": right_ar, "right_en": right_en}
        yield _remark(place, "types-differ", text=text, **words)
    for one, other in ((found.left, found.right), (found.right, found.left)):
        keys = known.keys_of(one) if other.kind == "text" else None
        if keys is not None and other.value not in keys and found.operator in ("=", "!="):
            yield _at(text, f'"{other.value}"', "unknown-choice", value=other.value, name=one.value, known=listed(keys))


def _result(text: str, checked: Check, known: Types, wanted: frozenset[str]) -> Iterator[Remark]:
    found = types.name_of(known.of_text(text, checked))
    if not wanted or found in {"any", *wanted}:
        return
    shown = [types.worded(kind) for kind in sorted(wanted)]
    wanted_ar, wanted_en = " أو ".join(ar for ar, _ in shown), " or ".join(en for _, en in shown)
    ar, en = types.worded(found)
    words = {"found_ar": ar, "found_en": en, "wanted_ar": wanted_ar, "wanted_en": wanted_en}
    yield _remark((1, 1, len(text)), "wrong-type", text=text, **words)


def _at(text: str, part: str, code: str, /, **values: Any) -> Remark:
    """At the first place where the part stands by itself, inside quotes only if it is quoted."""
    searched = text if part.startswith('"') else _TEXT.sub(lambda found: " " * len(found[0]), text)
    found = re.search(rf"(?<![\w.]){re.escape(part)}(?!\w)", searched)
    start = found.start() if found else 0
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return _remark((line, column, len(part) if found else len(text)), code, **values)


def _remark(place: tuple[int, int, int], code: str, /, **values: Any) -> Remark:
    """Lint's own sentence of that code."""
    report = Report()
    report.add(code, Place(""), **values)
    [finding] = report.found
    return Remark(*place, finding.severity, finding.ar, finding.en)


def _rest(text: str, line: int, column: int) -> int:
    """How far a part may be marked: to the end of its line."""
    return max(1, len(text.split("\n")[line - 1]) - column + 1)


def _word(text: str, line: int, column: int) -> int:
    found = re.match(r"\w+|\S", (text.split("\n")[line - 1 : line] or [""])[0][column - 1 :])
    return len(found[0]) if found else 1
