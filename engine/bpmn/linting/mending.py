"""What one click can do about a finding on the shape of a diagram: a Fix, or None where a person must choose."""

import re
from collections.abc import Collection
from itertools import chain, count

from engine.bpmn.findings import Fix
from engine.bpmn.linting import graph
from engine.bpmn.linting.model import BPMN, Flow, Node, Scope
from engine.bpmn.profile import RESERVED_IDS
from engine.bpmn.xml import local_name

OTHERWISE = re.compile(
    r"\b(no|else|otherwise|default|other)\b|(?<!\w)(لا|غير ذلك|خلاف ذلك|أخرى|افتراضي)(?!\w)", re.IGNORECASE
)
_NOT_FIRST = frozenset({"boundaryEvent", "endEvent"})


def fresh(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, numbered where something bears it already, also in other letters."""
    return unused(wanted, {each.casefold() for each in taken})


def unused(wanted: str, folded: set[str]) -> str:
    """The same, where the ids that there are come in folded letters."""
    tried = chain((wanted,), (f"{wanted}_{number}" for number in count(2)))
    return next(each for each in tried if each.casefold() not in folded and each.casefold() not in RESERVED_IDS)


def ids_near(scope: Scope) -> set[str]:
    """Every id of the file: a new one must differ from all."""
    return {str(each.get("id")) for each in scope.element.getroottree().iter() if each.get("id")}


def default_flow(gateway: Node) -> Fix | None:
    """A flow without a condition; else the one that is called so; else the last, whose condition goes."""
    if len(gateway.outgoing) < 2 or not all(flow.id for flow in gateway.outgoing):
        return None
    plain = [flow for flow in gateway.outgoing if not flow.condition]
    called = [flow for flow in gateway.outgoing if OTHERWISE.search(flow.element.get("name", ""))]
    flow = (plain or called or gateway.outgoing[-1:])[0]
    to = flow.target.shown
    ar, en = f"اجعل السهم إلى «{to}» المسار الافتراضي", f"Make the flow to “{to}” the default"
    if flow.condition:
        ar, en = f"{ar} واحذف شرطه", f"{en} and remove its condition"
    return Fix("default_flow", gateway.id, {"flow": flow.id}, f"{ar}.", f"{en}.")


def no_condition(flow: Flow) -> Fix | None:
    """On the only way out an empty condition goes; where no default is marked, the flow becomes it."""
    gateway = flow.source
    if len(gateway.outgoing) == 1:
        return drop_condition(flow)
    plain = [each for each in gateway.outgoing if not each.condition]
    return default_flow(gateway) if gateway.element.get("default") is None and plain == [flow] else None


def drop_condition(flow: Flow) -> Fix | None:
    if not flow.id:
        return None
    return Fix("condition", flow.id, {"text": None}, "احذف الشرط من السهم.", "Remove the condition from the flow.")


def attribute(node_id: str, name: str, value: str | None, ar: str, en: str) -> Fix | None:
    return Fix("attribute", node_id, {"name": name, "value": value}, ar, en) if node_id else None


def interrupting(node: Node, *, yes: bool) -> Fix | None:
    ar, en = ("مقاطعًا", "interrupting") if yes else ("غير مقاطع", "non-interrupting")
    return attribute(node.id, "cancelActivity", str(yes).lower(), f"اجعل الحدث {ar}.", f"Make the event {en}.")


def executable(id: str) -> Fix | None:
    return attribute(id, "isExecutable", "true", "علّم العملية للتنفيذ.", "Mark the process as executable.")


def dangling_default(node: Node) -> Fix | None:
    if node.tag == "exclusiveGateway" and len(node.outgoing) > 1:
        return default_flow(node)
    return attribute(
        node.id, "default", None, "احذف المسار الافتراضي المفقود.", "Remove the default flow that is not there."
    )


def ends(scope: Scope) -> Fix | None:
    """An end after each element from which no flow is drawn at all."""
    drawn = {each.get("sourceRef") for each in scope.element.iterchildren(BPMN + "sequenceFlow")}
    loose = [node for node in scope.nodes.values() if _lacks_end(node, drawn)]
    return _ends(scope, loose)


def end_after(node: Node) -> Fix | None:
    drawn = {each.get("sourceRef") for each in node.scope.element.iterchildren(BPMN + "sequenceFlow")}
    return _ends(node.scope, [node]) if _lacks_end(node, drawn) else None


def _lacks_end(node: Node, drawn: set[str | None]) -> bool:
    return bool(node.id) and node.tag not in ("endEvent", "eventBasedGateway") and node.id not in drawn


def _ends(scope: Scope, nodes: list[Node]) -> Fix | None:
    if not nodes:
        return None
    taken, named = ids_near(scope), {}
    for node in nodes:
        named[node.id] = fresh(f"End_{node.id}"[:90], taken)
        taken.add(named[node.id])
    shown = "، ".join(f"«{node.shown}»" for node in nodes[:3]), ", ".join(f"“{node.shown}”" for node in nodes[:3])
    ar, en = f"أضف نهاية بعد {shown[0]}.", f"Add an end after {shown[1]}."
    return Fix("append_end", nodes[0].id, {"ends": named}, ar, en)


def start(scope: Scope) -> Fix | None:
    """Where one element leads to all others; which of several comes first, a person says."""
    entered = {each.get("targetRef") for each in scope.element.iterchildren(BPMN + "sequenceFlow")}
    firsts = [
        node for node in scope.nodes.values() if node.id and node.id not in entered and node.tag not in _NOT_FIRST
    ]
    first = firsts[0] if len(firsts) == 1 else next(iter(scope.nodes.values()), None) if not firsts else None
    if first is None or first.tag in _NOT_FIRST or not first.id:
        return None
    if len(graph.reached([first], _after)) < len(scope.nodes):
        return None
    id = fresh(f"Start_{first.id}"[:90], ids_near(scope))
    ar, en = f"أضف بداية قبل «{first.shown}».", f"Add a start before “{first.shown}”."
    return Fix("add_start", first.id, {"id": id}, ar, en)


def _after(node: Node) -> list[Node]:
    return [*(flow.target for flow in node.outgoing), *node.boundary]


def gateway_after(node: Node) -> Fix | None:
    """Several flows out of a task mean all of them; with conditions on them, a choice."""
    if not node.id or len(node.outgoing) < 2:
        return None
    id = fresh(f"Gateway_{node.id}"[:90], ids_near(node.scope))
    if not any(flow.condition for flow in node.outgoing):
        ar = f"أضف بعد «{node.shown}» بوابة متوازية: تُسلك كل المخارج معًا."
        en = f"Add a parallel gateway after “{node.shown}”: all exits are taken together."
        return Fix("gateway_after", node.id, {"id": id, "tag": "parallelGateway", "default": None}, ar, en)
    flow = _default_of(node)
    if flow is None:
        return None
    ar = f"أضف بعد «{node.shown}» بوابة حصرية مسارها الافتراضي إلى «{flow.target.shown}»."
    en = f"Add an exclusive gateway after “{node.shown}”; its default leads to “{flow.target.shown}”."
    return Fix("gateway_after", node.id, {"id": id, "tag": "exclusiveGateway", "default": flow.id}, ar, en)


def _default_of(node: Node) -> Flow | None:
    plain = [flow for flow in node.outgoing if not flow.condition]
    marked = [flow for flow in node.outgoing if flow.id and flow.id == node.element.get("default")]
    found = (marked or plain or node.outgoing[-1:])[0]
    return found if found.id and len(plain) <= 1 else None


def condition_ignored(flow: Flow) -> Fix | None:
    node = flow.source
    if len(node.outgoing) == 1 or local_name(node.element).endswith("Gateway"):
        return drop_condition(flow)
    return gateway_after(node)


def default_ignored(node: Node) -> Fix | None:
    if len(node.outgoing) > 1 and any(flow.condition for flow in node.outgoing):
        return gateway_after(node)
    return attribute(node.id, "default", None, "احذف علامة المسار الافتراضي.", "Remove the mark of the default flow.")


def lead_past_start(flow: Flow) -> Fix | None:
    """A flow into the start leads to the one step after it."""
    after = flow.target.outgoing
    if len(after) != 1 or after[0].target is flow.source or not flow.id or after[0].target.tag == "startEvent":
        return None
    to = after[0].target
    ar, en = f"وجّه السهم إلى «{to.shown}».", f"Lead the flow to “{to.shown}”."
    return Fix("lead_flow", flow.id, {"target": to.id}, ar, en)
