"""Which elements carry out which clause, what else cites it, and what stands on one side only (design D12)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.bpmn import citations, decisions
from engine.bpmn.citations import Mark
from engine.bpmn.decisions import Decision
from engine.policies import clauses, expressions, names
from engine.policies import content as contents
from engine.policies.content import Content
from engine.policies.expressions import Expression
from engine.policies.files import Path
from engine.policies.packs import Pack
from engine.studio import checking

SECTIONS = ("channels", "tools", "parameters", "ballots")
KINDS = {"form": "form", "letter": "letter", "template": "template"}


@dataclass(frozen=True)
class Citation:
    """What names a clause outside the diagrams; `place` is the entry of the file that holds its ids.

    kind: steps, channels, tools, parameters, ballots, form, field, letter, template. key: of the entry or the form.
    """

    kind: str
    key: str
    file: str
    place: Path
    ar: str
    en: str


@dataclass(frozen=True)
class BoundClause:
    """A clause with all that cites it; `number` as printed, `notes` its open points."""

    id: str
    number: str
    kind: str
    ar: str
    en: str
    notes: tuple[Mapping[str, str], ...]
    elements: tuple[Mark, ...]
    citations: tuple[Citation, ...]

    @property
    def drawn(self) -> tuple[Mark, ...]:
        """The named elements; arrows and lanes are left out."""
        return tuple(mark for mark in self.elements if mark.is_node)

    @property
    def is_step(self) -> bool:
        """Shown as a case's progress."""
        return any(citation.kind == "steps" for citation in self.citations)

    @property
    def carriers(self) -> tuple[Citation, ...]:
        """What carries the clause out beside the diagrams: being shown as progress does not."""
        return tuple(citation for citation in self.citations if citation.kind != "steps")


@dataclass(frozen=True)
class Coverage:
    """Both sides of the binding: `clauses` in the order of the text, `additions` are elements without a clause."""

    clauses: tuple[BoundClause, ...]
    additions: tuple[Mark, ...]

    @property
    def without_element(self) -> tuple[BoundClause, ...]:
        """Headings say nothing that could be carried out."""
        return tuple(clause for clause in self.clauses if clause.kind != "heading" and not clause.drawn)

    @property
    def not_carried(self) -> tuple[BoundClause, ...]:
        """Those that nothing at all carries out."""
        return tuple(clause for clause in self.without_element if not clause.carriers)

    @property
    def open_points(self) -> int:
        return sum(len(clause.notes) for clause in self.clauses)

    def clause(self, key: str) -> BoundClause | None:
        return next((clause for clause in self.clauses if clause.id == key), None)


@dataclass(frozen=True)
class Parts:
    """A version's files as read, and what is asked of them again and again; nobody may change what comes back."""

    content: Content

    @cached_property
    def marks(self) -> list[Mark]:
        return citations.marks(self.content.diagrams)

    @cached_property
    def expressions(self) -> list[Expression]:
        return expressions.every(self.content)

    @cached_property
    def tables(self) -> list[tuple[str, Decision]]:
        """The decision tables that can be read, with their files."""
        return list(_tables(self.content))

    @cached_property
    def coverage(self) -> Coverage:
        return _coverage(self.content, self.marks)


def parts(pack: Pack) -> Parts:
    """The parts of a version, remembered by its hash."""
    return checking.remembered("parts", pack.hash, lambda: Parts(contents.parse(pack.association, pack.files)))


def coverage(pack: Pack) -> Coverage:
    """The binding of a version's files, by clause and by element."""
    return parts(pack).coverage


def _tables(content: Content) -> Iterator[tuple[str, Decision]]:
    for file, raw in content.decisions.items():
        try:
            yield file, decisions.read(raw)
        except decisions.InvalidDecision:
            continue


def _coverage(content: Content, drawn: list[Mark]) -> Coverage:
    by_clause: dict[str, list[Mark]] = {}
    for mark in drawn:
        for named in mark.clauses:
            by_clause.setdefault(named, []).append(mark)
    cited: dict[str, list[Citation]] = {}
    for citation, named in cite(content):
        cited.setdefault(named, []).append(citation)
    bound = tuple(_clause(each, by_clause, cited) for each in content.association.get("clauses", ()))
    return Coverage(bound, tuple(mark for mark in drawn if mark.is_step and not mark.clauses))


def _clause(
    entry: Mapping[str, Any], by_clause: Mapping[str, list[Mark]], cited: Mapping[str, list[Citation]]
) -> BoundClause:
    key = entry["id"]
    return BoundClause(
        id=key,
        number=str(entry.get("number") or ""),
        kind=entry["kind"],
        ar=entry["ar"],
        en=entry["en"],
        notes=tuple(entry.get("notes", ())),
        elements=tuple(by_clause.get(key, ())),
        citations=tuple(cited.get(key, ())),
    )


def cite(content: Content) -> Iterator[tuple[Citation, str]]:
    """Every citation outside the diagrams, with the clause that it names."""
    association, file = content.association, content.association_path
    for step in association.get("steps", ()):
        yield Citation("steps", "steps", file, ("steps",), "خطوات سير المعاملة", "Steps shown as progress"), step
    for section in SECTIONS:
        for key, entry in association.get(section, {}).items():
            made = Citation(section, key, file, (section, key, "clause"), entry.get("ar", key), entry.get("en", key))
            yield from ((made, named) for named in clauses.cited(entry.get("clause")))
    for kind, key in content.paths:
        path, source = content.source(kind, key)
        yield from _of_file(kind, key, path, source.value)


def _of_file(kind: str, key: str, file: str, value: Mapping[str, Any]) -> Iterator[tuple[Citation, str]]:
    words = value.get("title") or value.get("subject") or {}
    whole = Citation(KINDS[kind], key, file, ("clause",), words.get("ar", key), words.get("en", key))
    yield from ((whole, named) for named in clauses.cited(value.get("clause")))
    if kind != "form":
        return
    for path, field in names.fields(value):
        label = field.get("label") or {}
        made = Citation("field", key, file, (*path, "clause"), label.get("ar", key), label.get("en", key))
        yield from ((made, named) for named in clauses.cited(field.get("clause")))
