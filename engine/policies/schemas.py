"""Checks a file against its JSON Schema and says each problem in both languages, with its line."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from engine.bpmn.findings import Finding
from engine.policies.files import Source

HERE = Path(__file__).parent
SCHEMAS = {
    "association": HERE / "association.schema.json",
    "lists": HERE / "lists.schema.json",
    "template": HERE / "template.schema.json",
    "letter": HERE / "letter.schema.json",
    "scenario": HERE.parent / "scenario.schema.json",
}
_TYPES_AR = {
    "object": "مجموعة مفاتيح",
    "array": "قائمة",
    "string": "نص",
    "number": "عدد",
    "integer": "عدد صحيح",
    "boolean": "true أو false",
    "null": "null",
}
MAX_FINDINGS = 50

Sentences = tuple[str, str]


def findings(source: Source, schema: str, file: str) -> list[Finding]:
    """Everything the schema says against the file, in the order of its lines."""
    found = [_finding(error, source, file) for error in _validator(schema).iter_errors(source.value)]
    return sorted(found, key=lambda finding: finding.line)[:MAX_FINDINGS]


@cache
def _validator(schema: str) -> Draft202012Validator:
    content = json.loads(SCHEMAS[schema].read_text(encoding="utf-8"))
    return Draft202012Validator(content, format_checker=FormatChecker(["date"]))


def _finding(error: ValidationError, source: Source, file: str) -> Finding:
    path = tuple(error.absolute_path)
    place = ".".join(str(part) for part in path)
    ar, en = _SAY.get(str(error.validator), _say_other)(error)
    return Finding(
        "error", "schema", file, place, source.line(path), f"{place or 'الملف'}: {ar}", f"{place or 'the file'}: {en}"
    )


def _say_required(error: ValidationError) -> Sentences:
    missing = ", ".join(sorted(set(_rule(error)) - set(cast(Mapping[str, Any], error.instance))))
    return f"ينقصه: {missing}؛ أضفه.", f"{missing} is missing; add it."


def _say_unknown(error: ValidationError) -> Sentences:
    known = cast(Mapping[str, Any], error.schema).get("properties", {})
    names = ", ".join(sorted(set(cast(Mapping[str, Any], error.instance)) - set(known)))
    wanted = ", ".join(known)
    return (
        f"مفتاح غير معروف: {names}؛ احذفه أو صححه. المقبول: {wanted}.",
        f"unknown key {names}; remove or correct it. Known: {wanted}.",
    )


def _say_type(error: ValidationError) -> Sentences:
    types = [error.validator_value] if isinstance(error.validator_value, str) else list(_rule(error))
    arabic = " أو ".join(_TYPES_AR.get(name, name) for name in types)
    return f"المتوقع {arabic}، والمكتوب {_shown(error)}.", f"expected {' or '.join(types)}, was {_shown(error)}."


def _say_one_of_values(error: ValidationError) -> Sentences:
    values = ", ".join(str(value) for value in _rule(error))
    return f"المقبول: {values}؛ والمكتوب {_shown(error)}.", f"expected one of {values}; was {_shown(error)}."


def _say_pattern(error: ValidationError) -> Sentences:
    pattern = error.validator_value
    return (
        f"{_shown(error)} ليس بالصورة المطلوبة ({pattern}).",
        f"{_shown(error)} is not of the expected form ({pattern}).",
    )


def _say_size(error: ValidationError) -> Sentences:
    rule = f"{error.validator} {error.validator_value}"
    return f"الطول أو العدد خارج الحد ({rule}).", f"too few, too many, too short or too long ({rule})."


def _say_alternatives(error: ValidationError) -> Sentences:
    keys = [key for option in _rule(error) for key in option.get("required", [])]
    if not keys:
        return f"{_shown(error)} ليس من الصور المقبولة هنا.", f"{_shown(error)} is not one of the forms accepted here."
    wanted = ", ".join(keys)
    return f"اكتب واحدًا فقط من: {wanted}.", f"write exactly one of: {wanted}."


def _say_other(error: ValidationError) -> Sentences:
    return f"{_shown(error)} غير مقبول ({error.validator}).", f"{_shown(error)} is not accepted ({error.validator})."


def _rule(error: ValidationError) -> Any:
    """What the schema wants; the library's own type also allows that nothing is set."""
    return error.validator_value


def _shown(error: ValidationError) -> str:
    text = json.dumps(error.instance, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


_SAY: dict[str, Callable[[ValidationError], Sentences]] = {
    "required": _say_required,
    "additionalProperties": _say_unknown,
    "type": _say_type,
    "enum": _say_one_of_values,
    "const": _say_other,
    "pattern": _say_pattern,
    "format": _say_pattern,
    "minLength": _say_size,
    "maxLength": _say_size,
    "minItems": _say_size,
    "maxItems": _say_size,
    "minProperties": _say_size,
    "oneOf": _say_alternatives,
    "anyOf": _say_alternatives,
}
