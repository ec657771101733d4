"""The forms of the studio's entries over a draft: what they may choose from, and what is said beside a question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import forms
from engine.bpmn import feel
from engine.errors import NotFound
from engine.studio.binding import Parts
from engine.studio.lists import entry_words

LONGEST_LABEL = 70
Problem = tuple[str, str, str]  # the question, and a sentence in Arabic and English


@dataclass(frozen=True)
class Typed:
    """What a page sent: the form it showed, what was typed, and the digest of the entry that it started from."""

    definition: forms.Definition
    raw: forms.RawAnswers
    seen: str


def surroundings(parts: Parts, locale: str, known: Mapping[str, Any] | None = None) -> forms.Surroundings:
    """What a form of the studio asks of the draft."""
    return forms.Surroundings(
        locale=locale,
        known={"is_new": False, "after_asked": None, **(known or {})},
        evaluate=feel.evaluate,
        choices=lambda source: _choices(parts, source, locale),
        person=lambda _: None,
        document=lambda _: None,
        write=lambda _, value: entry_words.explained(value, locale) if isinstance(value, list) else str(value),
    )


def refused(typed: Typed, around: forms.Surroundings, problems: list[Problem]) -> forms.InvalidAnswers:
    """The form again with these sentences at their questions."""
    form = forms.bind(typed.definition, typed.raw, around)
    for question, ar, en in problems:
        form.errors.setdefault(question, []).append(ar if around.locale == "ar" else en)
    for field in form.visible:
        if field.short_name in form.errors:
            field.errors = form.errors[field.short_name]
    return forms.InvalidAnswers(form)


def _choices(parts: Parts, source: str, locale: str) -> dict[str, str]:
    content = parts.content
    match source:
        case "clauses":
            return {key: _label(key, clause[locale]) for key, clause in content.clauses().items()}
        case "step_clauses":
            steps = content.association.get("steps", ())
            clauses = content.clauses().items()
            return {key: _label(key, said[locale]) for key, said in clauses if said["kind"] == "step" or key in steps}
        case "roles":
            return {key: role[locale] for key, role in content.association.get("roles", {}).items()}
        case "rights":
            return {key: words[locale] for key, words in entry_words.RIGHTS.items()}
        case "documents":
            printed = {key: letter["title"][locale] for key, letter in content.letters.items() if "asks" in letter}
            return {**{name: name for name in sorted(content.documents)}, **printed}
        case "ballot_forms":
            return {key: form.title[locale] for key, form in content.forms.items() if _votes(form)}
    raise NotFound(f"choices {source}")


def _votes(form: forms.Definition) -> bool:
    return any(field.name == "vote" and field.choices == "outcomes" for field in form.fields)


def _label(key: str, text: str) -> str:
    """One line by which a clause is known."""
    line = " ".join(text.split())
    return f"{key} · {line if len(line) <= LONGEST_LABEL else line[: LONGEST_LABEL - 1] + '…'}"
