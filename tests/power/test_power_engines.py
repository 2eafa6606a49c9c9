"""Every exact engine against the enumeration in the tests, on random graphs and single gates."""

from __future__ import annotations

import random

import power_reference as ref
import pytest

from conftest import FULL
from foedus.errors import TooLarge
from foedus.power.bounds import bounds
from foedus.power.counting import count_winning, swings
from foedus.power.engines import ENGINES, count
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget
from foedus.power.quadrature import nodes_needed, quadrature
from foedus.power.sampling import sample
from foedus.power.table import power
from foedus.rules.exchange import from_json
from foedus.rules.gates import Builder, Rule

BATCHES = 100 if FULL else 10
SIZE = 100


def single(weights: list[int], quota: int) -> Rule:
    b = Builder()
    return b.build(b.gate({b.voter(f"v{k}"): w for k, w in enumerate(weights)}, quota))


def random_gate(seed: int) -> ref.Json:
    dice = random.Random(seed)
    n = dice.randint(1, 7)
    people = [{"name": f"v{k}", "count": dice.choice([1, 1, 1, 2])} for k in range(n)]
    weights = [dice.randint(1, dice.choice([3, 20])) for _ in people]
    total = sum(w * int(p["count"]) for w, p in zip(weights, people, strict=True))
    row = [[k, w] for k, w in enumerate(weights)]
    return {
        "format": "foedus.rule/1",
        "voters": people,
        "rows": [row],
        "gates": [{"row": 0, "quota": dice.randint(0, total + 1), "label": ""}],
        "root": n,
    }


def check(data: ref.Json, engine: str, *, sizes: bool) -> int:
    """Return 1 where the engine takes the game and agrees with the reference, else 0."""
    rule = from_json(data)
    winning = ref.winning_by_size(data)
    by_voter = [ref.swings_by_size(data, n) for n in rule.names]
    try:
        found = count(rule, sizes=sizes, engine=engine)
    except (NotThisGame, TooLarge):
        return 0
    assert found.winning == sum(winning), (data, engine)
    assert list(found.swings) == [sum(s) for s in by_voter], (data, engine)
    if found.winning_by_size is not None:
        assert list(found.winning_by_size) == winning, (data, engine)
        assert [list(s) for s in found.swings_by_size or ()] == by_voter, (data, engine)
    assert found.swings_by_size is not None or not sizes
    return 1


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_automatic_choice_agrees_with_the_reference(batch: int) -> None:
    for seed in range(batch * SIZE, (batch + 1) * SIZE):
        limit = 12 if seed % 20 == 0 else 7
        assert check(ref.random_rule(seed, limit, 6), "auto", sizes=bool(seed % 2))


#: engine -> the least share of random graphs and of random single gates that it must take.
TAKES = {
    "packed": (0.2, 1.0),
    "limbs": (0.2, 1.0),
    "types": (1.0, 1.0),
    "enumeration": (1.0, 1.0),
    "middle": (0.5, 0.5),
    "dp": (0.3, 0.5),
    "diagram": (1.0, 1.0),
}


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_each_engine_agrees_with_the_reference(engine: str) -> None:
    seeds = range(400 if FULL else 30)
    sizes = engine != "limbs"
    graphs = [check(ref.random_rule(seed, 7, 6), engine, sizes=sizes) for seed in seeds]
    gates = [check(random_gate(seed), engine, sizes=sizes) for seed in seeds]
    totals = [check(random_gate(seed), engine, sizes=False) for seed in seeds]
    assert sum(graphs) >= TAKES[engine][0] * len(graphs)
    assert min(sum(gates), sum(totals)) >= TAKES[engine][1] * len(gates)


@pytest.mark.parametrize("seed", range(12))
def test_engines_agree_beyond_enumeration(seed: int) -> None:
    dice = random.Random(seed)
    n = dice.choice([20, 30, 60, 120])
    weights = [dice.randint(1, 60) for _ in range(n)]
    rule = single(weights, dice.randint(1, sum(weights)))
    packed = count(rule, engine="packed")
    assert packed.swings == count(rule, sizes=False, engine="packed").swings
    assert packed.swings == count(rule, sizes=False, engine="limbs").swings
    assert packed.winning == count(rule, sizes=False, engine="limbs").winning
    if n <= 30:
        assert packed.swings_by_size == count(rule, engine="middle").swings_by_size
    if n <= 60:
        assert packed.swings == count(rule, sizes=False, engine="dp").swings
        assert packed.swings_by_size == count(rule, engine="diagram").swings_by_size


