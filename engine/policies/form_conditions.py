"""Conditions built from lines of field, operator and value: written as FEEL, and read back from FEEL of that shape."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

Kinds = Mapping[str, str]  # name -> text, number, money, date, boolean, choice, choices or thing
NAME = r"[^\W\d]\w*"
_TOKEN = re.compile(rf'\s*("(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?|{NAME}|!=|<=|>=|[=<>(),])')
SIGNS = {"is": "=", "is_not": "!=", "less": "<", "at_most": "<=", "more": ">", "at_least": ">="}
_OF_SIGN = {sign: operator for operator, sign in SIGNS.items()}
_MEASURES = ("is", "is_not", "more", "at_least", "less", "at_most", "answered", "unanswered")
OPERATORS: Mapping[str, tuple[str, ...]] = {
    "choice": ("is", "is_not", "answered", "unanswered"),
    "text": ("is", "is_not", "answered", "unanswered"),
    "number": _MEASURES,
    "money": _MEASURES,
    "date": _MEASURES,
    "boolean": ("yes", "no", "unanswered"),
    "choices": ("has", "has_not"),
    "thing": ("answered", "unanswered"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "is": {"ar": "هو", "en": "is"},
    "is_not": {"ar": "ليس", "en": "is not"},
    "less": {"ar": "أقل من", "en": "is less than"},
    "at_most": {"ar": "لا يزيد على", "en": "is at most"},
    "more": {"ar": "أكثر من", "en": "is more than"},
    "at_least": {"ar": "لا يقل عن", "en": "is at least"},
    "yes": {"ar": "نعم", "en": "is yes"},
    "no": {"ar": "لا", "en": "is no"},
    "has": {"ar": "يتضمن", "en": "includes"},
    "has_not": {"ar": "لا يتضمن", "en": "does not include"},
    "answered": {"ar": "أُجيب عنه", "en": "is answered"},
    "unanswered": {"ar": "لم يُجب عنه", "en": "is not answered"},
}
ON_DATES: Mapping[str, Mapping[str, str]] = {
    "less": {"ar": "قبل", "en": "is before"},
    "at_most": {"ar": "في أو قبل", "en": "is on or before"},
    "more": {"ar": "بعد", "en": "is after"},
    "at_least": {"ar": "في أو بعد", "en": "is on or after"},
}
WITHOUT_VALUE = frozenset({"yes", "no", "answered", "unanswered"})


@dataclass(frozen=True)
class Line:
    """One comparison; `value` is what stands in the box: a key, a number, riyals, a day."""

    name: str
    operator: str
    value: str = ""


@dataclass(frozen=True)
class Condition:
    """Lines that must all hold ("and"), or of which one must ("or")."""

    join: str
    lines: tuple[Line, ...]


def operator_words(kind: str, operator: str) -> Mapping[str, str]:
    return (ON_DATES if kind == "date" else WORDS).get(operator, WORDS[operator])


def write(condition: Condition, kinds: Kinds) -> str | None:
    """Return the FEEL, or None where a line is not complete."""
    parts = [_part(line, kinds.get(line.name, "")) for line in condition.lines]
    if not parts or None in parts:
        return None
    whole = [part for part in parts if part]
    if condition.join == "or" and len(whole) > 1:
        whole = [f"({part})" if " and " in part else part for part in whole]
    return f" {condition.join} ".join(whole)


def _part(line: Line, kind: str) -> str | None:
    name = line.name
    if line.operator not in OPERATORS.get(kind, ()):
        return None
    if line.operator in WITHOUT_VALUE:
        return {
            "yes": f"{name} = true",
            "no": f"{name} = false",
            "answered": f"{name} != null",
            "unanswered": f"{name} = null",
        }[line.operator]
    value = _literal(kind, line.value)
    if value is None:
        return None
    inside = {"has": f"list contains({name}, {value})", "has_not": f"not(list contains({name}, {value}))"}
    if line.operator in inside:
        return f"{name} != null and {inside[line.operator]}"
    guard = f"{name} != null and " if line.operator == "is_not" else ""
    return f"{guard}{name} {SIGNS[line.operator]} {value}"


def _literal(kind: str, value: str) -> str | None:
    """A value as FEEL has it; None where it is none of this kind."""
    value = value.strip()
    try:
        if kind == "date":
            return f'date("{date.fromisoformat(value).isoformat()}")'
        if kind in ("number", "money"):
            number = Decimal(value) * (100 if kind == "money" else 1)
            plain = f"{number.normalize():f}"
            return plain if number.is_finite() and len(plain) < 16 and not (kind == "money" and "." in plain) else None
    except (ValueError, InvalidOperation):
        return None
    return json.dumps(value, ensure_ascii=False) if value else None


def read(text: str, kinds: Kinds) -> Condition | None:
    """Return the condition that `write` would have written so, or None: then the text itself is what is edited."""
    tokens = _tokens(text)
    return _Reader(tokens, kinds).whole() if tokens else None


def _tokens(text: str) -> list[str]:
    """The words of the text; none where one is not known here."""
    tokens, end = [], 0
    text = text.strip().removeprefix("=").rstrip()
    while end < len(text):
        found = _TOKEN.match(text, end)
        if found is None:
            return []
        tokens.append(found[1])
        end = found.end()
    return tokens


class _Reader:
    """Goes through the words; what fits no line makes the whole unreadable."""

    def __init__(self, tokens: Sequence[str], kinds: Kinds) -> None:
        self.tokens, self.kinds, self.place = tokens, kinds, 0

    def whole(self) -> Condition | None:
        lines: list[Line] = []
        joins: set[str] = set()
        while (line := self._line()) is not None:
            lines.append(line)
            if self.place == len(self.tokens):
                return Condition(joins.pop() if joins else "and", tuple(lines)) if len(joins) < 2 else None
            joins.add(self.tokens[self.place])
            self.place += 1
            if not joins <= {"and", "or"}:
                return None
        return None

    def _line(self) -> Line | None:
        if self.tokens[self.place : self.place + 1] == ["("]:
            self.place += 1
            line = self._guarded()
            return line if line and self._take(")") else None
        return self._guarded() or self._plain()

    def _guarded(self) -> Line | None:
        """`x != null and` before what says nothing of an unanswered question."""
        start, name = self.place, self._name()
        if name and self._take("!=", "null", "and"):
            if self._take(name, "!=") and (value := self._value(name)) is not None:
                return Line(name, "is_not", value)
            self.place = start + 4
            if line := self._listed(name):
                return line
        self.place = start
        return None

    def _listed(self, name: str) -> Line | None:
        if self.kinds.get(name) != "choices":
            return None
        is_not = self._take("not", "(")
        if not self._take("list", "contains", "(", name, ","):
            return None
        value = self._value(name)
        ends = (")", ")") if is_not else (")",)
        return Line(name, "has_not" if is_not else "has", value) if value is not None and self._take(*ends) else None

    def _plain(self) -> Line | None:
        name = self._name()
        if name is None:
            return None
        for words, operator in ((("=", "null"), "unanswered"), (("!=", "null"), "answered")):
            if self._take(*words):
                return self._fitting(Line(name, operator))
        if self.kinds[name] == "boolean":
            operator = "no" if self._take("=", "false") else "yes"
            is_bare = operator == "yes" and not self._take("=", "true")
            ends = self.place == len(self.tokens) or self.tokens[self.place] in ("and", "or")
            return Line(name, operator) if not is_bare or ends else None
        sign = _OF_SIGN.get(self._next() or "", "")
        self.place += 1
        value = self._value(name) if sign and sign != "is_not" else None
        return self._fitting(Line(name, sign, value)) if value is not None else None

    def _fitting(self, line: Line) -> Line | None:
        return line if line.operator in OPERATORS.get(self.kinds[line.name], ()) else None

    def _name(self) -> str | None:
        if (found := self._next()) in self.kinds:
            self.place += 1
            return found
        return None

    def _next(self) -> str | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _take(self, *words: str) -> bool:
        if list(self.tokens[self.place : self.place + len(words)]) != list(words):
            return False
        self.place += len(words)
        return True

    def _value(self, name: str) -> str | None:
        """What would stand in the box for the literal that comes next."""
        kind = self.kinds.get(name)
        if kind == "date":
            is_call = self._take("date", "(")
            text = self._text()
            return text if is_call and text and _literal("date", text) and self._take(")") else None
        if kind in ("number", "money"):
            found = self._next() or ""
            self.place += 1
            return _riyals(found) if kind == "money" else (found if re.fullmatch(r"-?\d+(\.\d+)?", found) else None)
        return self._text()

    def _text(self) -> str | None:
        found = self._next() or ""
        self.place += 1
        try:
            return str(json.loads(found)) if found.startswith('"') else None
        except json.JSONDecodeError:
            return None


def _riyals(halalas: str) -> str | None:
    if not re.fullmatch(r"-?\d+", halalas):
        return None
    return f"{(Decimal(halalas) / 100).normalize():f}"
