"""A name that changes: in FEEL texts, and in the expressions, scripts and properties of diagrams and tables."""

import re
from collections.abc import Iterator

from lxml import etree

from engine.bpmn import xml

_WORD = re.compile(r'"(?:\\.|[^"\\])*"|(?P<name>[^\W\d]\w*)')
_EXPRESSIONS = frozenset({
    "conditionExpression", "script", "timeDuration", "timeDate", "timeCycle", "loopDataInputRef", "completionCondition",
})  # fmt: skip
_IN_TABLES = frozenset({"inputExpression", "inputEntry", "outputEntry"})
_FEEL_PROPERTIES = frozenset({"assignee", "due", "to"})
_PROPERTY = f"{{{xml.NAMESPACES['spiffworkflow']}}}property"


def in_feel(text: str, old: str, new: str) -> str:
    """The text with a name renamed; texts in quotes, parts after a dot and keys of contexts are other things."""
    if re.search(rf"\b(?:some|every|for)\s+{re.escape(old)}\s+in\b", text):
        return text  # there the name is the text's own

    def renamed(found: re.Match[str]) -> str:
        before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
        is_part = before.endswith(".") and not before.endswith("..")
        if found["name"] != old or is_part or after.startswith(":"):
            return found[0]
        return new

    return _WORD.sub(renamed, text)


def mentions(text: str, name: str) -> bool:
    return in_feel(text, name, "") != text


Place = tuple[etree._Element, str | None]  # the node, and the attribute whose text it is; None is its own


def in_file(content: bytes, old: str, new: str) -> tuple[bytes, list[str]]:
    """A diagram or table with a name renamed, and the ids of the elements in which it stood; never raises."""
    try:
        root = _read(content)
    except xml.UnreadableXml:
        return content, []
    touched: dict[str, None] = {}
    for node, attribute in _names(root):
        text = (node.text if attribute is None else node.get(attribute)) or ""
        if (changed := in_feel(text, old, new)) != text:
            if attribute is None:
                node.text = changed
            else:
                node.set(attribute, changed)
            touched[_owner(node)] = None
    return (_written(root), list(touched)) if touched else (content, [])


def _read(content: bytes) -> etree._Element:
    """As xml.read, but with the comments that a person put into the file."""
    xml.read(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _written(root: etree._Element) -> bytes:
    made: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
    return made


def _names(root: etree._Element) -> Iterator[Place]:
    for node in root.iter(etree.Element):
        tag = xml.local_name(node)
        if tag in _EXPRESSIONS or (tag == "text" and _parent(node) in _IN_TABLES):
            yield node, None
        elif node.tag == _PROPERTY and _is_feel(node):
            yield node, "value"


def _is_feel(node: etree._Element) -> bool:
    """`to` names roles unless it begins with `=`."""
    name, value = node.get("name"), (node.get("value") or "").lstrip()
    return name in _FEEL_PROPERTIES and (name == "assignee" or value.startswith("="))


def _parent(node: etree._Element) -> str:
    parent = node.getparent()
    return xml.local_name(parent) if parent is not None else ""


def _owner(node: etree._Element) -> str:
    """The id of the element that a text belongs to."""
    for each in (node, *node.iterancestors()):
        if each.get("id") and xml.local_name(each) not in _IN_TABLES | _EXPRESSIONS:
            return str(each.get("id"))
    return ""
