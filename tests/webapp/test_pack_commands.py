"""`flask pack` and `flask scenario`, as they are called."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from engine.models import Base
from webapp import cli, database

ROOT = Path(__file__).parent.parent.parent
PROCESSES = ROOT / "processes"
SCENARIOS = PROCESSES / "beneficiary_relations/scenarios"
Flask_ = Callable[..., Result]


@pytest.fixture
def flask(tmp_path: Path) -> Flask_:
    app = Flask("masar")
    app.config["DATABASE_URL"] = f"sqlite:///{tmp_path}/masar.db"
    database.init_app(app)
    cli.register(app)
    with app.app_context():
        Base.metadata.create_all(database.db.engine)
    return lambda *arguments: app.test_cli_runner().invoke(args=[str(each) for each in arguments])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    shutil.copytree(PROCESSES, tmp_path / "processes")
    (tmp_path / "processes/beneficiary_relations/forms/start.yaml").write_text("id: start")
    return tmp_path / "processes"


def test_shipped_pack_is_accepted(flask: Flask_) -> None:
    done = flask("pack", "check", PROCESSES)
    assert done.exit_code == 0
    assert "0 error(s)" in done.output


def test_finding_stands_on_one_line_with_place_and_both_languages(flask: Flask_, broken: Path) -> None:
    done = flask("pack", "check", broken)
    assert done.exit_code == 1
    [line] = [line for line in done.output.splitlines() if "forms/start.yaml" in line and " form: " in line][:1]
    assert re.match(r"beneficiary_relations/forms/start\.yaml:\d+ \S+ form: .*[\u0600-\u06ff].* / .*[a-z]", line)


def test_findings_can_be_had_as_json_and_in_one_language(flask: Flask_, broken: Path) -> None:
    found = json.loads(flask("pack", "check", broken, "--json").output)
    assert found["errors"] >= 1
    assert {"severity", "code", "file", "element", "line", "ar", "en", "fix"} == found["findings"][0].keys()
    assert not re.search(
        "[\u0600-\u06ff]", flask("pack", "check", broken / "lists.yaml", "--locale", "en").output.split("\n")[0]
    )


def test_same_finding_of_two_associations_is_told_once(flask: Flask_) -> None:
    lines = flask("pack", "check", PROCESSES).output.splitlines()
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("content", [b"", b"\0\xff", b"a: [", b"<x", b"PK\3\4", "a: 1".encode("utf-16")])
@pytest.mark.parametrize("name", ["a.bpmn", "a.dmn", "a.yaml", "a.zip", "forms/a.yaml", "associations/a.yaml", "a.exe"])
def test_check_never_traces_and_exits_0_or_1(flask: Flask_, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / "odd" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    done = flask("pack", "check", path)
    assert done.exit_code in (0, 1)
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_pack_is_imported_accepted_and_exported(flask: Flask_, tmp_path: Path) -> None:
    done = flask("pack", "import", PROCESSES, "--association", "samakh")
    version = done.output.split()[0]
    assert done.output.split()[1:] == ["samakh", "draft"]
    assert flask("pack", "accept-first", version[:10], "--by", "reem").output.split() == [version, "samakh", "in_force"]
    assert flask("pack", "export", "in-force", tmp_path / "pack.zip").exit_code == 0
    assert flask("pack", "import", tmp_path / "pack.zip").output.split() == [version, "samakh", "in_force"]


def test_import_of_a_broken_pack_says_why(flask: Flask_, broken: Path) -> None:
    done = flask("pack", "import", broken, "--association", "samakh")
    assert done.exit_code == 1
    assert "forms/start.yaml" in done.output


def test_import_asks_which_association(flask: Flask_) -> None:
    done = flask("pack", "import", PROCESSES)
    assert done.exit_code == 1
    assert "alkawthar, samakh" in done.output


def test_a_real_database_accepts_only_one_version_so(flask: Flask_) -> None:
    first, second = (
        flask("pack", "import", PROCESSES, "--association", each).output.split()[0] for each in ("samakh", "alkawthar")
    )
    assert flask("pack", "accept-first", first, "--by", "reem").exit_code == 0
    done = flask("pack", "accept-first", second, "--by", "reem")
    assert done.exit_code == 1
    assert "board" in done.output


def test_version_that_is_not_there_is_said(flask: Flask_) -> None:
    for name in ("in-force", "abc"):
        assert flask("pack", "export", name, "x.zip").exit_code == 1


def test_scenario_is_acted_and_told_step_by_step(flask: Flask_) -> None:
    done = flask("scenario", "run", SCENARIOS / "02_inquiry_bad_digits.yaml")
    assert done.exit_code == 0
    assert re.search(r"^ +1\. 2026-11-22 09:00 haya start beneficiary_case$", done.output, re.MULTILINE)


def test_scenario_that_fails_exits_1(flask: Flask_, tmp_path: Path) -> None:
    text = (SCENARIOS / "02_inquiry_bad_digits.yaml").read_text("utf-8")
    assert "End_Answered" in text
    (tmp_path / "x.yaml").write_text(text.replace("End_Answered", "End_Served"), "utf-8")
    done = flask("scenario", "run", tmp_path / "x.yaml", "--json")
    assert done.exit_code == 1
    [report] = json.loads(done.output)
    assert report["passed"] is False
    assert report["failures"][-1]["found"] == "End_Answered"


def test_nothing_to_act_is_no_success(flask: Flask_, tmp_path: Path) -> None:
    assert flask("scenario", "run", tmp_path).exit_code == 1
