"""Delegates by lot: brute force on small pools, bounds on large ones, contradictions named."""

from __future__ import annotations

import csv
import hashlib
import json
from fractions import Fraction
from pathlib import Path

import convene_reference as ref
import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.cli import main
from foedus.convene.generate import FEATURES, pool, quotas
from foedus.convene.lot_bound import bound, levels
from foedus.convene.lot_columns import Clock, Columns, leximin, nash
from foedus.convene.lot_model import Lot, Panels, Quota, lot
from foedus.convene.lot_relax import eased, relaxation
from foedus.convene.lot_tickets import draw, named, tickets
from foedus.convene.sortition import sortition

pytest.importorskip("highspy")


def people(values: dict[str, str]) -> list[dict[str, str]]:
    """`values` maps a feature to one letter a person."""
    n = len(next(iter(values.values())))
    return [{"id": f"p{i}", **{f: v[i] for f, v in values.items()}} for i in range(n)]


def sets_of(
    pool: list[dict[str, str]], given: list[Quota]
) -> list[tuple[frozenset[int], int, int]]:
    return [
        (frozenset(i for i, p in enumerate(pool) if p[q.feature] == q.value), q.low, q.high)
        for q in given
    ]


@st.composite
def small(
    draw: st.DrawFn, most: int = 8, fits: bool = False
) -> tuple[list[dict[str, str]], int, list[Quota]]:
    """A small pool with quotas; `fits`: quotas around a panel that exists."""
    n = draw(st.integers(3, most))
    letters = st.text("xyz", min_size=n, max_size=n)
    made = people({"a": draw(letters), "b": draw(letters)})
    k = draw(st.integers(1, n - 1))
    given = []
    for feature in ("a", "b"):
        for value in sorted({p[feature] for p in made}):
            have = sum(p[feature] == value for p in made)
            at = sum(p[feature] == value for p in made[:k])
            low = draw(st.integers(0, at if fits else min(have, k)))
            given.append(Quota(feature, value, low, draw(st.integers(at if fits else low, k))))
    return made, k, given


# ------------------------------------------------------------------ against brute force


def leximin_of(made: list[dict[str, str]], k: int, given_: list[Quota]) -> list[float]:
    of = lot(made, k, given_)
    columns = Columns(of)
    solver = Panels(of)
    columns.add(solver.best(np.zeros(of.types)))
    found = leximin(of, solver, columns, Clock(60))
    assert found.proved
    chance = {name: found.probability[t] for t, names in enumerate(of.members) for name in names}
    return [float(chance[p["id"]]) for p in made]


@settings(max_examples=100 if FULL else 10)
@given(small(8 if FULL else 6, fits=True))
def test_leximin_is_that_of_all_panels_in_exact_fractions(
    case: tuple[list[dict[str, str]], int, list[Quota]],
) -> None:
    made, k, given_ = case
    panels = ref.all_panels(len(made), k, sets_of(made, given_))
    wanted = [float(v) for v in ref.leximin(len(made), panels)]
    assert leximin_of(*case) == pytest.approx(wanted, abs=1e-6)
    assert ref.leximin_by_enumeration(len(made), panels) == pytest.approx(wanted, abs=1e-6)


@settings(max_examples=200 if FULL else 25)
@given(small(12, fits=True))
def test_leximin_of_up_to_twelve_people_is_that_of_all_panels(
    case: tuple[list[dict[str, str]], int, list[Quota]],
) -> None:
    made, k, given_ = case
    panels = ref.all_panels(len(made), k, sets_of(made, given_))
    wanted = ref.leximin_by_enumeration(len(made), panels)
    assert leximin_of(*case) == pytest.approx(wanted, abs=1e-6)


@settings(max_examples=40)
@given(small())
def test_the_whole_lot_agrees_with_brute_force_or_says_that_nothing_fits(
    case: tuple[list[dict[str, str]], int, list[Quota]],
) -> None:
    made, k, given_ = case
    panels = ref.all_panels(len(made), k, sets_of(made, given_))
    found = sortition(lot(made, k, given_), count=60)
    assert found.feasible == bool(panels)
    if not panels:
        assert found.relaxed is not None
        return
    wanted = sorted(ref.leximin_by_enumeration(len(made), panels))
    assert found.proved
    # The bound never lies below what is achieved, in the order of leximin.
    start = 0
    for step in found.steps:
        assert step.achieved == pytest.approx(wanted[start], abs=1e-6)
        start += step.people
    first = next((s for s in found.steps if abs(s.bound - s.achieved) > 1e-6), None)
    assert first is None or first.bound > first.achieved
    names = {frozenset(int(p[1:]) for p in panel) for panel in found.panels}
    assert names <= set(panels)


