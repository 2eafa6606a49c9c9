"""Winning coalitions and swings of a rule, by size: one call each."""

from __future__ import annotations

from foedus.power.engines import count
from foedus.power.profile import Budget
from foedus.rules.gates import Rule


def count_winning(
    rule: Rule, *, engine: str = "auto", budget: Budget | None = None
) -> tuple[int, ...]:
    """Return W(s), the number of winning sets of s single members, for s = 0 .. n.

    Raises TooLarge where no exact engine fits the budget.
    """
    found = count(rule, sizes=True, engine=engine, budget=budget).winning_by_size
    assert found is not None
    return found


def swings(
    rule: Rule, *, engine: str = "auto", budget: Budget | None = None
) -> dict[str, tuple[int, ...]]:
    """Return, for one member of each voter or type, its swings by the size of the set it joins.

    swings_i(s) is the number of losing sets of s others that win with i, for s = 0 .. n-1.
    Raises TooLarge where no exact engine fits the budget.
    """
    profile = count(rule, sizes=True, engine=engine, budget=budget)
    assert profile.swings_by_size is not None
    return dict(zip(profile.names, profile.swings_by_size, strict=True))
