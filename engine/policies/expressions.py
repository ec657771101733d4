"""Checks the FEEL in forms, messages, letters and ballots: grammar, and that each name is one the pack knows."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn import feel
from engine.bpmn.findings import Finding
from engine.policies import names, placeholders
from engine.policies.content import Content
from engine.policies.files import Path

LOCALES = ("ar", "en")


@dataclass(frozen=True)
class Expression:
    """`extra` are names known here and nowhere else; `only` shuts out all others."""

    file: str
    path: Path
    text: str
    extra: Collection[str] = ()
    only: bool = False


def every(content: Content) -> list[Expression]:
    """Every expression of the files that can be read."""
    return list(_all(content, []))


def check(content: Content, known: Collection[str]) -> list[Finding]:
    """`known` are the names of the whole pack."""
    broken: list[Finding] = []
    found = [finding for item in _all(content, broken) for finding in _check(content, item, known)]
    return [*broken, *found]


def _check(content: Content, item: Expression, known: Collection[str]) -> Iterator[Finding]:
    line = content.sources[item.file].line(item.path)
    place = ".".join(map(str, item.path))
    checked = feel.check(item.text.removeprefix("="))
    for problem in checked.problems:
        yield Finding("error", "feel", item.file, place, line, problem.ar, problem.en)
    here = {*item.extra} if item.only else {*known, *item.extra}
    for name in sorted({*checked.names} - here):
        yield _unknown(item, place, line, name, here)


def _unknown(item: Expression, place: str, line: int, name: str, known: Collection[str]) -> Finding:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    hint_ar = f" لعلك تقصد «{near[0]}»." if near else " استعمل اسم حقل أو معلومة أو ثابت من السياسة."
    hint_en = f" Did you mean '{near[0]}'?" if near else " Use the name of a field, a fact or a parameter."
    return Finding(
        "error",
        "unknown-name",
        item.file,
        place,
        line,
        f"الاسم «{name}» غير معروف.{hint_ar}",
        f"the name '{name}' is not known.{hint_en}",
    )


def _all(content: Content, broken: list[Finding]) -> Iterator[Expression]:
    for kind, key in content.paths:
        file, source = content.source(kind, key)
        if kind == "form":
            yield from _of_form(content, file, source.value, broken)
        elif kind == "template":
            for part in ("subject", "body"):
                yield from _of_words(content, file, (part,), source.value[part], broken)
        elif kind == "letter":
            yield from _of_letter(content, file, source.value, broken)
    yield from _of_ballots(content)


def _of_form(content: Content, file: str, form: Mapping[str, Any], broken: list[Finding]) -> Iterator[Expression]:
    for path, field in names.fields(form):
        extra = _columns(form, path)
        for key in ("visible_if", "required_if", "default", "each"):
            if isinstance(field.get(key), str):
                yield Expression(file, (*path, key), field[key], extra)
        if "text" in field:
            yield from _of_words(content, file, (*path, "text"), field["text"], broken)
    for index, rule in enumerate(form.get("checks", [])):
        yield Expression(file, ("checks", index, "that"), rule["that"])


def _columns(form: Mapping[str, Any], path: Path) -> set[str]:
    """Inside rows, the other columns of the row and its key are names too."""
    if "columns" not in path:
        return set()
    rows = form["fields"][path[1]]
    return {"key", *(column["name"] for column in rows["columns"])}


def _of_letter(content: Content, file: str, letter: Mapping[str, Any], broken: list[Finding]) -> Iterator[Expression]:
    yield from _of_words(content, file, ("title",), letter["title"], broken)
    for part in ("paragraphs", "table", "sign"):
        for index, item in enumerate(letter.get(part, [])):
            path: Path = (part, index)
            if "visible_if" in item:
                yield Expression(file, (*path, "visible_if"), item["visible_if"], names.IN_TEXTS)
            if part == "table":
                yield from _of_words(content, file, (*path, "value"), item["value"], broken)
            else:
                yield from _of_words(content, file, path, item, broken)


def _of_words(
    content: Content, file: str, path: Path, words: str | Mapping[str, Any], broken: list[Finding]
) -> Iterator[Expression]:
    """A text in both languages, or one that is the same in both."""
    for place, text in [(path, words)] if isinstance(words, str) else [((*path, key), words[key]) for key in LOCALES]:
        try:
            parts = placeholders.split(text)
        except placeholders.BrokenText as error:
            line = content.sources[file].line(place)
            broken.append(Finding("error", "braces", file, ".".join(map(str, place)), line, error.ar, error.en))
            continue
        for part in parts:
            if isinstance(part, placeholders.Placeholder):
                yield Expression(file, place, part.expression, names.IN_TEXTS)


def _of_ballots(content: Content) -> Iterator[Expression]:
    for key, ballot in content.association.get("ballots", {}).items():
        path = ("ballots", key)
        yield Expression(content.association_path, (*path, "quorum"), ballot["quorum"], ("members",), only=True)
        yield Expression(
            content.association_path, (*path, "majority"), ballot["majority"], ("votes", "cast", "members"), only=True
        )
