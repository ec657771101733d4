"""Where an entry of the association's file or of the lists is used: asked before it is removed or renamed."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn import citations
from engine.bpmn.citations import Mark
from engine.policies import names
from engine.policies.checks import RELATIONS
from engine.policies.content import Content
from engine.policies.files import Path
from engine.studio import binding
from engine.studio.binding import Parts

LIST = "list-"  # a section of this beginning is one of the lists: "list-papers"
DIAGRAM = "diagram"
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Use:
    """`kind`: diagram, steps, channels, tools, parameters, ballots, form, field, letter, template, table, scenario.

    `element` is a diagram's, `place` the entry of a YAML file that holds the key; both are empty where it stands inside
    an expression, which only its author can write anew (`is_named` is false then).
    """

    kind: str
    file: str
    ar: str
    en: str
    element: str = ""
    place: Path = ()
    is_named: bool = True


def find(parts: Parts, section: str, key: str) -> list[Use]:
    """Every use of one entry, each place once."""
    return list(dict.fromkeys(_find(parts, section, key)))


def _find(parts: Parts, section: str, key: str) -> Iterator[Use]:
    match section:
        case "clauses":
            yield from _of_clause(parts, key)
        case "roles":
            yield from _of_role(parts, key)
        case "ballots":
            yield from _marked(parts, lambda mark: mark.properties.get("ballot") == key)
        case "parameters":
            yield from _in_expressions(parts, lambda text: key in _words(text))
        case "lists":
            yield from _of_list(parts.content, key)
        case "channels" | "tools":
            yield from _of_choice(parts, section, key)
        case _ if section.startswith(LIST):
            yield from _of_choice(parts, f"list:{section.removeprefix(LIST)}", key)


def of_outcome(parts: Parts, ballot: str, outcome: str) -> list[Use]:
    """Where an outcome of a ballot is asked for."""
    votes = {mark.id for mark in parts.marks if mark.properties.get("ballot") == ballot}
    fields = {field.name for field in names.every_field(parts.content) if field.choices == "outcomes"}
    asked = votes | fields
    return list(dict.fromkeys(_in_expressions(parts, lambda text: _compares(text, asked, outcome))))


def _of_clause(parts: Parts, key: str) -> Iterator[Use]:
    yield from _marked(parts, lambda mark: key in mark.clauses)
    for citation, named in binding.cite(parts.content):
        if named == key:
            yield Use(citation.kind, citation.file, citation.ar, citation.en, place=citation.place)


def _of_role(parts: Parts, key: str) -> Iterator[Use]:
    yield from _marked(
        parts, lambda mark: key == mark.properties.get("role") or key in citations.listed(_receivers(mark))
    )
    content = parts.content
    file, association = content.association_path, content.association
    for ballot, entry in association.get("ballots", {}).items():
        for part in ("members", "chair"):
            if entry[part] == key:
                yield Use(
                    "ballots", file, entry.get("ar", ballot), entry.get("en", ballot), place=("ballots", ballot, part)
                )
    for use, field in _fields(content):
        if key in field.get("visible_to", ()):
            yield _at(use, "visible_to")
        for part in ("choices", "key_choices"):
            if field.get(part) == f"users:{key}":
                yield _at(use, part)
    yield from _in_scenarios(content, key)


def _in_scenarios(content: Content, role: str) -> Iterator[Use]:
    for file, scenario in content.scenarios.items():
        title = scenario.get("title") or {}
        words = title if isinstance(title, Mapping) else {"ar": title, "en": title}
        for person, held in scenario["people"].items():
            if scenario["association"] == content.key and role in held:
                yield Use("scenario", file, words.get("ar", file), words.get("en", file), place=("people", person))


def _of_list(content: Content, name: str) -> Iterator[Use]:
    for use, field in _fields(content):
        for part in ("choices", "key_choices"):
            if field.get(part) == f"list:{name}":
                yield _at(use, part)
        if field.get("type") == "family" and name == RELATIONS.removeprefix("list:"):
            yield Use(use.kind, use.file, use.ar, use.en, is_named=False)


def _of_choice(parts: Parts, source: str, key: str) -> Iterator[Use]:
    """A key is used where an expression compares it with a field that offers it, or a table asks for or gives it."""
    offering = [field for field in names.every_field(parts.content) if source in (field.choices, field.key_choices)]
    asked = {field.name for field in offering}
    yield from _in_expressions(parts, lambda text: _compares(text, asked | {"key"} if offering else asked, key))
    fixed = {word for field in offering for word in _words(field.each or "")}
    results = {mark.properties.get("decision") for mark in parts.marks if mark.properties.get("result") in fixed}
    for file, table in parts.tables:
        inputs = [number for number, column in enumerate(table.inputs) if asked & _words(column.text)]
        cells = [rule.cells[number].text for rule in table.rules for number in inputs if rule.cells[number]]
        outputs = [cell.text for rule in table.rules for cell in rule.outputs] if table.id in results else []
        if any(f'"{key}"' in text for text in [*cells, *outputs]):
            yield Use("table", file, table.name, table.name, is_named=False)


def _in_expressions(parts: Parts, holds: Callable[[str], bool]) -> Iterator[Use]:
    for mark in parts.marks:
        if any(holds(text) for text in mark.texts):
            yield _drawn(mark, is_named=False)
    for expression in parts.expressions:
        if holds(expression.text):
            yield _written(parts.content, expression.file)
    for file, table in parts.tables:
        texts = [column.text for column in table.inputs]
        texts += [cell.text for rule in table.rules for cell in [*rule.cells, *rule.outputs] if cell]
        if any(holds(text) for text in texts):
            yield Use("table", file, table.name, table.name, is_named=False)


def _marked(parts: Parts, holds: Callable[[Mark], bool]) -> Iterator[Use]:
    return (_drawn(mark) for mark in parts.marks if holds(mark))


def _drawn(mark: Mark, *, is_named: bool = True) -> Use:
    return Use(DIAGRAM, mark.file, mark.ar or mark.id, mark.en or mark.id, element=mark.id, is_named=is_named)


def _written(content: Content, file: str) -> Use:
    """A whole file by its title: which of its expressions it is, its own page shows."""
    value = content.sources[file].value
    words = value.get("title") or value.get("subject") or {}
    kind = next((kind for (kind, key), path in content.paths.items() if path == file), "ballots")
    return Use(kind, file, words.get("ar", file), words.get("en", file), is_named=False)


def _fields(content: Content) -> Iterator[tuple[Use, Mapping[str, Any]]]:
    for kind, key in content.paths:
        if kind == "form":
            path, source = content.source(kind, key)
            for place, field in names.fields(source.value):
                label = field.get("label") or {}
                yield Use("field", path, label.get("ar", key), label.get("en", key), place=place), field


def _at(use: Use, part: str) -> Use:
    return Use(use.kind, use.file, use.ar, use.en, place=(*use.place, part))


def _receivers(mark: Mark) -> str:
    to = mark.properties.get("to", "")
    return "" if to.startswith("=") else to


def _compares(text: str, asked: Collection[str], key: str) -> bool:
    return f'"{key}"' in text and not _words(text).isdisjoint(asked)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_QUOTED.sub('""', text)))


MOST_NAMED = 5


def named(found: Collection[Use], locale: str) -> str:
    """The first uses by name, and how many more there are."""
    words = list(dict.fromkeys(use.ar if locale == "ar" else use.en for use in found))
    shown = [f"«{word}»" if locale == "ar" else f"'{word}'" for word in words[:MOST_NAMED]]
    more = len(words) - len(shown)
    rest = ({"ar": f" و{more} غيرها", "en": f" and {more} more"}[locale]) if more > 0 else ""
    return ("، " if locale == "ar" else ", ").join(shown) + rest
