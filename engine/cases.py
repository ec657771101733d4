"""Cases: started, sent messages, read, and written down step by step."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

import forms
from engine import access, attempts, clock, filling, locking, recording, timers
from engine.actors import Actor
from engine.bpmn import run
from engine.bpmn.elements import ProcessInfo
from engine.errors import Conflict, NotFound, NothingWaits
from engine.history import Event
from engine.models import Case, CaseStatus, Counter, MessageWait, PolicyVersion
from engine.policies import versions
from engine.policies.versions import Policy

record = recording.record


def get(session: Session, case_id: int, actor: Actor) -> Case:
    """Return a case that the actor may see."""
    return access.case(session, case_id, actor)


def start(
    session: Session,
    process_id: str,
    raw: forms.RawAnswers,
    actor: Actor,
    token: str,
    *,
    continues: int | None = None,
) -> Case:
    """Open a case on the version in force and let it run to where it first waits."""
    done = _started(session, token, actor)
    if done:
        return done
    version = versions.in_force(session)
    policy = versions.policy(session, version.id)
    process, definition = _startable(policy, process_id, actor)
    earlier = _ended(session, continues, actor) if continues is not None else None
    case = _new(session, version, policy, process_id, token, earlier)
    answers = forms.answers(definition, raw, filling.surroundings(session, policy, actor, case.facts, case=case))

    kept = filling.settle(session, case, definition, answers, actor)
    data = filling.data_of(definition, kept)
    step = run.start(policy.specs, process_id, data, locking.environment(session, case, policy))
    details = {"answers": kept, "form": process.start.form}
    if earlier:
        details["continues"] = earlier.number
    started = Event("case_started", name_ar=process.name_ar, name_en=process.name_en, role=process.start.role)
    record(session, case, step, actor, started.having(details))
    return case


def send_message(session: Session, case_id: int, message: str, raw: forms.RawAnswers, actor: Actor, token: str) -> Case:
    """Give the case something it waits for: papers, a withdrawal."""
    access.case(session, case_id, actor)
    case = locking.case(session, case_id)
    timers.fire_late(session, case)
    wait = _wait(session, case, message, token)
    access.check_role(wait.role, actor)
    if not wait.open:
        return case  # the same token again
    policy = versions.policy(session, case.version_id)
    known = {**run.data_at(policy.specs, case.process_id, case.state, wait.token), **case.facts}
    definition = policy.forms[wait.form]
    answers = forms.answers(definition, raw, filling.surroundings(session, policy, actor, known, case=case))

    arguments = {"message": message, "raw": attempts.raw_of(raw), "token": token}
    with attempts.attempt(case.id, "send_message", f"message:{message}", actor, **arguments):
        kept = filling.settle(session, case, definition, answers, actor)
        env = locking.environment(session, case, policy)
        data = filling.data_of(definition, kept)
        step = run.send_message(policy.specs, case.process_id, case.state, wait.token, data, env)
        wait.submit_token, wait.open = token, False
        event = Event("message_received", wait.element_id, wait.name_ar, wait.name_en, wait.role)
        record(session, case, step, actor, event.having({"answers": kept, "form": wait.form}))
    return case


@attempts.retried_by("send_message")
def _send_again(session: Session, retry: Mapping[str, Any]) -> object:
    """Do a failed message again as the person who sent it."""
    return send_message(session, retry["case_id"], actor=attempts.actor_of(retry), **retry["arguments"])


def _started(session: Session, token: str, actor: Actor) -> Case | None:
    case = session.scalar(select(Case).where(Case.start_token == token))
    if case is not None and not access.may_see(session, case, actor):
        raise Conflict("the start token was used by somebody else")
    return case


def _startable(policy: Policy, process_id: str, actor: Actor) -> tuple[ProcessInfo, forms.Definition]:
    process = policy.specs.processes.get(process_id)
    if process is None or process.start.form is None:  # one that only other processes call
        raise NotFound(f"process {process_id}")
    access.check_role(process.start.role, actor)
    return process, policy.forms[process.start.form]


def _ended(session: Session, case_id: int, actor: Actor) -> Case:
    earlier = access.case(session, case_id, actor)
    if earlier.status is not CaseStatus.ENDED:
        raise Conflict(
            f"case {earlier.number} is open",
            ar="لا تُستأنف إلا معاملة منتهية، وهذه ما زالت قائمة.",
            en="Only a case that has ended can be continued; this one is still open.",
        )
    return earlier


def _new(
    session: Session, version: PolicyVersion, policy: Policy, process_id: str, token: str, earlier: Case | None
) -> Case:
    number, now = _next_number(session), clock.now()
    facts = _first_facts(policy, number)
    if earlier and earlier.facts.get("person"):
        facts["person"] = earlier.facts["person"]
    case = Case(
        number=number,
        version_id=version.id,
        process_id=process_id,
        status=CaseStatus.OPEN,
        state=b"",
        facts=facts,
        person_id=earlier.person_id if earlier else None,
        continues_id=earlier.id if earlier else None,
        start_token=token,
        started_at=now,
    )
    session.add(case)
    session.flush()
    return case


def _first_facts(policy: Policy, number: str) -> dict[str, Any]:
    parameters = policy.association.get("parameters", {})
    return {
        **{name: parameter["value"] for name, parameter in parameters.items()},
        **dict.fromkeys(policy.specs.marks, False),
        "case_number": number,
        "person": None,
        "channel": None,
        "origin": None,
        "started_at": clock.local(clock.now()).isoformat(),
        "open_case_of_person": None,
    }


def _next_number(session: Session) -> str:
    """Count up; the counter's row stays locked until the commit, so no number is given twice or lost."""
    year = clock.today().year
    name = f"case-{year}"
    count = update(Counter).where(Counter.name == name).values(value=Counter.value + 1).returning(Counter.value)
    value = session.scalar(count)
    if value is None:
        session.execute(
            text("INSERT INTO counter (name, value) VALUES (:name, 0) ON CONFLICT DO NOTHING"), {"name": name}
        )
        value = session.scalars(count).one()
    return f"{year}-{value:04d}"


def _wait(session: Session, case: Case, message: str, token: str) -> MessageWait:
    """Return the wait that this token ended, else the one that is open: the same papers are not taken in twice."""
    query = select(MessageWait).where(MessageWait.case_id == case.id, MessageWait.message == message)
    waits = session.scalars(query.execution_options(populate_existing=True)).all()
    found = next((wait for wait in waits if wait.submit_token == token), None)
    found = found or next((wait for wait in waits if wait.open), None)
    if found is None:
        raise NothingWaits(f"case {case.id} does not wait for {message}")
    return found
