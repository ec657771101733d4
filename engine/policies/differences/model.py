"""What a comparison of two versions is made of: parts, the things in them, and each difference in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from engine.bpmn.spoken import Both
from engine.policies.differences import words
from engine.policies.differences.words import Piece

Kind = Literal["added", "removed", "changed", "order", "moved"]
Place = tuple[str | int, ...]
LANGUAGES = ("ar", "en")
BOTH = "both"


@dataclass(frozen=True)
class Difference:
    """`title` is the thing, `label` what of it; `prose` is the language of a text told word by word, or both."""

    kind: Kind
    title: Both
    label: Both
    before: Both
    after: Both
    place: Place = ()
    prose: str = ""
    element: str = ""
    old: str = ""
    is_minor: bool = False
    sentence: Both | None = None

    @cached_property
    def pieces(self) -> list[Piece]:
        """The text's words: kept, deleted, inserted."""
        return self.texts[0][1] if self.texts else []

    @cached_property
    def texts(self) -> list[tuple[str, list[Piece]]]:
        """The pieces of each language that is told word by word."""
        spoken = LANGUAGES if self.prose == BOTH else (self.prose,) if self.prose else ()
        sides = {language: LANGUAGES.index(language) for language in spoken}
        return [(language, words.pieces(self.before[side], self.after[side])) for language, side in sides.items()]

    @property
    def ar(self) -> str:
        return self.sentence.ar if self.sentence else self._said(0, "←", ("إضافة", "حذف", "تغيّر الترتيب"))

    @property
    def en(self) -> str:
        return self.sentence.en if self.sentence else self._said(1, "→", ("added", "removed", "order changed"))

    def _said(self, side: int, arrow: str, acts: tuple[str, str, str]) -> str:
        parts = [each for each in (self.title[side], self.label[side]) if each]
        if self.kind == "added":
            return ": ".join([acts[0], *parts])
        if self.kind == "removed":
            return ": ".join([acts[1], *parts])
        if self.kind == "order":
            return ": ".join([*parts, acts[2]])
        if self.prose:
            return ": ".join([*parts, words.told(self.pieces, "ar" if side == 0 else "en")])
        return ": ".join([*parts, f"{self.before[side]} {arrow} {self.after[side]}"])


@dataclass(frozen=True)
class Group:
    """One thing that differs: a clause, a form, a diagram; `kind` is what happened to it as a whole."""

    path: str
    key: str
    title: Both
    kind: Kind
    differences: tuple[Difference, ...]

    @property
    def told(self) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if not each.is_minor)

    @property
    def minor(self) -> tuple[Difference, ...]:
        """Differences that nobody meets at work: where an element is drawn, an arrow's id."""
        return tuple(each for each in self.differences if each.is_minor)


@dataclass(frozen=True)
class Part:
    """All that differs in one kind of thing."""

    key: str
    title: Both
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        return sum(len(group.told) for group in self.groups)


@dataclass(frozen=True)
class Duty:
    """What becomes of one task of a role."""

    kind: Literal["added", "removed", "changed"]
    task: Both
    said: tuple[Both, ...] = ()


@dataclass(frozen=True)
class RoleDiff:
    """What changes for those who hold a role."""

    role: str
    title: Both
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class VersionDiff:
    """Only what differs; empty where the files say the same."""

    parts: tuple[Part, ...] = ()
    roles: tuple[RoleDiff, ...] = field(default=())

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def all(self) -> Iterator[Difference]:
        for part in self.parts:
            for group in part.groups:
                yield from group.differences
