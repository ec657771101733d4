"""Texts with {FEEL} placeholders: messages, letters and information, written for people in one language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine import wording
from engine.bpmn import feel
from engine.bpmn.vocabulary import FeelType
from engine.errors import NotFound
from engine.policies import names, placeholders
from engine.policies.policy import Policy

_PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})")
_DURATION = re.compile(r"-?P(?=[\dT])(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)")


@dataclass(frozen=True)
class Message:
    """A message in both languages."""

    subject_ar: str
    subject_en: str
    body_ar: str
    body_en: str


def message(policy: Policy, template: str, known: Mapping[str, Any]) -> Message:
    """Write one of the policy's messages; `known` is the case's data, its facts and `applicant`."""
    found = policy.templates.get(template)
    if found is None:
        raise NotFound(f"template {template}")
    parts = [
        text(policy, found[part][locale], known, locale) for part in ("subject", "body") for locale in ("ar", "en")
    ]
    return Message(*parts)


def text(policy: Policy, source: str, known: Mapping[str, Any], locale: str) -> str:
    """Fill the placeholders of one text; raises feel.FeelError where an expression cannot be answered."""
    values, types = _scope(policy, known, locale)
    written = []
    for part in placeholders.split(source):
        if isinstance(part, placeholders.Placeholder):
            value = feel.evaluate(part.expression, values, types)
            written.append(shown(policy, part.expression, value, locale))
        else:
            written.append(part)
    return "".join(written)


def holds(policy: Policy, condition: str, known: Mapping[str, Any], locale: str) -> bool:
    """A `visible_if`: null means no."""
    values, types = _scope(policy, known, locale)
    return feel.evaluate(condition, values, types) is True


def _scope(policy: Policy, known: Mapping[str, Any], locale: str) -> tuple[dict[str, Any], dict[str, FeelType]]:
    """Every declared name is there, null while unanswered, so that an unknown one is the author's mistake."""
    association = {"name": policy.association["name"][locale], "registration": policy.association.get("registration")}
    values = {**dict.fromkeys(policy.types), **policy.calendar, "applicant": None, **known, "association": association}
    return values, {**policy.types, **names.IN_TEXTS}


def shown(policy: Policy, expression: str, value: Any, locale: str) -> str:
    """A placeholder that is wholly a field's name is written as its field is; any other by what its value is."""
    name = expression.rsplit(".", 1)[-1] if _PATH.fullmatch(expression) else ""
    if name in policy.money and isinstance(value, int) and not isinstance(value, bool):
        return wording.money(value, locale)
    if isinstance(value, list):
        return wording.listed((shown(policy, expression, item, locale) for item in value), locale)
    if isinstance(value, str) and value in policy.labels.get(name, {}):
        return policy.labels[name][value][locale]
    return plain(value, locale)


def plain(value: Any, locale: str) -> str:
    """A value of no known field; null and contexts have no words of their own."""
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, bool):
        return wording.yes_no(value, locale)
    if isinstance(value, int | float):
        return wording.number(value)
    for pattern, write in _TEXTS:
        if pattern.fullmatch(value):
            return write(value, locale)
    return wording.text(value, locale)


_TEXTS: tuple[tuple[re.Pattern[str], Callable[[str, str], str]], ...] = (
    (_DATE, lambda value, locale: wording.day(date.fromisoformat(value), locale)),
    (_MOMENT, lambda value, locale: wording.moment(datetime.fromisoformat(value), locale)),
    (_DURATION, wording.duration),
)
