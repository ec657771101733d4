"""Hostile files and texts below the studio's pages: each is answered soon, and says no more than it was given."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.bpmn import diff, lint, xml
from engine.models import PolicyFile, PolicyVersion
from engine.policies import diff as policy_diff
from engine.policies import entries, files

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">'
SECONDS = 6  # each takes a few tenths of one; what is squared takes minutes
HOSTILE = [
    '"><script>alert(1)</script>', "a: b\n# c\n- d: &x *y !!python/object", "? q", ": colon", "- dash", "#hash", " #x",
    "&anchor", "*star", "!tag", "{a: b}", "[1,2]", "| pipe", "> fold", "%dir", "@at", "`tick", "null", "true", "1e3",
    "0x1F", "2026-01-01", "'single", '"double', "\ttab", "\u2028line", "\u0085next", "\ufeffmark", "~", "<<", "=",
    "\u202eegnp.exe\u2066", "]]><x>", "=cmd|' /C calc'!A0", "\\", "x" * 3000, ",", "a, b: c", "}", "]",
]  # fmt: skip


def process(inside: str) -> bytes:
    return f'{HEAD}<process id="P">{inside}</process></definitions>'.encode()


def chain(count: int) -> bytes:
    flow = '<manualTask id="t{0}" name="n{0}"/><sequenceFlow id="f{0}" sourceRef="t{1}" targetRef="t{0}"/>'
    return process('<startEvent id="t0"/>' + "".join(flow.format(at, at - 1) for at in range(1, count)))


def repeated(part: str, count: int) -> str:
    return "".join(part.format(at) for at in range(count))


LARGE: dict[str, Callable[[], bytes]] = {
    "100,000 attributes": lambda: process("<task " + repeated('a{0}="1" ', 100_000) + "/>"),
    "3,000 tasks in a row": lambda: chain(3000),
    "40,000 tasks": lambda: process(repeated('<task id="t{0}"/>', 40_000)),
    "40,000 processes": lambda: (HEAD + repeated('<process id="p{0}"/>', 40_000) + "</definitions>").encode(),
    "40,000 equal notes": lambda: process(
        '<task id="a"><extensionElements>' + repeated("<note>x</note>", 40_000) + "</extensionElements></task>"
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_huge_diagram_is_compared_and_looked_at_soon(name: str) -> None:
    large = LARGE[name]()
    began = time.process_time()

    assert diff.compare(chain(3), large)
    assert policy_diff.compare({"a/x.bpmn": chain(3)}, {"a/x.bpmn": large})
    lint.is_within_limits(large)

    assert time.process_time() - began < SECONDS


def test_an_element_of_very_many_attributes_is_refused() -> None:
    with pytest.raises(xml.UnreadableXml, match="attributes"):
        xml.read(process("<task " + repeated('a{0}="1" ', 300) + "/>"))


def test_said_twice_is_told_twice() -> None:
    one, two = (
        process(f'<task id="a"><extensionElements>{"<note>x</note>" * count}</extensionElements></task>')
        for count in (1, 2)
    )

    assert [change.aspect for change in diff.compare(one, two)] == ["note 2"]


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("place", [("k",), ("x", "ar"), ("l", 0, "v"), ("l", "zz"), ("new", "deep")])
def test_no_text_becomes_more_than_a_text(typed: str, place: tuple[str | int, ...]) -> None:
    before = "x: {ar: ا, en: b} # kept\nl:\n  - id: a\n    v: 1\n".encode()
    found = ("l", 1) if place == ("l", "zz") else place
    for value in (typed, {"ar": typed, "en": typed}, [typed, typed], {typed: typed, "id": "zz"}):
        after = entries.put(before, place, value)

        assert entries.get(after, found) == value
        assert {"x", "l"} <= set(files.read(after).value) <= {"x", "l", place[0]}


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_key_becomes_more_than_a_key(typed: str) -> None:
    after = entries.put(b"a: 1\nb: 2\n", (typed,), "x", after="a")

    assert list(files.read(after).value.items()) == [("a", 1), (typed, "x"), ("b", 2)]


def test_a_row_that_never_changes_is_not_replaced_either(session: Session) -> None:
    """SQLite deletes what REPLACE puts another in the place of without asking the triggers, unless it is told to."""
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    sha256 = session.scalars(select(PolicyFile.sha256)).first()
    version = session.scalars(select(PolicyVersion.id)).first()
    session.rollback()
    for statement, key in (
        ("INSERT OR REPLACE INTO policy_file (sha256, content) VALUES (:key, 'other')", sha256),
        ("INSERT OR REPLACE INTO policy_version SELECT * FROM policy_version WHERE id = :key", version),
    ):
        with pytest.raises(IntegrityError, match="never change"):
            session.execute(text(statement), {"key": key})
        session.rollback()
