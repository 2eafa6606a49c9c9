"""Random gate graphs (up to 12 voters, 6 gates): every transformation against the reference."""

from __future__ import annotations

import random

import numpy as np
import pytest
import rules_reference as ref

from conftest import FULL
from foedus.rules.canonical import canonical, digest
from foedus.rules.exchange import from_json, to_json
from foedus.rules.gates import Rule
from foedus.rules.minimal import (
    minimal_blocking,
    minimal_winning,
    smallest_blocking,
    smallest_winning,
)
from foedus.rules.simplify import simplify
from foedus.rules.transform import collapse, dual, expand, merge, restrict

BATCHES = 100 if FULL else 10
SIZE = 100
#: Graphs of the full size for rewriting and minima; small ones where each coalition is read.
SMALL, WIDE = (6, 5), (12, 6)


def seeds(batch: int) -> range:
    return range(batch * SIZE, (batch + 1) * SIZE)


def freeze(found: object) -> list[list[tuple[str, int]]]:
    return sorted(sorted(c.items()) for c in found)  # type: ignore[attr-defined]


def graph(seed: int) -> ref.Json:
    """Return a graph of 1 to 12 members and 1 to 6 gates; every tenth at the full size."""
    return ref.random_rule(seed, *WIDE, full=seed % 10 == 0)


def reordered(data: ref.Json, names: tuple[str, ...]) -> np.ndarray:
    """Return the table of a rule with its axes in the order of these names."""
    own = [v["name"] for v in data["voters"]]
    return np.transpose(ref.table(data), [own.index(n) for n in names])


def test_the_table_is_what_reading_each_coalition_gives() -> None:
    for seed in range(60):
        data = ref.random_rule(seed, *SMALL)
        verdict = ref.table(data)
        for c in ref.coalitions(data):
            assert bool(verdict[tuple(c.values())]) is ref.passes(data, c)
        assert freeze(ref.minimal_of(data, verdict)) == freeze(ref.minimal(data))


def test_graphs_range_to_twelve_members_and_six_gates() -> None:
    made = [graph(seed) for seed in range(300)]
    members = [sum(v["count"] for v in d["voters"]) for d in made]
    assert set(members) == set(range(1, 13))
    assert members.count(12) >= 30
    assert {len(d["gates"]) for d in made} == set(range(1, 7))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_rewriting_keeps_which_coalitions_pass(batch: int) -> None:
    for seed in seeds(batch):
        data = graph(seed)
        rule, dice = from_json(data), random.Random(seed)
        assert to_json(rule) == data
        verdict = ref.table(data)
        for same in (simplify(rule), canonical(rule)):
            assert (reordered(to_json(same), rule.names) == verdict).all(), seed
        opposite = reordered(to_json(dual(rule)), rule.names)
        assert (opposite == ~np.flip(verdict)).all(), seed
        for _ in range(20):
            c = {v.name: dice.randint(0, v.count) for v in rule.voters}
            assert rule.passes(c) is bool(verdict[tuple(c.values())]), (seed, c)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_minimal_and_smallest_coalitions_agree_with_the_full_list(batch: int) -> None:
    for seed in seeds(batch):
        data = graph(seed)
        rule = from_json(data)
        expected = ref.minimal_of(data, ref.table(data))
        assert freeze(minimal_winning(rule)) == freeze(expected), seed
        dice = random.Random(seed)
        high = dice.choice([1, 9, 9000])
        for price in (None, {n: dice.randint(0, high) for n in rule.names}):
            p = price or dict.fromkeys(rule.names, 1)
            costs = [sum(p[n] * k for n, k in c.items()) for c in expected]
            answer = smallest_winning(rule, price)
            assert answer.cost == min(costs, default=None), (seed, price)
            assert answer.label == "exact"
            assert answer.coalition is None or answer.coalition in expected


