"""Every page that the site can show: whose eyes see it, and at which address. A new route must be added here."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.exhibits import Exhibits

Address = Callable[[Exhibits], str]


@dataclass(frozen=True)
class Look:
    """One page as one person sees it; `status` other than 200 is a page of refusal."""

    name: str
    endpoint: str
    login: str
    address: Address
    status: int = 200


def at(path: str) -> Address:
    return lambda _: path


def task(case: str, element: str) -> Address:
    return lambda exhibits: f"/tasks/{exhibits.task(case, element)}"


def case(name: str) -> Address:
    return lambda exhibits: f"/cases/{exhibits.cases[name]}"


LOOKS = [
    Look("log-in", "door.log_in", "", at("/login")),
    Look("home", "inbox.home", "haya", at("/")),
    Look("inbox-roles", "inbox.show", "haya", at("/inbox/roles")),
    Look("inbox-mine", "inbox.show", "haya", at("/inbox/mine")),
    Look("inbox-overdue", "inbox.show", "fahd", at("/inbox/overdue")),
    Look("inbox-empty", "inbox.show", "reem", at("/inbox/roles")),
    Look("inbox-search", "inbox.show", "haya", at("/inbox/roles?q=99999")),
    Look("cases", "cases.index", "haya", at("/cases/")),
    Look("cases-ended", "cases.index", "haya", at("/cases/?status=ended")),
    Look("cases-none", "cases.index", "reem", at("/cases/")),
    Look("choose-none", "cases.choose", "saad", at("/cases/new")),
    Look("choose", "cases.choose", "haya", at("/cases/new")),
    Look("new-case", "cases.new", "haya", at("/cases/new/beneficiary_case")),
    Look("case-ended", "cases.show", "haya", case("ended")),
    Look("case-refused", "cases.show", "haya", case("refused")),
    Look("case-late", "cases.show", "haya", case("late")),
    Look("case-voting", "cases.show", "mona", case("voting")),
    Look("case-missing", "cases.show", "haya", case("missing")),
    Look("case-failed", "cases.show", "haya", case("checking")),
    Look("case-fresh", "cases.show", "haya", case("fresh")),
    Look("message", "cases.message", "haya", lambda seen: f"/cases/{seen.cases['late']}/messages/withdraw"),
    Look("task-receive", "tasks.show", "haya", task("fresh", "S1_Receive")),
    Look("task-declare", "tasks.show", "haya", task("declaring", "S4_Declare")),
    Look("task-late", "tasks.show", "fahd", task("late", "CR_MoreInfo")),
    Look("task-done", "tasks.show", "haya", lambda seen: f"/tasks/{seen.closed_task('ended', 'S2_CheckInfo')}"),
    Look("ballot", "tasks.show", "mona", task("voting", "CR_Ballot")),
    Look("ballot-chair", "tasks.show", "abdullah", task("voting", "CR_Ballot")),
    Look("ballot-closed", "tasks.show", "mona", lambda seen: f"/tasks/{seen.closed_task('ended', 'CR_Ballot')}"),
    Look("committee", "committee.show", "mona", at("/committee/")),
    Look("committee-empty", "committee.show", "haya", at("/committee/")),
    Look("policy", "policy.show", "haya", at("/policy/")),
    Look("tool", "policy.tool", "reem", at("/policy/tools/bylaws")),
    Look("operations", "operations.show", "admin", at("/operations/")),
    Look("settings", "settings.show", "haya", at("/settings")),
    Look("demo-clock", "settings.demo_clock", "admin", at("/demo/clock")),
    Look("studio", "studio.index", "reem", at("/studio/")),
    Look("studio-version", "studio.show", "reem", at("/studio/1/")),
    Look("studio-findings", "studio.findings", "reem", at("/studio/1/findings")),
    Look("studio-changes", "studio.changes", "reem", at("/studio/1/changes")),
    Look("studio-diagrams", "studio_diagrams.index", "reem", at("/studio/1/diagrams/")),
    Look("studio-diagram", "studio_diagrams.show", "reem", at("/studio/1/diagrams/beneficiary_case")),
    Look("studio-forms", "studio_forms.index", "reem", at("/studio/1/forms/")),
    Look("studio-form-new", "studio_forms.ask_new", "reem", at("/studio/1/forms/new")),
    Look("studio-form", "studio_forms.show", "reem", at("/studio/1/forms/receive")),
    Look("studio-normalise", "studio_lint.upload", "reem", at("/studio/1/normalise")),
    Look("studio-try", "studio_try.index", "reem", at("/studio/1/try")),
    Look("studio-record", "studio_try.record", "reem", lambda seen: f"{seen.trial}/record"),
    Look("trial-inbox", "sandbox.inbox.show", "reem", lambda seen: f"{seen.trial}/inbox/roles"),
    Look("trial-form", "sandbox.cases.new", "reem", lambda seen: f"{seen.trial}/cases/new/beneficiary_case"),
    Look("trial-sent", "sandbox.trial.sent", "reem", lambda seen: f"{seen.trial}/sent"),
    Look("studio-import", "studio_packs.upload", "reem", at("/studio/import")),
    Look("studio-tables", "studio_tables.index", "reem", at("/studio/1/tables/")),
    Look("studio-table", "studio_tables.show", "reem", at("/studio/1/tables/required_papers")),
    Look("studio-text", "studio_policy.text", "reem", at("/studio/1/text/")),
    Look("studio-list", "studio_policy.section", "reem", at("/studio/1/lists/ballots")),
    Look("studio-facts", "studio_policy.facts", "reem", at("/studio/1/lists/association")),
    Look("studio-entry", "studio_policy.entry", "reem", at("/studio/1/text/entries/S5")),
    Look("studio-entry-new", "studio_policy.new", "reem", at("/studio/1/lists/parameters/new")),
    Look("studio-entry-remove", "studio_policy.removal", "reem", at("/studio/1/text/entries/S5/remove")),
    Look("studio-compare-same", "studio_diff.show", "reem", at("/studio/1/compare/1")),
    Look("studio-scenarios", "studio_scenarios.index", "reem", at("/studio/1/scenarios/")),
    Look("studio-scenario", "studio_scenarios.show", "reem", at("/studio/1/scenarios/04_never_returns")),
    Look(
        "studio-scenario-source", "studio_scenarios.source", "reem", at("/studio/1/scenarios/04_never_returns/source")
    ),
    Look("studio-scenario-step", "studio_scenarios.step", "reem", at("/studio/1/scenarios/04_never_returns/steps/1")),
    Look("studio-messages", "studio_texts.index", "reem", at("/studio/1/texts/")),
    Look("studio-letters", "studio_texts.index", "reem", at("/studio/1/letters/")),
    Look("studio-message", "studio_texts.show", "reem", at("/studio/1/texts/remind_papers")),
    Look("studio-letter", "studio_texts.show", "reem", at("/studio/1/letters/decision_letter")),
    Look("studio-message-new", "studio_texts.new", "reem", at("/studio/1/texts/new")),
    Look("studio-message-remove", "studio_texts.removal", "reem", at("/studio/1/texts/withdrawn/remove")),
    Look("studio-papers", "studio_papers.index", "reem", at("/studio/1/documents/")),
    Look("studio-paper", "studio_papers.show", "reem", at("/studio/1/documents/research_guide.md")),
    Look("studio-calendar", "studio_calendar.show", "reem", at("/studio/1/calendar/?start=2026-11-22&count=10")),
    Look("studio-time", "studio_calendar.time", "reem", at("/studio/1/calendar/time")),
    Look("studio-holiday", "studio_calendar.holiday", "reem", at("/studio/1/calendar/holidays/2026-09-23")),
    Look("studio-holiday-new", "studio_calendar.new", "reem", at("/studio/1/calendar/holidays/new")),
    Look("studio-holidays-propose", "studio_calendar.propose", "reem", at("/studio/1/calendar/propose?year=2029")),
    Look("studio-replay", "studio_replay.show", "reem", at("/studio/1/replay")),
    Look("not-found", "cases.show", "haya", at("/cases/99999"), 404),
    Look("not-allowed", "operations.show", "haya", at("/operations/"), 403),
]
# The site's own pages over a sandbox's database: looked at above, two of them under the strip of a trial.
TWICE = "sandbox."
# GET routes that answer with something other than a page.
NO_PAGES = {
    "assets.file",
    "assets.health",
    "assets.image",
    "cases.diagram",
    "cases.letter",
    "documents.show",
    "policy.diagram",
    "policy.tool_file",
    "studio_diagrams.file",
    "studio_diagrams.since",
    "studio_replay.as_csv",
    "studio_replay.progress",
    "studio_scenarios.progress",
    "studio_texts.print_saved",
    "studio_diff.choose",
    "studio_diff.drawing",
    "studio_packs.download",
    "studio_packs.download_file",
    "studio_panel.vocabulary",
}
