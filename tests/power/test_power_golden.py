"""Published and recomputed values: every row of the golden table, and figures from papers."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from foedus.errors import TooLarge
from foedus.power.counting import count_winning
from foedus.power.engines import count
from foedus.power.game import NotThisGame
from foedus.power.table import power
from foedus.rules.gates import Builder, Rule


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def single(weights: Mapping[str, int], quota: int) -> Rule:
    b = Builder()
    return b.build(b.gate({b.voter(n): w for n, w in weights.items()}, quota))


def council(population: Mapping[str, int], *, clause: bool = True) -> Rule:
    """15 of 27 members with 65 % of the population; or 24 members (blocking takes four)."""
    b = Builder()
    voters = {n: b.voter(n) for n in population}
    total = sum(population.values())
    people = b.gate({voters[n]: p for n, p in population.items()}, Fraction(65, 100) * total)
    both = b.all_of([b.at_least(15, voters.values()), people])
    return b.build(b.any_of([both, b.at_least(24, voters.values())]) if clause else both)


def security_council_1945() -> Rule:
    b = Builder()
    permanent = b.voter("permanent", 5)
    return b.build(b.all_of([permanent, b.at_least(7, [permanent, b.voter("non-permanent", 6)])]))


def canada(population: Mapping[str, int]) -> Rule:
    b = Builder()
    voters = {n: b.voter(n) for n in population}
    half = Fraction(sum(population.values()), 2)
    people = b.gate({voters[n]: p for n, p in population.items()}, half)
    return b.build(b.all_of([b.voter("PARLIAMENT"), b.at_least(7, voters.values()), people]))


def federal_law() -> Rule:
    b = Builder()
    president, vice = b.voter("President"), b.voter("Vice President")
    senate, house = b.voter("Senate", 100), b.voter("House", 435)
    tie = b.all_of([b.at_least(50, [senate]), vice])
    signed = b.all_of(
        [president, b.at_least(218, [house]), b.any_of([b.at_least(51, [senate]), tie])]
    )
    override = b.all_of([b.at_least(67, [senate]), b.at_least(290, [house])])
    return b.build(b.any_of([signed, override]))


def weights_of(rule: str) -> tuple[int, dict[str, int]]:
    """Return quota and weights of a game written "[39;7x5,1x10]"."""
    quota, _, rest = rule.strip("[]").partition(";")
    weights: dict[str, int] = {}
    for piece in rest.split(","):
        weight, _, many = piece.partition("x")
        for _ in range(int(many or 1)):
            weights[f"v{len(weights)} {weight}"] = int(weight)
    return int(quota), weights


@cache
def columns(path: Path) -> dict[str, dict[str, int]]:
    """The tables that golden rows need, as whole numbers by code or name."""
    data = path / "data"
    states = table(data / "countries" / "united_states.csv")
    members = table(data / "countries" / "eu27.csv")
    shares = table(data / "vintages" / "eu_qmv_shares_2025.csv")
    provinces = table(data / "vintages" / "canada_1996.csv")
    laender = table(data / "vintages" / "bundesrat_votes.csv")
    votes = next(k for k in laender[0] if "vote" in k)
    return {
        "electors": {r["code"].removeprefix("US-"): int(r["electors"]) for r in states},
        "eu": {r["code"]: int(r["population"]) for r in members},
        "eu shares": {r["code"]: int(r["share_hundredths"]) for r in shares},
        "canada": {r["name"]: int(r["population_census_1996"]) for r in provinces
                   if r["type"] == "province"},
        "bundesrat": {r["code"]: int(r[votes]) for r in laender},
    }  # fmt: skip


def golden_rows(path: Path) -> list[dict[str, str]]:
    rows = table(path / "data" / "power" / "power_golden.csv")
    full = {}
    for row in rows:
        if row["rule"].startswith("[") and ".." not in row["rule"]:
            full.setdefault(row["game"] + row["rule"].partition(";")[0], row["rule"])
    for row in rows:
        if ".." in row["rule"]:
            row["rule"] = full[row["game"] + row["rule"].partition(";")[0]]
    return rows


@cache
def rule_of(path: Path, game: str, text: str) -> Rule:
    known = columns(path)
    if game.startswith("EU-27"):
        return council(known["eu"])
    if game.startswith("US Electoral"):
        return single(known["electors"], 270)
    if game == "German Bundesrat":
        return single(known["bundesrat"], int(text.strip("[").partition(";")[0]))
    if game.startswith("Canada"):
        return canada(known["canada"])
    if game.startswith("UNSC 1945"):
        return security_council_1945()
    if game.startswith("US federal"):
        return federal_law()
    quota, weights = weights_of(text)
    return single(weights, quota)


CANADIAN = {"P.E.I.": "Prince Edward Island", "Newfoundland": "Newfoundland"}


def player_of(rule: Rule, row: dict[str, str], path: Path) -> str:
    """Return the voter a golden row speaks of: by name, or any voter of its weight."""
    player = row["player"]
    for name in (player, CANADIAN.get(player, player)):
        if name in rule.names:
            return name
        near = [n for n in rule.names if n.startswith(name)]
        if near:
            return near[0]
    if row["game"].startswith("UNSC 1945"):
        return "permanent" if player.startswith("permanent") else "non-permanent"
    if row["game"] == "German Bundesrat":
        votes = columns(path)["bundesrat"]
        return next(n for n in rule.names if votes[n] == int(row["weight"]))
    return next(n for n in rule.names if n.endswith(f" {row['weight']}"))


@cache
def values(path: Path, game: str, text: str, index: str) -> tuple[Rule, tuple[Fraction, ...]]:
    rule = rule_of(path, game, text)
    return rule, tuple(Fraction(v) for v in power(rule, index).columns[0].values)


def agrees(computed: Fraction, published: str) -> bool:
    """Exactly for integers and fractions; decimals within one unit of the last digit."""
    if re.fullmatch(r"\d+(/\d+)?", published):
        return computed == Fraction(published)
    digits = len(published.partition(".")[2])
    return abs(computed - Fraction(published)) < Fraction(1, 10**digits)


def test_every_golden_row(shared: Path) -> None:
    rows = golden_rows(shared)
    assert len(rows) == 217
    wrong = []
    for row in rows:
        text = row["rule"] if row["rule"].startswith("[") else ""
        rule, found = values(shared, row["game"], text, row["index_name"])
        value = found[rule.names.index(player_of(rule, row, shared))]
        if not agrees(value, row["value"]):
            wrong.append((row["game"], row["player"], row["index_name"], row["value"], str(value)))
    assert not wrong


def test_the_veto_of_a_permanent_member_is_421_of_2145() -> None:
    # Shapley-Shubik of the Security Council since 1965 (exact fraction)
    quota, weights = weights_of("[39;7x5,1x10]")
    rule = single(weights, quota)
    table_ = power(rule, ["shapley", "banzhaf_swings", "banzhaf_share"])
    assert table_.columns[0].values[0] == Fraction(421, 2145)
    assert table_.columns[0].values[-1] == Fraction(4, 2145)
    assert table_.columns[1].values[0] == 848
    assert table_.columns[2].values[0] == Fraction(106, 635)


@pytest.mark.parametrize(("column", "changed"), [("eu", 23), ("eu shares", 20)])
def test_the_four_member_clause_changes_23_or_20_coalitions(
    shared: Path, column: str, changed: int
) -> None:
    population = columns(shared)[column]
    with_clause = sum(count_winning(council(population)))
    without = sum(count_winning(council(population, clause=False)))
    assert with_clause - without == changed


def test_two_engines_agree_on_the_large_golden_games(shared: Path) -> None:
    eu = council(columns(shared)["eu"])
    middle, diagram = count(eu, engine="middle"), count(eu, sizes=False, engine="diagram")
    assert middle.swings == diagram.swings
    college = single(columns(shared)["electors"], 270)
    packed = count(college, engine="packed")
    assert packed.swings_by_size == count(college, engine="diagram").swings_by_size
    assert packed.swings == count(college, sizes=False, engine="limbs").swings
    assert packed.swings == count(college, sizes=False, engine="dp").swings
    law = federal_law()
    assert count(law, engine="diagram").swings_by_size == count(law, engine="types").swings_by_size


#: In the order tried: an engine that shares no code with the automatic choice.
SECOND = ("types", "dp", "limbs", "diagram", "middle", "enumeration")


def test_a_second_engine_agrees_on_every_golden_game(shared: Path) -> None:
    rows = golden_rows(shared)
    games = {(r["game"], r["rule"] if r["rule"].startswith("[") else "") for r in rows}
    assert len(games) > 10
    pairs = set()
    for game, text in sorted(games):
        rule = rule_of(shared, game, text)
        first = count(rule, sizes=False)
        for engine in SECOND:
            if engine in first.engine:
                continue
            try:
                second = count(rule, sizes=False, engine=engine)
            except (NotThisGame, TooLarge):
                continue
            assert second.swings == first.swings, (game, engine)
            assert second.winning == first.winning, (game, engine)
            pairs.add((first.engine, engine))
            break
        else:
            raise AssertionError(f"no second engine for {game}")
    assert len(pairs) > 2


def test_the_fund_of_190_members_is_counted_exactly(shared: Path) -> None:
    rows = table(shared / "data" / "power" / "imf_votes_2022-10.csv")
    votes = {r["iso3"]: int(r["votes"]) for r in rows}
    assert len(votes) == 190
    rule = single(votes, -(-sum(votes.values()) * 85 // 100))
    found = power(rule, ["banzhaf_share", "shapley", "coleman_prevent"])
    assert found.columns[0].engine == found.columns[2].engine == "limbs"
    assert found.columns[1].engine == "quadrature"
    error = max(hi - lo for lo, hi in found.columns[1].bounds or ())
    assert error < 2e-11
    assert abs(float(sum(found.columns[1].values)) - 1) < 190 * error
    assert sum(found.columns[0].values) == 1
    largest = max(votes, key=lambda n: votes[n])
    # one member with more than 15 % can stop what needs 85 %: prevent is 1
    assert found.value(largest, "coleman_prevent") == 1
