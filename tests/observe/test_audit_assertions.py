"""Assertions hold together exactly where the outcome is right: played on every small count."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from fractions import Fraction

import pytest
from audit_reference import every_count, every_order, slow_irv, slow_seats
from hypothesis import given
from hypothesis import strategies as st

from conftest import FULL
from foedus.errors import BadInput
from foedus.observe.audit.assertion import HALF, Assertion, linear, scaled
from foedus.observe.audit.divisors import divisor
from foedus.observe.audit.irv import implies_winner, instant_runoff
from foedus.observe.audit.plurality import plurality, supermajority


def holds(found: list[Assertion], votes: Mapping[str, int], blank: int = 1) -> bool:
    """Whether every assertion's mean over the cards is above 1/2."""
    cards = sum(votes.values()) + blank
    return all(a.mean(votes, cards) > HALF for a in found)


def test_the_values_of_the_literature() -> None:
    # Stark 2020, sec. 2 and 2.3; Blom et al. 2021 for D'Hondt.
    (a,) = plurality({"A": 3, "B": 2})
    assert [a.value((m,)) for m in ("A", "B", "C")] == [1, 0, HALF]
    assert a.value(()) == HALF
    assert a.value(("A", "B")) == HALF, "two marks where one is allowed count for nobody"
    (f,) = supermajority({"A": 7, "B": 3}, "A", Fraction(2, 3))
    assert (f.value(("A",)), f.value(("B",)), f.value(())) == (Fraction(3, 4), 0, HALF)
    assert f.upper == 1 / (2 * Fraction(2, 3))
    found = {x.name: x for x in divisor({"A": 50, "B": 20}, 3)}
    d = found["A#3 > B#1"] if "A#3 > B#1" in found else found["A#2 > B#2"]
    last, next_ = (3, 1) if "A#3 > B#1" in found else (2, 2)
    assert d.value(("A",)) == HALF + Fraction(next_, 2 * last)
    assert (d.value(("B",)), d.value(("C",))) == (0, HALF)


@pytest.mark.parametrize("winners", [1, 2])
def test_plurality_assertions_mean_the_outcome(winners: int) -> None:
    for votes in every_count("ABC", 3):
        order = sorted(votes.values(), reverse=True)
        if order[winners - 1] == order[winners]:
            with pytest.raises(BadInput, match="tied"):
                plurality(votes, winners)
            continue
        found = plurality(votes, winners)
        elected = {k for k in votes if votes[k] >= order[winners - 1]}
        for true in every_count("ABC", 3):
            ins = min(true[k] for k in elected)
            outs = max(v for k, v in true.items() if k not in elected)
            assert holds(found, true) is (ins > outs)


def test_two_marks_on_a_card() -> None:
    found = plurality({"A": 5, "B": 4, "C": 2}, 2, most=2)
    a = next(x for x in found if x.name == "A > C")
    assert [a.value(c) for c in (("A", "B"), ("B", "C"), ("A", "C"), ("A", "B", "C"))] == [
        1, 0, HALF, HALF,
    ]  # fmt: skip
    assert a.upper == 1


@pytest.mark.parametrize("share", [Fraction(1, 2), Fraction(2, 3), Fraction(3, 5), Fraction(1, 20)])
def test_supermajority_assertions_mean_the_outcome(share: Fraction) -> None:
    for votes in every_count("AB", 5):
        total = sum(votes.values())
        if not total or votes["A"] == share * total:
            with pytest.raises(BadInput):
                supermajority(votes, "A", share)
            continue
        found = supermajority(votes, "A", share)
        above = votes["A"] > share * total
        for true in every_count("AB", 5):
            gap = true["A"] - share * sum(true.values())
            assert holds(found, true, 2) is ((gap > 0) if above else (gap < 0))


DIVISORS = {
    "dhondt": [Fraction(k) for k in range(1, 9)],
    "sainte-lague": [Fraction(2 * k + 1, 2) for k in range(8)],
}


@pytest.mark.parametrize("method", list(DIVISORS))
@given(st.lists(st.integers(1, 40), min_size=2, max_size=4), st.integers(1, 5), st.integers(0, 99))
def test_divisor_assertions_mean_the_outcome(
    method: str, numbers: list[int], seats: int, seed: int
) -> None:
    votes = dict(zip("ABCD", numbers, strict=False))
    given_ = slow_seats(votes, seats, DIVISORS[method])
    if given_ is None:
        with pytest.raises(BadInput):
            divisor(votes, seats, method)
        return
    found = divisor(votes, seats, method)
    assert holds(found, votes)
    draw = random.Random(seed)
    for _ in range(20):
        true = {k: max(0, v + draw.randint(-6, 6)) for k, v in votes.items()}
        right = slow_seats(true, seats, DIVISORS[method]) == given_
        assert holds(found, true) is right


def test_a_bar_is_asserted_list_by_list() -> None:
    votes = {"A": 60, "B": 36, "C": 4}
    found = divisor(votes, 5, bar=Fraction(1, 20))
    assert {a.name for a in found if "1/20" in a.name} == {"A > 1/20", "B > 1/20", "C < 1/20"}
    assert holds(found, votes)
    assert not holds(found, {"A": 60, "B": 34, "C": 6})
    with pytest.raises(BadInput, match="exactly at the bar"):
        divisor({"A": 60, "B": 35, "C": 5}, 5, bar=Fraction(1, 20))


