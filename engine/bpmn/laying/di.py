"""How a drawing is written and read: shapes, edges and labels of the BPMN diagram interchange."""

from collections.abc import Mapping

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.laying.grid import Box
from engine.bpmn.laying.routes import Points

DI = "{" + xml.NAMESPACES["bpmndi"] + "}"
DC = "{" + xml.NAMESPACES["dc"] + "}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
_PREFIXES = {"bpmndi": DI[1:-1], "dc": DC[1:-1], "di": DD[1:-1]}


def plane(root: etree._Element, element: str) -> etree._Element:
    """A new, empty diagram of the element."""
    diagram = etree.SubElement(root, DI + "BPMNDiagram", {"id": f"Diagram_{element}"}, nsmap=_PREFIXES)
    return etree.SubElement(diagram, DI + "BPMNPlane", {"id": f"Plane_{element}", "bpmnElement": element})


def shape(
    plane: etree._Element, id: str, box: Box, label: Box | None = None, extra: Mapping[str, str] | None = None
) -> None:
    made = etree.SubElement(plane, DI + "BPMNShape", {"id": f"{id}_di", "bpmnElement": id, **(extra or {})})
    _bounds(made, box)
    _label(made, label)


def edge(plane: etree._Element, id: str, points: Points, label: Box | None = None) -> None:
    made = etree.SubElement(plane, DI + "BPMNEdge", {"id": f"{id}_di", "bpmnElement": id})
    for x, y in points:
        etree.SubElement(made, DD + "waypoint", {"x": str(x), "y": str(y)})
    _label(made, label)


def _label(parent: etree._Element, box: Box | None) -> None:
    if box is not None:
        _bounds(etree.SubElement(parent, DI + "BPMNLabel"), box)


def _bounds(parent: etree._Element, box: Box) -> None:
    values = {"x": box.x, "y": box.y, "width": box.w, "height": box.h}
    etree.SubElement(parent, DC + "Bounds", {key: str(value) for key, value in values.items()})


def drawn(root: etree._Element) -> dict[str, etree._Element]:
    """Shapes and edges by what they draw."""
    found = [*root.iter(DI + "BPMNShape"), *root.iter(DI + "BPMNEdge")]
    return {str(each.get("bpmnElement")): each for each in found}


def box_of(drawn: etree._Element | None) -> Box | None:
    bounds = None if drawn is None else drawn.find(DC + "Bounds")
    if bounds is None:
        return None
    try:
        x, y, w, h = (round(float(bounds.get(each, ""))) for each in ("x", "y", "width", "height"))
    except (ValueError, OverflowError):
        return None
    return Box(x, y, w, h)


def move(shape: etree._Element, dx: int, dy: int) -> None:
    for bounds in shape.iter(DC + "Bounds"):
        for name, by in (("x", dx), ("y", dy)):
            bounds.set(name, str(round(float(bounds.get(name, "0"))) + by))
