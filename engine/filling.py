"""What a form needs to know of its case: choices, FEEL, people, papers; and what its answers become."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from engine import access, documents, history, people, templates, users, wording
from engine.actors import Actor
from engine.bpmn import feel
from engine.history import Event
from engine.models import Case, HistoryEvent, Person, UserTask
from engine.policies.versions import Policy

FACT_FIELDS = ("person", "channel", "origin")  # a field of this name sets the fact, and never the data
KEPT_TYPES = ("person", "family", "rows")  # what a case that continues another one offers again


def surroundings(
    session: Session,
    policy: Policy,
    actor: Actor,
    known: Mapping[str, Any],
    *,
    case: Case | None = None,
    task: UserTask | None = None,
) -> forms.Surroundings:
    """Return what a form of this case asks of the engine while this actor fills it."""
    ballot = task.ballot if task else None
    return forms.Surroundings(
        locale=actor.locale,
        known=known,
        evaluate=evaluator(policy, known),
        choices=lambda source: choices(session, policy, source, actor.locale, ballot=ballot),
        person=lambda person_id: _person(session, person_id),
        document=lambda document_id: _document(session, document_id, actor, case),
        write=lambda expression, value: templates.shown(policy, expression, value, actor.locale),
        registered=lambda answer: people.registered(session, answer),
    )


def evaluator(policy: Policy, known: Mapping[str, Any]) -> Callable[[str, Mapping[str, Any], Mapping[str, Any]], Any]:
    """Return FEEL over a case: every declared name is known, null at first."""
    declared = {**dict.fromkeys(policy.types), **policy.calendar}

    def evaluate(text: str, context: Mapping[str, Any], types: Mapping[str, Any]) -> Any:
        return feel.evaluate(text, {**declared, **known, **context}, {**policy.types, **types})

    return evaluate


def choices(session: Session, policy: Policy, source: str, locale: str, *, ballot: str | None = None) -> dict[str, str]:
    """Return the keys and labels that a source names now."""
    kind, _, name = source.partition(":")
    if kind == "users":
        return {str(user.id): user.name_en if locale == "en" else user.name_ar for user in users.holding(session, name)}
    if kind == "list":
        words = policy.lists[name]
    elif kind == "outcomes":
        words = policy.association["ballots"][ballot]["outcomes"]
    else:
        words = policy.association[kind]
    return {key: label[locale] for key, label in words.items()}


def settle(
    session: Session, case: Case, definition: forms.Definition, answers: Mapping[str, Any], actor: Actor
) -> dict[str, Any]:
    """Store the people, drawings and papers of valid answers, set the facts, and return what the case keeps."""
    kept = dict(answers)
    for field in definition.fields:
        value = kept.get(field.name)
        if value is None:
            continue
        if field.type == "person":
            kept[field.name] = _settle_person(session, case, field, value, actor)
        elif field.type == "signature" and "drawn" in value:
            drawing = documents.add_drawing(session, field.name, value["drawn"], actor, case.id)
            kept[field.name] = {"document": drawing.id}
        _attach(session, case, field, kept[field.name])
    facts = {name: kept[name] for name in FACT_FIELDS if kept.get(name) is not None}
    case.facts = {**case.facts, **facts}
    return kept


def data_of(definition: forms.Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that become data: those that set facts are facts only; a question of this form that was not
    shown has no answer any more, whatever was answered before."""
    asked = {field.name: answers.get(field.name) for field in definition.fields if field.type != "information"}
    return {name: value for name, value in asked.items() if name not in FACT_FIELDS}


def prefilled(
    session: Session, case: Case, definition: forms.Definition, known: Mapping[str, Any], actor: Actor
) -> forms.RawAnswers | None:
    """Return what a fresh form shows already: this case's own earlier answers, and those of the case it continues,
    as far as this actor may read them."""
    earlier = {**_earlier(session, case, definition, actor), **known}
    names = {field.name for field in access.visible_fields(definition.fields, actor)}
    found = {name: earlier[name] for name in names & earlier.keys() if earlier[name] is not None}
    return forms.encode(definition, found) if found else None


def _earlier(session: Session, case: Case, definition: forms.Definition, actor: Actor) -> dict[str, Any]:
    if case.continues is None or not access.may_see(session, case.continues, actor):
        return {}
    query = select(HistoryEvent.details).where(
        HistoryEvent.case_id == case.continues_id, HistoryEvent.kind.in_(("case_started", "task_completed"))
    )
    kept = {field.name for field in definition.fields if field.type in KEPT_TYPES}
    answers: dict[str, Any] = {}
    for details in session.scalars(query.order_by(HistoryEvent.id)):
        answers.update({name: value for name, value in details.get("answers", {}).items() if name in kept})
    return answers


def _settle_person(
    session: Session, case: Case, field: forms.FieldDefinition, answer: Mapping[str, Any], actor: Actor
) -> dict[str, Any]:
    """The field `person` says whom the case is about; another one (a guardian) only names somebody."""
    changed = people.changes(session, answer)
    person = people.store(session, answer)
    if changed:
        history.append(session, case, _person_changed(person, changed), actor)
    if field.name == "person":
        case.person_id = person.id
    return people.fact(person)


def _person_changed(person: Person, changed: Mapping[str, Sequence[str | None]]) -> Event:
    """Its words are a line of the timeline: which parts, what they were and what they are."""
    labels = {part.name: part.label for part in forms.PERSON_PARTS}
    ar = [_instead(labels[key]["ar"], "بدلًا من", pair, "ar") for key, pair in changed.items()]
    en = [_instead(labels[key]["en"], "in place of", pair, "en") for key, pair in changed.items()]
    return Event(
        "person_changed",
        name_ar=f"تغيّرت بيانات شخص مسجل ({wording.listed(ar, 'ar')})",
        name_en=f"The data of a known person were changed ({wording.listed(en, 'en')})",
        details={"person": person.id, "changed": changed},
    )


def _instead(label: str, of: str, pair: Sequence[str | None], locale: str) -> str:
    old, new = pair
    return f"{label}: {wording.text(new, locale)}" + (f" {of} {wording.text(old, locale)}" if old else "")


def _attach(session: Session, case: Case, field: forms.FieldDefinition, value: Any) -> None:
    for name, limits, paper in _papers(field, value, field.visible_to):
        paper["document"] = documents.attach(session, paper["document"], case, name, list(limits) or None).id


def _papers(
    field: forms.FieldDefinition, value: Any, limits: Sequence[str]
) -> Iterator[tuple[str, Sequence[str], dict[str, int]]]:
    """Yield the papers of an answer; a column is limited as its rows are, if it says nothing itself."""
    if field.type in ("file", "signature"):
        for entry in value if isinstance(value, list) else [value]:
            yield field.name, limits, entry
    for column in field.columns if field.type == "rows" else ():
        for row in value:
            if row.get(column.name) is not None:
                yield from _papers(column, row[column.name], column.visible_to or limits)


def _person(session: Session, person_id: int) -> dict[str, Any] | None:
    person = session.get(Person, person_id)
    if person is None:
        return None
    return {
        **people.fact(person),
        "national_id": person.national_id,
        "no_id_reason": person.no_id_reason,
        "name": person.name,
        "mobile": person.mobile,
        "birth_on": person.birth_on.isoformat() if person.birth_on else None,
    }


def _document(session: Session, document_id: int, actor: Actor, case: Case | None) -> dict[str, Any] | None:
    document = documents.attachable(session, document_id, actor, case)
    if document is None:
        return None
    return {
        "id": document.id,
        "filename": document.filename,
        "media_type": document.media_type,
        "size": document.size,
    }
