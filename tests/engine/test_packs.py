"""Packs: what is read, what is refused, and that every finding says where and what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.bpmn.findings import Finding, is_error
from engine.errors import InvalidPack
from engine.policies import files, packs, sources

SMALL = Path(__file__).parent.parent / "pack_small"
PROCESSES = Path(__file__).parent.parent.parent / "processes"
Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "packs")
    return tmp_path / "packs"


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace a text that must be there in one file of the pack."""

    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return replace


def findings(folder: Path) -> list[Finding]:
    return packs.check(packs.read(folder, "small"))


def errors(folder: Path) -> list[Finding]:
    return [finding for finding in findings(folder) if is_error(finding)]


@pytest.mark.parametrize("association", ["samakh", "alkawthar"])
def test_shipped_pack_has_no_error(association: str) -> None:
    found = [str(finding) for finding in packs.check(packs.read(PROCESSES, association)) if is_error(finding)]
    assert found == []


def test_pack_holds_the_association_and_what_it_uses_and_nothing_else(folder: Path) -> None:
    (folder / "associations/other.yaml").write_text("name: x")
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere/a.bpmn").write_text("<x/>")
    assert sorted(packs.read(folder, "small").files) == [
        "associations/small.yaml",
        "small/forms/ask.yaml",
        "small/forms/begin.yaml",
        "small/forms/tell.yaml",
        "small/forms/vote.yaml",
        "small/small_case.bpmn",
    ]


def test_file_that_nobody_reads_is_reported(folder: Path) -> None:
    (folder / "small/forms/ask.yml").write_text("id: ask")
    assert [finding.file for finding in findings(folder) if finding.code == "pack-stray"] == ["small/forms/ask.yml"]


def test_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("id: secret")
    (folder / "small/forms/secret.yaml").symlink_to(tmp_path / "secret.yaml")
    assert "small/forms/secret.yaml" not in packs.read(folder, "small").files


def test_unknown_association_names_those_there_are(folder: Path) -> None:
    with pytest.raises(InvalidPack, match="There are: small"):
        packs.read(folder, "../small")


def test_folder_outside_the_pack_cannot_be_used(folder: Path, edit: Edit) -> None:
    edit("associations/small.yaml", "uses: small", "uses: ../small")
    assert sorted(packs.read(folder, "small").files) == ["associations/small.yaml"]
    assert "schema" in {finding.code for finding in errors(folder)}


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "place"),
    [
        ("associations/small.yaml", "steps: [A1]", "steps: [A9]", "unknown-clause", "steps.0"),
        ("associations/small.yaml", "members: voter", "members: voters", "unknown-role", "ballots.board.members"),
        ("associations/small.yaml", "form: vote", "form: votes", "unknown-form", "ballots.board.form"),
        ("associations/small.yaml", "no_majority: refuse", "no_majority: no", "unknown-outcome",
         "ballots.board.no_majority"),
        ("associations/small.yaml", "votes > cast / 2", "vote > cast / 2", "unknown-name", "ballots.board.majority"),
        ("associations/small.yaml", "votes > cast / 2", "votes > > cast", "feel", "ballots.board.majority"),
        ("associations/small.yaml", "kind: step", "kind: steps", "schema", "clauses.0.kind"),
        ("associations/small.yaml", "tie: chair", "tie: chair\n    ties: 1", "schema", "ballots.board"),
        ("associations/small.yaml", "clause: A1}\nparameters", "clause: A1, document: a.md}\nparameters",
         "unknown-document",         "tools.guide.document"),
        ("associations/small.yaml", "parameters: {}", "parameters: {wait: {type: duration, value: P1Y2, ar: م, en: w}}",
         "parameter-value", "parameters.wait.value"),
        ("associations/small.yaml", "parameters: {}", "parameters: {person: {type: text, value: a, ar: م, en: w}}",
         "reserved-name", "parameters.person"),
        ("small/forms/ask.yaml", "id: ask", "id: asked", "file-name", "id"),
    ],
)  # fmt: skip
def test_mistake_is_found_where_it_stands(
    folder: Path, edit: Edit, name: str, old: str, new: str, code: str, place: str
) -> None:
    edit(name, old, new)
    [found] = [finding for finding in errors(folder) if finding.code == code]
    assert (found.file, found.element) == (name, place)
    wrong = next(line for line in new.splitlines() if line not in old)
    line = (folder / name).read_text("utf-8").splitlines()[found.line - 1]
    assert wrong in line or "ballots" in place
    assert found.ar
    assert found.en


def form(body: str) -> str:
    return "id: more\ntitle: {ar: م, en: m}\nfields:\n" + body


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("  - {name: a, type: choice, label: {ar: م, en: m}, choices: 'list:none'}", "unknown-list", 4),
        ("  - {name: a, type: choice, label: {ar: م, en: m}, choices: 'users:boss'}", "unknown-role", 4),
        ("  - {name: a, type: family, label: {ar: م, en: m}}", "unknown-list", 4),
        ("  - {name: a, type: text, label: {ar: م, en: m}, visible_to: [boss]}", "unknown-role", 4),
        ("  - {name: a, type: text, label: {ar: م, en: m}, clause: Z9}", "unknown-clause", 4),
        ("  - {name: a, type: text, label: {ar: م, en: m}, visible_if: channell = null}", "unknown-name", 4),
        ("  - {name: a, type: text, label: {ar: م, en: m}, visible_if: 'channel = '}", "feel", 4),
        ("  - {name: a, type: information, text: {ar: '{nobody}', en: m}}", "unknown-name", 4),
        ("  - {name: a, type: information, text: {ar: '{a', en: m}}", "braces", 4),
        ("  - {name: channel, type: number, label: {ar: م, en: m}}", "two-types", 3),
        ("  - {name: a, type: texts, label: {ar: م, en: m}}", "form", 4),
    ],
)
def test_mistake_in_a_form_is_found(folder: Path, body: str, code: str, line: int) -> None:
    (folder / "small/forms/other.yaml").write_text(
        "id: other\ntitle: {ar: م, en: m}\nfields:\n"
        "  - {name: channel, type: choice, label: {ar: م, en: m}, choices: channels}\n"
    )
    (folder / "small/forms/more.yaml").write_text(form(body))
    found = [finding for finding in errors(folder) if finding.code == code]
    assert ("small/forms/more.yaml" if code != "two-types" else found[0].file, line) == (found[0].file, found[0].line)


