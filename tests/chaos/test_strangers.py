"""Thousands of mutated diagrams: taken in within a second, never a crash, and what lint accepts never stands still."""

from random import Random

import pytest

from tests.engine.strangers import mutated
from tests.engine.test_normalise import EVERY, survive

pytestmark = pytest.mark.chaos
ROUNDS = 6_000
PARTS = 6


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_imports(part: int) -> None:
    for seed in range(part, ROUNDS, PARTS):
        random = Random(seed)
        content = mutated(random.choice(EVERY), random, random.randint(1, 12))
        try:
            survive(content, random)
        except Exception as problem:
            raise AssertionError(f"seed {seed}") from problem
