"""A form file as a plain value that is edited, and back to YAML: what did not change stays as it was written."""

import copy
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from engine.errors import EngineError
from engine.policies import entries, files
from engine.policies.entries import Place
from forms.names import mended
from forms.problems import normal_name

Form = dict[str, Any]
Spot = tuple[int, ...]  # (3,) is the fourth question, (3, 1) the second column of its rows
LONGEST_NAME = 60
FORM_KEYS = ("id", "title", "intro", "fields", "checks")
FIELD_KEYS = (
    "name", "label", "help", "type", "format", "required", "required_if", "whole", "min", "max", "max_length", "many",
    "choices", "default", "text", "visible_if", "visible_to", "each", "key_choices", "columns", "clause",
)  # fmt: skip
ORDERED = ("choices", "key_choices")  # mappings whose order people see
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class CannotBeWritten(EngineError):
    """422: the change makes no file that could be read again."""

    ar = "في النص ما لا يمكن حفظه في ملف النموذج. احذف الرموز غير المعتادة وأعد المحاولة."
    en = "The text holds something that a form file cannot keep. Remove unusual signs and try again."


def read(content: bytes) -> Form:
    """Return the file's value, to be changed freely; raises files.Unreadable where there is no form to edit."""
    found = files.read(content).value
    if not isinstance(found, dict) or not isinstance(found.get("fields", []), list):
        raise files.Unreadable(
            1,
            "الملف ليس نموذجًا: يبدأ النموذج بـ id و title و fields.",
            "The file is not a form: a form begins with id, title and fields.",
        )
    return {"fields": [], **copy.deepcopy(found)}


def fresh(form_id: str, title: Mapping[str, str]) -> bytes:
    """Return the file of a form that asks nothing yet."""
    return entries.write({"id": form_id, "title": clean(dict(title)), "fields": []})


def write(content: bytes, value: Form) -> bytes:
    """Return the file with this value; comments, order and quotes stay wherever nothing changed."""
    wanted = clean(value)
    made = _mapping(content, (), files.read(content).value, wanted, FORM_KEYS)
    try:
        is_same = files.read(made).value == wanted
    except files.Unreadable:
        is_same = False
    if not is_same:
        raise CannotBeWritten("the form does not read back as it was written")
    return made


