"""Reads a diagram or decision table into a tree; refuses what a policy file never needs (DTD, entities, size)."""

from lxml import etree

LARGEST_FILE = 2 * 1024 * 1024
MOST_ATTRIBUTES = 200  # of one element: a tool writes twenty, and finding one of 100,000 takes minutes
NAMESPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "spiffworkflow": "http://spiffworkflow.org/bpmn/schema/1.0/core",
}

_crowded = etree.XPath(f"boolean(//*[@*[{MOST_ATTRIBUTES + 1}]])")


class UnreadableXml(Exception):
    """The file is no XML, or XML that is refused; `line` is 0 where there is none."""

    def __init__(self, ar: str, en: str, line: int = 0) -> None:
        self.ar, self.en, self.line = ar, en, line
        super().__init__(en)


def read(data: bytes) -> etree._Element:
    """The root. Comments are removed: one inside an expression would cut its text."""
    if len(data) > LARGEST_FILE:
        raise UnreadableXml("الملف أكبر من 2 م.ب.", "The file is larger than 2 MB.")
    _refuse_doctype(b"<!DOCTYPE" in data.replace(b"\0", b"").upper())  # before parsing, in UTF-16 too
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise UnreadableXml(
            f"الملف ليس XML سليمًا (السطر {line}).", f"The file is not well-formed XML (line {line}): {error}", line
        ) from error
    _refuse_doctype(root.getroottree().docinfo.internalDTD is not None)
    if _crowded(root):
        raise UnreadableXml("في الملف عنصر له خصائص أكثر مما نقبل.", "An element of the file has too many attributes.")
    return root


def local_name(node: etree._Element) -> str:
    return etree.QName(node).localname


def properties(node: etree._Element) -> dict[str, str]:
    """The element's own `spiffworkflow:properties`, never those of its children."""
    path = "./bpmn:extensionElements/spiffworkflow:properties/spiffworkflow:property"
    found = node.findall(path, NAMESPACES)
    return {str(each.get("name")): (each.get("value") or "").strip() for each in found if each.get("name")}


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _refuse_doctype(found: bool) -> None:
    if found:
        raise UnreadableXml("لا تُقبل ملفات فيها DOCTYPE.", "Files with a DOCTYPE are not accepted.")
