"""What is wrong with a draft, remembered by its hash; and a diagram as it is being drawn, beside the draft's files."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TypeVar

from sqlalchemy.orm import Session

from engine.bpmn import lint as linter
from engine.bpmn.findings import Finding
from engine.bpmn.vocabulary import Vocabulary
from engine.models import PolicyVersion
from engine.policies import packs
from engine.policies.packs import Pack
from engine.studio import drafts

MOST = 64  # some ten kinds of each of the versions that are worked on
Value = TypeVar("Value")
_lock = Lock()
_known: OrderedDict[tuple[str, str], object] = OrderedDict()


def pack(session: Session, version: PolicyVersion) -> Pack:
    """The version's files."""
    return remembered("pack", version.hash, lambda: drafts.pack(session, version))


def findings(session: Session, version: PolicyVersion) -> list[Finding]:
    """Everything that is wrong with or worth knowing of the version."""
    return remembered("findings", version.hash, lambda: packs.check(pack(session, version)))


def vocabulary(session: Session, version: PolicyVersion) -> Vocabulary:
    """What lint must know of the version."""
    return remembered("vocabulary", version.hash, lambda: packs.vocabulary(pack(session, version)))


def lint(session: Session, version: PolicyVersion, path: str, xml: bytes) -> list[Finding]:
    """What is wrong with a diagram that is not saved yet, among the version's other diagrams."""
    files = {key: content for key, content in pack(session, version).files.items() if key.endswith(".bpmn")}
    return linter.lint({**files, path: xml}, vocabulary(session, version))


def remembered(what: str, key: str, make: Callable[[], Value]) -> Value:
    """A version's hash names its bytes, so what was made of them once is true for good."""
    with _lock:
        if (what, key) in _known:
            _known.move_to_end((what, key))
            return _known[what, key]  # type: ignore[return-value]
    made = make()
    with _lock:
        _known[what, key] = made
        while len(_known) > MOST:
            _known.popitem(last=False)
    return made


def by_file(found: list[Finding]) -> Mapping[str, list[Finding]]:
    """Findings by their file, in the order they came."""
    grouped: dict[str, list[Finding]] = {}
    for finding in found:
        grouped.setdefault(finding.file, []).append(finding)
    return grouped
