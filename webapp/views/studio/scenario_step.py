"""What the page of one scenario step asks and sends: which kind of step, who does it, its form or its figures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext

import forms
from engine import clock
from engine.studio.scenario_editor import Editor
from engine.studio.scenario_standing import Candidate, Choice, Standing
from forms.attachments import read_id

UNITS = {"hours": "PT{}H", "days": "P{}D", "weeks": "P{}W"}
LONGEST_WAIT = 9999
EXPECTED = ("open", "timers", "sent")


class NotUnderstood(Exception):
    """A figure of the page cannot be read; the text says which, in the reader's language."""


@dataclass(frozen=True)
class Asked:
    """What was chosen so far; empty where nothing was."""

    kind: str
    key: str
    case: str
    nth: int
    person: str
    is_new: bool


@dataclass(frozen=True)
class StepPage:
    """`expected` by what is expected: the elements to tick; None where the expectation leaves it open."""

    asked: Asked
    standing: Standing
    choices: list[Choice]
    people: list[tuple[str, str]]
    form: forms.BoundForm | None
    expected: dict[str, list[Candidate]]
    looked_at: set[str]
    wait: dict[str, str]
    problem: str
    title: str


def asked(editor: Editor) -> Asked:
    """From the address or the form; a step that stands here already says itself what it is."""
    values = request.values
    editor.is_new = values.get("new") == "1"
    is_new = not editor.step
    step: Any = {} if is_new else editor.step
    inner = step.get("start", {})
    known = next(
        (
            kind
            for kind in ("start", "do", "ballot", "close_ballot", "message", "wait", "until", "expect")
            if kind in step
        ),
        "",
    )
    kind = values.get("kind") or known
    key = values.get("key") or str(
        inner.get("process") or (step.get(kind) if kind not in ("wait", "until", "expect") else "") or ""
    )
    person = values.get("as") or step.get("as") or inner.get("as") or ""
    case = values.get("case") or step.get("case") or inner.get("case") or ""
    nth = values.get("nth", None, read_id) or int(step.get("nth", 1))
    return Asked(kind, key[:100], case[:64], nth, person if person in editor.people else "", is_new)


def page(
    editor: Editor,
    asked: Asked,
    *,
    raw: Any = None,
    button: str = "",
    form: forms.BoundForm | None = None,
    problem: str = "",
) -> StepPage:
    choices = editor.choices()
    chosen = next((each for each in choices if (each.kind, each.key) == (asked.kind, asked.key)), None)
    people = chosen.people if chosen else editor.people
    person = asked.person or people[0]
    asked = Asked(asked.kind, asked.key, asked.case, asked.nth, person, asked.is_new)
    if form is None and asked.kind in ("start", "do", "ballot", "message"):
        form = _form(editor, asked, raw, button)
    expect = {} if asked.is_new else editor.step.get("expect", {})
    return StepPage(
        asked, editor.standing(), choices, _called(editor, people), form,
        _candidates(editor, asked, expect), set(expect) or {"open", "end"}, _times(editor, asked), problem,
        chosen.text if chosen else "",
    )  # fmt: skip


def _called(editor: Editor, people: list[str]) -> list[tuple[str, str]]:
    """Who may do it stands before who may not: to be refused is also something to show."""
    everybody = [*people, *(name for name in editor.people if name not in people)]
    return [(name, editor.called(name)) for name in everybody]


def made(editor: Editor, asked: Asked, raw: forms.RawAnswers) -> dict[str, Any]:
    """The step as the file will hold it."""
    if asked.kind == "wait":
        return {"wait": _length()}
    if asked.kind == "until":
        return {"until": _moment(editor)}
    if asked.kind == "expect":
        return editor.expecting(_expected(), asked.case)
    return editor.acted(asked.kind, asked.key, asked.case, asked.nth, asked.person, raw)


def _form(editor: Editor, asked: Asked, raw: Any, button: str) -> forms.BoundForm | None:
    found = editor.form(asked.kind, asked.key, asked.case, asked.nth, asked.person, None if button == "choose" else raw)
    if found is None or raw is None or ":" not in button:
        return found
    changed = forms.edit_rows(found.definition, raw, button)
    return editor.form(asked.kind, asked.key, asked.case, asked.nth, asked.person, changed)


def _candidates(editor: Editor, asked: Asked, expect: dict[str, Any]) -> dict[str, list[Candidate]]:
    if asked.kind != "expect":
        return {}
    ends = [expect["end"]] if "end" in expect else None
    found = {what: editor.candidates(what, expect.get(what)) for what in EXPECTED}
    return {**found, "end": editor.candidates("end", ends)}


def _times(editor: Editor, asked: Asked) -> dict[str, str]:
    """What the fields for time hold: as typed, as it stands, or a week."""
    now = clock.local(editor.world.now)
    values = {"amount": "7", "unit": "days", "date": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}"}
    if not asked.is_new and "wait" in editor.step:
        values |= _read(str(editor.step["wait"]))
    if not asked.is_new and "until" in editor.step:
        moment = clock.local(datetime.fromisoformat(editor.step["until"]))
        values |= {"date": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M}"}
    return values | {key: request.form[key] for key in values if key in request.form}


def _read(duration: str) -> dict[str, str]:
    for unit, written in UNITS.items():
        before, after = written.split("{}")
        amount = duration.removeprefix(before).removesuffix(after)
        if amount.isdigit() and duration == written.format(amount):
            return {"amount": amount, "unit": unit}
    return {}


def _length() -> str:
    amount = request.form.get("amount", None, read_id)
    unit = request.form.get("unit", "")
    if not amount or amount > LONGEST_WAIT or unit not in UNITS:
        raise NotUnderstood(gettext("Write how long as a whole number, such as 7."))
    return UNITS[unit].format(amount)


def _moment(editor: Editor) -> str:
    try:
        typed = f"{request.form.get('date', '')}T{request.form.get('time', '')}"
        moment = datetime.strptime(typed, "%Y-%m-%dT%H:%M").replace(tzinfo=clock.RIYADH)
    except ValueError as error:
        raise NotUnderstood(gettext("Write the day and the hour, such as 2026-12-06 and 09:00.")) from error
    if moment < editor.world.now:
        raise NotUnderstood(gettext("The moment must lie after the step before it."))
    return moment.isoformat(timespec="minutes")


def _expected() -> dict[str, Any]:
    looked = set(request.form.getlist("look"))
    found: dict[str, Any] = {what: request.form.getlist(what) for what in EXPECTED if what in looked}
    if end := request.form.get("end", ""):
        found["end"] = end
    if status := request.form.get("status", ""):
        found["status"] = status if status in ("open", "ended") else ""
    return found
