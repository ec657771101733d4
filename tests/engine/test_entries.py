"""One entry of a YAML file changes; everything else stays as it was written."""

import difflib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policies import entries, files
from tests.factories import PROCESSES

FILES = sorted(path for path in PROCESSES.rglob("*.yaml") if "demo" not in path.parts)
SAMAKH = (PROCESSES / "associations" / "samakh.yaml").read_bytes()
SHORT = b"# who it is\nname: x  # not yet known\n"
STORABLE = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufeff\u2028\u2029\x85")
)


def changed_lines(before: bytes, after: bytes) -> list[str]:
    found = difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), lineterm="", n=0)
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_shipped_file_is_written_as_it_was(path: Path) -> None:
    raw = path.read_bytes()
    [key, *_] = files.read(raw).value

    assert entries.put(raw, (key,), entries.get(raw, (key,))) == raw


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("parameters", "reply_target", "value"), "P10D"),
        (("clauses", "S5", "ar"), "نص آخر: فيه نقطتان، و#علامة"),
        (("roles", "finance", "en"), "Accounts"),
        (("name", "ar"), "جمعية أخرى"),
    ],
)
def test_one_value_is_one_line(place: tuple[str, ...], value: str) -> None:
    after = entries.put(SAMAKH, place, value)

    assert entries.get(after, place) == value
    assert len(changed_lines(SAMAKH, after)) == 2


def test_mapping_keeps_the_order_of_its_keys_and_loses_those_not_given() -> None:
    after = entries.put(SAMAKH, ("channels", "phone"), {"ar": "الهاتف", "en": "Telephone"})

    assert entries.get(after, ("channels", "phone")) == {"ar": "الهاتف", "en": "Telephone"}
    assert len(changed_lines(SAMAKH, after)) == 2


def test_new_key_stands_after_the_one_named() -> None:
    after = entries.put(SAMAKH, ("channels", "website"), {"ar": "الموقع", "en": "Website: ours"}, after="phone")

    keys = list(entries.get(after, ("channels",)))
    assert keys[keys.index("phone") + 1] == "website"
    assert len(changed_lines(SAMAKH, after)) == 1


def test_new_item_stands_after_the_one_named() -> None:
    clause = {"id": "S5a", "number": "5-أ", "ar": "نص", "en": "Text", "kind": "step"}
    after = entries.put(SAMAKH, ("clauses", "S5a"), clause, after="S5")

    ids = [each["id"] for each in entries.get(after, ("clauses",))]
    assert ids[ids.index("S5") + 1] == "S5a"
    assert not [line for line in changed_lines(SAMAKH, after) if line.startswith("-")]


def test_removed_entry_takes_nothing_else_along() -> None:
    after = entries.put(SAMAKH, ("channels", "phone"), None)

    assert entries.get(after, ("channels", "phone")) is None
    assert len(changed_lines(SAMAKH, after)) == 1


def test_comments_survive() -> None:
    after = entries.put(SAMAKH, ("roles", "quality_officer"), {"ar": "أ", "en": "a"})

    assert after.decode().count("#") == SAMAKH.decode().count("#")


@pytest.mark.parametrize("to", [0, 2])
def test_entry_moves_among_its_brothers(to: int) -> None:
    after = entries.move(SAMAKH, ("channels", "phone"), to)

    assert list(entries.get(after, ("channels",))).index("phone") == to
    assert entries.get(after, ("channels", "phone")) == entries.get(SAMAKH, ("channels", "phone"))


def test_item_moves_among_its_brothers() -> None:
    after = entries.move(SAMAKH, ("clauses", "S5"), 0)

    assert entries.get(after, ("clauses",))[0]["id"] == "S5"


def test_missing_mapping_on_the_way_is_made() -> None:
    after = entries.put(SHORT, ("calendar", "weekend"), ["friday", "saturday"])

    assert entries.get(after, ("calendar",)) == {"weekend": ["friday", "saturday"]}


@pytest.mark.parametrize("place", [("clauses", "none"), ("none",), ("channels", "none"), ("name", "ar", "x"), ()])
def test_place_that_is_not_there_is_said(place: tuple[str, ...]) -> None:
    with pytest.raises(entries.NoSuchPlace):
        entries.put(SAMAKH, place, None)
    with pytest.raises(entries.NoSuchPlace):
        entries.move(SAMAKH, place, 0)


def test_digest_names_a_value_and_nothing_is_nothing() -> None:
    assert entries.digest(None) == ""
    assert entries.digest({"a": 1, "b": 2}) == entries.digest({"b": 2, "a": 1})
    assert entries.digest({"a": 1}) != entries.digest({"a": "1"})


VALUES = st.recursive(
    STORABLE | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(VALUES)
def test_whatever_is_written_is_read_back(value: Any) -> None:
    after = entries.put(SHORT, ("made",), {"held": value})

    assert files.read(after).value == {"name": "x", "made": {"held": _normal(value)}}
    assert after.startswith(SHORT)


def _normal(value: Any) -> Any:
    """Our reader keeps text in its composed form."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_normal(item) for item in value]
    return {key: _normal(item) for key, item in value.items()} if isinstance(value, dict) else value
