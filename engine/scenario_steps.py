"""What people do in a scenario: each step is the verb that a page would call, with answers as a browser sends them."""

import copy
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

import forms
from engine import ballots, cases, documents, tasks
from engine.errors import Conflict, EngineError, NotAllowed, NotFound
from engine.models import Case, MessageWait, TaskStatus, UserTask
from engine.scenario_world import FIRST, ScenarioProblem, World, started

Step = Mapping[str, Any]
REFUSALS = ("refused", "forbidden", "conflict")


def act(world: World, step: Step) -> None:
    """Do one step and see that it is taken, or refused just as the scenario says."""
    before = _revision(world, step)
    try:
        verb = _VERBS[_kind(step)](world, step)
        world.do(verb)
    except forms.InvalidAnswers as invalid:
        _expect_refused(step, invalid)
    except (NotAllowed, NotFound) as error:
        _expect(step, "forbidden", error)
    except Conflict as error:
        _expect(step, "conflict", error)
    except EngineError as error:
        raise ScenarioProblem("the step to be taken", f"{type(error).__name__}: {error.en}") from error
    else:
        _expect_taken(world, step)
        return
    if _revision(world, step) != before:
        raise ScenarioProblem("a refused step to change nothing", "the case has changed")


def _kind(step: Step) -> str:
    return next(kind for kind in _VERBS if kind in step)


def _expect_taken(world: World, step: Step) -> None:
    for wanted in REFUSALS:
        if wanted in step:
            raise ScenarioProblem(
                f"{wanted} {step[wanted] if wanted == 'refused' else ''}".strip(), "the step was taken"
            )
    world.work(world.now)


def _expect_refused(step: Step, invalid: forms.InvalidAnswers) -> None:
    found = sorted(invalid.form.errors)
    if found != sorted(step.get("refused", [])):
        sentences = "; ".join(f"{path or 'the form'}: {' '.join(texts)}" for path, texts in invalid.form.errors.items())
        raise ScenarioProblem(
            f"refused: {sorted(step.get('refused', []))}", f"refused: {found} ({sentences})"
        ) from invalid


def _expect(step: Step, wanted: str, error: EngineError) -> None:
    if not step.get(wanted):
        raise ScenarioProblem("the step to be taken", f"{type(error).__name__}: {error.en}") from error


def _revision(world: World, step: Step) -> int:
    name = world.case_name(step.get("case"))
    return world.case(name).revision if name in world.cases and "start" not in step else 0


def _start(world: World, step: Step) -> Callable[[], object]:
    wanted = step["start"]
    name = wanted.get("case") or step.get("case") or FIRST
    process = world.policy().specs.processes.get(wanted["process"])
    if process is None or process.start.form is None:
        raise ScenarioProblem("a process that can be started", f"'{wanted['process']}'")
    raw = encoded(world, process.start.form, wanted.get("answers", {}), name, process.id)
    continues = world.case(wanted["continues"]).id if "continues" in wanted else None
    actor = world.actor(wanted["as"])

    def start() -> None:
        case = cases.start(world.session, process.id, raw, actor, world.token(), continues=continues)
        started(world, name, case)

    return start


def _do(world: World, step: Step) -> Callable[[], object]:
    task, actor, name = _task(world, step, step["do"]), world.actor(step["as"]), world.case_name(step.get("case"))
    raw = encoded(world, task.form, step.get("answers", {}), name, task.element_id) if task.form else {}
    return partial(tasks.complete, world.session, task.id, raw, actor, world.token())


def _ballot(world: World, step: Step) -> Callable[[], object]:
    task, actor = _task(world, step, step["ballot"]), world.actor(step["as"])
    if "recuse" in step:
        return partial(ballots.recuse, world.session, task.id, step["recuse"], actor, world.token())
    given = {key: step[key] for key in ("vote", "reason", "reservation") if key in step} | dict(step.get("answers", {}))
    form = ballots.entry(world.policy(), task)["form"]
    raw = encoded(world, form, given, "", "")
    return partial(ballots.cast, world.session, task.id, raw, actor, world.token())


def _close_ballot(world: World, step: Step) -> Callable[[], object]:
    task, actor = _task(world, step, step["close_ballot"]), world.actor(step["as"])
    return partial(ballots.close, world.session, task.id, actor, world.token())


