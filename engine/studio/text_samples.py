"""The names that a message or letter may insert, what they are called, and values that nobody gave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine import clock
from engine.bpmn.specs import Specs
from engine.policies import policy as policies
from engine.policies.packs import Pack
from engine.policies.policy import Policy
from engine.studio import checking
from engine.studio.panel import vocabulary_page
from engine.studio.panel.vocabulary_page import VocabularyPage
from engine.studio.panel.vocabulary_parts import Field

NOT_WRITTEN = frozenset({"person", "family", "rows", "file", "signature", "context", "information"})
PERSON = {"ar": "فلان بن فلان", "en": "Name of the beneficiary"}
MOBILE, NUMBER, MONEY, DAYS = "0500000000", 3, 150_000, 14
CASE = "2026-00001"


@dataclass(frozen=True)
class Insert:
    """A name that may stand between braces."""

    name: str
    ar: str
    en: str


@dataclass(frozen=True)
class Group:
    """Names that belong together: of the person, of the case, of one form."""

    ar: str
    en: str
    names: tuple[Insert, ...]


@dataclass(frozen=True)
class World:
    """A version as texts see it."""

    policy: Policy
    page: VocabularyPage
    groups: tuple[Group, ...]


def world(pack: Pack) -> World:
    """The world of a version's texts, remembered by its hash."""
    return checking.remembered("texts", pack.hash, lambda: _world(pack))


def _world(pack: Pack) -> World:
    specs = Specs({}, {}, {}, {}, frozenset())  # a draft may not compile, and a text needs no diagram
    page = vocabulary_page.of_pack(pack)
    return World(policies.make(pack.hash, pack.association, pack.files, specs), page, tuple(_groups(page)))


def _groups(page: VocabularyPage) -> Iterator[Group]:
    """Each name once, where it is met first."""
    yield Group("المستفيد والجمعية", "The beneficiary and the association", PEOPLE)
    met: set[str] = set()
    found = [
        ("المعاملة", "The case", page.facts),
        *((form.ar, form.en, form.fields) for form in page.forms),
        ("نتائج المخططات والجداول", "Results of diagrams and tables", page.written),
    ]
    for ar, en, fields in found:
        names = [Insert(each.name, each.ar, each.en) for each in fields if _is_written(each) and each.name not in met]
        met |= {each.name for each in names}
        if names:
            yield Group(ar, en, tuple(names))
    parameters = tuple(Insert(each.key, each.ar, each.en) for each in page.parameters)
    if parameters:
        yield Group("المعايير", "Parameters", parameters)


PEOPLE = (
    Insert("applicant.name", "اسم المستفيد", "Name of the beneficiary"),
    Insert("applicant.mobile", "جوال المستفيد", "Mobile of the beneficiary"),
    Insert("association.name", "اسم الجمعية", "Name of the association"),
    Insert("association.registration", "رقم تسجيل الجمعية", "Registration number of the association"),
)


def _is_written(field: Field) -> bool:
    return field.type not in NOT_WRITTEN


def known(seen: World, locale: str) -> dict[str, Any]:
    """An invented answer for every name of the version."""
    policy, page = seen.policy, seen.page
    values = {name: _of_type(kind, policy.labels.get(name), "") for name, kind in policy.types.items()}
    asked = [field for form in page.forms for field in form.fields]
    for field in [*page.facts, *page.written, *asked]:
        _put(values, field.name.split("."), _sample(field, locale))
    parameters = policy.association.get("parameters", {})
    values |= {name: entry["value"] for name, entry in parameters.items()}
    applicant = {"name": PERSON[locale], "mobile": MOBILE}
    return {**values, "case_number": CASE, "open_case_of_person": None, "applicant": applicant}


def _sample(field: Field, locale: str) -> Any:
    labels = {each.key: each for each in field.choices or ()}
    return _of_type(field.type, labels, field.ar if locale == "ar" else field.en)


def _of_type(kind: Any, labels: Mapping[str, Any] | None, label: str) -> Any:
    """A text is its own question in brackets: a reader sees at once what will stand there."""
    keys = list(labels or ())
    if isinstance(kind, Mapping) or kind in ("list", "choices"):
        return keys[:2]
    if keys:
        return keys[0]
    plain: dict[str, Any] = {
        "text": f"[{label}]" if label else None,
        "number": NUMBER,
        "money": MONEY,
        "boolean": True,
        "date": (clock.today() + timedelta(days=DAYS)).isoformat(),
        "date time": clock.now().isoformat(),
        "duration": f"P{DAYS}D",
    }
    return plain.get("text" if kind in ("paragraph", "choice", "any") else str(kind))


def _put(values: dict[str, Any], path: list[str], sample: Any) -> None:
    for part in path[:-1]:
        inside = values.get(part)
        values[part] = values = inside if isinstance(inside, dict) else {}
    values[path[-1]] = sample
