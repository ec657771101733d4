"""Walks a diagram at random: whoever is asked answers; at the end it has ended, or somebody or something is awaited."""

from random import Random

from engine import clock
from engine.bpmn import run, specs, xml
from engine.bpmn.linting.model import build
from engine.bpmn.linting.writes import names
from engine.errors import EngineError
from tests.engine.bpmn_files import START

STEPS = 40


def ends_or_waits(content: bytes, random: Random) -> None:
    """A process that compiles and that nothing calls is started; where data are missing the step fails loudly."""
    diagrams = {"x.bpmn": content}
    loaded = specs.load(str(hash(content)), specs.compile(diagrams, {}))
    known = names(build({"x.bpmn": xml.read(content)}), None)
    env = run.Env(facts={"origin": "applicant"}, types=dict(known))
    with clock.at(START):
        for process_id in loaded.processes:
            _walk(loaded, process_id, env, random)


def _walk(loaded: specs.Specs, process_id: str, env: run.Env, random: Random) -> None:
    try:
        step = run.start(loaded, process_id, {}, env)
    except EngineError:
        return
    waiting = {each.token: each for each in step.opened}
    others = {each.token for each in (*step.timers, *step.waits)}
    for _ in range(STEPS):
        if step.ended:
            return
        assert waiting or others, f"{process_id} stands still: nobody is asked and nothing is due"
        if not waiting:
            return
        token = random.choice(sorted(waiting))
        try:
            step = run.complete(loaded, process_id, step.state, token, {}, env)
        except EngineError:
            return
        for gone, _ in step.gone:
            waiting.pop(gone, None)
        others -= {gone for gone, _ in step.timers_gone} | set(step.waits_gone)
        waiting |= {each.token: each for each in step.opened}
        others |= {each.token for each in (*step.timers, *step.waits)}
