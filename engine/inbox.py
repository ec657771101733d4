"""What waits for a person: own tasks, the roles' queues, what is overdue, cases that wait for a vote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, contains_eager, joinedload

from engine import clock, lateness, people
from engine.actors import Actor
from engine.models import Ballot, Case, Person, Role, TaskKind, TaskStatus, UserTask

PAGE = 25
MOST_COUNTED = 1000
TABS = ("mine", "roles", "overdue", "ballots")


@dataclass(frozen=True)
class InboxRow:
    """One line of a list of tasks."""

    task_id: int
    case_id: int
    case_number: str
    name: str
    person: str | None
    role: str
    kind: str
    opened_at: datetime
    due_at: datetime | None
    is_overdue: bool
    claimed_by: str | None
    is_mine: bool
    may_claim: bool
    may_release: bool
    has_draft: bool


@dataclass(frozen=True)
class InboxPage:
    """`next` goes back in as `after`."""

    tab: str
    rows: list[InboxRow]
    next: str | None


@dataclass(frozen=True)
class InboxCounts:
    """Each at most MOST_COUNTED: a queue's exact length beyond that helps nobody and costs time."""

    mine: int
    roles: int
    overdue: int
    ballots: int


def page(session: Session, actor: Actor, tab: str, *, search: str = "", after: str | None = None) -> InboxPage:
    """Return one page of a tab, by due date; a keyset, so that page 1,000 costs what page 1 costs."""
    narrow = _narrowing(session, search, after)
    keys = union_all(*[_first(narrow(part)) for part in _parts(actor, tab)]).subquery()
    chosen = select(keys.c.id).order_by(keys.c.sort_at, keys.c.id).limit(PAGE + 1)
    query = _with_names(select(UserTask).where(UserTask.id.in_(chosen)))
    found = session.scalars(query.order_by(UserTask.sort_at, UserTask.id)).unique().all()
    more = found[PAGE - 1] if len(found) > PAGE else None
    return InboxPage(tab, rows(session, found[:PAGE], actor), _key(more) if more else None)


def counts(session: Session, actor: Actor) -> InboxCounts:
    """Count what each tab holds."""
    return InboxCounts(**{tab: _count(session, actor, tab) for tab in TABS})


def rows(session: Session, found: Sequence[UserTask], actor: Actor) -> list[InboxRow]:
    """Turn loaded tasks into lines."""
    names = role_names(session, actor.locale)
    return [_row(task, actor, names) for task in found]


def of_case(session: Session, case: Case, actor: Actor) -> list[InboxRow]:
    """Return the open tasks of one case."""
    query = select(UserTask).where(UserTask.case_id == case.id, UserTask.status == TaskStatus.OPEN)
    return rows(session, session.scalars(_with_names(query).order_by(UserTask.sort_at)).unique().all(), actor)


def role_names(session: Session, locale: str) -> dict[str, str]:
    """Return each role's name in a language."""
    column = Role.name_en if locale == "en" else Role.name_ar
    return {row[0]: row[1] for row in session.execute(select(Role.key, column))}


def person_name(actor: Actor, ar: str, en: str) -> str:
    """Pick a name by the actor's language."""
    return en if actor.locale == "en" else ar


def matching(session: Session, search: str, case_id: InstrumentedAttribute[int]) -> ColumnElement[bool] | None:
    """Return the condition "this case is what was searched for": a case number, a name, a national id or a mobile."""
    text = search.strip()
    if not text:
        return None
    digits = people.fold(text).replace(" ", "")
    found = _people_by_digits(session, text) if digits.isdigit() else people.search(session, "name", text)
    wanted: ColumnElement[bool] = Case.person_id.in_([person.id for person in found])
    if digits.isdigit():
        wanted = or_(wanted, Case.number == "-".join(people.fold(text).split()))
    return case_id.in_(session.scalars(select(Case.id).where(wanted)).all())  # few: found first, not asked row by row


def _people_by_digits(session: Session, text: str) -> list[Person]:
    return [*people.search(session, "national_id", text), *people.search(session, "mobile", text)]


def _narrowing(
    session: Session, search: str, after: str | None
) -> Callable[[Select[int, datetime]], Select[int, datetime]]:
    wanted = _searched(session, search)
    moment, task_id = _parsed(after)

    def narrow(query: Select[int, datetime]) -> Select[int, datetime]:
        query = query if wanted is None else query.where(wanted)
        if moment is None:
            return query
        later = and_(UserTask.sort_at == moment, UserTask.id > task_id)
        return query.where(UserTask.sort_at >= moment, or_(UserTask.sort_at > moment, later))

    return narrow


