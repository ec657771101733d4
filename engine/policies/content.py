"""What a pack's files say, read once: mappings by id, and every problem met on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from engine.bpmn.findings import Finding
from engine.policies import files, schemas
from engine.policies.files import Source
from forms import Definition, InvalidDefinition, Problem
from forms import read as read_form

Words = Mapping[str, str]


@dataclass
class Content:
    """`sources` keeps each YAML file by its path, `paths` the path of each form, template and letter by kind and id."""

    key: str
    association: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, dict[str, Words]] = field(default_factory=dict)
    forms: dict[str, Definition] = field(default_factory=dict)
    templates: dict[str, dict[str, Any]] = field(default_factory=dict)
    letters: dict[str, dict[str, Any]] = field(default_factory=dict)
    scenarios: dict[str, dict[str, Any]] = field(default_factory=dict)
    diagrams: dict[str, bytes] = field(default_factory=dict)
    decisions: dict[str, bytes] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    paths: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def association_path(self) -> str:
        return f"associations/{self.key}.yaml"

    def clauses(self) -> dict[str, dict[str, Any]]:
        return {clause["id"]: clause for clause in self.association.get("clauses", [])}

    def source(self, kind: str, key: str) -> tuple[str, Source]:
        path = self.paths[kind, key]
        return path, self.sources[path]


def parse(association: str, pack: Mapping[str, bytes]) -> Content:
    """Read every file; what cannot be read is left out and stands in `findings`."""
    content = Content(association)
    for path in sorted(pack):
        _READERS[_kind(path)](content, path, pack[path])
    return content


def _kind(path: str) -> str:
    parts = PurePosixPath(path).parts
    if parts[0] == "associations":
        return "association"
    return parts[1] if len(parts) == 3 else PurePosixPath(path).suffix


def _yaml(content: Content, path: str, raw: bytes, schema: str | None) -> dict[str, Any] | None:
    """A mapping that its schema accepts, or None with the reason noted."""
    try:
        source = files.read(raw)
    except files.Unreadable as problem:
        content.findings.append(problem.finding(path))
        return None
    if not isinstance(source.value, dict):
        ar, en = "الملف مجموعة مفاتيح: اكتب «مفتاح: قيمة».", "the file must be keys with values: write 'key: value'."
        content.findings.append(Finding("error", "yaml", path, "", 1, ar, en))
        return None
    content.sources[path] = source
    found = schemas.findings(source, schema, path) if schema else []
    content.findings += found
    return None if found else source.value


def _association(content: Content, path: str, raw: bytes) -> None:
    content.association = _yaml(content, path, raw, "association") or {}


def _lists(content: Content, path: str, raw: bytes) -> None:
    content.lists |= _yaml(content, path, raw, "lists") or {}


def _form(content: Content, path: str, raw: bytes) -> None:
    value = _yaml(content, path, raw, None)
    if value is None:
        return
    try:
        definition = read_form(value)
    except InvalidDefinition as invalid:
        content.findings += [_form_finding(content, path, problem) for problem in invalid.problems]
    else:
        content.forms[str(value["id"])] = definition
        _named(content, "form", path, str(value["id"]))


def _form_finding(content: Content, path: str, problem: Problem) -> Finding:
    place = tuple(int(part) if part.isdigit() else part for part in problem.path.split(".") if part)
    return Finding("error", "form", path, problem.path, content.sources[path].line(place), problem.ar, problem.en)


def _template(content: Content, path: str, raw: bytes) -> None:
    if value := _yaml(content, path, raw, "template"):
        content.templates[value["id"]] = value
        _named(content, "template", path, value["id"])


def _letter(content: Content, path: str, raw: bytes) -> None:
    if value := _yaml(content, path, raw, "letter"):
        content.letters[value["id"]] = value
        _named(content, "letter", path, value["id"])


def _scenario(content: Content, path: str, raw: bytes) -> None:
    if value := _yaml(content, path, raw, "scenario"):
        content.scenarios[path] = value


def _named(content: Content, kind: str, path: str, key: str) -> None:
    """An id is the name of its file, so that a reader finds it and no two files can share one in a folder."""
    line = content.sources[path].line(("id",))
    if PurePosixPath(path).stem != key:
        content.findings.append(
            Finding(
                "error",
                "file-name",
                path,
                "id",
                line,
                f"المعرف «{key}» يخالف اسم الملف؛ وحّدهما.",
                f"the id '{key}' differs from the file's name; make them equal.",
            )
        )
    if (kind, key) in content.paths:
        other = content.paths[kind, key]
        content.findings.append(
            Finding(
                "error",
                "double-id",
                path,
                "id",
                line,
                f"المعرف «{key}» مستعمل في {other}؛ اختر غيره.",
                f"the id '{key}' is used by {other} too; choose another.",
            )
        )
    content.paths[kind, key] = path


def _diagram(content: Content, path: str, raw: bytes) -> None:
    content.diagrams[path] = raw


def _decision(content: Content, path: str, raw: bytes) -> None:
    content.decisions[path] = raw


def _document(content: Content, path: str, raw: bytes) -> None:
    content.documents[PurePosixPath(path).name] = raw


_READERS = {
    "association": _association,
    ".yaml": _lists,
    "forms": _form,
    "templates": _template,
    "letters": _letter,
    "scenarios": _scenario,
    ".bpmn": _diagram,
    "decisions": _decision,
    "documents": _document,
}
