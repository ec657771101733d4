"""Acts a scenario file through pages: the same steps that engine/scenario_steps.py acts by verbs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import isodate
from playwright.sync_api import Locator
from sqlalchemy import select

from engine import ballots, scenario_expectations
from engine.models import Case, MessageWait, TaskStatus, UserTask
from engine.scenario_steps import describe, encoded
from engine.scenario_world import FIRST, World
from engine.scenarios import read
from tests.browser import showing
from tests.browser.filling import Filling
from tests.browser.people import WIDE, Crowd, Person
from tests.browser.site import ROOT, Site

Step = Mapping[str, Any]
PROCESSES = ROOT / "processes"
REFUSED, FORBIDDEN, CONFLICT = 422, (403, 404), 409


@dataclass
class Driver:
    """One scenario on one site. `files` waits for the task that they are to be attached at."""

    site: Site
    crowd: Crowd
    file: Path
    locale: str = "ar"
    size: Mapping[str, int] = field(default_factory=lambda: WIDE)
    script: bool = True
    files: dict[tuple[str, str], list[tuple[str, Path]]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    last: Person | None = None

    def __post_init__(self) -> None:
        self.scenario = read(self.file)
        starts = datetime.fromisoformat(self.scenario["starts"])
        self.site.put_back()
        self.site.set_clock(starts)
        roles = self.scenario["people"]
        users = {name: self.site.users[name] for name in roles}
        self.world = World(self.site.session(), PROCESSES, self.file.parent, starts, users, roles)

    def act(self, *, until: int | None = None) -> None:
        """Every step, or the first so many; then what is expected at the end."""
        for number, step in enumerate(self.scenario["steps"][:until], 1):
            try:
                self.step(step)
            except AssertionError as error:
                error.add_note(f"{self.file.name}, step {number}: {describe(step)}")
                raise
        if until is None and "expect" in self.scenario:
            self.expect(self.scenario["expect"].get("case"), self.scenario["expect"])
        self.world.session.close()

    def step(self, step: Step) -> None:
        kind = next(kind for kind in self.verbs if kind in step)
        self.verbs[kind](self, step)
        self.site.work()
        self.world.session.rollback()

    def person(self, step: Step) -> Person:
        name = self._login(step["as"])
        self.last = self.crowd.person(self.site, name, size=dict(self.size), script=self.script)
        if name not in self.seen:
            self.last.go("/settings")
            self.last.speak(self.locale)
            self.seen.add(name)
        return self.last

    def _login(self, name: str) -> str:
        """A person by name, or by a role that only one of them holds."""
        if name in self.world.users:
            return name
        [login] = [person for person, held in self.world.roles.items() if name in held]
        return login

    # Steps

    def start(self, step: Step) -> None:
        wanted = step["start"]
        person = self.person(wanted)
        if "continues" in wanted:
            person.go(f"/cases/{self.world.case(wanted['continues']).id}")
            again = person.page.get_by_role("heading", name=person.say("Take it up again"))
            person.follow(person.page.locator(".card").filter(has=again).get_by_role("link"))
        else:
            person.go("/inbox")
            person.follow(person.page.locator("#content").get_by_role("link", name=person.say("Open a new case")))
        if person.page.url.endswith("/cases/new"):
            person.follow(person.page.locator(f".work a[href*='{wanted['process']}']"))
        form = self.world.policy().specs.processes[wanted["process"]].start.form
        self._filling(person, str(form)).fill(wanted.get("answers", {}))
        assert person.press("Open the case") == 200
        found = re.search(r"/cases/(\d+)$", person.page.url)
        assert found, person.page.url
        self.world.cases[wanted.get("case") or step.get("case") or FIRST] = int(found[1])

    def do(self, step: Step) -> None:
        task, case, person = self._task(step, step["do"]), self._case(step), self.person(step)
        address = f"/tasks/{task.id}"
        raw = encoded(self.world, str(task.form), step.get("answers", {}), "", "") if task.form else {}
        if self._is_kept_out(step, person, task, address, raw):
            return
        person.follow(self.in_inbox(person, case, task))
        if not task.form:
            assert person.press("Done") == 200
            return
        filling = self._filling(person, task.form, self.files.pop((case.number, step["do"]), []))
        self._send(step, person, filling, step.get("answers", {}), "Complete the task", address, raw)

    def ballot(self, step: Step) -> None:
        task, case, person = self._task(step, step["ballot"]), self._case(step), self.person(step)
        given = {key: step[key] for key in ("vote", "reason", "reservation") if key in step} | step.get("answers", {})
        form = ballots.entry(self.world.policy(), task)["form"]
        address, raw = f"/tasks/{task.id}/vote", encoded(self.world, form, given, "", "")
        if self._is_kept_out(step, person, task, address, raw):
            return
        person.go("/committee/")
        person.follow(self._row(person, case, task))
        if "recuse" in step:
            self._recuse(person, step["recuse"])
        else:
            self._send(step, person, self._filling(person, form), given, "Cast my vote", address, raw)

    def _recuse(self, person: Person, reason: str) -> None:
        person.page.get_by_text(person.say("I must not take part in this vote")).click()
        person.page.get_by_label(person.say("Why (kinship, interest, other)")).fill(reason)
        assert person.press("Record that I do not take part") == 200

    def close_ballot(self, step: Step) -> None:
        task, case, person = self._task(step, step["close_ballot"]), self._case(step), self.person(step)
        if self._is_kept_out(step, person, task, f"/tasks/{task.id}/close", {}):
            return
        person.go(f"/cases/{case.id}")
        person.follow(self._row(person, case, task))
        person.page.get_by_text(person.say("Close the ballot before everyone has voted")).click()
        assert person.press("Close the ballot now") == 200

    def message(self, step: Step) -> None:
        case, person, name = self._case(step), self.person(step), step["message"]
        waits = select(MessageWait).where(MessageWait.case_id == case.id, MessageWait.message == name)
        wait = self.world.session.scalars(waits.order_by(MessageWait.id.desc())).first()
        assert wait, f"the case never waited for {name}"
        address = f"/cases/{case.id}/messages/{name}"
        raw = encoded(self.world, wait.form, step.get("answers", {}), "", "")
        if "conflict" in step:
            self._comes_too_late(person, address, raw)
            return
        person.go(f"/cases/{case.id}")
        person.follow(person.page.locator(f"#waits a[href$='/messages/{name}']"))
        self._send(step, person, self._filling(person, wait.form), step.get("answers", {}), "Record", address, raw)

    def attach(self, step: Step) -> None:
        """The file waits on the person's disk until the task is done."""
        bases = (self.file.parent, self.file.parent.parent)
        path = next(base / step["file"] for base in bases if (base / step["file"]).is_file())
        self.files.setdefault((self._case(step).number, step["attach"]), []).append((step["field"], path))

    def wait(self, step: Step) -> None:
        ends = step.get("until")
        moment = datetime.fromisoformat(ends) if ends else self.site.now + isodate.parse_duration(step["wait"])
        self.world.mark_sent()
        self.site.set_clock(moment)

    def expected(self, step: Step) -> None:
        self.expect(step.get("case"), step["expect"])

    def expect(self, name: str | None, expected: Mapping[str, Any]) -> None:
        """What pages show, as a page shows it to whoever acted last; the whole also as the database holds it."""
        self.world.now = self.site.now
        assert scenario_expectations.differences(self.world, name, expected) == []
        assert self.last
        showing.compare(self.last, self.world, self.world.case(name), expected)

    def not_visible(self, step: Step) -> None:
        assert scenario_expectations.visible(self.world, step.get("case"), step["not_visible"]) == []

    verbs = {
        "start": start,
        "do": do,
        "ballot": ballot,
        "close_ballot": close_ballot,
        "message": message,
        "attach": attach,
        "wait": wait,
        "until": wait,
        "expect": expected,
        "not_visible": not_visible,
    }

    # Where things are on the pages

    def _case(self, step: Step) -> Case:
        return self.world.case(step.get("case"))

    def _task(self, step: Step, element: str) -> UserTask:
        query = select(UserTask).where(UserTask.case_id == self._case(step).id, UserTask.element_id == element)
        found = list(self.world.session.scalars(query.order_by(UserTask.id)))
        still_open = [task for task in found if task.status is TaskStatus.OPEN]
        assert found, f"{element} never opened"
        return still_open[step.get("nth", 1) - 1] if still_open else found[-1]

    def _filling(self, person: Person, form: str, files: list[tuple[str, Path]] | None = None) -> Filling:
        return Filling(person, self.world.policy().forms[form], self.world.users, files or [])

    def in_inbox(self, person: Person, case: Case, task: UserTask) -> Locator:
        """Searched by the case's number, under my roles, else with me."""
        for tab in ("roles", "mine"):
            person.go(f"/inbox/{tab}?q={case.number}")
            if (row := self._row(person, case, task)).count():
                return row
        raise AssertionError(f"{task.element_id} is not in {person.login}'s inbox")

    def _row(self, person: Person, case: Case, task: UserTask) -> Locator:
        return person.page.locator(f".work li a[href$='/tasks/{task.id}']").filter(has_text=self._name(task))

    def _name(self, task: UserTask) -> str:
        return task.name_ar if self.locale == "ar" else task.name_en

    # Sent, and refused

    def _send(
        self,
        step: Step,
        person: Person,
        filling: Filling,
        answers: Mapping[str, Any],
        button: str,
        address: str,
        raw: Any,
    ) -> None:
        wanted = sorted(step.get("refused", []))
        if missing := [path for path in wanted if "." not in path and not self._may_choose(filling, path, answers)]:
            self._is_refused_when_forced(person, address, raw, missing)
            return
        filling.fill(answers)
        typed = filling.typed()
        status = person.press(button)
        if not wanted:
            assert status == 200, person.page.locator("[data-summary], .empty").all_inner_texts()
            assert person.page.locator(".alert-success").count() == 1
            return
        assert (status, filling.errors()) == (REFUSED, wanted)
        assert person.page.locator("[data-summary] li").count() == len(wanted)
        assert filling.typed() >= typed, "something that was typed is lost"

    def _may_choose(self, filling: Filling, name: str, answers: Mapping[str, Any]) -> bool:
        return name not in answers or filling.offers(name, answers[name])

    def _is_refused_when_forced(self, person: Person, address: str, raw: Any, names: list[str]) -> None:
        """An answer that the page does not offer, sent all the same."""
        status, text = person.post(address, {**raw, "action": "complete"})
        assert status == REFUSED
        assert all(f'id="f_{name}-errors"' in text for name in names)

    def _is_kept_out(self, step: Step, person: Person, task: UserTask, address: str, raw: Any) -> bool:
        """Too late or not allowed: the page does not offer it, and sending it all the same is refused."""
        if "conflict" in step:
            self._comes_too_late(person, address, raw)
        elif "forbidden" in step:
            self._is_forbidden(person, task, address, raw)
        return "conflict" in step or "forbidden" in step

    def _comes_too_late(self, person: Person, address: str, raw: Any) -> None:
        status, text = person.post(address, {**raw, "action": "complete"})
        assert status == CONFLICT
        assert f"<h1>{person.say('The case has moved on')}</h1>" in text

    def _is_forbidden(self, person: Person, task: UserTask, address: str, raw: Any) -> None:
        person.go(f"/inbox/roles?q={task.case.number}")
        assert person.page.locator(f"a[href$='/tasks/{task.id}']").count() == 0
        answer = person.go(f"/tasks/{task.id}")
        assert answer.status in (200, *FORBIDDEN)
        assert person.page.locator("button[name=action][value=complete]").count() == 0
        status, _ = person.post(address, {**raw, "action": "complete"})
        assert status in FORBIDDEN
