"""The quick count: t, designs, the ratio estimator, statements, replay."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from observe_world import HEADER, MAPPING, simulated, table
from test_observe_frame import ukraine

from conftest import FULL
from foedus.cli.observe import command
from foedus.errors import BadInput
from foedus.observe.design import allocate, collapse, draw, handbook_size, plan_from, ranked
from foedus.observe.estimate import interval, ratio
from foedus.observe.replay import replay
from foedus.observe.statements import holm, quick_count
from foedus.observe.student import t_quantile, t_tail


@pytest.mark.parametrize(
    "level,df,value",
    [  # two-sided critical values, Abramowitz & Stegun 1964, table 26.10
        (0.95, 1, 12.706), (0.95, 2, 4.303), (0.95, 5, 2.571), (0.95, 30, 2.042),
        (0.99, 1, 63.657), (0.99, 10, 3.169), (0.90, 4, 2.132), (0.99, 120, 2.617),
    ],
)  # fmt: skip
def test_t_against_the_printed_table(level: float, df: int, value: float) -> None:
    assert t_quantile(level, df) == pytest.approx(value, abs=5e-4)


@given(st.floats(0.01, 50))
def test_t_against_closed_forms(t: float) -> None:
    assert t_tail(t, 1) == pytest.approx(1 - 2 * np.arctan(t) / np.pi, rel=1e-9)
    assert t_tail(t, 2) == pytest.approx(1 - t / (2 + t * t) ** 0.5, rel=1e-9, abs=1e-13)


def test_the_handbook_planning_size() -> None:
    # NDI, The Quick Count and Election Observation, ch. 5, p. 73 (Peru 2001): 163,185 as printed,
    # with .25 / .000001532; exactly 160,717.
    assert handbook_size(14570774, Fraction("0.0032"), Fraction("2.58")) == 160717
    assert round(Fraction(1, 4) / Fraction("0.000001532")) == 163185


def slow_ratio(y: list[int], m: list[int], h: list[int], frame: list[int]) -> tuple[Fraction, ...]:
    parts = [[i for i in range(len(y)) if h[i] == k] for k in range(len(frame))]
    up = [Fraction(N, len(p)) for N, p in zip(frame, parts, strict=True)]
    total = sum(u * sum(m[i] for i in p) for u, p in zip(up, parts, strict=True))
    r = sum(u * sum(y[i] for i in p) for u, p in zip(up, parts, strict=True)) / total
    variance = Fraction(0)
    for N, p in zip(frame, parts, strict=True):
        e = [y[i] - r * m[i] for i in p]
        mean = sum(e, Fraction(0)) / len(p)
        s2 = sum(((x - mean) ** 2 for x in e), Fraction(0)) / (len(p) - 1)
        variance += N**2 * (1 - Fraction(len(p), N)) * s2 / len(p)
    return r, variance / total**2


@given(st.data())
def test_the_ratio_estimator_against_fractions(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(2, 5), min_size=1, max_size=3))
    frame = [n + data.draw(st.integers(0, 9)) for n in sizes]
    h = [k for k, n in enumerate(sizes) for _ in range(n)]
    m = [data.draw(st.integers(1, 900)) for _ in h]
    y = [data.draw(st.integers(0, x)) for x in m]
    fast = ratio(*(np.array(v, np.int64) for v in (y, m, h, frame)))
    slow = slow_ratio(y, m, h, frame)
    assert fast[0] == pytest.approx(float(slow[0]), rel=1e-12)
    assert fast[1] == pytest.approx(float(slow[1]), rel=1e-9, abs=1e-18)
    assert fast[2] == len(h) - len(sizes)


def test_a_full_count_has_no_error() -> None:
    y, m, h = (np.array(v, np.int64) for v in ([1, 2, 3], [4, 5, 6], [0, 0, 0]))
    found = interval("A", y, m, h, np.array([3]), 0.95)
    assert (found.value, found.error) == (6 / 15, 0)


@given(
    st.lists(st.tuples(st.integers(2, 9), st.integers(1, 50)), min_size=1, max_size=3), st.data()
)
def test_neyman_allocation_is_the_best_of_all(
    parts: list[tuple[int, int]], data: st.DataObject
) -> None:
    size = {f"h{i}": n for i, (n, _) in enumerate(parts)}
    weight = {f"h{i}": float(n * s) for i, (n, s) in enumerate(parts)}
    n = data.draw(st.integers(2 * len(size), sum(size.values())))
    given_ = allocate(size, weight, n)
    assert sum(given_.values()) == n

    def cost(a: dict[str, int]) -> float:
        return sum(weight[h] ** 2 / a[h] for h in a)

    options = [{}]
    for h in size:
        options = [{**o, h: k} for o in options for k in range(2, size[h] + 1)]
    best = min(cost(o) for o in options if sum(o.values()) == n)
    assert cost(given_) == pytest.approx(best)


def test_strata_of_one_are_collapsed_and_declared() -> None:
    assert collapse(["a", "b", "b", "c"]) == (["b", "b", "b", "b"], {"a": "b", "c": "b"})
    assert collapse(["a"]) == (["a"], {})


def test_the_draw_follows_the_public_recipe_and_the_digest_commits_to_it() -> None:
    frame = table(simulated(100, 1))
    plan = draw(frame, design="proportional", stations=20, seed="s", base="valid")
    assert set(plan.strata.values()) == {(20, 4)}
    area = [s for s, h in zip(frame.stations, frame.strata, strict=True) if h == "area1"]
    assert {s for s, h in plan.stations.items() if h == "area1"} == set(ranked(area, "s")[:4])
    other = draw(frame, design="proportional", stations=20, seed="t", base="valid")
    assert plan.digest != other.digest
    data = json.loads(json.dumps({**plan.to_dict(), "digest": plan.digest}))
    assert plan_from(data) == plan
    with pytest.raises(BadInput, match="changed"):
        plan_from({**data, "release": "1/10"})


@pytest.mark.parametrize("change", [{"stations": 1}, {"stations": 101}, {"design": "x"},
                                    {"seed": ""}, {"design": "neyman", "choice": "Z"}])  # fmt: skip
def test_a_plan_that_cannot_be_drawn_is_refused(change: dict[str, object]) -> None:
    words = {"design": "simple", "stations": 20, "seed": "s", "base": "valid", **change}
    with pytest.raises(BadInput) as caught:
        draw(table(simulated(100, 1)), **words)  # type: ignore[arg-type]
    assert caught.value.diagnostics[0].code == "E905"


def returned(lead: int, missing: int = 0) -> str:
    rows = [f"x{i},n,400,300,300,0,{150 + lead + i % 5},{150 - lead - i % 5}" for i in range(40)]
    rows = [r if i >= missing else f"x{i},n,400,,,,," for i, r in enumerate(rows)]
    return HEADER + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    "lead,missing,text",
    [(20, 0, "A leads"), (-30, 0, "B leads"), (-2, 0, "too close to call"), (20, 5, "not stated")],
)
def test_statements(lead: int, missing: int, text: str) -> None:
    plan = draw(table(returned(0)), design="simple", stations=30, seed="s", base="valid")
    lines = returned(lead, 0).splitlines()
    chosen = [r for r in lines[1:] if r.split(",")[0] in plan.stations]
    chosen[:missing] = [",".join([*r.split(",")[:3], "", "", "", "", ""]) for r in chosen[:missing]]
    found = quick_count(plan, table(HEADER + "\n".join(chosen)), official={"A": Fraction(1, 5)})
    assert found.statements[0].text == text
    if missing:
        assert not found.estimates
        assert "25 of 30 stations returned" in found.reasons[0]
        low, high = found.worst["A"]  # type: ignore[misc]
        assert low < 0.57 < high
    else:
        assert found.statements[-1].text == "not consistent with the official result"


def test_returns_of_stations_that_were_not_drawn_are_refused() -> None:
    plan = draw(table(returned(0)), design="simple", stations=30, seed="s", base="valid")
    with pytest.raises(BadInput, match="did not draw"):
        quick_count(plan, table(returned(0)))


def test_holm() -> None:
    tests = {("a", "", ""): 0.01, ("b", "", ""): 0.04, ("c", "", ""): 0.03}
    assert holm(tests, 0.05) == {("a", "", "")}
    assert holm({**tests, ("c", "", ""): 0.02}, 0.05) == set(tests)


@pytest.mark.parametrize("design", ["simple", "proportional", "neyman"])
def test_intervals_cover_within_simulation_error(design: str) -> None:
    frame, draws = table(simulated(1500, 4)), 2000 if FULL else 500
    plan = draw(frame, design=design, stations=150, seed="s", base="valid", choice="A")
    strata = ["all"] * len(frame) if design == "simple" else collapse(frame.strata)[0]
    found = replay(frame, plan, strata, "A", draws, 3)
    # Four simulation errors of a true coverage between .935 and .95.
    assert 0.935 - 4 * (0.05 / draws) ** 0.5 < found.coverage < 0.95 + 4 * (0.05 / draws) ** 0.5
    assert abs(found.bias) < found.margin / 5


def test_ukraine_2019_replayed(shared: Path) -> None:
    # 1,000 stations at random: +-0.81 points, coverage .942, design effect about 52.
    frame = ukraine(shared)
    plan = draw(frame, design="simple", stations=1000, seed="s", base="ballots")
    found = replay(frame, plan, ["all"] * len(frame), "Zelensky Volodymyr", 300, 1)
    assert found.truth == pytest.approx(0.30228, abs=5e-6)
    assert found.margin == pytest.approx(0.00814, rel=0.02)
    assert found.effect == pytest.approx(51.7, rel=0.04)
    # Three replays of 1,000 draws cover .953, .951 and .946: here within 4 simulation errors.
    assert abs(found.coverage - 0.95) < 4 * (0.95 * 0.05 / 300) ** 0.5


def test_the_commands_from_plan_to_estimate(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(MAPPING)
    frame, plan = tmp_path / "f.csv", tmp_path / "p.json"
    frame.write_text(simulated(200, 5))
    columns = ["--columns", str(tmp_path / "m.toml")]

    def run(*words: str) -> str:
        done = CliRunner().invoke(command, [*words, *columns])
        assert done.exit_code == 0, done.output
        return done.output

    assert "of 200 stations" in run("plan", str(frame), "--choice", "A", "--margin", "0.02")
    text = run("sample", str(frame), "--stations", "40", "--seed", "s", "-o", str(plan))
    digest = json.loads(plan.read_text())["digest"]
    assert text.splitlines()[-1].endswith(digest)
    drawn = json.loads(plan.read_text())["stations"]
    lines = frame.read_text().splitlines()
    back = tmp_path / "r.csv"
    back.write_text("\n".join([lines[0], *(r for r in lines[1:] if r.split(",")[0] in drawn)]))
    text = run("estimate", str(plan), str(back), "--official", "A=0.5", "--threshold", "A=1/2")
    assert text.splitlines()[-1].startswith("40 of 40 stations returned; the leader:")
    data = json.loads(run("estimate", str(plan), str(back), "--json"))
    assert data["estimates"][0]["label"] == "estimate"
    assert "coverage" in run("replay", str(frame), "--choice", "A", "--stations", "30",
                             "--draws", "50", "--design", "neyman")  # fmt: skip


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"strata": 3}'])
def test_a_broken_plan_is_exit_code_2(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.json").write_text(text)
    done = CliRunner().invoke(
        command, ["estimate", str(tmp_path / "p.json"), "x.csv", "--columns", "m.toml"]
    )
    assert done.exit_code == 2
    assert "E905" in done.output
