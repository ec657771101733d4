"""A draft's form as the clerk will see it, over invented surroundings: no real person, paper or case, nothing kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

import forms as form_library
from engine import clock, templates
from engine.actors import Actor
from engine.bpmn import feel
from engine.bpmn.feel import FeelError
from engine.bpmn.specs import Specs
from engine.policies import names, packs
from engine.policies import policy as policies
from engine.policies.content import Content
from engine.policies.form_files import Form, shaped
from engine.policies.policy import Policy
from engine.studio import checking, drafts, form_pages, form_subjects, forms
from engine.studio.form_subjects import words
from engine.studio.panel import vocabulary_page
from engine.studio.panel.vocabulary_parts import Field
from forms import BoundForm, Definition, InvalidAnswers, InvalidDefinition, RawAnswers, Surroundings

SAMPLE_MONEY, SAMPLE_NUMBER = 150_000, 3
ENOUGH_ROWS = 3


@dataclass
class Preview:
    """`left_out` names the questions that cannot be drawn before they are mended; `faults` what could not be answered.
    `was_tried`: the answers were checked as the clerk's would be."""

    form: BoundForm | None
    left_out: list[str]
    faults: list[str] = field(default_factory=list)
    was_tried: bool = False


@dataclass(frozen=True)
class World:
    """What the invented surroundings of a version are made of."""

    policy: Policy
    content: Content
    written: tuple[Field, ...]


def show(
    session: Session,
    version_id: int,
    form: str,
    actor: Actor,
    *,
    locale: str,
    raw: RawAnswers | None = None,
    action: str = "",
    is_known: bool = True,
) -> Preview:
    """Draw the form with these answers; `action` adds or removes a row, or tries what the clerk's button would do.
    `is_known` invents answers of earlier steps, else there are none."""
    version = drafts.get(session, version_id, actor)
    world = checking.remembered("world", version.hash, lambda: _world(checking.pack(session, version)))
    value = form_pages.readable(forms.file(session, version_id, form, actor).content)
    definition, left_out = sound_part(value, locale)
    if definition is None:
        return Preview(None, left_out)
    shown = Preview(None, left_out)
    around = _surroundings(world, definition, locale, shown, is_known)
    sent = form_library.edit_rows(definition, raw, action) if raw is not None else None
    if action == "try":
        shown.form, shown.was_tried = _tried(definition, sent or {}, around), True
    else:
        shown.form = form_library.bind(definition, sent, around)
    # without earlier answers a step never opens, so that what they leave unanswered is no fault
    shown.faults = list(dict.fromkeys(shown.faults)) if is_known else []
    return shown


def _tried(definition: Definition, raw: RawAnswers, around: Surroundings) -> BoundForm:
    try:
        form_library.answers(definition, raw, around)
    except InvalidAnswers as invalid:
        return invalid.form
    return form_library.bind(definition, raw, around)


def sound_part(value: Form, locale: str) -> tuple[Definition | None, list[str]]:
    """The form without the questions and rules that are not in order, and what those are called."""
    left_out: list[str] = []
    rest = {"id": "form", "title": {"ar": "-", "en": "-"}, **value}
    while True:
        try:
            return form_library.read(rest), left_out
        except InvalidDefinition as invalid:
            smaller = _without(rest, [problem.path.split(".") for problem in invalid.problems], left_out, locale)
            if smaller == rest:
                return None, left_out
            rest = smaller


def _without(form: Form, paths: list[list[str]], left_out: list[str], locale: str) -> Form:
    made = {key: value for key, value in form.items() if not (key == "intro" and ["intro"] in [p[:1] for p in paths])}
    if any(path[0] == "title" for path in paths):
        made["title"] = {"ar": "-", "en": "-"}
    for part in ("fields", "checks"):
        bad = {int(path[1]) for path in paths if path[0] == part and len(path) > 1}
        if bad and isinstance(form.get(part), list):
            made[part] = [item for number, item in enumerate(form[part]) if number not in bad]
            left_out += [_called(item, locale) for number, item in enumerate(form[part]) if number in bad]
    return made


def _called(item: Any, locale: str) -> str:
    found = shaped(item)
    return words(found.get("label") or found.get("message"), locale) or str(found.get("name", "-"))


