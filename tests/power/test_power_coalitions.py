"""Ways to list coalitions (lines of types, set by set, halves in order) beside enumeration."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import product
from math import comb, prod

import numpy as np
import power_reference as ref
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.errors import TooLarge
from foedus.power import coalitions as co
from foedus.power import halves as hv
from foedus.power import lines as ln
from foedus.power import ordered as od
from foedus.power import residues as rs
from foedus.power import tally as ta
from foedus.power.bits import Bits
from foedus.power.engines import count
from foedus.power.game import NotThisGame
from foedus.power.johnston import by_critical
from foedus.power.minimal_indices import count_minimal
from foedus.power.profile import Budget
from foedus.power.table import power
from foedus.rules.exchange import from_json, to_json
from foedus.rules.gates import Builder, Node, Rule
from foedus.rules.simplify import simplify

FEW = settings(max_examples=300 if FULL else 25)
SEED = st.integers(0, 10**6)
#: By number: in all, then with one member of each voter or type.
Counts = tuple[list[int], list[list[int]]]


def padded(found: tuple[object, object], length: int) -> Counts:
    """Counts as lists of one length; more than that must be zeros."""
    every, members = found
    rows = [list(r) for r in (every, *members)]  # type: ignore[misc, call-overload]
    assert not any(any(r[length:]) for r in rows)
    rows = [[*map(int, r), *[0] * length][:length] for r in rows]
    return rows[0], rows[1:]


def slowly(data: ref.Json) -> tuple[Counts, Counts]:
    """Minimal sets by size, and winning sets by critical members, by trying every set."""
    game = ref.Members(data)
    names = [v["name"] for v in data["voters"]]
    empty = [0] * (game.n + 1)
    least, critical = ([*empty], [[*empty] for _ in names]), ([*empty], [[*empty] for _ in names])
    for s in range(1 << game.n):
        if not game.wins(s):
            continue
        them = game.critical(s)
        critical[0][len(them)] += 1
        minimal = len(them) == s.bit_count()
        least[0][s.bit_count()] += minimal
        for name, mine, every in zip(names, critical[1], least[1], strict=True):
            mine[len(them)] += game.first(name) in them
            every[s.bit_count()] += minimal and s >> game.first(name) & 1
    return least, critical


# ------------------------------------------------------------------ rules of several kinds


def voters_of(b: Builder, dice: random.Random, most: int = 6) -> list[Node]:
    voters = [b.voter(f"v{k}", dice.choice([1, 1, 2])) for k in range(dice.randint(2, most))]
    if dice.random() < 0.3:
        b.voter("idle", dice.choice([1, 2]))
    return voters


def joined(b: Builder, dice: random.Random, heads: list[Node], heavy: list[Node]) -> Node:
    forms = [
        lambda: b.any_of([b.all_of([heads[0], heavy[0]]), heads[1]]),
        lambda: b.all_of([b.any_of([heads[0], heavy[0]]), heads[1]]),
        lambda: b.any_of([b.all_of([heads[0], heavy[0]]), b.all_of([heads[1], heavy[1]])]),
        lambda: b.gate({heads[0]: 1, heads[1]: 1, heavy[0]: 1, heavy[1]: 1}, 3),
    ]
    return dice.choice(forms)()


def heads_and_weights(seed: int) -> Rule:
    """Gates that count heads or add up one row of weights; types and idlers included."""
    dice, b = random.Random(seed), Builder()
    voters = voters_of(b, dice)
    row = {v: dice.randint(0, dice.choice([2, 9, 10**9])) for v in voters}
    total = max(1, sum(row.values()))
    heads = [b.gate(dict.fromkeys(voters, 1), dice.randint(1, len(voters) + 2)) for _ in range(2)]
    heavy = [b.gate(row, dice.randint(1, total)) for _ in range(2)]
    return simplify(b.build(joined(b, dice, heads, heavy)))


def half_votes(seed: int) -> Rule:
    """The same where some have a whole vote, some a half one: classes in a double majority."""
    dice, b = random.Random(seed), Builder()
    voters = voters_of(b, dice)
    row = {v: dice.randint(1, dice.choice([4, 30, 10**9])) for v in voters}
    votes = {v: dice.choice([1, 2]) for v in voters}
    heads = [b.gate(votes, dice.randint(1, sum(votes.values()) + 1)) for _ in range(2)]
    heavy = [b.gate(row, dice.randint(1, sum(row.values()))) for _ in range(2)]
    return simplify(b.build(joined(b, dice, heads, heavy)))


def two_groups(seed: int) -> Rule:
    """A majority in each of two groups beside one row of weights, and a chamber of its own."""
    dice, b = random.Random(seed), Builder()
    voters = voters_of(b, dice, 5)
    first = [v for v in voters if dice.random() < 0.5] or voters[:1]
    second = [v for v in voters if v not in first] or voters[-1:]
    row = {v: dice.randint(1, 50) for v in voters}
    heads = [b.at_least(dice.randint(1, len(g)), g) for g in (first, second)]
    chamber = b.at_least(dice.randint(1, 2), [b.voter("chamber", 2)])
    heavy = [b.gate({**row, chamber: dice.randint(1, 40)}, dice.randint(1, 60)) for _ in range(2)]
    return simplify(b.build(joined(b, dice, heads, heavy)))


def anything(seed: int) -> Rule:
    return simplify(from_json(ref.random_rule(seed, 7, 6)))


KINDS: list[Callable[[int], Rule]] = [heads_and_weights, half_votes, two_groups, anything]


def by_halves(rule: Rule) -> tuple[Counts, Counts] | None:
    found = co.Coalitions(rule, Budget()).halves
    if found is None:
        return None
    return tuple(padded((f.every, f.with_member), rule.size + 1) for f in found)  # type: ignore[return-value]


def by_source(source: ln.Lines | Bits, rule: Rule) -> tuple[Counts, Counts]:
    n = rule.size + 1
    return padded(source.minimal(), n), padded(source.critical(), n)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("batch", range(2))
def test_three_ways_to_list_coalitions_against_every_set(
    kind: Callable[[int], Rule], batch: int
) -> None:
    ordered = 0
    for seed in range(batch * 1000, batch * 1000 + (150 if FULL else 10)):
        rule = kind(seed)
        if rule.root < len(rule.voters):
            continue
        expected = slowly(to_json(rule))
        assert by_source(ln.Lines(rule, Budget()), rule) == expected, seed
        assert by_source(Bits(rule, Budget()), rule) == expected, seed
        found = by_halves(rule)
        if found is not None:
            ordered += 1
            assert found == expected, seed
    assert ordered >= 3


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("clause", ["heads", "half votes", "group", "seats by size"])
def test_halves_in_order_against_bits_of_fourteen(seed: int, clause: str) -> None:
    dice, b = random.Random(seed), Builder()
    voters = [b.voter(f"v{k}") for k in range(14)]
    row = {v: dice.randint(1, 10**6) for v in voters}
    heavy = b.gate(row, sum(row.values()) * 13 // 20)
    if clause == "heads":
        node = b.any_of([b.all_of([b.at_least(8, voters), heavy]), b.at_least(12, voters)])
    elif clause == "half votes":
        votes = {v: 1 if k % 4 == 0 else 2 for k, v in enumerate(voters)}
        node = b.all_of([b.gate(votes, sum(votes.values()) // 2 + 1), heavy])
    elif clause == "group":
        node = b.all_of([b.any_of([b.at_least(3, voters[:5]), b.at_least(9, voters[5:])]), heavy])
    else:
        seats = {v: (1, 3, 3, 4)[k % 4] for k, v in enumerate(voters)}
        light = b.gate(row, sum(row.values()) * 9 // 20)
        node = b.any_of(
            [b.all_of([b.gate(seats, 20), heavy]), b.all_of([b.gate(seats, 27), light])]
        )
    rule = simplify(b.build(node))
    assert by_halves(rule) == by_source(Bits(rule, Budget()), rule)


# ------------------------------------------------------------------ the order of the members


def test_the_order_and_the_least_weights() -> None:
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(5)]
    row = dict(zip(voters, [2, 9, 4, 4, 1], strict=True))
    part = b.all_of([b.at_least(3, voters), b.gate(row, 13)])
    game = od.ordered(simplify(b.build(b.any_of([part, b.at_least(4, voters)]))))
    assert game is not None
    assert game.weights == (9, 4, 4, 2, 1)
    assert game.owner == (1, 2, 3, 0, 4)
    assert game.classes == (0,) * 5
    # by heads: nothing, nothing, nothing, 13 and nobody can be spared, 0 after 13, 0 after 0
    kinds = [(int(game.least[k]), int(game.spare[0, k])) if k >= 0 else None for k in game.kind]
    assert kinds == [None, None, None, (13, od.NEVER), (0, 13), (0, 0)]
    assert game.edges(int(game.kind[4])).tolist() == [22, 17, 17, 15, 14, 0]


def test_half_votes_make_two_classes_and_several_orders() -> None:
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(4)]
    votes = b.gate(dict(zip(voters, [2, 2, 1, 1], strict=True)), 4)
    game = od.ordered(simplify(b.build(b.all_of(
        [votes, b.gate(dict(zip(voters, [5, 8, 6, 3], strict=True)), 9)]
    ))))  # fmt: skip
    assert game is not None
    assert game.weights == (8, 6, 5, 3)
    assert game.classes == (0, 1, 0, 1)
    assert sorted(game.step.tolist()) == [1, 1, 3, 3]
    # five half votes: a whole one cannot be spared, a half one can
    orders = set(game.orders())
    assert (0, 1, 2, 3) in orders
    assert (0, 2, 1, 3) in orders


def two_weight_rows(b: Builder) -> Node:
    v = [b.voter(f"v{k}") for k in range(13)]
    rows = [[k + 1 for k in range(13)], [(7 * k) % 13 + 1 for k in range(13)]]
    return b.all_of([b.gate(dict(zip(v, w, strict=True)), 40) for w in rows])


def too_many(b: Builder) -> Node:
    v = [b.voter(f"v{k}") for k in range(31)]
    row = {x: k + 1 for k, x in enumerate(v)}
    return b.all_of([b.at_least(16, v), b.gate(row, 250)])


def too_heavy(b: Builder) -> Node:
    v = [b.voter(f"v{k}") for k in range(4)]
    row = {x: (1 << 60) + 7 * k for k, x in enumerate(v)}
    return b.all_of([b.at_least(2, v), b.gate(row, (5 << 59) + 11)])


def one_decides(b: Builder) -> Node:
    return b.voter("alone")


@pytest.mark.parametrize("make", [two_weight_rows, too_many, too_heavy, one_decides])
def test_what_has_no_order_is_left_to_others(make: Callable[[Builder], Node]) -> None:
    b = Builder()
    assert od.ordered(simplify(b.build(make(b)))) is None


@FEW
@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.data())
def test_a_half_groups_its_subsets(weights: list[int], data: st.DataObject) -> None:
    steps = [data.draw(st.sampled_from([1, 7])) for _ in weights]
    half = hv.Half(np.asarray(weights), np.asarray(steps))
    n = len(weights)
    for s in range(1 << n):
        inside = [k for k in range(n) if s >> k & 1]
        assert half.sums[s] == sum(weights[k] for k in inside)
        assert half.size[s] == len(inside)
        assert half.last[s] == (max(inside) if inside else -1)
        assert half.first[s].tolist() == [sum(j <= k for j in inside) for k in range(n)]
        place = sum(steps[k] for k in inside)
        group = half.groups.tolist().index(place)
        assert s in half.members[group].tolist()
    everybody = half.together(tuple(range(len(half.groups))))
    assert sorted(everybody.tolist()) == list(range(1 << n))
    assert np.all(np.diff(half.sums[everybody]) >= 0)


# ------------------------------------------------------------------ lines of vectors


@FEW
@given(SEED)
def test_the_least_winning_count_of_each_line(seed: int) -> None:
    data = ref.random_rule(seed, 7, 6)
    rule = from_json(data)
    found = ln.Lines(rule, Budget())
    names = [rule.names[k] for k in found.order]
    for x in product(*(range(c + 1) for c in found.counts[:-1])):
        wins = [ref.passes(data, dict(zip(names, (*x, k), strict=True)))
                for k in range(found.counts[-1] + 1)]  # fmt: skip
        assert int(found.least[x]) == (wins.index(True) if any(wins) else len(wins))


@FEW
@given(SEED)
def test_lines_in_small_blocks_are_the_same(seed: int) -> None:
    rule = from_json(ref.random_rule(seed, 7, 6))
    whole = ln.Lines(rule, Budget())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ln, "INNER", 3)
        patch.setattr(ta, "SEGMENTS", 2)
        patch.setattr(ln, "SEGMENTS", 2)
        patch.setattr(ta, "SINGLY", 0)
        parts = ln.Lines(rule, Budget())
        assert np.array_equal(whole.least, parts.least)
        assert by_source(parts, rule) == by_source(whole, rule)
        assert parts.winning() == whole.winning()
        assert parts.by_size() == whole.by_size()


@FEW
@given(SEED)
def test_winning_sets_by_size_from_lines(seed: int) -> None:
    data = ref.random_rule(seed, 7, 6)
    rule = from_json(data)
    winning, members = ln.Lines(rule, Budget()).by_size()
    assert winning == ref.winning_by_size(data)
    game = ref.Members(data)
    for name, mine in zip(rule.names, members, strict=True):
        inside = 1 << game.first(name)
        with_it = [s for s in range(1 << game.n) if s & inside and game.wins(s)]
        assert mine == [sum(s.bit_count() == k for s in with_it) for k in range(game.n + 1)]


def chambers(*sizes: int) -> Rule:
    b = Builder()
    return b.build(b.all_of([b.at_least(n // 2 + 1, [b.voter(f"c{n}", n)]) for n in sizes]))


@pytest.mark.parametrize("singly", [0, 10_000])
def test_large_types_are_counted_beyond_sixty_four_bits(
    singly: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ta, "SINGLY", singly)
    found = ln.Lines(chambers(101, 60), Budget())
    by_size, with_member = found.minimal()
    assert sum(by_size) == comb(101, 51) * comb(60, 31)
    assert sum(with_member[0]) == comb(100, 50) * comb(60, 31)
    assert sum(with_member[1]) == comb(101, 51) * comb(59, 30)
    winning, mine = found.critical()
    everything = prod(sum(comb(n, k) for k in range(n // 2 + 1, n + 1)) for n in (101, 60))
    assert sum(winning) == everything == found.winning()
    assert winning[82] == comb(101, 51) * comb(60, 31)
    # one member of the larger chamber is critical where that has its 51st vote
    assert sum(mine[0]) == comb(100, 50) * sum(comb(60, k) for k in range(31, 61))


@pytest.mark.parametrize("sizes", [(5, 9, 12), (40, 7), (33,), (1, 1, 2)])
def test_types_and_diagram_count_the_same(sizes: tuple[int, ...]) -> None:
    rule = chambers(*sizes)
    one, other = count(rule, engine="types"), count(rule, engine="diagram")
    assert one.winning_by_size == other.winning_by_size
    assert one.swings_by_size == other.swings_by_size


def test_lines_and_bits_refuse_what_they_cannot_hold() -> None:
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(28)]
    rule = b.build(b.gate({v: k + 1 for k, v in enumerate(voters)}, 200))
    with pytest.raises(TooLarge, match="no list"):
        ln.Lines(rule, Budget())
    with pytest.raises(TooLarge, match="28 members"):
        Bits(rule, Budget())
    b = Builder()
    heavy = b.build(b.gate({b.voter("x"): 1 << 60, b.voter("y"): 3}, 1 << 60))
    for make in (ln.Lines, Bits):
        with pytest.raises(NotThisGame, match="60 bits"):
            make(heavy, Budget())
        with pytest.raises(TooLarge, match="--limit"):
            make(chambers(3, 4), Budget(seconds=-1))
    game = od.ordered(half_votes(3))
    assert game is not None
    with pytest.raises(TooLarge, match="--limit"):
        hv.by_halves(game, Budget(seconds=-1))


# ------------------------------------------------------------------ sums by their remainders


@pytest.mark.parametrize("size", [0, 1, 2, 9, 60])
def test_binomials_and_their_remainders(size: int) -> None:
    assert rs.binomials(size) == tuple(comb(size, x) for x in range(size + 1))
    for p in rs.primes(100):
        assert rs.binomials_modulo(size, p).tolist() == [v % p for v in rs.binomials(size)]


def test_primes_by_the_strong_test_and_by_division() -> None:
    ranges = [range(9, 4001, 2), range((1 << 31) - 201, 1 << 31, 2), (2047, 1373653, 25326001)]
    for number in [n for r in ranges for n in r]:
        divided = all(number % k for k in range(3, int(number**0.5) + 1, 2))
        assert rs._is_prime(number) == divided, number


@FEW
@given(st.lists(st.integers(0, 2**200), min_size=1, max_size=4))
def test_remainders_are_put_together(numbers: list[int]) -> None:
    primes = rs.primes(201)
    assert prod(primes) > max(numbers)
    assert len(set(primes)) == len(primes)
    assert all(p < 1 << 31 and all(p % k for k in range(2, 100)) for p in primes)
    remainders = np.asarray([[n % p for n in numbers] for p in primes])
    assert rs.joined(primes, remainders) == numbers


@FEW
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**31 - 2)), max_size=9))
def test_sums_by_key_leave_a_remainder(pairs: list[tuple[int, int]]) -> None:
    prime = (1 << 31) - 1
    keys, terms = (np.asarray([p[k] for p in pairs], dtype=np.int64) for k in (0, 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rs, "TERMS", 2)
        found = rs.sums(keys, terms, prime, 5)
    assert found.tolist() == [sum(t for k, t in pairs if k == key) % prime for key in range(5)]


# ------------------------------------------------------------------ real rules


def test_a_council_of_27_with_its_clause_is_counted_by_halves_in_order() -> None:
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(27)]
    row = {v: 40 + 83 * k * k % 1700 for k, v in enumerate(voters)}
    part = b.all_of([b.at_least(15, voters), b.gate(row, -(-sum(row.values()) * 13 // 20))])
    check_totals(simplify(b.build(b.any_of([part, b.at_least(24, voters)]))))


def check_totals(rule: Rule) -> None:
    """What sets by halves must add up to, by engines that list nothing."""
    ready = co.Coalitions(rule, Budget())
    assert ready.halves is not None
    minimal, critical = ready.halves
    everything = count(rule, engine="middle")
    assert sum(critical.every) == everything.winning
    assert tuple(sum(mine) for mine in critical.with_member) == everything.swings
    for c, number in enumerate(critical.every):
        assert sum(mine[c] for mine in critical.with_member) == c * number
    # each minimal set of s members has s of them, and each of them is critical
    for s, number in enumerate(minimal.every):
        assert sum(mine[s] for mine in minimal.with_member) == s * number
        assert number <= critical.every[s]


@cache
def compiled(country: str, procedure: str) -> Rule:
    from foedus.atlas.index import find
    from foedus.constitution.compile import units_of, variants
    from foedus.constitution.load import load

    model = load(find(country))
    unit = next(iter(units_of(model, procedure)), None)
    return simplify(next(iter(variants(model, procedure, unit=unit))).rule)


#: Members of each class: whole and half votes; the canton concerned apart, whose consent is needed.
SHAPES = {"Constitutional amendment": [6, 20], "Change in the number of cantons": [1, 6, 19]}


@pytest.mark.parametrize("procedure", SHAPES)
def test_people_and_cantons_with_half_votes_are_counted_by_halves_in_order(procedure: str) -> None:
    rule = compiled("switzerland", procedure)
    game = od.ordered(rule)
    assert game is not None
    assert sorted(game.classes.count(c) for c in set(game.classes)) == SHAPES[procedure]
    check_totals(rule)


@pytest.mark.full
def test_the_cantons_by_halves_and_set_by_set() -> None:
    rule = compiled("switzerland", "Constitutional amendment")
    assert by_halves(rule) == by_source(Bits(rule, Budget()), rule)


@pytest.mark.full
def test_a_petition_of_ninety_members_by_types_and_by_diagram() -> None:
    rule = compiled("northern-ireland", "Petition of concern (2022)")
    one, other = count(rule, engine="types"), count(rule, engine="diagram")
    assert one.swings_by_size == other.swings_by_size
    found = by_critical(co.Coalitions(rule, Budget()))
    assert sum(found.every) == one.winning
    assert tuple(sum(m) for m in found.with_member) == one.swings


def security_council() -> Rule:
    b = Builder()
    return b.build(b.gate({b.voter("permanent", 5): 7, b.voter("other", 10): 1}, 39))


def test_the_security_council_by_hand() -> None:
    """All 210 minimal coalitions have the five and four of ten others."""
    found = power(security_council(), ["deegan_packel", "holler", "johnston"])
    for index in ("deegan_packel", "holler"):
        assert found.value("permanent", index) == Fraction(1, 9)
        assert found.value("other", index) == Fraction(comb(9, 3), 210 * 9)
    # with k > 4 others only the five are critical, with 4 all nine are
    few, many = Fraction(210, 9), sum(Fraction(comb(10, k), 5) for k in range(5, 11))
    total = 210 + sum(comb(10, k) for k in range(5, 11))
    assert found.value("permanent", "johnston") == (few + many) / total
    assert found.value("other", "johnston") == Fraction(comb(9, 3), 9 * total)


def test_three_indices_share_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = []

    def counted(game: od.Ordered, budget: Budget) -> object:
        passes.append(game)
        return hv.by_halves(game, budget)

    monkeypatch.setattr(co, "by_halves", counted)
    monkeypatch.setattr(co, "FEW", 0)
    rule = half_votes(3)
    found = power(rule, ["deegan_packel", "holler", "johnston"])
    assert {c.engine for c in found.columns} == {"halves in order"}
    assert len(passes) == 1
    slow = ref.Members(to_json(rule))
    for name in rule.names:
        assert found.value(name, "deegan_packel") == slow.deegan_packel(name)
        assert found.value(name, "holler") == slow.holler(name)
        assert found.value(name, "johnston") == slow.johnston(name)


@pytest.mark.parametrize(
    "wins", [True, False], ids=["a rule that always passes", "a rule that never does"]
)
def test_nobody_is_critical_where_nothing_depends_on_anybody(wins: bool) -> None:
    b = Builder()
    b.voter("idle", 3)
    rule = simplify(b.build(b.always() if wins else b.never()))
    least = count_minimal(rule)
    assert sum(least.every) == least.every[0] == int(wins)
    found = by_critical(co.Coalitions(rule, Budget()))
    assert sum(found.every) == found.every[0] == 8 * wins
    assert not any(map(any, found.with_member))