@pytest.mark.parametrize("method", ["huntington-hill", "hamilton", "nothing"])
def test_methods_without_rational_divisors_are_refused(method: str) -> None:
    with pytest.raises(BadInput, match="no rational divisors"):
        divisor({"A": 5, "B": 3}, 2, method)


@given(st.data())
def test_linear_assertions_are_above_one_half_exactly_where_the_mean_is_positive(
    data: st.DataObject,
) -> None:
    fraction = st.fractions(-3, 3, max_denominator=6)
    weights = {m: data.draw(fraction) for m in "xyz"}
    constant = data.draw(st.fractions(-1, 1, max_denominator=6))
    found = linear("t", "t", weights, constant)
    counts = {m: data.draw(st.integers(0, 5)) for m in "xyz"}
    cards = sum(counts.values()) + data.draw(st.integers(0, 3))
    if not cards:
        return
    mean = sum((w * counts[m] for m, w in weights.items()), Fraction(0)) / cards + constant
    if isinstance(found, bool):
        assert (mean > 0) is found
        return
    assert (found.mean(counts, cards) > HALF) is (mean > 0)
    values = [found.value((m,)) for m in "xyz"] + [found.value(())]
    assert min(values) >= 0
    assert max(values) <= found.upper
    scale = scaled(found.upper, values)
    assert [Fraction(scale.index(v), scale.unit) for v in values] == values


# ---------------------------------------------------------------------- instant runoff


def random_cards(draw: random.Random, names: str, kinds: int) -> dict[tuple[str, ...], int]:
    cards: dict[tuple[str, ...], int] = {}
    for _ in range(kinds):
        length = draw.randint(1, len(names))
        card = tuple(draw.sample(names, length))
        cards[card] = draw.randint(1, 30)
    return cards


@pytest.mark.parametrize("seed", range(200 if FULL else 40))
def test_instant_runoff_assertions_contradict_every_other_winner(seed: int) -> None:
    draw = random.Random(seed)
    names = "ABCDE"[: draw.randint(2, 5)]
    cards = random_cards(draw, names, 8)
    names = "".join(sorted({c for k in cards for c in k}))
    winners = slow_irv(cards, names)
    if len(winners) > 1:
        for w in winners:
            with pytest.raises(BadInput, match="tie"):
                instant_runoff(cards, w)
        return
    (winner,) = winners
    found = instant_runoff(cards, winner)
    assert all(a.margin > 0 for a in found)
    for order in every_order(names, winner):
        assert any(a.contradicts(order) for a in found), order
    assert implies_winner(found, names, winner)
    for a in found:
        assert not implies_winner([b for b in found if b is not a], names, winner)


@pytest.mark.parametrize("seed", range(30))
def test_where_all_assertions_hold_the_winner_is_right(seed: int) -> None:
    draw = random.Random(seed)
    cards = random_cards(draw, "ABCD", 9)
    names = "".join(sorted({c for k in cards for c in k}))
    winners = slow_irv(cards, names)
    if len(winners) > 1:
        return
    (winner,) = winners
    found = instant_runoff(cards, winner)
    for _ in range(60):
        true = {k: max(0, n + draw.randint(-12, 12)) for k, n in cards.items()}
        total = sum(true.values()) or 1
        means = [sum(n * a.value(k) for k, n in true.items()) / total for a in found]
        if all(m > HALF for m in means):
            assert slow_irv(true, names) == {winner}


def test_the_narrowest_assertion_is_as_wide_as_can_be() -> None:
    cards = {("A", "B", "C"): 40, ("B", "A", "C"): 30, ("C", "B", "A"): 25, ("C", "A", "B"): 4}
    (winner,) = slow_irv(cards, "ABC")
    found = instant_runoff(cards, winner)
    every = []
    for w, x in itertools.permutations("ABC", 2):
        from foedus.observe.audit.irv import at_stage, first_before

        every += [first_before(w, x, cards), at_stage(w, x, ("A", "B", "C"), cards),
                  at_stage(w, x, (w, x), cards)]  # fmt: skip
    true = [a for a in every if a.margin > 0]
    best = max(
        min(a.margin for a in chosen)
        for n in range(1, 5) for chosen in itertools.combinations(true, n)
        if implies_winner(chosen, "ABC", winner)
    )  # fmt: skip
    assert min(a.margin for a in found) == best


@pytest.mark.parametrize("names", [7, 9])
def test_larger_contests_are_contradicted_in_every_order(names: int) -> None:
    draw = random.Random(names)
    every = [f"c{i}" for i in range(names)]
    weight = {n: (i + 1) ** 2 for i, n in enumerate(every)}
    cards: dict[tuple[str, ...], int] = {}
    for _ in range(150):
        left, card = list(every), []
        for _ in range(draw.randint(1, names)):
            c = draw.choices(left, [weight[x] for x in left])[0]
            left.remove(c)
            card.append(c)
        cards[tuple(card)] = cards.get(tuple(card), 0) + draw.randint(1, 30)
    winners = slow_irv(cards, every)
    assert len(winners) == 1
    (winner,) = winners
    found = instant_runoff(cards, winner)
    assert implies_winner(found, every, winner)
    if names <= 7:
        for order in every_order(every, winner):
            assert any(a.contradicts(order) for a in found)
    for a in found:
        assert sum(a.side(k) * n for k, n in cards.items()) == a.margin > 0
