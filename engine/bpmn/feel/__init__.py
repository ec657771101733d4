"""FEEL, the only expression language: npm feelin with Masar's strictness (feel.js), run by QuickJS under caps.

Any doubt is an error: an unknown name, values of different types compared, null where something is needed.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.bpmn.feel import host
from engine.bpmn.feel.problems import FeelError, Problem, refusal, sentences
from engine.bpmn.feel.reading import Check, Comparison, Operand, Reading, formula, read, readable

FeelType = str | Mapping[str, Any]
"""text, number, boolean, date, date time, duration, list, context, any; {"list": {column: type}}, {"context": {...}}"""

__all__ = [
    "Check",
    "Comparison",
    "FeelError",
    "FeelType",
    "Operand",
    "Problem",
    "check",
    "condition",
    "decide",
    "evaluate",
    "formula",
    "refusal",
    "sentences",
    "unary_tests",
]

TABLE_SECONDS = 2.0  # at its first use in a thread a table's cells are parsed, about 1 ms each

Values = Mapping[str, Any]
Types = Mapping[str, FeelType]


def evaluate(text: str, context: Values, types: Types | None = None) -> Any:
    """The value as plain JSON: dates, times and durations as ISO text."""
    source = formula(text)
    [answer] = _call([{"do": "evaluate", "text": source}], [readable(source, unary=False)], context, types or {})
    return _value(source, answer)


def condition(text: str, context: Values, types: Types | None = None) -> bool:
    value = evaluate(text, context, types)
    if not isinstance(value, bool):
        raise refusal(formula(text), "RESULT_TYPE", {"wanted": "boolean"})
    return value


def unary_tests(cells: Sequence[tuple[str, Any]], context: Values, types: Types | None = None) -> list[bool]:
    """Whether each value meets its cell; all cells in one crossing."""
    if not cells:
        return []
    readings = [readable(formula(text), unary=True) for text, _ in cells]
    requests = [{"do": "test", "text": formula(text), "value": value} for text, value in cells]
    answers = _call(requests, readings, context, types or {})
    return [_value(request["text"], answer) is True for request, answer in zip(requests, answers, strict=True)]


def check(text: str, *, unary: bool = False) -> Check:
    """What can be said of a text without running it; a text that is too long is a problem, never an error."""
    try:
        return read(formula(text), unary=unary).check
    except FeelError as error:
        return Check((Problem(1, 1, error.ar, error.en),))


def decide(request: Mapping[str, Any], context: Values, types: Types | None = None) -> dict[str, Any]:
    """A decision table in one crossing: {"inputs", "rules", "first"} as decisions.py writes it; an error says where."""
    inputs = [readable(each["text"], unary=False) for each in request["inputs"]]
    cells = [readable(cell, unary=True) for rule in request["rules"] for cell in rule["cells"] if cell is not None]
    outputs = [readable(text, unary=False) for rule in request["rules"] for text in rule["outputs"]]
    [answer] = _call([{"do": "decide", **request}], [*inputs, *cells, *outputs], context, types or {}, TABLE_SECONDS)
    return answer


def _call(
    requests: list[dict[str, Any]],
    readings: Iterable[Reading],
    context: Values,
    types: Types,
    seconds: float = host.SECONDS,
) -> list[dict[str, Any]]:
    """Only what is read crosses: most of a case's data is not, and crossing costs more than evaluating."""
    read_names = frozenset().union(*(reading.mentions for reading in readings))
    data = {name: value for name, value in context.items() if unicodedata.normalize("NFKC", name) in read_names}
    known = {unicodedata.normalize("NFKC", name): types[name] for name in data if name in types}
    return host.call(requests, data, known, seconds)


def _value(text: str, answer: Mapping[str, Any]) -> Any:
    if error := answer.get("error"):
        raise refusal(text, error["type"], error["values"], error["position"])
    return answer["value"]
