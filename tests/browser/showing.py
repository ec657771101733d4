"""Compares what a case's page shows with what a scenario expects there."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine.bpmn.specs import Specs
from engine.models import Case, Outbox, OutboxStatus
from engine.policies import versions
from engine.scenario_world import World
from tests.browser.people import Person


def compare(person: Person, world: World, case: Case, expected: Mapping[str, Any]) -> None:
    """Each thing that a case's page shows; `data` and `person` stand in the timeline under labels of their own."""
    assert person.go(f"/cases/{case.id}").status == 200
    specs = versions.policy(world.session, case.version_id).specs
    for key, value in expected.items():
        if shows := SHOWS.get(key):
            shows(person, specs, world, case, value)


def _names(specs: Specs, elements: list[str], locale: str) -> list[str]:
    known = {key: info for process in specs.processes.values() for key, info in process.elements.items()}
    return sorted(getattr(known[element], f"name_{locale}") for element in elements)


def _open(person: Person, specs: Specs, _world: World, _case: Case, value: list[str]) -> None:
    shown = person.page.locator("#waits .work .name a").all_inner_texts()
    assert sorted(shown) == _names(specs, value, person.locale)


def _timers(person: Person, specs: Specs, _world: World, _case: Case, value: list[str]) -> None:
    running = person.page.locator("#timers tbody tr").filter(has_not=person.page.locator(".tag"))
    shown = [text.strip() for text in running.locator("td:first-child").all_inner_texts()]
    assert sorted(shown) == _names(specs, value, person.locale)


def _sent(person: Person, _specs: Specs, world: World, case: Case, value: list[str]) -> None:
    query = select(Outbox.element_id).where(Outbox.case_id == case.id, Outbox.status == OutboxStatus.SENT)
    sent = list(world.session.scalars(query))
    assert set(value) <= set(sent)
    assert person.page.locator("#messages summary .tag-good").count() == len(sent)


def _end(person: Person, _specs: Specs, _world: World, case: Case, _value: str) -> None:
    name = case.end_ar if person.locale == "ar" else case.end_en
    assert person.page.locator(".head .tag").first.inner_text() == name


def _status(person: Person, _specs: Specs, _world: World, case: Case, value: str) -> None:
    first = person.page.locator(".head .tag").first.inner_text()
    assert (first in (person.say("Open"), person.say("Served; awaits a rating"))) == (value == "open")


def _facts(person: Person, _specs: Specs, _world: World, case: Case, value: Mapping[str, Any]) -> None:
    if "overdue" in value:
        assert (person.page.locator(".head .tag-late").count() == 1) == value["overdue"]


SHOWS = {"open": _open, "timers": _timers, "sent": _sent, "end": _end, "status": _status, "facts": _facts}
