"""Pieces of observation that the other tests reach only through a command, one by one."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from itertools import pairwise, permutations
from statistics import NormalDist

import numpy as np
import pytest
from audit_reference import every_order, slow_irv, slow_seats
from hypothesis import given, settings
from hypothesis import strategies as st
from observe_world import HEADER, simulated, table

from foedus.errors import BadInput
from foedus.observe.audit.assertion import HALF, mean_of
from foedus.observe.audit.contest import (
    RULES,
    Contest,
    assertions_of,
    cards_together,
    plan_of,
    votes_of,
)
from foedus.observe.audit.divisors import divisor, method_gives
from foedus.observe.audit.irv import Margins, at_stage, best_against, first_before
from foedus.observe.audit.plan import card_from, plan_contest
from foedus.observe.audit.plurality import plurality, refuse
from foedus.observe.audit.risk import TESTS, bet_of, null_of, numbers, risk_of
from foedus.observe.audit.sample import Read
from foedus.observe.design import residuals, station_size
from foedus.observe.screens.words import EXPLANATIONS, family_of

FRACTIONS = st.fractions(-3, 3, max_denominator=12)

# ---------------------------------------------------------------------- planning a sample


def test_residuals_are_of_the_stations_with_both_counts() -> None:
    found, known = residuals(table(), "A", "valid")
    rows = {0: (40, 58), 1: (50, 108), 3: (0, 0), 4: (80, 88)}
    ratio = Fraction(sum(a for a, _ in rows.values()), sum(m for _, m in rows.values()))
    assert known.tolist() == list(rows)
    assert found == pytest.approx([float(a - ratio * m) for a, m in rows.values()])
    assert found.sum() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("margin,level", [(0.005, 0.95), (0.01, 0.95), (0.01, 0.99), (0.2, 0.9)])
def test_a_size_is_the_formula_of_the_book(margin: float, level: float) -> None:
    frame = table(simulated(300, 4))
    found = station_size(frame, "A", "valid", margin, level)
    a, m = (frame.numbers(n).tolist() for n in ("A", "valid"))
    ratio = sum(a) / sum(m)
    e = [x - ratio * y for x, y in zip(a, m, strict=True)]
    mean = sum(e) / len(e)
    square = sum((x - mean) ** 2 for x in e) / (len(e) - 1)
    z = NormalDist().inv_cdf((1 + level) / 2)
    n0 = z**2 * square / (margin**2 * (sum(m) / len(m)) ** 2)
    assert found.stations == max(2, math.ceil(n0 / (1 + n0 / 300)))
    assert found.frame == 300
    voters = sum(m)
    book = 0.25 / (margin**2 / z**2 + 0.25 / voters)
    assert abs(found.handbook - book) <= 1


@pytest.mark.parametrize(
    "margin,level", [(0.0, 0.95), (1.0, 0.95), (-0.1, 0.95), (0.01, 0.0), (0.01, 1.0), (0.01, 2.0)]
)
def test_a_size_of_no_margin_or_confidence_is_refused(margin: float, level: float) -> None:
    with pytest.raises(BadInput):
        station_size(table(simulated(30, 4)), "A", "valid", margin, level)


def test_one_station_has_no_size() -> None:
    with pytest.raises(BadInput, match="two stations"):
        station_size(table(HEADER + "s1,n,9,8,8,0,4,4\n"), "A", "valid", 0.01, 0.95)


# ---------------------------------------------------------------------- cards and assertions


@given(st.lists(st.tuples(st.integers(1, 50), FRACTIONS), min_size=1, max_size=8))
def test_a_mean_is_that_of_fractions(values: list[tuple[int, Fraction]]) -> None:
    total = sum((n * v for n, v in values), Fraction(0))
    assert mean_of(values) == total / sum(n for n, _ in values)


@pytest.mark.parametrize(
    "text,card",
    [("A", ("A",)), ("", ()), (" A ; B ", ("A", "B")), ("A>B>C", ("A", "B", "C")), (";", ()),
     ("A;;B", ("A", "B")), ("A > B", ("A", "B"))],
)  # fmt: skip
def test_a_card_is_read_from_its_text(text: str, card: tuple[str, ...]) -> None:
    assert card_from(text) == card


TALLIES = st.dictionaries(
    st.sampled_from(["A", "B", "A;B", "B;A", "A;B;C", "C", "", "A;A"]),
    st.integers(0, 30),
    min_size=1,
)


@given(st.dictionaries(st.sampled_from("NSE"), TALLIES, min_size=1), st.integers(1, 3))
def test_cards_of_all_strata_are_counted_mark_by_mark(
    tally: dict[str, dict[str, int]], most: int
) -> None:
    cards = cards_together(tally)
    assert sum(cards.values()) == sum(n for t in tally.values() for n in t.values())
    wanted: Counter[str] = Counter()
    for part in tally.values():
        for text, n in part.items():
            marks = {m for m in text.split(";") if m}
            for mark in marks if len(marks) <= most else ():
                wanted[mark] += n
    found = votes_of(cards, most)
    assert {k: v for k, v in found.items() if v} == {k: v for k, v in wanted.items() if v}
    assert set(found) == {m for t in tally.values() for x in t for m in x.split(";") if m}


VOTES = st.tuples(*(st.integers(0, 40) for _ in "ABC"))
CONTESTS = {
    "one": Contest("plurality"), "two": Contest("plurality", seats=2),
    "share": Contest("supermajority", choice="A", share=Fraction(2, 5)),
    "dhondt": Contest("divisor", seats=5),
    "bar": Contest("divisor", seats=5, method="sainte-lague", bar=Fraction(1, 10)),
}  # fmt: skip


def tied(contest: Contest, votes: tuple[int, ...]) -> bool:
    """Whether the cards leave the outcome open, by the obvious count."""
    total, order = sum(votes), sorted(votes, reverse=True)
    if contest.rule == "plurality":
        return order[contest.seats - 1] == order[contest.seats]
    if contest.rule == "supermajority":
        return votes[0] == contest.share * total
    bar = contest.bar if contest.bar is not None else Fraction(-1)
    if any(v == bar * total for v in votes):
        return True
    step = 1 if contest.method == "dhondt" else 2
    inside = {k: v for k, v in zip("ABC", votes, strict=True) if v > bar * total}
    divisors = [Fraction(1 + step * n) for n in range(contest.seats)]
    return slow_seats(inside, contest.seats, divisors) is None


@given(VOTES, st.sampled_from(sorted(CONTESTS)))
def test_reported_cards_meet_their_own_assertions(votes: tuple[int, int, int], name: str) -> None:
    cards = {(k,): n for k, n in zip("ABC", votes, strict=True)}
    if tied(CONTESTS[name], votes):
        with pytest.raises(BadInput) as raised:
            assertions_of(CONTESTS[name], cards)
        assert {d.code for d in raised.value.diagnostics} == {"E910"}
        return
    found, outcome, why = assertions_of(CONTESTS[name], cards)
    assert outcome
    assert why
    for a in found:
        mean = mean_of([*((n, a.value(c)) for c, n in cards.items()), (7, a.value(()))])
        assert mean > HALF, a.name
        assert all(0 <= a.value(c) <= a.upper for c in (*cards, (), ("A", "B")))


def test_there_are_four_rules_and_no_fifth() -> None:
    assert set(RULES) == {"plurality", "supermajority", "divisor", "irv"}
    with pytest.raises(BadInput, match="borda"):
        assertions_of(Contest("borda"), {("A",): 1, ("B",): 2})


def test_what_has_no_margin_is_refused_with_what_would_mend_it() -> None:
    found = refuse("a tie").diagnostics[0]
    assert (found.code, found.what) == ("E910", "a tie")
    assert "count by hand" in found.expected
    with pytest.raises(BadInput, match="tied"):
        plurality({"A": 3, "B": 3})
    # A method that gives every list a seat before any vote leaves a claim without a quotient.
    with pytest.raises(BadInput, match=method_gives("B")):
        divisor({"A": 10, "B": 0}, 2, "adams")


@given(st.dictionaries(
    st.sampled_from([*permutations("ABC"), ("A",), ("B",), ("C", "A")]),
    st.integers(1, 30), min_size=1,
))  # fmt: skip
def test_the_widest_comparison_against_a_tail_contradicts_it(
    cards: dict[tuple[str, ...], int],
) -> None:
    margins = Margins(cards)
    for order in permutations("ABC"):
        for cut in range(1, 4):
            tail = order[3 - cut :]
            found = best_against(tail, "ABC", margins)
            options = [first_before(tail[0], c, cards) for c in tail[1:]]
            options += [first_before(c, tail[0], cards) for c in "ABC" if c not in tail]
            options += [at_stage(tail[0], c, tail, cards) for c in tail[1:]]
            widest = max(a.margin for a in options)
            if widest <= 0:
                assert found is None
                continue
            assert found is not None
            assert found.margin == widest
            ends = [o for w in "ABC" for o in every_order("ABC", w) if o[3 - cut :] == tail]
            assert ends
            assert all(found.contradicts(o) for o in ends)


def test_no_assertion_stands_against_the_order_that_happened() -> None:
    cards = {("A", "B", "C"): 40, ("B", "A", "C"): 30, ("C", "B", "A"): 20}
    assert slow_irv(cards, ["A", "B", "C"]) == {"B"}
    # C went first, then A: B is elected. Nothing true contradicts what happened.
    assert best_against(("C", "A", "B"), "ABC", Margins(cards)) is None
    assert best_against(("A", "B"), "ABC", Margins(cards)) is None


# ---------------------------------------------------------------------- the risk of one assertion


def planned(mode: str = "polling", design: str = "simple", a: int = 60, b: int = 40):  # type: ignore[no-untyped-def]
    return plan_of("M", Contest("plurality"), {"N": {"A": a, "B": b}}, {"N": a + b},
                   risk_limit=Fraction(1, 20), mode=mode, design=design)  # fmt: skip


def read(seen: str, reported: str = "") -> Read:
    return Read("N", "N", 1, card_from(seen), card_from(reported) if reported else None)


@pytest.mark.parametrize("test", TESTS)
def test_before_a_card_is_read_the_risk_is_one(test: str) -> None:
    plan = planned("comparison" if test == "kaplan-markov" else "polling")
    assert risk_of(plan, plan.assertions[0], [], test) == 1.0


@given(st.lists(st.tuples(st.sampled_from(["A", "B", ""]), st.sampled_from(["A", "B"])),
                min_size=1, max_size=30))  # fmt: skip
def test_values_read_are_the_assorter_s(pairs: list[tuple[str, str]]) -> None:
    for mode in ("polling", "comparison"):
        plan = planned(mode)
        a = plan.assertions[0]
        own = [read(s, r) for s, r in pairs]
        values, unit, top = numbers(plan, a, own)
        wanted = [a.value(r.seen or ()) for r in own]
        if mode == "comparison":
            wanted = [a.upper - a.value(r.reported or ()) + x
                      for r, x in zip(own, wanted, strict=True)]  # fmt: skip
        assert [Fraction(int(v), unit) for v in values] == wanted
        assert Fraction(top, unit) == (a.upper if mode == "polling" else 2 * a.upper)


@given(st.integers(1, 60), st.integers(0, 59))
def test_the_null_is_the_mean_at_which_the_assertion_just_fails(a: int, b: int) -> None:
    if b >= a:
        a, b = b + 1, a - 1 if a > b else b
    for mode in ("polling", "comparison"):
        plan = planned(mode, a=a, b=b)
        one = plan.assertions[0]
        null = null_of(plan, one)
        # True cards with a tie: the mean of what is read is then the null, to the last digit.
        half = Fraction(1, 2)
        seen = half * one.value(("A",)) + half * one.value(("B",))
        mean = seen if mode == "polling" else one.upper - plan.mean(one) + seen
        assert mean == null
        bet = bet_of(plan, one)
        bound = float(one.upper if mode == "polling" else 2 * one.upper)
        assert float(null) <= bet.eta < bound + 1e-9


@settings(max_examples=30)
@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_a_card_for_the_loser_never_lowers_the_risk_of_bravo(sides: list[bool]) -> None:
    plan = planned(a=600, b=400)
    own = [read("A" if s else "B") for s in sides]
    one = plan.assertions[0]
    found = [risk_of(plan, one, own[:n], "bravo") for n in range(1, len(own) + 1)]
    # The least so far stands: reading on can only confirm.
    assert all(y <= x for x, y in pairwise(found))
    for n, side in enumerate(sides[1:], 1):
        assert side or found[n] == found[n - 1]


@pytest.mark.parametrize("mode,test", [("comparison", "bravo"), ("polling", "kaplan-markov")])
def test_a_test_that_does_not_fit_is_refused(mode: str, test: str) -> None:
    plan = planned(mode)
    with pytest.raises(BadInput) as raised:
        risk_of(plan, plan.assertions[0], [read("A", "A")], test)
    assert raised.value.diagnostics[0].code == "E915"


def test_a_report_against_its_own_outcome_is_refused() -> None:
    one = plurality({"A": 6, "B": 4})
    with pytest.raises(BadInput) as raised:
        plan_contest("M", "elected: A", one, {"N": {"A": 4, "B": 6}}, {"N": 10},
                     risk_limit=Fraction(1, 20), mode="polling", design="simple",
                     argument="")  # fmt: skip
    assert raised.value.diagnostics[0].code == "E913"


# ---------------------------------------------------------------------- screens


@pytest.mark.parametrize(
    "name,family",
    [("turnout", "integer"), ("share: A", "integer"), ("turnout or share: A", "integer"),
     ("last digit: A", "last-digit")],
)  # fmt: skip
def test_every_statistic_has_its_other_explanations(name: str, family: str) -> None:
    assert family_of(name) == family
    assert len(EXPLANATIONS[family]) >= 3
    words = " ".join(EXPLANATIONS[family]).casefold()
    assert not any(w in words for w in ("fraud", "rigged", "stolen", "falsif", "proves"))


def test_read_numbers_are_whole() -> None:
    values, unit, _ = numbers(planned(), planned().assertions[0], [read("A"), read("B")])
    assert values.dtype == np.int64
    assert unit % 2 == 0
