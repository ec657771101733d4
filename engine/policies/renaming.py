"""A question or a form that takes another name: every file of a pack that says the old one, and those files changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn import citations, renaming
from engine.policies import entries, files, placeholders
from engine.policies.entries import Place

FEEL_KEYS = frozenset({"visible_if", "required_if", "default", "each", "that"})
_BY_NAME = frozenset({"answers", "data", "facts"})  # of scenarios: mappings keyed by the names of questions


@dataclass(frozen=True)
class Use:
    """Where a name stands: a file, and the place in it or the id of the element."""

    file: str
    place: str


def uses(pack: Mapping[str, bytes], name: str) -> list[Use]:
    """Everything that would have to follow if a question were renamed; the questions themselves are not uses."""
    return [each for each in _all_uses(pack, name) if not each.place.endswith(".name")]


def _all_uses(pack: Mapping[str, bytes], name: str) -> Iterator[Use]:
    for path, content in sorted(pack.items()):
        if path.endswith((".bpmn", ".dmn")):
            yield from (Use(path, element) for element in renaming.in_file(content, name, f"{name}_")[1])
        elif path.endswith(".yaml"):
            yield from (Use(path, ".".join(map(str, place))) for place, _ in _places(path, content, name, f"{name}_"))


def rename(pack: Mapping[str, bytes], old: str, new: str) -> dict[str, bytes]:
    """The files that change when a question is renamed everywhere, in every form that asks it."""
    changed = {}
    for path, content in pack.items():
        if path.endswith((".bpmn", ".dmn")):
            made = renaming.in_file(content, old, new)[0]
        elif path.endswith(".yaml"):
            made = _yaml(path, content, old, new)
        else:
            continue
        if made != content:
            changed[path] = made
    return changed


def rename_form(pack: Mapping[str, bytes], old: str, new: str) -> dict[str, bytes]:
    """The files that name a form, naming it anew: diagrams, ballots, what letters ask."""
    changed = {}
    for path, content in pack.items():
        made = citations.replaced(content, ("form",), old, new) if path.endswith(".bpmn") else content
        if path.endswith(".yaml"):
            for place in _form_places(path, content, old):
                made = entries.put(made, place, new)
        if made != content:
            changed[path] = made
    return changed


def form_uses(pack: Mapping[str, bytes]) -> dict[str, list[Use]]:
    """The elements, ballots and letters that each form serves, by the form's id."""
    found: dict[str, list[Use]] = {}
    for path, content in sorted(pack.items()):
        if path.endswith(".bpmn"):
            named = [(mark.properties.get("form", ""), mark.id) for mark in citations.marks({path: content})]
        else:
            named = [(form, ".".join(map(str, place))) for place, form in _forms_named(path, content)]
        for form, place in named:
            if form:
                found.setdefault(form, []).append(Use(path, place))
    return found


def _form_places(path: str, content: bytes, form: str) -> list[Place]:
    return [place for place, named in _forms_named(path, content) if named == form]


def _forms_named(path: str, content: bytes) -> Iterator[tuple[Place, str]]:
    """Which forms the ballots of an association and the blank forms of a letter name, and where."""
    is_letter, is_association = "/letters/" in path, path.startswith("associations/")
    if not (is_letter or is_association):
        return
    value = _value(content)
    ballots, asks = value.get("ballots"), value.get("asks")
    for key, ballot in ballots.items() if is_association and isinstance(ballots, dict) else ():
        yield ("ballots", key, "form"), str(_get(ballot, "form"))
    for number, asked in enumerate(asks) if is_letter and isinstance(asks, list) else ():
        yield ("asks", number, "form"), str(_get(asked, "form"))


def _yaml(path: str, content: bytes, old: str, new: str) -> bytes:
    for place, text in _places(path, content, old, new):
        if text is None:  # a key that bears the name
            holder = entries.get(content, place[:-1])
            content = entries.put(content, (*place[:-1], new), holder[old], after=old)
            content = entries.put(content, place, None)
        else:
            content = entries.put(content, place, text)
    return content


def _places(path: str, content: bytes, old: str, new: str) -> list[tuple[Place, str | None]]:
    """Where the name stands in a YAML file and the text that stands there afterwards; None where it is a key."""
    parts = path.split("/")
    kind = parts[1] if len(parts) == 3 else parts[0]
    value = _value(content)
    if kind == "forms":
        return list(_in_form(value, old, new))
    if kind in ("templates", "letters"):
        asked = [] if kind == "templates" else list(_asked(value, old, new))
        return [*_in_texts(value, (), old, new), *asked]
    return list(_in_scenario(value, (), old, new)) if kind == "scenarios" else []


def _in_form(value: Mapping[str, Any], old: str, new: str) -> Iterator[tuple[Place, str]]:
    for number, field in enumerate(value.get("fields") or ()):
        if _get(field, "name") == old:
            yield ("fields", number, "name"), new
        yield from _in_texts(field, ("fields", number), old, new)
    for number, rule in enumerate(value.get("checks") or ()):
        if _get(rule, "field") == old:
            yield ("checks", number, "field"), new
        yield from _in_texts(rule, ("checks", number), old, new)


def _in_texts(value: Any, place: Place, old: str, new: str) -> Iterator[tuple[Place, str]]:
    """Every expression and every placeholder below a place."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        if isinstance(item, str):
            made = renaming.in_feel(item, old, new) if key in FEEL_KEYS else _in_placeholders(item, old, new)
            if made != item:
                yield (*place, key), made
        else:
            yield from _in_texts(item, (*place, key), old, new)


def _in_placeholders(text: str, old: str, new: str) -> str:
    try:
        parts = placeholders.split(text)
    except placeholders.BrokenText:
        return text
    written = [
        "{" + renaming.in_feel(part.expression, old, new) + "}"
        if isinstance(part, placeholders.Placeholder)
        else part.replace("{", "{{").replace("}", "}}")
        for part in parts
    ]
    names = any(
        isinstance(part, placeholders.Placeholder) and renaming.mentions(part.expression, old) for part in parts
    )
    return "".join(written) if names else text


def _asked(value: Mapping[str, Any], old: str, new: str) -> Iterator[tuple[Place, str]]:
    """A letter's blank form names the questions it prints."""
    for number, asked in enumerate(value.get("asks") or ()):
        for index, name in enumerate(_get(asked, "fields") or ()):
            if name == old:
                yield ("asks", number, "fields", index), new


def _in_scenario(value: Any, place: Place, old: str, new: str) -> Iterator[tuple[Place, str | None]]:
    """What people answer, what is expected, what is refused: all by the names of questions."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            if item == old and place and place[-1] == "refused":
                yield (*place, number), new
            yield from _in_scenario(item, (*place, number), old, new)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == old and place and place[-1] in _BY_NAME:
                yield (*place, key), None
            elif key == "field" and item == old:
                yield (*place, key), new
            else:
                yield from _in_scenario(item, (*place, key), old, new)


def _value(content: bytes) -> Mapping[str, Any]:
    try:
        found = files.read(content).value
    except files.Unreadable:
        return {}
    return found if isinstance(found, dict) else {}


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None
