"""Two texts word by word; an Arabic word with other diacritics or a tatweel is another word, and is shown so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

TOKENS = re.compile(r"\{[^{}]*\}|[\w\u0610-\u061a\u064b-\u065f\u0670\u0640\u06d6-\u06ed]+|\s+|.", re.DOTALL)
MOST_TOLD = 90
_LEAST_WORDS_KEPT = 0.2  # below this a text is a new one, and chopping it up would only be hard to read


@dataclass(frozen=True)
class Piece:
    """A run of words with one fate."""

    kind: Literal["same", "deleted", "inserted"]
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Whole words and placeholders, never parts of them."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if before and after and matcher.ratio() < _LEAST_WORDS_KEPT:
        return [Piece("deleted", before), Piece("inserted", after)]
    found: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[a:b])))
        else:
            found += [Piece("deleted", "".join(old[a:b])), Piece("inserted", "".join(new[c:d]))]
    return _tidy([each for each in found if each.text])


def told(found: Sequence[Piece], locale: str) -> str:
    """The change as a sentence: what went and what came."""
    gone = _shortened(each.text for each in found if each.kind == "deleted")
    come = _shortened(each.text for each in found if each.kind == "inserted")
    deleted, inserted = ("حُذف", "أُضيف") if locale == "ar" else ("removed", "added")
    mark = "«{}»" if locale == "ar" else "“{}”"
    parts = [f"{act} {mark.format(text)}" for act, text in ((deleted, gone), (inserted, come)) if text]
    return ("، " if locale == "ar" else ", ").join(parts)


def _shortened(texts: object) -> str:
    whole = " … ".join(each.strip() or "␣" for each in texts)  # type: ignore[attr-defined]
    return whole if len(whole) <= MOST_TOLD else f"{whole[:MOST_TOLD].rstrip()}…"


def _tidy(found: list[Piece]) -> list[Piece]:
    """A lone space between two changed words belongs to the change: fewer, longer marks are easier to read."""
    joined: list[Piece] = []
    for index, each in enumerate(found):
        inner = 0 < index < len(found) - 1
        if each.kind == "same" and each.text.isspace() and inner:
            joined += [Piece("deleted", each.text), Piece("inserted", each.text)]
        else:
            joined.append(each)
    return [piece for run in _runs(joined) for piece in run]


def _runs(found: list[Piece]) -> list[list[Piece]]:
    runs = []
    for is_same, group in groupby(found, key=lambda each: each.kind == "same"):
        members = list(group)
        if is_same:
            runs.append([Piece("same", "".join(each.text for each in members))])
        else:
            gone = "".join(each.text for each in members if each.kind == "deleted")
            come = "".join(each.text for each in members if each.kind == "inserted")
            runs.append([Piece("deleted", gone)] * bool(gone) + [Piece("inserted", come)] * bool(come))
    return runs
