"""Many write at once: nobody is told that the database is locked (reliability test 12)."""

import threading
import time
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from engine.actors import Actor
from engine.models import Case
from engine.policies.versions import Policy
from tests import factories
from tests.chaos import oracle
from tests.chaos.conftest import Enter
from tests.chaos.site import Site, Visitor

WRITERS = 8


@dataclass
class Writer:
    """Opens cases as fast as the site takes them."""

    visitor: Visitor
    policy: Policy
    name: str
    seconds: float
    statuses: set[int] = field(default_factory=set)
    took: list[float] = field(default_factory=list)

    def write(self) -> None:
        raw = forms.encode(self.policy.forms["start"], {"origin": "applicant"})
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            begun = time.monotonic()
            fields = {**raw, "action": "complete", "token": f"{self.name}-{len(self.took)}"}
            self.statuses.add(self.visitor.post("/cases/new/beneficiary_case", fields).status)
            self.took.append(time.monotonic() - begun)


@pytest.mark.parametrize("seconds", [3, pytest.param(20, marks=pytest.mark.chaos)])
def test_nobody_is_told_that_the_database_is_locked(
    session: Session, site: Site, enter: Enter, officer: Actor, seconds: float
) -> None:
    site.work()
    policy = factories.policy_of(session)
    writers = [Writer(enter(officer), policy, f"w{number}", seconds) for number in range(WRITERS)]
    threads = [threading.Thread(target=writer.write) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = sorted(second for writer in writers for second in writer.took)

    assert set().union(*(writer.statuses for writer in writers)) == {303}
    oracle.check(session)
    numbers = session.scalars(select(Case.number)).all()
    assert len(numbers) == len(set(numbers)) == len(took)
    assert "locked" not in site.log.read_text()
    assert not site.faults()
    print(f"{len(took)} cases by {WRITERS} writers, p99 {took[int(len(took) * 0.99)] * 1000:.0f} ms")
