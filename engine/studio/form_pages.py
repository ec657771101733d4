"""What the pages of forms show: the list with what each form serves, and one form with all that its editor needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import outline
from engine.bpmn.findings import Finding
from engine.models import PolicyChange, PolicyVersion
from engine.policies import files, form_files, renaming
from engine.policies.content import Content
from engine.policies.form_files import Form, Spot
from engine.studio import checking, drafts, form_subjects, forms
from engine.studio.form_subjects import Known, Source, words
from engine.studio.forms import FormUse

MOST_UNDONE = 200


@dataclass(frozen=True)
class FormLine:
    """A form in the list."""

    form: str
    title: str
    questions: int
    uses: list[FormUse]
    errors: int
    sha256: str


@dataclass(frozen=True)
class QuestionLine:
    """A question as the list of the editor shows it; `when` and `required_when` are words, or FEEL where none fit."""

    spot: Spot
    name: str
    label: str
    type: str
    required: str  # "yes", "no" or "when"
    visible_when: str
    required_when: str
    findings: list[Finding]
    columns: list["QuestionLine"]

    @property
    def key(self) -> str:
        return "-".join(map(str, self.spot))


@dataclass(frozen=True)
class Clause:
    id: str
    number: str
    text: str


@dataclass(frozen=True)
class FormEditor:
    """One form; `source` is its text where no editor can open it, `undo` the change that can be taken back."""

    form: str
    path: str
    title: str
    sha256: str
    changed_by: str | None
    changed_at: datetime | None
    value: Form
    source: str | None
    questions: list[QuestionLine]
    findings: list[Finding]  # of the form as a whole
    check_findings: list[Finding]
    uses: list[FormUse]
    undo: int | None
    known: Known
    sources: list[Source]
    roles: list[tuple[str, str]]
    clauses: list[Clause]

    def line(self, spot: Spot) -> QuestionLine | None:
        every = [each for question in self.questions for each in (question, *question.columns)]
        return next((each for each in every if each.spot == spot), None)


def index(session: Session, version_id: int, actor: Actor) -> list[FormLine]:
    """Return the forms of a version by their title."""
    version = drafts.get(session, version_id, actor)
    pack, served = checking.pack(session, version), forms.uses(session, version)
    wrong = checking.by_file([each for each in checking.findings(session, version) if each.severity == "error"])
    lines = [
        _line(path, content, served, len(wrong.get(path, ())), version.manifest[path], actor.locale)
        for path, content in pack.files.items()
        if "/forms/" in path
    ]
    return sorted(lines, key=lambda line: line.title)


def _line(
    path: str, content: bytes, served: Mapping[str, list[FormUse]], errors: int, sha256: str, locale: str
) -> FormLine:
    key = PurePosixPath(path).stem
    value = readable(content)
    asked = [field for spot, field in form_files.questions(value) if len(spot) == 1]
    count = sum(field.get("type") != "information" for field in asked)
    return FormLine(key, words(value.get("title"), locale) or key, count, served.get(key, []), errors, sha256)


def readable(content: bytes) -> Form:
    """The form's value; a file that cannot be read asks nothing."""
    try:
        return form_files.read(content)
    except files.Unreadable:
        return {"fields": []}


def show(session: Session, version_id: int, form: str, actor: Actor) -> FormEditor:
    """Return one form with its findings, each at its question."""
    version = drafts.get(session, version_id, actor)
    file = forms.file(session, version_id, form, actor)
    content = _content(session, version)
    value = readable(file.content)
    known = form_subjects.known(content, str(value.get("id", form)), value, actor.locale)
    found = checking.by_file(checking.findings(session, version)).get(file.path, [])
    return FormEditor(
        form=form,
        path=file.path,
        title=words(value.get("title"), actor.locale) or form,
        sha256=file.sha256,
        changed_by=file.changed_by,
        changed_at=file.changed_at,
        value=value,
        source=_source(file.content),
        questions=[_question(spot, field, value, known, found) for spot, field in _top(value)],
        findings=[each for each in found if not each.element.startswith(("fields.", "checks."))],
        check_findings=[each for each in found if each.element.startswith("checks.")],
        uses=forms.uses(session, version).get(form, []),
        undo=_undo(session, version, file.path),
        known=known,
        sources=form_subjects.sources(content, actor.locale),
        roles=[(key, words(role, actor.locale)) for key, role in content.association.get("roles", {}).items()],
        clauses=list(_clauses(content, actor.locale)),
    )


