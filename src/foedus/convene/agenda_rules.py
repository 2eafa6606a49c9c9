"""The convention's own rules, in the language, deciding between an option and the status quo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from foedus.constitution.model import Model
from foedus.convene.agenda import Beats, Clause, first_choices, majority
from foedus.proof.ballots import Votes
from foedus.proof.tally import tally

#: (voters for, against, equal) -> passed, failed, or open.
Test = Callable[[dict[str, tuple[int, int, int]]], bool | None]


def procedure_test(model: Model, procedure: str, body: str, *, by_unit: bool) -> Test:
    """Return whether a procedure passes with the votes given in a body, unit by unit if asked.

    Whoever holds both options equal abstains. Raises BadInput for names nobody bears.
    """

    def test(split: dict[str, tuple[int, int, int]]) -> bool | None:
        rows = []
        for unit, (yes, no, equal) in split.items():
            cells = {"yes": yes, "no": no, "abstain": equal, "absent": 0, "invalid": 0,
                     "registered": yes + no + equal}  # fmt: skip
            rows.append(Votes(body, unit if by_unit else "", cells))
        return tally(model, procedure, tuple(rows)).adopted

    return test


def split_by_unit(
    clause: Clause, first: int, rest: Sequence[int], *, by_unit: bool
) -> dict[str, tuple[int, int, int]]:
    """Return the votes for an option against the best of the rest, by unit (or all under "")."""
    units = dict.fromkeys(v.unit for v in clause.voters) if by_unit else {"": None}
    found = {}
    for unit in units:
        mine = tuple(v for v in clause.voters if not by_unit or v.unit == unit)
        part = Clause(clause.key, clause.options, clause.status_quo, mine)
        found[unit] = first_choices(part, first, rest)
    return found


def ruled(clause: Clause, test: Test | None, *, by_unit: bool = False) -> Beats:
    """Return who wins between two options: by the procedure where one is the status quo, else by
    plain majority.

    Whatever replaces the status quo has to pass as the rules say; where it does not, the status
    quo stays. None (open) is a tie.
    """
    plain = majority(clause)
    if test is None:
        return plain

    @cache
    def passes(option: int) -> bool | None:
        return test(split_by_unit(clause, option, (clause.status_quo,), by_unit=by_unit))

    def beats(first: int, second: int) -> bool | None:
        if clause.status_quo not in (first, second):
            return plain(first, second)
        new = second if first == clause.status_quo else first
        won = passes(new)
        return won if new == first else None if won is None else not won

    return beats


def ruled_successive(
    clause: Clause, test: Test | None, *, by_unit: bool = False
) -> Callable[[int, tuple[int, ...]], bool | None]:
    """Return the test of the successive procedure: an option other than the status quo passes by
    the procedure, the status quo (voted before the last) by plain majority."""

    @cache
    def passes(option: int, rest: frozenset[int]) -> bool | None:
        if test is not None and option != clause.status_quo:
            return test(split_by_unit(clause, option, tuple(rest), by_unit=by_unit))
        yes, no, _ = first_choices(clause, option, tuple(rest))
        return None if yes == no else yes > no

    return lambda option, rest: passes(option, frozenset(rest))
