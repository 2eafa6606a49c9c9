"""Estimates, citizens, blocs, changes and the inverse problem, each beside the obvious way."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from math import comb, factorial

import numpy as np
import power_reference as ref
import power_slow as slow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.answer import Label
from foedus.errors import TooLarge
from foedus.power import composite as co
from foedus.power import sampling as sp
from foedus.power.bare import BareGame, parse_weight
from foedus.power.blocs import coalitional
from foedus.power.inverse import inverse, moved, rounded
from foedus.power.profile import Budget
from foedus.power.quota import QuotaText, parse_quota
from foedus.power.sensitivity import accession, by_quota, by_quota_text, secession, without_clause
from foedus.power.table import power
from foedus.power.together import together
from foedus.rules.exchange import from_json
from foedus.rules.gates import Builder, Rule

FEW = settings(max_examples=300 if FULL else 30)
WEIGHTS = st.lists(st.integers(0, 9), min_size=2, max_size=5)


def rule_of(weights: list[int], quota: int) -> Rule:
    b = Builder()
    return b.build(b.gate({b.voter(f"v{k}"): w for k, w in enumerate(weights)}, quota))


# ------------------------------------------------------------------ sampling


@pytest.mark.parametrize("n", range(8))
def test_the_share_of_the_smaller_sets(n: int) -> None:
    found = sp._shares_below(n)
    for s in range(n + 2):
        assert found[s] == sum(comb(n, k) for k in range(s)) / 2**n


@settings(max_examples=100 if FULL else 12)
@given(st.integers(0, 10**6))
def test_all_orders_together_give_both_indices(seed: int) -> None:
    data = ref.random_rule(seed, 5, 4)
    rule = from_json(data)
    if rule.root < len(rule.voters) or rule.size > 6:
        return
    columns = sp._columns(rule)
    owner = [t for t, v in enumerate(rule.voters) for _ in range(v.count)]
    below = sp._shares_below(rule.size - 1)
    for t, name in enumerate(rule.names):
        others = list(owner)
        others.remove(t)
        orders = np.asarray(list(itertools.permutations(others)), dtype=np.int64)
        orders = orders.reshape(len(orders), len(others))
        with_t, without = sp._span(rule, columns, t, orders)
        swings = ref.swings_by_size(data, name)
        assert (without - with_t).mean() / rule.size == pytest.approx(
            float(ref.Members(data).shapley(name))
        )
        assert (below[without] - below[with_t]).mean() == pytest.approx(
            sum(swings) / 2 ** (rule.size - 1)
        )


def test_intervals_cover_more_often_than_they_promise() -> None:
    # 95 % are promised for all intervals of a table together; the bound is loose on purpose
    weights, quota = [5, 4, 3, 2, 1], 8
    rule = rule_of(weights, quota)
    exact = [float(v) for v in slow.shapley_by_orders(5, slow.gate(weights, quota))]
    held = 0
    for seed in range(40):
        found = sp.sample(rule, draws=40, seed=seed)
        held += all(abs(v - x) <= e for (v, e), x in zip(found.shapley, exact, strict=True))
    assert held >= 38


def test_more_draws_narrow_the_interval() -> None:
    rule = rule_of([5, 4, 3, 2, 1], 8)
    errors = [max(e for _, e in sp.sample(rule, draws=d, seed=1).shapley) for d in (30, 300, 3000)]
    assert errors == sorted(errors, reverse=True)
    assert errors[2] < errors[0] / 5


def test_the_interval_is_the_formula_of_maurer_and_pontil() -> None:
    values = np.asarray([0.0, 1.0, 0.5, 0.25])
    mean, error = sp._interval(values, 0.05)
    spread = sum((v - 0.4375) ** 2 for v in (0, 1, 0.5, 0.25)) / 3
    room = float(np.log(4 / 0.05))
    assert mean == 0.4375
    assert error == pytest.approx((2 * spread * room / 4) ** 0.5 + 7 * room / (3 * 3))


# ------------------------------------------------------------------ two levels


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 20, 41])
def test_a_regions_chances_against_binomial_sums(size: int) -> None:
    x = np.linspace(-0.95, 0.95, 9)
    yes, decides = co._region(size, x)
    for k, t in enumerate((1 + x) / 2):
        chances = [comb(size, s) * t**s * (1 - t) ** (size - s) for s in range(size + 1)]
        assert yes[k] == pytest.approx(sum(chances[size // 2 + 1 :]), abs=1e-12)
        need = size // 2
        one = comb(size - 1, need) * t**need * (1 - t) ** (size - 1 - need)
        assert decides[k] == pytest.approx(one, abs=1e-12)


@pytest.mark.parametrize("people", [[3, 5], [300, 7], [5000, 400, 90], [10**6, 10**4]])
def test_the_points_of_the_integral_share_out_one(people: list[int]) -> None:
    x, shares = co._nodes(people, 24)
    assert sorted(x) == pytest.approx(sorted(-x))
    assert max(abs(x)) < 1
    # where nothing is cut off, the shares of t in [0, 1] add up to 1 and mean 1/2
    if min(people) < 100:
        assert shares.sum() == pytest.approx(1)
        assert float(np.dot(shares, ((1 + x) / 2) ** 2)) == pytest.approx(1 / 3)


@pytest.mark.parametrize("power_", [0, 1, 2, 10, 200])
def test_the_integral_under_the_bell(power_: int) -> None:
    for top in (-0.5, 0.0, 0.2, 1.0):
        y = np.linspace(0, top, 20_001)
        bell = (1 - y**2) ** power_
        rough = float(((bell[1:] + bell[:-1]) / 2 * np.diff(y)).sum())
        assert co._under(power_, np.asarray([top]))[0] == pytest.approx(rough, abs=1e-8)


@FEW
@given(st.lists(st.integers(1, 4), min_size=2, max_size=3), st.data())
def test_a_college_of_citizens_voter_by_voter(people: list[int], data: st.DataObject) -> None:
    weights = [data.draw(st.integers(1, 4)) for _ in people]
    quota = data.draw(st.integers(1, sum(weights)))
    whole = co.composite(rule_of(weights, quota), {f"v{k}": p for k, p in enumerate(people)})
    assert whole.size == sum(people)
    for yes in itertools.product(*(range(p + 1) for p in people)):
        regions = sum(w for w, y, p in zip(weights, yes, people, strict=True) if 2 * y > p)
        assert whole.passes({f"v{k}": y for k, y in enumerate(yes)}) == (regions >= quota)


# ------------------------------------------------------------------ blocs


@settings(max_examples=60 if FULL else 10)
@given(st.lists(st.integers(1, 6), min_size=4, max_size=4), st.integers(1, 20), st.integers(0, 2))
def test_blocs_keep_efficiency_and_the_quotient(weights: list[int], quota: int, cut: int) -> None:
    quota = min(quota, sum(weights))
    rule = rule_of(weights, quota)
    blocs = {"left": ["v0", "v1"], "right": ["v2", "v3"][: cut + 1]}
    found = coalitional(rule, blocs)
    # Owen 1977: the values of a bloc add up to its Shapley value in the game among blocs
    assert sum(found.owen) == 1
    merged = together(rule, {k: tuple(v) for k, v in blocs.items()}, "shapley")
    for group, names in zip(merged.groups, blocs.values(), strict=True):
        assert sum(found.owen[rule.names.index(n)] for n in names) <= 1
        shares = power(rule, "shapley").columns[0].values
        assert group.apart == sum(Fraction(shares[rule.names.index(n)]) for n in names)
    members = [[0, 1], [2, 3][: cut + 1], *([[3]] if cut == 0 else [])]
    among = [sum(weights[k] for k in m) for m in members]
    values = slow.shapley_by_orders(len(among), slow.gate(among, quota))
    for m, value in zip(members, values, strict=True):
        assert sum(found.owen[k] for k in m) == value


# ------------------------------------------------------------------ when the rule changes


@FEW
@given(WEIGHTS, st.lists(st.integers(0, 40), min_size=1, max_size=4, unique=True))
def test_a_curve_is_the_index_at_each_quota(weights: list[int], quotas: list[int]) -> None:
    n = len(weights)
    first = by_quota(rule_of(weights, 3), 0, quotas)
    game = BareGame(tuple(f"v{k}" for k in range(n)), tuple(map(Fraction, weights)),
                    parse_quota("3"))  # fmt: skip
    second = by_quota_text(game, [parse_quota(str(q)) for q in quotas])
    assert first.settings == second.settings == tuple(map(str, quotas))
    for quota, a, b in zip(quotas, first.values, second.values, strict=True):
        assert list(a) == list(b) == slow.shapley_by_orders(n, slow.gate(weights, quota))
    assert first.label == second.label == Label.EXACT
    assert first.error == second.error == 0


@FEW
@given(st.integers(0, 10**6))
def test_a_clause_never_and_always_met(seed: int) -> None:
    data = ref.random_rule(seed, 5, 4)
    rule = from_json(data)
    for gate in range(len(rule.gates)):
        found = without_clause(rule, gate, "banzhaf_swings")
        for quota, values in zip((1 << 70, -1), found.values[1:], strict=True):
            changed = {**data, "gates": [dict(g) for g in data["gates"]]}
            changed["gates"][gate]["quota"] = quota
            expected = [sum(ref.swings_by_size(changed, n)) for n in rule.names]
            assert list(values) == expected, (seed, gate)


def test_a_curve_is_as_firm_as_its_least_firm_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    from foedus.power import engines

    rule = rule_of([5, 4, 3, 2], 7)
    exact = by_quota(rule, 0, [6, 7])
    monkeypatch.setattr(engines, "PACKED_BYTES_BY_SIZE", 0)
    rough = by_quota(rule, 0, [6, 7])
    assert rough.label == Label.BOUND
    assert 0 < rough.error < 1e-11
    for row, other in zip(rough.values, exact.values, strict=True):
        for a, b in zip(row, other, strict=True):
            assert abs(float(a) - float(b)) <= rough.error
    game = BareGame(tuple("ab"), (Fraction(2), Fraction(1)), parse_quota("2"))
    change = accession(game, {"c": 1})
    assert change.label == Label.BOUND
    assert change.error > 0


@FEW
@given(WEIGHTS, st.integers(1, 9), st.sampled_from(["more than 1/2", "at least 2/3", "5"]))
def test_who_joins_and_leaves_again_changes_nothing(
    weights: list[int], new: int, quota: str
) -> None:
    names = tuple(f"v{k}" for k in range(len(weights)))
    game = BareGame(names, tuple(map(Fraction, weights)), parse_quota(quota))
    joined = accession(game, {"new": new})
    left = secession(game.with_units({"new": new}), ["new"])
    assert joined.before == left.after
    assert joined.after == left.before
    bound, strict = parse_quota(quota).of(sum(weights) + new)
    every = [*weights, new]
    wins = (lambda s: slow.weight(every, s) > bound) if strict else (
        lambda s: slow.weight(every, s) >= bound)  # fmt: skip
    assert list(joined.after) == slow.shapley_by_orders(len(every), wins)


def test_nobody_can_be_left() -> None:
    game = BareGame(tuple("ab"), (Fraction(2), Fraction(1)), parse_quota("2"))
    with pytest.raises(ValueError, match="nobody would be left"):
        secession(game, ["a", "b"])


# ------------------------------------------------------------------ the inverse problem


@settings(max_examples=200 if FULL else 25)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=6), st.integers(1, 50))
def test_rounding_shares_keeps_the_total_and_the_quota_rule(shares: list[int], total: int) -> None:
    if not sum(shares):
        return
    found = rounded(tuple(map(Fraction, shares)), total)
    assert sum(found) == total
    for votes, share in zip(found, shares, strict=True):
        exact = Fraction(share * total, sum(shares))
        assert exact.__floor__() <= votes <= exact.__ceil__()


@pytest.mark.parametrize(("giver", "taker"), [(0, 1), (1, 2), (2, 0)])
def test_one_vote_moves(giver: int, taker: int) -> None:
    found = moved((3, 2, 1), giver, taker)
    assert sum(found) == 6
    assert [b - a for a, b in zip((3, 2, 1), found, strict=True)] == [
        (k == taker) - (k == giver) for k in range(3)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_the_inverse_against_every_way_to_give_the_votes(seed: int) -> None:
    dice = random.Random(seed)
    n, total, quota = 3 + seed % 2, 9, dice.choice([5, 6, 7])
    wanted = {f"v{k}": dice.randint(1, 9) for k in range(n)}
    whole = sum(wanted.values())
    target = [Fraction(w, whole) for w in wanted.values()]

    def far(votes: tuple[int, ...]) -> Fraction:
        values = slow.shapley_by_orders(n, slow.gate(votes, quota))
        return sum((abs(v - t) for v, t in zip(values, target, strict=True)), Fraction(0))

    found = inverse(wanted, parse_quota(str(quota)), total=total)
    votes = tuple(found.weights.values())
    assert found.distance == far(votes)
    least = min(far(x) for x in slow.compositions(total, n))
    # a bound from above, never below what is possible, never above where it started
    assert least <= found.distance <= far(rounded(tuple(target), total))
    assert found.label == Label.BOUND


@pytest.mark.parametrize("quota", ["0", "101", "more than 100%", "at least 0%"])
def test_a_quota_without_power_has_no_inverse(quota: str) -> None:
    with pytest.raises(ValueError, match="gives nobody any power"):
        inverse({"a": 1, "b": 2}, parse_quota(quota))


def test_the_time_of_an_inverse_is_kept() -> None:
    with pytest.raises(TooLarge, match="--total"):
        inverse({"a": 1, "b": 2}, parse_quota("51"), budget=Budget(seconds=0))


# ------------------------------------------------------------------ words and budgets


@settings(max_examples=300 if FULL else 60)
@given(st.integers(0, 30), st.integers(1, 30), st.integers(1, 200), st.booleans())
def test_quotas_in_words_mean_what_they_say(p: int, q: int, total: int, strict: bool) -> None:
    lead = "more than" if strict else "at least"
    texts = [f"{lead} {p}"]
    if p <= q:
        texts += [f"{lead} {p}/{q}", f"{lead}   {p} / {q}".replace(" / ", "/")]
    for text in texts:
        quota = parse_quota(text)
        least = Fraction(p) if "/" not in text else Fraction(p, q) * total
        assert quota == QuotaText(text, quota.absolute, quota.share, strict)
        assert quota.of(total) == (least, strict)


@settings(max_examples=300 if FULL else 60)
@given(st.text(alphabet="0123456789./-+ e_,½٣x", max_size=8))
def test_a_weight_is_a_known_number_or_none(text: str) -> None:
    found = parse_weight(text)
    assert found is None or (found >= 0 and found == Fraction(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("54", 54), ("1.5", Fraction(3, 2)), ("23/2", Fraction(23, 2)), ("1e3", None),
     ("1_000", None), ("-1", None), ("", None), ("nan", None), ("inf", None), ("1/0", None),
     ("1,5", None), ("0x10", None), ("½", None), ("- 1", None), ("1 000", None)],
)  # fmt: skip
def test_forms_of_a_weight(text: str, value: Fraction | int | None) -> None:
    assert parse_weight(text) == value


def test_a_budget_says_when_it_is_over() -> None:
    told: list[float] = []
    budget = Budget(seconds=None, states=10, progress=told.append)
    budget.check(0.25, "dp")
    assert told == [0.25]
    assert not budget.over()
    budget.hold(10, "diagram", "sampling")
    with pytest.raises(TooLarge, match="more than 10 states"):
        budget.hold(11, "diagram", "sampling")
    with pytest.raises(TooLarge, match="did not finish within 0 s"):
        Budget(seconds=0).check(0.5, "dp")


@settings(max_examples=100 if FULL else 15)
@given(WEIGHTS, st.integers(0, 40))
def test_shapley_of_a_gate_by_every_order(weights: list[int], quota: int) -> None:
    n = len(weights)
    values = power(rule_of(weights, quota), "shapley").columns[0].values
    wins = slow.gate(weights, quota)
    assert list(values) == slow.shapley_by_orders(n, wins)
    by_size = [slow.swings(n, wins, i) for i in range(n)]
    weighed = [sum(Fraction(k * factorial(s) * factorial(n - 1 - s), factorial(n))
                   for s, k in enumerate(mine)) for mine in by_size]  # fmt: skip
    assert list(values) == weighed


@settings(max_examples=100 if FULL else 15)
@given(WEIGHTS, st.integers(1, 40))
def test_lists_of_coalitions_of_a_gate_by_every_set(weights: list[int], quota: int) -> None:
    n, wins = len(weights), slow.gate(weights, quota)
    table = power(rule_of(weights, quota), ["deegan_packel", "holler", "johnston"])
    sets = slow.minimal(n, wins)
    kinds = [slow.critical(wins, s) for s in slow.subsets(range(n))]
    raw = [sum((Fraction(1, len(c)) for c in kinds if k in c), Fraction(0)) for k in range(n)]
    members = sum(len(s) for s in sets)
    for k in range(n):
        dp = sum((Fraction(1, len(s) * len(sets)) for s in sets if k in s), Fraction(0))
        pg = Fraction(sum(k in s for s in sets), members) if members else 0
        whole = sum(raw, Fraction(0))
        expected = (dp, pg, raw[k] / whole if whole else 0)
        assert tuple(c.values[k] for c in table.columns) == expected
