"""The QuickJS side: JSON in, JSON out, one context a thread, time and memory capped.

The context has no file, network or Python object to reach; what is left to an attacker is time and memory.
After a cap the context is thrown away and made anew. Nothing is shared, so a fork is harmless.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import quickjs

from engine import clock
from engine.bpmn.feel.problems import refusal

BUNDLE = Path(__file__).with_name("feel.bundle.js")
MEGABYTE = 1024 * 1024
MEMORY = 64 * MEGABYTE
SECONDS = 0.25
LARGEST_CONTEXT = 1_000_000

# QuickJS has no Intl, and the date library asks for one; offsets are all that expressions may use.
INTL = """
globalThis.Intl = { DateTimeFormat: function () { return { formatToParts: () => [],
  resolvedOptions: () => ({ timeZone: 'UTC', calendar: 'iso8601', locale: 'en' }) }; } };
Intl.DateTimeFormat.supportedLocalesOf = () => [];
"""

_local = threading.local()


class NotBuilt(RuntimeError):
    """The bundle is made by set-up and not kept in git."""


def call(
    requests: Sequence[Mapping[str, Any]],
    context: Mapping[str, Any],
    types: Mapping[str, Any],
    seconds: float = SECONDS,
) -> list[dict[str, Any]]:
    """Answer all requests over one context and one clock, in one crossing."""
    text = str(requests[0].get("text", ""))
    now = clock.local(clock.now()).isoformat(timespec="seconds")
    message = {"requests": requests, "context": _data(text, context), "types": types, "now": now}
    answers: list[dict[str, Any]] = json.loads(_run(json.dumps(message, ensure_ascii=False), text, seconds))
    return answers


def _data(text: str, context: Mapping[str, Any]) -> Mapping[str, Any]:
    """The context, if JSON can carry it; the name of what it cannot carry is in the refusal."""
    size = 0
    for name, value in context.items():
        try:
            size += len(json.dumps(value, ensure_ascii=False, allow_nan=False))
        except (TypeError, ValueError) as error:
            raise refusal(text, "NOT_JSON", {"name": name}) from error
    if size > LARGEST_CONTEXT:
        raise refusal(text, "CONTEXT_TOO_LARGE", {})
    return context


def _run(message: str, text: str, seconds: float) -> str:
    context, function = _ready()
    context.set_time_limit(seconds)
    try:
        return str(function(message))
    except (quickjs.JSException, quickjs.StackOverflow) as error:
        _local.ready = None
        interrupted = (
            "interrupted" in str(error).partition("\n")[0]
        )  # all else is a want of memory, even the error "null"
        raise refusal(text, "TIME" if interrupted else "MEMORY", {}) from error


def _ready() -> tuple[Any, Any]:
    ready: tuple[Any, Any] | None = getattr(_local, "ready", None)
    if ready is None:
        context = quickjs.Context()
        context.eval(INTL + _bundle())
        context.set_memory_limit(MEMORY)
        ready = _local.ready = (context, context.get("feel"))
    return ready


@cache
def _bundle() -> str:
    if not BUNDLE.is_file():
        raise NotBuilt(f"{BUNDLE.name} is missing: run make setup")
    return BUNDLE.read_text(encoding="utf-8")
