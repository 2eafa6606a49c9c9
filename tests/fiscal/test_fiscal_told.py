"""Two capacities from a text, rows of an answer, properties that fail, what the command says."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from fiscal_world import CSV, EVEN, HEAD, TAX, model, write

from cases_once import invoke
from foedus.constitution import syntax as s
from foedus.fiscal.answer import Money, money
from foedus.fiscal.arrangement import arrangement
from foedus.fiscal.flows import Evened, flows
from foedus.fiscal.formulas import DividesByZero, Paid, average, progressive_2005, resources_apart
from foedus.fiscal.properties import properties

F = Fraction
TWO = """equalisation Programme of Regions under "s. 36"
  capacity of "Income tax"
  capacity oil as of 2020
  need population as of 2020
  formula "resources-apart"
"""


def answer(tmp_path: Path, *parts: str) -> Money:
    return money(model(tmp_path, *parts))


# ------------------------------------------------------- two capacities, written in a text


def by_hand(plain: dict[str, F], oil: dict[str, F], need: dict[str, F]) -> dict[str, F]:
    """The Canadian rule a second way: amounts per head, the better of two offers, the cap last."""
    heads = sum(need.values(), F(0))
    mean, extra = sum(plain.values(), F(0)) / heads, sum(oil.values(), F(0)) / heads
    own = {u: plain[u] / need[u] for u in need}
    ore = {u: oil[u] / need[u] for u in need}
    half_gap = {u: (mean + extra / 2) - (own[u] + ore[u] / 2) for u in need}
    offer = {u: max(half_gap[u], mean - own[u], F(0)) for u in need}
    poorest = min((own[u] + ore[u] for u in need if half_gap[u] <= 0), default=None)
    if poorest is not None:
        offer = {u: max(F(0), min(offer[u], poorest - own[u] - ore[u])) for u in need}
    return {u: offer[u] * need[u] for u in need}


@pytest.mark.parametrize("oil", [(0, 80, 20), (0, 0, 0), (500, 0, 0), (1, 999, 2)])
def test_the_two_capacities_of_a_text_are_kept_apart(
    tmp_path: Path, oil: tuple[int, int, int]
) -> None:
    csv = CSV
    for old, new in zip(("900,0,", "1500,80,", "2400,20,"), oil, strict=True):
        csv = csv.replace(old, f"{old.partition(',')[0]},{new},")
    bound = arrangement(model(tmp_path, TAX, TWO, csv=csv))
    assert bound is not None
    found = flows(bound)
    (step,) = found.steps
    plain = {"Alpha": F(45), "Beta": F(75), "Gamma": F(120)}
    ore = dict(zip(plain, map(F, oil), strict=True))
    need = {"Alpha": F(100), "Beta": F(100), "Gamma": F(200)}
    assert step.paid.by_unit == by_hand(plain, ore, need)
    assert step.paid.centre == sum(step.paid.by_unit.values(), F(0))
    assert step.formula == "resources-apart"
    assert step.capacity == {u: plain[u] + ore[u] for u in plain}


def test_where_two_capacities_are_compared_own_effort_is_not_judged(tmp_path: Path) -> None:
    found = answer(tmp_path, TAX, TWO)
    assert [p.name for p in found.properties] == ["sum", "direction", "order"]
    assert "own effort" in [p.name for p in answer(tmp_path, TAX, EVEN).properties]


# ---------------------------------------------------------------- rows, shares of nothing


def test_one_row_for_each_unit_adds_up(tmp_path: Path) -> None:
    found = answer(tmp_path, TAX, EVEN).flows
    assert found is not None
    rows = found.rows()
    assert [r["unit"] for r in rows] == ["Alpha", "Beta", "Gamma"]
    for row in rows:
        assert row["after"] == row["shares"] + row["transfers"] + row["evened"]
        assert row["after_per_head"] == row["after"] / found.people[row["unit"]]
        assert row["raised_per_head"] == row["raised"] / found.people[row["unit"]]


def test_a_part_of_an_average_of_nothing_is_not_told() -> None:
    nothing = {"A": F(0), "B": F(0)}
    step = Evened("E", "1", nothing, {"A": F(1), "B": F(2)}, Paid(nothing, F(0)), "fills")
    assert step.relative(step.after) == {}


@pytest.mark.parametrize(
    "compute, words",
    [
        (lambda: average({}, {}), "no unit has any need"),
        (lambda: average({"A": F(1)}, {"A": F(0)}), "the need of A is 0"),
        (lambda: progressive_2005(({"A": F(0)},), {"A": F(1)}), "no unit has any capacity"),
        (lambda: resources_apart(({"A": F(1)}, {"A": F(1)}), {"A": F(-1)}), "the need of A is -1"),
    ],
)
def test_what_has_no_answer_is_said(compute: object, words: str) -> None:
    assert callable(compute)
    with pytest.raises(DividesByZero, match=words):
        compute()


# --------------------------------------------------------------------- properties that fail


@pytest.mark.parametrize(
    "paid, name, words",
    [
        ({"Poor": F(0), "Rich": F(9)}, "direction", "Poor has less than Rich per need"),
        ({"Poor": F(200), "Rich": F(0)}, "order", "Poor had less than Rich per need before"),
        ({"Poor": F(5), "Rich": F(-4)}, "sum", "zero-sum among the units"),
    ],
)
def test_a_property_that_fails_names_the_two_units(
    paid: dict[str, F], name: str, words: str
) -> None:
    capacity = {"Poor": F(50), "Rich": F(150)}
    need = dict.fromkeys(capacity, F(1))
    centre = F(0) if name == "sum" else sum(paid.values(), F(0))
    step = Evened("E", "1", capacity, need, Paid(paid, centre), "made")
    node = s.Equalisation("E", "Regions", "1")
    failed = {p.name: p for p in properties(step, node) if not p.holds}
    assert words in failed[name].text
    assert failed[name].witness == (() if name == "sum" else ("Poor", "Rich"))


# ------------------------------------------------------------------------------- in words

LIMIT = (
    'borrowing of Regions: debt as of 2020 at most 35/100 of revenue as of 2020 under "Art. 9"\n'
)


@pytest.mark.parametrize(
    "line, said",
    [
        (LIMIT, "borrowing of Regions, at most 7/20 (Art. 9): above it Alpha"),
        (LIMIT.replace("35/100", "9/10"), "at most 9/10 (Art. 9): above it nobody"),
        (
            'borrowing: region "no loans abroad" under "8"\n',
            "borrowing, region: no loans abroad (8)",
        ),
    ],
)
def test_borrowing_limits_in_words(tmp_path: Path, line: str, said: str) -> None:
    done = invoke("fiscal", str(write(tmp_path, HEAD, TAX, line)))
    assert done.exit_code == 0, done.output
    assert said in done.output


def test_of_one_text_with_money_nothing_stands_side_by_side(tmp_path: Path) -> None:
    told = invoke("fiscal", str(write(tmp_path, HEAD, TAX))).output
    assert "After, per head:" not in told
    assert re.search(r"texts with money: 1; floors and caps that hold: 0 of 0$", told.strip())