def test_whole_numbers_can_fall_short_of_the_bound() -> None:
    # Five people, panel of 2: p2 fits with nobody in whole numbers, and with thirds of everybody.
    made = people({"a": "xyzzx", "b": "yxyxy", "c": "yyyzz"})
    given_ = [Quota(f, v, 0, 1) for f, vs in (("a", "xyz"), ("b", "xy")) for v in vs]
    given_ += [Quota("c", "y", 1, 1), Quota("c", "z", 1, 1)]
    limit = bound(lot(made, 2, given_))
    assert limit is not None
    assert [x.people for x in limit.levels] == [4, 1]
    assert [x.probability for x in limit.levels] == pytest.approx([1 / 3, 2 / 3])
    found = sortition(lot(made, 2, given_), count=100)
    assert found.proved
    assert [s.achieved for s in found.steps] == pytest.approx([0, 0.5], abs=1e-6)
    assert found.achieved is not None
    assert (found.achieved.without, found.achieved.geometric) == (1, 0.0)
    panels = ref.all_panels(5, 2, sets_of(made, given_))
    assert not any(2 in p for p in panels)


@settings(max_examples=100 if FULL else 12)
@given(small(fits=True))
def test_nash_is_within_its_gap_of_every_lottery(
    case: tuple[list[dict[str, str]], int, list[Quota]],
) -> None:
    made, k, given_ = case
    panels = ref.all_panels(len(made), k, sets_of(made, given_))
    assume(all(any(i in p for p in panels) for i in range(len(made))))
    of = lot(made, k, given_)
    solver, columns = Panels(of), Columns(of)
    columns.add(solver.best(np.zeros(of.types)))
    for t in range(of.types):
        columns.add(solver.best(np.eye(of.types)[t]))
    found = nash(of, solver, columns, Clock(30))
    mine = float(np.log(np.repeat(found.probability, of.count)).mean())
    # An independent climb over all panels from the uniform lottery.
    a = np.array([[i in p for p in panels] for i in range(len(made))], dtype=float)
    x = np.full(len(panels), 1 / len(panels))
    for _ in range(3000):
        x = x * ((1 / (a @ x)) @ a) / len(made)
    best = float(np.log(a @ x).mean())
    assert mine <= best + 1e-6
    assert mine + found.gap >= best - 1e-6


@settings(max_examples=60)
@given(small())
def test_the_smallest_relaxation_is_the_smallest(
    case: tuple[list[dict[str, str]], int, list[Quota]],
) -> None:
    made, k, given_ = case
    given_sets = sets_of(made, given_)
    every = ref.all_panels(len(made), k, [])
    fewest = min(
        sum(max(0, low - len(m & p)) + max(0, len(m & p) - high) for m, low, high in given_sets)
        for p in every
    )
    of = lot(made, k, given_)
    found = relaxation(of)
    assert found is not None
    assert found.seats == fewest
    new = eased(of, found)
    assert ref.all_panels(len(made), k, sets_of(made, list(new)))


def test_hard_features_are_kept_where_they_can_be() -> None:
    made = people({"region": "nnnsss", "sex": "wwwmmm"})
    given_ = [Quota("region", "n", 2, 2), Quota("region", "s", 2, 2), Quota("sex", "w", 3, 3)]
    found = relaxation(lot(made, 4, given_), ["region"])
    assert found is not None
    assert [(e.feature, e.value, e.new_low, e.new_high) for e in found.eased] == [
        ("sex", "w", 2, 3)
    ]
    assert found.kept_hard
    both = relaxation(lot(made, 4, given_), ["region", "sex"])
    assert both is not None
    assert not both.kept_hard


# ------------------------------------------------------------------ the synthetic pools


@pytest.mark.parametrize(
    "name,n,k", [("example_small_20", 200, 20), ("example_large_200", 2000, 200)]
)
def test_the_synthetic_pools_have_the_bound_k_over_n(
    shared: Path, name: str, n: int, k: int
) -> None:
    # convene_golden.csv: leximin minimum probability 10.0 %, Gini 0.0 %, geometric mean 10.0 %.
    folder = shared / "data" / "convene" / "sortition" / name
    with (folder / "respondents.csv").open(newline="") as file:
        made = [{"id": str(i), **row} for i, row in enumerate(csv.DictReader(file))]
    with (folder / "categories.csv").open(newline="") as file:
        given_ = [
            Quota(r["category"], r["feature"], int(r["min"]), int(r["max"]))
            for r in csv.DictReader(file)
        ]
    assert len(made) == n
    found = sortition(lot(made, k, given_), count=1000)
    assert found.proved
    assert len(found.steps) == 1
    assert found.steps[0].bound == pytest.approx(k / n, abs=1e-9)
    assert found.steps[0].achieved == pytest.approx(k / n, abs=1e-9)
    assert found.achieved is not None
    assert found.achieved.gini == pytest.approx(0, abs=1e-9)
    assert found.achieved.geometric == pytest.approx(0.1)


