"""The verbs of a draft's calendar: weekend and hours, holidays saved, removed, and proposed by Saudi law."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

import forms
from engine.actors import Actor
from engine.errors import Conflict
from engine.policies import calendar, entries
from engine.policies.entries import Place
from engine.studio import calendar_days, calendar_page, drafts
from engine.studio.binding import Parts
from engine.studio.calendar_page import TIME, WEEK
from engine.studio.drafts import EditConflict
from engine.studio.lists import entry_forms
from engine.studio.lists.entry_forms import Problem, Typed
from forms.formats import without_marks

HOLIDAYS: Place = (calendar.NAME, "holidays")
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
HOURS = {"hours": ("hours_from", "hours_to"), "ramadan_hours": ("ramadan_from", "ramadan_to")}
MOST = 300  # as association.schema.json has it


class BrokenFile(Conflict):
    """Nothing can be put into a file that cannot be read."""

    ar = "تعذرت قراءة ملف الجمعية، فلا يُكتب فيه التقويم. أصلح الملف أولًا."
    en = "The association's file cannot be read, so the calendar cannot be written into it. Mend the file first."


def save_time(session: Session, version_id: int, typed: Typed, actor: Actor) -> None:
    """Save weekend and hours; only what changed is written."""
    parts = _opened(session, version_id, actor)
    content, around = parts.content, calendar_page.surroundings(parts, actor.locale)
    answers = forms.answers(typed.definition, typed.raw, around)
    if problems := list(_time_problems(answers)):
        raise entry_forms.refused(typed, around, problems)
    before = calendar_page.working_time(content.association)
    if (current := entries.digest(before)) != typed.seen:
        found = drafts.file(session, version_id, content.association_path, actor)
        raise EditConflict(found.path, calendar.NAME, found.content, current, found.changed_by, found.changed_at)
    for key, value in _time(answers).items():
        if value != before[key]:
            place, seen = (calendar.NAME, key), entries.digest(before[key])
            drafts.edit(session, version_id, content.association_path, place, value, seen, actor)


def _opened(session: Session, version_id: int, actor: Actor) -> Parts:
    """The locked draft's files, where the calendar can be written."""
    drafts.locked(session, version_id, actor)
    parts = calendar_page.read(session, version_id, actor)
    if not parts.content.association:
        raise BrokenFile(f"version {version_id}")
    return parts


def _time(answers: Mapping[str, Any]) -> dict[str, Any]:
    chosen = answers.get("weekend") or []
    hours = {
        key: {"from": _clock(answers[begins]), "to": _clock(answers[ends])} if answers.get(begins) else None
        for key, (begins, ends) in HOURS.items()
    }
    made = {"weekend": [day for day in calendar.DAYS if day in chosen], **hours}
    return {key: made[key] for key in TIME}


def _time_problems(answers: Mapping[str, Any]) -> Iterator[Problem]:
    if len(answers.get("weekend") or ()) == len(WEEK):
        yield "weekend", "لا بد من يوم عمل واحد على الأقل.", "At least one day must be a working day."
    for begins, ends in HOURS.values():
        if bool(answers.get(begins)) != bool(answers.get(ends)):
            empty = ends if answers.get(begins) else begins
            yield empty, "اكتب بداية الدوام ونهايته معًا.", "Write both when the day begins and when it ends."
            continue
        for name in (begins, ends):
            if answers.get(name) and not _TIME.fullmatch(without_marks(answers[name])):
                yield name, "اكتب الوقت هكذا: 08:00.", "Write the time like this: 08:00."
    yield from _ends_early(answers)


def _ends_early(answers: Mapping[str, Any]) -> Iterator[Problem]:
    for begins, ends in HOURS.values():
        typed = [without_marks(answers.get(name) or "") for name in (begins, ends)]
        if all(_TIME.fullmatch(each) for each in typed) and _clock(typed[1]) <= _clock(typed[0]):
            yield ends, "ينتهي الدوام قبل أن يبدأ.", "The working day ends before it begins."


def _clock(text: str) -> str:
    return without_marks(text).rjust(5, "0")


