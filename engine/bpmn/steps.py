"""What goes into a run of a case and what comes out; plain values, free of the library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.bpmn.elements import ElementInfo
from engine.bpmn.feel import FeelType


@dataclass(frozen=True)
class Env:
    """Facts are seen by FEEL and never written by it; `types` declares every name a case may hold; `calendar` is what
    FEEL's working days read, under its reserved name."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    types: Mapping[str, FeelType] = field(default_factory=dict)
    calendar: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenTask:
    token: str
    element: ElementInfo
    process_id: str
    assignee: int | None
    due: datetime | None


@dataclass(frozen=True)
class DueTimer:
    """`effect`: what follows, so that a page can say what the timer will do."""

    token: str
    element: ElementInfo
    due_at: datetime
    interrupting: bool
    repeats: bool
    effect: list[ElementInfo]


@dataclass(frozen=True)
class Wait:
    token: str
    element: ElementInfo
    message: str


@dataclass(frozen=True)
class Outgoing:
    """`to` as drawn: "applicant", role keys, users' ids. `token` is the sending task's."""

    token: str
    element: ElementInfo
    to: list[str | int]
    template: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Passed:
    """An element the step went through, in order; `kind` is the element's."""

    element: ElementInfo
    kind: str
    process_id: str


@dataclass(frozen=True)
class Picture:
    process_id: str
    done: list[str]
    travelled: list[str]
    current: list[str]


@dataclass(frozen=True)
class Step:
    """`timers` holds new ones and those that will fire again; `data` is what is known where the case stands.

    `follow_up`: only a rating or the like is awaited; the case's business is over.
    """

    state: bytes
    facts: dict[str, Any]
    opened: list[OpenTask]
    gone: list[tuple[str, str]]
    timers: list[DueTimer]
    timers_gone: list[tuple[str, str]]
    waits: list[Wait]
    waits_gone: list[str]
    messages: list[Outgoing]
    passed: list[Passed]
    ended: bool
    end: ElementInfo | None
    data: dict[str, Any]
    follow_up: bool
