"""Printed letters and blank forms as PDF: the policy's text and the case's values, laid out by letter.typ."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import blank_forms, cases, clock, fonts, outbox, templates, wording
from engine.actors import Actor
from engine.bpmn import case_data, feel
from engine.errors import EngineError, NotFound
from engine.models import Case, SandboxClock, UserTask
from engine.policies import versions
from engine.policies.clauses import cited
from engine.policies.policy import Policy

LAYOUT = Path(__file__).with_name("letter.typ")
WORDS = {
    "ar": {
        "page": "صفحة", "of": "من", "signature": "الاسم والتوقيع والتاريخ", "number": "رقم المعاملة", "date": "التاريخ",
        "hijri": "الموافق", "registration": "مسجلة لدى المركز الوطني لتنمية القطاع غير الربحي برقم {}",
        "clause": "من نص السياسة، البند {}:", "version": "إصدار السياسة {}", "trial": "تجربة مسودة",
    },
    "en": {
        "page": "Page", "of": "of", "signature": "Name, signature and date", "number": "Case number", "date": "Date",
        "hijri": "Hijri", "registration": "Registered with the National Center for Non-Profit Sector, number {}",
        "clause": "From the policy, clause {}:", "version": "Policy version {}", "trial": "Trial of a draft",
    },
}  # fmt: skip


class LetterFailed(EngineError):
    """A placeholder of the letter cannot be filled."""


def pdf(session: Session, case_id: int, template: str, actor: Actor, *, locale: str = "ar") -> bytes:
    """Print a letter of a case for who may see the case; Arabic unless asked otherwise."""
    case = cases.get(session, case_id, actor)
    policy = versions.policy(session, case.version_id)
    letter = policy.letters.get(template)
    if letter is None or not _offered(session, policy, case, template):
        raise NotFound(f"letter {template} of case {case_id}")
    data = case_data.read(policy.specs, case.process_id, case.state)
    known = {**data, **case.facts, "applicant": outbox.applicant(case)}
    words = WORDS[locale]
    head = [(words["number"], _isolated(case.number)), *_dates(locale)]
    return _compile({**_letter(policy, letter, known, locale), "head": head, "mark": _mark(session, locale)})


def form_pdf(policy: Policy, form_id: str, locale: str, *, is_trial: bool = False) -> bytes:
    """Print a blank form: a letter that asks the questions of form files, or one form file by itself."""
    letter = policy.letters.get(form_id)
    if letter is None:
        form = policy.forms.get(form_id)
        if form is None:
            raise NotFound(f"form {form_id}")
        intro = [form.intro] if form.intro else []
        letter = {"title": form.title, "paragraphs": intro, "asks": [{"form": form_id}], "sign": []}
    asks = blank_forms.parts(policy, letter.get("asks", ()), locale)
    mark = WORDS[locale]["trial"] if is_trial else None
    return _compile({**_letter(policy, letter, {}, locale), "head": [], "asks": asks, "mark": mark})


def sample_pdf(policy: Policy, letter: Mapping[str, Any], known: Mapping[str, Any], locale: str) -> bytes:
    """Print a letter of a draft over invented values, marked so that nobody takes it for the association's own."""
    words = WORDS[locale]
    head = [] if letter.get("asks") else [(words["number"], _isolated(str(known["case_number"]))), *_dates(locale)]
    asks = blank_forms.parts(policy, letter.get("asks", ()), locale)
    return _compile({**_letter(policy, letter, known, locale), "head": head, "asks": asks, "mark": words["trial"]})


def is_trial(session: Session) -> bool:
    """Tell whether this is a sandbox: whatever is printed there must not be taken for the association's own."""
    return session.get(SandboxClock, 1) is not None


def _mark(session: Session, locale: str) -> str | None:
    return WORDS[locale]["trial"] if is_trial(session) else None


def _offered(session: Session, policy: Policy, case: Case, template: str) -> bool:
    """Only where the case has come to a step that prints it."""
    come = session.execute(select(UserTask.process_id, UserTask.element_id).where(UserTask.case_id == case.id))
    return any(policy.specs.processes[process].elements[element].template == template for process, element in come)


def _letter(policy: Policy, letter: Mapping[str, Any], known: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Everything the layout needs, as plain text."""
    words = WORDS[locale]
    registration = policy.association.get("registration")
    try:
        return {
            "locale": locale,
            "words": words,
            "association": policy.association["name"][locale],
            "registration": words["registration"].format(registration) if registration else None,
            "version": words["version"].format(_isolated(policy.hash[:12])),
            "title": templates.text(policy, letter["title"][locale], known, locale),
            "paragraphs": [
                text for item in letter["paragraphs"] if (text := _shown(policy, item, item, known, locale))
            ],
            "table": [row for item in letter.get("table", ()) if (row := _row(policy, item, known, locale))[1]],
            "quote": _quote(policy, letter, locale),
            "sign": [templates.text(policy, item[locale], known, locale) for item in letter.get("sign", ())],
            "asks": [],
        }
    except feel.FeelError as error:
        raise LetterFailed(str(error), ar=error.ar, en=error.en) from error


def _shown(policy: Policy, item: Mapping[str, Any], text: Any, known: Mapping[str, Any], locale: str) -> str:
    """A text in this language, or nothing where its condition does not hold."""
    if "visible_if" in item and not templates.holds(policy, item["visible_if"], known, locale):
        return ""
    return templates.text(policy, text if isinstance(text, str) else text[locale], known, locale)


def _row(policy: Policy, item: Mapping[str, Any], known: Mapping[str, Any], locale: str) -> tuple[str, str]:
    return item["label"][locale], _shown(policy, item, item["value"], known, locale)


def _quote(policy: Policy, letter: Mapping[str, Any], locale: str) -> dict[str, str] | None:
    """The clause in the words of this version: a changed clause changes the letter. Of a tool it is only the name."""
    found = [policy.clauses[key] for key in cited(letter.get("clause")) if key in policy.clauses]
    named = [clause for clause in found if clause["kind"] != "tool"]
    if not named:
        return None
    numbers = wording.listed((_number(clause) for clause in named), locale)
    return {"source": WORDS[locale]["clause"].format(numbers), "text": "\n".join(clause[locale] for clause in named)}


def _number(clause: Mapping[str, Any]) -> str:
    """As printed, without the bullet or brackets around it."""
    return re.sub(r"[^\w.]+", " ", clause.get("number") or "").strip() or str(clause["id"])


def _dates(locale: str) -> list[tuple[str, str]]:
    """Today in both calendars."""
    today, words = clock.today(), WORDS[locale]
    hijri = wording.hijri_day(today)
    gregorian = (words["date"], f"{wording.WEEKDAYS[locale][today.weekday()]} {today:%d/%m/%Y}")
    return [gregorian, (words["hijri"], f"{hijri}{'هـ' if locale == 'ar' else ' AH'}")] if hijri else [gregorian]


def _isolated(text: str) -> str:
    return f"{wording.ISOLATE}{text}{wording.END_ISOLATE}"


def _compile(data: Mapping[str, Any]) -> bytes:
    """Text goes in as data only: a name like `#import` stays a name."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made = typst.compile(str(LAYOUT), font_paths=[str(fonts.folder())], ignore_system_fonts=True, sys_inputs=inputs)
    return bytes(made)
