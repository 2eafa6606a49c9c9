"""Differences between rules and texts: against enumeration, published counts, and the command."""

from __future__ import annotations

import csv
import itertools
import json
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from proof_reference import random_rule
from proof_world import HEAD, META, TABLE, model

from foedus.atlas.index import find
from foedus.cli import main
from foedus.constitution.load import load
from foedus.errors import Exit
from foedus.proof.compare import compare
from foedus.proof.diff import aligned, diff
from foedus.rules.gates import Builder, Rule

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("seed", range(40))
def test_a_difference_matches_looking_at_every_coalition(seed: int) -> None:
    rng = random.Random(seed)
    sizes = [1] * rng.randint(2, 6)
    a, b = (random_rule(rng, sizes, rng.randint(1, 4), 5) for _ in range(2))
    both = [
        (a.passes(c), b.passes(c), sum(x))
        for x in itertools.product([0, 1], repeat=len(sizes))
        for c in [dict(zip(a.names, x, strict=True))]
    ]
    found = diff(a, b)
    assert found.differ == sum(p != q for p, q, _ in both)
    assert found.passes_first == sum(p for p, _, _ in both)
    assert found.passes_second == sum(q for _, q, _ in both)
    smallest = min((n for p, q, n in both if p and not q), default=None)
    assert found.only_first.value == smallest


def test_voters_of_one_rule_only_are_dummies_in_the_other() -> None:
    one, two = Builder(), Builder()
    a = one.build(one.all_of([one.voter("x"), one.voter("y")]))
    b = two.build(two.all_of([two.voter("x"), two.voter("z")]))
    first, second, shared = aligned(a, b)
    assert first.names == second.names == shared.names == ("x", "y", "z")
    assert diff(a, b).differ == 2
    assert shared.passes({"x": 1, "y": 1, "z": 1})
    assert not shared.passes({"x": 1, "y": 1})


def canada(rows: list[tuple[str, int]]) -> Rule:
    builder = Builder()
    nodes = {n: builder.voter(n) for n, _ in rows}
    half = Fraction(sum(p for _, p in rows), 2)
    return builder.build(
        builder.all_of(
            [
                builder.at_least(7, nodes.values()),
                builder.gate({nodes[n]: p for n, p in rows}, half),
            ]
        )
    )


def census(shared: Path, file: str, column: str) -> list[tuple[str, int]]:
    with (shared / "data" / "vintages" / file).open(encoding="utf-8") as text:
        return sorted(
            (r["code"], int(r[column])) for r in csv.DictReader(text) if r["type"] == "province"
        )


def test_two_censuses_of_canada_differ_on_five_coalitions_the_smallest_of_seven_provinces(
    shared: Path,
) -> None:
    old = canada(census(shared, "canada_1996.csv", "population_census_1996"))
    new = canada(census(shared, "canada_2021.csv", "population_census_2021"))
    found = diff(old, new)
    # Recomputed from the two tables: 157 and 152 winning coalitions of the ten provinces.
    assert (found.passes_first, found.passes_second, found.differ) == (157, 152, 5)
    # Seven provinces (eight players where Parliament is counted): the rule asks for seven.
    assert found.only_first.value == 7
    assert found.word == "second implies first"


def test_the_four_member_clause_adds_twenty_coalitions() -> None:
    text = load(find("eu-council"))
    clause, without = "Qualified majority", "Qualified majority without the four-member clause"
    (found,) = compare(text, text, procedure=clause, other=without).procedures
    assert found.difference is not None
    # The Council's rounded shares of 2025: 17,729,938 winning coalitions with the clause.
    assert found.difference.passes_first == 17_729_938
    assert found.difference.differ == 20
    assert found.difference.only_first.value == 24
    assert found.word == "second implies first"


def test_readings_versions_and_guarantees_are_compared() -> None:
    claims = (
        'guarantee "R"\n  Doubt cannot pass against Red\n'
        'guarantee "H"\n  Law cannot pass without House\n'
    )
    text = model(claims)
    groups, everyone = (replace(text, reading={"Count": r}) for r in ("Groups", "Everyone"))
    found = compare(groups, everyone)
    words = {p.first: p.word for p in found.procedures}
    assert words["Doubt"] == "first implies second"
    assert words["Law"] == "same"
    assert found.tally == "1 lost, 1 unchanged"
    assert found.exit is Exit.FAILS
    assert compare(everyone, groups).tally == "1 gained, 1 unchanged"
    assert compare(text, text).exit is Exit.OK


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    (tmp_path / "a.foedus").write_text(HEAD + 'guarantee "R"\n  Doubt cannot pass against Red\n')
    changed = HEAD.replace("at least 2/3 of members", "at least 3/5 of members")
    changed = changed.replace('procedure Ask under "Art. 3"', 'procedure Poll under "Art. 3"')
    (tmp_path / "b.foedus").write_text(changed)
    return tmp_path


def test_the_command_names_what_changed(folder: Path) -> None:
    result = CliRunner().invoke(main, ["diff", str(folder / "a.foedus"), str(folder / "b.foedus")])
    assert result.exit_code == 1, result.output
    assert "  A implies B    Law" in result.output
    assert "only in A      Ask" in result.output
    assert "only in B      Poll" in result.output
    assert "they differ on" in result.output
    assert "guarantees: 1 unchanged" in result.output.splitlines()[-1]


def test_the_command_finds_no_difference_in_one_text(folder: Path) -> None:
    path = str(folder / "a.foedus")
    assert CliRunner().invoke(main, ["diff", path, path, "--no-count"]).exit_code == 0
    wrong = CliRunner().invoke(main, ["diff", path, path, "-p", "Laws"])
    assert wrong.exit_code == 2
    assert "did you mean" in wrong.stderr


def test_the_json_fits_its_schema(folder: Path) -> None:
    arguments = ["diff", str(folder / "a.foedus"), str(folder / "b.foedus"), "--json"]
    result = CliRunner().invoke(main, arguments)
    schema = json.loads((SCHEMAS / "diff.json").read_text(encoding="utf-8"))
    data = json.loads(result.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(data)) == []
    assert (result.exit_code, data["exit"]) == (1, 1)
    law = next(p for p in data["procedures"] if p["first"] == "Law")
    assert law["word"] == "first implies second"
    assert law["difference"]["least"] == law["difference"]["differ"] > 0
    assert {name.split("/")[0] for name in data["inputs"]} == {"A", "B"}


def test_a_difference_too_large_to_count_is_a_labelled_bound(tmp_path: Path) -> None:
    rng = random.Random(3)
    rows = "".join(f"R{i},{int(rng.lognormvariate(13, 1))},1,x\n" for i in range(45))
    (tmp_path / "regions.csv").write_text("region,people,votes,type\n" + rows)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    path = tmp_path / "a.foedus"
    path.write_text(
        "constitution Large\n"
        'units Regions: table "regions.csv", weight people as of 2000\n'
        'procedure A under "Art. 1"\n  passes when all of\n'
        "    Regions approve by at least 2/3 of units\n"
        "    Regions approve by more than 1/2 of people as of 2000\n"
        'procedure B under "Art. 2"\n  passes when all of\n'
        "    Regions approve by at least 3/5 of units\n"
        "    Regions approve by more than 1/2 of people as of 2000\n"
    )
    words = ["diff", str(path), str(path), "-p", "A", "-w", "B"]
    data = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)
    found = data["procedures"][0]["difference"]
    assert found["label"] == "bound"
    assert "bounded by rounding weights down and up" in found["counted"]
    assert found["differ"] is None
    assert 0 < found["least"] < found["most"]
    assert (found["most"] - found["least"]) * 300 < found["most"]
