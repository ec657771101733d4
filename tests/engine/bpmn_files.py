"""Tiny diagrams for tests: text in, `.bpmn` bytes out."""

from datetime import UTC, datetime
from itertools import count, pairwise

from engine.bpmn import specs

START = datetime(2026, 11, 22, 6, tzinfo=UTC)  # a Sunday, 09:00 in Riyadh
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="D" targetNamespace="http://masar/bpmn">"""
_keys = count()


def file(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + "</bpmn:definitions>").encode()


def process(id: str, *parts: str, name: str = "") -> str:
    return f'<bpmn:process id="{id}" name="{name}" isExecutable="true">{"".join(parts)}</bpmn:process>'


def node(tag: str, id: str, body: str = "", own: dict[str, str] | None = None, **attributes: str) -> str:
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<bpmn:{tag} id="{id}"{written}>{properties(own or {})}{body}</bpmn:{tag}>'


def properties(own: dict[str, str]) -> str:
    if not own:
        return ""
    lines = "".join(f'<spiffworkflow:property name="{key}" value="{value}"/>' for key, value in own.items())
    head = "<bpmn:extensionElements><spiffworkflow:properties>"
    return head + lines + "</spiffworkflow:properties></bpmn:extensionElements>"


def flow(source: str, target: str, condition: str = "", id: str | None = None) -> str:
    body = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    id = id if id is not None else f"{source}-{target}"
    return f'<bpmn:sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{body}</bpmn:sequenceFlow>'


def chain(*ids: str) -> str:
    return "".join(flow(source, target) for source, target in pairwise(ids))


def start(id: str = "S", **own: str) -> str:
    return node("startEvent", id, own=own)


def end(id: str = "E", name: str = "", body: str = "") -> str:
    return node("endEvent", id, body, name=name)


def user(id: str, body: str = "", name: str = "", **own: str) -> str:
    return node("userTask", id, body, own={"form": id.lower(), **own}, name=name or id)


def script(id: str, *lines: str) -> str:
    return node("scriptTask", id, "<bpmn:script>" + "\n".join(lines) + "</bpmn:script>", name=id)


def notice(id: str, to: str = "applicant", template: str = "hello") -> str:
    return node("sendTask", id, own={"to": to, "template": template}, name=id)


def xor(id: str, default: str) -> str:
    return node("exclusiveGateway", id, default=default, name=id)


def timer(text: str, kind: str = "timeDuration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"


def catches(message: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="{message}"/>'


def message(id: str, name: str) -> str:
    return f'<bpmn:message id="{id}" name="{name}"/>'


def error(id: str, code: str = "", name: str = "") -> str:
    written = f' errorCode="{code}"' if code else ""
    return f'<bpmn:error id="{id}" name="{name or id}"{written}/>'


def raises(error_id: str) -> str:
    return f'<bpmn:errorEventDefinition errorRef="{error_id}"/>'


def boundary(id: str, on: str, body: str, own: dict[str, str] | None = None, *, interrupts: bool = True) -> str:
    cancels = "true" if interrupts else "false"
    return node("boundaryEvent", id, body, own, attachedToRef=on, cancelActivity=cancels, name=id)


def lane(role: str, *ids: str) -> str:
    refs = "".join(f"<bpmn:flowNodeRef>{id}</bpmn:flowNodeRef>" for id in ids)
    return f'<bpmn:lane id="L_{role}_{ids[0]}" name="ar {role}">{properties({"role": role})}{refs}</bpmn:lane>'


def lanes(*each: str) -> str:
    return f"<bpmn:laneSet>{''.join(each)}</bpmn:laneSet>"


def over(source: str, item: str, results: str, result: str, *, sequential: bool = False, condition: str = "") -> str:
    """The loop of a multi-instance activity over a list."""
    done = f"<bpmn:completionCondition>{condition}</bpmn:completionCondition>" if condition else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<bpmn:loopDataInputRef>{source}</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>{results}</bpmn:loopDataOutputRef>"
        f'<bpmn:inputDataItem id="{item}" name="{item}"/><bpmn:outputDataItem id="{result}" name="{result}"/>'
        f"{done}</bpmn:multiInstanceLoopCharacteristics>"
    )


def load(*diagrams: bytes, decisions: dict[str, bytes] | None = None) -> specs.Specs:
    compiled = specs.compile({f"{n}.bpmn": text for n, text in enumerate(diagrams)}, decisions or {})
    return specs.load(f"test-{next(_keys)}", compiled)


def one(*parts: str) -> specs.Specs:
    """One process `p` alone in its file."""
    return load(file(process("p", *parts)))
