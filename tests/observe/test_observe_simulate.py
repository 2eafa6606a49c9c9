"""Simulated elections: labelled, repeatable, adding up, and carrying exactly what was put in."""

from __future__ import annotations

import json

import numpy as np
import pytest

from foedus.observe.columns import read_columns
from foedus.observe.identities import accounting
from foedus.observe.results import read_results
from foedus.observe.screens.statistics import near_integer
from foedus.observe.simulate import LABEL, Recipe, files, mapping, simulate, table, truth
from foedus.observe.trace import trace

RECIPE = Recipe(stations=300, strata=6, closed=0.05, rounded=0.1, slips=0.04, seed=9)


def test_the_same_recipe_gives_the_same_election() -> None:
    assert files(RECIPE) == files(RECIPE)
    other = files(Recipe(stations=300, strata=6, seed=10))
    assert other["stations.csv"] != files(RECIPE)["stations.csv"]


def test_everything_is_labelled() -> None:
    made = files(RECIPE)
    assert LABEL in made["columns.toml"]
    assert json.loads(made["label.json"])["label"] == LABEL
    assert all(line.startswith("sim-") for line in made["stations.csv"].splitlines()[1:])


def test_the_copies_add_up_and_the_slips_are_the_only_differences() -> None:
    made = files(RECIPE)
    columns = read_columns(made["columns.toml"].encode(), "m.toml")
    found = simulate(RECIPE)
    clean = read_results(table(found).encode(), "c.csv", columns)
    assert not accounting(clean).broken
    published = read_results(made["stations.csv"].encode(), "p.csv", columns)
    differ = trace(clean, published).differences
    label = json.loads(made["label.json"])
    assert {(d.station, d.field, d.copy, d.published) for d in differ} == {
        (s["station"], s["choice"], s["copy"], s["published"])
        for s in label["slips"] if s["copy"] != s["published"]
    }  # fmt: skip
    assert len(label["slips"]) == 12


def test_closed_stations_stay_in_the_frame() -> None:
    made = files(RECIPE)
    columns = read_columns(made["columns.toml"].encode(), "m.toml")
    read = read_results(made["stations.csv"].encode(), "p.csv", columns)
    assert len(read) == 300
    assert int((~read.opened()).sum()) == 15 == len(json.loads(made["label.json"])["closed"])


def test_rounded_stations_are_as_near_to_a_whole_per_cent_as_ballots_allow() -> None:
    found = simulate(RECIPE)
    at = list(found.rounded)
    gap = found.registered[at]
    near = near_integer(found.ballots[at], gap, 1.0)
    assert len(at) == 30
    assert near.all()
    percent = 100 * found.ballots[at] / gap
    assert (np.abs(percent - percent.round()) <= 50 / gap + 1e-9).all()


def test_cards_and_manifest_hold_the_same_ballots() -> None:
    made = files(RECIPE)
    cards = sum(int(r.split(",")[1]) for r in made["cards.csv"].splitlines()[1:])
    manifest = sum(int(r.split(",")[2]) for r in made["manifest.csv"].splitlines()[1:])
    totals = truth(simulate(RECIPE))["totals"]
    assert cards == sum(totals.values()) <= manifest


def test_mapping_reads_back() -> None:
    columns = read_columns(mapping(RECIPE).encode(), "m.toml")
    assert tuple(columns.candidates) == RECIPE.choices


@pytest.mark.parametrize(
    "change",
    [{"shares": (0.5, 0.5)}, {"shares": (0.5, 0.5, 0.5)}, {"turnout": 1.0}, {"closed": 1.5},
     {"strata": 0}, {"stations": 3}, {"size": 0}, {"slips": -0.1}],
)  # fmt: skip
def test_recipes_that_make_no_election(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        simulate(Recipe(**{"strata": 10, **change}))  # type: ignore[arg-type]
