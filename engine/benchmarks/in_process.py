"""Cases through the engine's own verbs, a commit a step, beside the naive way in the same run."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from pysqlite3 import dbapi2
from ruamel.yaml import YAML
from sqlalchemy import select

from engine import ballots, cases, clock, tasks
from engine.benchmarks import plays, scratch
from engine.benchmarks.plays import Act, Play
from engine.benchmarks.scratch import Scratch
from engine.bpmn.stock import StockProcess
from engine.database import PRAGMAS
from engine.errors import EngineError
from engine.models import Case, CaseStatus, TaskStatus, UserTask

Say = Callable[[str], None]


class NotAsPlayed(EngineError):
    """The case did not come to its end; what was measured is not the case."""


class Ours:
    """The engine's verbs on a scratch database; each act in a session of its own, as pages do."""

    def __init__(self, play: Play, world: Scratch) -> None:
        self.play, self.world, self.number = play, world, 0

    def run_case(self) -> list[float]:
        """Act one case to its end and return the seconds of each act."""
        self.number += 1
        case_id, seconds = 0, []
        for act in self.play.acts:
            with clock.at(act.moment):
                case_id, took = self.do(plays.of_another(act, self.number), case_id)
            seconds.append(took)
        with self.world.session() as session:
            if session.get_one(Case, case_id).status is not CaseStatus.ENDED:
                raise NotAsPlayed(f"case {case_id} has not ended")
        return seconds

    def do(self, act: Act, case_id: int) -> tuple[int, float]:
        """One act, timed from the verb to the end of the commit; what a browser sends is made before."""
        task_id, form = self.what_waits(act, case_id)
        raw = plays.raw(self.world.policy.forms[form], act.answers, self.world.ids)
        actor, token = self.world.people[act.who], f"bench-{case_id}-{act.element}-{act.who}-{self.number}"
        began = time.perf_counter()
        with self.world.session() as session:
            if act.kind == "start":
                case_id = cases.start(session, act.element, raw, actor, token).id
            elif act.kind == "ballot":
                ballots.cast(session, task_id, raw, actor, token)
            else:
                tasks.complete(session, task_id, raw, actor, token)
            session.commit()
        return case_id, time.perf_counter() - began

    def what_waits(self, act: Act, case_id: int) -> tuple[int, str]:
        """The task of this act and its form; of a start, the form alone."""
        if act.kind == "start":
            return 0, str(self.world.policy.specs.processes[act.element].start.form)
        query = select(UserTask.id, UserTask.form, UserTask.ballot).where(
            UserTask.case_id == case_id, UserTask.element_id == act.element, UserTask.status == TaskStatus.OPEN
        )
        with self.world.engine.connect() as connection:
            task_id, form, ballot = connection.execute(query.order_by(UserTask.id).limit(1)).one()
        return task_id, form or self.world.policy.association["ballots"][ballot]["form"]


class Naive:
    """The library as it comes: one row with the whole workflow as JSON, loaded and saved at each step."""

    def __init__(self, play: Play, world: Scratch) -> None:
        copy = YAML(typ="safe", pure=True).load((plays.HERE / "stock.yaml").read_text("utf-8"))[play.name]
        self.play, self.known = play, copy["known"]
        self.process = StockProcess(play.diagrams, play.acts[0].element, copy["python"])
        self.database = dbapi2.connect(str(world.folder / "naive.db"), isolation_level=None)
        for pragma in PRAGMAS:
            self.database.execute(pragma)
        self.database.execute("CREATE TABLE IF NOT EXISTS workflow (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")

    def run_case(self) -> list[float]:
        case_id, seconds = 0, []
        for act in self.play.acts:
            began = time.perf_counter()
            case_id = self.do(act, case_id)
            seconds.append(time.perf_counter() - began)
        if not self.process.has_ended(self.load(case_id)):
            raise NotAsPlayed("the naive case has not ended")
        return seconds

    def do(self, act: Act, case_id: int) -> int:
        if act.kind == "start":
            state = self.process.start({**self.known, **act.answers})
            return int(self.database.execute("INSERT INTO workflow (state) VALUES (?)", [state]).lastrowid)
        state, runs = self.load(case_id), act.kind == "do" or act.is_last_vote
        answers = act.answers if act.kind == "do" else {act.element: self.known[act.element]} if runs else {}
        state = self.process.complete(state, act.element, answers, runs=runs)
        self.database.execute("UPDATE workflow SET state = ? WHERE id = ?", [state, case_id])
        return case_id

    def load(self, case_id: int) -> str:
        return str(self.database.execute("SELECT state FROM workflow WHERE id = ?", [case_id]).fetchone()[0])


def measure(play: Play, count: int, say: Say) -> dict[str, Any]:
    """Both ways in turn, case by case, so that a noisy machine disturbs both alike."""
    with scratch.opened(play) as world:
        ours, naive = Ours(play, world), Naive(play, world)
        for warming in (ours, naive) * 2:
            warming.run_case()
        before = world.size()
        pairs = [(ours.run_case(), naive.run_case()) for _ in range(count)]
        found = _figures(pairs) | {"bytes_per_case": (world.size() - before) // count, "cases": count}
        found["database"] = scratch.describe(world.engine)
    say(
        f"{play.name}: {found['cases_per_s']} cases/s, {found['ratio_to_naive']} times the naive way "
        f"({found['naive']['cases_per_s']}); p50 {found['p50_ms']} ms, p95 {found['p95_ms']} ms; "
        f"{found['bytes_per_case']} bytes a case"
    )
    return found


def _figures(pairs: list[tuple[list[float], list[float]]]) -> dict[str, Any]:
    ours, naive = ([pair[side] for pair in pairs] for side in (0, 1))
    ratio = statistics.median(sum(theirs) / sum(own) for own, theirs in pairs)
    return {**_one(ours), "ratio_to_naive": round(ratio, 2), "naive": _one(naive)}


def _one(runs: list[list[float]]) -> dict[str, float]:
    """Medians; the first act starts the case, the others are completions."""
    completions = [seconds for run in runs for seconds in run[1:]]
    return {
        "cases_per_s": round(1 / statistics.median(sum(run) for run in runs), 1),
        "p50_ms": milliseconds(completions, 0.50),
        "p95_ms": milliseconds(completions, 0.95),
    }


def milliseconds(seconds: list[float], share: float) -> float:
    """The value below which this share of the figures lies."""
    ordered = sorted(seconds)
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000, 2)
