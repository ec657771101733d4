"""Claim, release, reassign, draft and complete in any order, beside a model of a few lines (reliability test 7)."""

from collections.abc import Callable
from typing import ClassVar

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


class Claims(RuleBasedStateMachine):
    """The model: who holds the task, who completed it by which press, how often something was told."""

    session: ClassVar[Session]
    people: ClassVar[dict[str, Actor]]
    raw: ClassVar[dict[str, list[str]]]

    def __init__(self) -> None:
        super().__init__()
        case = factories.start_case(self.session, self.people["haya"])
        self.case_id = case.id
        self.task_id = factories.open_task(self.session, case, "S1_Receive").id
        self.session.commit()
        self.holder: str | None = None
        self.done: tuple[str, str] | None = None
        self.told = 1  # that it was started
        self.acts = 0

    @rule(who=PERSON)
    def claim(self, who: str) -> None:
        wanted = self.refusal(who)
        is_new = wanted is None and self.holder is None
        self.act(wanted, lambda: tasks.claim(self.session, self.task_id, self.people[who]))
        if is_new:
            self.holder, self.told = who, self.told + 1

    @rule(who=PERSON)
    def release(self, who: str) -> None:
        may = who == self.holder or who == "turki"
        self.act(self.stranger(who, may=may) or self.closed(when=self.holder is not None), self.releasing(who))
        if may and self.holder is not None and self.done is None:
            self.holder, self.told = None, self.told + 1

    def releasing(self, who: str) -> Callable[[], object]:
        return lambda: tasks.release(self.session, self.task_id, self.people[who])

    @rule(who=PERSON, to=PERSON)
    def reassign(self, who: str, to: str) -> None:
        may = who == self.holder or who == "turki"
        wanted = self.stranger(who, may=may) or self.closed() or (None if to in DOERS else NotAllowed)
        to_id = self.people[to].user_id
        self.act(wanted, lambda: tasks.reassign(self.session, self.task_id, to_id, self.people[who]))
        if wanted is None:
            self.holder, self.told = to, self.told + 1

    @rule(who=PERSON)
    def draft(self, who: str) -> None:
        """Who types first has the task."""
        wanted = self.refusal(who)
        self.act(wanted, lambda: tasks.save_draft(self.session, self.task_id, self.raw, self.people[who]))
        if wanted is None and self.holder is None:
            self.holder, self.told = who, self.told + 1

    @precondition(lambda self: self.acts > 5)
    @rule(who=PERSON, token=TOKEN)
    def complete(self, who: str, token: str) -> None:
        wanted = None if self.done == (who, token) else self.refusal(who)
        is_new = wanted is None and self.done is None
        self.act(wanted, lambda: tasks.complete(self.session, self.task_id, self.raw, self.people[who], token))
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
        if wanted is None:
            verb()
            self.session.commit()
        else:
            with pytest.raises(wanted):
                verb()
            self.session.rollback()

    @invariant()
    def the_row_agrees(self) -> None:
        task = self.session.get_one(tasks.UserTask, self.task_id)
        holder = self.people[self.holder].user_id if self.holder else None
        assert task.claimed_by_id == holder
        assert task.status is (TaskStatus.COMPLETED if self.done else TaskStatus.OPEN)
        told = select(func.count()).where(HistoryEvent.case_id == self.case_id)
        assert self.session.scalar(told) == self.told
        self.session.commit()


@pytest.mark.parametrize(("examples", "steps"), [(15, 15), pytest.param(2_000, 30, marks=pytest.mark.chaos)])
def test_the_rows_agree_with_the_model(session: Session, examples: int, steps: int) -> None:
    people = {login: factories.create_user(session, login, roles) for login, roles in PEOPLE.items()}
    known = {"session": session, "people": people, "raw": _raw(session, people["haya"])}
    machine = type("BoundClaims", (Claims,), known)
    asked = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=asked)


def _raw(session: Session, officer: Actor) -> dict[str, list[str]]:
    case = factories.start_case(session, officer)
    raw = factories.raw_for(session, factories.open_task(session, case, "S1_Receive"), INQUIRY)
    return {name: list(texts) for name, texts in raw.items()}
