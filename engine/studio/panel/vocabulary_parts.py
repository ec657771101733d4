"""The things of a version that the properties panel offers by name, each in both languages."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Named:
    """A thing of the version with its id and its name in both languages."""

    key: str
    ar: str
    en: str


@dataclass(frozen=True)
class Field:
    """What a condition may ask about: `type` as in a form file; `choices` None where only the case knows them."""

    name: str
    type: str
    ar: str
    en: str
    choices: list[Named] | None = None
    users: str | None = None
    columns: tuple["Field", ...] = ()


@dataclass(frozen=True)
class Form:
    key: str
    ar: str
    en: str
    fields: list[Field]


@dataclass(frozen=True)
class Parameter:
    """`value` as the file has it, `value_ar` and `value_en` in words; all empty where it is switched off."""

    key: str
    type: str
    ar: str
    en: str
    value: Any
    value_ar: str
    value_en: str


@dataclass(frozen=True)
class Ballot:
    key: str
    ar: str
    en: str
    outcomes: list[Named]


@dataclass(frozen=True)
class Clause:
    key: str
    number: str
    kind: str
    ar: str
    en: str


@dataclass(frozen=True)
class Table:
    """A decision table; `results` are what its answer holds: one nameless value, or one for each output."""

    key: str
    ar: str
    en: str
    results: list[Field]


@dataclass(frozen=True)
class Process:
    key: str
    ar: str
    en: str
    file: str
    calls: list[str]


@dataclass(frozen=True)
class Function:
    name: str
    example: str
    ar: str
    en: str
