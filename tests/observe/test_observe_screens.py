"""Screens: off by default, exact counts, honest nulls, corrections, refusals, no verdicts."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rival_reference import chi_tail
from test_observe_frame import ukraine

from conftest import FULL
from foedus.errors import BadInput
from foedus.observe.columns import read_columns
from foedus.observe.results import read_results
from foedus.observe.screens.declare import STATISTICS, Declaration, read_declaration
from foedus.observe.screens.grid import grids
from foedus.observe.screens.screen import (
    _holm,
    _joint,
    _refused,
    calibrate,
    draws,
    screen,
    too_many,
)
from foedus.observe.screens.stations import Stations, redraw, stations_of
from foedus.observe.screens.statistics import (
    chi_square,
    compute,
    names_of,
    near_integer,
)
from foedus.observe.screens.words import CLOSING
from foedus.observe.simulate import Recipe, mapping, simulate, table

TEXT = """
redraws = 99
calibration = 12
[families]
integers = ["turnout", "share", "turnout or share"]
digits = ["last digit"]
"""


def declared(text: str = TEXT) -> Declaration:
    return read_declaration(text.encode(), "d.toml")


def stations(recipe: Recipe, text: str = TEXT) -> Stations:
    columns = read_columns(mapping(recipe).encode(), "m.toml")
    return stations_of(read_results(table(simulate(recipe)).encode(), "t.csv", columns),
                       declared(text))  # fmt: skip


# ---------------------------------------------------------------------- declarations


FAULTS = [
    ("", 1), ("level = 0.05", 1), ("[families]\na = ['turnot']", 1), ("level = 2\n[families]\n", 2),
    ("colour = 1\n[families]\na = ['turnout']", 1), ("[families]\na=['share']\nb=['share']", 1),
    ("redraws = 'many'\nseed = -1\n[families]\na = ['share']", 2), ("= =", 1),
    ("level = true\n[families]\na = ['share']", 1),
    ("turnout = 'isued'\n[families]\na=['share']", 1),
]  # fmt: skip


@pytest.mark.parametrize("text,errors", FAULTS)
def test_broken_declarations_list_every_error(text: str, errors: int) -> None:
    with pytest.raises(BadInput) as caught:
        declared(text)
    assert [d.code for d in caught.value.diagnostics] == ["E921"] * errors


def test_a_declaration_has_a_digest_and_defaults() -> None:
    found = declared()
    assert len(found.digest) == 64
    assert found.digest != declared(TEXT + "# later").digest
    assert (found.level, found.window, found.voters, found.most) == (0.05, 0.05, 100, 0.99)
    assert found.families["integers"] == ("turnout", "share", "turnout or share")


def test_every_choice_is_looked_at_or_none() -> None:
    s = Stations(("A", "B"), np.array([200]), np.array([100]), np.array([[60], [40]]))
    for name in STATISTICS:
        found = names_of([name], s)
        assert found in ([name], [f"{name}: A", f"{name}: B"])
    without = replace(s, registered=None)
    assert names_of(list(STATISTICS), without) == [
        "share: A", "share: B", "last digit: A", "last digit: B",
    ]  # fmt: skip


# ---------------------------------------------------------------------- statistics


@given(st.integers(1, 5000), st.data())
def test_near_integers_against_fractions(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    percent = Fraction(100 * part, whole)
    near = abs(percent - round(percent)) <= Fraction(1, 20)
    assert bool(near_integer(np.array([part]), np.array([whole]), 0.05)[0]) is near


@pytest.mark.parametrize(
    "x,df,p",
    [  # upper 5 % and 1 % points of chi-square, Abramowitz & Stegun 1964, table 26.8
        (16.919, 9, 0.05), (21.666, 9, 0.01), (3.841, 1, 0.05), (5.991, 2, 0.05),
        (18.307, 10, 0.05),
    ],
)  # fmt: skip
def test_chi_square_tails_as_printed(x: float, df: int, p: float) -> None:
    assert chi_tail(x, df) == pytest.approx(p, rel=1e-3)


def test_chi_square_of_digits() -> None:
    counts = np.array([100 + d for d in range(10)] * 3 + [7, 93])
    assert chi_square(counts, 100) == 0
    assert chi_square(np.full(50, 100), 100) == pytest.approx(450)
    assert chi_square(np.array([7, 8]), 100) == 0


def test_statistics_of_a_table_by_hand() -> None:
    s = Stations(("A", "B"), np.array([200, 1000, 400]), np.array([100, 333, 201]),
                 np.array([[50, 111, 100], [25, 222, 99]]))  # fmt: skip
    names = ["turnout", "share: A", "share: B", "turnout or share: A", "last digit: A"]
    # Turnout 50 %, 33.3 %, 50.25 %; A 50 %, 33.33 %, 49.75 %; B 25 %, 66.67 %, 49.25 %.
    assert compute(names[:4], s, declared()).tolist() == [1, 1, 1, 1]
    assert compute(names[4:], s, declared())[0] == pytest.approx(8.0)


@given(st.integers(0, 10**6))
def test_redraws_keep_what_must_add_up(seed: int) -> None:
    random = np.random.default_rng(seed)
    registered = random.integers(50, 500, 20)
    ballots = random.binomial(registered, 0.5)
    votes = random.multinomial(ballots, [0.5, 0.3, 0.2])[:, :2].T.copy()
    s = Stations(("A", "B"), registered, ballots, votes)
    again = redraw(s, random)
    assert (again.ballots <= registered).all()
    assert (again.votes.sum(axis=0) <= again.ballots).all()
    assert (again.votes[:, ballots == 0] == 0).all()


def test_redraws_have_the_stations_own_means() -> None:
    s = Stations(("A", "B"), np.array([400]), np.array([300]), np.array([[150], [60]]))
    random = np.random.default_rng(1)
    many = [redraw(s, random) for _ in range(1500)]
    for mean, values in ((300, [int(m.ballots[0]) for m in many]),
                         (150, [int(m.votes[0, 0]) for m in many]),
                         (60, [int(m.votes[1, 0]) for m in many])):  # fmt: skip
        assert abs(np.mean(values) - mean) < 4 * np.std(values) / 1500**0.5


def test_turnout_of_ballots_issued_where_that_is_declared() -> None:
    text, issued = "station,r,i,b,a\ns1,200,100,99,60\ns2,200,120,110,55\n", 'issued = "i"\n'
    columns = 'station = "station"\nregistered = "r"\nballots = "b"\n'
    declares = 'turnout = "issued"\n[families]\na = ["turnout", "share"]'

    def read(mapped: str, declaration: str) -> Stations:
        mapping_ = read_columns(f'{columns}{mapped}[candidates]\n"A" = "a"'.encode(), "m.toml")
        return stations_of(read_results(text.encode(), "t.csv", mapping_), declared(declaration))

    found = read(issued, declares)
    # 100 and 120 of 200 issued are whole per cent, 99 and 110 in the box: one of two.
    assert compute(["turnout", "share: A"], found, declared(declares)).tolist() == [2, 1]
    plain = read(issued, TEXT)
    assert compute(["turnout"], plain, declared()).tolist() == [1]
    again = [redraw(found, np.random.default_rng(k)) for k in range(300)]
    assert all((r.ballots == found.ballots).all() for r in again)
    mean = np.mean([r.turned for r in again], axis=0)
    assert mean == pytest.approx([100, 120], abs=4 * 7.1 / 300**0.5)
    with pytest.raises(BadInput, match="the mapping has none"):
        read("", declares)


def chance_near(n: int, part: int, whole: int, window: Fraction) -> float:
    """The chance that a binomial k is within the window of a whole per cent of n."""
    p, q = part / whole, 1 - part / whole
    near = [k for k in range(n + 1) if abs(Fraction(100 * k, n) - round(Fraction(100 * k, n)))
            <= window]  # fmt: skip
    return sum(math.comb(n, k) * p**k * q ** (n - k) for k in near)


def test_the_null_has_the_expectation_that_the_binomial_gives() -> None:
    # Every station's chance by its own sum: the mean of the redraws is their total.
    random = np.random.default_rng(11)
    registered = random.integers(101, 400, 120)
    issued = random.binomial(registered, 0.6)
    ballots = issued - random.integers(0, 3, 120)
    votes = random.binomial(ballots, 0.45)
    s = Stations(("A",), registered, ballots, votes[None, :], issued=issued)
    window, sizes = Fraction(1, 20), range(120)
    turnout = [chance_near(int(registered[i]), int(issued[i]), int(registered[i]), window)
               for i in sizes]  # fmt: skip
    share = [chance_near(int(ballots[i]), int(votes[i]), int(ballots[i]), window) for i in sizes]
    # Turnout and share are redrawn apart: either of them is near with 1 - (1 - a)(1 - b).
    either = [a + b - a * b for a, b in zip(turnout, share, strict=True)]
    names = ["turnout", "share: A", "turnout or share: A"]
    null = draws(names, s, declared('turnout = "issued"\n' + TEXT), 2000 if FULL else 400, 5)
    for column, chances in enumerate((turnout, share, either)):
        spread = sum(c * (1 - c) for c in chances) ** 0.5
        assert null[:, column].mean() == pytest.approx(
            sum(chances), abs=4 * spread / len(null) ** 0.5
        )
        assert null[:, column].std(ddof=1) == pytest.approx(spread, rel=0.25)


# ---------------------------------------------------------------------- corrections


def test_max_t_and_holm_by_hand() -> None:
    names, groups = ["a", "b", "c"], {"one": ["a", "b"], "two": ["c"]}
    null = np.array([[0, 0, 0], [1, 0, 1], [0, 2, 0], [-1, -2, -1]], float)
    observed = np.array([1.2, 0.0, 5.0])
    joint = _joint(groups, names, observed, null)
    # z of a: 1.2 / .816 = 1.47; the family's largest z in the redraws: 0, 1.22, 1.22, -1.22.
    assert joint["a"] == pytest.approx(1 / 5)
    assert joint["b"] == pytest.approx(4 / 5)
    assert joint["c"] == pytest.approx(1 / 5)
    levels, least = _holm(groups, {"a": 0.02, "b": 0.5, "c": 0.04}, dict.fromkeys(names, ""), 0.05)
    assert least == {"one": 0.02, "two": 0.04}
    assert levels == {"one": 0.025, "two": 0.05}
    levels, _ = _holm(groups, {"a": 0.03, "b": 0.5, "c": 0.04}, dict.fromkeys(names, ""), 0.05)
    assert levels == {"one": 0.025, "two": 0.0}, "after the first family that stays, none goes on"


@pytest.mark.parametrize("hits,wrong", [(0, False), (2, False), (6, False), (8, True), (40, True)])
def test_how_many_rejections_are_too_many(hits: int, wrong: bool) -> None:
    assert too_many(hits, 40, 0.05) is wrong


# ---------------------------------------------------------------------- whole screens


@pytest.fixture(scope="module")
def control() -> Stations:
    return stations(Recipe(stations=900, seed=2))


def test_rounded_turnout_is_seen_and_other_statistics_stay(control: Stations) -> None:
    found = screen(stations(Recipe(stations=900, rounded=0.15, seed=1)), control, declared())
    by = {s.name: s for s in found.statistics}
    assert by["turnout"].beyond
    assert by["turnout"].excess > 3 * by["turnout"].spread
    assert not by["share: A"].beyond
    assert not by["last digit: B"].beyond
    assert all(s.text.endswith(CLOSING) and s.explanations for s in found.statistics)
    assert all(len(s.sensitivity) == 2 for s in found.statistics)
    assert found.closing == CLOSING
    assert dict(found.left_out)["fewer than 100 voters"] > 0


def test_honest_elections_are_rejected_at_the_level(control: Stations) -> None:
    # Family-wise: at level .05 few of these elections may have any statistic beyond its null.
    runs = 60 if FULL else 12
    names = names_of(["turnout", "share"], control)
    hits = 0
    for seed in range(runs):
        honest = redraw(control, np.random.default_rng(seed))
        null = draws(names, honest, declared(), 99, seed)
        joint = _joint({"f": names}, names, compute(names, honest, declared()), null)
        hits += min(joint.values()) <= 0.05
    assert not too_many(hits, runs, 0.05)


def test_a_test_that_rejects_the_control_is_refused() -> None:
    odd = stations(Recipe(stations=600, rounded=0.2, seed=3))
    found = screen(stations(Recipe(stations=600, rounded=0.2, seed=4)), odd, declared())
    turnout = next(s for s in found.statistics if s.name == "turnout")
    assert "control election is rejected too" in turnout.refused
    assert (turnout.p, turnout.joint, turnout.beyond) == (None, None, None)


def test_mass_at_zero_small_expectations_and_no_calibration_are_refused(control: Stations) -> None:
    rare = replace(control, votes=np.stack([control.votes[0], control.votes[1] * 0,
                                            control.votes[2]]))  # fmt: skip
    text = TEXT.replace("calibration = 12", "calibration = 0")
    found = screen(rare, control, declared(text))
    by = {s.name: s for s in found.statistics}
    assert "no vote at more than 10%" in by["share: B"].refused
    assert "no calibration" in by["share: A"].refused
    few = Stations(control.choices, control.registered[:40], control.ballots[:40],  # type: ignore[index]
                   control.votes[:, :40])  # fmt: skip
    small = {s.name: s for s in screen(few, control, declared()).statistics}
    assert "fewer than 5" in small["turnout"].refused
    assert "fewer than 5" in small["last digit: A"].refused


def test_a_control_without_a_register_calibrates_no_turnout(control: Stations) -> None:
    found = screen(control, replace(control, registered=None), declared())
    by = {s.name: s for s in found.statistics}
    assert "control election does not have" in by["turnout"].refused
    assert not by["share: A"].refused


@pytest.mark.parametrize(
    "own,rate,words",
    [(0.5, 0.05, ""), (0.5, 0.5, "miscalibrated: honest redraws of the control are rejected 50%"),
     (0.04, 0.05, "control election is rejected too"), (0.5, None, "not calibrated")],
)  # fmt: skip
def test_a_miscalibrated_test_is_refused(
    own: float, rate: float | None, words: str, control: Stations
) -> None:
    null = np.full((99, 1), 50.0)
    why = _refused("share: A", 0, control, null, {"share: A": (own, rate)}, declared())
    assert why.startswith(words) if words.startswith("mis") else words in why
    assert bool(why) is bool(words)


def test_calibration_finds_what_honest_redraws_do(control: Stations) -> None:
    # The rate is that of the test at work: about its level where the null is right.
    checks = calibrate(["share: A", "last digit: A"], control, declared())
    for own, rate in checks.values():
        assert own is not None
        assert rate is not None
        assert 0 < own <= 1
        assert not too_many(round(rate * 12), 12, 0.05)


def test_the_picture_counts_every_station_once(control: Stations) -> None:
    made = grids(control, 20)
    assert [g.choice for g in made] == list(control.choices)
    assert all(sum(map(sum, g.cells)) == len(control) for g in made)
    one = grids(Stations(("A",), np.array([100]), np.array([100]), np.array([[55]])), 20)[0]
    assert one.cells[11][19] == 1
    assert not grids(replace(control, registered=None))


@pytest.mark.parametrize(
    "text,columns",
    [("station,a\ns,5\n", 'station = "station"\n[candidates]\n"A" = "a"'),
     ("station,b,a\ns,5,3\n", 'station = "station"\nballots = "b"\n[candidates]\n"A" = "a"')],
)  # fmt: skip
def test_tables_that_cannot_be_screened(text: str, columns: str) -> None:
    read = read_results(text.encode(), "t.csv", read_columns(columns.encode(), "m.toml"))
    with pytest.raises(BadInput) as caught:
        stations_of(read, declared())
    assert caught.value.diagnostics[0].code == "E922"


# ---------------------------------------------------------------------- published figures


def test_last_digits_of_2019(shared: Path) -> None:
    # chi-square against even digits, counts from 100 up: p .649, .121 and 3.9e-5.
    read = ukraine(shared)
    found = {}
    for name in read.candidates:
        counts = read.numbers(name)[read.known(name)]
        found[name.split()[0]] = chi_tail(chi_square(counts, 100), 9)
    assert found["Zelensky"] == pytest.approx(0.649, abs=5e-4)
    assert found["Poroshenko"] == pytest.approx(0.121, abs=5e-4)
    assert found["Tymoshenko"] == pytest.approx(3.9e-5, rel=0.02)


def test_even_digits_are_the_wrong_null_for_2019(shared: Path) -> None:
    # On honest redraws a nominal 5 % test rejects 16, 45 and 73 % of the time.
    read = ukraine(shared)
    random, reps = np.random.default_rng(5), 400 if FULL else 60
    base = read.numbers("ballots")
    for name, rate in (("Zelensky", 0.16), ("Poroshenko", 0.455), ("Tymoshenko", 0.73)):
        key = next(c for c in read.candidates if c.startswith(name))
        known = read.known(key) & (base > 0)
        p = np.minimum(1, read.numbers(key)[known] / base[known])
        hits = sum(
            chi_tail(chi_square(random.binomial(base[known], p), 100), 9) <= 0.05
            for _ in range(reps)
        )
        error = (rate * (1 - rate) / reps) ** 0.5
        assert abs(hits / reps - rate) < 4 * error + 0.02, name


@pytest.mark.full
def test_a_thousand_redraws_of_ninety_thousand_stations() -> None:
    found = simulate(Recipe(stations=90_000, strata=100, choices=("A", "B"), shares=(0.6, 0.4)))
    s = Stations(("A", "B"), found.registered, found.ballots, found.votes.T.copy())
    null = draws(names_of(["turnout or share"], s), s, declared(), 1000, 1)
    assert math.isfinite(null.mean())
