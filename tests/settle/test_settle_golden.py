"""Every row of the golden file, where it lies beside the checkout."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foedus.settle.adjusted import adjusted_winner
from foedus.settle.bargaining import kalai_smorodinsky, leximin, nash
from foedus.settle.graph import stability
from foedus.settle.pareto import front_of_sums

Row = dict[str, Any]
Golden = dict[str, Any]


@pytest.fixture(scope="module")
def golden(shared: Path) -> Golden:
    found: Golden = json.loads((shared / "data/settle/settle_golden.json").read_text())
    return found


def row(golden: Golden, name: str) -> Row:
    return {r["id"]: r for r in golden["cases"]}[name]


def panama(golden: Golden, found: Row) -> None:
    us, panama_ = (dict(zip(found["issues"], found["points"][p], strict=True))
                   for p in found["parties"])  # fmt: skip
    answer = adjusted_winner(us, panama_)
    expected = found["expected"]
    initial = expected["initial"]
    assert answer.initial == (initial["United States"], initial["Panama"])
    assert answer.shares == {k: Fraction(v) for k, v in expected["fraction_US"].items()}
    assert answer.final == tuple(expected["final"].values())


def panama_whole(golden: Golden, found: Row) -> None:
    first = row(golden, found["uses"])
    us, other = (first["points"][p] for p in first["parties"])
    front = front_of_sums([np.array([[u, 0], [0, p]]) for u, p in zip(us, other, strict=True)])
    expected = found["expected"]
    assert sorted(front.values.tolist()) == sorted(expected["pareto_points"])
    assert len(front.values) == expected["n_pareto"]
    best, product = nash(front.values, [0, 0])
    assert [front.values[i].tolist() for i in best] == [expected["nash"]]
    assert product == expected["nash_product"]
    assert [front.values[i].tolist() for i in leximin(front.values)] == [expected["maxmin"]]
    to_us = [k for k, o in zip(first["issues"], front.packages()[best[0]], strict=True) if o == 0]
    assert to_us == expected["issues_to_US"]


def bill_and_jack(golden: Golden, found: Row) -> None:
    """Nash 1950; the inputs are as recalled there, so the row tests the search, not the paper."""
    tables = [np.array([[0, 0], [-b, j]]) for _, b, j in found["goods_bill"]]
    tables += [np.array([[0, 0], [b, -j]]) for _, b, j in found["goods_jack"]]
    front = front_of_sums(tables)
    best, product = nash(front.values, [0, 0])
    expected = found["expected"]
    assert product == expected["product"]
    gains = [expected["gain_bill"], expected["gain_jack"]]
    assert [front.values[i].tolist() for i in best] == [gains]
    names = [g[0] for g in (*found["goods_bill"], *found["goods_jack"])]
    traded = [n for n, o in zip(names, front.packages()[best[0]], strict=True) if o]
    assert sorted(traded) == sorted(expected["traded"])
    rest = [v for v in front.values.tolist() if v != gains]
    assert max(a * b for a, b in rest if min(a, b) >= 0) == expected["runner_up"]["product"]


def split_dollar(golden: Golden, found: Row) -> None:
    """On a grid of a thousandth: the nearest grid points to 2/3 and (sqrt 5 - 1) / 2."""
    n = 1000
    values = np.array([[10**6 * k // n, int(10**6 * sqrt(1 - k / n))] for k in range(n + 1)])
    best, _ = nash(values, [0, 0])
    assert abs(best[0] / n - float(Fraction(found["expected"]["nash_x"]))) <= 1 / n
    fair, _ = kalai_smorodinsky(values, [0, 0])
    assert abs(fair[0] / n - found["expected"]["ks_u"][0]) <= 1 / n


def dilemma(golden: Golden, found: Row) -> None:
    order = found["preference_best_first"]
    ranks = {p: {str(s): k for k, s in enumerate(order[p])} for p in order}
    moves = {
        "Row": {"1": ["3"], "3": ["1"], "2": ["4"], "4": ["2"]},
        "Column": {"1": ["2"], "2": ["1"], "3": ["4"], "4": ["3"]},
    }
    answer = stability(list(found["states"]), moves, ranks)
    for kind, wanted in found["expected"].items():
        assert [int(s) for s in getattr(answer, kind.lower())] == wanted


def implementation(golden: Golden, found: Row) -> None:
    """A tally of four levels: the derived score is the mean level as a share of the highest."""
    shares = list(found["percent"].values())
    score = Fraction(sum(k * s for k, s in enumerate(shares)), 3 * sum(shares))
    assert f"{float(score * 100):.2f}" in found["derived_score_percent"]


def additive(golden: Golden, found: Row) -> None:
    held = 0
    for wanted in found["expected"]:
        name = f"k{wanted['k']}_i{wanted['issues']}_m{wanted['parties']}"
        if name not in golden["instances"]:
            continue
        held += 1
        front = front_of_sums([np.array(t) for t in golden["instances"][name]])
        if "front" in wanted:
            assert len(front.values) == wanted["front"]
            best, _ = nash(front.values, [0] * wanted["parties"])
            assert [front.values[i].tolist() for i in best] == [wanted["nash"]]
        else:
            places = leximin(front.values)
            assert [front.values[i].tolist() for i in places] == [wanted["leximin"]]
    assert held


ROWS: dict[str, Callable[[Golden, Row], None]] = {
    "panama_canal_aw": panama,
    "panama_canal_indivisible": panama_whole,
    "nash_1950_bill_jack": bill_and_jack,
    "split_dollar_nash_ks": split_dollar,
    "prisoners_dilemma_gmcr": dilemma,
    "pam_colombia_y7": implementation,
    "crosscheck_random_additive": additive,
    "leximin_crosscheck": additive,
}


@pytest.mark.parametrize("name", ROWS)
def test_golden_row(golden: Golden, name: str) -> None:
    ROWS[name](golden, row(golden, name))


def test_no_row_is_left_out(golden: Golden) -> None:
    assert {r["id"] for r in golden["cases"]} == set(ROWS)
