"""Rules side by side, the top of the pairs, and failures whose witness is counted again."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import ballots_reference as slow
import numpy as np
import pytest
from elect_amounts import FEW
from hypothesis import given, settings

from foedus.elect.ballots.agreement import SINGLE, agreement, counter, rules_for
from foedus.elect.ballots.catalogue import CATALOGUE
from foedus.elect.ballots.failures import PROVED, Verdict, failures
from foedus.elect.ballots.profile import Profile, from_rankings
from foedus.elect.ballots.result import Lot

Case = tuple[int, slow.Ballots]

#: 100 voters; raising A on ten BCA ballots lets C in (Fishburn and Brams 1983, in small).
MONOTONE = {"ABC": 39, "BCA": 35, "CAB": 26}
#: Five rules, five winners (Malkevitch's 55 voters).
FIVE = {
    "ADECB": 18, "BEDCA": 12, "CBEDA": 10, "DCEBA": 9, "EBDCA": 4, "ECDBA": 2,
}  # fmt: skip


def test_five_rules_five_winners() -> None:
    found = agreement(slow.profile(*slow.letters(FIVE)))
    by = {o.rule: o.winners for o in found.outcomes}
    wanted = {"plurality": "A", "contingent": "B", "irv": "C", "borda": "D", "schulze": "E"}
    assert {r: "".join(by[r]) for r in wanted} == wanted
    assert (found.condorcet_winner, found.top, found.cycle) == ("E", ("E",), ())


def test_the_cycle_at_the_top_is_shown() -> None:
    found = agreement(slow.profile(*slow.letters(MONOTONE)))
    assert (found.condorcet_winner, found.top) == ("", ("A", "B", "C"))
    steps = [(d.winner, d.loser, d.margin) for d in found.cycle]
    assert steps == [("A", "B", 30), ("B", "C", 48), ("C", "A", 22)]


@FEW
@given(slow.rankings())
def test_top_and_cycle_by_definition(case: Case) -> None:
    m, ballots = case
    margins = slow.margins(m, ballots)
    found = agreement(slow.profile(m, ballots), rules=("plurality",))
    names = slow.names(m)
    winner = [a for a in range(m) if all(margins[a][b] > 0 for b in range(m) if b != a)]
    assert found.condorcet_winner == "".join(names[a] for a in winner)
    top = {names.index(n) for n in found.top}
    assert all(margins[a][b] > 0 for a in top for b in range(m) if b not in top)
    for first, then in zip(found.cycle, found.cycle[1:] + found.cycle[:1], strict=True):
        assert first.loser == then.winner
        assert first.margin == margins[names.index(first.winner)][names.index(first.loser)] > 0
    cyclic = any(
        all(margins[a][b] > 0 for a, b in zip(p, p[1:] + p[:1], strict=True))
        for n in range(3, m + 1) for p in permutations(sorted(top), n)
    )  # fmt: skip
    assert bool(found.cycle) == cyclic


def test_ties_are_shown_and_settled_only_by_a_lot() -> None:
    tied = slow.profile(*slow.letters({"AB": 2, "BA": 2}))
    found = agreement(tied)
    assert all(o.winners == () and o.tied for o in found.outcomes if o.rule != "contingent")
    assert all(o.winners for o in agreement(tied, lot=Lot("s")).outcomes)


def test_several_seats_compare_the_rules_that_fill_them() -> None:
    found = agreement(slow.profile(*slow.letters(FIVE)), 2, Lot("two"))
    assert {o.rule for o in found.outcomes} == set(rules_for(2))
    assert {"scottish", "meek", "irish", "hare-clark", "plurality"} <= set(rules_for(2))
    assert all(len(o.winners) == 2 for o in found.outcomes)
    with pytest.raises(ValueError, match="seat"):
        agreement(slow.profile(*slow.letters(FIVE)), 0)


def recount(verdict: Verdict) -> tuple[str, ...]:
    assert verdict.witness is not None
    return counter(verdict.rule)(verdict.witness, None).winners


def test_the_witness_of_monotonicity() -> None:
    profile = slow.profile(*slow.letters(MONOTONE))
    by = {(v.rule, v.criterion): v for v in failures(profile)}
    found = by["irv", "monotonicity"]
    assert found.sentence == "A, raised on 10 ballots, loses to C"
    assert [(c.before, c.after, c.ballots) for c in found.changes] == [
        (("B", "C", "A"), ("A", "B", "C"), 10)
    ]
    assert recount(found) == ("C",)
    assert by["irv", "participation"].status == "fails"


#: Moulin's paradox for rules by pairs, found by the search on real shapes of ballots.
NO_SHOW = {"ADBC": 26, "ADCB": 4, "BCDA": 6, "CABD": 12, "DBCA": 22, "BADC": 9, "CDBA": 20}


@pytest.mark.parametrize("text", [MONOTONE, FIVE, NO_SHOW], ids=["monotone", "five", "no-show"])
def test_every_failure_found_holds_when_counted_again(text: dict[str, int]) -> None:
    check_all(slow.profile(*slow.letters(text)), 120)


@given(slow.rankings(most=4, papers=8))
@settings(max_examples=12)
def test_failures_on_random_profiles_hold(case: Case) -> None:
    check_all(slow.profile(*case), 25)


def check_all(profile: Profile, tries: int) -> None:
    before = dict(profile.compressed().ballots())
    for v in failures(profile, tries=tries):
        assert v.status in ("fails", "proved", "none found")
        if v.status != "fails":
            assert v.witness is None
            assert v.tries <= tries + 1
            continue
        assert counter(v.rule)(profile, None).winners == (v.winner,)
        assert recount(v) == (v.then,) != (v.winner,)
        after = dict(before)
        number = {n: i for i, n in enumerate(profile.candidates)}
        for c in v.changes:
            old, new = (tuple(number[n] for n in side) for side in (c.before, c.after))
            after[old] -= c.ballots
            if c.after:
                after[new] = after.get(new, 0) + c.ballots
            allowed(v, c.before, c.after)
        assert v.witness is not None
        merged: dict[tuple[int, ...], int] = {}
        for r, n in v.witness.ballots():
            merged[r] = merged.get(r, 0) + n
        assert {r: n for r, n in merged.items() if n} == {r: n for r, n in after.items() if n}


def allowed(v: Verdict, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Check that a change is one the criterion speaks of: nothing else moves."""
    if v.criterion == "participation":
        assert after == ()
        rank = {n: i for i, n in enumerate(before)}
        assert rank[v.then] < rank.get(v.winner, 99)
        return
    moved = v.winner if "raised" in v.sentence else v.then
    rest = [[n for n in side if n != moved] for side in (before, after)]
    assert rest[0] == rest[1]
    old = before.index(moved) if moved in before else 99
    assert (after.index(moved) < old) if "raised" in v.sentence else (after.index(moved) > old)


