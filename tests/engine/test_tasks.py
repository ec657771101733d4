"""Tasks: done once, by who may, and never lost."""

import io

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import forms
from engine import documents, history, tasks
from engine.actors import Actor
from engine.errors import Conflict, NotAllowed, NotFound, TaskClosed
from engine.models import Case, Document, HistoryEvent, TaskStatus, UserTask
from tests import factories


@pytest.fixture
def case(session: Session, officer: Actor) -> Case:
    case = factories.start_case(session, officer)
    session.commit()
    return case


@pytest.fixture
def receive(session: Session, case: Case) -> UserTask:
    return factories.open_task(session, case, "S1_Receive")


@pytest.fixture
def colleague(session: Session) -> Actor:
    return factories.create_user(session, "reem", ["relations_officer"])


def received(session: Session, task: UserTask) -> forms.RawAnswers:
    return factories.raw_for(session, task, factories.RECEIVED)


def count_of_history(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(HistoryEvent)) or 0


def test_completing_a_task_opens_the_next(session: Session, case: Case, receive: UserTask, officer: Actor) -> None:
    tasks.complete(session, receive.id, received(session, receive), officer, "t")

    assert (receive.status, receive.completed_by_id) == (TaskStatus.COMPLETED, officer.user_id)
    assert factories.open_elements(session, case) == ["S2_CheckInfo"]
    event = history.of(session, case.id)[-1]
    assert (event.kind, event.element_id, event.role) == ("task_completed", "S1_Receive", "relations_officer")
    assert event.details["answers"]["need"] == "support"


def test_facts_are_never_data(session: Session, case: Case, receive: UserTask, officer: Actor) -> None:
    tasks.complete(session, receive.id, received(session, receive), officer, "t")
    check = factories.open_task(session, case, "S2_CheckInfo")
    data = tasks.run.data_at(factories.policy_of(session).specs, case.process_id, case.state, check.token)

    assert data.keys().isdisjoint(case.facts)
    assert data["need"] == "support"


def test_the_same_token_again_is_one_step(session: Session, case: Case, receive: UserTask, officer: Actor) -> None:
    answers = received(session, receive)
    tasks.complete(session, receive.id, answers, officer, "once")
    session.commit()
    revision, events = case.revision, count_of_history(session)

    again = tasks.complete(session, receive.id, answers, officer, "once")

    assert again is receive
    assert (case.revision, count_of_history(session)) == (revision, events)


def test_another_token_on_a_done_task_is_too_late(
    session: Session, case: Case, receive: UserTask, officer: Actor, colleague: Actor
) -> None:
    answers = received(session, receive)
    tasks.complete(session, receive.id, answers, officer, "first")
    session.commit()
    state = bytes(case.state)

    for actor, token in [(officer, "second"), (colleague, "first")]:
        with pytest.raises(TaskClosed):
            tasks.complete(session, receive.id, answers, actor, token)
        session.rollback()
    assert bytes(case.state) == state


def test_who_lacks_the_role_may_not(session: Session, receive: UserTask, member: Actor, outsider: Actor) -> None:
    director = factories.create_user(session, "fahd", ["executive_director"])

    with pytest.raises(NotFound):
        tasks.complete(session, receive.id, {}, outsider, "t")
    with pytest.raises(NotFound):
        tasks.get(session, receive.id, member)
    with pytest.raises(NotAllowed):
        tasks.complete(session, receive.id, {}, director, "t")


def test_a_task_drawn_for_one_person_is_theirs_alone(session: Session, officer: Actor) -> None:
    noura = factories.create_user(session, "noura", ["research_officer"])
    other = factories.create_user(session, "layla", ["research_officer"])
    case = factories.refer(session, officer)
    factories.do(session, case, "CR_Assign", noura, researcher=str(noura.user_id), visit_needed=False)
    prepare = factories.open_task(session, case, "CR_Prepare")

    assert prepare.assignee_id == noura.user_id
    with pytest.raises(NotAllowed):
        tasks.complete(session, prepare.id, {}, other, "t")
    with pytest.raises(NotAllowed):
        tasks.claim(session, prepare.id, other)
    assert tasks.get(session, prepare.id, noura) is prepare


