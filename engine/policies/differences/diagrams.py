"""Two states of a diagram as differences, and what they mean for those who carry the steps out."""

from collections.abc import Iterator, Mapping

from engine.bpmn import diff, drawn_parts, spoken, xml
from engine.bpmn.drawn_parts import Drawing, Part
from engine.bpmn.spoken import Both
from engine.policies.differences.model import Difference, Duty, Group, RoleDiff
from engine.policies.differences.naming import Naming, process_titles

NO_TEXT = Both("", "")
DUTIES = frozenset({"userTask", "manualTask"})


def compare(before: bytes | None, after: bytes | None, path: str, naming: Naming) -> Group:
    titles = process_titles(after) or process_titles(before)
    title = spoken.joined(list(titles.values())) if titles else spoken.both(path)
    found = tuple(_difference(each) for each in diff.compare(before, after, naming.names))
    if before is None or after is None:
        steps = tuple(each for each in found if not each.is_minor)
        return Group(path, path, title, "added" if before is None else "removed", steps)
    return Group(path, path, title, "changed", found)


def _difference(change: diff.Change) -> Difference:
    before, after = (Both(each, each) for each in (change.before, change.after))
    return Difference(
        kind=change.kind,
        title=NO_TEXT,
        label=spoken.label(change.aspect) if change.aspect else NO_TEXT,
        before=before,
        after=after,
        element=change.element,
        old=change.old,
        is_minor=change.is_drawing_only,
        sentence=_sentence(change),
    )


def _sentence(change: diff.Change) -> Both:
    """Without the verb of what came or went: a mark before the sentence says it."""
    verb = diff.VERBS.get(change.kind, NO_TEXT)
    return Both(change.ar.removeprefix(f"{verb.ar} "), change.en.removeprefix(f"{verb.en} "))


def duties(
    pairs: Mapping[str, tuple[bytes | None, bytes | None]], groups: list[tuple[str, Group]], naming: Naming
) -> tuple[RoleDiff, ...]:
    """For each role the tasks that came, went or changed; a form that changed changes the tasks that show it."""
    forms = {group.key for part, group in groups if part == "forms"}
    found: dict[str, list[Duty]] = {}
    for before, after in pairs.values():
        for role, duty in _of_diagram(before, after, naming, forms):
            found.setdefault(role, []).append(duty)
    names = naming.names.roles
    order = {role: number for number, role in enumerate(names)}
    return tuple(
        RoleDiff(role, names.get(role) or spoken.both(role), tuple(listed))
        for role, listed in sorted(found.items(), key=lambda each: order.get(each[0], len(order)))
    )


def _of_diagram(
    before: bytes | None, after: bytes | None, naming: Naming, forms: set[str]
) -> Iterator[tuple[str, Duty]]:
    try:
        old, new = drawn_parts.read(before), drawn_parts.read(after)
    except xml.UnreadableXml:
        return
    changes = [each for each in diff.compare(before, after, naming.names) if not each.is_drawing_only]
    ids = {each.old: each.element for each in changes if each.aspect == "id"}
    old = old.renamed(ids)
    for id, part in {**old.parts, **new.parts}.items():
        if part.kind in DUTIES:
            yield from _of_task(id, old, new, [each for each in changes if each.element == id], forms)


def _of_task(
    id: str, old: Drawing, new: Drawing, changes: list[diff.Change], forms: set[str]
) -> Iterator[tuple[str, Duty]]:
    was, now = old.parts.get(id), new.parts.get(id)
    before, after = (old.role(was) if was else ""), (new.role(now) if now else "")
    if was and before and before != after:
        yield before, Duty("removed", _name(was))
    if now and after and before != after:
        yield after, Duty("added", _name(now))
    if was and now and before == after and after:
        said = [_short(each) for each in changes]
        if now.said.get("form") in forms and was.said.get("form") == now.said.get("form"):
            said.append(Both("تغيّر نموذجها", "its form has changed"))
        if said:
            yield after, Duty("changed", _name(now), tuple(said))


def _short(change: diff.Change) -> Both:
    """The sentence without the task's name, which stands before it."""
    label = spoken.label(change.aspect)
    return Both(*(text[max(text.find(f": {name}: ") + 2, 0) :] for text, name in zip((change.ar, change.en), label, strict=True)))  # fmt: skip  # noqa: E501


def _name(part: Part) -> Both:
    return Both(part.name or part.id, part.said.get("name_en") or part.name or part.id)
