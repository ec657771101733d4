"""Counts a ballot by the association's own rules: quorum and majority are FEEL in its file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Evaluate = Callable[[str, Mapping[str, Any], Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Vote:
    """One ballot; `outcome` is None where the member recused."""

    outcome: str | None
    by_chair: bool = False


@dataclass(frozen=True)
class Tally:
    """A round's result. `tie`: equal votes stood against each other; the chair's side was taken if there was one."""

    outcome: str
    counts: Mapping[str, int]
    cast: int
    members: int
    recused: int
    tie: bool

    def as_data(self) -> dict[str, Any]:
        """Return the result as the case's data holds it."""
        numbers = {"cast": self.cast, "members": self.members, "recused": self.recused}
        return {"outcome": self.outcome, **self.counts, **numbers, "tie": self.tie}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Tally":
        """Return the result that was kept when the round closed."""
        own = {name: data[name] for name in ("outcome", "cast", "members", "recused", "tie")}
        return cls(counts={name: number for name, number in data.items() if name not in own}, **own)


def size(rules: Mapping[str, Any], members: int) -> int:
    """Return how many the committee counts: a seat that nobody holds still counts for quorum and majority."""
    return max(members, int(rules.get("seats") or 0))


def quorum(rules: Mapping[str, Any], members: int, evaluate: Evaluate) -> int:
    """Return how many votes are needed."""
    return int(evaluate(rules["quorum"], {"members": size(rules, members)}, {"members": "number"}))


def has_quorum(rules: Mapping[str, Any], cast: int, members: int, evaluate: Evaluate) -> bool:
    """Tell whether enough votes are there to decide."""
    return cast > 0 and cast >= quorum(rules, members, evaluate)


def count(rules: Mapping[str, Any], votes: Sequence[Vote], members: int, evaluate: Evaluate) -> Tally:
    """Count the votes; without quorum or majority the file's `no_majority` is the outcome."""
    chosen = [vote.outcome for vote in votes if vote.outcome is not None]
    counts = {outcome: chosen.count(outcome) for outcome in rules["outcomes"]}
    leaders = [outcome for outcome, number in counts.items() if number == max(counts.values())]
    tie = bool(chosen) and len(leaders) > 1
    outcome = None
    if has_quorum(rules, len(chosen), members, evaluate):
        outcome = (
            _side_of_chair(rules, votes, leaders) if tie else _majority(rules, leaders[0], counts, members, evaluate)
        )
    return Tally(
        outcome=outcome or rules["no_majority"],
        counts=counts,
        cast=len(chosen),
        members=size(rules, members),
        recused=len(votes) - len(chosen),
        tie=tie,
    )


def _majority(
    rules: Mapping[str, Any], leader: str, counts: Mapping[str, int], members: int, evaluate: Evaluate
) -> str | None:
    context = {"votes": counts[leader], "cast": sum(counts.values()), "members": size(rules, members)}
    return leader if evaluate(rules["majority"], context, dict.fromkeys(context, "number")) else None


def _side_of_chair(rules: Mapping[str, Any], votes: Sequence[Vote], leaders: Sequence[str]) -> str | None:
    if rules.get("tie") != "chair":
        return None
    sides = {vote.outcome for vote in votes if vote.by_chair and vote.outcome in leaders}
    return sides.pop() if len(sides) == 1 else None
