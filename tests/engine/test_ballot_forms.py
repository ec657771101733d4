"""A ballot's form asks for a vote that everybody gives: one left empty would count as a member who stepped aside."""

import shutil
from pathlib import Path

import pytest

from engine.policies import packs

PACK = Path(__file__).parent.parent / "pack_small"
PAPER = "  - {name: paper, type: file, label: {ar: ورقة, en: Paper}}\n"


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("name: vote,", "name: vote,", 0),
        ("name: vote,", "name: voice,", 2),  # no vote, and a field that nothing keeps
        ("en: Vote}, required: true", "en: Vote}", 1),
        ("choices: outcomes", "choices: channels", 1),
        ("required: true}", "required: true, visible_if: reason != null}", 1),
        ("  - {name: reason", PAPER + "  - {name: reason", 1),
    ],
)
def test_the_form_of_a_ballot_asks_for_the_vote_and_for_what_is_kept(
    tmp_path: Path, old: str, new: str, count: int
) -> None:
    shutil.copytree(PACK, tmp_path / "pack")
    form = tmp_path / "pack/small/forms/vote.yaml"
    text = form.read_text(encoding="utf-8")
    assert old in text
    form.write_text(text.replace(old, new), encoding="utf-8")

    found = packs.check(packs.read(tmp_path / "pack", "small"))
    assert [finding.file for finding in found if finding.code == "ballot-form"] == ["small/forms/vote.yaml"] * count
