"""Collects findings: where something is, which code, and the sentences of that code."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field

from engine.bpmn.findings import Finding, is_error
from engine.bpmn.linting.sentences_meaning import MEANING
from engine.bpmn.linting.sentences_shape import SHAPE
from engine.bpmn.profile import MOST_FINDINGS

SENTENCES = {**SHAPE, **MEANING}
LONGEST_VALUE = 200
_KEPT = 4 * MOST_FINDINGS


@dataclass(frozen=True)
class Place:
    file: str
    element: str = ""
    line: int = 0


@dataclass
class Report:
    found: list[Finding] = field(default_factory=list)
    left_out: bool = False

    def add(self, code: str, place: Place, **values: object) -> None:
        if len(self.found) >= _KEPT:
            self.left_out = True
            return
        severity, ar, en = SENTENCES[code]
        shown = {key: _shown(value) for key, value in values.items()}
        ar, en = ar.format_map(shown), en.format_map(shown)
        self.found.append(Finding(severity, code, place.file, place.element, place.line, ar, _capital(en)))

    def findings(self) -> list[Finding]:
        """In the order of files and lines; of too many the first."""
        ordered = sorted(set(self.found), key=lambda each: (each.file, each.line, each.severity, each.code, each.en))
        if len(ordered) <= MOST_FINDINGS and not self.left_out:
            return ordered
        _, ar, en = SENTENCES["more-findings"]
        errors_first = sorted(ordered, key=lambda each: not is_error(each))[:MOST_FINDINGS]
        return [*errors_first, Finding("error", "more-findings", ordered[0].file, "", 0, ar, en)]


def listed(names: Collection[str]) -> str:
    """For a sentence: what there is, shortened."""
    ordered = sorted(names)
    return ", ".join(ordered[:12]) + (", …" if len(ordered) > 12 else "") or "-"


def _shown(value: object) -> str:
    """What a diagram holds may be long or full of signs that cannot be seen."""
    text = " ".join(str(value).split())
    text = "".join(each if unicodedata.category(each)[0] != "C" else "�" for each in text)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
