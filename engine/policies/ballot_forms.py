"""What the form of a ballot must ask: a vote that everybody gives, and nothing that the count would drop."""

from collections.abc import Iterator
from typing import Any

from engine.bpmn.findings import Finding
from engine.policies.content import Content

KEPT = ("vote", "reason", "reservation")  # what a ballot's row holds


def check(content: Content) -> Iterator[Finding]:
    """Findings in the forms that ballots name; a vote left empty would count as a member who stepped aside."""
    ballots = content.association.get("ballots", {}).values()
    for key in sorted({ballot["form"] for ballot in ballots} & content.forms.keys()):
        asked: dict[str, Any] = {field.name: field for field in content.forms[key].fields}
        vote = asked.get("vote")
        if not (
            vote and vote.choices == "outcomes" and vote.type == "choice" and vote.required and not vote.visible_if
        ):
            yield _finding(
                content,
                key,
                "لا بد في نموذج التصويت من حقل vote: نوعه choice، وخياراته outcomes، ومطلوب دائمًا.",
                "a ballot's form needs the field 'vote': a choice of outcomes, always required.",
            )
        for name, field in asked.items():
            if name not in KEPT and field.type != "information":
                yield _finding(
                    content,
                    key,
                    f"لا يحفظ التصويت الحقل «{name}»؛ المحفوظ: {', '.join(KEPT)}.",
                    f"a ballot does not keep the field '{name}'; it keeps {', '.join(KEPT)}.",
                )


def _finding(content: Content, key: str, ar: str, en: str) -> Finding:
    file, source = content.source("form", key)
    return Finding("error", "ballot-form", file, "fields", source.line(("fields",)), ar, en)
