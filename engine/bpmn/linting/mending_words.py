"""What one click can do about a finding on a text: a time, an expression, a property, a lane, a message, an id."""

import difflib
import re
from collections.abc import Collection, Iterable

from lxml import etree

from engine.bpmn import feel, times
from engine.bpmn.feel import Comparison
from engine.bpmn.findings import Fix
from engine.bpmn.linting.mending import fresh, ids_near
from engine.bpmn.linting.model import BPMN, Node, Scope, line_of
from engine.bpmn.linting.texts import Text, time_of
from engine.bpmn.linting.vendor import in_feel
from engine.bpmn.xml import local_name

_UNITS = (
    (re.compile(r"(d|days?|يوم|يوما|أيام|ايام)", re.IGNORECASE), "P", "D"),
    (re.compile(r"(w|weeks?|أسبوع|اسبوع|أسابيع|اسابيع)", re.IGNORECASE), "P", "W"),
    (re.compile(r"(months?|شهر|أشهر|اشهر|شهور)", re.IGNORECASE), "P", "M"),
    (re.compile(r"(h|hours?|ساعة|ساعات)", re.IGNORECASE), "PT", "H"),
    (re.compile(r"(m|min|mins|minutes?|دقيقة|دقائق)", re.IGNORECASE), "PT", "M"),
)
_AMOUNT = re.compile(r"(?:PT?\s*)?(\d{1,5})\s*([^\W\d]+)", re.IGNORECASE)
_REPEATED = re.compile(r"R(\d*)/(.+)", re.IGNORECASE)
_DIGITS = {**str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"), **dict.fromkeys(range(0x64B, 0x653))}  # and no vowel signs
_MOST_HINTS = 20
_NAME = r"(?<![\w.\"])%s(?![\w\"])"
_STRINGS = re.compile(r'("(?:[^"\\]|\\.)*")')


def isolated(code: str) -> str:
    """Kept in its own order inside an Arabic sentence."""
    return f"\u2066{code}\u2069"


def written(text: Text, replacement: str) -> Fix | None:
    """The text at its place, replaced as a whole."""
    ar, en = f"اكتب: {isolated(replacement)}", f"Write: {replacement}"
    node = text.node
    if text.flow is not None:
        return Fix("condition", text.flow.id, {"text": replacement}, ar, en) if text.flow.id else None
    if not node.id:
        return None
    if text.own:
        return Fix("property", node.id, {"values": {text.own: replacement}}, ar, en)
    if text.sets:
        return _script(node, text, replacement, ar, en)
    if node.loop is not None and node.waits_for == "":
        return Fix("completion", node.id, {"text": replacement}, ar, en)
    found = time_of(node)
    return Fix("time", node.id, {"tag": found[0], "text": replacement}, ar, en) if found and found[0] else None


def _script(node: Node, text: Text, replacement: str, ar: str, en: str) -> Fix | None:
    return _line(node, text.place.line, f"{text.sets} = {replacement}", ar, en)


def _line(node: Node, line: int, replacement: str, ar: str, en: str) -> Fix | None:
    """One line of a script, the others as they are."""
    element = node.element.find(BPMN + "script")
    lines = (element.text or "").splitlines() if element is not None else []
    number = line - line_of(element) if element is not None else -1
    if not node.id or not 0 <= number < len(lines):
        return None
    lines[number] = replacement
    return Fix("script", node.id, {"text": "\n".join(lines)}, ar, en)


def script_line(node: Node, line: int, whole: str) -> Fix | None:
    """`x := 3;`, `let x = 3`, `x == 3`: what other tools' scripts write for `x = 3`."""
    found = re.fullmatch(r"(?:(?:let|var|const|def|set)\s+)?([^\W\d]\w*)\s*(?::=|==?|<-)\s*(.+?);?", whole)
    if found is None or feel.check(found[2]).problems:
        return None
    said = f"{found[1]} = {found[2]}"
    return _line(node, line, said, f"اكتب: {isolated(said)}", f"Write: {said}")


def vendor(text: Text) -> Fix | None:
    said = in_feel(text.text)
    return written(text, said) if said else None


def nearer_name(text: Text, name: str, near: str) -> Fix | None:
    return _replaced(text, re.compile(_NAME % re.escape(name)), near) if near else None


def quoted(text: Text, name: str) -> Fix | None:
    """`need = support`: the key of a choice is a text and stands in quotes."""
    return _replaced(text, re.compile(_NAME % re.escape(name)), f'"{name}"')


def nearer_choice(text: Text, value: str, keys: Collection[str]) -> Fix | None:
    near = nearest(value, keys)
    if near is None or text.text.count(f'"{value}"') != 1:
        return None
    return written(text, text.text.replace(f'"{value}"', f'"{near}"'))


def unquoted(text: Text, comparison: Comparison, left: object, right: object) -> Fix | None:
    """`agreed = "true"`: what is no text stands without quotes; `code = 5` where codes are texts, with them."""
    for one, other, kind in ((comparison.left, comparison.right, left), (comparison.right, comparison.left, right)):
        value = str(other.value)
        if one.kind in ("path", "item") and other.kind == "text" and text.text.count(f'"{value}"') == 1:
            fits = {"boolean": value in ("true", "false"), "number": bool(re.fullmatch(r"-?\d+(\.\d+)?", value))}
            if fits.get(str(kind)):
                return written(text, text.text.replace(f'"{value}"', value))
    return None


def _replaced(text: Text, what: re.Pattern[str], by: str) -> Fix | None:
    """Outside of strings only."""
    parts = _STRINGS.split(text.text)
    parts[::2] = [what.sub(lambda _: by, part) for part in parts[::2]]
    said = "".join(parts)
    return written(text, said) if said != text.text and not feel.check(said).problems else None


def nearest(name: str, known: Iterable[str]) -> str | None:
    by_fold = {each.casefold(): each for each in sorted(known, reverse=True)}
    found = difflib.get_close_matches(name.casefold(), list(by_fold), n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def time(node: Node, tag: str, text: str) -> Fix | None:
    """`14D` is `P14D`, `PT14D` too; a repetition goes where repetitions are written."""
    said = in_iso(text)
    if said is None or not node.id:
        return None
    repeats = said.startswith("R")
    if repeats and (node.tag != "boundaryEvent" or node.interrupts):
        said, repeats = said.rpartition("/")[2], False
    wanted = "timeCycle" if repeats else "timeDate" if times.MOMENT.fullmatch(said) else "timeDuration"
    if (tag, text) == (wanted, said):
        return None
    return Fix(
        "time", node.id, {"tag": wanted, "text": said}, f"اكتب الوقت: {isolated(said)}", f"Write the time: {said}"
    )


def due(node: Node, text: str) -> Fix | None:
    said = in_iso(text)
    if said is None or said.startswith("R") or said == text or not node.id:
        return None
    return Fix(
        "property", node.id, {"values": {"due": said}}, f"اكتب الموعد: {isolated(said)}", f"Write the due time: {said}"
    )


def in_iso(text: str) -> str | None:
    plain = text.translate(_DIGITS).strip().strip("\"'")
    if repeated := _REPEATED.fullmatch(plain):
        step = in_iso(repeated[2])
        return f"R{repeated[1]}/{step}" if step and times.DURATION.fullmatch(step) else None
    if times.is_literal(plain.upper()):
        return plain.upper()
    found = _AMOUNT.fullmatch(plain)
    for unit, before, after in _UNITS if found else ():
        if found and int(found[1]) and unit.fullmatch(found[2]):
            return f"{before}{int(found[1])}{after}"
    return None


def cycle(node: Node, text: str) -> Fix | None:
    """On a boundary event a repetition is a reminder, which does not interrupt."""
    if node.tag == "boundaryEvent":
        ar, en = "اجعل الحدث غير مقاطع.", "Make the event non-interrupting."
        return Fix("attribute", node.id, {"name": "cancelActivity", "value": "false"}, ar, en) if node.id else None
    return time(node, "timeCycle", text)


def own(id: str, values: dict[str, str | None], ar: str, en: str) -> Fix | None:
    return Fix("property", id, {"values": values}, ar, en) if id else None


def own_value(id: str, name: str, value: str, wrong: str, known: Collection[str]) -> Fix | None:
    """A value of a property that nearly names something: in a list, that part of it only."""
    near = nearest(wrong, known)
    if near is None:
        return None
    said = re.sub(rf"(?<![\w.-]){re.escape(wrong)}(?![\w.-])", lambda _: near, value)
    return own(id, {name: said}, f"اكتب: {isolated(near)}", f"Write: {near}")


def message(node: Node) -> Fix | None:
    """A message that bears the element's id: nothing else waits for it."""
    if not node.id:
        return None
    id = fresh(f"Message_{node.id}"[:90], ids_near(node.scope))
    ar, en = f"أنشئ رسالة باسم {node.id}.", f"Make a message called {node.id}."
    return Fix("message", node.id, {"id": id, "name": node.id}, ar, en)


def lane(node: Node) -> Fix | None:
    """The lane of what comes before or after; else the first."""
    top = node.scope
    while top.parent is not None:
        node, top = top.parent, top.parent.scope
    lanes = [each for each in top.element.iter(BPMN + "lane") if each.find(BPMN + "childLaneSet") is None]
    lanes = [each for each in lanes if each.get("id")]
    near = [flow.source for flow in node.incoming] + [flow.target for flow in node.outgoing]
    near += [node.host] if node.host else []
    names = [{(ref.text or "").strip() for ref in each.iterfind(BPMN + "flowNodeRef")} for each in lanes]
    found = next((each for one in near for each, held in zip(lanes, names, strict=True) if one.id in held), None)
    chosen = found if found is not None else next(iter(lanes), None)
    if chosen is None or not node.id:
        return None
    shown = chosen.get("name") or chosen.get("id")
    ar, en = f"ضعها في مسار «{shown}».", f"Put it into the lane “{shown}”."
    return Fix("lane", node.id, {"lane": chosen.get("id")}, ar, en)


def renamed(scope: Scope, id: str) -> Fix | None:
    """Not where expressions or other files know the element by its id."""
    bearer = scope.nodes.get(id)
    if not id or id == scope.element.get("id") or (bearer and bearer.own.get("ballot")):
        return None
    plain = re.sub(r"[^\w.-]", "_", id)[:80]
    new = fresh(plain if plain != id and plain[:1].isalpha() else f"S_{plain}", ids_near(scope))
    return Fix("rename_id", id, {"id": new}, f"غيّر المعرّف إلى {new}.", f"Change the id to {new}.")


def identified(scope: Scope, element: etree._Element) -> Fix | None:
    """`number`: which of the scope's elements of its tag that have no id it is."""
    tag = local_name(element)
    if not scope.element.get("id"):
        return None
    nameless = [each for each in scope.element.iterchildren(BPMN + tag) if not each.get("id")]
    if element not in nameless:
        return None
    number = nameless.index(element)
    ends = f"{element.get('sourceRef')}_{element.get('targetRef')}" if tag == "sequenceFlow" else f"{tag}_{number + 1}"
    plain = re.sub(r"[^\w.-]", "_", f"{'F_' if tag == 'sequenceFlow' else ''}{ends}")[:80]
    id = fresh(plain, ids_near(scope))
    ar, en = f"أعطه المعرّف {id}.", f"Give it the id {id}."
    return Fix("give_id", str(scope.element.get("id")), {"tag": tag, "number": number, "id": id}, ar, en)


def foreign(id: str) -> Fix | None:
    ar, en = "احذف إضافات الأداة الأخرى.", "Remove the other tool's extensions."
    return Fix("drop_extensions", id, {}, ar, en) if id else None
