"""Many cases from a few: real rows copied by SQL, each copy with a person of its own."""

from typing import Any

from sqlalchemy import Connection, Table, insert, text

from engine import clock
from engine.benchmarks import plays
from engine.benchmarks.in_process import Ours
from engine.benchmarks.scratch import Scratch
from engine.models import Base, Person, PersonWord
from engine.people import fold

FIRST_NAMES = ("سعاد", "مريم", "نورة", "هيا", "فاطمة", "عبدالله", "محمد", "سالم", "خالد", "تركي", "ناصر", "إبراهيم")
FAMILIES = ("القحطاني", "الشهراني", "الأكلبي", "العمري", "الغامدي", "البيشي", "الدوسري", "الحارثي", "الأسمري")
PORTION = 10_000
STANDING = {"user_task": "'OPEN'", "timer": "'WAITING'", "message_wait": "TRUE"}
NUMBERS = "WITH RECURSIVE n(k) AS (SELECT {first} UNION ALL SELECT k + 1 FROM n WHERE k + 1 < {end})"


def played(ours: Ours, acts: int) -> int:
    """Act a case so far and return its id."""
    ours.number += 1
    case_id = 0
    for act in ours.play.acts[:acts]:
        with clock.at(act.moment):
            case_id, _ = ours.do(plays.of_another(act, ours.number), case_id)
    return case_id


def copy_case(world: Scratch, case_id: int, count: int) -> range:
    """Add copies of a case with what waits in it; return their ids."""
    with world.engine.begin() as connection:
        first = int(connection.execute(text('SELECT max(id) + 1 FROM "case"')).scalar_one())
        ids = range(first, first + count)
        _add_people(connection, ids)
        numbers = NUMBERS.format(first=ids.start, end=ids.stop)
        own = {"id": "k", "number": "'2026-' || (100000 + k)", "person_id": "k + 1000000", "start_token": "NULL"}
        _copy(connection, numbers, "case", own, f"source.id = {case_id}")
        for name, value in STANDING.items():
            column = "open" if name == "message_wait" else "status"
            where = f"source.case_id = {case_id} AND source.{column} = {value}"
            _copy(connection, numbers, name, {"case_id": "k"}, where)
    return ids


def _copy(connection: Connection, numbers: str, name: str, own: dict[str, str], where: str) -> None:
    table: Table = Base.metadata.tables[name]
    columns = [column.name for column in table.columns if column.name in own or column.name != "id"]
    values = ", ".join(own.get(column, f'source."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    select = f'SELECT {values} FROM n, "{name}" source WHERE {where}'  # noqa: S608 - our own names and numbers
    connection.exec_driver_sql(f'INSERT INTO "{name}" ({names}) {numbers} {select}')


def _add_people(connection: Connection, ids: range) -> None:
    for start in range(ids.start, ids.stop, PORTION):
        found = [_person(number) for number in range(start, min(start + PORTION, ids.stop))]
        connection.execute(insert(Person.__table__), found)  # type: ignore[arg-type]
        words = [
            {"word": word, "person_id": each["id"]} for each in found for word in sorted({*fold(each["name"]).split()})
        ]
        connection.execute(insert(PersonWord.__table__), words)  # type: ignore[arg-type]


def _person(number: int) -> dict[str, Any]:
    first, father, grandfather = (FIRST_NAMES[number // step % len(FIRST_NAMES)] for step in (1, 12, 144))
    return {
        "id": number + 1_000_000,
        "national_id": plays.national_id(number + 10_000_000),
        "name": f"{first} بنت {father} بن {grandfather} {FAMILIES[number % len(FAMILIES)]}",
        "mobile": f"05{number:08d}",
        "created_at": clock.now(),
    }
