"""A quality officer's revision from end to end: a draft changed in the browser, then a case acted in its sandbox.

The sandbox is acted by the same steps as the scenarios, through the same pages, by one officer who plays every role.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from engine import clock, documents
from engine.database import make_engine
from engine.models import SandboxClock, User
from engine.scenario_world import World
from engine.scenarios import read
from tests.browser.driver import PROCESSES, Driver, Step
from tests.browser.people import WIDE, Crowd, Person
from tests.browser.site import Site

STRAIGHT = PROCESSES / "beneficiary_relations" / "scenarios" / "01_straight_path.yaml"
PATIENCE = 20_000
CAST = {
    "haya": "relations_officer",
    "fahd": "research_officer",
    "abdullah": "committee_chair",
    "mona": "committee_member",
    "salem": "committee_member_2",
    "majed": "committee_secretary",
    "saad": "service_provider",
    "bandar": "finance",
    "turki": "executive_director",
}
"""Who a scenario's people are in a sandbox."""


def straight_path(*, before: str = "", after: str = "") -> list[Step]:
    """What people do in the straight path, without its expectations; up to a step, or from the one that follows it."""
    steps = [step for step in read(STRAIGHT)["steps"] if not _is_a_check(step)]
    acts = [(number, step.get("do") or step.get("ballot")) for number, step in enumerate(steps)]
    at = {element: number for number, element in reversed(acts) if element}
    return steps[at[after] + 1 if after else 0 : at[before] if before else None]


def _is_a_check(step: Step) -> bool:
    return any(key in step for key in ("expect", "not_visible", "refused", "forbidden", "conflict"))


class Stage:
    """A sandbox as the driver sees a site: its address, its database, its clock, which only its pages move."""

    def __init__(self, officer: Person, address: str) -> None:
        self.officer, self.url = officer, officer.site.url + address
        key = address.rsplit("/", 1)[1]
        self.folder = officer.site.folder / "sandboxes" / officer.site.association / key
        self.engine: Engine = make_engine(f"sqlite:///{self.folder}/sandbox.db")
        with self.session() as session:
            known = {user.login: user.id for user in session.scalars(select(User))}
        self.users = {**known, **{name: known[login] for name, login in CAST.items() if login in known}}

    def session(self) -> Session:
        return Session(self.engine)

    @property
    def now(self) -> datetime:
        with self.session() as session:
            return session.scalars(select(SandboxClock.at)).one()

    def set_clock(self, moment: datetime) -> None:
        """To a moment of the officer's choice, in the strip above every page."""
        page = self.officer.page
        strip = page.locator(".trial-clock")
        if not strip.locator("#trial-moment").is_visible():
            strip.locator("summary").click()
        strip.locator("#trial-moment").fill(clock.local(moment).strftime("%Y-%m-%dT%H:%M"))
        with page.expect_navigation():
            strip.locator("button[value=moment]").click()

    def work(self) -> int:
        """Nothing to do: a sandbox works off what is due after every act."""
        return 0


class Trial(Driver):
    """Acts steps in a sandbox; `as` is a person of the scenarios, or a login of the sandbox."""

    def __init__(self, officer: Person, address: str) -> None:
        stage: Any = Stage(officer, address)
        self.site, self.crowd, self.file, self.locale = stage, Crowd(officer.context.browser), STRAIGHT, "ar"
        self.size, self.script, self.files, self.seen = WIDE, True, {}, set()
        self.last = Person("reem", stage, officer.context, officer.page, script=True, problems=officer.problems)
        roles: dict[str, list[str]] = {name: [] for name in stage.users}
        self.world = World(stage.session(), PROCESSES, STRAIGHT.parent, stage.now, stage.users, roles)

    def run(self, steps: list[Step]) -> "Trial":
        for step in steps:
            try:
                self.step(step)
            except AssertionError as error:
                error.add_note(str(step))
                raise
        return self

    def person(self, step: Step) -> Person:
        """The officer, who now plays this one."""
        assert self.last
        user = self.world.users[step["as"]]
        self.last.go("/inbox")
        button = self.last.page.locator(f".trial-role[value='{user}']")
        if button.get_attribute("aria-current"):
            return self.last
        if not button.is_visible():
            self.last.page.locator(".trial-roles summary").click()
        self.last.follow(button)
        return self.last

    def check(self, **expected: Any) -> "Trial":
        """What the case should be now, in the words of a scenario's `expect`."""
        with documents.kept_in(self.site.folder / "documents"):  # type: ignore[attr-defined]
            self.world.session.rollback()
            self.expect(None, expected)
        return self


@dataclass
class Workshop:
    """The officer's draft; every change to it goes through the pages."""

    officer: Person
    version: int

    @property
    def page(self) -> Page:
        return self.officer.page

    @cached_property
    def root(self) -> str:
        return f"/studio/{self.version}"

    def open(self, address: str) -> Page:
        assert self.officer.go(self.root + address).status == 200
        return self.page

    def is_sound(self) -> bool:
        """What the head of every page says."""
        self.open("/")
        return self.page.locator(".studio-head .tag-good").count() == 1

    def findings(self) -> list[str]:
        return self.open("/findings").locator(".finding.error").all_inner_texts()

    def changes(self) -> list[str]:
        """What the comparison with the version in force says, line by line."""
        page = self.open("/compare/1")
        for pair in page.locator(".compare-pair").all():
            pair.scroll_into_view_if_needed()
        expect(page.locator(".compare-pair:not([data-ready=true])")).to_have_count(0)
        return [plain(said) for said in page.locator(".difference-group li").all_inner_texts()]

    def save_entry(self) -> None:
        assert self.officer.press("Save") == 200, self.page.locator("[data-summary], .alert").all_inner_texts()

    @contextmanager
    def tried(self) -> Iterator[Trial]:
        """A trial of the draft as it stands; what the browser complained of fails the test."""
        assert self.findings() == []
        self.open("/try")
        assert self.officer.press("Start a new trial") == 200
        found = re.search(r"(/studio/\d+/try/[0-9a-f]{32})/", self.page.url)
        assert found, self.page.url
        trial = Trial(self.officer, found[1])
        yield trial
        trial.world.session.close()
        trial.site.engine.dispose()


def open_draft(site: Site, crowd: Crowd, title: str) -> Workshop:
    """A draft of the version in force, opened as an officer opens one."""
    reem = crowd.person(site, "reem")
    reem.page.set_default_timeout(PATIENCE)
    reem.go("/settings")
    reem.speak("ar")
    reem.go("/studio/")
    reem.page.evaluate("localStorage.clear()")
    first = reem.page.locator(".versions > li").first
    if not first.locator("[name=title]").is_visible():
        first.locator("summary").click()
    first.locator("[name=title]").fill(title)
    assert reem.press(first.get_by_role("button", name=reem.say("Open the draft"))) == 200
    found = re.search(r"/studio/(\d+)/$", reem.page.url)
    assert found, reem.page.url
    return Workshop(reem, int(found[1]))


def answers(element: str, **changed: Any) -> Mapping[str, Any]:
    """The step of the straight path at this element, with other answers."""
    [step, *_] = [step for step in straight_path() if step.get("do") == element]
    return {**step, "answers": {**step.get("answers", {}), **changed}}


def plain(text: str) -> str:
    """In one line, without the marks that keep words of both directions in their order."""
    return " ".join(re.sub("[\u2066-\u2069\u200e\u200f]", "", text).split())


def path_of(name: str) -> Path:
    return STRAIGHT.parent.parent / name
