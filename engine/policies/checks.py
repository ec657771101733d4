"""Everything that is checked when a pack is read as a whole: references between its files."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import forms
from engine.bpmn import decisions, lint, outline
from engine.bpmn.findings import Finding
from engine.bpmn.profile import RESERVED_NAMES
from engine.bpmn.vocabulary import Vocabulary
from engine.policies import ballot_forms, calendar, clauses, expressions, names, parameters
from engine.policies.content import Content
from engine.policies.files import Path

ONLY_ONCE_KNOWN = ("outcomes",)  # choices that the running case gives
RELATIONS = "list:relations"
USERS = re.compile(r"users:([a-z][a-z0-9_]*)")


def check(content: Content, strays: Collection[str]) -> list[Finding]:
    """All findings, errors first within a file, in the order of files and lines."""
    found = [
        *content.findings,
        *_strays(strays),
        *_association(content),
        *_forms(content),
        *_types(content),
        *_letters(content),
        *_scenarios(content),
        *_diagrams(content),
    ]
    return sorted(
        set(found), key=lambda finding: (finding.file, finding.line, finding.severity, finding.code, finding.element)
    )


def _diagrams(content: Content) -> list[Finding]:
    vocabulary = names.vocabulary(content)
    written = outline.written(content.diagrams)
    known = {*names.types(content), *names.asked(content), *written}
    return [
        *diagrams(content.diagrams, vocabulary),
        *tables(content.decisions, known),
        *expressions.check(content, known),
        *clauses.coverage(content),
    ]


def diagrams(files: Mapping[str, bytes], vocabulary: Vocabulary | None) -> list[Finding]:
    """Lint's findings; without a vocabulary only what a diagram says by itself."""
    return lint.lint(files, vocabulary)


def tables(files: Mapping[str, bytes], known: Collection[str] | None = None) -> Iterator[Finding]:
    """What is wrong with decision tables; without the pack's names, what each says by itself."""
    for path, raw in files.items():
        try:
            table = decisions.read(raw)
        except decisions.InvalidDecision as invalid:
            yield from (_of_table(path, problem) for problem in invalid.problems)
            continue
        yield from (_of_table(path, problem) for problem in table.problems())
        for name in table.names:
            if known is not None and name not in known:
                yield Finding(
                    "error",
                    "unknown-name",
                    path,
                    table.id,
                    0,
                    f"الاسم «{name}» في جدول القرار غير معروف؛ استعمل اسم حقل أو معلومة أو ثابت.",
                    f"the name '{name}' in the decision table is not known; use a field, a fact or a parameter.",
                )


def _of_table(path: str, problem: decisions.Problem) -> Finding:
    return Finding("error", "decision", path, problem.element, problem.line, problem.ar, problem.en)


def _at(content: Content, file: str, path: Path, code: str, ar: str, en: str) -> Finding:
    line = content.sources[file].line(path)
    return Finding("error", code, file, ".".join(map(str, path)), line, ar, en)


def _unknown(
    content: Content, file: str, path: Path, kind: tuple[str, str], name: str, known: Collection[str]
) -> Finding:
    there = ", ".join(sorted(known)) or "-"
    return _at(
        content,
        file,
        path,
        "unknown-" + kind[1].replace(" ", "-"),
        f"{kind[0]} «{name}» غير موجود؛ الموجود: {there}.",
        f"there is no {kind[1]} '{name}'; there are: {there}.",
    )


def _strays(strays: Collection[str]) -> Iterator[Finding]:
    for path in strays:
        yield Finding(
            "warning",
            "pack-stray",
            path,
            "",
            0,
            "ملف لا يقرؤه أحد؛ انقله إلى مجلده أو احذفه.",
            "nothing reads this file; move it to its folder or remove it.",
        )


def _association(content: Content) -> Iterator[Finding]:
    if not content.association:
        return
    yield from _ballots(content)
    yield from ballot_forms.check(content)
    yield from clauses.citations(content)
    yield from _parameters(content)
    for place, ar, en in calendar.problems(content.association):
        yield _at(content, content.association_path, place, "calendar", ar, en)
    for key, tool in content.association["tools"].items():
        known = {*content.documents, *(key for key, letter in content.letters.items() if "asks" in letter)}
        if "document" in tool and tool["document"] not in known:
            yield _unknown(
                content,
                content.association_path,
                ("tools", key, "document"),
                ("المستند", "document"),
                tool["document"],
                known,
            )


def _ballots(content: Content) -> Iterator[Finding]:
    file, roles = content.association_path, content.association["roles"]
    for key, ballot in content.association.get("ballots", {}).items():
        path: Path = ("ballots", key)
        if ballot["form"] not in content.forms:
            yield _unknown(content, file, (*path, "form"), ("النموذج", "form"), ballot["form"], content.forms)
        for part in ("members", "chair"):
            if ballot[part] not in roles:
                yield _unknown(content, file, (*path, part), ("الدور", "role"), ballot[part], roles)
        if ballot["no_majority"] not in ballot["outcomes"]:
            yield _unknown(
                content, file, (*path, "no_majority"), ("النتيجة", "outcome"), ballot["no_majority"], ballot["outcomes"]
            )