@pytest.mark.parametrize("batch", range(2))
def test_blocking_coalitions_are_those_whose_absence_defeats(batch: int) -> None:
    for seed in seeds(batch):
        data = ref.random_rule(seed, *SMALL)
        rule = from_json(data)
        blocks = [
            {n: k for n, k in c.items() if k}
            for c in ref.coalitions(data)
            if not ref.passes(data, ref.complement(data, c))
            and not any(
                k and not ref.passes(data, ref.complement(data, {**c, n: k - 1}))
                for n, k in c.items()
            )
        ]
        assert freeze(minimal_blocking(rule)) == freeze(blocks)
        least = min((sum(c.values()) for c in blocks), default=None)
        assert smallest_blocking(rule).cost == least


@pytest.mark.parametrize("batch", range(2))
def test_voters_fixed_merged_and_split_vote_as_told(batch: int) -> None:
    for seed in seeds(batch):
        data = ref.random_rule(seed, *SMALL)
        rule, dice = from_json(data), random.Random(seed)
        check_restriction(data, rule, dice)
        check_bloc(data, rule, dice)
        wide = expand(rule)
        assert wide.size == rule.size == len(wide.voters)
        for c in ref.coalitions(data):
            picked = [
                f"{n} {k + 1}" if v.count > 1 else n
                for v in rule.voters
                for n in [v.name]
                for k in range(c[n])
            ]
            assert wide.passes(picked) is ref.passes(data, c)


def check_restriction(data: ref.Json, rule: Rule, dice: random.Random) -> None:
    yes, no = {}, {}
    for v in rule.voters:
        yes[v.name] = dice.randint(0, v.count)
        no[v.name] = dice.randint(0, v.count - yes[v.name])
    rest = restrict(rule, yes=yes, no=no)
    for c in ref.coalitions(to_json(rest)):
        whole = {n: c.get(n, 0) + yes[n] for n in rule.names}
        assert rest.passes(c) is ref.passes(data, whole)


def check_bloc(data: ref.Json, rule: Rule, dice: random.Random) -> None:
    members = {v.name: dice.randint(0, v.count) for v in rule.voters}
    if not any(members.values()):
        members[rule.names[0]] = rule.voters[0].count
    merged = merge(rule, {"the bloc": members})
    for c in ref.coalitions(to_json(merged)):
        whole = {n: c.get(n, 0) + members[n] * c["the bloc"] for n in rule.names}
        assert merged.passes(c) is ref.passes(data, whole)


def renumbered(data: ref.Json, dice: random.Random) -> ref.Json:
    """Return the same rule with its voters, rows and gates numbered differently."""
    n = len(data["voters"])
    voters = dice.sample(range(n), n)
    place = {old: new for new, old in enumerate(voters)}
    order, left = [], list(range(len(data["gates"])))
    while left:
        ready = [
            g
            for g in left
            if all(k < n or k - n in order for k, _ in data["rows"][data["gates"][g]["row"]])
        ]
        order.append(dice.choice(ready))
        left.remove(order[-1])
    place.update({n + old: n + new for new, old in enumerate(order)})
    rows = dice.sample(range(len(data["rows"])), len(data["rows"]))
    return {
        "format": data["format"],
        "voters": [data["voters"][k] for k in voters],
        "rows": [[[place[k], w] for k, w in data["rows"][r]] for r in rows],
        "gates": [{**data["gates"][g], "row": rows.index(data["gates"][g]["row"])} for g in order],
        "root": place[data["root"]],
    }


@pytest.mark.parametrize("batch", range(2))
def test_the_digest_does_not_see_the_numbering(batch: int) -> None:
    for seed in seeds(batch):
        data = ref.random_rule(seed, *WIDE)
        other = renumbered(data, random.Random(seed))
        a, b = from_json(data), from_json(other)
        assert digest(a) == digest(b)
        assert canonical(a) == canonical(b)


@pytest.mark.parametrize("batch", range(2))
def test_voters_of_one_type_are_interchangeable(batch: int) -> None:
    for seed in seeds(batch):
        data = ref.random_rule(seed, *SMALL)
        rule = from_json(data)
        short = collapse(simplify(rule))
        assert sorted(k for g in short.groups for k in g) == list(range(len(rule.voters)))
        for c in ref.coalitions(data):
            joined = {
                short.rule.voters[t].name: sum(c[rule.names[k]] for k in group)
                for t, group in enumerate(short.groups)
            }
            assert short.rule.passes(joined) is ref.passes(data, c)
