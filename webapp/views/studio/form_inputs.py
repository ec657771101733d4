"""What the editor of a question sends, made a question again; what is half done is shown again and not lost."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.policies import form_conditions, form_files
from engine.policies.form_conditions import Condition, Line
from engine.studio.form_subjects import Group, Subject
from forms.formats import FORMATS
from forms.messages import Refused
from forms.numbers import plain, read_decimal
from forms.problems import KEY_TYPES, NOT_FOR_INFORMATION, TICK

Sent = MultiDict[str, str]
NOT_IN_COLUMNS = {"visible_if", "default", "visible_to"}
QUIET = {"label", "help"}  # information has its text instead
CONDITIONS = {"visible": "visible_if", "required": "required_if"}
MOST_LINES = 20
_ROW = re.compile(r"(choices|key_choices)-(\d{1,4})-key")


@dataclass(frozen=True)
class LineBox:
    """A line of a condition as drawn; `operators` and `choices` fit the field that is chosen."""

    number: int
    name: str
    operator: str
    value: str
    kind: str
    operators: list[tuple[str, str]]
    choices: tuple[tuple[str, str], ...] | None


@dataclass(frozen=True)
class ConditionBox:
    """`mode` is "no", "yes" (required only), "when" (lines) or "feel" (as written)."""

    prefix: str
    mode: str
    join: str
    lines: list[LineBox]
    feel: str
    groups: list[Group]


@dataclass
class Typed:
    """The question as sent; `half_done` are the conditions whose lines are not complete yet."""

    question: dict[str, Any]
    half_done: set[str] = field(default_factory=set)


def allowed(kind: str, is_column: bool) -> set[str]:
    """The keys that a question of this type may carry."""
    keys = {key for key in form_files.FIELD_KEYS if kind in KEY_TYPES.get(key, {kind})}
    if kind == "information":
        keys -= NOT_FOR_INFORMATION | QUIET
    return keys - NOT_IN_COLUMNS if is_column else keys


def formats(kind: str) -> list[str]:
    return [TICK] if kind == "boolean" else list(FORMATS) if kind == "text" else []


def read(sent: Sent, old: Mapping[str, Any], subjects: Mapping[str, Subject], is_column: bool) -> Typed:
    """Return the question as it now is: what was not drawn stays, what its type cannot carry goes."""
    kind = sent.get("type", str(old.get("type", "")))
    made = Typed({**old, "type": kind})
    for key in ("label", "help", "text"):
        _both(made.question, key, sent)
    for key in ("format", "clause", "default", "each"):
        if key in sent:
            _set(made.question, key, sent[key].strip() or None)
    _numbers(made.question, sent, kind)
    _ticks(made.question, sent)
    for key in ("choices", "key_choices"):
        _choices(made.question, key, sent)
    _conditions(made, sent, subjects)
    fits = allowed(kind, is_column)
    made.question = {
        key: value for key, value in made.question.items() if key in fits or key not in form_files.FIELD_KEYS
    }
    return made


def _set(made: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        made.pop(key, None)
    else:
        made[key] = value


def _both(made: dict[str, Any], key: str, sent: Sent) -> None:
    if f"{key}_ar" in sent:
        text = both(sent, key)
        _set(made, key, text if key != "help" or any(text.values()) else None)


def both(sent: Sent, key: str) -> dict[str, str]:
    return {locale: sent.get(f"{key}_{locale}", "").strip() for locale in ("ar", "en")}


def _numbers(made: dict[str, Any], sent: Sent, kind: str) -> None:
    for key in ("min", "max", "max_length"):
        if key in sent:
            text = sent[key].strip()
            _set(made, key, number(text, 100 if kind == "money" else 1) if text else None)


def number(text: str, unit: int) -> int | float | str:
    """A limit; what is no number stays as it was typed, and the form's own check says so at the question."""
    try:
        value = read_decimal(text) * unit
    except Refused:
        return text
    return int(value) if value == value.to_integral_value() else float(value)


