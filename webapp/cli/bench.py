"""`flask bench`: the project's own measurements in one run, on databases of their own."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
from flask.cli import with_appcontext

from engine.benchmarks import in_process, inbox, late_timers, plays
from webapp.benchmarks import site

Say = Callable[[str], None]


@dataclass(frozen=True)
class Scale:
    """How much is measured; `full` ends within about five minutes on two cores."""

    cases: int
    handled: int
    open_cases: tuple[int, ...]
    rounds: int
    timers: int
    waiting: int


SCALES = {
    "full": Scale(cases=120, handled=60, open_cases=inbox.SIZES, rounds=3, timers=10_000, waiting=300),
    "small": Scale(cases=5, handled=3, open_cases=(100, 1_000), rounds=1, timers=50, waiting=5),
}


@click.command("bench")
@click.option("--json", "as_json", is_flag=True, help="النتائج بصيغة JSON / The figures as JSON.")
@click.option("--only", type=click.Choice(["in_process", "inbox", "timers", "http"]), help="جزء واحد / One part.")
@click.option("--scale", type=click.Choice(list(SCALES)), default="full", help="حجم القياس / How much is measured.")
@with_appcontext
def command(as_json: bool, only: str | None, scale: str) -> None:
    """قِس السرعة والحجم / Measure speed and size (docs/benchmarks.md)."""
    logging.getLogger("engine").setLevel(logging.ERROR)
    found: dict[str, Any] = {}
    for name, part in PARTS.items():
        if only in (None, name):
            click.echo(f"==> {name}", err=True)
            found |= part(SCALES[scale], _progress)
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else _table(found))


def _progress(text: str) -> None:
    click.echo(f"    {text}", err=True)  # so that --json stays JSON


def _in_process(scale: Scale, say: Say) -> dict[str, Any]:
    reference = in_process.measure(plays.reference(), scale.cases, say)
    handling = in_process.measure(plays.handling(), scale.handled, say)
    return {
        "in_process": reference,
        "handling": handling,
        "bytes_per_case": reference["bytes_per_case"],
        "database": reference["database"],
    }


def _inbox(scale: Scale, say: Say) -> dict[str, Any]:
    p95, parts, database = inbox.measure(scale.open_cases, scale.rounds, say)
    return {"inbox_p95_ms": p95, "inbox": {"p95_ms": parts, "database": database}}


def _timers(scale: Scale, say: Say) -> dict[str, Any]:
    found = late_timers.measure(scale.timers, say)
    return {"late_timers_per_s": found.pop("late_timers_per_s"), "late_timers": found}


def _http(scale: Scale, say: Say) -> dict[str, Any]:
    return {"http": site.measure(scale.waiting, say)}


PARTS: dict[str, Callable[[Scale, Say], dict[str, Any]]] = {
    "in_process": _in_process,
    "inbox": _inbox,
    "timers": _timers,
    "http": _http,
}


def _table(found: dict[str, Any], prefix: str = "") -> str:
    lines = []
    for key, value in found.items():
        name = f"{prefix}{key}"
        lines.append(_table(value, f"{name}.") if isinstance(value, dict) else f"{name:<40} {value}")
    return "\n".join(lines)
