"""The policy in force as a page: each clause with what carries it out, what we added, by which act it is in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import templates, wording
from engine.bpmn import outline
from engine.bpmn.elements import ElementInfo
from engine.errors import NotFound
from engine.policies import versions
from engine.policies.policy import Policy

CARRIERS = (
    "userTask", "manualTask", "businessRuleTask", "callActivity", "subProcess", "boundaryEvent", "sendTask",
    "receiveTask",
)  # fmt: skip


@dataclass(frozen=True)
class Carried:
    """An element that carries out a clause, or that carries none."""

    element: str
    process_id: str
    name: str


@dataclass(frozen=True)
class PolicyClause:
    """A clause in both languages; `notes` are open points for the board, in the reader's language."""

    id: str
    number: str
    ar: str
    en: str
    kind: str
    notes: list[str]
    carried_by: list[Carried]


@dataclass(frozen=True)
class Tool:
    """A channel or a tool."""

    key: str
    name: str
    clause: str | None
    document: str | None


@dataclass(frozen=True)
class Parameter:
    """A parameter with its value in words; empty where it is switched off."""

    name: str
    text: str
    value: str
    clause: str | None


@dataclass(frozen=True)
class Process:
    """A process definition of the version."""

    id: str
    name: str


@dataclass(frozen=True)
class PolicyPage:
    """`banner` says on which act the version is in force until the board has decided."""

    association: str
    registration: str | None
    title: str
    hash: str
    status: str
    in_force_at: datetime | None
    banner: str | None
    clauses: list[PolicyClause]
    additions: list[Carried]
    channels: list[Tool]
    tools: list[Tool]
    parameters: list[Parameter]
    diagrams: list[Process]


def show(session: Session, locale: str) -> PolicyPage:
    """Return the version in force as a page."""
    version = versions.in_force(session)
    policy = versions.policy(session, version.id)
    said = policy.association
    carriers = list(_carriers(policy, locale))
    return PolicyPage(
        association=said["name"][locale],
        registration=said.get("registration"),
        title=said["policy"][locale],
        hash=version.hash,
        status=version.status.value,
        in_force_at=version.in_force_at,
        banner=banner(session, locale),
        clauses=[_clause(clause, carriers, locale) for clause in policy.clauses.values()],
        additions=[carried for carried, clauses in carriers if not clauses],
        channels=_named(said["channels"], locale),
        tools=_named(said["tools"], locale),
        parameters=[_parameter(name, entry, locale) for name, entry in said["parameters"].items()],
        diagrams=[
            Process(each.id, _name(each.name_ar, each.name_en, locale)) for each in policy.specs.processes.values()
        ],
    )


def association(session: Session, locale: str) -> str:
    """Return the association's name; empty before any version is in force."""
    version = versions.find_in_force(session)
    return versions.policy(session, version.id).association["name"][locale] if version else ""


def banner(session: Session, locale: str) -> str | None:
    """Return what every page says until a decision of the board replaces the recorded act (design D11)."""
    version = versions.find_in_force(session)
    record = version.record if version else None
    if not record:
        return None
    on = wording.day(date.fromisoformat(record["date"]), locale)
    by, basis = record["person"][locale], record["basis"][locale]
    said = (
        f"السياسة سارية بتسجيل {by}، {on}. {basis}"
        if locale == "ar"
        else f"In force as recorded by {by}, {on}. {basis}"
    )
    return f"{said} {DEMO[locale]}" if record.get("demo") else said


DEMO = {
    "ar": "قاعدة بيانات تجريبية: قُبل تعديل دون مجلس الإدارة.",
    "en": "Demo database: a change was accepted without the board.",
}


def diagram(session: Session, process_id: str) -> bytes:
    """Return the XML of a process definition of the version in force."""
    return drawn(versions.policy(session, versions.in_force(session).id), process_id)


def drawn(policy: Policy, process_id: str) -> bytes:
    """Return the XML file that holds a process definition."""
    file = outline.processes(policy.diagrams).get(process_id)
    if file is None:
        raise NotFound(f"process {process_id}")
    return policy.diagrams[file]


def _carriers(policy: Policy, locale: str) -> Iterable[tuple[Carried, tuple[str, ...]]]:
    for process in policy.specs.processes.values():
        for element in process.elements.values():
            if element.kind in CARRIERS and element.name_ar:
                yield _carried(process.id, element, locale), element.clauses


def _carried(process_id: str, element: ElementInfo, locale: str) -> Carried:
    return Carried(element.id, process_id, _name(element.name_ar, element.name_en, locale))


def _clause(clause: Mapping[str, Any], carriers: list[tuple[Carried, tuple[str, ...]]], locale: str) -> PolicyClause:
    return PolicyClause(
        id=clause["id"],
        number=str(clause.get("number", "")),
        ar=clause["ar"],
        en=clause["en"],
        kind=clause["kind"],
        notes=[note[locale] for note in clause.get("notes", [])],
        carried_by=[carried for carried, clauses in carriers if clause["id"] in clauses],
    )


def _named(entries: Mapping[str, Mapping[str, Any]], locale: str) -> list[Tool]:
    return [Tool(key, entry[locale], entry.get("clause"), entry.get("document")) for key, entry in entries.items()]


def _parameter(name: str, entry: Mapping[str, Any], locale: str) -> Parameter:
    value = entry["value"]
    is_money = entry["type"] == "money" and value is not None
    written = wording.money(value, locale) if is_money else templates.plain(value, locale)
    return Parameter(name, entry[locale], written, entry.get("clause"))


def _name(ar: str, en: str, locale: str) -> str:
    return en if locale == "en" else ar