def _parameters(content: Content) -> Iterator[Finding]:
    for name, entry in content.association["parameters"].items():
        path: Path = ("parameters", name)
        if name in RESERVED_NAMES:
            yield _at(
                content,
                content.association_path,
                path,
                "reserved-name",
                f"الاسم «{name}» محجوز للمحرك؛ اختر غيره.",
                f"the name '{name}' is the engine's own; choose another.",
            )
        if not parameters.fits(entry["type"], entry["value"]):
            yield _at(
                content,
                content.association_path,
                (*path, "value"),
                "parameter-value",
                f"القيمة «{entry['value']}» ليست من النوع {entry['type']}.",
                f"the value '{entry['value']}' is not of type {entry['type']}.",
            )


def _forms(content: Content) -> Iterator[Finding]:
    for key in content.forms:
        file, source = content.source("form", key)
        for path, field in names.fields(source.value):
            yield from _reserved(content, file, path, field)
            yield from _field(content, file, path, field)
            yield from _family(content, file, path, field)


def _reserved(content: Content, file: str, path: Path, field: Mapping[str, Any]) -> Iterator[Finding]:
    """Fields that set a fact are the engine's own words; the calendar is nobody's to set."""
    if field.get("name") == calendar.NAME:
        yield _at(
            content,
            file,
            (*path, "name"),
            "reserved-name",
            f"الاسم «{calendar.NAME}» محجوز للمحرك؛ اختر غيره.",
            f"the name '{calendar.NAME}' is the engine's own; choose another.",
        )


def _field(content: Content, file: str, path: Path, field: Mapping[str, Any]) -> Iterator[Finding]:
    roles = content.association.get("roles", {})
    for role in field.get("visible_to", ()):
        if role not in roles:
            yield _unknown(content, file, (*path, "visible_to"), ("الدور", "role"), role, roles)
    for key in ("choices", "key_choices"):
        source = field.get(key)
        if source is None or source in ONLY_ONCE_KNOWN:
            continue
        if named := USERS.fullmatch(str(source)):
            if named[1] not in roles:
                yield _unknown(content, file, (*path, key), ("الدور", "role"), named[1], roles)
        elif names.labels(content, source) is None:
            yield _unknown(content, file, (*path, key), ("القائمة", "list"), str(source), content.lists)


def _family(content: Content, file: str, path: Path, field: Mapping[str, Any]) -> Iterator[Finding]:
    """How a member is related is picked from a list of the pack that no form file names."""
    if field.get("type") == "family" and names.labels(content, RELATIONS) is None:
        yield _unknown(content, file, (*path, "type"), ("القائمة", "list"), RELATIONS, content.lists)


def _types(content: Content) -> Iterator[Finding]:
    """A name has one type in the whole pack, whichever form asks for it."""
    first: dict[str, tuple[Any, str]] = {name: (kind, "-") for name, kind in names.parameters(content).items()}
    for key in content.forms:
        file, _ = content.source("form", key)
        for name, kind in forms.types(content.forms[key]).items():
            known, where = first.setdefault(name, (kind, file))
            if known != kind:
                yield _at(
                    content,
                    file,
                    ("fields",),
                    "two-types",
                    f"الحقل «{name}» نوعه هنا {kind} وفي {where} {known}؛ وحّد النوع أو غيّر الاسم.",
                    f"the field '{name}' is {kind} here and {known} in {where}; make them equal or rename one.",
                )


def _letters(content: Content) -> Iterator[Finding]:
    for key, letter in content.letters.items():
        file, _ = content.source("letter", key)
        for index, asked in enumerate(letter.get("asks", ())):
            yield from _asked(content, file, ("asks", index), asked)


def _asked(content: Content, file: str, path: Path, asked: Mapping[str, Any]) -> Iterator[Finding]:
    if asked["form"] not in content.forms:
        yield _unknown(content, file, (*path, "form"), ("النموذج", "form"), asked["form"], content.forms)
        return
    there = {field["name"] for _, field in names.fields(content.source("form", asked["form"])[1].value)}
    for name in asked.get("fields", ()):
        if name not in there:
            yield _unknown(content, file, (*path, "fields"), ("الحقل", "field"), name, there)


def _scenarios(content: Content) -> Iterator[Finding]:
    """People act in roles of the association that the scenario is written for."""
    for file, scenario in content.scenarios.items():
        if scenario["association"] != content.key:
            continue
        roles = content.association.get("roles", {})
        for name, held in scenario["people"].items():
            for role in held:
                if role not in roles:
                    yield _unknown(content, file, ("people", name), ("الدور", "role"), role, roles)