@pytest.mark.parametrize("seed", range(8))
def test_two_row_rules_agree_among_engines(seed: int) -> None:
    dice = random.Random(seed)
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(18)]
    large = {v: dice.randint(10_000, 9_999_999) for v in voters}
    small = {v: dice.choice([1, 2]) for v in voters}
    both = b.all_of([b.gate(large, sum(large.values()) * 3 // 5), b.gate(small, 14)])
    rule = b.build(b.any_of([both, b.at_least(16, voters)]))
    profiles = [count(rule, engine=e) for e in ("middle", "diagram", "enumeration")]
    assert len({p.winning_by_size for p in profiles}) == 1
    assert len({p.swings_by_size for p in profiles}) == 1
    certified = bounds(rule, cells=200_000)
    assert certified.winning[0] <= profiles[0].winning <= certified.winning[1]
    for (low, high), exact in zip(certified.swings, profiles[0].swings, strict=True):
        assert low <= exact <= high


@pytest.mark.parametrize("seed", range(10))
def test_quadrature_stays_within_its_bound(seed: int) -> None:
    dice = random.Random(seed)
    n = dice.choice([1, 2, 5, 20, 60, 90])
    weights = [dice.randint(0, 40) for _ in range(n - 1)] + [7]
    rule = single(weights, dice.randint(1, sum(weights)))
    exact = power(rule, "shapley", engine="packed").columns[0].values
    found = quadrature(rule)
    assert found.error < 1e-11
    assert max(abs(a - float(b)) for a, b in zip(found.values, exact, strict=True)) <= found.error


def test_fewer_nodes_than_exact_are_used_only_with_a_bound() -> None:
    assert nodes_needed(10) == (5, 0.0)
    nodes, left = nodes_needed(190)
    assert nodes < 95
    assert 0 < left <= 1e-12


@pytest.mark.parametrize("seed", range(4))
def test_sampling_holds_its_interval_and_its_seed(seed: int) -> None:
    data = ref.random_rule(seed + 40, 9, 4)
    rule = from_json(data)
    if rule.root < len(rule.voters):
        pytest.skip("a dictator")
    found = sample(rule, draws=400, seed=seed)
    assert found == sample(rule, draws=400, seed=seed)
    exact = power(rule, ["banzhaf_absolute", "shapley"])
    for column, pairs in zip(exact.columns, (found.banzhaf_absolute, found.shapley), strict=True):
        for value, (near, width) in zip(column.values, pairs, strict=True):
            assert abs(float(value) - near) <= width


def test_weights_beyond_sixty_bits_are_refused_or_exact_never_wrong() -> None:
    big = 1 << 70
    rule = single([big, big, 1], 2 * big)
    assert power(rule, "banzhaf_swings").columns[0].values == (2, 2, 0)
    assert count(rule, engine="diagram").swings == (2, 2, 0)
    for engine in ("enumeration",):
        with pytest.raises(NotThisGame, match="60 bits"):
            count(rule, engine=engine)
    with pytest.raises(NotThisGame, match="60 bits"):
        sample(rule)


def test_more_than_sixty_three_voters_do_not_overflow() -> None:
    rule = single([1] * 100, 51)
    from math import comb

    for engine in ("packed", "limbs", "diagram", "types"):
        found = count(rule, sizes=False, engine=engine)
        assert found.swings[0] == comb(99, 50), engine
        assert found.winning == sum(comb(100, s) for s in range(51, 101))


def test_limits_are_said_not_suffered() -> None:
    dice = random.Random(5)
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(60)]
    rows = [{v: dice.randint(1000, 10**6) for v in voters} for _ in range(2)]
    rule = b.build(b.all_of([b.gate(r, sum(r.values()) // 2) for r in rows]))
    with pytest.raises(TooLarge, match="--engine"):
        count(rule, budget=Budget(states=2000))
    with pytest.raises(TooLarge, match="--limit"):
        count(rule, budget=Budget(seconds=0.0))


def test_counting_functions_read_like_their_names() -> None:
    rule = single([3, 2, 1], 4)
    assert count_winning(rule) == (0, 0, 2, 1)
    assert swings(rule) == {"v0": (0, 2, 1), "v1": (0, 1, 0), "v2": (0, 1, 0)}
