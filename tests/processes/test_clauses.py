"""The two associations' policies stand whole, word for word, in their files; what is open in them is said."""

import re
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

PROCESSES = Path(__file__).parents[2] / "processes"
SEEDS = Path(__file__).parent / "seeds"
KEYS = ("alkawthar", "samakh")
# Damage from reading the printed page: as the seed has it, and as it was printed.
REPAIRS = {
    "طال ب الدعم": "طالب الدعم",
    "البرتضع جمعية": "تضع جمعية البر",
    "البروتركز جمعية": "وتركز جمعية البر",
    "\nع جودة": "\nجودة",
    "كوسيلة لرف ": "كوسيلة لرفع ",
    "وإعطاء المر": "وإعطاء المراجع",
    " اجع الوقت": " الوقت",
    "الكافياستقبال": "الكافي استقبال",
    "الطلباتاستكمال": "الطلبات استكمال",
    "المستفيدينالأدوات": "المستفيدين الأدوات",
}


def association(key: str) -> dict[str, Any]:
    held: dict[str, Any] = YAML(typ="safe", pure=True).load(PROCESSES / "associations" / f"{key}.yaml")
    return held


def seed(key: str) -> str:
    text = unicodedata.normalize("NFC", (SEEDS / f"{key}_policy.ar.txt").read_text(encoding="utf-8"))
    for damaged, printed in REPAIRS.items():
        text = text.replace(damaged, printed)
    return text


def words(text: str) -> list[str]:
    """Letters with their marks; the numbers of printed lists, which clauses keep apart, are left out."""
    found = re.findall(r"[^\W_][\w\u064b-\u0652]*", text)
    return [word for word in found if not re.fullmatch("[0-9]+", word)]


def clauses(key: str) -> dict[str, dict[str, Any]]:
    listed = association(key)["clauses"]
    found = {clause["id"]: clause for clause in listed}
    assert len(found) == len(listed)
    return found


@pytest.mark.parametrize("key", KEYS)
def test_every_word_of_the_policy_is_in_a_clause_and_no_other(key: str) -> None:
    printed = Counter(words(seed(key)))
    held = Counter(word for clause in clauses(key).values() for word in words(clause["ar"]))

    assert printed - held == Counter()
    assert held - printed == Counter()


@pytest.mark.parametrize("key", KEYS)
def test_words_of_a_clause_stand_in_the_printed_order(key: str) -> None:
    text = words(seed(key))
    printed = set(pairwise(text))

    for clause in clauses(key).values():
        held = words(clause["ar"])
        pairs = list(pairwise(held))
        broken = [pair for pair in pairs if pair not in printed]
        assert len(broken) <= 3 + len(pairs) // 10, (clause["id"], broken)  # a printed line may end in between


def test_ids_are_those_of_the_policy_s_parts() -> None:
    steps = [f"S{number}" for number in range(8)]
    common = ["P0", "P1", "P2", "P3", "G0", "G1", *(f"D{n}" for n in range(7)), *(f"D6.{n}" for n in range(1, 6)),
              "C0", *(f"C{n}" for n in (1, 2, 3, 4, 5, 6, 8)), "T0", "T1", "T2", "T3", "T4", *steps]  # fmt: skip

    assert set(clauses("samakh")) == set(common)
    assert set(clauses("alkawthar")) - set(common) == {"H1", "H2", "H3", "H4", "C7", "B0", "B1"}


def test_the_associations_differ_only_where_their_policies_do() -> None:
    alkawthar, samakh = (association(key) for key in KEYS)

    same = ("policy", "uses", "roles", "ballots", "parameters", "tools", "steps")
    assert {key: alkawthar[key] for key in same} == {key: samakh[key] for key in same}
    assert alkawthar.keys() - samakh.keys() == {"registration"}
    assert alkawthar["registration"] == "583"
    assert samakh["channels"] == {key: value for key, value in alkawthar["channels"].items() if key != "website"}


def test_alkawthar_has_eight_channels_and_samakh_seven() -> None:
    eight = [
        "interview",
        "phone",
        "social_media",
        "letters",
        "help_request",
        "volunteering",
        "website",
        "branch_delegates",
    ]

    assert list(association("alkawthar")["channels"]) == eight
    assert list(association("samakh")["channels"]) == [key for key in eight if key != "website"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("part", ["channels", "tools"])
def test_channels_and_tools_bear_the_words_of_their_clause(key: str, part: str) -> None:
    held = clauses(key)

    for item in association(key)[part].values():
        assert words(item["ar"])[:2] == words(held[item["clause"]]["ar"])[:2]


def test_spelling_is_each_association_s_own() -> None:
    alkawthar, samakh = clauses("alkawthar"), clauses("samakh")

    assert "معاملته" in alkawthar["S0"]["ar"]
    assert "معاملاته" in samakh["S0"]["ar"]
    assert alkawthar["S5"]["number"] == "- (5)"
    assert samakh["S5"]["number"] == "5"


@pytest.mark.parametrize("key", KEYS)
def test_two_weeks_are_an_open_point_and_a_parameter(key: str) -> None:
    held = association(key)
    [note, *_] = clauses(key)["S5"]["notes"]

    assert note["ar"].startswith("نقطة مفتوحة يحسمها مجلس الإدارة")
    assert note["en"].startswith("Open point, for the board to settle")
    assert held["parameters"]["reply_target"]["value"] == "P14D"
    assert held["parameters"]["reply_not_before"]["value"] is None


def test_the_first_version_says_what_its_approval_rests_on() -> None:
    alkawthar, samakh = (association(key)["first_version"] for key in KEYS)

    assert alkawthar["meeting"] == "24/4"
    assert "٢٢/٠٥/٢٠٢٤" in alkawthar["basis"]["ar"]
    assert "not documented" in samakh["basis"]["en"]
    assert "meeting" not in samakh


@pytest.mark.parametrize("key", KEYS)
def test_every_clause_that_a_form_cites_is_in_the_policy(key: str) -> None:
    held = clauses(key)

    for path in sorted((PROCESSES / "beneficiary_relations" / "forms").glob("*.yaml")):
        for field in YAML(typ="safe", pure=True).load(path)["fields"]:
            assert field.get("clause", "S1") in held, (path.name, field["name"])
