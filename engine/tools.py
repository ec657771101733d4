"""The association's tools: the starter copy of the policy's pack, or the paper that replaced it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import access, documents, inbox, letters, users
from engine.actors import Actor
from engine.errors import NotFound
from engine.models import Document, User
from engine.policies import versions
from engine.policies.policy import Policy

RIGHT = "replace_tools"
MARKDOWN = "text/markdown"
MEDIA_TYPES = {".md": MARKDOWN, ".pdf": "application/pdf", ".txt": "text/plain", ".png": "image/png"}


@dataclass(frozen=True)
class Paper:
    """What stands for a tool. `note`: a starter copy is not from the policy; a replacement has `by` and `at`."""

    key: str
    name: str
    filename: str
    media_type: str
    content: bytes
    note: str | None
    by: str | None
    at: datetime | None
    may_replace: bool


def paper(session: Session, key: str, actor: Actor) -> Paper:
    """Return the paper of a tool: what the association uploaded last, else the pack's copy or its blank form."""
    policy = versions.policy(session, versions.in_force(session).id)
    tool = _tool(policy, key)
    replaced = _replacement(session, key)
    if replaced:
        filename, media_type, content = replaced.filename, replaced.media_type, documents.content(replaced)
    else:
        filename, media_type, content = _starter(session, policy, key, tool, actor.locale)
    by = session.get(User, replaced.uploaded_by_id) if replaced else None
    return Paper(
        key=key,
        name=tool[actor.locale],
        filename=filename,
        media_type=media_type,
        content=content,
        note=None if replaced else tool.get("note", {}).get(actor.locale),
        by=inbox.person_name(actor, by.name_ar, by.name_en) if by else None,
        at=replaced.uploaded_at if replaced else None,
        may_replace=users.has_right(session, actor, RIGHT),
    )


def replace(session: Session, key: str, filename: str, stream: IO[bytes], actor: Actor) -> Document:
    """Put the association's own paper in place of a tool's; what it replaces is kept."""
    access.check_right(session, actor, RIGHT)
    _tool(versions.policy(session, versions.in_force(session).id), key)
    document = documents.add(session, _field(key), filename, stream, actor)
    document.attached = True  # an upload of somebody's form never is, without a case
    session.flush()
    return document


def _field(key: str) -> str:
    return f"tool:{key}"


def _tool(policy: Policy, key: str) -> Mapping[str, Any]:
    tool: Mapping[str, Any] | None = policy.association["tools"].get(key)
    if tool is None:
        raise NotFound(f"tool {key}")
    return tool


def _replacement(session: Session, key: str) -> Document | None:
    mine = (Document.case_id.is_(None), Document.attached, Document.field == _field(key))
    query = select(Document).where(*mine)
    return session.scalar(query.order_by(Document.id.desc()).limit(1))


def _starter(
    session: Session, policy: Policy, key: str, tool: Mapping[str, Any], locale: str
) -> tuple[str, str, bytes]:
    name = str(tool.get("document", ""))
    if name in policy.letters:
        pdf = letters.form_pdf(policy, name, locale, is_trial=letters.is_trial(session))
        return f"{name}.pdf", "application/pdf", pdf
    content = policy.documents.get(PurePosixPath(name).name)
    if content is None:
        raise NotFound(f"tool {key} has no paper")
    ending = PurePosixPath(name).suffix
    return PurePosixPath(name).name, MEDIA_TYPES.get(ending, "application/octet-stream"), content
