"""Conditions in other tools' languages (JUEL, Groovy, JavaScript) said in FEEL, as far as that is plain."""

import re
from collections.abc import Iterator

from engine.bpmn import feel

LONGEST = 2_000
_DEEPEST = 40
_WRAPPED = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<name>[^\W\d]\w*)|(?P<sign>===?|!==?|<=|>=|&&|\|\||[-+*/%<>!().,=]))"""
)
_WORDS = {
    "eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "and", "or": "or", "not": "!",
    "AND": "and", "OR": "or", "NOT": "!", "True": "true", "False": "false", "None": "null", "nil": "null",
}  # fmt: skip
_SIGNS = {"==": "=", "===": "=", "!==": "!=", "&&": "and", "||": "or"}
_COMPARE = frozenset({"=", "!=", "<", ">", "<=", ">="})
_CALLS = {"startsWith": "starts with", "endsWith": "ends with"}
_VARIABLE = ("getVariable", "getVariableLocal")


class _Unclear(Exception):
    """What cannot be said in FEEL without knowing more."""


def in_feel(text: str) -> str | None:
    """The expression in FEEL; None where it is not plain, or where it is FEEL as it stands."""
    wrapped = _WRAPPED.fullmatch(text)
    source = (wrapped[1] if wrapped else text.removeprefix("=")).strip().rstrip(";")
    if not source or len(source) > LONGEST:
        return None
    try:
        said = _Reader(list(_tokens(source))).whole()
    except _Unclear:
        return None
    return said if said != text and not feel.check(said).problems else None


def _tokens(source: str) -> Iterator[str]:
    at = 0
    while at < len(source.rstrip()):
        found = _TOKEN.match(source, at)
        if found is None:
            raise _Unclear
        at = found.end()
        if found["text"]:
            yield '"' + found["text"][1:-1].replace("\\'", "'").replace('"', '\\"').replace('\\\\"', '\\"') + '"'
        else:
            word = str(found["number"] or found["name"] or found["sign"])
            yield _WORDS.get(word, _SIGNS.get(word, word))


class _Reader:
    """Reads from left to right; each part gives its FEEL."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def whole(self) -> str:
        said = self._any_of("or")
        if self.at < len(self.tokens):
            raise _Unclear
        return said

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self, *wanted: str) -> str:
        found = self._next()
        if not found or (wanted and found not in wanted):
            raise _Unclear
        self.at += 1
        return found

    def _any_of(self, word: str) -> str:
        parts = [self._any_of("and") if word == "or" else self._comparison()]
        while self._next() == word:
            self._take()
            parts.append(self._any_of("and") if word == "or" else self._comparison())
        return f" {word} ".join(parts)

    def _comparison(self) -> str:
        left = self._sum()
        if self._next() not in _COMPARE:
            return left
        sign = self._take()
        return f"{left} {sign} {self._sum()}"

    def _sum(self) -> str:
        parts = [self._one()]
        while self._next() in ("+", "-", "*", "/"):
            parts += [self._take(), self._one()]
        return " ".join(parts)

    def _one(self) -> str:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Unclear
        try:
            return self._part()
        finally:
            self.depth -= 1

    def _part(self) -> str:
        word = self._take()
        if word == "!":
            return _negated(self._one())
        if word == "-":
            return f"-{self._one()}"
        if word == "empty":
            return f"{self._one()} = null"
        if word == "(":
            inside = self._any_of("or")
            self._take(")")
            return f"({inside})"
        if word[0] == '"' or word[0].isdigit():
            return word
        if not (word[0].isalpha() or word[0] == "_") or word in ("and", "or", "=", "!="):
            raise _Unclear
        return self._path(word)

    def _path(self, said: str) -> str:
        while self._next() == ".":
            self._take()
            said = self._step(said, self._take())
        if self._next() == "(":
            raise _Unclear
        return said

    def _step(self, said: str, name: str) -> str:
        if self._next() != "(":
            return f"{said}.{name}"
        self._take()
        given = None if self._next() == ")" else self._any_of("or")
        self._take(")")
        return _called(said, name, given)


def _called(said: str, name: str, given: str | None) -> str:
    if given is None:
        if name == "isEmpty":
            return f"{said} = null"
        raise _Unclear
    if name in ("equals", "equalsIgnoreCase"):
        return f"{said} = {given}"
    if name in _CALLS:
        return f"{_CALLS[name]}({said}, {given})"
    if name in _VARIABLE and said in ("execution", "task") and given.startswith('"'):
        return given.strip('"')
    raise _Unclear


def _negated(said: str) -> str:
    """`!x.equals("a")` is read as one comparison turned round."""
    if said.count(" = ") == 1 and not said.startswith("(") and " and " not in said and " or " not in said:
        return said.replace(" = ", " != ")
    return f"not{said}" if said.startswith("(") else f"not({said})"
