"""Carries out a Fix on a diagram's file; the canvas carries the same kinds out as one undoable command."""

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from engine.bpmn import layout, xml
from engine.bpmn.findings import Fix
from engine.bpmn.linting.mending import fresh
from engine.bpmn.writing import BPMN, SPIFF, add, all_ids, by_id, drop_foreign, drop_part, rename, tidy

__all__ = ["KINDS", "Fix", "apply"]

Values = Mapping[str, Any]
_TIMES = ("timeDate", "timeDuration", "timeCycle")


def apply(content: bytes, fix: Fix) -> bytes:
    """The file with the fix carried out; as it was where the element is no longer there."""
    root = xml.read(content)
    if not carry_out(root, fix):
        return content
    tidy(root)
    layout.complete(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def carry_out(root: etree._Element, fix: Fix) -> bool:
    element = by_id(root, fix.element)
    if element is None or fix.kind not in KINDS:
        return False
    KINDS[fix.kind](root, element, fix.values)
    return True


def _attribute(_: etree._Element, element: etree._Element, values: Values) -> None:
    element.attrib.pop(values["name"], "")
    if values["value"] is not None:
        element.set(values["name"], values["value"])


def _default_flow(root: etree._Element, element: etree._Element, values: Values) -> None:
    flow = by_id(root, values["flow"])
    if flow is not None:
        element.set("default", values["flow"])
        _condition(root, flow, {"text": None})


def _condition(_: etree._Element, element: etree._Element, values: Values) -> None:
    for found in element.findall(BPMN + "conditionExpression"):
        element.remove(found)
    if values["text"] is not None:
        add(element, "conditionExpression").text = values["text"]


def _property(_: etree._Element, element: etree._Element, values: Values) -> None:
    bag = _bag(element)
    for name, value in values["values"].items():
        found = [each for each in bag if (each.get("name") or "").strip() == name]
        at = bag.index(found[0]) if found else len(bag)
        for each in found:
            bag.remove(each)
        if value is not None:
            bag.insert(at, etree.Element(SPIFF + "property", {"name": name, "value": value}))


def _bag(element: etree._Element) -> etree._Element:
    found = element.find("./bpmn:extensionElements/spiffworkflow:properties", xml.NAMESPACES)
    if found is not None:
        return found
    outer = element.find(BPMN + "extensionElements")
    return etree.SubElement(add(element, "extensionElements") if outer is None else outer, SPIFF + "properties")


def _time(_: etree._Element, element: etree._Element, values: Values) -> None:
    for definition in element.iterfind(BPMN + "timerEventDefinition"):
        for tag in _TIMES:
            for found in definition.findall(BPMN + tag):
                definition.remove(found)
        etree.SubElement(definition, BPMN + values["tag"]).text = values["text"]


def _script(_: etree._Element, element: etree._Element, values: Values) -> None:
    for found in element.iterfind(BPMN + "script"):
        found.text = values["text"]


def _completion(_: etree._Element, element: etree._Element, values: Values) -> None:
    for found in element.iterfind(f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}completionCondition"):
        found.text = values["text"]


def _append_end(root: etree._Element, _: etree._Element, values: Values) -> None:
    for after, id in values["ends"].items():
        node = by_id(root, after)
        if node is not None:
            add(_scope(node), "endEvent", id=id)
            _join_lane(root, after, id)
            _connect(root, after, id)


def _add_start(root: etree._Element, element: etree._Element, values: Values) -> None:
    first = str(element.get("id"))
    add(_scope(element), "startEvent", id=values["id"])
    _join_lane(root, first, values["id"])
    _connect(root, values["id"], first)


def _join_starts(root: etree._Element, element: etree._Element, values: Values) -> None:
    """One start, from which a parallel gateway leads to what the other starts led to."""
    kept, gateway, scope = str(element.get("id")), values["gateway"], _scope(element)
    add(scope, "parallelGateway", id=gateway)
    _join_lane(root, kept, gateway)
    for flow in scope.iterfind(BPMN + "sequenceFlow"):
        if flow.get("sourceRef") in (kept, *values["others"]):
            flow.set("sourceRef", gateway)
            layout.forget(root, str(flow.get("id")))
    for id in values["others"]:
        other = by_id(root, id)
        if other is not None:
            drop_part(root, other)
    _connect(root, kept, gateway)


def _gateway_after(root: etree._Element, element: etree._Element, values: Values) -> None:
    """The flows keep their ids and conditions and leave the gateway instead."""
    id, source, scope = values["id"], str(element.get("id")), _scope(element)
    gateway = add(scope, values["tag"], id=id)
    _join_lane(root, source, id)
    element.attrib.pop("default", "")
    for flow in scope.iterfind(BPMN + "sequenceFlow"):
        if flow.get("sourceRef") != source:
            continue
        flow.set("sourceRef", id)
        layout.forget(root, str(flow.get("id")))
        if flow.get("id") == values["default"]:
            gateway.set("default", values["default"])
            _condition(root, flow, {"text": None})
    _connect(root, source, id)


def _lead_flow(root: etree._Element, element: etree._Element, values: Values) -> None:
    element.set("targetRef", values["target"])
    layout.forget(root, str(element.get("id")))


def _message(root: etree._Element, element: etree._Element, values: Values) -> None:
    carrier = element.find(BPMN + "messageEventDefinition")
    carrier = element if carrier is None else carrier
    message = by_id(root, carrier.get("messageRef", ""))
    if message is None or message.tag != BPMN + "message":
        message = etree.Element(BPMN + "message", {"id": values["id"]})
        root.insert(next((n for n, each in enumerate(root) if each.tag == BPMN + "process"), len(root)), message)
        carrier.set("messageRef", values["id"])
    message.set("name", values["name"])


def _lane(root: etree._Element, element: etree._Element, values: Values) -> None:
    id = str(element.get("id"))
    for reference in [each for each in root.iter(BPMN + "flowNodeRef") if (each.text or "").strip() == id]:
        reference.getparent().remove(reference)  # type: ignore[union-attr]
    lane = by_id(root, values["lane"])
    if lane is not None:
        add(lane, "flowNodeRef").text = id
        layout.move_into(root, id, values["lane"])


def _rename_id(root: etree._Element, element: etree._Element, values: Values) -> None:
    rename(root, str(element.get("id")), values["id"])


def _give_id(_: etree._Element, element: etree._Element, values: Values) -> None:
    nameless = [each for each in element.iterchildren(BPMN + values["tag"]) if not each.get("id")]
    if values["number"] < len(nameless):
        nameless[values["number"]].set("id", values["id"])


def _replace(_: etree._Element, element: etree._Element, values: Values) -> None:
    element.tag = BPMN + values["tag"]


def _drop_extensions(_: etree._Element, element: etree._Element, __: Values) -> None:
    drop_foreign(element)


def _scope(element: etree._Element) -> etree._Element:
    scope = element.getparent()
    assert scope is not None  # noqa: S101 - a flow node lies in its process
    return scope


def _join_lane(root: etree._Element, beside: str, id: str) -> None:
    for reference in [each for each in root.iter(BPMN + "flowNodeRef") if (each.text or "").strip() == beside]:
        lane = reference.getparent()
        if lane is not None:
            add(lane, "flowNodeRef").text = id


def _connect(root: etree._Element, source: str, target: str) -> None:
    node = by_id(root, source)
    if node is not None:
        id = fresh(f"F_{source}_{target}"[:90], all_ids(root))
        add(_scope(node), "sequenceFlow", id=id, sourceRef=source, targetRef=target)


KINDS: Mapping[str, Callable[[etree._Element, etree._Element, Values], None]] = {
    "attribute": _attribute,
    "default_flow": _default_flow,
    "condition": _condition,
    "property": _property,
    "time": _time,
    "script": _script,
    "completion": _completion,
    "append_end": _append_end,
    "add_start": _add_start,
    "join_starts": _join_starts,
    "gateway_after": _gateway_after,
    "lead_flow": _lead_flow,
    "message": _message,
    "lane": _lane,
    "rename_id": _rename_id,
    "give_id": _give_id,
    "replace": _replace,
    "drop_extensions": _drop_extensions,
}
"""Those that lint offers are also methods of `webapp/assets/modeler/lint/fixes.js`; the others only imports need."""
