"""Small rules whose forms, errors and smallest coalitions can be checked by hand."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from foedus.rules.canonical import canonical, digest
from foedus.rules.exchange import from_json, to_json
from foedus.rules.gates import Builder, Rule
from foedus.rules.minimal import (
    minimal_blocking,
    minimal_winning,
    smallest_blocking,
    smallest_winning,
)
from foedus.rules.simplify import simplify
from foedus.rules.transform import collapse, dual, expand, merge, restrict


def single(weights: dict[str, int], quota: int) -> Rule:
    b = Builder()
    return b.build(b.gate({b.voter(n): w for n, w in weights.items()}, quota))


def federal_law() -> Rule:
    b = Builder()
    president, vice = b.voter("President"), b.voter("Vice President")
    senate, house = b.voter("Senate", 100), b.voter("House", 435)
    tie = b.all_of([b.at_least(50, [senate]), vice])
    upper = b.any_of([b.at_least(51, [senate]), tie])
    signed = b.all_of([president, b.at_least(218, [house]), upper])
    override = b.all_of([b.at_least(67, [senate]), b.at_least(290, [house])])
    return b.build(b.any_of([signed, override]))


@pytest.mark.parametrize(
    ("weights", "quota", "expected"),
    [
        # divided by the common divisor, quota rounded up to what is left of it
        ({"a": 4, "b": 6, "c": 8}, 9, ({"a": 2, "b": 3, "c": 4}, 5)),
        # raised to the next sum that some coalition attains
        ({"a": 10, "b": 10, "c": 7}, 18, ({"a": 10, "b": 10, "c": 7}, 20)),
        # capped at the quota
        ({"a": 9, "b": 2, "c": 2}, 4, ({"a": 2, "b": 1, "c": 1}, 2)),
        # all and any
        ({"a": 5, "b": 6, "c": 7}, 15, ({"a": 1, "b": 1, "c": 1}, 3)),
        ({"a": 5, "b": 6, "c": 7}, 5, ({"a": 1, "b": 1, "c": 1}, 1)),
    ],
)
def test_one_gate_said_more_shortly(
    weights: dict[str, int], quota: int, expected: tuple[dict[str, int], int]
) -> None:
    short = simplify(single(weights, quota))
    row = {short.names[k]: w for k, w in short.rows[short.gates[-1].row].items}
    if quota == 18:
        # 20 of 27: c can never matter, and what is left is divided again
        assert short.passes(["a", "b"])
        assert not short.passes(["a", "c"])
    else:
        assert (row, short.gates[-1].quota) == expected


def test_constants_single_children_and_implied_quotas_go() -> None:
    b = Builder()
    x, y, z = (b.voter(n) for n in "xyz")
    row = {x: 3, y: 2, z: 1}
    four, three = b.gate(row, 4), b.gate(row, 3)
    again = b.all_of([b.all_of([four, three]), b.always(), b.any_of([b.never(), four])])
    short = simplify(b.build(again))
    assert len(short.gates) == 1
    assert short.gates[0].quota == 4
    b = Builder()
    only = b.voter("only")
    b.voter("other")
    assert simplify(b.build(b.all_of([b.any_of([only])]))).root == 0


def test_what_always_or_never_passes_is_a_gate_without_children() -> None:
    for quota, verdict in ((0, True), (9, False)):
        short = simplify(single({"a": 3, "b": 2}, quota))
        assert short.gates == (short.gates[0],)
        assert short.rows[0].items == ()
        assert short.passes([]) is verdict


def test_forms_agree_where_only_the_writing_differs() -> None:
    a = single({"a": 2, "b": 1, "c": 1}, 3)
    b = Builder()
    c, other, big = b.voter("c"), b.voter("b"), b.voter("a")
    written = b.build(b.gate({big: Fraction(1, 2), other: Fraction(1, 4), c: Fraction(1, 4)},
                             Fraction(3, 4), "differently"))  # fmt: skip
    assert a != written
    assert canonical(a) == canonical(written)
    assert digest(a) == digest(written)
    assert digest(a) != digest(single({"a": 2, "b": 1, "c": 1}, 2))
    assert digest(a) != digest(single({"a": 2, "b": 1, "d": 1}, 3))


def test_a_rule_prints_as_what_it_says() -> None:
    text = repr(federal_law())
    assert text.splitlines()[0] == "Rule over 537 voters of 4 types, 10 gates"
    assert "at least 218 of 435: 435 x House" in text
    assert repr(single({"a": 3, "b": 2}, 4)).splitlines()[1].strip() == "all: a 3, b 2"
    assert "and 2 more" in repr(single({f"v{k}": k + 1 for k in range(10)}, 11))
    assert "never" in repr(single({"a": 1}, 5))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"format": "other/1"}, "format: expected"),
        ({"voters": "no"}, "voters: expected a list"),
        ({"voters": [{"name": 3}]}, "voters[0]: expected a name"),
        ({"voters": [{"name": "a", "count": 0}]}, "voters[0].count: expected at least 1"),
        ({"voters": [{"name": "a"}, {"name": "a"}]}, "'a' appears twice"),
        ({"rows": [[[0, -2]]]}, "rows[0][0].weight: expected at least 1"),
        ({"rows": [[[0, 1.5]]]}, "rows[0][0].weight: expected an integer"),
        ({"rows": [[0, 1]]}, "rows[0]: expected a list of [node, weight] pairs"),
        ({"rows": [[[0, 1], [0, 2]]]}, "rows[0]: a node appears twice"),
        ({"gates": [{"row": 7, "quota": 1}]}, "gates[0].row: there is no row 7"),
        ({"gates": [3]}, "gates[0]: expected a row and a quota"),
        ({"gates": [{"row": 0, "quota": True}]}, "gates[0].quota: expected an integer"),
        ({"rows": [[[1, 1]]]}, "gates[0]: a child is this gate"),
        ({"root": 9}, "root: there is no node 9"),
    ],
)
def test_json_that_is_no_rule_is_told_where(change: dict[str, object], fault: str) -> None:
    data = to_json(single({"a": 1}, 1)) | change
    with pytest.raises(ValueError) as caught:
        from_json(data)
    assert fault in str(caught.value)


def test_every_fault_of_json_is_told_at_once() -> None:
    data = to_json(single({"a": 1}, 1)) | {"format": "x", "root": "y", "rows": 3}
    with pytest.raises(ValueError) as caught:
        from_json(data)
    assert str(caught.value).count(";") == 2
    with pytest.raises(ValueError, match="object"):
        from_json([1])


def test_what_cannot_be_rewritten_is_said() -> None:
    rule = single({"a": 2, "b": 1}, 2)
    for call, text in (
        (lambda: restrict(rule, yes=["a"], no=["a"]), "has 1 members, not 2"),
        (lambda: restrict(rule, yes=["z"]), "no such voter: z"),
        (lambda: merge(rule, {"x": ["a"], "y": ["a"]}), "has 1 members, not 2"),
        (lambda: merge(rule, {"x": []}), "has no members"),
        (lambda: merge(rule, {"b": ["a"]}), "voter outside the bloc"),
        (lambda: smallest_winning(rule, {"a": -1}), "negative"),
        (lambda: smallest_winning(rule, {"z": 1}), "no such voter"),
    ):
        with pytest.raises(ValueError, match=text):
            call()
    b = Builder()
    b.voter("a 1")
    clash = b.build(b.any_of([b.voter("a", 2)]))
    with pytest.raises(ValueError, match="name of another voter"):
        expand(clash)


def test_537_voters_are_four_types() -> None:
    wide = expand(federal_law())
    assert len(wide.voters) == 537
    assert sorted(v.count for v in collapse(simplify(wide)).rule.voters) == [1, 1, 100, 435]


def test_the_fewest_who_pass_or_block_a_federal_law() -> None:
    # 218 + 51 + 1; 34 senators and the president
    law = federal_law()
    assert smallest_winning(law).cost == 270
    assert smallest_blocking(law).cost == 35
    without = smallest_winning(law, excluding=["President"])
    assert without.cost == 67 + 290
    held = smallest_blocking(law, containing={"House": 10})
    assert (held.cost, held.coalition["House"]) == (45, 10) if held.coalition else False
    nobody = smallest_winning(restrict(law, no=["Senate"]))
    assert (nobody.coalition, nobody.cost) == (None, None)


def columns(path: Path, key: str, *names: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as handle:
        return [{k: r[k] for k in (key, *names)} for r in csv.DictReader(handle)]


def test_published_shares_of_the_population(shared: Path) -> None:
    """Golden: the Council 53.065 / 9.587 %, cantons blocking 17.633 % (2020), 17.668 % (2019)."""
    data = shared / "data"
    rows = columns(data / "countries" / "eu27.csv", "code", "population")
    people = {r["code"]: int(r["population"]) for r in rows}
    total = sum(people.values())
    b = Builder()
    voters = {n: b.voter(n) for n in people}
    row = b.gate({voters[n]: p for n, p in people.items()}, Fraction(65, 100) * total)
    both = b.all_of([b.at_least(15, voters.values()), row])
    council = b.build(b.any_of([both, b.at_least(24, voters.values())]))
    passing, blocking = smallest_winning(council, people), smallest_blocking(council, people)
    assert round(100 * passing.cost / total, 3) == 53.065
    assert round(100 * blocking.cost / total, 3) == 9.587
    assert passing.label == blocking.label == "exact"
    for file, column, share in (
        ("countries/switzerland.csv", "population_2020", 17.633),
        ("vintages/switzerland_2019.csv", "population_2019_12_31", 17.668),
    ):
        cantons = columns(data / file, "code", column, "standing_vote")
        people = {r["code"]: int(r[column]) for r in cantons}
        total = sum(people.values())
        b = Builder()
        votes = b.more_than(
            {b.voter(r["code"]): Fraction(r["standing_vote"]) for r in cantons}, Fraction(23, 2)
        )
        half = b.more_than({b.voter(n): p for n, p in people.items()}, Fraction(total, 2))
        both_rows = b.build(b.all_of([votes, half]))
        found = smallest_blocking(both_rows, people)
        assert round(100 * found.cost / total, 3) == share
        assert found.label == "exact"


def test_a_search_that_stops_early_says_so_with_a_bracket() -> None:
    weights = {f"v{k}": 10_007 * (k + 3) ** 2 % 999_983 + 1000 for k in range(60)}
    quota = sum(weights.values()) // 2 + 1
    found = smallest_winning(single(weights, quota), weights, effort=3000)
    assert found.coalition is not None
    assert found.cost is not None
    assert found.lower is not None
    assert quota <= found.lower <= found.cost
    assert found.cost - quota < quota // 1000
    assert single(weights, quota).passes(found.coalition)
    assert (found.label == "exact") == (found.lower == found.cost)


def test_minimal_coalitions_come_lazily() -> None:
    rule = single({f"v{k}": 1 for k in range(60)}, 30)
    found = minimal_winning(rule)
    assert sum(next(found).values()) == 30
    assert sum(next(minimal_blocking(rule)).values()) == 31
    assert dual(dual(rule)) == rule


def test_a_type_of_millions_is_no_harder_than_one_voter() -> None:
    b = Builder()
    gates = {}
    for k, people in enumerate((9_000_001, 4_000_000, 3_000_000)):
        gates[b.at_least(people // 2 + 1, [b.voter(f"region {k}", people)])] = 1
    rule = b.build(b.gate(gates, 2))
    assert smallest_winning(rule).cost == 2_000_001 + 1_500_001