def _searched(session: Session, search: str) -> ColumnElement[bool] | None:
    """The open tasks of the cases that were searched for, by id: else a database walks the whole queue in its order."""
    of_cases = matching(session, search, UserTask.case_id)
    if of_cases is None:
        return None
    return UserTask.id.in_(
        session.scalars(select(UserTask.id).where(of_cases, UserTask.status == TaskStatus.OPEN)).all()
    )


def _parts(actor: Actor, tab: str) -> list[Select[int, datetime]]:
    """One query an index range, a role and a kind each, so that the database neither sorts nor walks a whole queue."""
    if tab == "mine":
        return _mine(actor)
    if tab == "ballots":
        return [_of_role(role, TaskKind.BALLOT).where(~_has_voted(actor)) for role in sorted(actor.roles)] or [_none()]
    queues = [_of_role(role, kind) for role in sorted(actor.roles) for kind in (TaskKind.FORM, TaskKind.CONFIRM)]
    if tab == "roles":
        return queues or [_none()]
    late = UserTask.sort_at < clock.now()
    return [part.where(late) for part in [*_mine(actor), *(queue.where(_unclaimed_by_me(actor)) for queue in queues)]]


def _open() -> Select[int, datetime]:
    return select(UserTask.id, UserTask.sort_at).where(UserTask.status == TaskStatus.OPEN)


def _none() -> Select[int, datetime]:
    return _open().where(UserTask.id < 0)


def _of_role(role: str, kind: TaskKind) -> Select[int, datetime]:
    return _open().where(UserTask.kind == kind, UserTask.role == role, UserTask.assignee_id.is_(None))


def _mine(actor: Actor) -> list[Select[int, datetime]]:
    assigned = _open().where(UserTask.assignee_id == actor.user_id)
    claimed = _open().where(UserTask.claimed_by_id == actor.user_id, UserTask.assignee_id.is_(None))
    return [assigned, claimed]


def _unclaimed_by_me(actor: Actor) -> ColumnElement[bool]:
    return or_(UserTask.claimed_by_id.is_(None), UserTask.claimed_by_id != actor.user_id)


def _has_voted(actor: Actor) -> ColumnElement[bool]:
    return exists().where(Ballot.task_id == UserTask.id, Ballot.member_id == actor.user_id)


def _first(query: Select[int, datetime]) -> Select[int, datetime]:
    """A union's part may not be ordered and cut by itself on SQLite, a sub-select of it may."""
    part = query.order_by(UserTask.sort_at, UserTask.id).limit(PAGE + 1).subquery()
    return select(part.c.id, part.c.sort_at)


def _count(session: Session, actor: Actor, tab: str) -> int:
    parts = [select(part.limit(MOST_COUNTED).subquery().c.id) for part in _parts(actor, tab)]
    found = session.scalar(select(func.count()).select_from(union_all(*parts).subquery())) or 0
    return min(found, MOST_COUNTED)


def _with_names(query: Select[UserTask]) -> Select[UserTask]:
    case, person = aliased(Case), aliased(Person)
    query = query.join(case, UserTask.case).outerjoin(person, case.person)
    loaded = contains_eager(UserTask.case.of_type(case)).contains_eager(case.person.of_type(person))
    return query.options(loaded, joinedload(UserTask.claimed_by), joinedload(UserTask.assignee))


def _row(task: UserTask, actor: Actor, names: dict[str, str]) -> InboxRow:
    holder = task.assignee or task.claimed_by
    is_mine = holder is not None and holder.id == actor.user_id
    due = task.due_at
    return InboxRow(
        task_id=task.id,
        case_id=task.case_id,
        case_number=task.case.number,
        name=person_name(actor, task.name_ar, task.name_en),
        person=task.case.person.name if task.case.person else None,
        role=names.get(task.role, task.role),
        kind=task.kind.value,
        opened_at=task.opened_at,
        due_at=due,
        is_overdue=task.status is TaskStatus.OPEN and lateness.of_case(task.case, [task]),
        claimed_by=person_name(actor, holder.name_ar, holder.name_en) if holder else None,
        is_mine=is_mine,
        may_claim=holder is None and task.kind != TaskKind.BALLOT and task.role in actor.roles,
        may_release=is_mine and task.assignee_id is None,
        has_draft=task.draft is not None,
    )


def _key(task: UserTask) -> str:
    return f"{task.sort_at.isoformat()}~{task.id}"


def _parsed(after: str | None) -> tuple[datetime | None, int]:
    """A key that somebody made up is the first page, not an error."""
    moment, _, number = (after or "").partition("~")
    try:
        parsed = datetime.fromisoformat(moment)
        return (parsed.astimezone(UTC) if parsed.tzinfo else None), int(number[:9])
    except (ValueError, OverflowError):
        return None, 0
