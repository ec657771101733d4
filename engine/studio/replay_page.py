"""What the replay's page and its file show: five counts, the commonest differences, each case's first difference."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import access, clock
from engine.actors import Actor
from engine.models import Case, CaseStatus, JobStatus
from engine.studio import drafts, jobs, replay
from engine.studio.jobs import JobView
from engine.studio.replaying.differences import VERDICTS

A_PAGE = 50
MOST_GROUPS = 12
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins so
HEADINGS = {
    "ar": ("المعاملة", "النتيجة", "الخطوة", "معرّف الخطوة", "قبل", "بعد", "التاريخ"),
    "en": ("Case", "Result", "Step", "Step's id", "Before", "Now", "Date"),
}
WORDS = {
    "same": ("على الطريق نفسه", "Same way"),
    "path": ("طريق آخر والنهاية نفسها", "Another path, same end"),
    "end": ("تنتهي نهاية أخرى", "Ends differently"),
    "breach": ("يفوت فيها موعد", "Breaches a deadline"),
    "unknown": ("لا يمكن الحكم عليها", "Cannot be decided"),
}


@dataclass(frozen=True)
class Count:
    """One of the five; `percent` of all cases, for the bar."""

    verdict: str
    words: str
    number: int
    percent: float


@dataclass(frozen=True)
class Group:
    """Cases whose first difference is the same."""

    element: str
    step: str
    before: str
    now: str
    number: int


@dataclass(frozen=True)
class Line:
    """One case. `case_id` only where the reader may see it."""

    case_id: int | None
    number: str
    verdict: str
    words: str
    element: str
    step: str
    before: str
    now: str
    at: datetime | None


@dataclass(frozen=True)
class ReplayPage:
    """`job` is the latest ask, `of` the one whose result is shown; `is_stale`: the draft has changed since then."""

    job: JobView | None
    of: JobView | None
    is_stale: bool
    counts: list[Count]
    total: int
    closed: int
    most: int | None
    groups: list[Group]
    lines: list[Line]
    shown: int
    verdict: str
    element: str
    page: int
    pages: int


def show(
    session: Session, version_id: int, actor: Actor, *, verdict: str = "", element: str = "", page: int = 1
) -> ReplayPage:
    """The latest replay of a version, filtered by result and by the step of the first difference."""
    version = drafts.get(session, version_id, actor)
    done = jobs.latest(session, replay.KIND, version, JobStatus.DONE)
    cases = _cases(done.result if done else None)
    chosen = [each for each in cases if _fits(each, verdict, element)]
    pages = max(1, -(-len(chosen) // A_PAGE))
    page = min(max(page, 1), pages)
    return ReplayPage(
        job=jobs.view(session, jobs.latest(session, replay.KIND, version), version, actor.locale),
        of=jobs.view(session, done, version, actor.locale),
        is_stale=done is not None and done.about != version.hash,
        counts=_counts(cases, actor.locale),
        total=len(cases),
        closed=session.scalar(select(func.count()).where(Case.status == CaseStatus.ENDED)) or 0,
        most=done.result.get("most") if done and done.result else None,
        groups=_groups([each for each in cases if _fits(each, verdict, "")], actor.locale),
        lines=_lines(session, chosen[(page - 1) * A_PAGE : page * A_PAGE], actor),
        shown=len(chosen),
        verdict=verdict if verdict in VERDICTS else "",
        element=element,
        page=page,
        pages=pages,
    )


def progress(session: Session, version_id: int, kind: str, actor: Actor) -> JobView | None:
    """How far the latest job of a kind is."""
    version = drafts.get(session, version_id, actor)
    return jobs.view(session, jobs.latest(session, kind, version), version, actor.locale)


def as_csv(session: Session, version_id: int, actor: Actor) -> bytes:
    """Every case of the latest replay, for a spreadsheet; no cell of it can be a formula."""
    version = drafts.get(session, version_id, actor)
    done = jobs.latest(session, replay.KIND, version, JobStatus.DONE)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS[actor.locale])
    for line in _lines(session, _cases(done.result if done else None), actor):
        moment = clock.local(line.at).date().isoformat() if line.at else ""
        writer.writerow(map(safe, (line.number, line.words, line.step, line.element, line.before, line.now, moment)))
    return ("\ufeff" + out.getvalue()).encode()  # the mark tells a spreadsheet that the letters are UTF-8


def safe(cell: str) -> str:
    """A cell that begins as a formula is made text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _cases(result: dict[str, Any] | None) -> list[dict[str, Any]]:
    """What differs most stands first: not decidable, then other ends, deadlines, paths."""
    order = {"unknown": 0, "end": 1, "breach": 2, "path": 3, "same": 4}
    return sorted(result["cases"] if result else [], key=lambda each: (order[each["verdict"]], -each["id"]))


def _fits(case: dict[str, Any], verdict: str, element: str) -> bool:
    found = case["difference"]
    is_there = not element or (found is not None and found["element"] == element)
    return is_there and (verdict not in VERDICTS or case["verdict"] == verdict)


def _counts(cases: list[dict[str, Any]], locale: str) -> list[Count]:
    found = replay.counts(cases)
    return [
        Count(verdict, _words(verdict, locale), found[verdict], round(found[verdict] * 100 / max(len(cases), 1), 1))
        for verdict in VERDICTS
    ]


def _words(verdict: str, locale: str) -> str:
    return WORDS[verdict][0 if locale == "ar" else 1]


def _groups(cases: list[dict[str, Any]], locale: str) -> list[Group]:
    found = Counter(
        tuple(str(case["difference"][key]) for key in _KEYS[locale]) for case in cases if case["difference"]
    )
    return [
        Group(element, step, before, now, number)
        for (element, step, before, now), number in found.most_common(MOST_GROUPS)
    ]


_KEYS = {locale: ("element", f"step_{locale}", f"before_{locale}", f"now_{locale}") for locale in ("ar", "en")}


def _lines(session: Session, cases: list[dict[str, Any]], actor: Actor) -> list[Line]:
    visible = _visible(session, [case["id"] for case in cases], actor)
    return list(_worded(cases, visible, actor.locale))


def _worded(cases: list[dict[str, Any]], visible: set[int], locale: str) -> Iterator[Line]:
    for case in cases:
        found = case["difference"] or {}
        yield Line(
            case_id=case["id"] if case["id"] in visible else None,
            number=case["number"],
            verdict=case["verdict"],
            words=_words(case["verdict"], locale),
            element=found.get("element", ""),
            step=found.get(f"step_{locale}", ""),
            before=found.get(f"before_{locale}", ""),
            now=found.get(f"now_{locale}", ""),
            at=datetime.fromisoformat(found["at"]) if found else None,
        )


def _visible(session: Session, case_ids: list[int], actor: Actor) -> set[int]:
    if not case_ids:
        return set()
    return set(session.scalars(select(Case.id).where(Case.id.in_(case_ids), access.seen(session, actor))))
