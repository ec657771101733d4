"""A message or a letter as answers of its page's form, and the answers as the file's value again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.scalarstring import LiteralScalarString

from engine.policies import clauses

Value = Mapping[str, Any]
Answers = Mapping[str, Any]
LOCALES = ("ar", "en")
LONGEST = {"paragraphs": 40, "table": 40, "sign": 6, "asks": 20}  # as letter.schema.json has it


@dataclass(frozen=True)
class Kind:
    """`key` as content.paths has it, `folder` in the pack, `form` of the studio, `steps` whose `template` names it."""

    key: str
    folder: str
    form: str
    steps: tuple[str, ...]
    answers: Callable[[Value], dict[str, Any]]
    value: Callable[[Answers], dict[str, Any]]


def _both(value: Value, name: str) -> dict[str, Any]:
    return {f"{name}_{locale}": value[name][locale] for locale in LOCALES}


def _words(answers: Answers, name: str) -> dict[str, str]:
    return {locale: _block(answers[f"{name}_{locale}"]) for locale in LOCALES}


def _block(text: str) -> str:
    """Several lines stand as lines in the file, so that a difference is one line."""
    return LiteralScalarString(text) if "\n" in text else text


def _cited(value: Value) -> list[dict[str, str]]:
    return [{"clause": named} for named in clauses.cited(value.get("clause"))]


def _citing(answers: Answers) -> dict[str, Any]:
    named = list(dict.fromkeys(row["clause"] for row in answers.get("clause") or ()))
    return {"clause": named[0] if len(named) == 1 else named} if named else {}


def _message_answers(value: Value) -> dict[str, Any]:
    return {**_both(value, "subject"), **_both(value, "body"), "clause": _cited(value)}


def _message_value(answers: Answers) -> dict[str, Any]:
    return {**_citing(answers), "subject": _words(answers, "subject"), "body": _words(answers, "body")}


def _letter_answers(value: Value) -> dict[str, Any]:
    return {
        **_both(value, "title"),
        "clause": _cited(value),
        "paragraphs": [dict(each) for each in value["paragraphs"]],
        "table": [_row_answers(each) for each in value.get("table", ())],
        "sign": [dict(each) for each in value.get("sign", ())],
        "asks": [{"form": each["form"], "fields": " ".join(each.get("fields", ()))} for each in value.get("asks", ())],
    }


def _row_answers(row: Value) -> dict[str, Any]:
    said = row["value"]
    value = {"value": said} if isinstance(said, str) else {"value": said["ar"], "value_en": said["en"]}
    return {**_both(row, "label"), **value, "visible_if": row.get("visible_if")}


def _letter_value(answers: Answers) -> dict[str, Any]:
    parts = {
        "paragraphs": [_paragraph(row) for row in _rows(answers, "paragraphs")],
        "table": [_row_value(row) for row in _rows(answers, "table")],
        "asks": [_asked(row) for row in _rows(answers, "asks")],
        "sign": [{locale: row[locale] for locale in LOCALES} for row in _rows(answers, "sign")],
    }
    kept = {name: rows for name, rows in parts.items() if rows}
    return {"title": _words(answers, "title"), **_citing(answers), **kept}


def _rows(answers: Answers, name: str) -> list[Answers]:
    return answers.get(name) or []


def _paragraph(row: Answers) -> dict[str, Any]:
    return _when({locale: _block(row[locale]) for locale in LOCALES}, row)


def _row_value(row: Answers) -> dict[str, Any]:
    english = row.get("value_en")
    value = {"ar": row["value"], "en": english} if english and english != row["value"] else row["value"]
    return _when({"label": _words(row, "label"), "value": value}, row)


def _when(made: dict[str, Any], row: Answers) -> dict[str, Any]:
    return {**made, "visible_if": row["visible_if"]} if row.get("visible_if") else made


def _asked(row: Answers) -> dict[str, Any]:
    names = asked_names(row)
    return {"form": row["form"], "fields": names} if names else {"form": row["form"]}


def asked_names(row: Answers) -> list[str]:
    """The questions that a blank form asks, typed with spaces or commas of either language between them."""
    return list(dict.fromkeys((row.get("fields") or "").replace(",", " ").replace("،", " ").split()))


MESSAGE = Kind(
    "template", "templates", "message", ("sendTask", "intermediateThrowEvent", "endEvent"),
    _message_answers, _message_value,
)  # fmt: skip
LETTER = Kind("letter", "letters", "letter", ("userTask", "manualTask"), _letter_answers, _letter_value)
KINDS = {kind.key: kind for kind in (MESSAGE, LETTER)}