def _content(session: Session, version: PolicyVersion) -> Content:
    return checking.remembered("content", version.hash, lambda: form_subjects.of_pack(checking.pack(session, version)))


def _source(content: bytes) -> str | None:
    try:
        form_files.read(content)
    except files.Unreadable:
        return content.decode("utf-8", "replace")
    return None


def _undo(session: Session, version: PolicyVersion, path: str) -> int | None:
    """The change to take back next; one that only took back another is not taken back itself, so that each press goes
    one step further."""
    query = select(PolicyChange).where(PolicyChange.version_id == version.id, PolicyChange.path == path)
    rows = session.scalars(query.order_by(PolicyChange.id.desc()).limit(MOST_UNDONE)).all()
    steps: list[PolicyChange] = []
    for row in reversed(rows):
        if steps and row.after == steps[-1].before:
            steps.pop()
        else:
            steps.append(row)
    last = steps[-1] if steps else None
    return last.id if last and last.before and last.after == version.manifest.get(path) else None


def _top(form: Form) -> Iterator[tuple[Spot, Mapping[str, Any]]]:
    return ((spot, field) for spot, field in form_files.questions(form) if len(spot) == 1)


def _question(spot: Spot, field: Mapping[str, Any], form: Form, known: Known, found: Sequence[Finding]) -> QuestionLine:
    name, place = str(field.get("name", "")), form_files.dotted(spot)
    columns = [(each, inner) for each, inner in form_files.questions(form) if each[:-1] == spot]
    mine = [each for each in found if each.element == place or each.element.startswith(f"{place}.")]
    label = words(field.get("label"), known.locale) or words(field.get("text"), known.locale)
    return QuestionLine(
        spot=spot,
        name=name,
        label=label or name,
        type=str(field.get("type", "")),
        required="yes" if field.get("required") is True else "when" if field.get("required_if") else "no",
        visible_when=_said(field.get("visible_if"), form, spot, known),
        required_when=_said(field.get("required_if"), form, spot, known),
        findings=mine,
        columns=[_question(each, inner, form, known, found) for each, inner in columns],
    )


def _said(text: Any, form: Form, spot: Spot, known: Known) -> str:
    """A condition in words; one that is more than lines can say stands as it is written."""
    if not isinstance(text, str):
        return ""
    inside = form_subjects.columns(known.content, form, spot, known.locale)
    subjects = {**known.subjects, **({each.name: each for each in inside.subjects} if inside else {})}
    return form_subjects.in_words(text, known, subjects) or text


def _clauses(content: Content, locale: str) -> Iterator[Clause]:
    for clause in content.association.get("clauses", []):
        if clause["kind"] != "heading":
            yield Clause(clause["id"], str(clause.get("number") or ""), clause[locale])


def name_uses(session: Session, version_id: int, name: str, actor: Actor) -> list[renaming.Use]:
    """Return what would have to follow if a question were renamed."""
    version = drafts.get(session, version_id, actor)
    return checking.remembered(
        f"uses:{name}", version.hash, lambda: renaming.uses(checking.pack(session, version).files, name)
    )


def step(session: Session, version_id: int, element: str, actor: Actor) -> FormUse | None:
    """Return the step that a form is to be made for; None where the address names none."""
    version = drafts.get(session, version_id, actor)
    pack = checking.pack(session, version)
    diagrams = {path: content for path, content in pack.files.items() if path.endswith(".bpmn")}
    found = next((each for each in outline.elements(diagrams) if each.id == element), None)
    return FormUse("step", found.file, found.id, found.name_ar, found.name_en) if found else None
