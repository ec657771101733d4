"""Messages that a diagram sends to people: rows written with the case, sent by the worker (design D15)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from engine import attempts, clock, history, incidents, templates, users
from engine.bpmn import feel
from engine.bpmn.run import Outgoing, Step
from engine.database import writing
from engine.errors import StepFailed
from engine.history import Event
from engine.models import Case, Outbox, OutboxStatus
from engine.policies import versions
from engine.templates import Message

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
APPLICANT = "applicant"


@dataclass(frozen=True)
class Recipient:
    """To whom one row goes. Neither a user nor a person: nobody holds the role, or the applicant is unknown (yet)."""

    drawn: str
    user_id: int | None = None
    person_id: int | None = None

    @property
    def is_somebody(self) -> bool:
        return self.user_id is not None or self.person_id is not None


def add(session: Session, case: Case, outgoing: Outgoing, step: Step) -> None:
    """Write one row for each recipient, its text as it stands now; the worker sends it after the commit."""
    written = _written(session, case, outgoing)
    recipients = [recipient for drawn in outgoing.to for recipient in _recipients(session, case, drawn)]
    for number, recipient in enumerate(recipients):
        session.add(_row(case, outgoing, recipient, written, f"{case.id}:{outgoing.token}:{number}"))
    name_ar, name_en = outgoing.element.name_ar, outgoing.element.name_en
    details = {"to": outgoing.to, "template": outgoing.template}
    history.append(session, case, Event("message_queued", outgoing.element.id, name_ar, name_en, details=details))


def send_due(session: Session, limit: int = 50) -> int:
    """Send what is queued: claimed with a lease, sent outside the transaction, marked in another. Commits by itself."""
    session.commit()
    writing(session)
    claimed = _claim(session, limit)
    session.commit()
    for row_id in claimed:
        _send(session, row_id)
        session.commit()
    return len(claimed)


def _send(session: Session, row_id: int) -> None:
    """Until a gateway stands, sending is a line of the log without personal data; the text is read in the case."""
    row = session.get_one(Outbox, row_id)
    if row.user_id is None and row.person_id is None:
        failure = _nobody(row)
        incidents.record(session, failure)
        row.status, row.error_ar, row.error_en = OutboxStatus.FAILED, failure.ar, failure.en
        return
    log.info("message %s sent: template %s, channel %s", row.id, row.template, row.channel)
    row.status, row.sent_at, row.leased_until = OutboxStatus.SENT, clock.now(), None
    row.attempts += 1


def _nobody(row: Outbox) -> StepFailed:
    ar = f"لا أحد يحمل الدور «{row.recipient}»، فلم تصل الرسالة إلى أحد. أسند الدور إلى شخص ثم أعد المحاولة."
    en = f"Nobody holds the role '{row.recipient}', so the message reached no one. Give it to somebody, then retry."
    if row.recipient == APPLICANT:
        ar = "لم يُسجل في المعاملة مستفيد، فلم تصل الرسالة إلى أحد. سجله ثم أعد المحاولة."
        en = "The case names no applicant yet, so the message reached no one. Name the applicant, then retry."
    failure = StepFailed(f"message {row.id}: nobody for {row.recipient}", element_id=row.element_id, ar=ar, en=en)
    failure.case_id = row.case_id
    failure.retry = attempts.describe(row.case_id, "send", f"outbox:{row.id}", None, {"outbox_id": row.id})
    return failure


@attempts.retried_by("send")
def _send_again(session: Session, retry: Mapping[str, Any]) -> object:
    """Look once more for who is meant, and queue the message for each of them."""
    row = session.get_one(Outbox, retry["arguments"]["outbox_id"])
    found = [each for each in _recipients(session, row.case, row.recipient) if each.is_somebody]
    if not found:
        raise _nobody(row)
    for number, recipient in enumerate(found):
        target = row if number == 0 else _copy(session, row, recipient)
        target.user_id, target.person_id = recipient.user_id, recipient.person_id
        target.status, target.next_try_at = OutboxStatus.QUEUED, clock.now()
        target.leased_until, target.error_ar, target.error_en = None, None, None
    return row


def _copy(session: Session, row: Outbox, recipient: Recipient) -> Outbox:
    same = {
        column.key: getattr(row, column.key)
        for column in Outbox.__table__.columns
        if column.key not in ("id", "idempotency_key")
    }
    copy = Outbox(**same, idempotency_key=f"{row.idempotency_key}:{recipient.user_id}")
    session.add(copy)
    return copy


def _claim(session: Session, limit: int) -> list[int]:
    now = clock.now()
    free = or_(Outbox.leased_until.is_(None), Outbox.leased_until < now)
    query = select(Outbox.id).where(Outbox.status == OutboxStatus.QUEUED, Outbox.next_try_at <= now, free)
    claimed = list(session.scalars(query.order_by(Outbox.id).limit(limit).with_for_update(skip_locked=True)))
    if claimed:
        session.execute(update(Outbox).where(Outbox.id.in_(claimed)).values(leased_until=now + LEASE))
    return claimed


def _recipients(session: Session, case: Case, drawn: str | int) -> list[Recipient]:
    if isinstance(drawn, int):
        return [Recipient("user", user_id=drawn)]
    if drawn == APPLICANT:
        return [Recipient(APPLICANT, person_id=case.person_id)]
    return [Recipient(drawn, user_id=user.id) for user in users.holding(session, drawn)] or [Recipient(drawn)]


def _written(session: Session, case: Case, outgoing: Outgoing) -> Message:
    """A text that cannot be written is a step that failed: an incident, and nothing sent half."""
    policy = versions.policy(session, case.version_id)
    known = {**outgoing.data, **case.facts, "applicant": applicant(case)}
    try:
        return templates.message(policy, outgoing.template or "", known)
    except feel.FeelError as error:
        raise StepFailed(str(error), element_id=outgoing.element.id, ar=error.ar, en=error.en) from error


def applicant(case: Case) -> dict[str, Any]:
    """Return what texts may say of the case's person."""
    person = case.person
    keys = ("name", "mobile", "national_id")
    return {key: getattr(person, key) if person else None for key in keys}


def _row(case: Case, outgoing: Outgoing, recipient: Recipient, written: Message, key: str) -> Outbox:
    return Outbox(
        case_id=case.id,
        element_id=outgoing.element.id,
        template=outgoing.template,
        idempotency_key=key,
        recipient=recipient.drawn,
        user_id=recipient.user_id,
        person_id=recipient.person_id,
        channel="phone" if recipient.drawn == APPLICANT else "site",
        subject_ar=written.subject_ar,
        subject_en=written.subject_en,
        body_ar=written.body_ar,
        body_en=written.body_en,
        status=OutboxStatus.QUEUED,
        created_at=clock.now(),
        next_try_at=clock.now(),
    )
