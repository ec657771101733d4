"""Reads the decision table of a DMN file; what cannot be decided right is refused here, never ignored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from engine.bpmn import feel, xml

NAMESPACES = {f"https://www.omg.org/spec/DMN/{date}/MODEL/" for date in ("20191111", "20211108", "20230324")}
TYPES = {
    "": "any",
    "Any": "any",
    "string": "text",
    "boolean": "boolean",
    "number": "number",
    "integer": "number",
    "long": "number",
    "double": "number",
    "date": "date",
    "dateTime": "date time",
    "dayTimeDuration": "duration",
    "yearMonthDuration": "duration",
}
POLICIES = ("UNIQUE", "FIRST", "COLLECT")
AGGREGATIONS = ("", "SUM", "MIN", "MAX", "COUNT")
MOST_CELLS = 500  # read anew by each thread, about 1 ms a cell


@dataclass(frozen=True)
class Problem:
    """Something wrong with a table, at an element of its file."""

    element: str
    line: int
    ar: str
    en: str


class InvalidDecision(Exception):
    """The file holds no table that can be decided right."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.element}: {each.en}" for each in problems))


@dataclass(frozen=True)
class Cell:
    """A text of the table where the author wrote it."""

    id: str
    line: int
    text: str


@dataclass(frozen=True)
class Column:
    """An input (`text` is its expression) or an output (`text` is its name)."""

    id: str
    line: int
    text: str
    type: str


@dataclass(frozen=True)
class Rule:
    id: str
    line: int
    cells: tuple[Cell, ...]
    outputs: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """What the file says."""

    id: str
    name: str
    line: int
    policy: str
    aggregation: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[Rule, ...]


def read(dmn: bytes) -> Table:
    """The table of a DMN file; raises InvalidDecision with everything that is refused."""
    try:
        root = xml.read(dmn)
    except xml.UnreadableXml as error:
        raise InvalidDecision([Problem("", error.line, error.ar, error.en)]) from error
    element = _decision(root)
    table = _only(element, "decisionTable", "جدول قرار واحد", "one decision table")
    found = _table(element, table)
    if refused := [*_refused(table, found), *_misshapen(found)]:
        raise InvalidDecision(refused)
    return found


def _decision(root: etree._Element) -> etree._Element:
    if etree.QName(root).namespace not in NAMESPACES or xml.local_name(root) != "definitions":
        raise InvalidDecision([_problem(root, "الملف ليس DMN 1.3 أو أحدث.", "The file is not DMN 1.3 or later.")])
    return _only(root, "decision", "قرار واحد", "one decision")


def _only(parent: etree._Element, name: str, ar: str, en: str) -> etree._Element:
    found = _children(parent, name)
    if len(found) != 1:
        raise InvalidDecision([_problem(parent, f"يجب أن يكون هنا {ar}.", f"There must be {en} here.")])
    return found[0]


def _children(parent: etree._Element, name: str) -> list[etree._Element]:
    return parent.findall(f"{{*}}{name}")


def _line(node: etree._Element) -> int:
    return int(getattr(node, "sourceline", None) or 0)


def _problem(node: etree._Element, ar: str, en: str) -> Problem:
    return Problem(node.get("id", ""), _line(node), ar, en)


def _table(decision: etree._Element, table: etree._Element) -> Table:
    return Table(
        id=decision.get("id", ""),
        name=decision.get("name", "") or decision.get("id", ""),
        line=_line(decision),
        policy=table.get("hitPolicy", "UNIQUE"),
        aggregation=table.get("aggregation", ""),
        inputs=tuple(_input(each) for each in _children(table, "input")),
        outputs=tuple(_column(each, each, each.get("name") or "") for each in _children(table, "output")),
        rules=tuple(_rule(each) for each in _children(table, "rule")),
    )


def _input(node: etree._Element) -> Column:
    expression = _only(node, "inputExpression", "عبارة واحدة للمدخل", "one input expression")
    return _column(node, expression, feel.formula(expression.findtext("{*}text") or ""))


def _column(node: etree._Element, typed: etree._Element, text: str) -> Column:
    reference = typed.get("typeRef", "").removeprefix("feel:")
    return Column(node.get("id", ""), _line(node), text, TYPES.get(reference, reference))


def _rule(node: etree._Element) -> Rule:
    cells, outputs = (
        tuple(Cell(each.get("id", ""), _line(each), (each.findtext("{*}text") or "").strip()) for each in group)
        for group in (_children(node, "inputEntry"), _children(node, "outputEntry"))
    )
    return Rule(node.get("id", ""), _line(node), cells, outputs)


def _refused(node: etree._Element, table: Table) -> Iterator[Problem]:
    """What the file may say in DMN and this engine does not do: never silently ignored."""
    if table.policy not in POLICIES:
        ar = f"سياسة المطابقة {table.policy} غير مدعومة؛ استعمل UNIQUE أو FIRST أو COLLECT."
        yield _problem(node, ar, f"Hit policy {table.policy} is not supported; use UNIQUE, FIRST or COLLECT.")
    if table.aggregation not in AGGREGATIONS or (table.aggregation and table.policy != "COLLECT"):
        yield _problem(node, "التجميع غير مدعوم هنا.", "This aggregation is not supported here.")
    for each in node.iter("{*}inputValues", "{*}outputValues", "{*}defaultOutputEntry"):
        name = xml.local_name(each)
        yield _problem(each, f"«{name}» غير مدعوم؛ احذفه من الجدول.", f"{name} is not supported; remove it.")
    for each in node.iter("{*}inputExpression", "{*}inputEntry", "{*}outputEntry"):
        language = each.get("expressionLanguage", "feel")
        if "feel" not in language.lower():
            yield _problem(each, f"لغة العبارة {language} غير مدعومة.", f"Language {language} is not supported.")


def _misshapen(table: Table) -> Iterator[Problem]:
    if not (table.inputs and table.outputs and table.rules and table.id):
        yield _of(table, "يلزم الجدول معرّف ومدخل ومخرج وقاعدة.", "A table needs an id, an input, an output and a rule.")
    if len(table.rules) * (len(table.inputs) + len(table.outputs)) > MOST_CELLS:
        yield _of(table, f"في الجدول أكثر من {MOST_CELLS} خانة.", f"The table has more than {MOST_CELLS} cells.")
    if table.aggregation and len(table.outputs) > 1:
        yield _of(table, "التجميع لمخرج واحد فقط.", "An aggregation needs exactly one output.")
    for column in (*table.inputs, *table.outputs):
        if column.type not in TYPES.values():
            yield _of(column, f"النوع {column.type} غير معروف.", f"Type {column.type} is not known.")
    for rule in table.rules:
        if (len(rule.cells), len(rule.outputs)) != (len(table.inputs), len(table.outputs)):
            yield _of(rule, "عدد خانات القاعدة لا يوافق الأعمدة.", "The rule has not one cell for each column.")
    yield from _unnamed(table.outputs)


def _unnamed(outputs: Sequence[Column]) -> Iterator[Problem]:
    names = [column.text for column in outputs]
    for column in outputs:
        if len(names) > 1 and not (column.text.isidentifier() and names.count(column.text) == 1):
            yield _of(column, "يلزم كل مخرج اسم فريد بلا فراغات.", "Each output needs its own name without spaces.")


def _of(part: Table | Column | Rule, ar: str, en: str) -> Problem:
    return Problem(part.id, part.line, ar, en)
