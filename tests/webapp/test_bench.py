"""`flask bench`: the running site measured from outside, and the keys that others read."""

import json

from flask import Flask

from webapp.cli.bench import command


def test_the_site_answers_real_forms_and_the_figures_are_json(app: Flask) -> None:
    ran = app.test_cli_runner().invoke(command, ["--json", "--only", "http", "--scale", "small"])

    assert ran.exit_code == 0, ran.output
    http = json.loads(ran.stdout)["http"]
    assert http["completions_per_s"] > 0
    assert 0 < http["p50_ms"] <= http["p95_ms"]
    assert "synchronous=FULL" in http["database"]


def test_one_part_gives_the_keys_of_that_part(app: Flask) -> None:
    ran = app.test_cli_runner().invoke(command, ["--json", "--only", "inbox", "--scale", "small"])

    found = json.loads(ran.stdout)
    assert found.keys() == {"inbox_p95_ms", "inbox"}
    assert list(found["inbox_p95_ms"]) == ["100", "1000"]