def shown_number(value: Any, kind: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    return plain((Decimal(repr(value)) / (100 if kind == "money" else 1)).normalize())


def _ticks(made: dict[str, Any], sent: Sent) -> None:
    drawn = sent.getlist("drawn")
    for key in ("whole", "many"):
        if key in drawn:
            _set(made, key, True if key in sent else None)
    if "visible_to" in drawn:
        _set(made, "visible_to", sent.getlist("visible_to") or None)


# -- choices


def _choices(made: dict[str, Any], key: str, sent: Sent) -> None:
    source = sent.get(f"{key}-source")
    if source is None:
        return
    if source:
        _set(made, key, None if source == "none" else source)
    else:
        own = _own_choices(key, sent)
        _set(made, key, own or (None if key == "key_choices" else {}))


def _own_choices(key: str, sent: Sent) -> dict[str, dict[str, str]]:
    """The rows in their order; a row without a key takes one from its English label."""
    made: dict[str, dict[str, str]] = {}
    for row in _rows(key, sent):
        label = {locale: sent.get(f"{row}-{locale}", "").strip() for locale in ("ar", "en")}
        typed = sent.get(f"{row}-key", "").strip()
        if typed or any(label.values()):
            name = typed if typed and typed not in made else form_files.propose_name({**label, **_en(typed)}, made)
            made[name] = label
    return made


def _en(typed: str) -> dict[str, str]:
    return {"en": typed} if typed else {}


def _rows(key: str, sent: Sent) -> list[str]:
    numbers = sorted(int(found[2]) for name in sent if (found := _ROW.fullmatch(name)) and found[1] == key)
    return [f"{key}-{number}" for number in numbers]


def moved_choice(choices: Mapping[str, Any], action: str) -> dict[str, Any]:
    """`up:2`, `down:2` or `drop:2` of a question's own choices."""
    items = list(choices.items())
    verb, _, text = action.partition(":")
    place = int(text) if text.isdigit() and len(text) < 5 else -1
    if 0 <= place < len(items):
        item = items.pop(place)
        if verb != "drop":
            items.insert(max(0, place + (-1 if verb == "up" else 1)), item)
    return dict(items)


# -- conditions


def _conditions(made: Typed, sent: Sent, subjects: Mapping[str, Subject]) -> None:
    for prefix, key in CONDITIONS.items():
        mode = sent.get(f"{prefix}-mode")
        if mode is None:
            continue
        text = _condition(prefix, mode, sent, subjects, made.question.get(key))
        if text is None and mode in ("when", "feel"):
            made.half_done.add(prefix)
            continue
        _set(made.question, key, text)
        if prefix == "required":
            _set(made.question, "required", True if mode == "yes" else None)


def _condition(prefix: str, mode: str, sent: Sent, subjects: Mapping[str, Subject], old: Any) -> str | None:
    """The FEEL of what was sent, None where there is none yet; a condition that says the same stays as written."""
    if mode == "feel":
        return sent.get(f"{prefix}-feel", "").strip() or None
    if mode != "when":
        return None
    kinds = {name: subject.kind for name, subject in subjects.items()}
    condition = Condition(_join(prefix, sent), tuple(_lines(prefix, sent, subjects)))
    if isinstance(old, str) and form_conditions.read(old, kinds) == condition:
        return old
    return form_conditions.write(condition, kinds)


def _join(prefix: str, sent: Sent) -> str:
    return "or" if sent.get(f"{prefix}-join") == "or" else "and"


def _lines(prefix: str, sent: Sent, subjects: Mapping[str, Subject]) -> Iterator[Line]:
    """The lines that name a field; an operator that the field does not have becomes its first."""
    for number in range(MOST_LINES):
        name = sent.get(f"{prefix}-{number}-name", "")
        if name in subjects and sent.get("action") != f"drop:{prefix}-{number}":
            operators = form_conditions.OPERATORS[subjects[name].kind]
            operator = sent.get(f"{prefix}-{number}-op", "")
            operator = operator if operator in operators else operators[0]
            value = "" if operator in form_conditions.WITHOUT_VALUE else sent.get(f"{prefix}-{number}-value", "")
            yield Line(name, operator, value.strip())


def box(prefix: str, question: Mapping[str, Any], groups: list[Group], sent: Sent | None, locale: str) -> ConditionBox:
    """A condition as the editor draws it: as sent where it is half done, else as the form has it."""
    subjects = {each.name: each for group in reversed(groups) for each in group.subjects}
    text = question.get(CONDITIONS[prefix])
    text = text if isinstance(text, str) else ""
    condition = form_conditions.read(text, {name: each.kind for name, each in subjects.items()}) if text else None
    mode = "when" if condition else "feel" if text else "no"
    if prefix == "required" and question.get("required") is True:
        mode = "yes"
    if sent is not None:
        mode = sent.get(f"{prefix}-mode", mode)
        condition = Condition(_join(prefix, sent), tuple(_lines(prefix, sent, subjects)))
    lines = [*condition.lines, Line("", "")] if condition else [Line("", "")]
    boxes = [_line_box(number, line, subjects, locale) for number, line in enumerate(lines)]
    feel = sent.get(f"{prefix}-feel", text) if sent is not None else text
    return ConditionBox(prefix, mode, condition.join if condition else "and", boxes, feel or text, groups)


def _line_box(number: int, line: Line, subjects: Mapping[str, Subject], locale: str) -> LineBox:
    subject = subjects.get(line.name)
    kind = subject.kind if subject else ""
    operators = [
        (each, form_conditions.operator_words(kind, each)[locale]) for each in form_conditions.OPERATORS.get(kind, ())
    ]
    return LineBox(number, line.name, line.operator, line.value, kind, operators, subject.choices if subject else None)


# -- rules of the whole form


def checks(sent: Sent) -> list[dict[str, Any]]:
    """The rules in their order; a row in which nothing stands is none."""
    made = []
    for number in range(MOST_LINES * 3):
        row = f"checks-{number}"
        if f"{row}-that" not in sent or sent.get("action") == f"drop:{row}":
            continue
        message = {locale: sent.get(f"{row}-{locale}", "").strip() for locale in ("ar", "en")}
        that = sent[f"{row}-that"].strip()
        if that or any(message.values()):
            made.append({"that": that, "field": sent.get(f"{row}-field", ""), "message": message})
    return made
