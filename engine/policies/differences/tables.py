"""Two states of a decision table, rule by rule and column by column, the cells in words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from engine.bpmn import spoken, table_files
from engine.bpmn.dmn import InvalidDecision
from engine.bpmn.spoken import Both
from engine.bpmn.table_files import Column, EditTable, Rule
from engine.policies import cells
from engine.policies.cells import Meaning
from engine.policies.differences import files, labels, trees
from engine.policies.differences.model import Difference, Group
from engine.policies.differences.naming import Naming, table_title

T = TypeVar("T", Column, Rule)
NO_TEXT = Both("", "")
POLICIES = {
    "UNIQUE": Both("قاعدة واحدة فقط تنطبق", "exactly one rule fits"),
    "FIRST": Both("أول قاعدة تنطبق", "the first rule that fits"),
    "COLLECT": Both("كل القواعد التي تنطبق", "all rules that fit"),
}


def compare(before: bytes | None, after: bytes | None, path: str, naming: Naming) -> Group:
    try:
        old, new = (table_files.read(each) if each is not None else None for each in (before, after))
    except InvalidDecision as error:
        [problem, *_] = error.problems
        told = Difference("changed", NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, sentence=Both(problem.ar, problem.en))
        return Group(path, path, spoken.both(path), "changed", (told,))
    if old is None or new is None:
        return files.whole(before, path, table_title(new or old))  # type: ignore[arg-type]
    return Group(path, new.id, table_title(new), "changed", tuple(_Tables(old, new, naming).differences()))


@dataclass(frozen=True)
class _Tables:
    old: EditTable
    new: EditTable
    naming: Naming

    def differences(self) -> Iterator[Difference]:
        yield from self._heads()
        for side, noun in (("inputs", Both("المدخل", "input")), ("outputs", Both("المخرج", "output"))):
            yield from self._columns(getattr(self.old, side), getattr(self.new, side), noun)
        yield from self._rules()

    def _heads(self) -> Iterator[Difference]:
        old, new = self.old, self.new
        for label, before, after in (
            (labels.KEYS["name"], old.name, new.name),
            (labels.KEYS["id"], old.id, new.id),
            (Both("الوصف", "description"), old.description, new.description),
            (Both("سياسة المطابقة", "hit policy"), old.policy, new.policy),
            (Both("التجميع", "aggregation"), old.aggregation, new.aggregation),
        ):
            if before != after:
                sides = [POLICIES.get(each) or (spoken.both(each) if each else spoken.NONE) for each in (before, after)]
                yield Difference("changed", label, NO_TEXT, sides[0], sides[1])

    def _columns(self, old: Sequence[Column], new: Sequence[Column], noun: Both) -> Iterator[Difference]:
        before, after = {each.id: each for each in old}, {each.id: each for each in new}
        for column in old:
            if column.id not in after:
                yield Difference("removed", _column(noun, column), NO_TEXT, _name(column), NO_TEXT)
        for column in new:
            if column.id in before:
                yield from self._column(before[column.id], column, noun)
            else:
                yield Difference("added", _column(noun, column), NO_TEXT, NO_TEXT, _name(column))
        yield from _order(old, new, lambda each: _column(noun, each))

    def _column(self, old: Column, new: Column, noun: Both) -> Iterator[Difference]:
        types = labels.VALUES["type"]
        for label, before, after in (
            (labels.KEYS["label"], old.label, new.label),
            (Both("العبارة", "expression"), old.text, new.text),
            (labels.KEYS["type"], types.get(old.type, old.type), types.get(new.type, new.type)),
        ):
            if before != after:
                sides = [each if isinstance(each, Both) else spoken.both(each) for each in (before, after)]
                yield Difference("changed", _column(noun, new), label, sides[0], sides[1])

    def _rules(self) -> Iterator[Difference]:
        old, new = _matched(self.old, self.new), self.new
        before, after = {each.id: each for each in old.rules}, {each.id: each for each in new.rules}
        for number, rule in enumerate(old.rules, 1):
            if rule.id not in after:
                yield Difference("removed", _rule(rule, number), NO_TEXT, self._told(old, rule), NO_TEXT)
        for number, rule in enumerate(new.rules, 1):
            if rule.id in before:
                yield from self._cells(before[rule.id], rule, _rule(rule, number))
            else:
                yield Difference("added", _rule(rule, number), self._told(new, rule), NO_TEXT, self._told(new, rule))
        numbers = {rule.id: number for number, rule in enumerate(new.rules, 1)}
        yield from _order(old.rules, new.rules, lambda each: _rule(each, numbers[each.id]))

    def _cells(self, old: Rule, new: Rule, title: Both) -> Iterator[Difference]:
        if old.note != new.note:
            sides = [Both(each, each) if each else spoken.NONE for each in (old.note, new.note)]
            yield Difference("changed", title, Both("الشرح", "remark"), sides[0], sides[1])
        for columns, was, now in (
            (("inputs", self.old.inputs, self.new.inputs), old.cells, new.cells),
            (("outputs", self.old.outputs, self.new.outputs), old.outputs, new.outputs),
        ):
            side, before, after = columns
            texts = dict(zip((each.id for each in before), was, strict=False))
            for column, text in zip(after, now, strict=False):
                if column.id in texts and texts[column.id] != text:
                    meaning = self.meaning(side, column)
                    yield Difference("changed", title, _name(column), cells.words(texts[column.id], meaning), cells.words(text, meaning))  # fmt: skip  # noqa: E501

    def meaning(self, side: str, column: Column) -> Meaning:
        return meaning(self.new, side, column, self.naming)

    def _told(self, table: EditTable, rule: Rule) -> Both:
        """A whole rule: when this, then that."""
        given = _listed(table, "inputs", rule.cells, self.naming)
        result = _listed(table, "outputs", rule.outputs, self.naming)
        return Both(f"إذا كان {given.ar}؛ فالنتيجة {result.ar}", f"if {given.en}; then {result.en}")


def meaning(table: EditTable, side: str, column: Column, naming: Naming) -> Meaning:
    """What the cells of a column mean, by its name and by the keys that stand in it."""
    columns = table.inputs if side == "inputs" else table.outputs
    at = next(number for number, each in enumerate(columns) if each.id == column.id)
    texts = [(rule.cells if side == "inputs" else rule.outputs)[at : at + 1] for rule in table.rules]
    used = {key for text in texts for each in text for key in cells.keys(each.removeprefix("not(").removesuffix(")")) or ()}  # fmt: skip  # noqa: E501
    return naming.meaning(column.text, used)


def _listed(table: EditTable, side: str, texts: Sequence[str], naming: Naming) -> Both:
    columns = table.inputs if side == "inputs" else table.outputs
    parts = []
    for column, text in zip(columns, texts, strict=False):
        said, name = cells.words(text, meaning(table, side, column, naming)), _name(column)
        parts.append(Both(f"{name.ar}: {said.ar}", f"{name.en}: {said.en}"))
    return spoken.joined(parts)


def _matched(old: EditTable, new: EditTable) -> EditTable:
    """Rules that say the same are the same, whatever their ids."""
    known = {each.id for each in old.rules}
    free = {(each.note, each.cells, each.outputs): each.id for each in new.rules if each.id not in known}
    kept = {each.id for each in new.rules}
    rules = []
    for rule in old.rules:
        same = None if rule.id in kept else free.pop((rule.note, rule.cells, rule.outputs), None)
        rules.append(replace(rule, id=same) if same else rule)
    return replace(old, rules=tuple(rules))


def _order(old: Sequence[T], new: Sequence[T], title: Callable[[T], Both]) -> Iterator[Difference]:
    after = {each.id: each for each in new}
    for leaf in trees.order([each.id for each in old], list(after)):
        sides = [Both(str(each), str(each)) for each in (leaf.before, leaf.after)]
        yield Difference("order", title(after[str(leaf.place[-1])]), NO_TEXT, sides[0], sides[1])


def _rule(rule: Rule, number: int) -> Both:
    note = f" «{rule.note}»" if rule.note else ""
    return Both(f"القاعدة {number}{note}", f"Rule {number}{note.replace('«', '“').replace('»', '”')}")


def _column(noun: Both, column: Column) -> Both:
    name = _name(column)
    return Both(f"{noun.ar} «{name.ar}»", f"{noun.en} “{name.en}”")


def _name(column: Column) -> Both:
    return Both(column.label, column.label) if column.label else spoken.both(column.text)
