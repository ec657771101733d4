"""Small sound diagrams around the part that a test of lint is about."""

import re

from engine.bpmn.findings import Finding, is_error
from engine.bpmn.lint import lint
from engine.bpmn.vocabulary import Signature, Vocabulary
from tests.engine import bpmn_files as make

FORMS = {
    "begin": {"origin": "text", "asked_on": "date"},
    "ask": {
        "need": "text",
        "amount": "number",
        "agreed": "boolean",
        "visit_on": "date",
        "rows": {"list": {"kind": "text", "cost": "number"}},
        "members": {"list": "text"},
    },
    "tell": {"told": "text"},
    "vote_form": {"vote": "text"},
}
VOCABULARY = Vocabulary(
    roles=frozenset({"officer", "chair"}),
    forms=FORMS,
    choices={"need": frozenset({"support", "inquiry"}), "kind": frozenset({"rent", "loan"})},
    parameters={"reply_wait": "duration", "limit": "number"},
    decisions={"level": Signature(("amount",), {"context": {"grade": "text"}})},
    ballots=frozenset({"committee"}),
    clauses=frozenset({"S1"}),
    templates=frozenset({"hello"}),
    letters=frozenset({"notice"}),
)
S = make.start(form="begin", role="officer")
E = make.end()
A = make.user("A", form="ask")
B = make.user("B", form="tell")
IN_A_LANE = re.compile(
    r'<bpmn:(?:userTask|manualTask|subProcess|receiveTask|boundaryEvent|intermediate\w+) id="([^"]+)"'
)


def process(*parts: str, id: str = "p") -> str:
    """All that needs a role lies in the officer's lane, unless the part draws lanes itself."""
    drawn = "".join(parts)
    names = IN_A_LANE.findall(drawn)
    lanes = make.lanes(make.lane("officer", *names)) if names and "laneSet" not in drawn else ""
    return make.process(id, lanes, drawn)


def drawn(*parts: str, before: str = "") -> dict[str, bytes]:
    return {"p.bpmn": make.file(before, process(*parts))}


def all_found(diagrams: dict[str, bytes], vocabulary: Vocabulary | None = VOCABULARY) -> list[Finding]:
    return lint(diagrams, vocabulary)


def errors(diagrams: dict[str, bytes], vocabulary: Vocabulary | None = VOCABULARY) -> set[tuple[str, str]]:
    """Code and element of each error."""
    return {(each.code, each.element) for each in all_found(diagrams, vocabulary) if is_error(each)}


def warnings(diagrams: dict[str, bytes], vocabulary: Vocabulary | None = VOCABULARY) -> set[tuple[str, str]]:
    return {(each.code, each.element) for each in all_found(diagrams, vocabulary) if not is_error(each)}