@pytest.mark.parametrize("rule", [r for r, c in PROVED if c == "monotonicity"])
def test_rules_said_to_be_monotone_never_drop_a_raised_winner(rule: str) -> None:
    draw = np.random.default_rng(3)
    for _ in range(40):
        rows = [tuple(draw.permutation(4).tolist()) for _ in range(9)]
        profile = from_rankings("ABCD", [(r, 1) for r in rows])
        won = counter(rule)(profile, None).winners
        if len(won) != 1:
            continue
        w = "ABCD".index(won[0])
        i = int(draw.integers(9))
        rows[i] = (w, *(c for c in rows[i] if c != w))
        again = counter(rule)(from_rankings("ABCD", [(r, 1) for r in rows]), None)
        assert again.winners in (won, ())


def test_the_rules_compared_are_those_for_one_winner() -> None:
    assert all(not CATALOGUE[r].many or r == "plurality" for r in SINGLE)
    single = {n for n, e in CATALOGUE.items() if e.reads == "ranked" and not e.many}
    assert single == set(SINGLE) - {"plurality"}


def test_margins_are_those_of_the_pairs() -> None:
    found = agreement(slow.profile(*slow.letters(MONOTONE)))
    assert found.margins["A"] == {"B": 30, "C": -22}
    assert Fraction(found.valid) == 100
