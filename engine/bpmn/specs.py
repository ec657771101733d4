"""A version's diagrams and decision tables, read once when the version is made and shared by all its cases."""

import json
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.event_definition import TimerConditionalEventDefinitionConverter
from SpiffWorkflow.bpmn.serializer.default.task_spec import BpmnTaskSpecConverter, MultiInstanceTaskConverter

from engine.bpmn import decisions as decision_tables
from engine.bpmn import task_specs
from engine.bpmn.elements import ElementInfo, ProcessInfo, StartInfo
from engine.bpmn.parser import parse
from engine.errors import EngineError

__all__ = ["ElementInfo", "ForeignFormat", "ProcessInfo", "Specs", "StartInfo", "compile", "load"]

FORMAT = 1
MOST_VERSIONS = 32

_registry = BpmnWorkflowSerializer.configure(
    {
        **DEFAULT_CONFIG,
        task_specs.Notice: BpmnTaskSpecConverter,
        task_specs.DecisionTask: BpmnTaskSpecConverter,
        task_specs.DateTimer: TimerConditionalEventDefinitionConverter,
        task_specs.DurationTimer: TimerConditionalEventDefinitionConverter,
        task_specs.CycleTimer: TimerConditionalEventDefinitionConverter,
        task_specs.ParallelList: MultiInstanceTaskConverter,
        task_specs.SequentialList: MultiInstanceTaskConverter,
    }
)
_lock = threading.Lock()
_loaded: OrderedDict[str, "Specs"] = OrderedDict()


class ForeignFormat(EngineError):
    """What was stored is not of this program's format; nothing is guessed."""

    def __init__(self, what: str, found: object, wanted: int) -> None:
        super().__init__(
            f"{what}: format {found!r}, expected {wanted}",
            ar=f"حُفظت البيانات بصيغة أخرى ({found})، والمتوقع {wanted}. شغّل ترحيل النظام أولًا.",
            en=f"The stored data has format {found}, but {wanted} is expected. Migrate the system first.",
        )


@dataclass(frozen=True)
class Specs:
    """`library` holds the library's spec of each process and sub-process, `owner` where each is drawn."""

    processes: dict[str, ProcessInfo]
    library: dict[str, Any]
    owner: dict[str, str]
    decisions: dict[str, Any]
    marks: frozenset[str]

    def element(self, spec_name: str, element_id: str) -> ElementInfo:
        return self.processes[self.owner[spec_name]].elements[element_id]


def compile(diagrams: Mapping[str, bytes], decisions: Mapping[str, bytes]) -> bytes:
    """Decisions are named by the table's id or by their file's name."""
    parsed = parse(diagrams)
    tables = {name: decision_tables.read(data) for name, data in decisions.items()}
    content = {
        "format": FORMAT,
        "specs": {name: _registry.convert(spec) for name, spec in parsed.specs.items()},
        "processes": [asdict(process) for process in parsed.processes.values()],
        "owner": parsed.owner,
        "decisions": {tables[name].id: data.decode() for name, data in decisions.items()},
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False).encode())


def load(key: str, compiled: bytes) -> Specs:
    """Shared by threads. Specs must come from here: a freshly parsed one lacks the wiring of a list's instances."""
    with _lock:
        if key not in _loaded:
            _loaded[key] = _restore(compiled)
        _loaded.move_to_end(key)
        while len(_loaded) > MOST_VERSIONS:
            _loaded.popitem(last=False)
        return _loaded[key]


def _restore(compiled: bytes) -> Specs:
    content = json.loads(zlib.decompress(compiled))
    if content.get("format") != FORMAT:
        raise ForeignFormat("specs", content.get("format"), FORMAT)
    processes = {each["id"]: _process(each) for each in content["processes"]}
    tables = {name: decision_tables.read(text.encode()) for name, text in content["decisions"].items()}
    library = {name: _registry.restore(spec) for name, spec in content["specs"].items()}
    marks = {each.properties.get("marks") for process in processes.values() for each in process.elements.values()}
    return Specs(processes, library, content["owner"], tables, frozenset(mark for mark in marks if mark))


def _process(content: dict[str, Any]) -> ProcessInfo:
    elements = {
        each["id"]: ElementInfo(**{**each, "clauses": tuple(each["clauses"]), "next": tuple(each["next"])})
        for each in content["elements"].values()
    }
    flows = {name: (source, target) for name, (source, target) in content["flows"].items()}
    return ProcessInfo(**{**content, "start": StartInfo(**content["start"]), "elements": elements, "flows": flows})
