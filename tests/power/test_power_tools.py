"""Quotas in words, bare games, groups, citizens, sensitivity, accession, the inverse problem."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb

import pytest

from foedus.csvfile import parse_sheet
from foedus.errors import BadInput
from foedus.power.bare import BareGame, bare_game
from foedus.power.citizens import citizens, pivot_chance, square_root_weights
from foedus.power.engines import count
from foedus.power.inverse import inverse, rounded
from foedus.power.quota import parse_quota
from foedus.power.sensitivity import accession, by_quota, secession, without_clause
from foedus.power.table import power
from foedus.power.together import together
from foedus.rules.gates import Builder, Rule


def single(weights: dict[str, int], quota: int) -> Rule:
    b = Builder()
    return b.build(b.gate({b.voter(n): w for n, w in weights.items()}, quota))


@pytest.mark.parametrize(
    ("text", "total", "least"),
    [
        ("270", 538, 270),
        ("at least 270", 538, 270),
        ("more than 270", 538, 271),
        ("more than 1/2", 538, 270),
        ("more than 1/2", 539, 270),
        ("at least 1/2", 538, 269),
        ("at least 85%", 1000, 850),
        ("More  than 66.5 %", 1000, 666),
        ("at least 2/3", 100, 67),
    ],
)
def test_quotas_in_words(text: str, total: int, least: int) -> None:
    quota = parse_quota(text)
    b = Builder()
    voters = b.voter("x", total)
    bound, strict = quota.of(total)
    rule = b.build(b.more_than({voters: 1}, bound) if strict else b.gate({voters: 1}, bound))
    assert rule.passes({"x": least})
    assert not rule.passes({"x": least - 1})


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("85%", 'more than 85%" or "at least 85%'),
        ("1/2", "does not say whether exactly"),
        ("half", "is not a quota"),
        ("at least most", "is not a quota"),
        ("more than 3/2", "more than everything"),
        ("at least 1/0", "divides by zero"),
        ("0.5", "is not a quota"),
        ("", "is not a quota"),
    ],
)
def test_what_is_no_quota_is_refused(text: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_quota(text)
    assert hint in str(caught.value)
    assert caught.value.diagnostics[0].code == "E353"


TABLE = b"who,votes,bloc\nA,3.5,x\nB,2,x\nC,1,y\n"


def test_a_bare_game_from_a_table() -> None:
    game = bare_game(parse_sheet(TABLE, "t.csv"), "votes", parse_quota("more than 1/2"))
    assert game.total == Fraction(13, 2)
    assert power(game.rule(), "banzhaf_swings").columns[0].values == (4, 0, 0)


def test_every_fault_of_a_table_is_told_at_once() -> None:
    bad = b'who,votes\nA,3\nA,x\n,"1,000"\nD,\nE,-1\n'
    with pytest.raises(BadInput) as caught:
        bare_game(parse_sheet(bad, "t.csv"), "votes", parse_quota("2"))
    found = [(d.code, d.place.line) for d in caught.value.diagnostics]
    assert found == [("E350", 3), ("E350", 4), ("E352", 3), ("E352", 4), ("E352", 5), ("E352", 6)]
    with pytest.raises(BadInput, match='did you mean "votes"'):
        bare_game(parse_sheet(TABLE, "t.csv"), "vote", parse_quota("2"))


def test_a_bloc_can_hold_more_or_less_than_its_members() -> None:
    # Felsenthal & Machover 1998, section 7.2: [11; 6, 5, 1 x 6], the two large ones together
    rule = single({"a": 6, "b": 5, **{f"s{k}": 1 for k in range(6)}}, 11)
    found = together(rule, {"ab": ["a", "b"], "small": [f"s{k}" for k in range(6)]}, "shapley")
    assert found.groups[0].together == 1
    assert found.groups[0].apart < 1
    assert found.groups[1].apart + found.groups[0].apart == 1
    assert found.groups[1].members == 6


def test_cohesion_runs_from_banzhaf_to_shapley() -> None:
    rule = single({"a": 3, "b": 2, "c": 1}, 4)
    names = ["cohesion_0", "cohesion_half", "cohesion_1", "banzhaf_absolute", "shapley"]
    zero, half, one, banzhaf, shapley = (c.values for c in power(rule, names).columns)
    assert (zero, one) == (banzhaf, shapley)
    assert half == tuple((a + b) / 2 for a, b in zip(zero, one, strict=True))
    rough = power(rule, names[:3], engine="sampling", draws=4000)
    for exact, column in zip((zero, half, one), rough.columns, strict=True):
        for value, (low, high) in zip(exact, column.bounds or (), strict=True):
            assert low <= value <= high


@pytest.mark.parametrize("people", [1, 2, 3, 10, 11, 1000, 2001, 2002, 5000, 20001])
def test_a_citizens_chance_to_decide(people: int) -> None:
    others = people - 1
    need = people // 2
    exact = Fraction(comb(others, need), 2**others)
    assert pivot_chance(people) == pytest.approx(float(exact), rel=1e-12)


def test_two_levels_multiply_and_are_the_power_of_the_whole_rule() -> None:
    people = {"A": 5, "B": 3, "C": 4}
    college = single({"A": 3, "B": 2, "C": 2}, 4)
    found = citizens(college, people)
    b = Builder()
    gates = {}
    for name, weight in (("A", 3), ("B", 2), ("C", 2)):
        voter = b.voter(name, people[name])
        gates[b.at_least(people[name] // 2 + 1, [voter])] = weight
    whole = power(b.build(b.gate(gates, 4)), "banzhaf_absolute")
    for row in found.regions:
        chance = float(whole.value(row.region, "banzhaf_absolute"))
        beta = float(row.region_power)
        # an even region is not self-dual: its chance to say yes is below 1/2
        if all(p % 2 for p in people.values()):
            assert row.citizen_power == pytest.approx(chance)
        assert row.citizen_power == pytest.approx(pivot_chance(row.population) * beta)
    total = sum(r.population * r.against_mean for r in found.regions)
    assert total == pytest.approx(sum(people.values()))


def test_odd_regions_give_exactly_the_power_of_the_whole_rule() -> None:
    people = {"A": 5, "B": 3, "C": 7}
    b = Builder()
    gates = {}
    for name, size in people.items():
        gates[b.at_least(size // 2 + 1, [b.voter(name, size)])] = 1
    whole = power(b.build(b.gate(gates, 2)), "banzhaf_absolute")
    college = single(dict.fromkeys(people, 1), 2)
    for row in citizens(college, people).regions:
        chance = float(whole.value(row.region, "banzhaf_absolute"))
        assert row.citizen_power == pytest.approx(chance, rel=1e-12)


def test_square_root_weights() -> None:
    shares = square_root_weights({"A": 400, "B": 100})
    assert shares == {"A": pytest.approx(2 / 3), "B": pytest.approx(1 / 3)}
    with pytest.raises(ValueError, match="no population for A"):
        citizens(single({"A": 1}, 1), {})


def test_an_index_as_a_function_of_a_quota_and_of_a_clause() -> None:
    rule = single({"a": 3, "b": 2, "c": 1}, 4)
    curve = by_quota(rule, 0, range(1, 8), "banzhaf_swings")
    for quota, values in zip(range(1, 8), curve.values, strict=True):
        again = power(single({"a": 3, "b": 2, "c": 1}, quota), "banzhaf_swings")
        assert values == again.columns[0].values
    assert curve.rows()[0]["setting"] == "1"
    b = Builder()
    small, large = b.voter("small"), b.voter("large")
    veto = b.build(b.all_of([b.gate({large: 2, small: 1}, 2), b.any_of([small])]))
    found = without_clause(veto, 1, "banzhaf_share")
    assert found.settings == ("as it stands", "never met", "always met")
    assert found.values[1] == (0, 0)
    with pytest.raises(ValueError, match="none numbered 9"):
        by_quota(rule, 9, [1])


def test_new_members_can_raise_the_power_of_old_ones() -> None:
    # Felsenthal & Machover 1998, section 7.4: the dummy of 1958 gains when three members join
    names = ("DE", "FR", "IT", "NL", "BE", "LU")
    first = tuple(Fraction(w) for w in (4, 4, 4, 2, 2, 1))
    game = BareGame(names, first, parse_quota("at least 12/17"))
    change = accession(game, {"DK": 1}, "banzhaf_share")
    at = change.names.index("LU")
    assert change.before[at] == 0
    assert change.after[at] is not None
    assert change.before[-1] is None
    back = secession(game.with_units({"DK": 1}), ["DK"], "banzhaf_share")
    assert back.after[:-1] == change.before[:-1]
    with pytest.raises(ValueError, match="no such voter: XX"):
        secession(game, ["XX"])
    with pytest.raises(ValueError, match="name of a member"):
        accession(game, {"DE": 1})


@pytest.mark.parametrize("seed", range(4))
def test_the_inverse_problem_states_its_distance(seed: int) -> None:
    dice = random.Random(seed)
    target = {f"v{k}": dice.randint(1, 40) for k in range(8)}
    found = inverse(target, parse_quota("more than 1/2"), total=60)
    assert sum(found.weights.values()) == 60
    again = power(single(found.weights, found.quota), "shapley").columns[0].values
    assert tuple(found.values.values()) == again
    gaps = (abs(a - b) for a, b in zip(again, found.wanted.values(), strict=True))
    assert found.distance == sum(gaps)
    proportional = single(dict(zip(target, rounded(tuple(found.wanted.values()), 60), strict=True)),
                          found.quota)  # fmt: skip
    plain = power(proportional, "shapley").columns[0].values
    assert found.distance <= sum(
        abs(Fraction(a) - b) for a, b in zip(plain, found.wanted.values(), strict=True)
    )
    assert found == inverse(target, parse_quota("more than 1/2"), total=60)


def test_what_has_no_inverse_is_said() -> None:
    quota = parse_quota("more than 1/2")
    for wanted, kwargs in (({"a": 0}, {}), ({"a": -1}, {}), ({"a": 1}, {"total": 0}),
                           ({"a": 1}, {"index": "holler"})):  # fmt: skip
        with pytest.raises(ValueError):
            inverse(wanted, quota, **kwargs)  # type: ignore[arg-type]


@pytest.mark.parametrize("sizes", [True, False])
def test_parts_that_share_no_voter_are_counted_by_themselves(sizes: bool) -> None:
    b = Builder()
    first = b.gate({b.voter(f"a{k}"): k + 1 for k in range(6)}, 11)
    second = b.gate({b.voter(f"b{k}"): 2 * k + 1 for k in range(5)}, 13)
    b.voter("nobody", 2)
    for join in (b.all_of, b.any_of):
        rule = b.build(join([first, second]))
        found = count(rule, sizes=sizes)
        assert "by components" in found.engine
        whole = count(rule, engine="enumeration")
        assert found.swings == whole.swings
        assert found.winning == whole.winning
        if sizes:
            assert found.swings_by_size == whole.swings_by_size
