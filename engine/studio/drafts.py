"""Drafts: what a quality officer edits. Each save is a row of policy_change; nobody overwrites another unseen."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import access, clock, users
from engine.actors import Actor
from engine.bpmn.findings import Finding
from engine.errors import Conflict, EngineError, InvalidPack, NotFound
from engine.models import PolicyChange, PolicyFile, PolicyVersion, User, VersionStatus
from engine.policies import entries, files, packs, versions
from engine.policies.entries import Place
from engine.policies.packs import Pack
from engine.studio import scenario_runs
from forms.names import mended

RIGHT = "edit_policy"
MAX_TITLE = 200
MOST_CHANGES = 500  # on one page: an editor saves by itself every few seconds
Kind = str  # "added" | "changed" | "removed"


@dataclass(frozen=True)
class DraftFile:
    """A file as an editor needs it; `sha256` goes back as `seen` with the save."""

    path: str
    content: bytes
    sha256: str
    changed_by: str | None
    changed_at: datetime | None


@dataclass(frozen=True)
class Saved:
    """What the editor shows after a save; `sha256` is None where the file was removed."""

    revision: int
    hash: str
    sha256: str | None
    path: str


@dataclass(frozen=True)
class ChangeLine:
    """One save; `place` is the entry that was edited, empty for a whole file."""

    id: int
    revision: int
    path: str
    place: str
    kind: Kind
    at: datetime
    by: str
    may_undo: bool


class EditConflict(Conflict):
    """Somebody else has saved the same file or entry since the editor read it; both texts are kept."""

    ar = "غيّر شخص آخر هذا الموضع بعد أن فتحته. لم يُحفظ تعديلك بعد؛ اطلع على ما تغير ثم اختر."
    en = "Somebody else changed this after you opened it. Your change is not saved yet; see what changed and choose."

    def __init__(self, path: str, place: str, now: bytes | None, current: str, by: str | None, at: datetime | None):
        """`now` is the file as it stands, `current` the `seen` with which the editor may save over it."""
        super().__init__(f"{path} {place} was changed meanwhile")
        self.path, self.place, self.now, self.current, self.by, self.at = path, place, now, current, by, at

    def theirs(self) -> str | None:
        """What stands at the place now, as text; None where nothing does, or where it is no text."""
        try:
            return entries.shown(self.now, self.place) if self.now is not None else None
        except (files.Unreadable, UnicodeDecodeError):
            return None


class NotADraft(Conflict):
    """Submitted, in force or withdrawn: its bytes never change."""

    ar = "هذا الإصدار ليس مسودة، فلا يُعدَّل. افتح منه مسودة جديدة."
    en = "This version is not a draft and cannot be edited. Open a new draft from it."


class NoTitle(EngineError):
    """A draft needs a name by which people speak of it."""

    ar = "اكتب عنوانًا للمسودة، مثل: تقصير مدة الرد."
    en = "Give the draft a title, such as: shorter time to reply."


def open(session: Session, version_id: int, title: str, actor: Actor) -> PolicyVersion:
    """Open a new draft with the files of any version."""
    base = get(session, version_id, actor)
    return _begun(session, pack(session, base), title, base.id, actor)


def take_in(session: Session, taken: Pack, title: str, actor: Actor) -> PolicyVersion:
    """Keep an imported pack as a draft, also one with findings."""
    access.check_right(session, actor, RIGHT)
    found = versions.find_in_force(session)
    based_on = found.id if found and found.association == taken.association else None
    return _begun(session, taken, title, based_on, actor)


def _begun(session: Session, files: Pack, title: str, based_on: int | None, actor: Actor) -> PolicyVersion:
    made = versions.keep(session, files, title=_title(title), based_on_id=based_on, created_by_id=actor.user_id)
    scenario_runs.ask_after_save(session, made, actor)
    return made


def rename(session: Session, version_id: int, title: str, actor: Actor) -> None:
    """Give a draft another title."""
    version = locked(session, version_id, actor)
    version.title = _title(title)


def discard(session: Session, version_id: int, actor: Actor) -> None:
    """Put a draft aside; it can still be read, and another opened from it."""
    versions.move(locked(session, version_id, actor), VersionStatus.WITHDRAWN)
    session.flush()


def get(session: Session, version_id: int, actor: Actor) -> PolicyVersion:
    """Return a version to somebody who may edit the policy."""
    access.check_right(session, actor, RIGHT)
    version = session.get(PolicyVersion, version_id)
    if version is None:
        raise NotFound(f"policy version {version_id}")
    return version


def pack(session: Session, version: PolicyVersion) -> Pack:
    """Return the files of a version."""
    return Pack(version.association, versions.files(session, version))


def folder(version: PolicyVersion, part: str) -> str:
    """Where a new file of a part ("forms", "decisions"; "" for diagrams) stands: with the others of it, else with the
    diagrams, else with anything; `<folder>/<part>/<file>` is then its path."""
    paths = [PurePosixPath(path).parts for path in version.manifest if not path.startswith("associations/")]
    beside = [each[0] for each in paths if part and each[1] == part]
    drawn = [each[0] for each in paths if each[-1].endswith(".bpmn")]
    return [*beside, *drawn, *(each[0] for each in paths), version.association][0]


def file(session: Session, version_id: int, path: str, actor: Actor) -> DraftFile:
    """Return one file of a version, and who saved it last."""
    version = get(session, version_id, actor)
    if path not in version.manifest:
        raise NotFound(f"{path} in version {version_id}")
    last = _last(session, version, path)
    content = session.get_one(PolicyFile, version.manifest[path]).content
    by = users.name(session, last.by_id, actor.locale) if last else None
    return DraftFile(path, content, version.manifest[path], by, last.at if last else None)


def save(
    session: Session, version_id: int, path: str, content: bytes | None, seen: str | None, actor: Actor, place: str = ""
) -> Saved:
    """Save, add (`seen` None) or remove (`content` None) a whole file that was read as `seen`."""
    version = locked(session, version_id, actor)
    if version.manifest.get(path) != (seen or None):
        raise _conflict(session, version, path, place, version.manifest.get(path, ""), actor)
    return _keep(session, version, path, content, actor, place)


def edit(
    session: Session, version_id: int, path: str, place: Place, value: Any, seen: str, actor: Actor, *,
    after: str | None = None,
) -> Saved:  # fmt: skip
    """Set or (None) remove one entry of a YAML file; `seen` is entries.digest of what the editor started from."""
    version = locked(session, version_id, actor)
    content = _content(session, version, path)
    written = ".".join(map(str, place))
    if (current := entries.digest(entries.get(content, place))) != seen:
        raise _conflict(session, version, path, written, current, actor)
    return _keep(session, version, path, entries.put(content, place, value, after), actor, written)


def move(session: Session, version_id: int, path: str, place: Place, to: int, actor: Actor) -> Saved:
    """Put an entry at another position among its brothers."""
    version = locked(session, version_id, actor)
    moved = entries.move(_content(session, version, path), place, to)
    return _keep(session, version, path, moved, actor, ".".join(map(str, place)))


def undo(session: Session, version_id: int, change_id: int, actor: Actor) -> Saved:
    """Put back what a file was before a change; refused where it has changed since."""
    version = locked(session, version_id, actor)
    change = session.get(PolicyChange, change_id)
    if change is None or change.version_id != version.id:
        raise NotFound(f"change {change_id}")
    if version.manifest.get(change.path) != change.after:
        raise _conflict(session, version, change.path, change.place, "", actor)
    before = session.get_one(PolicyFile, change.before).content if change.before else None
    return _keep(session, version, change.path, before, actor, change.place)


def changes(session: Session, version_id: int, actor: Actor, most: int = MOST_CHANGES) -> list[ChangeLine]:
    """Return the last saves of a draft, the newest first."""
    version = get(session, version_id, actor)
    names = {user.id: user.name_en if actor.locale == "en" else user.name_ar for user in session.scalars(select(User))}
    rows = session.scalars(
        select(PolicyChange).where(PolicyChange.version_id == version.id).order_by(PolicyChange.id.desc()).limit(most)
    )
    is_draft = version.status is VersionStatus.DRAFT
    return [
        ChangeLine(
            row.id, row.revision, row.path, row.place, _kind(row), row.at, names[row.by_id],
            is_draft and version.manifest.get(row.path) == row.after,
        )
        for row in rows
    ]  # fmt: skip


def _kind(row: PolicyChange) -> Kind:
    return "added" if row.before is None else "removed" if row.after is None else "changed"


def locked(session: Session, version_id: int, actor: Actor) -> PolicyVersion:
    """The draft, locked: on PostgreSQL two saves at once would else both believe that nothing changed."""
    version = locked_version(session, version_id, actor)
    if version.status is not VersionStatus.DRAFT:
        raise NotADraft(f"version {version_id} is {version.status}")
    return version


def locked_version(session: Session, version_id: int, actor: Actor) -> PolicyVersion:
    """Any version, locked: two who move it at once do not both find it where it was."""
    access.check_right(session, actor, RIGHT)
    query = select(PolicyVersion).where(PolicyVersion.id == version_id).with_for_update()
    version = session.scalar(query.execution_options(populate_existing=True))
    if version is None:
        raise NotFound(f"policy version {version_id}")
    return version


def _keep(
    session: Session, version: PolicyVersion, path: str, content: bytes | None, actor: Actor, place: str
) -> Saved:
    before = version.manifest.get(path)
    after = hashlib.sha256(content).hexdigest() if content is not None else None
    if after != before:
        _check(version, path, content)
        if content is not None:
            versions.keep_files(session, [content])
        _note(session, version, PolicyChange(path=path, place=place[:250], before=before, after=after), actor)
        scenario_runs.ask_after_save(session, version, actor)
    return Saved(version.revision, version.hash, after, path)


def _note(session: Session, version: PolicyVersion, change: PolicyChange, actor: Actor) -> None:
    version.manifest = _with(version.manifest, change.path, change.after)
    version.hash = hashlib.sha256(packs.canonical(version.manifest)).hexdigest()
    version.revision, version.specs = version.revision + 1, None
    change.version_id, change.revision, change.by_id, change.at = (
        version.id, version.revision, actor.user_id, clock.now(),
    )  # fmt: skip
    session.add(change)
    session.flush()


def _with(manifest: Mapping[str, str], path: str, sha256: str | None) -> dict[str, str]:
    changed = {**manifest, path: sha256 or ""}
    return {key: value for key, value in sorted(changed.items()) if value}


def _check(version: PolicyVersion, path: str, content: bytes | None) -> None:
    """What could not be a version's file at all; what is merely unsound is a finding and may be saved."""
    if content is None and path == f"associations/{version.association}.yaml":
        raise InvalidPack([_refused(path, "ملف الجمعية لا يُحذف.", "the association's file cannot be removed.")])
    if path not in version.manifest and (not packs.belongs(path) or path.startswith("associations/")):
        raise InvalidPack([_refused(path, "لا مكان لهذا الملف في السياسة.", "this file has no place in a policy.")])
    if content is not None and len(content) > packs.MAX_FILE:
        raise InvalidPack([_refused(path, "الملف أكبر من 10 ميغابايت.", "the file is over 10 MB.")])
    if len(version.manifest) >= packs.MAX_FILES and path not in version.manifest:
        raise InvalidPack([_refused(path, "بلغت السياسة أكثر عدد من الملفات.", "the policy has too many files.")])


def _refused(path: str, ar: str, en: str) -> Finding:
    return Finding("error", "draft-file", path, "", 0, ar, en)


def _content(session: Session, version: PolicyVersion, path: str) -> bytes:
    if path not in version.manifest:
        raise NotFound(f"{path} in version {version.id}")
    return session.get_one(PolicyFile, version.manifest[path]).content


def _conflict(
    session: Session, version: PolicyVersion, path: str, place: str, current: str, actor: Actor
) -> EditConflict:
    last = _last(session, version, path)
    now = _content(session, version, path) if path in version.manifest else None
    by = users.name(session, last.by_id, actor.locale) if last else None
    return EditConflict(path, place, now, current, by, last.at if last else None)


def _last(session: Session, version: PolicyVersion, path: str) -> PolicyChange | None:
    query = select(PolicyChange).where(PolicyChange.version_id == version.id, PolicyChange.path == path)
    return session.scalars(query.order_by(PolicyChange.id.desc()).limit(1)).first()


def _title(title: str) -> str:
    kept = " ".join(mended(title).split())[:MAX_TITLE]
    if not kept:
        raise NoTitle("no title")
    return kept
