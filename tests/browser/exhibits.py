"""A site whose cases stand in many states, so that every page has something to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import attempts, clock, documents, incidents, scenario_steps, tasks, users
from engine.database import writing
from engine.errors import StepFailed
from engine.models import Case, Document, MessageWait, Person, TaskStatus, UserTask
from engine.policies import versions
from engine.scenario_world import FIRST, World
from engine.scenarios import read
from engine.studio import sandbox_people, sandboxes
from tests import factories
from tests.browser.driver import PROCESSES
from tests.browser.site import PEOPLE, START, Site

SCENARIOS = PROCESSES / "beneficiary_relations" / "scenarios"
NOW = datetime.fromisoformat("2026-12-07T10:00+03:00")
# Acted up to (not including) the first step at this element or message, or whole.
ACTED = {
    "ended": ("01_straight_path", None),
    "refused": ("06_refusal_appeal_off", None),
    "late": ("08_more_information_overdue", "CR_MoreInfo"),
    "voting": ("09_duplicate_and_withdrawal", "withdraw"),
    "missing": ("04_never_returns", "A_CloseIncomplete"),
    "checking": ("05_unclear_procedures", "S4_Declare"),
    "declaring": ("reply_forgotten", "S4_Declare"),
    "fresh": ("02_inquiry_bad_digits", "S1_Receive"),
}


@dataclass
class Exhibits:
    """Where each thing to look at stands; the database is kept to come back to. `trial` is reem's sandbox."""

    site: Site
    cases: dict[str, int]
    template: Path
    trial: str

    def put_back(self) -> None:
        self.site.put_back(self.template)
        self.site.set_clock(NOW)

    def task(self, case: str, element: str) -> int:
        query = select(UserTask.id).where(UserTask.case_id == self.cases[case], UserTask.element_id == element)
        with self.site.session() as session:
            return session.scalars(query.where(UserTask.status == TaskStatus.OPEN)).one()

    def closed_task(self, case: str, element: str) -> int:
        query = select(UserTask.id).where(UserTask.case_id == self.cases[case], UserTask.element_id == element)
        with self.site.session() as session:
            return session.scalars(query).first() or 0

    def message(self, case: str) -> str:
        query = select(MessageWait.message).where(MessageWait.case_id == self.cases[case])
        with self.site.session() as session:
            return session.scalars(query).first() or ""

    def document(self, case: str) -> int:
        with self.site.session() as session:
            return session.scalars(select(Document.id).where(Document.case_id == self.cases[case])).first() or 0


def fill(site: Site) -> Exhibits:
    site.put_back()
    session = site.session()
    writing(session)
    cases = {}
    for number, (name, (file, before)) in enumerate(ACTED.items()):
        path = SCENARIOS / f"{file}.yaml"
        world = World(session, PROCESSES, path.parent, START, site.users, PEOPLE)
        world.acts = number * 1000  # the same token twice is the same act
        _act(world, _until(read(path)["steps"], before))
        cases[name] = world.cases[FIRST]
    _claim_and_keep_a_draft(world, cases["fresh"])
    _fail(world, cases["checking"])
    trial = _try_it(session, site)
    session.close()
    exhibits = Exhibits(site, cases, site.folder / "exhibits.db", trial)
    site.keep(exhibits.template)
    return exhibits


def _until(steps: Iterable[Mapping[str, Any]], element: str | None) -> Iterable[Mapping[str, Any]]:
    for step in steps:
        if element in (step.get("do"), step.get("message")) and element:
            return
        yield step


def _act(world: World, steps: Iterable[Mapping[str, Any]]) -> None:
    """A period with which a scenario would go on is bounded by the moment at which the pages are looked at."""
    for step in steps:
        if "until" in step:
            world.work(min(datetime.fromisoformat(step["until"]), NOW))
        elif not step.keys() & {"expect", "not_visible", "wait"}:
            scenario_steps.act(world, step)


def _claim_and_keep_a_draft(world: World, case: int) -> None:
    with clock.at(NOW):
        task = factories.open_task(world.session, world.session.get_one(Case, case), "S1_Receive")
        haya = world.actor("haya")
        tasks.claim(world.session, task.id, haya)
        draft = factories.raw_for(world.session, task, {"need": "support", "channel": "phone"})
        tasks.save_draft(world.session, task.id, draft, haya)
        world.session.commit()


def _try_it(session: Session, site: Site) -> str:
    """A sandbox on the version in force: one case before the committee whose reply is late, one just opened."""
    sandboxes.root = site.folder / "sandboxes" / site.association
    with clock.at(NOW):
        made = sandboxes.open(session, versions.in_force(session).id, users.actor(session, site.users["reem"]))
        session.commit()
    with documents.kept_in(sandboxes.documents_of(made)), Session(sandboxes.database(made)) as inside, clock.at(NOW):
        writing(inside)
        officer = sandbox_people.actor(inside, None, "ar")
        factories.refer(inside, officer)
        inside.execute(
            update(Person).values(name="نورة بنت سعد بن محمد الشهراني")
        )  # a name that the tests of words know
        inside.commit()
        sandboxes.forward(inside, NOW + timedelta(days=15))
        factories.start_case(inside, officer)
        inside.commit()
    return f"/studio/{made.version_id}/try/{made.key}"


def _fail(world: World, case: int) -> None:
    """A step that failed once, as incidents keep it."""
    words = {"ar": "الاسم «x» غير معروف.", "en": "The name 'x' is unknown."}
    task = factories.open_task(world.session, world.session.get_one(Case, case), "S4_Declare")
    arguments = {"task_id": task.id, "raw": {}, "token": "kept"}
    with clock.at(NOW):
        try:
            with attempts.attempt(case, "complete", f"task:{task.id}", world.actor("haya"), **arguments):
                raise StepFailed("unknown name", element_id="S5_InformReferral", **words)
        except StepFailed as failure:
            incidents.record(world.session, failure)
        world.session.commit()
