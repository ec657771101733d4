"""One step of a scenario, written in a page: acted up to it, so that its form is the one a clerk would see."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from engine import ballots, clock, filling, scenario_steps, scenario_world, scenarios, tasks
from engine.actors import Actor
from engine.bpmn import run
from engine.errors import EngineError, InvalidPack, NotFound
from engine.models import Case, MessageWait, UserTask
from engine.policies import versions
from engine.policies.packs import Pack
from engine.scenario_world import FIRST
from engine.studio import drafts, scenario_pages
from engine.studio.scenario_jobs import NotSound
from engine.studio.scenario_standing import Situation

ATTACHED = ("file",)  # a paper is attached by a step of its own


class NotChosen(EngineError):
    """The page was sent without saying what happens."""

    ar = "اختر ما يحدث في هذه الخطوة."
    en = "Choose what happens in this step."


@contextmanager
def opened(session: Session, version_id: int, name: str, at: int, actor: Actor) -> Iterator["Editor"]:
    """Act a scenario up to a step counted from 0, in memory, and hold it there."""
    version = drafts.get(session, version_id, actor)
    path = scenario_pages.find(version, name)
    kept = drafts.file(session, version_id, path, actor)
    known = scenarios.parse(kept.content, path)
    names = scenario_pages.names_of(session, version, actor.locale)
    pack = Pack(version.association, versions.files(session, version))
    try:
        with scenario_world.in_memory(known, path, pack) as world:
            yield Editor(world, known, min(at, len(known["steps"])), names, kept.sha256, actor)
    except InvalidPack as invalid:
        raise NotSound(f"version {version_id}") from invalid


class Editor(Situation):
    """The step at the place: drawn in its real form, and made of what was filled in."""

    def form(
        self, kind: str, key: str, case: str, nth: int, person: str, raw: forms.RawAnswers | None
    ) -> forms.BoundForm | None:
        """The real form of a step, as this person would see it here; None where nothing is asked."""
        with clock.at(self.world.now):
            definition, around = self._asked(kind, key, case, nth, person)
            if definition is None or around is None:
                return None
            if raw is None:
                raw = self._kept(kind, definition, case, key)
            return forms.bind(definition, raw, around)

    def acted(self, kind: str, key: str, case: str, nth: int, person: str, raw: forms.RawAnswers) -> dict[str, Any]:
        """The step that these answers make; InvalidAnswers where the clerk's page would refuse them."""
        if kind not in ("start", "do", "ballot", "close_ballot", "message") or person not in self.people:
            raise NotChosen(kind)
        with clock.at(self.world.now):
            definition, around = self._asked(kind, key, case, nth, person)
            given = forms.answers(definition, raw, around) if definition and around else {}
        answers = self._written(definition, given) if definition else {}
        made = (
            _begun(person, key, answers, case) if kind == "start" else self._step(kind, key, case, nth, person, answers)
        )
        return {name: value for name, value in made.items() if value not in ({}, "")}

    def expecting(self, wanted: Mapping[str, Any], case: str) -> dict[str, Any]:
        """An expectation; what the page does not show of the one that stood here stays."""
        kept = {
            key: value
            for key, value in self.step.get("expect", {}).items()
            if key in ("data", "facts", "person", "history")
        }
        made = {key: value for key, value in wanted.items() if value not in ("", None)} | kept
        if not made:
            raise NotChosen("expect")
        return {**self._of(case), "expect": made}

    def _step(
        self, kind: str, key: str, case: str, nth: int, person: str, answers: Mapping[str, Any]
    ) -> dict[str, Any]:
        step: dict[str, Any] = {"as": person, **self._of(case), kind: key}
        if kind in ("do", "ballot") and nth > 1:
            step["nth"] = nth
        if kind == "ballot":
            known = {name: answers[name] for name in ("vote", "reason", "reservation") if name in answers}
            more = {name: value for name, value in answers.items() if name not in known}
            return {**step, **known, "answers": more}
        return step if kind == "close_ballot" else {**step, "answers": dict(answers)}

    def _of(self, case: str) -> dict[str, str]:
        return {"case": case} if case and case != next(iter(self.world.cases), FIRST) else {}

    def _written(self, definition: forms.Definition, given: Mapping[str, Any]) -> dict[str, Any]:
        """Answers as a scenario holds them: people by their names in it, what was left empty left out."""
        users = {str(user_id): name for name, user_id in self.world.users.items()}
        fields = {each.name: each for each in definition.fields}
        found: dict[str, Any] = {}
        for name, value in given.items():
            field = fields[name]
            if value in (None, [], {}) or field.type in ATTACHED:
                continue
            is_user = isinstance(field.choices, str) and field.choices.startswith("users:")
            found[name] = users.get(str(value), value) if is_user else _plain(value)
        return found

    def _asked(
        self, kind: str, key: str, case: str, nth: int, person: str
    ) -> tuple[forms.Definition | None, forms.Surroundings | None]:
        session, policy = self.world.session, self.world.policy()
        actor = replace(self.world.actor(person), locale=self.actor.locale)
        if kind == "start":
            process = policy.specs.processes.get(key)
            if process is None or process.start.form is None:
                raise NotFound(f"process {key}")
            return policy.forms[process.start.form], filling.surroundings(session, policy, actor, {})
        if kind == "message":
            found, wait = self._wait(case, key)
            known = {**run.data_at(policy.specs, found.process_id, found.state, wait.token), **found.facts}
            return policy.forms[wait.form], filling.surroundings(session, policy, actor, known, case=found)
        if kind in ("do", "ballot"):
            task = self._task(case, key, nth)
            form = ballots.entry(policy, task)["form"] if kind == "ballot" else task.form
            known = tasks.known(policy, task.case, task)
            around = filling.surroundings(session, policy, actor, known, case=task.case, task=task)
            return (policy.forms[form], around) if form else (None, None)
        return None, None

    def _kept(self, kind: str, definition: forms.Definition, case: str, key: str) -> forms.RawAnswers | None:
        """What the step that stands here answers already."""
        step = self.step
        given = step.get("start", {}).get("answers") if kind == "start" else step.get("answers")
        same = step.get(kind) == key or (kind == "start" and "start" in step)
        if not same:
            return None
        votes = {name: step[name] for name in ("vote", "reason", "reservation") if name in step}
        return scenario_steps.encoded(self.world, definition.id, {**(given or {}), **votes}, case, key)

    def _task(self, case: str, key: str, nth: int) -> UserTask:
        found = [task for task in self._tasks(self.world.case(case or None)) if task.element_id == key]
        if len(found) < max(nth, 1):
            raise NotFound(f"task {key}")
        return found[max(nth, 1) - 1]

    def _wait(self, case: str, message: str) -> tuple[Case, MessageWait]:
        found = self.world.case(case or None)
        query = select(MessageWait).where(
            MessageWait.case_id == found.id, MessageWait.message == message, MessageWait.open
        )
        wait = self.world.session.scalars(query).first()
        if wait is None:
            raise NotFound(f"message {message}")
        return found, wait


def _begun(person: str, key: str, answers: Mapping[str, Any], case: str) -> dict[str, Any]:
    begun: dict[str, Any] = {"as": person, "process": key}
    if answers:
        begun["answers"] = dict(answers)
    if case and case != FIRST:
        begun["case"] = case
    return {"start": begun}


def _plain(value: Any) -> Any:
    """Without what nobody gave, and without papers: those are attached by a step."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items() if each not in (None, "", [], {})}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
