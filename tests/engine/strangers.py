"""Diagrams as strangers draw them: no ids, no start, no drawing, other tools' settings, empty pools, data stores."""

from random import Random

from lxml import etree

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:flowable="http://flowable.org/bpmn" xmlns:activiti="http://activiti.org/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="D" targetNamespace="http://x">'
)


def stranger(*parts: str, before: str = "", **attributes: str) -> bytes:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'{HEAD}{before}<process id="p"{written}>{"".join(parts)}</process></definitions>'.encode()


def go(source: str, target: str, condition: str = "", id: str = "") -> str:
    known = f'id="{id}" ' if id else ""
    inside = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
    return f'<sequenceFlow {known}sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def manual(id: str, **attributes: str) -> str:
    written = "".join(f' {name.replace("__", ":")}="{value}"' for name, value in attributes.items())
    return f'<manualTask id="{id}"{written}/>'


LANE = (
    '<laneSet><lane id="L" name="officer"><extensionElements><s:properties '
    'xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"><s:property name="role" value="officer"/></s:properties>'
    "</extensionElements>{}</lane></laneSet>"
)


def lane(*ids: str) -> str:
    return LANE.format("".join(f"<flowNodeRef>{id}</flowNodeRef>" for id in ids))


POOLS = (
    '<collaboration id="c"><participant id="p1" name="ours" processRef="p"/>'
    '<participant id="p2" name="empty" processRef="q"/><participant id="p3" name="customer" processRef="r"/>'
    '<messageFlow id="mf" sourceRef="p3" targetRef="A"/><messageFlow id="mg" sourceRef="p3" targetRef="nobody"/>'
    '</collaboration><process id="q"/><process id="r"/>'
)
SHAPES = {
    "no ids, no start, no end": stranger(lane("A", "B"), manual("A"), manual("B"), go("A", "B")),
    "empty pools": stranger(lane("A"), '<startEvent id="S"/>', manual("A"), go("S", "A"), before=POOLS),
    "plain tasks": stranger('<startEvent id="Start"/><task id="A"/><task id="B"/><endEvent id="End"/>',
                            go("Start", "A"), go("A", "B"), go("B", "End")),
    "vendor conditions": stranger(
        lane("A", "B", "C"), '<startEvent id="S"/>', manual("A"), '<exclusiveGateway id="G"/>', manual("B"),
        manual("C"),         go("S", "A"), go("A", "G"), go("G", "B", "${need == 'x'}", "f1"), go("G", "C", "", "f2")),
    "vendor settings": stranger(
        lane("A"), '<startEvent id="S" camunda:formKey="f"/>',
        manual("A", camunda__assignee="demo", flowable__x="y", activiti__async="true"),
        '<endEvent id="E"><extensionElements><zeebe:properties><zeebe:property name="a" value="b"/></zeebe:properties>'
        "</extensionElements></endEvent>", go("S", "A"), go("A", "E")),
    "data": stranger(
        lane("A"), '<startEvent id="S"/>', manual("A"), '<endEvent id="E"/>'
        '<dataStoreReference id="DS" dataStoreRef="n"/>'
        '<textAnnotation id="N"><text>x</text></textAnnotation><association id="As" sourceRef="A" targetRef="gone"/>'
        '<association id="At" sourceRef="A" targetRef="N"/>', go("S", "A"), go("A", "E")),
    "several ways out": stranger(
        lane("A", "B", "C"), '<startEvent id="S"/>', manual("A"), manual("B"), manual("C"), go("S", "A", "", "f0"),
        go("A", "B", "", "f1"), go("A", "C", "", "f2")),
    "several starts": stranger(
        lane("A", "B"), '<startEvent id="S1"/><startEvent id="S2"/>', manual("A"), manual("B"),
        go("S1", "A"), go("S2", "B")),
    "loose flows": stranger(
        lane("A"), '<startEvent id="S"/>', manual("A"), go("S", "A"), go("A", "gone"), go("x", "A")),
    "a timer of another kind": stranger(
        lane("A", "T"), '<startEvent id="S"/>', manual("A"), '<boundaryEvent id="T" attachedToRef="A">'
        "<timerEventDefinition><timeDuration>14D</timeDuration></timerEventDefinition></boundaryEvent>", go("S", "A")),
    "a sub-process": stranger(
        lane("P"), '<startEvent id="S"/><subProcess id="P">', manual("I"), "</subProcess>", go("S", "P")),
    "doubled and odd ids": stranger(
        '<startEvent id="S"/>', manual("a b"), manual("a b"), '<endEvent id="End"/>', go("S", "a b"), go("a b", "End")),
    "a foreign element": stranger('<camunda:thing/><startEvent id="S"/><endEvent id="E"/>', go("S", "E")),
    "nothing": f"{HEAD}</definitions>".encode(),
    "an empty process": stranger(),
}  # fmt: skip
_KINDS = [
    "task",
    "manualTask",
    "endEvent",
    "startEvent",
    "exclusiveGateway",
    "parallelGateway",
    "subProcess",
    "boundaryEvent",
]


def mutated(content: bytes, random: Random, times: int) -> bytes:
    """Elements and attributes deleted, doubled, moved, renamed; at random."""
    root = etree.fromstring(content)
    for _ in range(times):
        every = [each for each in root.iter() if isinstance(each.tag, str) and each is not root]
        if not every:
            break
        _change(random, random.choice(every), random.choice(every))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _change(random: Random, element: etree._Element, other: etree._Element) -> None:
    kind, parent = random.randrange(7), element.getparent()
    if kind == 0 and parent is not None:
        parent.remove(element)
    elif kind == 1 and parent is not None:
        parent.append(etree.fromstring(etree.tostring(element)))
    elif kind == 2 and other is not element and element not in other.iterancestors():
        other.append(element)
    elif kind == 3:
        element.tag = f"{{{etree.QName(element).namespace}}}{random.choice(_KINDS)}"
    elif kind == 4 and element.attrib:
        del element.attrib[random.choice(sorted(element.attrib))]
    elif kind == 5 and element.attrib:
        element.set(random.choice(sorted(element.attrib)), random.choice(["", "End", "a b", "x", other.get("id", "")]))
    elif kind == 6:
        element.text = random.choice([None, "", "${a == 'b'}", "x", "14D"])