def clean(value: Any) -> Any:
    """Texts in the one form that files keep: NFC, plain line ends, no control characters."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", _CONTROLS.sub("", mended(value.replace("\r\n", "\n"))))
    if isinstance(value, Mapping):
        return {normal_name(clean(key)): clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list | tuple) else value


# -- what stands where


def questions(form: Form) -> Iterator[tuple[Spot, Mapping[str, Any]]]:
    """Each question and column with its place; what is no question at all is empty."""
    for number, field in enumerate(form["fields"]):
        yield (number,), shaped(field)
        columns = shaped(field).get("columns")
        for column, inner in enumerate(columns if isinstance(columns, list) else ()):
            yield (number, column), shaped(inner)


def shaped(field: Any) -> Mapping[str, Any]:
    return field if isinstance(field, Mapping) else {}


def at(form: Form, spot: Spot) -> dict[str, Any] | None:
    """Return the question at a spot; None where there is none any more."""
    found = dict(questions(form)).get(spot)
    return None if found is None else dict(found)


def find(form: Form, spot: Spot, name: str) -> Spot | None:
    """Return where the question of this name stands now: at its spot, else wherever somebody has moved it."""
    here = at(form, spot)
    if here is not None and here.get("name", "") == name:
        return spot
    matches = (each for each, field in questions(form) if field.get("name") == name and len(each) == len(spot))
    return next(matches, None)


def dotted(spot: Spot) -> str:
    """Return a spot as findings write it."""
    return ".columns.".join(["fields", *map(str, spot)]).replace("fields.columns.", "fields.", 1)


# -- edits, each giving a new value


def add(form: Form, spot: Spot, field: Mapping[str, Any]) -> Form:
    """Return the form with a question put at a spot, the later ones after it."""
    return _changed(form, spot, lambda brothers: brothers.insert(spot[-1], dict(field)))


def remove(form: Form, spot: Spot) -> Form:
    """Return the form without a question; rules about it go with it."""
    gone = (at(form, spot) or {}).get("name")
    made = _changed(form, spot, lambda brothers: brothers.pop(spot[-1]))
    if len(spot) == 1 and "checks" in made:
        rules = [rule for rule in made["checks"] if shaped(rule).get("field") != gone]
        made = set_checks(made, rules)
    return made


def move(form: Form, spot: Spot, by: int) -> Form:
    """Return the form with a question moved among its brothers, as far as there is room."""

    def shift(brothers: list[Any]) -> None:
        to = min(max(0, spot[-1] + by), len(brothers) - 1)
        brothers.insert(to, brothers.pop(spot[-1]))

    return _changed(form, spot, shift)


def replace(form: Form, spot: Spot, field: Mapping[str, Any]) -> Form:
    """Return the form with another definition of the question at a spot."""
    return _changed(form, spot, lambda brothers: brothers.__setitem__(spot[-1], dict(field)))


def set_checks(form: Form, checks: Sequence[Mapping[str, Any]]) -> Form:
    kept = {key: value for key, value in form.items() if key != "checks"}
    return {**kept, "checks": [dict(each) for each in checks]} if checks else kept


def _changed(form: Form, spot: Spot, change: Callable[[list[Any]], object]) -> Form:
    """A spot that somebody else has taken away leaves the form as it is."""
    made = copy.deepcopy(form)
    brothers: Any = made["fields"]
    for number in spot[:-1]:
        holder = brothers[number] if number < len(brothers) else None
        brothers = holder.setdefault("columns", []) if isinstance(holder, dict) else None
    if isinstance(brothers, list) and spot[-1] <= len(brothers):
        change(brothers)
    return made


# -- names


def propose_name(label: Mapping[str, str], taken: Collection[str]) -> str:
    """Return a name made of the English label, else of the Arabic one, that nothing else has."""
    text = normal_name(label.get("en") or label.get("ar") or "")
    words = re.sub(r"\W+", "_", re.sub(r"['\u2019\u064b-\u0652\u0640]", "", text.lower()))
    stem = words.lstrip("_0123456789").rstrip("_")[: LONGEST_NAME - 4].rstrip("_")
    stem = stem if re.fullmatch(r"[^\W\d]\w*", stem) else "question"
    known = {normal_name(name) for name in taken}
    numbered = (f"{stem}_{number}" for number in range(2, 10_000))
    return stem if stem not in known else next(name for name in numbered if name not in known)


# -- back to YAML, one changed place at a time


def _mapping(content: bytes, place: Place, old: Any, new: Mapping[str, Any], order: Sequence[str]) -> bytes:
    for key in [key for key in old if key not in new]:
        content = entries.put(content, (*place, key), None)
    present = [key for key in old if key in new]
    for key, value in new.items():
        if key not in old:
            before = _before(key, present, order)
            content = entries.put(content, (*place, key), value, after=before)
            present.insert(present.index(before) + 1 if before else len(present), key)
        elif _differ(old[key], value):
            content = _value(content, (*place, key), old[key], value)
    return _reordered(content, place, present, list(new)) if place and place[-1] in ORDERED else content


def _differ(old: Any, new: Any) -> bool:
    """Also where only the order of choices does."""
    return json.dumps(old) != json.dumps(new)


def _before(key: str, present: Sequence[str], order: Sequence[str]) -> str | None:
    """The key that a new one should follow."""
    earlier = order[: order.index(key)] if key in order else ()
    return next((each for each in reversed(earlier) if each in present), None)


def _value(content: bytes, place: Place, old: Any, new: Any) -> bytes:
    if isinstance(old, dict) and isinstance(new, dict) and old:
        return _mapping(content, place, old, new, FIELD_KEYS)
    if isinstance(old, list) and isinstance(new, list) and _named(old) and _named(new):
        return _items(content, place, old, new)
    return entries.put(content, place, new)


def _reordered(content: bytes, place: Place, present: list[str], wanted: list[str]) -> bytes:
    for number, key in enumerate(wanted):
        if present[number] != key:
            content = entries.move(content, (*place, key), number)
            present.insert(number, present.pop(present.index(key)))
    return content


def _named(items: Sequence[Any]) -> bool:
    """Whether each item is a mapping with a name of its own, so that it can be followed where it goes."""
    names = [item.get("name") if isinstance(item, dict) else None for item in items]
    return bool(items) and all(isinstance(name, str) for name in names) and len(set(names)) == len(names)


def _items(content: bytes, place: Place, old: list[Any], new: list[Any]) -> bytes:
    """Remove, insert, move and change items, each by its position at that moment."""
    new_names = {item["name"] for item in new}
    now = list(old)
    if [each["name"] for each in old] != [each["name"] for each in new] and not _is_renamed(old, new):
        for number in reversed([number for number, item in enumerate(old) if item["name"] not in new_names]):
            content = entries.put(content, (*place, number), None)
            now.pop(number)
        content = _placed(content, place, now, new)
    for number, item in enumerate(new):
        if _differ(now[number], item):
            content = _mapping(content, (*place, number), now[number], item, FIELD_KEYS)
    return content


def _is_renamed(old: list[Any], new: list[Any]) -> bool:
    """One item of the same list bears another name."""
    if len(old) != len(new):
        return False
    return [a["name"] == b["name"] for a, b in zip(old, new, strict=True)].count(False) == 1


def _placed(content: bytes, place: Place, now: list[Any], new: list[Any]) -> bytes:
    for number, item in enumerate(new):
        here = next((at for at, each in enumerate(now) if each["name"] == item["name"]), None)
        if here is None:
            content = entries.put(content, (*place, item["name"]), item)
            here = len(now)
            now.append(item)
        if here != number:
            content = entries.move(content, (*place, here), number)
            now.insert(number, now.pop(here))
    return content