def test_invalid_answers_change_nothing(session: Session, case: Case, receive: UserTask, officer: Actor) -> None:
    with pytest.raises(forms.InvalidAnswers) as refusal:
        tasks.complete(session, receive.id, {"f_channel": ["interview"]}, officer, "t")

    session.rollback()
    assert "need" in refusal.value.form.errors
    assert (receive.status, case.revision) == (TaskStatus.OPEN, case.revision)
    assert factories.open_elements(session, case) == ["S1_Receive"]


def test_unknown_answers_are_refused(session: Session, receive: UserTask, officer: Actor) -> None:
    raw = {**received(session, receive), "f_overdue": ["true"]}

    with pytest.raises(forms.InvalidAnswers):
        tasks.complete(session, receive.id, raw, officer, "t")


def test_a_drawn_signature_becomes_a_paper_of_the_case(session: Session, officer: Actor) -> None:
    case = factories.refer(session, officer)
    [drawing] = session.scalars(select(Document)).all()

    assert (drawing.case_id, drawing.field, drawing.attached) == (case.id, "signature", True)
    assert documents.read(session, drawing.id, officer)[1] == factories.DRAWN.encode()


def test_a_paper_belongs_to_the_case_once_its_answer_is_in(
    session: Session, case: Case, receive: UserTask, officer: Actor
) -> None:
    tasks.complete(session, receive.id, received(session, receive), officer, "t")
    upload = documents.add(session, "copy", "id.pdf", io.BytesIO(b"%PDF-1.7\n"), officer, case.id)
    rows = [{**row, "copy": {"document": upload.id}} for row in factories.papers_checked(session, case)]
    factories.do(session, case, "S2_CheckInfo", officer, **factories.CHECKED, papers_checked=rows)

    assert (upload.case_id, upload.attached) == (case.id, True)
    assert upload.visible_to is not None
    assert "research_officer" in upload.visible_to


def test_somebody_elses_upload_cannot_be_named(
    session: Session, case: Case, receive: UserTask, officer: Actor, colleague: Actor
) -> None:
    tasks.complete(session, receive.id, received(session, receive), officer, "t")
    upload = documents.add(session, "copy", "id.pdf", io.BytesIO(b"%PDF-1.7\n"), colleague)
    rows = [{**row, "copy": {"document": upload.id}} for row in factories.papers_checked(session, case)]

    with pytest.raises(forms.InvalidAnswers):
        factories.do(session, case, "S2_CheckInfo", officer, **factories.CHECKED, papers_checked=rows)


def test_a_claimed_task_is_not_done_by_a_colleague(
    session: Session, receive: UserTask, officer: Actor, colleague: Actor
) -> None:
    tasks.claim(session, receive.id, officer)

    for attempt in (
        lambda: tasks.claim(session, receive.id, colleague),
        lambda: tasks.complete(session, receive.id, received(session, receive), colleague, "t"),
        lambda: tasks.save_draft(session, receive.id, {}, colleague),
    ):
        with pytest.raises(Conflict, match="held by user"):
            attempt()
    with pytest.raises(NotAllowed):
        tasks.release(session, receive.id, colleague)
    assert tasks.claim(session, receive.id, officer).claimed_by_id == officer.user_id


def test_a_released_task_is_for_all_again(
    session: Session, receive: UserTask, officer: Actor, colleague: Actor
) -> None:
    tasks.claim(session, receive.id, officer)
    tasks.release(session, receive.id, officer)

    assert tasks.claim(session, receive.id, colleague).claimed_by_id == colleague.user_id


