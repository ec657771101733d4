"""Every name that an expression of the pack may use, with its type and, for choices, its keys."""

from collections.abc import Iterator, Mapping
from typing import Any

import forms
from engine.bpmn import decisions
from engine.bpmn.profile import FACTS
from engine.bpmn.vocabulary import FeelType, Signature, Vocabulary
from engine.policies.content import Content, Words

SETTABLE_FACTS = frozenset({"origin", "channel", "person"})  # by the form field of the same name
APPLICANT: FeelType = {"context": {"name": "text", "mobile": "text"}}
ASSOCIATION: FeelType = {"context": {"name": "text", "registration": "text"}}
IN_TEXTS: Mapping[str, FeelType] = {"applicant": APPLICANT, "association": ASSOCIATION}


def vocabulary(content: Content) -> Vocabulary:
    """What lint must know of the pack."""
    association = content.association
    return Vocabulary(
        roles=frozenset(association.get("roles", {})),
        forms={key: forms.types(definition) for key, definition in content.forms.items()},
        choices=choices(content),
        parameters=parameters(content),
        decisions=signatures(content),
        ballots=frozenset(association.get("ballots", {})),
        clauses=frozenset(content.clauses()),
        templates=frozenset(content.templates),
        letters=frozenset(content.letters),
    )


def parameters(content: Content) -> dict[str, FeelType]:
    named = content.association.get("parameters", {})
    return {name: "number" if entry["type"] == "money" else entry["type"] for name, entry in named.items()}


def types(content: Content) -> dict[str, FeelType]:
    """All names of facts, parameters and fields; a field's type is the same in every form that has it."""
    known: dict[str, FeelType] = {**FACTS, **parameters(content)}
    for definition in content.forms.values():
        known |= forms.types(definition)
    return known


def fields(value: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Each field of a form file with its place, columns included."""
    for index, field in _mappings(value.get("fields")):
        yield ("fields", index), field
        for column, inner in _mappings(field.get("columns")):
            yield ("fields", index, "columns", column), inner


def _mappings(listed: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """A file that its schema refuses is read too: its other names are still meant."""
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, Mapping):
            yield index, item


def asked(content: Content) -> set[str]:
    """Every name that a form file asks for, also one that is not in order: one mistake, one finding."""
    found = set()
    for path, source in content.sources.items():
        if "/forms/" in path and isinstance(source.value.get("fields"), list):
            found |= {field["name"] for _, field in fields(source.value) if isinstance(field.get("name"), str)}
    return found


def labels(content: Content, source: Any) -> Mapping[str, Any] | None:
    """The choices behind a field's `choices`, or None where only the running case knows them."""
    if isinstance(source, Mapping):
        return source
    if source in ("channels", "tools"):
        found: Mapping[str, Any] = content.association.get(str(source), {})
        return found
    name = str(source).removeprefix("list:")
    return content.lists.get(name) if name != source else None


def choices(content: Content) -> dict[str, frozenset[str]]:
    """Keys by field, where the file or the association gives them."""
    found: dict[str, frozenset[str]] = {}
    for kind, key in content.paths:
        if kind != "form":
            continue
        for _, field in fields(content.source(kind, key)[1].value):
            known = labels(content, field.get("choices"))
            if known is not None and field.get("type") == "choice":
                found[field["name"]] = found.get(field["name"], frozenset()) | frozenset(known)
    return found


def signatures(content: Content) -> dict[str, Signature]:
    """The decision tables that can be read; lint says what is wrong with the others."""
    found = {}
    for raw in content.decisions.values():
        try:
            decision = decisions.read(raw)
        except decisions.InvalidDecision:
            continue
        found[decision.id] = decision.signature
    return found


def money(content: Content) -> frozenset[str]:
    """Names whose number is halalas: parameters, fields and columns."""
    found = {name for name, entry in content.association.get("parameters", {}).items() if entry["type"] == "money"}
    return frozenset(found | {field.name for field in every_field(content) if field.type == "money"})


def all_labels(content: Content) -> dict[str, dict[str, Words]]:
    """What the keys of a choice are called, by the name of its field."""
    found: dict[str, dict[str, Words]] = {}
    for field in every_field(content):
        for source in (field.choices, field.key_choices):
            known = ballot_outcomes(content) if source == "outcomes" else labels(content, source)
            if known:
                found[field.name] = {**found.get(field.name, {}), **known}
    return {**found, "outcome": ballot_outcomes(content)}


def ballot_outcomes(content: Content) -> dict[str, Words]:
    ballots = content.association.get("ballots", {}).values()
    return {key: words for ballot in ballots for key, words in ballot["outcomes"].items()}


def every_field(content: Content) -> Iterator[forms.FieldDefinition]:
    for definition in content.forms.values():
        for field in definition.fields:
            yield field
            yield from field.columns
