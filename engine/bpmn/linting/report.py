"""Collects findings: where something is, which code, and the sentences of that code."""

import time
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from engine.bpmn.findings import Finding, Fix, is_error
from engine.bpmn.linting.sentences_meaning import MEANING
from engine.bpmn.linting.sentences_shape import SHAPE
from engine.bpmn.profile import MOST_FINDINGS

SENTENCES = {**SHAPE, **MEANING}
Mending = Fix | Callable[[], Fix | None]
MOST_FIXES = 200
SECONDS = 0.15
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
    mended: int = 0
    spent: float = 0.0

    def add(self, code: str, place: Place, *, fix: Mending | None = None, **values: object) -> None:
        if len(self.found) >= _KEPT:
            self.left_out = True
            return
        severity, ar, en = SENTENCES[code]
        shown = {key: _shown(value) for key, value in values.items()}
        ar, en = ar.format_map(shown), en.format_map(shown)
        self.found.append(
            Finding(severity, code, place.file, place.element, place.line, ar, _capital(en), self._mended(fix))
        )

    def _mended(self, fix: Mending | None) -> Fix | None:
        """Fixes are offered for as many findings as anybody would click through, and never slow a check down."""
        if fix is None or isinstance(fix, Fix) or self.mended >= MOST_FIXES or self.spent > SECONDS:
            return fix if isinstance(fix, Fix) else None
        begun = time.thread_time()
        found = fix()
        self.spent += time.thread_time() - begun
        self.mended += found is not None
        return found

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
