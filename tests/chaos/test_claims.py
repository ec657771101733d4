"""Claim, release, reassign, draft and complete in any order, beside a model of a few lines (reliability test 7)."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import tasks
from engine.actors import Actor
from engine.errors import Conflict, EngineError, NotAllowed, NotFound, TaskClosed
from engine.models import HistoryEvent, TaskStatus
from tests import factories

PEOPLE = {
    "haya": ["relations_officer"],
    "reem": ["relations_officer"],
    "turki": ["executive_director"],  # may hand over, may not do
    "saad": [],
}
DOERS = {"haya", "reem"}
Refusal = type[EngineError] | tuple[type[EngineError], ...] | None
PERSON, TOKEN = st.sampled_from(sorted(PEOPLE)), st.sampled_from(["one", "two"])
INQUIRY = {"channel": "phone", "language": "ar", "need": "inquiry"}


def machine(session: Session, people: dict[str, Actor]) -> type[RuleBasedStateMachine]:
    raw = {name: list(texts) for name, texts in _raw(session, people["haya"]).items()}

    class Claims(RuleBasedStateMachine):
        """The model: who holds the task, who completed it by which press, how often something was told."""

        def __init__(self) -> None:
            super().__init__()
            case = factories.start_case(session, people["haya"])
            self.case_id = case.id
            self.task_id = factories.open_task(session, case, "S1_Receive").id
            session.commit()
            self.holder: str | None = None
            self.done: tuple[str, str] | None = None
            self.told = 1  # that it was started
            self.acts = 0

        @rule(who=PERSON)
        def claim(self, who: str) -> None:
            wanted = self.refusal(who)
            is_new = wanted is None and self.holder is None
            self.act(wanted, lambda: tasks.claim(session, self.task_id, people[who]))
            if is_new:
                self.holder, self.told = who, self.told + 1

        @rule(who=PERSON)
        def release(self, who: str) -> None:
            may = who == self.holder or who == "turki"
            self.act(self.stranger(who, may=may) or self.closed(when=self.holder is not None), self.releasing(who))
            if may and self.holder is not None and self.done is None:
                self.holder, self.told = None, self.told + 1

        def releasing(self, who: str) -> Callable[[], object]:
            return lambda: tasks.release(session, self.task_id, people[who])

        @rule(who=PERSON, to=PERSON)
        def reassign(self, who: str, to: str) -> None:
            may = who == self.holder or who == "turki"
            wanted = self.stranger(who, may=may) or self.closed() or (None if to in DOERS else NotAllowed)
            to_id = people[to].user_id
            self.act(wanted, lambda: tasks.reassign(session, self.task_id, to_id, people[who]))
            if wanted is None:
                self.holder, self.told = to, self.told + 1

        @rule(who=PERSON)
        def draft(self, who: str) -> None:
            self.act(self.refusal(who), lambda: tasks.save_draft(session, self.task_id, raw, people[who]))

        @precondition(lambda self: self.acts > 5)
        @rule(who=PERSON, token=TOKEN)
        def complete(self, who: str, token: str) -> None:
            wanted = None if self.done == (who, token) else self.refusal(who)
            is_new = wanted is None and self.done is None
            self.act(wanted, lambda: tasks.complete(session, self.task_id, raw, people[who], token))
            if is_new:
                self.done, self.told = (who, token), self.told + 1

        def refusal(self, who: str) -> Refusal:
            """Of what only a doer may do, who holds the task or finds it free."""
            held = Conflict if self.holder not in (None, who) else None
            return self.stranger(who, may=who in DOERS) or self.closed() or held

        def stranger(self, who: str, *, may: bool) -> Refusal:
            return None if may else (NotFound, NotAllowed)

        def closed(self, *, when: bool = True) -> Refusal:
            return TaskClosed if self.done and when else None

        def act(self, wanted: Refusal, verb: Callable[[], object]) -> None:
            self.acts += 1
            try:
                verb()
            except EngineError as refusal:
                session.rollback()
                assert wanted, f"{refusal!r} was not expected"
                assert isinstance(refusal, wanted), f"{refusal!r}, expected {wanted}"
            else:
                session.commit()
                assert wanted is None, f"{wanted} was expected"

        @invariant()
        def the_row_agrees(self) -> None:
            task = session.get_one(tasks.UserTask, self.task_id)
            holder = people[self.holder].user_id if self.holder else None
            assert task.claimed_by_id == holder
            assert task.status is (TaskStatus.COMPLETED if self.done else TaskStatus.OPEN)
            told = select(func.count()).where(HistoryEvent.case_id == self.case_id)
            assert session.scalar(told) == self.told
            session.commit()

    return Claims


@pytest.mark.parametrize(("examples", "steps"), [(15, 15), pytest.param(2_000, 30, marks=pytest.mark.chaos)])
def test_the_rows_agree_with_the_model(session: Session, examples: int, steps: int) -> None:
    people = {login: factories.create_user(session, login, roles) for login, roles in PEOPLE.items()}
    asked = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine(session, people), settings=asked)


def _raw(session: Session, officer: Actor) -> Any:
    case = factories.start_case(session, officer)
    return factories.raw_for(session, factories.open_task(session, case, "S1_Receive"), INQUIRY)
