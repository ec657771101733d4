"""What an expression says without being run: for lint, and to send an evaluation no more than what it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.bpmn.feel import host
from engine.bpmn.feel.problems import Problem, problem, refusal

LONGEST_TEXT = 4_000


@dataclass(frozen=True)
class Operand:
    """One side of a comparison.

    `kind` is "path" (value: `need`, `CR_Ballot.outcome`, `papers.state` for a column; `?` for a table's input), "item"
    (in a list's [filter]: the column `papers.state` if the list has it, else the case's own `state`), the type of a
    literal ("text", "number", "boolean", "date", "date time", "duration", "time", "null"), or "other".
    """

    kind: str
    value: Any


@dataclass(frozen=True)
class Comparison:
    left: Operand
    operator: str
    right: Operand
    line: int
    column: int


@dataclass(frozen=True)
class Check:
    """`names` are what the case must know, `paths` the same with properties, `items` columns read in [filters]."""

    problems: tuple[Problem, ...]
    names: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What feel.js found, kept once a text."""

    check: Check
    troubles: tuple[dict[str, Any], ...]
    mentions: frozenset[str]


def formula(text: str) -> str:
    """bpmn.io and Camunda write FEEL with a leading `=`."""
    return text.strip().removeprefix("=").strip()


@lru_cache(maxsize=4096)
def read(text: str, *, unary: bool) -> Reading:
    if len(text) > LONGEST_TEXT:
        raise refusal(text[:LONGEST_TEXT], "TEXT_TOO_LONG", {"most": LONGEST_TEXT})
    [found] = host.call([{"do": "check", "text": text, "unary": unary}], {}, {})
    if "error" in found:
        found = {"problems": [found["error"]]}
    troubles = tuple(found["problems"])
    problems = tuple(problem(text, each["type"], each["values"], each["position"]) for each in troubles)
    mentions = frozenset(found.get("mentions", ())) | ({"calendar"} if found.get("calendar") else set())
    return Reading(_check(text, problems, found), troubles, mentions)


def _check(text: str, problems: tuple[Problem, ...], found: Mapping[str, Any]) -> Check:
    names, paths, items = (tuple(found.get(key, ())) for key in ("names", "paths", "items"))
    return Check(problems, names, paths, items, tuple(_comparison(text, each) for each in found.get("comparisons", ())))


def _comparison(text: str, found: Mapping[str, Any]) -> Comparison:
    here = problem(text, "NO_VALUE", {}, found["position"])
    return Comparison(Operand(**found["left"]), found["operator"], Operand(**found["right"]), here.line, here.column)


def readable(text: str, *, unary: bool) -> Reading:
    """The reading of a text that may be run; its first problem is raised."""
    reading = read(text, unary=unary)
    for each in reading.troubles:
        raise refusal(text, each["type"], each["values"], each["position"])
    return reading
