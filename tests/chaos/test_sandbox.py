"""No expression of a policy leaves FEEL, wherever it stands; time and memory hold (reliability test 25)."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from SpiffWorkflow.exceptions import SpiffWorkflowException
from sqlalchemy.orm import Session

import forms
from engine import templates
from engine.bpmn import decisions, feel
from engine.errors import EngineError
from engine.policies.policy import Policy
from tests import factories
from tests.chaos.escapes import ESCAPES
from tests.engine import bpmn_files as draw
from tests.engine.test_decisions import table
from tests.engine.test_feel_host import HOSTILE
from tests.engine.walk import Walk

DATA = {"text": "abc", "list": [1, 2, 3], "amount": 5, "yes": True}
KNOWN = {**DATA, "x": {"a": 1}, "s": "abc", "l": [1, 2, 3]}
REFUSALS = (EngineError, feel.FeelError, SpiffWorkflowException, forms.InvalidDefinition, forms.InvalidAnswers)
FORBIDDEN = (
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "subprocess.Popen",
    "socket.connect",
    "exec",
    "compile",
)
SECONDS = 3.0  # of the processor, for one evaluation and all that surrounds it
MEGABYTES = 200
HARMLESS = ("1 + 1", "nobody = 1", '"open')
QUOTES = {'"': "&quot;"}
FEW = [ESCAPES[::17], pytest.param(ESCAPES, marks=pytest.mark.chaos)]
FEW_BOMBS = [HOSTILE[::17], pytest.param(HOSTILE, marks=pytest.mark.chaos)]
_seen: list[str] = []
_listening = False


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if not _listening:
        return
    is_writing = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if event in FORBIDDEN or is_writing:
        _seen.append(f"{event} {arguments!r:.200}")


sys.addaudithook(_listen)


@contextmanager
def watched() -> Iterator[list[str]]:
    """What the interpreter itself tells of commands, sockets, written files and evaluated code."""
    global _listening
    _seen.clear()
    _listening = True
    try:
        yield _seen
    finally:
        _listening = False


def condition(text: str) -> object:
    body = [draw.start(), draw.xor("G", "G-E"), draw.user("A"), draw.end()]
    flows = [draw.flow("S", "G"), draw.flow("G", "A", escape(text)), draw.flow("G", "E"), draw.flow("A", "E")]
    return Walk(draw.one(*body, *flows), data=DATA).open


def script(text: str) -> object:
    return Walk(_line(draw.script("A", escape(f"found = {text}"))), data=DATA).state


def raw_script(text: str) -> object:
    return Walk(_line(draw.script("A", escape(text))), data=DATA).state


def timer(text: str) -> object:
    waits = draw.node("intermediateCatchEvent", "A", draw.timer(escape(text)))
    return Walk(_line(waits), data=DATA).running


def cycle(text: str) -> object:
    waits = draw.boundary("T", "A", draw.timer(escape(text), "timeCycle"), interrupts=False)
    extra = [waits, draw.end("E2"), draw.flow("T", "E2")]
    return Walk(_line(draw.user("A"), *extra), data=DATA).running


def assignee(text: str) -> object:
    return _property("userTask", form="f", assignee=f"={text}")


def due(text: str) -> object:
    return _property("userTask", form="f", due=f"={text}")


def to(text: str) -> object:
    return _property("sendTask", to=f"={text}", template="hello")


def call_name(text: str) -> object:
    call = f'<bpmn:callActivity id="A" calledElement="{escape(text, QUOTES)}"/>'
    return Walk(_line(call), data=DATA).state


def cardinality(text: str) -> object:
    loop = f"<bpmn:loopCardinality>{escape(text)}</bpmn:loopCardinality>"
    several = f"<bpmn:multiInstanceLoopCharacteristics>{loop}</bpmn:multiInstanceLoopCharacteristics>"
    return Walk(_line(draw.user("A", several)), data=DATA).open


def decision_cell(text: str) -> object:
    return decisions.read(table([([text], ["1"])])).decide({"size": 5})


def decision_result(text: str) -> object:
    return decisions.read(table([(["-"], [text])])).decide({"size": 5})


def visible_if(text: str) -> object:
    return _form({"visible_if": text})


def required_if(text: str) -> object:
    return _form({"required_if": text})


def default(text: str) -> object:
    definition = forms.read(_file({"default": text}))
    return forms.bind(definition, None, _around()).answers


def each(text: str) -> object:
    column = {"name": "c", "type": "text", "label": {"ar": "ع", "en": "C"}}
    return _form({"type": "rows", "each": text, "columns": [column]}, shown=True)


def checks(text: str) -> object:
    return _form({}, checks=[{"that": text, "field": "f", "message": {"ar": "خطأ", "en": "Wrong"}}])


PLACES: list[Callable[[str], object]] = [
    condition, script, raw_script, timer, cycle, assignee, due, to, call_name, cardinality, decision_cell,
    decision_result, visible_if, required_if, default, each, checks,
]  # fmt: skip


@pytest.mark.parametrize("escapes", FEW, ids=["few", "all"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_no_known_escape_runs(
    place: Callable[[str], object], escapes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for text in HARMLESS:  # what is imported late is imported now
        _attempt(place, text)
    for text in escapes:
        refused, seconds = _attempt(place, text)
        assert isinstance(refused, REFUSALS), f"{text!r} gave {refused!r}"
        assert seconds < SECONDS, text
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("escapes", FEW, ids=["few", "all"])
def test_no_known_escape_runs_in_a_placeholder(session: Session, escapes: list[str]) -> None:
    policy: Policy = factories.policy_of(session)
    for text in escapes:
        written, _ = _attempt(lambda each: templates.text(policy, "أ {" + each + "} ب", DATA, "ar"), text)
        assert isinstance(written, REFUSALS) or text in str(written), f"{text!r} gave {written!r}"


@pytest.mark.parametrize("bombs", FEW_BOMBS, ids=["few", "all"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_time_and_memory_hold_for_hostile_feel(place: Callable[[str], object], bombs: list[str]) -> None:
    for text in HARMLESS:
        _attempt(place, text)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for text in bombs:
        if _fits_xml(text):
            refused, seconds = _attempt(place, text)
            assert not isinstance(refused, Exception) or isinstance(refused, REFUSALS), f"{text[:80]!r}: {refused!r}"
            assert isinstance(refused, Exception) or "polluted" not in str(refused), text
            assert seconds < SECONDS, text
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEGABYTES


def _attempt(place: Callable[[str], object], text: str) -> tuple[object, float]:
    """The value or the refusal, and how long it worked; nothing of the host may have been asked."""
    begun = time.thread_time()
    with watched() as seen:
        try:
            result = place(text)
        except Exception as refusal:
            result = refusal
    assert seen == [] or text in HARMLESS, f"{text!r} did {seen}"
    return result, time.thread_time() - begun


def _line(*parts: str) -> Any:
    return draw.one(draw.start(), *parts, draw.end(), draw.chain("S", "A", "E"))


def _property(tag: str, **own: str) -> object:
    quoted = {key: escape(value, QUOTES) for key, value in own.items()}
    return Walk(_line(draw.node(tag, "A", own=quoted)), data=DATA).state


def _file(keys: dict[str, Any], **more: Any) -> dict[str, Any]:
    field = {"name": "f", "type": "text", "label": {"ar": "س", "en": "F"}, **keys}
    return {"id": "f", "title": {"ar": "ن", "en": "F"}, "fields": [field], **more}


def _form(keys: dict[str, Any], *, shown: bool = False, **more: Any) -> object:
    definition = forms.read(_file(keys, **more))
    return forms.bind(definition, {}, _around()).visible if shown else forms.answers(definition, {}, _around())


def _around() -> forms.Surroundings:
    return forms.Surroundings("ar", KNOWN, feel.evaluate, lambda _: {}, lambda _: None, lambda _: None)


def _fits_xml(text: str) -> bool:
    return all(letter in "\t\n" or letter >= " " for letter in text)
