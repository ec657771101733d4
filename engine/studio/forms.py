"""The forms of a draft: made, copied, renamed, removed, and their questions edited one change at a time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from engine import wording
from engine.actors import Actor
from engine.bpmn import outline
from engine.bpmn.profile import FACTS
from engine.errors import NotFound
from engine.models import PolicyVersion
from engine.policies import content as contents
from engine.policies import entries, files, form_edits, form_files, names, packs, renaming
from engine.policies.form_files import Form, Spot
from engine.studio import checking, drafts
from engine.studio.drafts import DraftFile, Saved
from forms.problems import normal_name

FORM_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
NO_FORM_IDS = frozenset({"new"})  # the address of the page that makes one
FOLDER = "forms"


@dataclass(frozen=True)
class FormUse:
    """What a form serves: a step of a diagram, a ballot, a letter that prints it."""

    kind: str
    file: str
    place: str
    ar: str
    en: str


def path_of(version: PolicyVersion, form: str) -> str:
    """Return the file that a form's address names."""
    for path in version.manifest:
        parts = PurePosixPath(path).parts
        if len(parts) == 3 and parts[1] == "forms" and PurePosixPath(path).stem == form:
            return path
    raise NotFound(f"form {form} in version {version.id}")


def file(session: Session, version_id: int, form: str, actor: Actor) -> DraftFile:
    """Return the form's file as an editor needs it."""
    version = drafts.get(session, version_id, actor)
    return drafts.file(session, version_id, path_of(version, form), actor)


def uses(session: Session, version: PolicyVersion) -> dict[str, list[FormUse]]:
    """Return what each form of the version serves, by the form's id."""
    return checking.remembered("form-uses", version.hash, lambda: _uses(checking.pack(session, version).files))


def _uses(pack: Mapping[str, bytes]) -> dict[str, list[FormUse]]:
    diagrams = {path: content for path, content in pack.items() if path.endswith(".bpmn")}
    drawn = {(each.file, each.id): (each.name_ar, each.name_en) for each in outline.elements(diagrams)}
    return {form: [_use(each, drawn, pack) for each in found] for form, found in renaming.form_uses(pack).items()}


def _use(use: renaming.Use, drawn: Mapping[tuple[str, str], tuple[str, str]], pack: Mapping[str, bytes]) -> FormUse:
    if use.file.endswith(".bpmn"):
        ar, en = drawn.get((use.file, use.place), (use.place, use.place))
        return FormUse("step", use.file, use.place, ar, en)
    if use.file.startswith("associations/"):
        key = use.place.split(".")[1]
        words = entries.get(pack[use.file], ("ballots", key)) or {}
        return FormUse("ballot", use.file, use.place, str(words.get("ar", key)), str(words.get("en", key)))
    title = entries.get(pack[use.file], ("title",)) or {}
    key = PurePosixPath(use.file).stem
    return FormUse("letter", use.file, use.place, str(title.get("ar", key)), str(title.get("en", key)))


# -- whole forms


def new(session: Session, version_id: int, form: str, title: Mapping[str, str], actor: Actor) -> str:
    """Make a form that asks nothing yet, and return its id."""
    version = drafts.locked(session, version_id, actor)
    key = _free_id(version, form or form_files.propose_name(title, _ids(version)))
    _need_title(title)
    path = f"{drafts.folder(version, FOLDER)}/{FOLDER}/{key}.yaml"
    drafts.save(session, version_id, path, form_files.fresh(key, title), None, actor)
    return key


def copy(session: Session, version_id: int, form: str, to: str, actor: Actor) -> str:
    """Copy a form under an id of its own, and return that id."""
    version = drafts.locked(session, version_id, actor)
    source = drafts.file(session, version_id, path_of(version, form), actor)
    key = _free_id(version, to or form_files.propose_name({"en": f"{form}_copy"}, _ids(version)))
    drafts.save(session, version_id, _beside(source.path, key), _with_id(source.content, key), None, actor)
    return key


def rename(session: Session, version_id: int, form: str, to: str, seen: str, actor: Actor) -> str:
    """Give a form another id, also where diagrams, ballots and letters name it."""
    version = drafts.locked(session, version_id, actor)
    source = drafts.file(session, version_id, path_of(version, form), actor)
    if to == form:
        return form
    key = _free_id(version, to)
    changed = renaming.rename_form(drafts.pack(session, version).files, form, key)
    drafts.save(session, version_id, source.path, None, seen, actor)
    drafts.save(session, version_id, _beside(source.path, key), _with_id(source.content, key), None, actor)
    _save_all(session, version, changed, actor, f"{form} → {key}")
    return key


def remove(session: Session, version_id: int, form: str, seen: str, actor: Actor) -> Saved:
    """Remove a form that nothing uses."""
    version = drafts.locked(session, version_id, actor)
    path = path_of(version, form)
    if needed := uses(session, version).get(form):
        ar = wording.listed([f"«{use.ar}»" for use in needed], "ar")
        en = wording.listed([f"“{use.en}”" for use in needed], "en")
        raise form_edits.Refused(
            f"form {form} is used",
            ar=f"هذا النموذج مستعمل في {ar}. اختر لها نموذجًا آخر أولًا ثم احذفه.",
            en=f"This form is used by {en}. Choose another form there first, then remove this one.",
        )
    return drafts.save(session, version_id, path, None, seen, actor)