@pytest.fixture(scope="module")
def hundred() -> Lot:
    made = pool(120, 4)
    given_ = [
        Quota(q["feature"], q["value"], int(q["min"]), int(q["max"]))
        for q in quotas(24, ["region", "sex", "age", "schooling"], 2, made)
    ]
    return lot(made, 24, given_)


def test_a_realistic_pool_is_proved_and_each_panel_meets_each_quota(hundred: Lot) -> None:
    found = sortition(hundred, count=300, seed="seven")
    assert found.proved
    type_of = {p: t for t, names in enumerate(hundred.members) for p in names}
    for panel in found.panels:
        assert len(set(panel)) == len(panel) == 24
        counts = np.bincount([type_of[p] for p in panel], minlength=hundred.types)
        assert hundred.allows(counts)
    for step in found.steps:
        assert step.achieved == pytest.approx(step.bound, abs=1e-6)
    assert sum(s.people for s in found.steps) == 120
    assert sum(found.chance_of.values()) == pytest.approx(24)
    assert found.furthest < 0.02


def test_the_bound_is_a_bound_on_every_method(hundred: Lot) -> None:
    lexi, least, product = (
        sortition(hundred, m, count=100) for m in ("leximin", "maximin", "nash")
    )
    top = lexi.steps[0].bound
    for found in (lexi, least, product):
        assert found.steps[0].bound == top
        assert found.steps[0].achieved <= top + 1e-9
    assert lexi.achieved is not None
    assert product.achieved is not None
    assert product.achieved.geometric >= lexi.achieved.geometric - 1e-6
    assert least.steps[0].achieved == pytest.approx(top, abs=1e-6)


def test_the_price_of_a_quota_is_what_it_costs(hundred: Lot) -> None:
    found = sortition(hundred, count=20)
    least = found.steps[0].bound
    assert len(found.prices) == len(hundred.quotas)
    for i, price in enumerate(found.prices):
        q = hundred.quotas[i]
        gains = []
        for low, high in ((q.low - 1, q.high), (q.low, q.high + 1), (0, hundred.k)):
            given_ = list(hundred.quotas)
            given_[i] = Quota(q.feature, q.value, max(0, low), high)
            of = Lot(hundred.k, hundred.count, hundred.inside, tuple(given_), hundred.members)
            new = bound(of)
            assert new is not None
            gains.append(new.levels[0].probability - least)
        assert price.seat == pytest.approx(max(gains[:2]), abs=1e-7)
        assert price.without == pytest.approx(least + gains[2], abs=1e-7)
        # The programme's dual bounds the gain of a seat; where it is nought nothing is gained.
        assert price.seat <= price.dual + 1e-9


def test_a_quota_for_half_the_panel_from_a_tenth_of_the_pool_costs_the_rest() -> None:
    made = people({"a": "x" * 10 + "y" * 90})
    found = sortition(lot(made, 10, [Quota("a", "x", 5, 5), Quota("a", "y", 0, 10)]), count=90)
    # Nine in ten share five seats: 5/90 each; one seat more is 6/90, no quota 10/100.
    assert [s.bound for s in found.steps] == pytest.approx([5 / 90, 1 / 2])
    price = found.prices[0]
    assert price.seat == pytest.approx(1 / 90)
    assert price.without == pytest.approx(10 / 100)
    assert found.prices[1].seat == 0


def test_levels_merge_equal_chances() -> None:
    made = people({"a": "xxyy"})
    of = lot(made, 2, [Quota("a", "x", 0, 2), Quota("a", "y", 0, 2)])
    assert [(x.probability, x.people) for x in levels(np.array([0.5, 0.5 + 1e-9]), of)] == [
        (0.5, 4)
    ]


# ------------------------------------------------------------------ tickets


def test_people_of_a_type_take_turns(hundred: Lot) -> None:
    found = sortition(hundred, count=200)
    for names in hundred.members:
        chances = [round(found.chance_of[p] * 200) for p in names]
        assert max(chances) - min(chances) <= 1


