"""Which elements of a diagram only bear another id: all that they say, and all around them, is the same."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from engine.bpmn.drawn_parts import Drawing, Part


def find(old: Drawing, new: Drawing) -> dict[str, str]:
    """Old id: new id. An element is paired only where no other could be meant."""
    gone = [part for id, part in old.parts.items() if id not in new.parts]
    come = [part for id, part in new.parts.items() if id not in old.parts]
    shared = old.parts.keys() & new.parts.keys()
    paired = _pairs(
        (part for part in gone if not part.is_flow),
        (part for part in come if not part.is_flow),
        lambda part: _signature(old, part, shared),
        lambda part: _signature(new, part, shared),
    )
    moved = old.renamed(paired)
    flows = [part for part in moved.parts.values() if part.is_flow and part.id not in new.parts]
    return paired | _pairs(flows, (part for part in come if part.is_flow), _ends, _ends)


def _pairs(
    gone: Iterable[Part], come: Iterable[Part], of_gone: Callable[[Part], Hashable], of_come: Callable[[Part], Hashable]
) -> dict[str, str]:
    left, right = defaultdict(list), defaultdict(list)
    for part in gone:
        left[of_gone(part)].append(part.id)
    for part in come:
        right[of_come(part)].append(part.id)
    return {ids[0]: right[key][0] for key, ids in left.items() if len(ids) == 1 and len(right.get(key, ())) == 1}


def _signature(drawing: Drawing, part: Part, shared: Iterable[str]) -> Hashable:
    around = sorted(
        (direction, _label(other, shared), flow.name)  # a condition may read the renamed element's own answers
        for direction, flow, other in drawing.neighbours(part.id)
    )
    named = sorted(
        (key, _label(drawing.parts.get(value), shared)) for key, value in part.refs.items() if key != "default"
    )
    return part.kind, tuple(sorted(part.said.items())), tuple(named), tuple(around)


def _label(part: Part | None, shared: Iterable[str]) -> tuple[str, str]:
    if part is None:
        return ("", "")
    return (part.id, "") if part.id in shared else (part.kind, part.name)


def _ends(part: Part) -> Hashable:
    return part.kind, part.refs.get("sourceRef"), part.refs.get("targetRef")