def write_source(session: Session, version_id: int, form: str, text: str, seen: str, actor: Actor) -> Saved:
    """Save the text of a file that no editor can open, as it was typed."""
    version = drafts.locked(session, version_id, actor)
    content = str(form_files.clean(text)).encode()
    return drafts.save(session, version_id, path_of(version, form), content, seen, actor)


# -- questions


def save(
    session: Session,
    version_id: int,
    form: str,
    edit: Callable[[Form], Form],
    seen: str,
    actor: Actor,
    place: str = "",
) -> Saved:
    """Make one edit of a form that was read as `seen`; an unsound form may be kept, its findings block submission."""
    version = drafts.locked(session, version_id, actor)
    path = path_of(version, form)
    content = drafts.file(session, version_id, path, actor).content
    return drafts.save(session, version_id, path, edited(content, edit), seen, actor, place)


def edited(content: bytes, edit: Callable[[Form], Form]) -> bytes:
    """Return the file after an edit; also what a conflict shows as one's own."""
    try:
        return form_files.write(content, edit(form_files.read(content)))
    except files.Unreadable as problem:
        raise form_edits.Refused("the form file cannot be read", ar=problem.ar, en=problem.en) from None


def rename_question(
    session: Session,
    version_id: int,
    form: str,
    spot: Spot,
    was: str,
    to: str,
    everywhere: bool,
    seen: str,
    actor: Actor,
) -> Saved:
    """Give a question another name; `everywhere` also in each expression, rule and scenario that names it."""
    version = drafts.locked(session, version_id, actor)
    current = drafts.file(session, version_id, path_of(version, form), actor)
    new_name = normal_name(to.strip())

    def edit(value: Form) -> Form:
        here = form_files.find(value, spot, was)
        field = form_files.at(value, here) if here else None
        if here is None or field is None:
            return value
        form_edits.check_name(new_name, {*form_edits.brothers(value, here), *reserved(session, version)} - {was})
        return form_files.replace(value, here, {**field, "name": new_name})

    made = edited(current.content, edit)
    changed: dict[str, bytes] = {}
    if everywhere and len(spot) == 1 and was != new_name:
        changed = renaming.rename(drafts.pack(session, version).files, was, new_name)
        made = changed.pop(current.path, made)
    place = f"{was} → {new_name}"
    saved = drafts.save(session, version_id, current.path, made, seen, actor, place)
    _save_all(session, version, changed, actor, place)
    return saved


def reserved(session: Session, version: PolicyVersion) -> frozenset[str]:
    """Return the names that no question may bear: facts, parameters, what diagrams write."""
    return checking.remembered("reserved", version.hash, lambda: _reserved(checking.pack(session, version)))


def reserved_names(session: Session, version_id: int, actor: Actor) -> frozenset[str]:
    """Return the same to somebody who may edit the version."""
    return reserved(session, drafts.get(session, version_id, actor))


def _reserved(pack: packs.Pack) -> frozenset[str]:
    content = contents.parse(pack.association, pack.files)
    facts = FACTS.keys() - names.SETTABLE_FACTS
    return frozenset({*facts, *names.parameters(content), *outline.written(content.diagrams), *form_edits.FEEL_WORDS})


# -- ids and files


def _need_title(title: Mapping[str, str]) -> None:
    if not title.get("ar", "").strip() or not title.get("en", "").strip():
        raise form_edits.Refused(
            "no title",
            ar="اكتب عنوان النموذج بالعربية والإنجليزية؛ يراه الموظف أعلى الصفحة.",
            en="Give the form a title in Arabic and English; staff see it above the page.",
        )


def _free_id(version: PolicyVersion, form: str) -> str:
    if not FORM_ID.fullmatch(form) or form in NO_FORM_IDS:
        raise form_edits.Refused(
            "not an id",
            ar="معرف النموذج حروف إنجليزية صغيرة وأرقام وشرطة سفلية، ويبدأ بحرف، مثل: rent_details.",
            en="A form's id is small English letters, digits and underscores, beginning with a letter: rent_details.",
        )
    if form in _ids(version):
        raise form_edits.Refused(
            f"the id {form} is taken",
            ar=f"يوجد نموذج بالمعرف «{form}». اختر معرفًا آخر.",
            en=f"There is a form with the id '{form}' already. Choose another.",
        )
    return form


def _ids(version: PolicyVersion) -> set[str]:
    return {PurePosixPath(path).stem for path in version.manifest if "/forms/" in path} | NO_FORM_IDS


def _beside(path: str, form: str) -> str:
    return str(PurePosixPath(path).with_name(f"{form}.yaml"))


def _with_id(content: bytes, form: str) -> bytes:
    return edited(content, lambda value: {**value, "id": form})


def _save_all(session: Session, version: PolicyVersion, changed: Mapping[str, bytes], actor: Actor, place: str) -> None:
    """Files of the same transaction, so that what is in the manifest is what was read."""
    for path, content in sorted(changed.items()):
        drafts.save(session, version.id, path, content, version.manifest[path], actor, place)