def test_unknown_name_suggests_the_near_one(folder: Path) -> None:
    body = "  - {name: a, type: text, label: {ar: م, en: m}, visible_if: case_nummber = null}"
    (folder / "small/forms/more.yaml").write_text(form(body))
    [found] = errors(folder)
    assert "Did you mean 'case_number'?" in found.en
    assert "case_number" in found.ar


def test_broken_form_does_not_make_its_names_unknown_elsewhere(folder: Path) -> None:
    (folder / "small/forms/more.yaml").write_text(form("  - {name: a, type: texts, label: {ar: م, en: m}}"))
    (folder / "small/forms/uses.yaml").write_text(
        "id: uses\ntitle: {ar: م, en: m}\nfields:\n"
        "  - {name: b, type: text, label: {ar: م, en: m}, visible_if: a != null}\n"
    )
    assert {finding.code for finding in errors(folder)} == {"form"}


def test_lint_is_asked_with_the_words_of_the_pack(folder: Path, edit: Edit) -> None:
    edit("small/small_case.bpmn", 'value="ask"', 'value="asked"')
    assert {finding.file for finding in errors(folder)} == {"small/small_case.bpmn"}


def test_step_without_clause_is_an_addition_and_no_error(folder: Path) -> None:
    additions = [finding for finding in findings(folder) if finding.code == "addition"]
    assert additions
    assert {finding.severity for finding in additions} == {"warning"}


def test_clause_that_nothing_carries_out_is_shown(folder: Path, edit: Edit) -> None:
    edit("associations/small.yaml", "kind: step}", "kind: step}\n  - {id: A2, ar: ن, en: n, kind: step}")
    [found] = [finding for finding in findings(folder) if finding.code == "clause-not-carried"]
    assert found.element == "A2"


# --- strict YAML


@pytest.mark.parametrize(
    "text",
    [
        "a: 012", "a: 0x1F", "a: 0o17", "a: 1_000", "a: 1e5", "a: .inf", "a: 0550001101", "a: 12345678901234567",
        "a: &x 1\nb: *x", "a: !!python/object:os.system 1", "a: !x b", "a: 1\na: 2", "1: a", "? [a]\n: b",
        "a: 1\n---\nb: 2", "a: [", "a:\tb", "", "[" * 3000, "ﷲ: a", "a: \x00",
    ],
)  # fmt: skip
def test_doubtful_yaml_is_refused(text: str) -> None:
    with pytest.raises(files.Unreadable) as refused:
        files.read(text.encode())
    assert refused.value.ar
    assert refused.value.en


def test_yes_no_and_dates_stay_text() -> None:
    read = files.read(b"a: yes\nb: no\nc: on\nd: 2026-12-06\ne: 10:30\n").value
    assert read == {"a": "yes", "b": "no", "c": "on", "d": "2026-12-06", "e": "10:30"}


def test_plain_values_are_what_they_look_like() -> None:
    assert files.read(b"f: true\ng: ~\nh: -4\ni: 2.5\n").value == {"f": True, "g": None, "h": -4, "i": 2.5}


def test_old_yaml_version_does_not_bring_yes_back() -> None:
    assert files.read(b"%YAML 1.1\n---\na: yes\n").value == {"a": "yes"}


def test_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(20)
    )
    with pytest.raises(files.Unreadable):
        files.read(bomb.encode())


def test_file_over_two_megabytes_is_refused() -> None:
    with pytest.raises(files.Unreadable, match="2 MB"):
        files.read(b"a: " + b"x" * files.MAX_BYTES)


def test_text_is_kept_in_one_unicode_form() -> None:
    assert files.read("a: 'آ'".encode()).value["a"] == "آ"


# --- a path on the command line


def test_lone_diagram_says_what_was_not_checked() -> None:
    found = sources.check(SMALL / "small/small_case.bpmn")
    assert "no-vocabulary" in {finding.code for finding in found}


def test_lone_form_is_checked_by_its_schema(folder: Path) -> None:
    (folder / "small/forms/more.yaml").write_text(form("  - {name: a, type: texts, label: {ar: م, en: m}}"))
    assert {finding.code for finding in sources.check(folder / "small/forms/more.yaml")} == {"form", "checked-alone"}


@pytest.mark.parametrize("path", ["nothing-here", "associations/nobody.yaml"])
def test_missing_path_is_a_finding(folder: Path, path: str) -> None:
    assert all(map(is_error, sources.check(folder / path)))


def test_folder_of_diagrams_is_checked_with_the_associations_that_use_it() -> None:
    assert not [finding for finding in sources.check(SMALL / "small") if is_error(finding)]
