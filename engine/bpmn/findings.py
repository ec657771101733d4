"""What a check found: one sentence in both languages that says where it is and what to do."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Fix:
    """What one click does about a finding; `engine/bpmn/fixes.py` and the canvas each carry out every kind."""

    kind: str
    element: str
    values: Mapping[str, Any]
    ar: str
    en: str


@dataclass(frozen=True)
class Finding:
    """`element` is the id of a diagram's element, or the dotted place in a file; `line` is 0 where there is none."""

    severity: Severity
    code: str
    file: str
    element: str
    line: int
    ar: str
    en: str
    fix: Fix | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.element or '-'} {self.code}: {self.en}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def is_error(finding: Finding) -> bool:
    return finding.severity == "error"