def test_a_ticket_can_be_drawn_again_by_anybody() -> None:
    panels = [(f"p{i}",) for i in range(7)]
    drawn = draw("public numbers 3 17 24", panels)
    digest = hashlib.sha256(b"public numbers 3 17 24:0").hexdigest()
    assert drawn.digest == digest
    assert drawn.ticket == int(digest, 16) % 7 + 1
    assert drawn.panel == panels[drawn.ticket - 1]


def test_every_ticket_is_as_likely() -> None:
    panels = [(f"p{i}",) for i in range(5)]
    counts = np.bincount([draw(str(i), panels).ticket - 1 for i in range(5000)], minlength=5)
    # Chi-squared with 4 degrees of freedom, 99.9 % point 18.47.
    assert ((counts - 1000) ** 2 / 1000).sum() < 18.47


def test_as_many_tickets_as_chances_are_whole() -> None:
    made = people({"a": "xxyy"})
    of = lot(made, 2, [Quota("a", "x", 1, 1), Quota("a", "y", 1, 1)])
    found = sortition(of, count=8)
    assert found.chance_of == dict.fromkeys(["p0", "p1", "p2", "p3"], 0.5)
    assert len(named(of, tickets(of, _uniform(of), 3))) == 3


def _uniform(of: Lot):  # type: ignore[no-untyped-def]
    solver, columns = Panels(of), Columns(of)
    columns.add(solver.best(np.zeros(of.types)))
    return leximin(of, solver, columns, Clock(10))


# ------------------------------------------------------------------ the command


QUOTAS = "feature,value,min,max\nregion,N,2,2\nregion,S,2,2\nsex,w,1,3\nsex,m,1,3\n"
POOL = "id,region,sex,age\n" + "".join(
    f"p{i},{'N' if i < 5 else 'S'},{'wm'[i % 2]},{'young' if i % 3 else 'old'}\n" for i in range(12)
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "pool.csv").write_text(POOL)
    (tmp_path / "quotas.csv").write_text(QUOTAS)
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    args = [str(folder / w) if w.endswith(".csv") else w for w in words]
    return CliRunner().invoke(main, ["convene", *args])


def test_the_command_prints_bound_and_achieved(files: Path) -> None:
    done = run(
        files, "lot", "pool.csv", "4", "--quotas", "quotas.csv", "--draw", "s", "--tickets", "20"
    )
    assert done.exit_code == 0, done.output
    assert "proved:" in done.output
    assert "bound  achieved  tickets" in done.output
    assert "ticket " in done.output
    # By age, too, though no quota names it.
    assert "young" in done.output
    assert done.output.splitlines()[-1].endswith("proved the best.")


def test_the_panels_are_written_as_numbered(files: Path) -> None:
    out = files / "out.csv"
    done = run(files, "lot", "pool.csv", "4", "--quotas", "quotas.csv", "--tickets", "20",
               "--panels", "out.csv", "--json")  # fmt: skip
    data = json.loads(done.output)
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert len(rows) == 80
    assert {int(r["ticket"]) for r in rows} == set(range(1, 21))
    assert data["format"] == "foedus.convene-lot/1"
    assert len(data["inputs"]) == 2
    again = run(files, "lot", "pool.csv", "4", "--quotas", "quotas.csv", "--tickets", "20",
                "--panels", "out2.csv", "--json")  # fmt: skip
    assert (files / "out2.csv").read_text() == out.read_text()
    assert json.loads(again.output)["steps"] == data["steps"]


@pytest.mark.parametrize("rule", ["leximin", "maximin", "nash"])
def test_with_no_time_at_all_a_lottery_is_still_one_and_says_that_it_is_not_proved(
    hundred: Lot, rule: str
) -> None:
    found = sortition(hundred, rule, count=50, seconds=0.0)
    assert len(found.panels) == 50
    assert not found.proved
    assert found.gap > 0
    assert found.steps[0].achieved <= found.steps[0].bound + 1e-9


def test_regions_on_an_equal_footing_are_hard_quotas(files: Path) -> None:
    done = run(files, "lot", "pool.csv", "6", "--quotas", "quotas.csv", "--regions", "region",
               "--tickets", "10", "--json")  # fmt: skip
    data = json.loads(done.output)
    seats = {v["value"]: v["seats"] for v in data["by_value"] if v["feature"] == "region"}
    assert seats == pytest.approx({"N": 3, "S": 3})


