"""What lint must know of a pack, as plain data, so that a diagram can be checked without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FeelType = Any  # engine.bpmn.feel.FeelType; a JSON value, named here only to be read


@dataclass(frozen=True)
class Signature:
    """A decision table as a diagram sees it: the names that it reads and the type of its result."""

    names: tuple[str, ...]
    result: FeelType


@dataclass(frozen=True)
class Vocabulary:
    """`choices` maps a field to its keys; a field whose keys are known only at run time (users) is left out."""

    roles: frozenset[str] = frozenset()
    forms: Mapping[str, Mapping[str, FeelType]] = field(default_factory=dict)
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parameters: Mapping[str, FeelType] = field(default_factory=dict)
    decisions: Mapping[str, Signature] = field(default_factory=dict)
    ballots: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