def _message(world: World, step: Step) -> Callable[[], object]:
    name, case = world.case_name(step.get("case")), world.case(step.get("case"))
    waits = select(MessageWait).where(MessageWait.case_id == case.id, MessageWait.message == step["message"])
    wait = world.session.scalars(waits.order_by(MessageWait.id.desc())).first()
    if wait is None:
        raise ScenarioProblem(f"the case to wait for '{step['message']}'", "it does not")
    raw = encoded(world, wait.form, step.get("answers", {}), name, step["message"])
    return partial(
        cases.send_message, world.session, case.id, step["message"], raw, world.actor(step["as"]), world.token()
    )


def _attach(world: World, step: Step) -> Callable[[], object]:
    """Upload now; the next step at this element names the document in its field."""
    actor, case = world.actor(step["as"]), world.case(step.get("case"))
    path = next(
        (base / step["file"] for base in (world.base, world.base.parent) if (base / step["file"]).is_file()), None
    )
    if path is None or not path.resolve().is_relative_to(world.folder.resolve()):
        raise ScenarioProblem(f"a file '{step['file']}' beside the scenario", "none")
    waiting = world.attached.setdefault((world.case_name(step.get("case")), step["attach"]), [])

    def attach() -> None:
        with path.open("rb") as stream:
            added = documents.add(world.session, step["field"], path.name, stream, actor, case.id)
        waiting.append((step["field"], added.id))

    return attach


_VERBS: dict[str, Callable[[World, Step], Callable[[], object]]] = {
    "start": _start,
    "do": _do,
    "ballot": _ballot,
    "close_ballot": _close_ballot,
    "message": _message,
    "attach": _attach,
}


def _task(world: World, step: Step, element: str) -> UserTask:
    """The open task of this element; where a refusal is expected also one that is closed."""
    case = world.case(step.get("case"))
    query = select(UserTask).where(UserTask.case_id == case.id, UserTask.element_id == element).order_by(UserTask.id)
    found = list(world.session.scalars(query))
    open_tasks = [task for task in found if task.status is TaskStatus.OPEN]
    if not open_tasks and found and ("conflict" in step or "forbidden" in step):
        return found[-1]
    number = int(step.get("nth", 1))
    if len(open_tasks) < number or ("nth" not in step and len(open_tasks) > 1):
        raise ScenarioProblem(
            f"one open task {element} (or nth)", f"{len(open_tasks)} of it; open: {open_elements(world, case)}"
        )
    return open_tasks[number - 1]


def open_elements(world: World, case: Case) -> list[str]:
    query = select(UserTask.element_id).where(UserTask.case_id == case.id, UserTask.status == TaskStatus.OPEN)
    return sorted(world.session.scalars(query))


def encoded(world: World, form: str, answers: Mapping[str, Any], case: str, element: str) -> forms.RawAnswers:
    """Answers as a browser sends them: people of the scenario by their ids, uploads in their fields."""
    definition = world.policy().forms[form]
    given = copy.deepcopy(dict(answers))
    for field in definition.fields:
        if (
            isinstance(field.choices, str)
            and field.choices.startswith("users:")
            and given.get(field.name) in world.users
        ):
            given[field.name] = str(world.users[given[field.name]])
    for path, document in world.attached.pop((case, element), []):
        _put(given, path.split("."), document, definition.fields)
    return forms.encode(definition, given)


def _put(given: dict[str, Any], path: list[str], document: int, fields: tuple[forms.FieldDefinition, ...]) -> None:
    """`copy`, or `papers.0.copy`, or `papers.national_id.copy` for rows that have keys."""
    field = next((field for field in fields if field.name == path[0]), None)
    if field is None:
        raise ScenarioProblem(f"a field '{path[0]}' in the form", "none")
    if field.columns and len(path) == 3:
        rows = given.setdefault(field.name, [])
        row = next((row for number, row in enumerate(rows) if path[1] in (str(number), row.get("key"))), None)
        if row is None:
            raise ScenarioProblem(f"a row '{path[1]}' of {field.name} in the answers", "none")
        _put(row, path[2:], document, field.columns)
    elif field.many:
        given.setdefault(field.name, []).append({"document": document})
    else:
        given[field.name] = {"document": document}


def describe(step: Step) -> str:
    """One line for the report."""
    kind = next(kind for kind in (*_VERBS, "wait", "until", "expect", "not_visible") if kind in step)
    value = step[kind]
    inside = value if isinstance(value, Mapping) else {}
    who = step.get("as") or inside.get("as")
    detail = inside.get("process") or inside.get("field") or ", ".join(inside) or str(value)
    refused = next((f"({wanted})" for wanted in REFUSALS if wanted in step), "")
    return " ".join(part for part in (who, kind, detail, refused) if part)