def save_holiday(session: Session, version_id: int, first: str | None, typed: Typed, actor: Actor) -> str:
    """Save a holiday, a new one where `first` is None; return its first day."""
    parts = _opened(session, version_id, actor)
    around = calendar_page.surroundings(parts, actor.locale)
    answers = forms.answers(typed.definition, typed.raw, around)
    standing = calendar_days.standing(parts.content.association)
    if first:
        calendar_page.find(parts.content, first)
    if problems := list(_holiday_problems(answers, first, standing)):
        raise entry_forms.refused(typed, around, problems)
    begins = date.fromisoformat(answers["first"])
    ends = begins + timedelta(days=answers["days"] - 1)
    made = _holiday(calendar.Holiday(begins, ends, answers["ar"], answers["en"]))
    _put(session, version_id, parts.content.association_path, first, made, standing, typed.seen, actor)
    return str(made["from"])


def _put(
    session: Session, version_id: int, path: str, first: str | None, made: dict[str, Any],
    standing: list[Mapping[str, Any]], seen: str, actor: Actor,
) -> None:  # fmt: skip
    """In its order among the others; the first one makes the list."""
    if not standing:
        version = drafts.get(session, version_id, actor)
        there = entries.get(drafts.pack(session, version).files[path], HOLIDAYS)
        drafts.edit(session, version_id, path, HOLIDAYS, [made], entries.digest(there), actor)
        return
    place = (*HOLIDAYS, first or made["from"])
    drafts.edit(session, version_id, path, place, made, seen, actor, after=_before(made, standing))


def _holiday_problems(
    answers: Mapping[str, Any], first: str | None, standing: list[Mapping[str, Any]]
) -> Iterator[Problem]:
    taken = {each["from"]: each for each in standing}
    if answers["first"] != first and answers["first"] in taken:
        other = taken[answers["first"]]
        yield (
            "first",
            f"تبدأ في هذا اليوم إجازة «{other['ar']}»؛ عدّلها بدلًا من إضافة غيرها.",
            f"'{other['en']}' begins on this day already; change that one instead.",
        )
    if first is None and len(standing) >= MOST:
        yield "first", f"لا تزد على {MOST} إجازة؛ احذف القديم منها.", f"No more than {MOST} holidays; remove old ones."


def remove_holiday(session: Session, version_id: int, first: str, seen: str, actor: Actor) -> None:
    content = _opened(session, version_id, actor).content
    calendar_page.find(content, first)
    drafts.edit(session, version_id, content.association_path, (*HOLIDAYS, first), None, seen, actor)


def add_proposed(session: Session, version_id: int, year: int, chosen: Collection[str], actor: Actor) -> int:
    """Add the chosen holidays of Saudi law that the calendar lacks, as one change; return how many."""
    path = _opened(session, version_id, actor).content.association_path
    missing = {each.first for each in calendar_page.propose(session, version_id, year, actor) if not each.is_there}
    wanted = [each for each in calendar.official(year) if each.first.isoformat() in missing & set(chosen)]
    found = drafts.file(session, version_id, path, actor)
    content = found.content
    for each in wanted:
        content = _with(content, _holiday(each))
    drafts.save(session, version_id, path, content, found.sha256, actor, ".".join(map(str, HOLIDAYS)))
    return len(wanted)


def _with(content: bytes, made: dict[str, Any]) -> bytes:
    standing = entries.get(content, HOLIDAYS)
    if not standing:
        return entries.put(content, HOLIDAYS, [made])
    return entries.put(content, (*HOLIDAYS, made["from"]), made, _before(made, standing))


def _before(made: Mapping[str, Any], standing: list[Mapping[str, Any]]) -> str | None:
    """The holiday after which a new one stands; before all others there is none, and it stands last."""
    earlier = [str(each["from"]) for each in standing if each["from"] < made["from"]]
    return max(earlier, default=None)


def _holiday(each: calendar.Holiday) -> dict[str, Any]:
    last = {"to": each.last.isoformat()} if each.last > each.first else {}
    return {"from": each.first.isoformat(), **last, "ar": each.ar, "en": each.en}
