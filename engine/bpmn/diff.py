"""What changed from one diagram to another, element by element, in the officer's words; its layout stands apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.bpmn import drawn_parts, same_elements, spoken, xml
from engine.bpmn.drawn_parts import Drawing, Part
from engine.bpmn.spoken import Both, Names

Kind = Literal["added", "removed", "changed", "moved"]
TOLD_OF_NEW = ("due", "form", "ballot", "to", "template", *spoken.TIMERS, "conditionExpression")
VERBS = {"added": Both("إضافة", "Added"), "removed": Both("حذف", "Removed")}
OF_FLOWS = ("sourceRef", "targetRef")


@dataclass(frozen=True)
class Change:
    """One difference. `before` and `after` are as written in the files; `old` is the id before, `was_role` the role."""

    element: str
    kind: Kind
    aspect: str
    before: str
    after: str
    ar: str
    en: str
    tag: str = ""
    role: str = ""
    old: str = ""
    was_role: str = ""

    @property
    def is_drawing_only(self) -> bool:
        """Nothing that a person meets: a place in the drawing, the id of an arrow."""
        return self.kind == "moved" or (self.aspect == "id" and self.tag in drawn_parts.FLOWS)


def compare(before: bytes | None, after: bytes | None, names: Names | None = None) -> list[Change]:
    """Every difference; none for the same bytes. A file that cannot be read is one difference that says so."""
    if before == after:
        return []
    try:
        old, new = drawn_parts.read(before), drawn_parts.read(after)
    except xml.UnreadableXml as error:
        return [Change("", "changed", "unreadable", "", "", error.ar, error.en)]
    ids = same_elements.find(old, new)
    return list(_Comparison(old.renamed(ids), new, {new: old for old, new in ids.items()}, names or Names()).changes())


@dataclass(frozen=True)
class _Comparison:
    old: Drawing
    new: Drawing
    renamed: Mapping[str, str]
    names: Names

    def changes(self) -> Iterator[Change]:
        for part in self.old.parts.values():
            if part.id not in self.new.parts:
                yield self._whole(part, self.old, "removed")
        for part in self.new.parts.values():
            was = self.old.parts.get(part.id)
            if was is None:
                yield self._whole(part, self.new, "added")
            else:
                yield from self._changed(was, part)

    def _whole(self, part: Part, drawing: Drawing, kind: Literal["added", "removed"]) -> Change:
        act = VERBS[kind]
        title, told = self._title(part, drawing), self._told(part, drawing) if kind == "added" else Both("", "")
        ar, en = f"{act.ar} {title.ar}{told.ar}.", f"{act.en} {title.en}{told.en}."
        said = ("", part.name) if kind == "added" else (part.name, "")
        return Change(part.id, kind, "", *said, ar, en, part.kind, self._role(part, drawing), part.id)

    def _told(self, part: Part, drawing: Drawing) -> Both:
        """What must be known of a new element at once."""
        lines = [(key, spoken.value(key, part.said[key], self.names)) for key in TOLD_OF_NEW if key in part.said]
        if part.kind in ("userTask", "manualTask") and "lane" in part.refs:
            lines = [("lane", self._reference("lane", part, drawing)), *lines]
        ar = "".join(f"، {spoken.label(key).ar}: {said.ar}" for key, said in lines)
        return Both(ar, "".join(f", {spoken.label(key).en}: {said.en}" for key, said in lines))

    def _changed(self, was: Part, now: Part) -> Iterator[Change]:
        if now.id in self.renamed:
            yield self._aspect(now, "id", self.renamed[now.id], now.id)
        if was.kind != now.kind:
            yield self._aspect(now, "kind", was.kind, now.kind)
        yield from self._saying(was, now)
        for key in [*now.refs, *(key for key in was.refs if key not in now.refs)]:
            if was.refs.get(key, "") != now.refs.get(key, ""):
                yield self._referring(was, now, key)
        yield from self._order(now)
        if self.old.layout.get(now.id, "") != self.new.layout.get(now.id, ""):
            yield self._moved(now)

    def _saying(self, was: Part, now: Part) -> Iterator[Change]:
        keys = [*now.said, *(key for key in was.said if key not in now.said)]
        changed = {key: (was.said.get(key, ""), now.said.get(key, "")) for key in keys}
        for key, (before, after) in _by_one_clock(changed).items():
            if before != after:
                yield self._aspect(now, key, before, after)

    def _aspect(self, part: Part, aspect: str, before: str, after: str) -> Change:
        told = _lines_that_differ(before, after) if aspect == "script" else (before, after)
        words = [spoken.value(aspect, each, self.names) for each in told]
        return self._sentence(part, aspect, (before, after), words[0], words[1])

    def _referring(self, was: Part, now: Part, key: str) -> Change:
        raw = was.refs.get(key, ""), now.refs.get(key, "")
        return self._sentence(
            now, key, raw, self._reference(key, was, self.old), self._reference(key, now, self.new)
        )  # fmt: skip

    def _order(self, now: Part) -> Iterator[Change]:
        before, after = self.old.orders.get(now.id, ()), self.new.orders.get(now.id, ())
        old, new = [each for each in before if each in after], [each for each in after if each in before]
        if old != new:
            words = [
                spoken.joined([self._flow(drawing.parts[each], drawing) for each in order])
                for drawing, order in ((self.old, old), (self.new, new))
            ]
            yield self._sentence(now, "order", (", ".join(old), ", ".join(new)), words[0], words[1])

    def _moved(self, part: Part) -> Change:
        title = self._title(part, self.new)
        ar, en = f"{title.ar}: تغيّر موضعه في الرسم فقط.", f"{title.en}: only its place in the drawing."
        return Change(part.id, "moved", "layout", "", "", ar, en, part.kind, "", self._old_id(part))

    def _sentence(self, part: Part, aspect: str, raw: tuple[str, str], before: Both, after: Both) -> Change:
        title = self._title(part, self.new)
        was = self.old.parts[part.id]
        if aspect in ("name", "name_en"):  # known by its old name until the sentence is read
            title = self._title(was, self.old)
        label = spoken.label(aspect)
        ar, en = (
            f"{title.ar}: {label.ar}: {before.ar} ← {after.ar}",
            f"{title.en}: {label.en}: {before.en} → {after.en}",
        )
        roles = self._role(part, self.new), self._role(was, self.old)
        return Change(part.id, "changed", aspect, *raw, ar, en, part.kind, roles[0], self._old_id(part), roles[1])

    def _old_id(self, part: Part) -> str:
        return self.renamed.get(part.id, part.id)

    def _role(self, part: Part, drawing: Drawing) -> str:
        return drawing.role(part)

    def _reference(self, key: str, part: Part, drawing: Drawing) -> Both:
        other = drawing.parts.get(part.refs.get(key, ""))
        if other is None:
            return spoken.both(part.refs[key]) if part.refs.get(key) else spoken.NONE
        if key == "lane" and other.said.get("role"):
            return spoken.value("role", other.said["role"], self.names)
        return self._flow(other, drawing) if other.is_flow else self._at_an_end(other, drawing)

    def _title(self, part: Part, drawing: Drawing) -> Both:
        if part.is_flow:
            return self._flow(part, drawing)
        kind, called = spoken.kind(part.kind), self._called(part, drawing)
        return Both(f"{kind.ar} {called.ar}", f"{kind.en} {called.en}")

    def _called(self, part: Part, drawing: Drawing) -> Both:
        """By name; without one by where it stands, and by id only where nothing else tells it."""
        words = part.name or " ".join(part.said.get("text", "").split())[:60]
        if words:
            return Both(f"«{words}»", f"“{part.said.get('name_en') or words}”")
        for direction, _, other in sorted(drawing.neighbours(part.id), key=lambda each: each[0]):
            if other is not None and other.name:
                after = direction == "in"
                ar = f"بلا اسم {'بعد' if after else 'قبل'} «{other.name}»"
                return Both(ar, f"without a name {'after' if after else 'before'} “{other.said.get('name_en') or other.name}”")  # fmt: skip  # noqa: E501
        return spoken.both(part.id)

    def _at_an_end(self, part: Part, drawing: Drawing) -> Both:
        """As a flow speaks of it: without a name by what it is."""
        return self._called(part, drawing) if part.name else spoken.kind(part.kind)

    def _flow(self, part: Part, drawing: Drawing) -> Both:
        ends = [drawing.parts.get(part.refs.get(key, "")) for key in OF_FLOWS]
        start, end = (self._at_an_end(each, drawing) if each else spoken.NONE for each in ends)
        kind = spoken.kind(part.kind)
        name = Both(f" «{part.name}»", f" “{part.said.get('name_en') or part.name}”") if part.name else Both("", "")
        return Both(f"{kind.ar}{name.ar} من {start.ar} إلى {end.ar}", f"{kind.en}{name.en} from {start.en} to {end.en}")


def _by_one_clock(said: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """A timer that was a duration and is a date now has one time that changed, and not one gone and one new."""
    gone, come = ([key for key in spoken.TIMERS if key in said and not said[key][side]] for side in (1, 0))
    if len(gone) != 1 or len(come) != 1:
        return said
    merged = {**said, come[0]: (said[gone[0]][0], said[come[0]][1])}
    return {key: each for key, each in merged.items() if key != gone[0]}


def _lines_that_differ(before: str, after: str) -> tuple[str, str]:
    """Of a calculation only the lines that another one does not have; all of it where only their order changed."""
    lines = [[line.strip() for line in text.splitlines()] for text in (before, after)]
    old = "\n".join(line for line in lines[0] if line not in lines[1])
    new = "\n".join(line for line in lines[1] if line not in lines[0])
    return (old, new) if old or new else (before, after)
