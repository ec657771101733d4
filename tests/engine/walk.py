"""A case in a test: acts by element id, and loads its state again at every step."""

from collections.abc import Mapping
from typing import Any

from engine.bpmn import run, standing, state
from engine.bpmn.run import DueTimer, Env, OpenTask, Outgoing, Step, Wait
from engine.bpmn.script import Engine
from engine.bpmn.specs import Specs


class Walk:
    """Keeps what the tables of a real database would keep, from Steps alone."""

    def __init__(self, specs: Specs, process_id: str = "p", data: Mapping[str, Any] | None = None, **env: Any) -> None:
        self.specs, self.process_id, self.types = specs, process_id, env.get("types", {})
        self.facts: dict[str, Any] = dict(env.get("facts", {}))
        self.tasks: dict[str, OpenTask] = {}
        self.timers: dict[str, DueTimer] = {}
        self.waits: dict[str, Wait] = {}
        self.sent: list[Outgoing] = []
        self.state = b""
        self.keep(run.start(specs, process_id, data or {}, self.env))

    @property
    def env(self) -> Env:
        return Env(self.facts, self.types)

    @property
    def open(self) -> list[str]:
        return sorted(task.element.id for task in self.tasks.values())

    @property
    def running(self) -> list[str]:
        return sorted(timer.element.id for timer in self.timers.values())

    @property
    def awaited(self) -> list[str]:
        return sorted(wait.element.id for wait in self.waits.values())

    @property
    def messages(self) -> list[str]:
        return [each.element.id for each in self.sent]

    def token(self, element_id: str) -> str:
        [token] = self.tokens(element_id)
        return token

    def tokens(self, element_id: str) -> list[str]:
        everything = [*self.tasks.values(), *self.timers.values(), *self.waits.values()]
        return [each.token for each in everything if each.element.id == element_id]

    def do(self, element_id: str, nth: int = 0, **answers: Any) -> Step:
        token = self.tokens(element_id)[nth]
        return self.keep(run.complete(self.specs, self.process_id, self.state, token, answers, self.env))

    def send(self, element_id: str, **payload: Any) -> Step:
        token = self.token(element_id)
        return self.keep(run.send_message(self.specs, self.process_id, self.state, token, payload, self.env))

    def fire(self, element_id: str) -> Step:
        token = self.token(element_id)
        return self.keep(run.fire(self.specs, self.process_id, self.state, token, self.env))

    def data(self, element_id: str) -> dict[str, Any]:
        return run.data_at(self.specs, self.process_id, self.state, self.token(element_id))

    def picture(self) -> dict[str, run.Picture]:
        return {each.process_id: each for each in run.picture(self.specs, self.process_id, self.state)}

    def keep(self, step: Step) -> Step:
        for token, _ in step.gone:
            del self.tasks[token]
        for token, _ in step.timers_gone:
            del self.timers[token]
        for token in step.waits_gone:
            del self.waits[token]
        self.tasks |= {each.token: each for each in step.opened}
        self.timers |= {each.token: each for each in step.timers}
        self.waits |= {each.token: each for each in step.waits}
        self.sent += step.messages
        self.state, self.facts, self.step = step.state, step.facts, step
        self._loads_again()
        return step

    def _loads_again(self) -> None:
        """A state that was saved holds the same open tasks, timers and waits as the Steps said."""
        engine = Engine(self.specs, self.env)
        there = standing.look(engine, state.load(self.state, self.specs, self.process_id, engine))
        assert there.tasks.keys() == self.tasks.keys()
        assert there.waits.keys() == self.waits.keys()
        assert there.dues == {token: timer.due_at for token, timer in self.timers.items()}
