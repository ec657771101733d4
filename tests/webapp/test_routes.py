"""Every route with who may open it; a route that is not listed here fails the test."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from engine.actors import Actor
from tests import factories
from tests.webapp.conftest import CheckingClient

OPEN = {"assets.file", "assets.image", "assets.health", "door.log_in", "door.log_out", "settings.language"}
# What the engine lets through for these, its own tests say; here: nobody without log-in, no outsider to a case.
ANY_USER = {
    "inbox.home", "inbox.show", "cases.index", "cases.choose", "committee.show", "policy.show", "policy.diagram",
    "policy.tool", "policy.tool_file", "settings.show", "inbox.search",
}  # fmt: skip
OF_A_CASE = {
    "tasks.show", "tasks.act", "tasks.autosave", "tasks.claim", "tasks.release", "tasks.reassign", "tasks.vote",
    "tasks.recuse", "tasks.close", "cases.show", "cases.message", "cases.send", "cases.diagram", "cases.letter",
    "documents.show",
}  # fmt: skip
OF_A_ROLE = {
    "cases.new", "cases.start", "operations.show", "operations.retry", "settings.demo_clock", "policy.replace_tool",
}  # fmt: skip
OF_THE_STUDIO = {
    "studio.index", "studio.open_draft", "studio.show", "studio.rename", "studio.findings", "studio.changes",
    "studio.undo", "studio.submit", "studio.withdraw", "studio.discard", "studio_packs.upload",
    "studio_packs.take_in", "studio_packs.download", "studio_packs.download_file", "studio_panel.vocabulary",
    "studio_panel.feel", "studio_lint.lint", "studio_lint.lay_out", "studio_lint.upload", "studio_lint.look",
    "studio_lint.take_in", "studio_diagrams.index", "studio_diagrams.new", "studio_diagrams.show",
    "studio_diagrams.save", "studio_diagrams.file", "studio_diagrams.since", "studio_diagrams.rename",
    "studio_diagrams.remove", "studio_policy.text", "studio_policy.section", "studio_policy.facts",
    "studio_policy.save_facts", "studio_policy.new", "studio_policy.add", "studio_policy.entry",
    "studio_policy.change", "studio_policy.removal", "studio_policy.remove", "studio_policy.move",
    "studio_policy.rename", "studio_tables.index", "studio_tables.add", "studio_tables.show", "studio_tables.edit",
    "studio_tables.check", "studio_tables.remove", "studio_replay.show", "studio_replay.ask",
    "studio_replay.cancel", "studio_replay.progress", "studio_replay.as_csv", "studio_scenarios.index",
    "studio_scenarios.new", "studio_scenarios.run", "studio_scenarios.cancel", "studio_scenarios.progress",
    "studio_scenarios.show", "studio_scenarios.copy", "studio_scenarios.remove", "studio_scenarios.source",
    "studio_scenarios.save_source", "studio_scenarios.move", "studio_scenarios.remove_step",
    "studio_scenarios.step", "studio_scenarios.save_step", "studio_diff.choose", "studio_diff.show",
    "studio_diff.drawing", "studio_texts.index", "studio_texts.new", "studio_texts.add", "studio_texts.show",
    "studio_texts.change", "studio_texts.copy", "studio_texts.removal", "studio_texts.remove",
    "studio_texts.print_saved", "studio_texts.print_typed", "studio_calendar.show", "studio_calendar.time",
    "studio_calendar.save_time", "studio_calendar.new", "studio_calendar.add", "studio_calendar.holiday",
    "studio_calendar.change", "studio_calendar.remove", "studio_calendar.propose", "studio_calendar.add_proposed",
    "studio_papers.index", "studio_papers.add", "studio_papers.show", "studio_papers.replace",
    "studio_papers.remove",
}  # fmt: skip
OF_THE_STUDIO |= {
    "studio_forms.index", "studio_forms.ask_new", "studio_forms.make", "studio_forms.copy", "studio_forms.remove",
    "studio_forms.rename", "studio_forms.show", "studio_forms.preview", "studio_forms.act", "studio_forms.undo",
}  # fmt: skip
OF_THE_STUDIO |= {
    "studio_try.index", "studio_try.make", "studio_try.remove", "studio_try.record", "studio_try.keep_record",
}  # fmt: skip
# The site's own pages over a sandbox's database, and what a sandbox alone has. Attacks on them: test_try_attacks.py.
OF_A_SANDBOX = {
    f"sandbox.{name}" for name in (ANY_USER | OF_A_CASE | OF_A_ROLE) - {"settings.show", "settings.demo_clock"}
} | {"sandbox.trial.move_clock", "sandbox.trial.play", "sandbox.trial.sent"}
ALL = OPEN | ANY_USER | OF_A_CASE | OF_A_ROLE | OF_THE_STUDIO | OF_A_SANDBOX
Enter = Callable[[Actor], CheckingClient]


def test_every_route_is_listed(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == ALL


def test_only_these_are_open_without_log_in(app: Flask) -> None:
    public = {name for name, view in app.view_functions.items() if getattr(view, "public", False)}

    assert public == OPEN


def test_nothing_else_opens_without_log_in(app: Flask, client: CheckingClient) -> None:
    asked = [pair for endpoint in sorted(ALL - OPEN) for pair in paths(app, endpoint)]
    found = {(method, path): client.open(path, method=method).status_code for method, path in asked}

    assert len(found) > 150
    assert {pair: status for pair, status in found.items() if status != (303 if pair[0] == "GET" else 401)} == {}


def test_outsider_gets_nowhere(app: Flask, logged_in: Enter, session: Session, officer: Actor, outsider: Actor) -> None:
    factories.start_case(session, officer)
    session.commit()
    browser = logged_in(outsider)
    closed = sorted(OF_A_CASE | OF_A_ROLE | OF_THE_STUDIO | OF_A_SANDBOX)
    asked = [pair for endpoint in closed for pair in paths(app, endpoint)]
    found = {
        (method, path): (browser.send(path) if method == "POST" else browser.get(path)).status_code
        for method, path in asked
    }

    assert len(found) > 150
    assert {pair: status for pair, status in found.items() if status not in (403, 404)} == {}


def test_every_post_needs_the_form_token(app: Flask, logged_in: Enter, officer: Actor) -> None:
    browser = logged_in(officer)
    for endpoint in sorted(ALL - OF_A_SANDBOX - {"settings.demo_clock", "policy.replace_tool"}):
        for method, path in paths(app, endpoint):
            if method == "POST":
                assert browser.post(path).status_code == 400, path


def paths(app: Flask, endpoint: str) -> list[tuple[str, str]]:
    """Each method and an address of an endpoint, on the first case."""
    values: dict[str, Any] = {"process_id": "beneficiary_case", "message": "withdraw", "template": "referral_notice"}
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules(endpoint):
            built = rule.build({name: values.get(name, "1" if name == "key" else 1) for name in rule.arguments})
            methods = sorted((rule.methods or set()) & {"GET", "POST"})
            found += [(method, built[1]) for method in methods if built and "tab" not in rule.arguments]
    return found
