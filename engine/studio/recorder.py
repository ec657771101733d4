"""A trial kept as an acceptance scenario of its draft: the file, the same in words, and where it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import scenarios, wording
from engine.actors import Actor
from engine.models import User
from engine.policies import entries, versions
from engine.policies.policy import Policy
from engine.studio import drafts, recorded_steps, sandboxes, scenario_edits


@dataclass(frozen=True)
class Line:
    """One step in words: who does what; `kind` is the step's own word, and `ends` or `waits` at last. `at` is where the
    clock stands then."""

    kind: str
    who: str
    what: str
    at: datetime


@dataclass(frozen=True)
class RecordPage:
    """`has_changed`: the draft is no longer what was tried."""

    title: str
    lines: list[Line]
    has_changed: bool


def page(session: Session, version_id: int, key: str, actor: Actor) -> RecordPage:
    """Return what would be saved, in words."""
    version = drafts.get(session, version_id, actor)
    sandbox = sandboxes.find_of(session, version_id, key, actor)
    with sandboxes.visited(sandbox) as inside:
        policy = _policy(inside)
        lines = _lines(inside, policy, scenario(inside, {"ar": "", "en": ""}), actor.locale)
    return RecordPage(sandbox.title, lines, version.hash != sandbox.hash)


def save(session: Session, version_id: int, key: str, title: Mapping[str, str], actor: Actor) -> str:
    """Keep the trial as a scenario file of the draft; return its path."""
    words = scenario_edits.titled(title)
    with sandboxes.visited(sandboxes.find_of(session, version_id, key, actor)) as inside:
        content = entries.write(scenario(inside, words))
    version = drafts.get(session, version_id, actor)
    path = scenario_edits.free_path(version, words["en"])
    scenarios.parse(content, path)
    drafts.save(session, version_id, path, content, None, actor)
    return path


def scenario(inside: Session, title: Mapping[str, str]) -> dict[str, Any]:
    """Return what was done in a sandbox as a scenario: its steps, and where its cases stand as what is expected."""
    policy = _policy(inside)
    told = recorded_steps.record(inside, policy)
    first, *others = told.cases
    later = [{"case": told.cases[case], "expect": recorded_steps.outcome(told, case)} for case in others]
    return {
        "title": dict(title),
        "association": policy.association["key"],
        "starts": recorded_steps.moment(told.starts),
        "people": _people(inside),
        "steps": [*told.steps, *later],
        "expect": recorded_steps.outcome(told, first),
    }


def _people(inside: Session) -> dict[str, list[str]]:
    """Everybody, also who did nothing: a committee's size decides when its ballot closes."""
    return {user.login: [role.key for role in user.roles] for user in inside.scalars(select(User).order_by(User.id))}


def _policy(inside: Session) -> Policy:
    return versions.policy(inside, versions.in_force(inside).id)


def _lines(inside: Session, policy: Policy, recorded: Mapping[str, Any], locale: str) -> list[Line]:
    names = {user.login: user.name_en if locale == "en" else user.name_ar for user in inside.scalars(select(User))}
    now, lines = datetime.fromisoformat(recorded["starts"]), []
    for step in [*recorded["steps"], {"expect": recorded["expect"]}]:
        now = datetime.fromisoformat(step["until"]) if "until" in step else now
        kind = next(kind for kind in _WHAT if kind in step)
        who = step.get("as") or step.get("start", {}).get("as", "")
        told = kind if kind != "expect" else "ends" if step["expect"]["status"] == "ended" else "waits"
        lines.append(Line(told, names.get(who, ""), _WHAT[kind](policy, step, locale), now))
    return lines


def _element(policy: Policy, element: str, locale: str) -> str:
    """The drawn name of an element or message; the id where nothing is drawn."""
    found = (process.elements.get(element) for process in policy.specs.processes.values())
    info = next((each for each in found if each), None)
    return (info.name_en if locale == "en" else info.name_ar) if info else element


def _expected(policy: Policy, step: Mapping[str, Any], locale: str) -> str:
    wanted = step["expect"]
    places = [wanted["end"]] if "end" in wanted else wanted["open"]
    return wording.listed((_element(policy, place, locale) for place in places), locale)


def _started(policy: Policy, step: Mapping[str, Any], locale: str) -> str:
    process = policy.specs.processes[step["start"]["process"]]
    return process.name_en if locale == "en" else process.name_ar


_WHAT = {
    "start": _started,
    "do": lambda policy, step, locale: _element(policy, step["do"], locale),
    "recuse": lambda policy, step, locale: _element(policy, step["ballot"], locale),
    "ballot": lambda policy, step, locale: _element(policy, step["ballot"], locale),
    "close_ballot": lambda policy, step, locale: _element(policy, step["close_ballot"], locale),
    "message": lambda policy, step, locale: _element(policy, step["message"], locale),
    "attach": lambda policy, step, locale: _element(policy, step["attach"], locale),
    "until": lambda policy, step, locale: "",
    "expect": _expected,
}
