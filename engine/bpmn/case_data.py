"""The data of a case where it stands, also after its end: for letters and scenarios."""

from typing import Any

from engine.bpmn import standing, state
from engine.bpmn.script import Engine
from engine.bpmn.specs import Specs
from engine.bpmn.steps import Env


def read(specs: Specs, process_id: str, kept: bytes) -> dict[str, Any]:
    """Of several open branches all names together."""
    engine = Engine(specs, Env())
    top = state.load(kept, specs, process_id, engine)
    return dict(standing.step(engine, top, standing.look(engine, top)).data)
