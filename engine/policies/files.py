"""Strict YAML 1.2: what is written is what is read, each value remembers its line, and a doubt is an error.

No aliases, tags, doubled keys or second documents; a plain number is decimal; dates stay text; keys are text.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event, NodeEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from engine.bpmn.findings import Finding
from engine.errors import EngineError

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 60_000
_CONSTANTS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,6}")
_DOUBTFUL = re.compile(
    r"[-+]?([0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F_]+|\.(inf|nan))", re.IGNORECASE
)

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Source:
    """A file's value, and the line on which each part of it stands."""

    value: Any
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a part, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class Unreadable(EngineError):
    """The file is not the YAML that we accept."""

    def __init__(self, line: int, ar: str, en: str) -> None:
        self.line = line
        super().__init__(en, ar=ar, en=en)

    def finding(self, file: str) -> Finding:
        return Finding("error", "yaml", file, "", self.line, self.ar, self.en)


def read(content: bytes) -> Source:
    """Read one file; reading the same bytes again costs nothing, so nobody may change what comes back."""
    found = _read(content)
    if isinstance(found, Unreadable):
        raise found.with_traceback(None)
    return found


@lru_cache(maxsize=512)
def _read(content: bytes) -> Source | Unreadable:
    try:
        text = _text(content)
        _guard(text)
        lines: dict[Path, int] = {}
        return Source(_value(YAML(typ="safe", pure=True).compose(text), (), lines), lines)
    except Unreadable as problem:
        return problem
    except YAMLError as problem:
        return _translated(problem)


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise Unreadable(
            0,
            "الملف أكبر من 2 ميغابايت؛ قسّمه أو احذف الزائد منه.",
            "The file is over 2 MB; split it or remove what is not needed.",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(
            line, "الملف ليس بترميز UTF-8؛ احفظه بهذا الترميز.", "The file is not UTF-8 text; save it in that encoding."
        ) from None


def _guard(text: str) -> None:
    """Refuse by the stream of events what would be costly or surprising as a tree."""
    depth = 0
    for count, event in enumerate(YAML(typ="safe", pure=True).parse(text)):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH or count > MAX_NODES:
            raise Unreadable(
                _line(event),
                "الملف متداخل أو طويل أكثر مما نقبل؛ بسّطه.",
                "The file is nested too deep or too long; make it simpler.",
            )
        if isinstance(event, NodeEvent):
            _refuse_references(event)


def _refuse_references(event: NodeEvent) -> None:
    if isinstance(event, AliasEvent) or event.anchor:
        raise Unreadable(
            _line(event),
            "المراجع & و * غير مقبولة؛ اكتب القيمة كاملة في موضعها.",
            "Anchors & and aliases * are not accepted; write the value out where it is needed.",
        )
    if getattr(event, "ctag", None) is not None or getattr(event, "tag", None) not in (None, "!"):
        raise Unreadable(
            _line(event),
            "الوسوم ! غير مقبولة؛ احذف الوسم واكتب القيمة.",
            "Tags with ! are not accepted; remove the tag and write the plain value.",
        )


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _value(node: Node | None, path: Path, lines: dict[Path, int]) -> Any:
    if node is None:
        raise Unreadable(1, "الملف فارغ.", "The file is empty.")
    lines.setdefault(path, int(node.start_mark.line) + 1)
    if isinstance(node, MappingNode):
        return {key: _value(value, (*path, key), lines) for key, value in _pairs(node, path, lines)}
    if isinstance(node, SequenceNode):
        return [_value(item, (*path, index), lines) for index, item in enumerate(node.value)]
    return _scalar(cast(ScalarNode, node))


def _pairs(node: MappingNode, path: Path, lines: dict[Path, int]) -> Iterator[tuple[str, Node]]:
    seen = set()
    for key_node, value in node.value:
        key, line = _key(key_node), int(key_node.start_mark.line) + 1
        if key in seen:
            raise Unreadable(
                line, f"المفتاح «{key}» مكرر؛ احذف أحدهما.", f"The key '{key}' is written twice; remove one of them."
            )
        seen.add(key)
        lines[(*path, key)] = line
        yield key, value


def _key(node: Node) -> str:
    line = int(node.start_mark.line) + 1
    key = _scalar(node) if isinstance(node, ScalarNode) else None
    if not isinstance(key, str):
        raise Unreadable(
            line, "كل مفتاح نص؛ ضع المفتاح بين علامتي تنصيص.", "Every key is text; put this key in quotes."
        )
    if unicodedata.normalize("NFKC", key) != key:
        plain = unicodedata.normalize("NFKC", key)
        raise Unreadable(
            line,
            f"اكتب المفتاح «{key}» بصورته المعتادة «{plain}».",
            f"Write the key '{key}' in its normal form '{plain}'.",
        )
    return key


def _scalar(node: ScalarNode) -> Any:
    text = str(node.value)
    if node.style:  # quoted or a block: always text
        return unicodedata.normalize("NFC", text)
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _DOUBTFUL.fullmatch(text):
        line = int(node.start_mark.line) + 1
        raise Unreadable(
            line,
            f"العدد {text} ملتبس؛ ضعه بين علامتي تنصيص إن كان رقمًا معرفًا، أو اكتبه عددًا عشريًا معتادًا.",
            f"The number {text} can be read in two ways; quote an identifier, or write a plain decimal number.",
        )
    return unicodedata.normalize("NFC", text)


def _translated(problem: YAMLError) -> Unreadable:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    detail = (
        str(getattr(problem, "problem", None) or "not YAML") if isinstance(problem, MarkedYAMLError) else "not YAML"
    )
    line = int(mark.line) + 1 if mark else 1
    return Unreadable(
        line,
        "هذا السطر ليس YAML صحيحًا؛ راجع المسافات في أوله والنقطتين وعلامات التنصيص.",
        f"This line is not YAML; check its indentation, colons and quotes ({detail}).",
    )
