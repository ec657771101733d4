"""Cases: who starts them, what they know, how they end, who sees them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import forms
from engine import access, cases, clock, history, people, tasks
from engine.actors import Actor
from engine.errors import Conflict, NotAllowed, NotFound, NothingWaits
from engine.models import Case, CaseStatus, MessageWait, Outbox, Person, TaskStatus, Timer, TimerStatus, UserTask
from tests import factories
from tests.conftest import START

WITHDRAWAL = {"reason": "وجد عملًا", "withdrawn_by": "phone"}


def raw(session: Session, form: str, answers: dict[str, object]) -> forms.RawAnswers:
    return forms.encode(factories.policy_of(session).forms[form], answers)


def withdraw(session: Session, case: Case, officer: Actor, token: str = "w") -> Case:  # noqa: S107 - a form token
    return cases.send_message(session, case.id, "withdraw", raw(session, "withdraw", WITHDRAWAL), officer, token)


def test_a_started_case_waits_at_its_first_step(session: Session, officer: Actor) -> None:
    case = factories.start_case(session, officer)

    assert (case.number, case.status, case.follow_up) == ("2026-0001", CaseStatus.OPEN, False)
    assert factories.open_elements(session, case) == ["S1_Receive"]


def test_the_facts_are_known_from_the_start(session: Session, officer: Actor) -> None:
    facts = factories.start_case(session, officer).facts

    assert facts["case_number"] == "2026-0001"
    assert facts["origin"] == "applicant"
    assert facts["started_at"] == "2026-11-22T09:00:00+03:00"
    assert facts["reply_target"] == "P14D"
    assert facts["overdue"] is False
    assert {facts[name] for name in ("person", "channel", "open_case_of_person")} == {None}


def test_numbers_count_up_within_the_year_of_riyadh(session: Session, officer: Actor) -> None:
    first, second = (factories.start_case(session, officer).number for _ in range(2))
    with clock.at(datetime(2026, 12, 31, 21, 30, tzinfo=UTC)):  # 00:30 on 1 January in Riyadh
        next_year = factories.start_case(session, officer).number

    assert [first, second, next_year] == ["2026-0001", "2026-0002", "2027-0001"]


def test_who_does_not_hold_the_role_cannot_start(session: Session, member: Actor) -> None:
    with pytest.raises(NotAllowed):
        factories.start_case(session, member)

    assert session.scalar(select(func.count()).select_from(Case)) == 0


@pytest.mark.parametrize("process", ["beneficiary_handling", "no_such_process"])
def test_only_a_process_with_a_start_form_is_started(session: Session, officer: Actor, process: str) -> None:
    with pytest.raises(NotFound):
        cases.start(session, process, {}, officer, "t")


def test_an_invalid_start_form_starts_nothing(session: Session, officer: Actor) -> None:
    with pytest.raises(forms.InvalidAnswers):
        cases.start(session, "beneficiary_case", {}, officer, "t")

    session.rollback()
    assert session.scalar(select(func.count()).select_from(Case)) == 0
    assert factories.start_case(session, officer).number == "2026-0001"


def test_the_same_token_starts_one_case(session: Session, officer: Actor) -> None:
    answers = raw(session, "start", {"origin": "applicant"})
    first = cases.start(session, "beneficiary_case", answers, officer, "once")
    session.commit()

    assert cases.start(session, "beneficiary_case", answers, officer, "once").id == first.id


def test_the_person_becomes_a_fact_and_the_channel_too(session: Session, officer: Actor) -> None:
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)

    assert case.facts["person"] == {"id": case.person_id, "kind": "citizen"}
    assert case.facts["channel"] == "interview"
    assert session.scalars(select(Person)).one().name == factories.SU["name"]


def test_another_open_case_of_the_person_is_a_fact(session: Session, officer: Actor) -> None:
    first, second = factories.start_case(session, officer), factories.start_case(session, officer)
    factories.do(session, first, "S1_Receive", officer, **factories.RECEIVED)
    factories.do(session, second, "S1_Receive", officer, **factories.RECEIVED)

    assert second.facts["open_case_of_person"] == first.number
    checked = {**factories.CHECKED, "papers_checked": factories.papers_checked(session, second)}
    factories.do(session, second, "S2_CheckInfo", officer, **checked)
    assert factories.open_elements(session, second) == ["A_Duplicate"]


def test_a_case_that_only_waits_for_a_rating_does_not_count_as_open(session: Session, officer: Actor) -> None:
    inquiry = {**factories.RECEIVED, "need": "inquiry"}
    del inquiry["request_kind"], inquiry["category"]
    first, second = factories.start_case(session, officer), factories.start_case(session, officer)
    factories.do(session, first, "S1_Receive", officer, **inquiry)
    factories.do(session, second, "S1_Receive", officer, **factories.RECEIVED)

    assert factories.open_elements(session, first) == ["SAT_Rate"]
    assert (first.follow_up, second.follow_up) == (True, False)
    assert second.facts["open_case_of_person"] is None


def test_a_withdrawal_ends_the_case_and_takes_everything_away(session: Session, officer: Actor) -> None:
    factories.create_user(session, "amal", ["committee_secretary"])
    case = factories.refer(session, officer)
    withdraw(session, case, officer)
    session.commit()

    assert (case.status, case.end_element, case.ended_at) == (CaseStatus.ENDED, "End_Withdrawn", START)
    assert factories.open_elements(session, case) == []
    assert set(session.scalars(select(Timer.status))) == {TimerStatus.CANCELLED}
    assert session.scalars(select(MessageWait).where(MessageWait.open)).all() == []
    assert session.scalars(select(Outbox.element_id)).all() == ["M_TellWithdrawn"]
    kinds = [event.kind for event in history.of(session, case.id)]
    assert [kind for kind in kinds if kind != "message_queued"][-3:] == [
        "message_received",
        "task_cancelled",
        "case_ended",
    ]
    assert (
        session.scalars(select(UserTask.status).where(UserTask.element_id == "CR_Assign")).one() == TaskStatus.CANCELLED
    )


def test_the_same_withdrawal_again_changes_nothing_and_another_is_too_late(session: Session, officer: Actor) -> None:
    case = withdraw(session, factories.refer(session, officer), officer, "once")
    session.commit()
    revision = case.revision

    assert withdraw(session, case, officer, "once").revision == revision
    with pytest.raises(NothingWaits):
        withdraw(session, case, officer, "twice")


def test_a_message_is_for_its_role_and_needs_a_valid_form(session: Session, officer: Actor, outsider: Actor) -> None:
    case = factories.refer(session, officer)
    noura = factories.create_user(session, "noura", ["research_officer"])

    with pytest.raises(NotFound):
        withdraw(session, case, outsider)
    with pytest.raises(NotAllowed):
        withdraw(session, case, noura)
    with pytest.raises(forms.InvalidAnswers):
        cases.send_message(session, case.id, "withdraw", {}, officer, "w")
    with pytest.raises(NothingWaits):
        cases.send_message(session, case.id, "papers", {}, officer, "w")


def test_a_case_that_continues_offers_the_checked_papers_again(session: Session, officer: Actor) -> None:
    earlier = withdraw(session, factories.refer(session, officer), officer)
    session.commit()
    later = factories.start_case(session, officer, continues=earlier.id)

    assert (later.continues_id, later.person_id) == (earlier.id, earlier.person_id)
    assert later.facts["person"] == earlier.facts["person"]
    assert history.of(session, later.id)[0].details["continues"] == earlier.number
    definition = factories.policy_of(session).forms["check_info"]
    known = {"required_docs": ["national_id"]}
    offered = cases.filling.prefilled(session, later, definition, known, officer)
    assert offered is not None
    assert offered["f_papers_checked-0-state"] == ["matched"]
    assert offered["f_incomes-0-amount"] == ["1500.00"]
    finance = factories.create_user(session, "finance", ["finance"])
    assert cases.filling.prefilled(session, later, definition, known, finance) is None  # knows not of the earlier one


def test_only_an_ended_case_is_continued(session: Session, officer: Actor) -> None:
    earlier = factories.start_case(session, officer)

    with pytest.raises(Conflict):
        factories.start_case(session, officer, continues=earlier.id)


def test_a_role_that_has_or_had_a_task_sees_the_case(session: Session, officer: Actor, member: Actor) -> None:
    noura = factories.create_user(session, "noura", ["research_officer"])
    case = factories.refer(session, officer)

    assert cases.get(session, case.id, noura) is case
    with pytest.raises(NotFound):
        cases.get(session, case.id, member)
    factories.do(session, case, "CR_Assign", noura, researcher=str(noura.user_id), visit_needed=False)
    assert cases.get(session, case.id, noura) is case


def test_who_was_sent_a_message_of_the_case_sees_it(session: Session, officer: Actor) -> None:
    """The secretary is told of a withdrawal before having had any task of the case."""
    amal = factories.create_user(session, "amal", ["committee_secretary"])
    case = factories.refer(session, officer)
    with pytest.raises(NotFound):
        cases.get(session, case.id, amal)
    withdraw(session, case, officer)
    late = factories.create_user(session, "late", ["committee_secretary"])

    assert cases.get(session, case.id, amal) is case
    assert session.scalars(select(Case).where(access.seen(session, amal))).all() == [case]
    with pytest.raises(NotFound):
        cases.get(session, case.id, late)


def test_nobody_sees_a_case_without_right(session: Session, officer: Actor, outsider: Actor) -> None:
    case = factories.start_case(session, officer)

    with pytest.raises(NotFound):
        cases.get(session, case.id, outsider)
    with pytest.raises(NotFound):
        cases.get(session, case.id + 1, officer)
    assert session.scalars(select(Case).where(access.seen(session, outsider))).all() == []
    assert session.scalars(select(Case).where(access.seen(session, officer))).all() == [case]


def test_the_right_to_see_all_cases_sees_them(session: Session, officer: Actor) -> None:
    director = factories.create_user(session, "fahd", ["executive_director"])
    case = factories.start_case(session, officer)

    assert cases.get(session, case.id, director) is case


def test_the_chair_sees_the_ballot_without_being_a_member(session: Session, officer: Actor) -> None:
    noura = factories.create_user(session, "noura", ["research_officer"])
    chair = factories.create_user(session, "abdullah", ["committee_chair"])
    case = factories.bring_to_ballot(session, officer, noura)

    assert cases.get(session, case.id, chair) is case


def test_a_limited_field_is_seen_by_its_roles_only(session: Session, officer: Actor, outsider: Actor) -> None:
    fields = factories.policy_of(session).forms["check_info"].fields

    assert "papers_checked" in [field.name for field in access.visible_fields(fields, officer)]
    assert "papers_checked" not in [field.name for field in access.visible_fields(fields, outsider)]


def test_timers_are_rows_with_what_they_will_do(session: Session, officer: Actor) -> None:
    timers = factories.waiting_timers(session, factories.refer(session, officer))

    assert timers["TB_Overdue"].due_at == START + timedelta(days=14)
    assert timers["TB_Warn"].due_at == START + timedelta(days=10)
    assert timers["TB_Overdue"].effect_ar
    assert not timers["TB_Overdue"].interrupting


def _ask_for_papers(session: Session, case: Case, officer: Actor) -> None:
    lacking = {**factories.CHECKED, "check_result": "incomplete", "missing_note": "العقد"}
    papers = factories.papers_checked(session, case)
    factories.do(session, case, "S2_CheckInfo", officer, **lacking, papers_checked=papers)
    told = {"missing_papers": ["rent_contract"], "told_channel": "phone", "told_missing_on": "2026-11-22"}
    factories.do(session, case, "A_TellMissing", officer, **told)


def test_the_same_papers_sent_again_are_not_those_of_the_next_round(session: Session, officer: Actor) -> None:
    """Tokens of waits are random, so one case alone would prove nothing."""
    person = {"name": "سعاد بنت علي بن محمد القحطاني", "no_id_reason": "فقدت"}
    papers = raw(session, "papers_received", {"received_papers": ["rent_contract"]})
    for number in range(5):
        case = factories.start_case(session, officer)
        factories.do(session, case, "S1_Receive", officer, **{**factories.RECEIVED, "person": person})
        for _ in range(2):
            _ask_for_papers(session, case, officer)
            cases.send_message(session, case.id, "papers", papers, officer, f"first-{number}")

        assert factories.open_elements(session, case) == []


def test_an_answer_whose_question_is_now_hidden_does_not_stay(session: Session, officer: Actor) -> None:
    """What was lacking in the first check is not asked in the second: nothing lacks any more."""
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)
    _ask_for_papers(session, case, officer)
    papers = raw(session, "papers_received", {"received_papers": ["rent_contract"]})
    cases.send_message(session, case.id, "papers", papers, officer, "p")
    policy = factories.policy_of(session)
    again = factories.open_task(session, case, "S2_CheckInfo")
    assert tasks.known(policy, case, again)["missing_note"] == "العقد"

    papers_checked = factories.papers_checked(session, case)
    factories.do(session, case, "S2_CheckInfo", officer, **factories.CHECKED, papers_checked=papers_checked)
    known = tasks.known(policy, case, factories.open_task(session, case, "S4_Declare"))
    assert (known["missing_note"], known["missing_papers"]) == (None, ["rent_contract"])
    assert "missing_note" not in history.of(session, case.id)[-1].details["answers"]


def test_a_known_person_is_changed_in_sight(session: Session, officer: Actor) -> None:
    """Who changed what, and what stood there before, in words of both languages."""
    people.store(session, factories.SU)
    case = factories.start_case(session, officer)
    moved = {**factories.SU, "mobile": "0500000000"}
    factories.do(session, case, "S1_Receive", officer, **{**factories.RECEIVED, "person": moved})

    [event] = [event for event in history.of(session, case.id) if event.kind == "person_changed"]
    assert event.details["changed"] == {"mobile": ["0551234567", "0500000000"]}
    assert event.actor_id == officer.user_id
    for words, name in [(event.name_ar, "الجوال"), (event.name_en, "Mobile number")]:
        assert words is not None
        assert name in words
        assert "0551234567" in words
        assert "0500000000" in words


def test_a_number_typed_wrongly_does_not_rename_whose_it_is(session: Session, officer: Actor) -> None:
    person = people.store(session, factories.SU)
    case = factories.start_case(session, officer)
    another = {**factories.SU, "name": "فهد بن علي بن محمد القحطاني"}
    with pytest.raises(forms.InvalidAnswers) as refused:
        factories.do(session, case, "S1_Receive", officer, **{**factories.RECEIVED, "person": another})

    assert refused.value.form.errors.keys() == {"person.name"}
    assert person.name == factories.SU["name"]


def test_a_person_known_as_they_are_changes_nothing(session: Session, officer: Actor) -> None:
    people.store(session, factories.SU)
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)

    assert "person_changed" not in [event.kind for event in history.of(session, case.id)]
