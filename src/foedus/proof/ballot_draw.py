"""Ballots drawn at random that show a turn: a quick try before the search that decides."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from foedus.proof.ballot_rule import BallotRule, Option, Profile
from foedus.proof.ternary_parts import holding
from foedus.rules.gates import Voter

Ints = NDArray[np.int64]
#: Profiles drawn, and votes drawn in all.
DRAWS = 20_000
CELLS = 2_000_000
#: Sums beyond this are left to the search.
LARGEST = 1 << 60
#: Which options a draw spreads a voter's members over, so that edges of quorums are met as well.
SPREADS = (
    (Option.YES,),
    (Option.YES, Option.NO),
    (Option.YES, Option.ABSENT),
    (Option.YES, Option.ABSTAIN, Option.NO),
    tuple(Option),
)


def draw(
    rule: BallotRule, voter: Voter, start: Option, end: Option, *, passes: bool
) -> tuple[Profile, Profile] | None:
    """Return profiles before and after one member goes from `start` to `end`, or None.

    The proposal `passes` before and not after (or, False, the other way round). None says nothing:
    no such profile was drawn. The draws are the same at every call.
    """
    rows = min(DRAWS, CELLS // max(1, len(rule.voters)))
    if _large(rule) or not rows:
        return None
    rng = np.random.default_rng(2014)
    votes = {v.name: _spread(rng, v.count - (v is voter), rows) for v in rule.voters}
    sums = {
        f: sum(
            (votes[name] @ np.array(own, dtype=np.int64) for name, own in form.items()),
            np.zeros(rows, dtype=np.int64),
        )
        for f, form in enumerate(rule.forms)
    }
    first, last = (
        holding(rule.tree, _with(rule, sums, voter, option), rows) for option in (start, end)
    )
    good = np.flatnonzero((first == passes) & (last != passes))
    if not len(good):
        return None
    row = int(good[0])
    before, after = (
        {v.name: _counts(votes[v.name][row], option if v is voter else None) for v in rule.voters}
        for option in (start, end)
    )
    return before, after


def _large(rule: BallotRule) -> bool:
    counts = {v.name: v.count for v in rule.voters}
    sums = (
        sum(max(map(abs, own)) * counts[name] for name, own in form.items()) for form in rule.forms
    )
    return any(total >= LARGEST for total in sums)


def _spread(rng: np.random.Generator, members: int, rows: int) -> Ints:
    """Return rows of (yes, abstain, absent, no): members cut at random points, a spread a row."""
    found = np.zeros((rows, len(Option)), dtype=np.int64)
    kinds = rng.integers(0, len(SPREADS), rows)
    for kind, options in enumerate(SPREADS):
        at = np.flatnonzero(kinds == kind)
        cuts = np.sort(rng.integers(0, members + 1, (len(at), len(options) - 1)), axis=1)
        ends = np.full((len(at), 1), members)
        parts = np.diff(np.hstack([np.zeros((len(at), 1), dtype=np.int64), cuts, ends]), axis=1)
        order = rng.permuted(np.tile(np.arange(len(options)), (len(at), 1)), axis=1)
        for k, option in enumerate(options):
            found[at, option] = np.take_along_axis(parts, order[:, k : k + 1], axis=1)[:, 0]
    return found


def _with(
    rule: BallotRule, sums: Mapping[int, Ints], voter: Voter, option: Option
) -> dict[int, Ints]:
    return {
        f: total + rule.forms[f].get(voter.name, (0, 0, 0, 0))[option] for f, total in sums.items()
    }


def _counts(row: Ints, more: Option | None) -> tuple[int, int, int, int]:
    yes, abstain, absent, no = (int(k) + (o is more) for o, k in zip(Option, row, strict=True))
    return yes, abstain, absent, no
