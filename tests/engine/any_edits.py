"""Edits that nobody would plan: something of a pack's files taken away, put twice, or written anew, at any place."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

from lxml import etree

from engine.policies import entries, files
from engine.policies.packs import Pack

VALUES: tuple[Any, ...] = (
    "",
    "x",
    "نص",
    "none_such",
    0,
    -1,
    7,
    True,
    None,
    [],
    {},
    ["a"],
    {"ar": "أ", "en": "a"},
    "P1D",
    "= 1 +",
)
ATTRIBUTES = ("", "x", "none_such", "S1_Receive", "P1D", "=today()", "need = support", "true", "-1")
TEXTS = ("", "x", "P", "need =", "need = none_such", "1", "R/PT0S", "today() + 1", "true")


def edited(pack: Pack, chance: Random, times: int) -> Pack:
    """The pack after some edits; an edit that cannot be written is left out, as a page would refuse it."""
    held = dict(pack.files)
    for _ in range(times):
        path = chance.choice(sorted(path for path in held if "/documents/" not in path))
        made = EDITS[_kind(path)](held[path], chance)
        if made is not None:
            held[path] = made
        elif not path.startswith("associations/") and chance.random() < 0.2:
            del held[path]
    return Pack(pack.association, held)


def _kind(path: str) -> str:
    return "xml" if path.endswith((".bpmn", ".dmn")) else "yaml"


def _yaml(content: bytes, chance: Random) -> bytes | None:
    places = list(_places(files.read(content).value))
    if not places:
        return None
    place, value = chance.choice(places), chance.choice(VALUES)
    try:
        return entries.put(content, place, value)
    except (entries.NoSuchPlace, files.Unreadable, TypeError, AttributeError):
        return None


def _places(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    parts = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in parts:
        yield (*place, key)
        yield from _places(inner, (*place, key))


def _xml(content: bytes, chance: Random) -> bytes | None:
    root = etree.fromstring(content)
    node = chance.choice([each for each in root.iter() if isinstance(each.tag, str)])
    chance.choice(_ON_NODES)(node, chance)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _remove(node: Any, _chance: Random) -> None:
    if node.getparent() is not None:
        node.getparent().remove(node)


def _double(node: Any, _chance: Random) -> None:
    if node.getparent() is not None:
        node.getparent().append(etree.fromstring(etree.tostring(node)))


def _attribute(node: Any, chance: Random) -> None:
    if node.attrib:
        node.set(chance.choice(sorted(node.attrib)), chance.choice(ATTRIBUTES))


def _forget(node: Any, chance: Random) -> None:
    if node.attrib:
        del node.attrib[chance.choice(sorted(node.attrib))]


def _text(node: Any, chance: Random) -> None:
    node.text = chance.choice(TEXTS)


def _other_kind(node: Any, chance: Random) -> None:
    space = etree.QName(node).namespace
    node.tag = f"{{{space}}}{chance.choice(('userTask', 'task', 'exclusiveGateway', 'endEvent', 'subProcess', 'x'))}"


_ON_NODES: tuple[Callable[[Any, Random], None], ...] = (
    _remove,
    _remove,
    _double,
    _attribute,
    _forget,
    _text,
    _other_kind,
)
EDITS: Mapping[str, Callable[[bytes, Random], bytes | None]] = {"yaml": _yaml, "xml": _xml}
