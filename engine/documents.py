"""Uploaded papers and drawn signatures: rows in the database, bytes in a folder under their SHA-256."""

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from sqlalchemy.orm import Session

from engine import access, clock, media_types
from engine.actors import Actor
from engine.errors import InvalidUpload, NotFound
from engine.models import Case, Document

site_folder = Path("var/documents")  # set at start-up
_folder: ContextVar[Path | None] = ContextVar("documents_folder", default=None)
MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 150
_UNWANTED = re.compile(r'[<>:"|?*;`$&\'%\\/]+')


def folder() -> Path:
    """Return where the bytes lie: the site's folder, or that of the scenario or sandbox which this thread acts."""
    return _folder.get() or site_folder


@contextmanager
def kept_in(own: Path) -> Iterator[None]:
    """Keep this thread's documents in a folder of their own; every other thread goes on with the site's."""
    token = _folder.set(own)
    try:
        yield
    finally:
        _folder.reset(token)


def add(
    session: Session, field: str, filename: str, stream: IO[bytes], actor: Actor, case_id: int | None = None
) -> Document:
    """Keep an upload; until an answer attaches it, only who uploaded it can read it."""
    given = stream.read(MAX_BYTES + 1)
    _check_size(given)
    media_type = media_types.of(given)
    if case_id is not None:
        access.case(session, case_id, actor)
    return _keep(session, field, clean_name(filename, media_type), media_type, given, actor, case_id)


def add_drawing(session: Session, field: str, svg: str, actor: Actor, case_id: int | None) -> Document:
    """Keep a drawn signature; forms has let in nothing but strokes."""
    return _keep(session, field, "signature.svg", media_types.SVG, svg.encode(), actor, case_id)


def read(session: Session, document_id: int, actor: Actor) -> tuple[Document, bytes]:
    """Return a document and its bytes to somebody who may see its case and its field."""
    document = session.get(Document, document_id)
    if document is None or not may_read(session, document, actor):
        raise NotFound(f"document {document_id}")
    return document, content(document)


def content(document: Document) -> bytes:
    """Return the bytes, unasked: the caller has checked who may read them."""
    return _path(document.sha256).read_bytes()


def may_read(session: Session, document: Document, actor: Actor) -> bool:
    """Attached: who sees the case and the field. Not attached yet: who uploaded it."""
    if not document.attached or document.case_id is None:
        return document.uploaded_by_id == actor.user_id
    case = session.get_one(Case, document.case_id)
    return access.sees_field(document.visible_to, actor) and access.may_see(session, case, actor)


def attachable(session: Session, document_id: int, actor: Actor, case: Case | None) -> Document | None:
    """Return a document that an answer may name: of this case, of the one it continues, or a fresh one."""
    document = session.get(Document, document_id)
    if document is None or not may_read(session, document, actor):
        return None
    cases = {case.id, case.continues_id} if case else set()
    return document if not document.attached or document.case_id in cases else None


def attach(session: Session, document_id: int, case: Case, field: str, visible_to: list[str] | None) -> Document:
    """Make a document part of a case. One that the case holds already stays as it is; of an earlier case's the case
    gets a row of its own, so that whoever sees this case reads it."""
    document = session.get_one(Document, document_id)
    if not document.attached:
        document.case_id, document.field, document.visible_to = case.id, field, visible_to
        document.attached = True
    elif document.case_id != case.id:
        document = _copy(session, document, case, field, visible_to)
    return document


def clean_name(filename: str, media_type: str) -> str:
    """Return a name to show and to download by: no path, no invisible or reversing characters, the true ending."""
    text = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(" " if letter.isspace() else letter for letter in text)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    stem = _UNWANTED.sub(" ", text)
    ending = media_types.ENDINGS[media_type]
    head, dot, tail = stem.rpartition(".")
    if dot and len(tail) <= 5:
        stem = head
    return (" ".join(stem.split()).strip(" .")[: MAX_NAME - len(ending)] or "document") + ending


def _check_size(content: bytes) -> None:
    if not content:
        raise InvalidUpload("empty", ar="الملف فارغ. اختر ملفًا آخر.", en="The file is empty. Choose another one.")
    if len(content) > MAX_BYTES:
        raise InvalidUpload(
            "too large",
            ar="حجم الملف أكبر من 10 ميجابايت. صغّره أو قسّمه ثم أرفقه.",
            en="The file is larger than 10 MB. Make it smaller or split it, then attach it.",
        )


def _keep(
    session: Session, field: str, filename: str, media_type: str, content: bytes, actor: Actor, case_id: int | None
) -> Document:
    document = Document(
        case_id=case_id,
        field=field,
        filename=filename,
        media_type=media_type,
        size=len(content),
        sha256=_store(content),
        uploaded_by_id=actor.user_id,
        uploaded_at=clock.now(),
    )
    session.add(document)
    session.flush()
    return document


def _copy(session: Session, earlier: Document, case: Case, field: str, visible_to: list[str] | None) -> Document:
    """The bytes lie in the folder once; who took the paper in and when stays as it was."""
    copy = Document(
        case_id=case.id,
        field=field,
        filename=earlier.filename,
        media_type=earlier.media_type,
        size=earlier.size,
        sha256=earlier.sha256,
        visible_to=earlier.visible_to or visible_to,
        uploaded_by_id=earlier.uploaded_by_id,
        uploaded_at=earlier.uploaded_at,
        attached=True,
    )
    session.add(copy)
    session.flush()
    return copy


def _path(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256


def _store(content: bytes) -> str:
    """Write under the content's own name; complete or not at all, also when the power fails."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:  # a full disk
        Path(name).unlink(missing_ok=True)
        raise
    for directory in (path.parent, folder()):
        _sync(directory)
    return sha256


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
