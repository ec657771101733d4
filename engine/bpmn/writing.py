"""How a diagram's file is changed by us: parts at the places that the BPMN schema asks for, ids, references."""

from collections import defaultdict

from lxml import etree

from engine.bpmn import xml

BPMN = "{" + xml.NAMESPACES["bpmn"] + "}"
SPIFF = "{" + xml.NAMESPACES["spiffworkflow"] + "}"
_FIRST = ("documentation", "extensionElements", "auditing", "monitoring", "incoming", "outgoing")
_ORDER = {
    "process": ("documentation", "extensionElements", "auditing", "monitoring", "property", "laneSet"),
    "lane": ("documentation", "extensionElements", "partitionElement", "flowNodeRef", "childLaneSet"),
    "sequenceFlow": ("documentation", "extensionElements", "auditing", "monitoring", "conditionExpression"),
    "subProcess": (*_FIRST, "ioSpecification", "property", "dataInputAssociation", "dataOutputAssociation",
                   "resourceRole", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "laneSet"),
}  # fmt: skip
_LAST = frozenset({"association", "group", "textAnnotation"})
_REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement", "processRef")
_KEPT_ATTRIBUTES = (BPMN, "{http://www.w3.org/2001/XMLSchema-instance}")
_TASKS = ("task", "subProcess", "callActivity", "transaction", "adHocSubProcess")


def by_id(root: etree._Element, id: str) -> etree._Element | None:
    return next((each for each in root.iter(BPMN + "*") if each.get("id") == id), None) if id else None


def all_ids(root: etree._Element) -> set[str]:
    return {str(each.get("id")) for each in root.iter() if each.get("id")}


def add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    """A new part, where the schema has its kind."""
    made = etree.Element(BPMN + tag, attributes)
    order = _ORDER.get(xml.local_name(parent), _FIRST)
    rank, at = _rank(tag, order), len(parent)
    while at and _rank(xml.local_name(parent[at - 1]), order) > rank:
        at -= 1
    parent.insert(at, made)
    return made


def _rank(tag: str, order: tuple[str, ...]) -> int:
    return order.index(tag) if tag in order else len(order) + (tag in _LAST)


def drop_part(root: etree._Element, element: etree._Element) -> None:
    """The element with its shape and its place in a lane; flows that lead to it are the caller's matter."""
    gone = {str(each.get("id")) for each in element.iter() if each.get("id")}
    for each in list(root.iter()):
        named = (each.text or "").strip() if each.tag == BPMN + "flowNodeRef" else each.get("bpmnElement")
        parent = each.getparent()
        if named in gone and parent is not None:
            parent.remove(each)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def rename(root: etree._Element, old: str, new: str) -> None:
    """The element and everything in the file that refers to it."""
    for each in root.iter():
        if each.get("id") == old and str(each.tag).startswith(BPMN):
            each.set("id", new)
        for name in _REFERENCES:
            if each.get(name) == old:
                each.set(name, new)
        if each.tag == BPMN + "flowNodeRef" and (each.text or "").strip() == old:
            each.text = new


def tidy(root: etree._Element) -> None:
    """`incoming` and `outgoing` as the flows say: editors read them, the engine does not."""
    for process in root.iterfind(BPMN + "process"):
        ways: dict[tuple[str, str], list[str]] = defaultdict(list)
        for flow in process.iter(BPMN + "sequenceFlow"):
            ways["outgoing", flow.get("sourceRef", "")].append(flow.get("id", ""))
            ways["incoming", flow.get("targetRef", "")].append(flow.get("id", ""))
        for node in [each for each in process.iter(BPMN + "*") if is_node(each)]:
            _say_ways(node, ways)


def is_node(element: etree._Element) -> bool:
    """Whether flows can lead to it, also where the profile refuses it."""
    name = xml.local_name(element)
    return str(element.tag).startswith(BPMN) and (name.endswith(("Event", "Task", "Gateway")) or name in _TASKS)


def _say_ways(node: etree._Element, ways: dict[tuple[str, str], list[str]]) -> None:
    for name in ("incoming", "outgoing"):
        wanted = [each for each in ways.get((name, node.get("id", "")), []) if each]
        found = node.findall(BPMN + name)
        if [(each.text or "").strip() for each in found] != wanted:
            for each in found:
                node.remove(each)
            for id in wanted:
                add(node, name).text = id


def drop_foreign(element: etree._Element) -> list[str]:
    """Another tool's attributes and extensions on the element and what belongs to it; what was dropped."""
    dropped: list[str] = []
    waiting = [element]
    for each in waiting:
        for name in [str(key) for key in each.keys()]:  # noqa: SIM118 - not a mapping
            if name.startswith("{") and not name.startswith(_KEPT_ATTRIBUTES):
                dropped.append(f"{shown(each, name)} = {each.get(name)}")
                del each.attrib[name]
        waiting += [child for child in each if str(child.tag).startswith(BPMN) and not child.get("id")]
        for bag in each.findall(BPMN + "extensionElements"):
            dropped += _emptied(bag)
            if len(bag) == 0:
                each.remove(bag)
    return dropped


def _emptied(bag: etree._Element) -> list[str]:
    dropped = []
    for child in [each for each in bag if each.tag != SPIFF + "properties"]:
        dropped.append(_said(child))
        bag.remove(child)
    return dropped


def _said(element: etree._Element) -> str:
    """What an extension says, in one line, to be kept as a note."""
    parts = [shown(element, str(element.tag))]
    for each in element.iter():
        parts += [f"{key}={each.get(key)}" for key in map(str, each.keys())]
        parts += [" ".join(each.text.split())] if each.text and each.text.strip() else []
    return " ".join(parts)[:300]


def shown(element: etree._Element, name: str) -> str:
    """`camunda:formKey`: the prefix that the file itself uses."""
    space, _, local = name.removeprefix("{").rpartition("}")
    prefix = next((key for key, value in element.nsmap.items() if value == space and key), None)
    return f"{prefix}:{local}" if prefix else local