def test_quotas_that_cannot_be_met_give_the_smallest_relaxation(files: Path) -> None:
    text = "feature,value,min,max\nregion,N,4,4\nregion,S,0,0\nsex,w,0,1\nsex,m,0,4\n"
    (files / "quotas.csv").write_text(text)
    done = run(files, "lot", "pool.csv", "4", "--quotas", "quotas.csv", "--hard", "region")
    assert done.exit_code == 1
    assert "no panel meets these quotas" in done.output
    assert "sex = w: 0 to 1 becomes 0 to 2" in done.output
    assert done.output.splitlines()[-1] == "the smallest relaxation moves 1 seats."


BAD = [
    ("pool", POOL + "p3,N,w,old\n", "E802", "the person p3 is twice in the pool"),
    ("pool", POOL + ",N,w,old\n", "E801", "a person without a name"),
    ("quotas", QUOTAS + "region,North,1,2\n", "E803", 'nobody in the pool has region "North"'),
    ("quotas", QUOTAS + "sx,w,1,2\n", "E803", 'did you mean "sex"?'),
    ("quotas", QUOTAS + "age,old,3,1\n", "E804", "at least 3 and at most 1"),
    ("quotas", QUOTAS + "age,old,4,4\nage,young,1,2\n", "E804", "add up to 5"),
    ("quotas", QUOTAS + "age,old,0,1\nage,young,0,1\n", "E804", "add up to 2"),
    ("quotas", QUOTAS + "age,old,x,1\n", "E801", '"x" is not a number of people'),
    ("quotas", QUOTAS + "sex,w,1,3\n", "E802", "given twice"),
    ("quotas", QUOTAS.replace("N,2,2", "N,6,6").replace("S,2,2", "S,0,0"), "E80", "N"),
    ("quotas", "feature,value\na,b\n", "E800", 'no column "min"'),
]


@pytest.mark.parametrize("file,text,code,words", BAD, ids=[w for *_, w in BAD])
def test_bad_data_get_named_errors(
    files: Path, file: str, text: str, code: str, words: str
) -> None:
    (files / f"{file}.csv").write_text(text)
    done = run(files, "lot", "pool.csv", "4", "--quotas", "quotas.csv")
    assert done.exit_code == 2
    assert f"error[{code}" in done.output
    assert words in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("k", ["0", "13", "-1"])
def test_an_impossible_panel_is_an_error(files: Path, k: str) -> None:
    done = run(files, "lot", "--quotas", "quotas.csv", "pool.csv", "--", k)
    assert done.exit_code == 2


def test_an_unequal_number_of_seats_is_an_error(files: Path) -> None:
    done = run(files, "lot", "pool.csv", "5", "--quotas", "quotas.csv", "--regions", "region")
    assert done.exit_code == 2
    assert "4 or 6 seats" in done.output


def test_a_pool_is_generated_with_a_seed_and_realistic(files: Path) -> None:
    done = run(files, "pool", "400", "--seed", "3", "-o", "made.csv", "--quotas-to", "q.csv")
    assert done.exit_code == 0
    first = (files / "made.csv").read_text()
    run(files, "pool", "400", "--seed", "3", "-o", "again.csv")
    assert (files / "again.csv").read_text() == first
    rows = list(csv.DictReader(first.splitlines()))
    assert len({r["id"] for r in rows}) == 400
    share = sum(r["schooling"] == "higher" for r in rows) / 400
    # Volunteers are schooled better than the population they come from.
    assert share > FEATURES["schooling"]["higher"] + 0.1
    retired = [r["age"] for r in rows if r["work"] == "retired"]
    assert set(retired) == {"60+"}


def test_the_simplex_of_the_reference_is_right() -> None:
    # max x + y, x + 2y + s = 4, 3x + y + t = 6: x = 8/5, y = 6/5.
    f = [[Fraction(v) for v in row] for row in ([1, 2, 1, 0], [3, 1, 0, 1])]
    x = ref.simplex(f, [Fraction(4), Fraction(6)], [Fraction(v) for v in (1, 1, 0, 0)])
    assert x == [Fraction(8, 5), Fraction(6, 5), 0, 0]


def test_different_panels_are_told_apart_by_their_people(tmp_path: Path) -> None:
    """Of {a, b} and {c} alike in each quota, two panels can be drawn: a, c and b, c."""
    (tmp_path / "pool.csv").write_text("id,sex\na,w\nb,w\nc,m\n")
    (tmp_path / "quotas.csv").write_text("feature,value,min,max\nsex,w,1,1\nsex,m,1,1\n")
    done = run(tmp_path, "lot", "pool.csv", "2", "--quotas", "quotas.csv", "--tickets", "10")
    assert done.exit_code == 0, done.output
    assert "10 numbered panels, 2 different, each equally likely" in done.output