def _world(pack: packs.Pack) -> World:
    content = form_subjects.of_pack(pack)
    specs = Specs({}, {}, {}, {}, frozenset())  # a draft may not compile, and a form needs no diagram to be drawn
    policy = policies.make(pack.hash, pack.association, pack.files, specs)
    return World(policy, content, tuple(vocabulary_page.of_pack(pack).written))


def _surroundings(world: World, definition: Definition, locale: str, shown: Preview, is_known: bool) -> Surroundings:
    known = _known(world, definition, locale) if is_known else _parameters(world)
    return Surroundings(
        locale=locale,
        known=known,
        evaluate=_evaluator(world, known, locale, shown.faults),
        choices=lambda source: _choices(world.content, source, locale),
        person=lambda _: None,
        document=lambda _: None,
        write=lambda expression, value: templates.shown(world.policy, expression, value, locale),
    )


Evaluate = Callable[[str, Mapping[str, Any], Mapping[str, Any]], Any]


def _evaluator(world: World, known: Mapping[str, Any], locale: str, faults: list[str]) -> Evaluate:
    """FEEL as a case would answer it; what it cannot answer is told beside the preview and counts as nothing."""
    declared = {**dict.fromkeys(world.policy.types), **world.policy.calendar}

    def evaluate(text: str, context: Mapping[str, Any], types: Mapping[str, Any]) -> Any:
        try:
            return feel.evaluate(text, {**declared, **known, **context}, {**world.policy.types, **types})
        except FeelError as error:
            faults.append(f"{text}: {error.ar if locale == 'ar' else error.en}")
            return None

    return evaluate


def _choices(content: Content, source: str, locale: str) -> dict[str, str]:
    """Keys and labels; people of a role are invented, as are not the lists of the draft."""
    kind, _, name = source.partition(":")
    if kind == "users":
        role = words(content.association.get("roles", {}).get(name), locale) or name
        return {str(number): f"{role} {number}" for number in (1, 2)}
    return dict(form_subjects.labels(content, source, locale) or {})


# -- answers that nobody gave


def _parameters(world: World) -> dict[str, Any]:
    return {name: entry["value"] for name, entry in world.content.association.get("parameters", {}).items()}


def _known(world: World, definition: Definition, locale: str) -> dict[str, Any]:
    """An answer of its type for every name of the version; what this form asks is left to whoever tries it."""
    known = {name: _sample(world, name, kind, locale) for name, kind in world.policy.types.items()}
    for written in world.written:
        _put(known, written.name.split("."), _written(written, locale))
    known |= dict(_row_keys(world, definition))
    asked = {field.name for field in definition.fields}
    facts = {"started_at": clock.now().isoformat(), "case_number": "2026-00001", "open_case_of_person": None}
    return {**{name: value for name, value in known.items() if name not in asked}, **facts, **_parameters(world)}


def _sample(world: World, name: str, kind: Any, locale: str) -> Any:
    if isinstance(kind, Mapping):
        inside = kind.get("context")
        if isinstance(inside, Mapping):
            return {key: _sample(world, key, each, locale) for key, each in inside.items()}
        return None if "context" in kind else []
    if kind == "number":
        return SAMPLE_MONEY if name in world.policy.money else SAMPLE_NUMBER
    if kind == "text" and name in world.policy.labels:
        return next(iter(world.policy.labels[name]), None)
    return _plain(kind, locale)


def _plain(kind: Any, locale: str) -> Any:
    plain: dict[str, Any] = {
        "text": "مثال" if locale == "ar" else "example",
        "boolean": True,
        "number": SAMPLE_NUMBER,
        "date": clock.today().isoformat(),
        "date time": clock.now().isoformat(),
        "duration": "P14D",
        "list": [],
    }
    return plain.get(str(kind))


def _written(written: Field, locale: str) -> Any:
    return written.choices[0].key if written.choices else _plain(written.type, locale)


def _put(known: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        inside = known.get(part)
        known[part] = known = inside if isinstance(inside, dict) else {}
    known[path[-1]] = value


def _row_keys(world: World, definition: Definition) -> Iterator[tuple[str, list[str]]]:
    """Fixed rows are shown for the first keys of their list."""
    for asked in definition.fields:
        found = names.labels(world.content, asked.key_choices)
        if asked.each and asked.each.isidentifier() and found:
            yield asked.each, list(found)[:ENOUGH_ROWS]
