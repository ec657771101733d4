"""A decision table written back into its DMN file; what an editor does not know of the file stays as it is."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.table_files import Column, EditTable, Rule, find, read, table_of

TYPE_NAMES: Mapping[str, str] = {
    "any": "Any", "text": "string", "number": "number", "boolean": "boolean", "date": "date",
    "date time": "dateTime", "duration": "dayTimeDuration",
}  # fmt: skip
LATEST = "https://www.omg.org/spec/DMN/20191111/MODEL/"
OUR_DMN = "http://masar.example/dmn"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*\?>(\s*)")
_ORDER = ("description", "extensionElements", "input", "output", "annotation", "rule")


def write(data: bytes, table: EditTable) -> bytes:
    """The file with this table; the same bytes where the table says what the file says."""
    if table == read(data):
        return data
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    decision, node = find(root)
    _put(decision, table, table_of(decision, node), node)
    etree.indent(node, space="  ", level=sum(1 for _ in node.iterancestors()))
    return _bytes(root, data)


def new(id: str, name: str, table: EditTable | None = None) -> bytes:
    """A file for a new table, as small as one can be decided."""
    root = etree.fromstring(f'<definitions xmlns="{LATEST}"/>')
    root.attrib.update({"id": f"Definitions_{id}", "name": name, "namespace": OUR_DMN})
    decision = etree.SubElement(root, f"{{{LATEST}}}decision", id=id, name=name)
    node = etree.SubElement(decision, f"{{{LATEST}}}decisionTable", id=f"Table_{id}", hitPolicy="UNIQUE")
    _put(decision, table or first(id, name), EditTable(id, "", "", "UNIQUE", "", (), (), ()), node)
    etree.indent(root, space="  ")
    return f"{DECLARATION}\n".encode() + _spaced(etree.tostring(root, encoding="UTF-8")) + b"\n"


def first(id: str, name: str) -> EditTable:
    """What a new table begins with: one rule that fits nothing but an empty text."""
    inputs, outputs = (Column("Input_1", "", "", "text"),), (Column("Output_1", "", "result", "text"),)
    return EditTable(id, name, "", "UNIQUE", "", inputs, outputs, (Rule("Rule_1", "", ("-",), ('""',)),))


def _put(decision: etree._Element, table: EditTable, old: EditTable, node: etree._Element) -> None:
    decision.set("name", table.name)
    if table.description != old.description:
        _describe(decision, table.description)
    if table.policy != old.policy:
        node.set("hitPolicy", table.policy)
    if table.aggregation != old.aggregation:
        _attribute(node, "aggregation", table.aggregation)
    for tag, columns in (("input", table.inputs), ("output", table.outputs)):
        _replace(node, tag, [_column_node(node, tag, each, old) for each in columns])
    _replace(node, "rule", [_rule_node(node, each, table, old) for each in table.rules])


def _replace(node: etree._Element, tag: str, wanted: Sequence[etree._Element]) -> None:
    """Put the elements of one kind where the standard wants them; all others stay where they are."""
    for each in node.findall(f"{{*}}{tag}"):
        node.remove(each)
    before = _ORDER[: _ORDER.index(tag)]
    at = max((index + 1 for index, each in enumerate(node) if _tag(each) in before), default=0)
    for offset, each in enumerate(wanted):
        node.insert(at + offset, each)


def _existing(node: etree._Element, tag: str, number: int | None) -> etree._Element:
    """A copy of what the file has, so that what we do not know of it is kept."""
    found = node.findall(f"{{*}}{tag}")
    return deepcopy(found[number]) if number is not None else _made(node, tag)


def _made(near: etree._Element, tag: str) -> etree._Element:
    made = deepcopy(near)
    made.clear()
    made.tag = f"{{{etree.QName(near).namespace}}}{tag}"
    return made


def _number(parts: Sequence[Column | Rule], id: str) -> int | None:
    return next((number for number, each in enumerate(parts) if each.id == id), None)


def _column_node(node: etree._Element, tag: str, column: Column, old: EditTable) -> etree._Element:
    olds = old.inputs if tag == "input" else old.outputs
    number = _number(olds, column.id)
    made = _existing(node, tag, number)
    was = olds[number] if number is not None else Column("", "", "", "")
    if column == was:
        return made
    made.set("id", column.id)
    _attribute(made, "label", column.label)
    typed = _expression(made, column) if tag == "input" else made
    if tag == "output":
        made.set("name", column.text)
    if column.type != was.type:
        typed.set("typeRef", TYPE_NAMES.get(column.type, column.type))
    return made


def _expression(made: etree._Element, column: Column) -> etree._Element:
    found = made.find("{*}inputExpression")
    if found is None:
        found = _made(made, "inputExpression")
        found.set("id", f"Expression_{column.id}")
        made.append(found)
    _write(found, column.text)
    return found


def _attribute(node: etree._Element, name: str, value: str) -> None:
    if value:
        node.set(name, value)
    elif name in node.attrib:
        del node.attrib[name]


def _rule_node(node: etree._Element, rule: Rule, table: EditTable, old: EditTable) -> etree._Element:
    number = _number(old.rules, rule.id)
    made = _existing(node, "rule", number)
    made.set("id", rule.id)
    if rule.note != (old.rules[number].note if number is not None else ""):
        _describe(made, rule.note)
    for tag, texts, columns, before in (
        ("outputEntry", rule.outputs, table.outputs, old.outputs),
        ("inputEntry", rule.cells, table.inputs, old.inputs),
    ):
        _entries(made, tag, texts, [_number(before, column.id) for column in columns], rule.id)
    return made


def _entries(rule: etree._Element, tag: str, texts: Sequence[str], olds: Sequence[int | None], id: str) -> None:
    found = rule.findall(f"{{*}}{tag}")
    taken = {each.get("id") for each in found}
    at = rule.index(found[0]) if found else _first_place(rule, tag)
    for each in found:
        rule.remove(each)
    for offset, (text, number) in enumerate(zip(texts, olds, strict=True)):
        entry = found[number] if number is not None and number < len(found) else _made(rule, tag)
        if not entry.get("id"):
            entry.set("id", _free(taken, f"{'In' if tag == 'inputEntry' else 'Out'}_{id}"))
        if (entry.findtext("{*}text") or "").strip() != text or entry.find("{*}text") is None:
            _write(entry, text)
        rule.insert(at + offset, entry)


def _first_place(rule: etree._Element, tag: str) -> int:
    before = ("description", "extensionElements", "inputEntry") if tag == "outputEntry" else ("description", "extensionElements")  # fmt: skip  # noqa: E501
    return max((index + 1 for index, each in enumerate(rule) if _tag(each) in before), default=0)


def _free(taken: set[str | None], stem: str) -> str:
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    taken.add(f"{stem}_{number}")
    return f"{stem}_{number}"


def _describe(node: etree._Element, text: str) -> None:
    found = node.find("{*}description")
    if found is None:
        found = _made(node, "description")
        node.insert(0, found)
    found.text = text
    if not text:
        node.remove(found)


def _write(node: etree._Element, text: str) -> None:
    found = node.find("{*}text")
    if found is None:
        found = _made(node, "text")
        node.insert(0, found)
    found.text = text


def _bytes(root: etree._Element, data: bytes) -> bytes:
    """As the author's file was laid out: its declaration, its last line, its closing of empty elements."""
    written = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False)
    if b" />" in data:
        written = _spaced(written)
    declared = _DECLARED.match(data)
    head = f"{DECLARATION}\n".encode() if declared else b""
    return head + written.strip() + (b"\n" if data.endswith(b"\n") else b"")


def _spaced(written: bytes) -> bytes:
    """Within an element's text a `>` is written `&gt;`, so this can only be the end of a tag."""
    return written.replace(b'"/>', b'" />')


def _tag(node: etree._Element) -> str:
    return xml.local_name(node) if isinstance(node.tag, str) else ""
