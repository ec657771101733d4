"""What is repaired before lint can look: ids, references, empty pools, other tools' settings, tasks without a type."""

import re
import unicodedata

from lxml import etree

from engine.bpmn.linting.ids import ID
from engine.bpmn.normalising.work import Work, parts
from engine.bpmn.profile import LONGEST_ID, RESERVED_ENDINGS, RESERVED_IDS
from engine.bpmn.writing import BPMN, add, drop_foreign, drop_part, is_node, rename
from engine.bpmn.xml import local_name

NAMED = frozenset({
    "process", "participant", "lane", "laneSet", "sequenceFlow", "messageFlow", "association", "dataObject",
    "dataObjectReference", "dataStore", "dataStoreReference", "textAnnotation", "group", "message", "error",
    "collaboration", "definitions",
})  # fmt: skip
_LINKS = {"association": "loose-link", "messageFlow": "loose-link"}
_REFERENCES = (
    ("dataObjectReference", "dataObjectRef"), ("dataStoreReference", "dataStoreRef"), ("participant", "processRef"),
    ("messageEventDefinition", "messageRef"), ("receiveTask", "messageRef"), ("sendTask", "messageRef"),
    ("errorEventDefinition", "errorRef"),
)  # fmt: skip
_WORTH_KEEPING = re.compile(
    r"form|assignee|candidate|owner|due|follow|priority|propert|topic|class|expression|script|input|output|listener|"
    r"decision|called|subject|connector|field",
    re.IGNORECASE,
)


def run(work: Work) -> None:
    for step in (_settings, _strangers, _ids, _tasks, _flows, _links, _references, _pools, _lanes):
        step(work)


def _settings(work: Work) -> None:
    """What other tools wrote: what says something to a person becomes a note, all else goes."""
    for element in list(work.root.iter(BPMN + "*")):
        dropped = drop_foreign(element)
        if not dropped:
            continue
        bearer = element
        while not bearer.get("id") and bearer.getparent() is not None:
            bearer = bearer.getparent()  # type: ignore[assignment]
        kept = [each for each in dropped if _WORTH_KEEPING.search(each)]
        if kept and bearer is not work.root:
            add(bearer, "documentation").text = "\n".join(kept)
            work.say("extension-note", bearer, what="; ".join(kept))
        gone = [each for each in dropped if each not in kept or bearer is work.root]
        if gone:
            work.say("extension", bearer, what="; ".join(gone))


def _strangers(work: Work) -> None:
    """Elements of other tools among the steps."""
    for process in parts(work.root, "process"):
        for element in [each for each in process.iter() if not str(each.tag).startswith(BPMN)]:
            parent = element.getparent()
            if parent is not None and str(parent.tag).startswith(BPMN) and local_name(parent) != "extensionElements":
                work.say("extension", parent, what=local_name(element))
                parent.remove(element)


def _ids(work: Work) -> None:
    seen: set[str] = set()
    for element in list(work.root.iter(BPMN + "*")):
        tag, id = local_name(element), element.get("id")
        wanted = tag in NAMED or is_node(element)
        if not id:
            if wanted and tag not in ("definitions", "laneSet"):
                element.set("id", work.fresh(_plain(element, tag)))
                work.say("given-id", element, tag=tag, id=str(element.get("id")))
        elif id in seen:
            element.set("id", work.fresh(id[:90]))
            work.say("doubled-id", element, id=str(element.get("id")))
        elif wanted and not _is_usable(id) and tag != "definitions":
            new = work.fresh(_usable(id))
            rename(work.root, id, new)
            work.say("changed-id", element, old=id, id=new)
        seen.add(str(element.get("id")))


def _plain(element: etree._Element, tag: str) -> str:
    if tag == "sequenceFlow":
        return _usable(f"F_{element.get('sourceRef', '')}_{element.get('targetRef', '')}")
    return f"{tag[0].upper()}{tag[1:]}_1"


def _is_usable(id: str) -> bool:
    is_plain = ID.fullmatch(id) and unicodedata.normalize("NFKC", id) == id and len(id) <= LONGEST_ID
    return bool(is_plain) and id.casefold() not in RESERVED_IDS and not id.casefold().endswith(RESERVED_ENDINGS)


def _usable(id: str) -> str:
    plain = re.sub(r"\W", "_", unicodedata.normalize("NFKC", id))[:80]
    return plain if _is_usable(plain) else f"S_{plain}"


def _tasks(work: Work) -> None:
    for task in parts(work.root, "task"):
        task.tag = BPMN + "manualTask"
        work.say("task", task)


def _flows(work: Work) -> None:
    known = {each.get("id") for each in work.root.iter(BPMN + "*") if is_node(each)}
    for flow in parts(work.root, "sequenceFlow"):
        if not {flow.get("sourceRef"), flow.get("targetRef")} <= known:
            work.say("loose-flow", flow, id=str(flow.get("id")))
            drop_part(work.root, flow)


def _links(work: Work) -> None:
    ids = {each.get("id") for each in work.root.iter(BPMN + "*")}
    for tag, code in _LINKS.items():
        for link in parts(work.root, tag):
            if not {link.get("sourceRef"), link.get("targetRef")} <= ids:
                work.say(code, link, id=str(link.get("id")))
                drop_part(work.root, link)


def _references(work: Work) -> None:
    ids = {each.get("id") for each in work.root.iter(BPMN + "*")}
    for tag, attribute in _REFERENCES:
        for element in parts(work.root, tag):
            id = element.get(attribute)
            if id is not None and id not in ids and id.rpartition(":")[2] not in ids:
                del element.attrib[attribute]
                if id:
                    work.say("loose-reference", _bearer(element), id=id)


def _bearer(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if element.get("name") or parent is None or not is_node(parent) else parent


def _pools(work: Work) -> None:
    """A pool without steps stays where messages are drawn to it; its process goes."""
    processes = parts(work.root, "process")
    empty = [each for each in processes if not any(map(is_node, each))]
    if len(empty) == len(processes):
        return
    for process in empty:
        for pool in parts(work.root, "participant"):
            if pool.get("processRef") == process.get("id"):
                _empty_pool(work, pool)
        drop_part(work.root, process)


def _empty_pool(work: Work, pool: etree._Element) -> None:
    ends = {each.get(name) for each in parts(work.root, "messageFlow") for name in ("sourceRef", "targetRef")}
    if pool.get("id") in ends:
        del pool.attrib["processRef"]
        work.say("closed-pool", pool)
    else:
        work.say("empty-pool", pool)
        drop_part(work.root, pool)


def _lanes(work: Work) -> None:
    """A lane's mention of what is not there says nothing, so nothing is said."""
    ids = {each.get("id") for each in work.root.iter(BPMN + "*")}
    for reference in parts(work.root, "flowNodeRef"):
        parent = reference.getparent()
        if (reference.text or "").strip() not in ids and parent is not None:
            parent.remove(reference)
