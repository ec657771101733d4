"""A decision table as an editor holds it, read from its DMN file."""

from dataclasses import dataclass

from lxml import etree

from engine.bpmn import dmn, xml
from engine.bpmn.dmn import InvalidDecision, Problem

ENTRIES = ("inputEntry", "outputEntry")


@dataclass(frozen=True)
class Column:
    """An input (`text` is its expression) or an output (`text` is its name)."""

    id: str
    label: str
    text: str
    type: str


@dataclass(frozen=True)
class Rule:
    """`note` is the author's remark on it."""

    id: str
    note: str
    cells: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class EditTable:
    """What the editor shows; `id` is what diagrams name."""

    id: str
    name: str
    description: str
    policy: str
    aggregation: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[Rule, ...]

    def ids(self) -> set[str]:
        return {each.id for each in (*self.inputs, *self.outputs)} | {each.id for each in self.rules}


def read(data: bytes) -> EditTable:
    """The first table of the file; raises InvalidDecision where there is none."""
    try:
        root = xml.read(data)
    except xml.UnreadableXml as error:
        raise InvalidDecision([Problem("", error.line, error.ar, error.en)]) from error
    return table_of(*find(root))


def free_id(table: EditTable, stem: str) -> str:
    """A new id that nothing in the table bears."""
    taken, number = table.ids(), 1
    while f"{stem}_{table.id}_{number}" in taken or f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{table.id}_{number}"


def find(root: etree._Element) -> tuple[etree._Element, etree._Element]:
    for decision in root.iterfind("{*}decision"):
        node = decision.find("{*}decisionTable")
        if node is not None:
            return decision, node
    ar, en = "لا يوجد في الملف جدول قرار.", "There is no decision table in the file."
    raise InvalidDecision([Problem(root.get("id", ""), 0, ar, en)])


def table_of(decision: etree._Element, node: etree._Element) -> EditTable:
    return EditTable(
        id=decision.get("id", ""),
        name=decision.get("name", ""),
        description=decision.findtext("{*}description") or "",
        policy=node.get("hitPolicy", "UNIQUE"),
        aggregation=node.get("aggregation", ""),
        inputs=tuple(_input(each, number) for number, each in enumerate(node.iterfind("{*}input"), 1)),
        outputs=tuple(
            _column(each, each, each.get("name") or "", f"Output_{number}")
            for number, each in enumerate(node.iterfind("{*}output"), 1)
        ),
        rules=tuple(_rule(each, number) for number, each in enumerate(node.iterfind("{*}rule"), 1)),
    )


def _input(node: etree._Element, number: int) -> Column:
    expression = node.find("{*}inputExpression")
    typed: etree._Element = node if expression is None else expression
    return _column(node, typed, (typed.findtext("{*}text") or "").strip(), f"Input_{number}")


def _column(node: etree._Element, typed: etree._Element, text: str, id: str) -> Column:
    reference = typed.get("typeRef", "").removeprefix("feel:")
    return Column(node.get("id") or id, node.get("label", ""), text, dmn.TYPES.get(reference, reference))


def _rule(node: etree._Element, number: int) -> Rule:
    cells, outputs = (
        tuple((each.findtext("{*}text") or "").strip() for each in node.iterfind(f"{{*}}{tag}")) for tag in ENTRIES
    )
    note = " ".join((node.findtext("{*}description") or "").split())
    return Rule(node.get("id") or f"Rule_{number}", note, cells, outputs)
