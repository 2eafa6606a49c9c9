"""Indices that list coalitions, each way of counting by itself, against plain enumeration."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb

import power_reference as ref
import pytest

from conftest import FULL
from foedus.errors import TooLarge
from foedus.power import coalitions, minimal_indices
from foedus.power.coalitions import Coalitions
from foedus.power.johnston import by_critical, johnston
from foedus.power.minimal_indices import count_minimal, holler
from foedus.power.profile import Budget
from foedus.power.table import power
from foedus.rules.exchange import from_json
from foedus.rules.gates import Builder, Rule

SEEDS = range(200 if FULL else 30)


def random_gate(seed: int) -> ref.Json:
    dice = random.Random(seed)
    people = [{"name": f"v{k}", "count": dice.choice([1, 1, 2])} for k in range(dice.randint(1, 6))]
    weights = [dice.randint(0, dice.choice([3, 12])) for _ in people]
    total = sum(w * int(p["count"]) for w, p in zip(weights, people, strict=True))
    return {
        "format": "foedus.rule/1",
        "voters": people,
        "rows": [[[k, w] for k, w in enumerate(weights) if w]],
        "gates": [{"row": 0, "quota": dice.randint(0, total + 1), "label": ""}],
        "root": len(people),
    }


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("few", [False, True])
def test_johnston_of_a_gate_by_table_and_by_types(
    seed: int, few: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coalitions, "FEW", coalitions.FEW if few else 0)
    monkeypatch.setattr(coalitions, "ordered", lambda _: None)
    data = random_gate(seed)
    game, rule = ref.Members(data), from_json(data)
    assert johnston(rule) == tuple(game.johnston(n) for n in rule.names)


@pytest.mark.parametrize("seed", SEEDS)
def test_sets_by_critical_members_add_up(seed: int) -> None:
    from foedus.rules.simplify import simplify

    data = ref.random_rule(seed, 7, 5)
    game, rule = ref.Members(data), simplify(from_json(data))
    found = by_critical(Coalitions(rule, Budget()))
    expected = [0] * (game.n + 1)
    for s in range(1 << game.n):
        if game.wins(s):
            expected[len(game.critical(s))] += 1
    assert list(found.every) == expected[: len(found.every)]
    assert not any(expected[len(found.every) :])
    for name, mine in zip(rule.names, found.with_member, strict=True):
        swings = sum(game.first(name) in game.critical(s) for s in range(1 << game.n))
        assert sum(mine) == swings


@pytest.mark.parametrize("seed", SEEDS)
def test_minimal_coalitions_by_types_and_by_list(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ref.random_rule(seed + 500, 7, 5)
    game, rule = ref.Members(data), from_json(data)
    by_size = [0] * (game.n + 1)
    for s in game.minimal():
        by_size[s.bit_count()] += 1
    ways = [count_minimal(rule)]
    monkeypatch.setattr(minimal_indices, "CELLS", 0)
    monkeypatch.setattr(coalitions.Coalitions, "sets", lambda *_, **__: None)
    ways.append(count_minimal(rule))
    assert "list of minimal coalitions" in ways[1].engine
    for found in ways:
        length = max(len(found.every), len(by_size))
        assert [*found.every, *[0] * length][:length] == [*by_size, *[0] * length][:length]
        assert holler(found) == tuple(game.holler(n) for n in rule.names)


def joined(kind: str, sizes: list[int]) -> Rule:
    b = Builder()
    parts = []
    for k, size in enumerate(sizes):
        voters = {b.voter(f"{k}.{j}"): 1 + (j + k) % 3 for j in range(size)}
        parts.append(b.gate(voters, sum(voters.values()) // 2 + 1))
    b.voter("idle")
    return b.build(b.all_of(parts) if kind == "all" else b.any_of(parts))


@pytest.mark.parametrize("kind", ["all", "any"])
@pytest.mark.parametrize("sizes", [[3, 4], [1, 2, 3], [2, 2, 2, 2]])
def test_parts_that_share_nobody_are_put_together(
    kind: str, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = joined(kind, sizes)
    parts = power(rule, ["johnston", "holler", "deegan_packel"])
    assert "by components" in parts.column("holler").engine
    monkeypatch.setattr(coalitions, "components", lambda _: None)
    whole = power(rule, ["johnston", "holler", "deegan_packel"])
    for one, other in zip(parts.columns, whole.columns, strict=True):
        assert one.values == other.values


def test_types_of_hundreds_stand_for_long_numbers_of_sets() -> None:
    b = Builder()
    lower, upper, signer = b.voter("lower", 300), b.voter("upper", 80), b.voter("signer")
    signed = b.all_of([signer, b.at_least(151, [lower]), b.at_least(41, [upper])])
    rule = b.build(
        b.any_of([signed, b.all_of([b.at_least(200, [lower]), b.at_least(54, [upper])])])
    )
    found = count_minimal(rule)
    assert found.every[193] == comb(300, 151) * comb(80, 41)
    assert found.every[254] == comb(300, 200) * comb(80, 54)
    assert sum(found.every) == found.every[193] + found.every[254]
    everybody = sum(v * c for v, c in zip(johnston(rule), (300, 80, 1), strict=True))
    assert everybody == Fraction(1)


def test_too_many_vectors_are_said() -> None:
    dice = random.Random(3)
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(40)]
    rows = [b.gate({v: dice.randint(1, 999) for v in voters}, 9000) for _ in range(2)]
    rule = b.build(b.all_of(rows))
    with pytest.raises(TooLarge, match="no list of coalitions"):
        johnston(rule)
    with pytest.raises(TooLarge, match="--limit"):
        johnston(joined("all", [9, 9]), Budget(seconds=0))
