"""Clauses: who cites which, and what stands on one side only (design D12)."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bpmn import outline
from engine.bpmn.findings import Finding
from engine.policies import names
from engine.policies.content import Content
from engine.policies.files import Path

CARRIED = ("step", "channel", "tool")  # what a clause must be for a drawn step or a file to carry it


def cited(value: Any) -> list[str]:
    """The ids in a `clause` entry: one, or several."""
    return [value] if isinstance(value, str) else list(value or ())


def citations(content: Content) -> Iterator[Finding]:
    """Clause ids that are doubled, or named and not there."""
    known = content.clauses()
    seen: set[str] = set()
    for index, clause in enumerate(content.association["clauses"]):
        if clause["id"] in seen:
            yield _finding(
                content,
                content.association_path,
                ("clauses", index, "id"),
                "double-clause",
                f"معرف البند «{clause['id']}» مكرر.",
                f"the clause id '{clause['id']}' is used twice.",
            )
        seen.add(clause["id"])
    for file, path, named in _all(content):
        if named not in known:
            yield _finding(
                content,
                file,
                path,
                "unknown-clause",
                f"لا يوجد بند بالمعرف «{named}» في ملف الجمعية.",
                f"the association's file has no clause '{named}'.",
            )


def coverage(content: Content) -> Iterator[Finding]:
    """What the policy says and nothing carries; what we drew and the policy does not say."""
    drawn = outline.elements(content.diagrams)
    carried = {named for _, _, named in _all(content)} | {named for element in drawn for named in element.clauses}
    for index, clause in enumerate(content.association.get("clauses", [])):
        if clause["id"] not in carried and clause["kind"] in CARRIED:
            line = content.sources[content.association_path].line(("clauses", index))
            yield Finding(
                "warning",
                "clause-not-carried",
                content.association_path,
                clause["id"],
                line,
                "لا خطوة ولا نموذج ولا قناة تنفذ هذا البند؛ اربطه بعنصر أو بيّن سبب تركه.",
                "no step, form, channel or tool carries this clause; cite it where it is carried out.",
            )
    for element in drawn:
        if element.is_step and not element.clauses:
            yield Finding(
                "warning",
                "addition",
                element.file,
                element.id,
                element.line,
                f"«{element.name_ar}» إضافة ليست من نص السياسة؛ اذكر بندها إن كان لها بند.",
                f"'{element.name_en}' is an addition, not of the policy's text; cite its clause if it has one.",
            )


def _all(content: Content) -> Iterator[tuple[str, Path, str]]:
    """Every citation outside the diagrams."""
    association, file = content.association, content.association_path
    for index, step in enumerate(association.get("steps", ())):
        yield file, ("steps", index), step
    for part in ("channels", "tools", "parameters", "ballots"):
        for key, entry in association.get(part, {}).items():
            for named in cited(entry.get("clause")):
                yield file, (part, key, "clause"), named
    for kind, key in content.paths:
        path, source = content.source(kind, key)
        yield from _of_file(kind, path, source.value)


def _of_file(kind: str, file: str, value: Mapping[str, Any]) -> Iterator[tuple[str, Path, str]]:
    for named in cited(value.get("clause")):
        yield file, ("clause",), named
    if kind == "form":
        for path, field in names.fields(value):
            for named in cited(field.get("clause")):
                yield file, (*path, "clause"), named


def _finding(content: Content, file: str, path: Path, code: str, ar: str, en: str) -> Finding:
    return Finding("error", code, file, ".".join(map(str, path)), content.sources[file].line(path), ar, en)