def test_the_holder_and_the_supervisor_hand_a_task_on(
    session: Session, receive: UserTask, officer: Actor, colleague: Actor, outsider: Actor
) -> None:
    director = factories.create_user(session, "fahd", ["executive_director"])
    tasks.claim(session, receive.id, officer)

    assert tasks.reassign(session, receive.id, colleague.user_id, officer).claimed_by_id == colleague.user_id
    with pytest.raises(NotAllowed):
        tasks.reassign(session, receive.id, officer.user_id, officer)
    assert tasks.reassign(session, receive.id, officer.user_id, director).claimed_by_id == officer.user_id
    with pytest.raises(NotAllowed):
        tasks.reassign(session, receive.id, outsider.user_id, officer)
    tasks.release(session, receive.id, director)
    told = [(event.kind, event.role) for event in history.of(session, receive.case_id)][-3:]
    assert told == [
        ("task_reassigned", "relations_officer"),
        ("task_reassigned", "executive_director"),
        ("task_released", "executive_director"),
    ]


def test_a_draft_keeps_what_was_typed_and_goes_with_the_task(
    session: Session, receive: UserTask, officer: Actor
) -> None:
    tasks.save_draft(session, receive.id, {"f_channel": ["nonsense"], "f_person-name": ["سعاد"]}, officer)
    assert receive.draft == {"f_channel": ["nonsense"], "f_person-name": ["سعاد"]}
    assert receive.draft_by_id == officer.user_id

    tasks.complete(session, receive.id, received(session, receive), officer, "t")
    assert receive.draft is None


def test_who_types_first_has_the_task(session: Session, receive: UserTask, officer: Actor, colleague: Actor) -> None:
    """Two who type at once would overwrite each other's draft, and neither would be told."""
    tasks.save_draft(session, receive.id, {"f_need": ["unclear"]}, officer)
    tasks.save_draft(session, receive.id, {"f_need": ["support"]}, officer)
    with pytest.raises(Conflict, match="held by user"):
        tasks.save_draft(session, receive.id, {"f_need": ["inquiry"]}, colleague)

    assert (receive.claimed_by_id, receive.draft) == (officer.user_id, {"f_need": ["support"]})
    claims = [event for event in history.of(session, receive.case_id) if event.kind == "task_claimed"]
    assert [claim.actor_id for claim in claims] == [officer.user_id]


def test_a_draft_holds_this_forms_own_answers_only(session: Session, receive: UserTask, officer: Actor) -> None:
    tasks.save_draft(session, receive.id, {"f_need": ["a\x00b"], "f_overdue": ["true"], "token": ["t"]}, officer)

    assert receive.draft == {"f_need": ["a\ufffdb"]}


def test_nothing_is_done_to_a_finished_task(session: Session, receive: UserTask, officer: Actor) -> None:
    tasks.complete(session, receive.id, received(session, receive), officer, "t")

    for attempt in (
        lambda: tasks.claim(session, receive.id, officer),
        lambda: tasks.save_draft(session, receive.id, {}, officer),
        lambda: tasks.reassign(
            session, receive.id, officer.user_id, factories.create_user(session, "f", ["executive_director"])
        ),
    ):
        with pytest.raises(TaskClosed):
            attempt()


def test_a_second_look_at_a_form_shows_what_was_answered(session: Session, case: Case, officer: Actor) -> None:
    definition = factories.policy_of(session).forms["receive"]
    known = {"need": "unclear", "channel": "phone", "language": None}

    offered = tasks.filling.prefilled(session, case, definition, known, officer)
    assert offered == {"f_need": ["unclear"], "f_channel": ["phone"]}


def test_a_form_offers_nothing_that_its_reader_may_not_read(
    session: Session, case: Case, officer: Actor, outsider: Actor
) -> None:
    asked = {"type": "text", "label": {"ar": "ع", "en": "c"}}
    fields = [{**asked, "name": "open"}, {**asked, "name": "closed", "visible_to": ["relations_officer"]}]
    definition = forms.read({"id": "f", "title": {"ar": "ن", "en": "F"}, "fields": fields})
    known = {"open": "o", "closed": "c"}

    assert tasks.filling.prefilled(session, case, definition, known, officer) == {"f_open": ["o"], "f_closed": ["c"]}
    assert tasks.filling.prefilled(session, case, definition, known, outsider) == {"f_open": ["o"]}
