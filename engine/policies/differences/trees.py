"""Two values of YAML files leaf by leaf: things are known by their id, name or key, never by their number alone."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from engine.policies.differences.model import Place

IDENTITIES = ("id", "name", "key")


@dataclass(frozen=True)
class Leaf:
    """The smallest thing that differs; an item that came or went is one leaf, whatever it holds."""

    place: Place
    kind: Literal["added", "removed", "changed", "order"]
    before: Any
    after: Any


def walk(before: Any, after: Any, place: Place = ()) -> Iterator[Leaf]:
    if _text(before) == _text(after):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _mappings(before, after, place)
    elif isinstance(before, list) and isinstance(after, list) and _hold_items(before, after):
        yield from _lists(before, after, place)
    elif before is None and isinstance(after, Mapping | list):
        yield Leaf(place, "added", None, after)
    elif after is None and isinstance(before, Mapping | list):
        yield Leaf(place, "removed", before, None)
    else:
        yield Leaf(place, "changed", before, after)


def _mappings(before: Mapping[str, Any], after: Mapping[str, Any], place: Place) -> Iterator[Leaf]:
    is_collection = all(isinstance(each, Mapping) for each in (*before.values(), *after.values()))
    for key in [*after, *(key for key in before if key not in after)]:
        yield from walk(before.get(key), after.get(key), (*place, key))
    if is_collection:
        yield from order(list(before), list(after), place)


def _lists(before: list[Any], after: list[Any], place: Place) -> Iterator[Leaf]:
    identity = _identity(before, after)
    if identity:
        old, new = ({str(each[identity]): each for each in items} for items in (before, after))
        yield from _mappings(old, new, place)
    else:
        yield from _aligned(before, after, place)


def _aligned(before: list[Any], after: list[Any], place: Place) -> Iterator[Leaf]:
    matcher = SequenceMatcher(None, [_text(each) for each in before], [_text(each) for each in after], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        for index in range(max(b - a, d - c)):
            old = before[a + index] if a + index < b else None
            new = after[c + index] if c + index < d else None
            yield from walk(old, new, (*place, c + index if new is not None else a + index))


def order(old: Sequence[str], new: Sequence[str], place: Place = ()) -> Iterator[Leaf]:
    """The things that changed their place, not those that they passed."""
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, _, _, c, d in matcher.get_opcodes():
        if tag in ("insert", "replace"):
            for key in after[c:d]:
                yield Leaf((*place, key), "order", before.index(key) + 1, after.index(key) + 1)


def _identity(before: list[Any], after: list[Any]) -> str | None:
    """The key by which the items of both lists are known, each once."""
    for key in IDENTITIES:
        if all(_known(items, key) for items in (before, after)):
            return key
    return None


def _known(items: list[Any], key: str) -> bool:
    found = [each.get(key) if isinstance(each, Mapping) else None for each in items]
    return all(isinstance(each, str) for each in found) and len(set(found)) == len(found)


def _hold_items(before: list[Any], after: list[Any]) -> bool:
    return any(isinstance(each, Mapping) for each in (*before, *after))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
