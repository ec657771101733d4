"""One policy version as the engine uses it: every file read, nothing that can change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from engine.bpmn import outline
from engine.bpmn.specs import Specs
from engine.bpmn.vocabulary import FeelType
from engine.policies import calendar, names
from engine.policies import content as contents
from forms import Definition


@dataclass(frozen=True)
class Policy:
    """Plain data as the files say; `money` and `labels` tell how a value of that name is written for people,
    `calendar` what FEEL's working days read beside the names."""

    hash: str
    association: Mapping[str, Any]
    forms: Mapping[str, Definition]
    specs: Specs
    templates: Mapping[str, Mapping[str, Any]]
    letters: Mapping[str, Mapping[str, Any]]
    lists: Mapping[str, Mapping[str, Mapping[str, str]]]
    diagrams: Mapping[str, bytes]
    decisions: Mapping[str, bytes]
    types: Mapping[str, FeelType]
    clauses: Mapping[str, Mapping[str, Any]]
    documents: Mapping[str, bytes]
    money: frozenset[str] = frozenset()
    labels: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    calendar: Mapping[str, Any] = field(default_factory=dict)


def make(version_hash: str, association: str, files: Mapping[str, bytes], specs: Specs) -> Policy:
    """Read a version's files, which import has checked."""
    content = contents.parse(association, files)
    return Policy(
        hash=version_hash,
        association=MappingProxyType({**content.association, "key": association}),
        forms=MappingProxyType(content.forms),
        specs=specs,
        templates=MappingProxyType(content.templates),
        letters=MappingProxyType(content.letters),
        lists=MappingProxyType(content.lists),
        diagrams=MappingProxyType(content.diagrams),
        decisions=MappingProxyType(content.decisions),
        types=MappingProxyType({**outline.written(content.diagrams), **names.types(content)}),
        clauses=MappingProxyType(content.clauses()),
        documents=MappingProxyType(content.documents),
        money=names.money(content),
        labels=MappingProxyType(names.all_labels(content)),
        calendar=MappingProxyType({calendar.NAME: calendar.scope(content.association)}),
    )
