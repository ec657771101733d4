"""Any sequence of edits gives a draft that lints, or findings that name the place; none an error of our own."""

from random import Random

import pytest

from engine.bpmn import specs
from engine.bpmn.findings import is_error
from engine.policies import diff, packs, policy, versions
from engine.policies.packs import Pack
from engine.studio import binding
from tests.engine.any_edits import edited
from tests.factories import PROCESSES

SHIPPED = packs.read(PROCESSES, "samakh")
PACK_AS_A_WHOLE = frozenset({"pack-stray", "no-vocabulary"})


def check(seed: int) -> bool:
    """Whether the draft was accepted; what was accepted can be made ready and read as a policy."""
    chance = Random(seed)
    draft = edited(SHIPPED, chance, chance.randint(1, 6))
    found = packs.check(draft)
    for finding in found:
        assert finding.ar, finding
        assert finding.en, finding
        assert finding.file in draft.files or finding.file in SHIPPED.files, finding
        assert finding.element or finding.line or finding.code in PACK_AS_A_WHOLE, finding
    _is_told(draft)
    accepted = not any(map(is_error, found))
    if accepted:
        compiled = versions.compiled(draft)
        policy.make(draft.hash, draft.association, draft.files, specs.load(draft.hash, compiled))
    return accepted


def _is_told(draft: Pack) -> None:
    """What the studio shows of any draft, sound or not."""
    binding.coverage(draft)
    if draft.files == SHIPPED.files:
        return
    diff.compare(SHIPPED.files, draft.files)


@pytest.mark.parametrize("seed", range(60))
def test_any_edits_are_accepted_or_named(seed: int) -> None:
    check(seed)


def test_some_edits_are_accepted_and_some_are_not() -> None:
    """Else the test above would prove nothing."""
    assert {check(seed) for seed in range(120, 150)} == {True, False}


@pytest.mark.chaos
def test_thousands_of_edits_are_accepted_or_named() -> None:
    for seed in range(1000, 4000):
        check(seed)
