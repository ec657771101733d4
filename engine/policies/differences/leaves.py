"""A leaf of a YAML file that differs, told as a difference: whose it is, what of it, its values in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine import wording
from engine.bpmn import spoken
from engine.bpmn.spoken import Both
from engine.policies import voting_words
from engine.policies.differences import labels, trees
from engine.policies.differences.model import LANGUAGES, Difference, Place
from engine.policies.differences.naming import Naming, clause_title, words
from engine.policies.differences.trees import Leaf

EMPTY = Both("", "")
LONGEST_LABEL = 60
VOTING = {"quorum": voting_words.quorum, "majority": voting_words.majority}


def compare(
    before: Any, after: Any, naming: Naming, *, place: Place = (), title: Both = EMPTY, noun: str = ""
) -> Iterator[Difference]:
    """Every difference of two values; `noun` is the section that holds them."""
    telling = _Telling(before, after, naming, title, noun)
    for leaf in trees.walk(before, after):
        yield from telling.told(leaf, (*place, *leaf.place))


class _Telling:
    def __init__(self, before: Any, after: Any, naming: Naming, title: Both, noun: str) -> None:
        self.before, self.after, self.naming, self.title, self.noun = before, after, naming, title, noun

    def told(self, leaf: Leaf, place: Place) -> Iterator[Difference]:
        if leaf.kind == "order":
            yield self._difference(leaf, place, Both(str(leaf.before), str(leaf.before)), _same(str(leaf.after)))
        elif leaf.kind == "changed":
            yield self._difference(leaf, place, self._value(leaf, "before"), self._value(leaf, "after"))
        elif (
            leaf.place and leaf.place[-1] in labels.KEYS and _is_words(leaf.before or leaf.after)
        ):  # a text that came or went is told in each language
            for key in LANGUAGES:
                part = Leaf((*leaf.place, key), "changed", (leaf.before or {}).get(key), (leaf.after or {}).get(key))
                yield self._difference(part, (*place, key), *(_same(str(each or "")) for each in (part.before, part.after)))  # fmt: skip  # noqa: E501
        else:
            sides = [self._item(each) for each in (leaf.before, leaf.after)]
            yield self._difference(leaf, place, sides[0], sides[1])

    def _difference(self, leaf: Leaf, place: Place, before: Both, after: Both) -> Difference:
        segments = self._segments(leaf.place)
        prose = str(leaf.place[-1]) if leaf.place and leaf.place[-1] in LANGUAGES and leaf.kind == "changed" else ""
        title = self.title if self.title != EMPTY or not segments else segments.pop(0)
        return Difference(leaf.kind, title, _chained(segments), before, after, place, prose)

    def _segments(self, place: Place) -> list[Both]:
        """The names along the way: «نوع الطلب», then «العنوان»."""
        found, old, new, around = [], self.before, self.after, self.noun
        for key in place:
            old, new = _step(old, key), _step(new, key)
            found.append(self._segment(key, new if new is not None else old, around))
            around = str(key)
        return [each for each in found if each != EMPTY]

    def _segment(self, key: str | int, value: Any, around: str) -> Both:
        noun = labels.NOUNS.get(around)
        if isinstance(key, int):
            said = noun or Both("البند", "item")
            return Both(f"{said.ar} {key + 1}", f"{said.en} {key + 1}")
        if around == "clauses" and isinstance(value, Mapping):
            return clause_title({"id": key, **value})
        if isinstance(value, Mapping) and (noun or key not in labels.KEYS):
            named = words(value) or words(value.get("label")) or words(value.get("title"))
            if noun:
                return _named(noun, named or spoken.both(key))
            if named:
                return _quoted(_short(named))
        if key in labels.NOUNS and isinstance(value, Mapping | list):
            return EMPTY
        return labels.KEYS.get(key) or spoken.both(key)

    def _value(self, leaf: Leaf, side: str) -> Both:
        raw = getattr(leaf, side)
        if raw is None and isinstance(leaf.before if side == "after" else leaf.after, bool):
            raw = False  # a box that is not there is not ticked
        key = next((str(each) for each in reversed(leaf.place) if not isinstance(each, int)), self.noun)
        if leaf.place and leaf.place[-1] in LANGUAGES:
            return _same(str(raw or ""))
        return self._spoken(key, raw, self._type(leaf.place, side))

    def _type(self, place: Place, side: str) -> str:
        """The `type` that stands beside a value: money and durations are written for people."""
        value = self.before if side == "before" else self.after
        for key in place[:-1]:
            value = _step(value, key)
        return str(value.get("type", "")) if isinstance(value, Mapping) else ""

    def _spoken(self, key: str, raw: Any, kind: str) -> Both:
        if raw is None:
            return spoken.NONE
        if isinstance(raw, list):
            return spoken.joined([self._spoken(key, each, kind) for each in raw])
        if isinstance(raw, bool):
            return spoken.yes_no(raw)
        if isinstance(raw, Mapping):
            return self._item(raw)
        if rule := VOTING.get(key):
            return Both(rule(str(raw), "ar"), rule(str(raw), "en"))
        if isinstance(raw, int | float):
            return self._number(key, raw, kind)
        return self._text(key, str(raw), kind)

    def _number(self, key: str, raw: float, kind: str) -> Both:
        if kind == "money" and key in ("value", "min", "max") and isinstance(raw, int):
            return Both(wording.money(raw, "ar"), wording.money(raw, "en"))
        return _same(wording.number(raw))

    def _text(self, key: str, raw: str, kind: str) -> Both:
        names = self.naming.names
        if found := labels.VALUES.get(key, {}).get(raw):
            return found
        known = names.roles if key in labels.ROLES else names.clauses if key in labels.CLAUSES else names.keys(key)
        if raw in known:
            return known[raw]
        return (spoken.duration(raw) if kind == "duration" or key == "value" else None) or spoken.both(raw)

    def _item(self, value: Any) -> Both:
        """A thing that came or went, by what it is called."""
        if value is None:
            return EMPTY
        if isinstance(value, Mapping):
            return words(value) or words(value.get("label")) or words(value.get("title")) or self._inside(value)
        if isinstance(value, list):
            return spoken.joined([self._item(each) for each in value])
        return self._spoken("", value, "")

    def _inside(self, value: Mapping[str, Any]) -> Both:
        parts = []
        for key, each in value.items():
            label, said = labels.KEYS.get(key) or spoken.both(str(key)), self._spoken(key, each, "")
            parts.append(Both(f"{label.ar}: {said.ar}", f"{label.en}: {said.en}"))
        return spoken.joined(parts)


def _step(value: Any, key: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int):
        return value[key] if key < len(value) else None
    if isinstance(value, list):
        known = (each for each in value if isinstance(each, Mapping))
        return next((each for each in known if any(each.get(name) == key for name in trees.IDENTITIES)), None)
    return None


def _is_words(value: Any) -> bool:
    """`{ar, en}` and nothing else."""
    return isinstance(value, Mapping) and set(value) <= set(LANGUAGES) and words(value) is not None


def _named(noun: Both, name: Both) -> Both:
    short = _quoted(_short(name))
    return Both(f"{noun.ar} {short.ar}", f"{noun.en} {short.en}")


def _quoted(name: Both) -> Both:
    return Both(f"«{name.ar}»", f"“{name.en}”")


def _short(name: Both) -> Both:
    return Both(*(each if len(each) <= LONGEST_LABEL else f"{each[:LONGEST_LABEL].rstrip()}…" for each in name))


def _chained(segments: list[Both]) -> Both:
    return Both(": ".join(each.ar for each in segments), ": ".join(each.en for each in segments))


def _same(text: str) -> Both:
    return Both(text, text)
