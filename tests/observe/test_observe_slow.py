"""A second, slow and obvious way to the figures of samples, screens, tables and forms."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from observe_world import HEADER, simulated, table

from conftest import FULL
from foedus.observe.audit.alpha import Bet, alpha
from foedus.observe.audit.assertion import Scaled
from foedus.observe.audit.sizes import polling_size, quantiles
from foedus.observe.columns import Absent
from foedus.observe.design import Plan, collapse, draw
from foedus.observe.estimate import interval
from foedus.observe.forms.checklist import Observation
from foedus.observe.forms.coverage import coverage
from foedus.observe.forms.double import entered
from foedus.observe.forms.form import Form, Question
from foedus.observe.forms.incidents import LEVELS, STATUS, Incident, incidents
from foedus.observe.forms.tally import tally
from foedus.observe.reach import reach
from foedus.observe.replay import replay
from foedus.observe.screens.declare import read_declaration
from foedus.observe.screens.grid import grids
from foedus.observe.screens.stations import Stations
from foedus.observe.screens.statistics import compute, names_of
from foedus.observe.statements import holm, quick_count

# ---------------------------------------------------------------------- samples


def tiny() -> tuple[list[int], list[int]]:
    """Votes and ballots of eight stations."""
    return [30, 12, 55, 41, 9, 22, 70, 18], [60, 40, 90, 80, 30, 50, 100, 45]


def test_a_replay_is_the_enumeration_of_every_sample() -> None:
    votes, ballots = tiny()
    rows = "".join(
        f"s{i},n,{m + 9},{m},{m},0,{a},{m - a}\n"
        for i, (a, m) in enumerate(zip(votes, ballots, strict=True))
    )
    frame = table(HEADER + rows)
    plan = draw(frame, design="simple", stations=4, seed="s", base="valid")
    truth = sum(votes) / sum(ballots)
    off, hits, margins = [], 0, []
    for pick in itertools.combinations(range(8), 4):
        y, m = (np.array([v[i] for i in pick]) for v in (votes, ballots))
        e = interval("A", y, m, np.zeros(4, np.int64), np.array([8]), plan.confidence)
        off.append(e.value - truth)
        margins.append(e.high - e.value)
        hits += e.low <= truth <= e.high
    found = replay(frame, plan, ["all"] * 8, "A", 3000, 1)
    exact = hits / 70
    assert found.truth == truth
    assert abs(found.coverage - exact) < 4 * (exact * (1 - exact) / 3000) ** 0.5 + 1e-9
    assert abs(found.bias - np.mean(off)) < 4 * np.std(off) / 3000**0.5
    assert abs(found.margin - np.mean(margins)) < 4 * np.std(margins) / 3000**0.5


def returns_of(plan: Plan, text: str, order: list[int] | None = None) -> str:
    lines = text.splitlines()
    rows = [r for r in lines[1:] if r.split(",")[0] in plan.stations]
    if order is not None:
        rows = [rows[i] for i in order]
    return "\n".join([lines[0], *rows]) + "\n"


@settings(max_examples=1000 if FULL else 15)
@given(st.permutations(range(24)))
def test_the_order_of_returns_changes_no_statement(order: list[int]) -> None:
    text = simulated(80, 3)
    plan = draw(table(text), design="proportional", stations=24, seed="s", base="valid")
    found = quick_count(plan, table(returns_of(plan, text, list(order))))
    plain = quick_count(plan, table(returns_of(plan, text)))
    assert [s.text for s in found.statements] == [s.text for s in plain.statements]
    assert [e.value for e in found.estimates] == pytest.approx([e.value for e in plain.estimates])


@given(st.integers(0, 10**6), st.integers(1, 6))
def test_worst_case_bounds_hold_whatever_the_missing_stations_say(seed: int, missing: int) -> None:
    text = simulated(60, 4)
    plan = draw(
        table(text), design="simple", stations=20, seed="s", base="valid", release=Fraction(1)
    )
    rows = returns_of(plan, text).splitlines()
    random_ = random.Random(seed)
    gone = set(random_.sample(range(1, 21), missing))
    kept = [r for i, r in enumerate(rows) if i not in gone]
    low, high = quick_count(plan, table("\n".join(kept))).worst["A"]  # type: ignore[misc]
    votes = base = 0
    for i, row in enumerate(rows[1:], 1):
        cells = row.split(",")
        register, valid, a = int(cells[2]), int(cells[4]), int(cells[6])
        if i in gone:
            valid = random_.randint(0, register)
            a = random_.randint(0, valid)
        votes += a
        base += valid
    # Bounds put every missing voter in the base: any smaller turnout lies between them, too.
    assert low - 1e-12 <= votes / base <= high + 1e-12


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1), min_size=1), st.floats(0.01, 0.2)
)
def test_holm_by_its_definition(p: dict[str, float], level: float) -> None:
    tests = {(k, "", ""): v for k, v in p.items()}
    order = sorted(p.values())
    bad = next((i for i, v in enumerate(order) if v > level / (len(order) - i)), len(order))
    assert len(holm(tests, level)) == bad


@given(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=12))
def test_collapsed_strata_have_two_stations_each(names: list[str]) -> None:
    found, into = collapse(names)
    sizes = Counter(found)
    assert len(sizes) == 1 or min(sizes.values()) >= 2
    assert all(found[i] == into.get(n, n) for i, n in enumerate(names))


@given(st.integers(0, 10**6))
def test_reach_bounds_hold_whatever_the_closed_stations_would_have_said(seed: int) -> None:
    draw_ = random.Random(seed)
    rows, votes, base = [], 0, 0
    for i in range(draw_.randint(2, 8)):
        register = draw_.randint(10, 90)
        valid = draw_.randint(0, register)
        a = draw_.randint(0, valid)
        votes, base = votes + a, base + valid
        shown = f"{valid},{valid},0,{a},{valid - a}" if draw_.random() < 0.6 else (
            "closed,closed,closed,closed,closed"
        )  # fmt: skip
        rows.append(f"s{i},n,{register},{shown}\n")
    found = reach(table(HEADER + "".join(rows)), "A", "valid")
    if base:
        assert found.low <= Fraction(votes, base) <= found.high


# ---------------------------------------------------------------------- sizes


@pytest.mark.parametrize("margin", [0.1, 0.2, 0.4])
def test_a_polling_size_lies_between_the_quartiles_of_what_it_takes(margin: float) -> None:
    cards = 4000
    ones = round(cards * (1 + margin) / 2)
    expected = polling_size(0.05, margin / 2, 0.25, 1.0)
    low, high = quantiles(
        Scaled(2, 2, (0, 2)), {0: cards - ones, 2: ones}, Bet((1 + margin) / 2), 0.05,
        draws=120, points=(0.2, 0.95),
    )  # fmt: skip
    assert low < expected < high


@given(st.lists(st.sampled_from([0, 1, 2]), min_size=1, max_size=30), st.integers(0, 20))
def test_more_cards_never_raise_the_risk(values: list[int], more: int) -> None:
    cards = len(values) + more
    risks = [
        alpha(np.array(values[:n]), 2, 2, cards, Bet(0.6)).p for n in range(1, len(values) + 1)
    ]
    assert risks == sorted(risks, reverse=True)


# ---------------------------------------------------------------------- screens


def slow_statistics(s: Stations, window: Fraction, least: int) -> dict[str, float]:
    """Every statistic with fractions and counters, station by station."""

    def near(part: int, whole: int) -> bool:
        return whole > 0 and abs(
            Fraction(100 * part, whole) - round(Fraction(100 * part, whole))
        ) <= (window)

    n = len(s.ballots)
    register = [int(x) for x in s.registered] if s.registered is not None else None
    ballots = [int(x) for x in s.ballots]
    found: dict[str, float] = {}
    turnout = [bool(register) and near(ballots[i], register[i]) for i in range(n)]  # type: ignore[index]
    if register is not None:
        found["turnout"] = sum(turnout)
    for c, name in enumerate(s.choices):
        votes = [int(v) for v in s.votes[c]]
        share = [near(votes[i], ballots[i]) for i in range(n)]
        found[f"share: {name}"] = sum(share)
        if register is not None:
            both = [a or b for a, b in zip(share, turnout, strict=True)]
            found[f"turnout or share: {name}"] = sum(both)
        digits = Counter(v % 10 for v in votes if v >= least)
        total = sum(digits.values())
        found[f"last digit: {name}"] = (
            float(sum((Fraction(digits[d]) - Fraction(total, 10)) ** 2 for d in range(10))
                  / Fraction(total, 10)) if total else 0.0
        )  # fmt: skip
    return found


@given(st.integers(0, 10**6), st.booleans(), st.sampled_from(["1/20", "1/10", "1/2"]))
def test_statistics_against_fractions(seed: int, register: bool, window: str) -> None:
    random_ = np.random.default_rng(seed)
    n = int(random_.integers(1, 25))
    registered = random_.integers(20, 900, n)
    ballots = random_.binomial(registered, 0.6)
    votes = random_.multinomial(ballots, [0.5, 0.3, 0.2])[:, :2].T.copy()
    s = Stations(("A", "B"), registered if register else None, ballots, votes)
    text = f"window = {float(Fraction(window))}\ndigits_from = 50\n[families]\na = ['share']\n"
    declared = read_declaration(text.encode(), "d")
    names = names_of(["turnout", "share", "turnout or share", "last digit"], s)
    slow = slow_statistics(s, Fraction(window), 50)
    assert compute(names, s, declared).tolist() == pytest.approx([slow[n] for n in names])


@given(st.integers(0, 10**6), st.sampled_from([4, 10, 50]))
def test_the_picture_against_fractions(seed: int, steps: int) -> None:
    random_ = np.random.default_rng(seed)
    registered = random_.integers(1, 50, 20)
    ballots = random_.binomial(registered, 0.6)
    votes = random_.binomial(ballots, 0.5)
    (found,) = grids(Stations(("A",), registered, ballots, votes[None, :]), steps)
    slow: Counter[tuple[int, int]] = Counter()
    for r, b, v in zip(registered, ballots, votes, strict=True):
        x = min(int(Fraction(steps * int(b), int(r))), steps - 1)
        y = min(int(Fraction(steps * int(v), max(int(b), 1))), steps - 1)
        slow[y, x] += 1
    assert {(y, x): n for y, row in enumerate(found.cells) for x, n in enumerate(row) if n} == slow


# ---------------------------------------------------------------------- forms

VALUES = st.sampled_from(["yes", "no", *Absent])
QUESTIONS = (
    Question("q", "Q", "opening", "yes/no", ("q",)),
    Question("r", "R", "count", "yes/no", ("r",)),
)
FORM = Form(",", {}, QUESTIONS, ())


def observations(cells: list[tuple[int, int, object, object]]) -> list[Observation]:
    return [
        Observation(f"s{s}", f"O{o}", str(i), "", "", {"q": q, "r": r}, i)  # type: ignore[dict-item]
        for i, (s, o, q, r) in enumerate(cells)
    ]


CELLS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 2), VALUES, VALUES), min_size=1, max_size=14
)


@given(CELLS)
def test_double_entry_by_its_definition(cells: list[tuple[int, int, object, object]]) -> None:
    found = entered(observations(cells))
    groups: dict[tuple[int, int], list[tuple[object, object]]] = {}
    for s, o, q, r in cells:
        groups.setdefault((s, o), []).append((q, r))
    differ = sum(len({e[k] for e in g}) > 1 for g in groups.values() for k in (0, 1))
    assert len(found.observations) == len(groups)
    assert len(found.disagreements) == differ
    assert found.double == sum(len(g) > 1 for g in groups.values())
    assert found.compared == 2 * found.double


@given(CELLS)
def test_counts_by_their_definition(cells: list[tuple[int, int, object, object]]) -> None:
    once = entered(observations(cells)).observations
    for a in tally(once, FORM):
        values = [o.answers[a.question] for o in once]
        yes, no = (sum(v == w for v in values) for w in ("yes", "no"))
        assert a.counts == {"yes": yes, "no": no}
        assert a.observations == yes + no
        assert sum(a.absent.values()) == len(values) - yes - no
        assert a.share == (Fraction(yes, yes + no) if yes + no else None)


@given(CELLS)
def test_coverage_by_its_definition(cells: list[tuple[int, int, object, object]]) -> None:
    frame = table(HEADER + "".join(f"s{i},h{i % 2},1,1,1,0,1,0\n" for i in range(4)))
    found = coverage(observations(cells), FORM, frame)
    seen = {s for s, _, _, _ in cells}
    for row in found.strata:
        members = [i for i in range(4) if f"h{i % 2}" == row.stratum]
        assert row.visited == sum(i in seen for i in members)
        answered = {s for s, _, q, _ in cells if not isinstance(q, Absent)}
        assert dict(row.areas)["opening"] == sum(i in answered for i in members)
    assert set(found.outside) == {"s4"} & {f"s{s}" for s in seen}


REPORTS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(LEVELS), st.sampled_from(["seen", "reported"]),
              st.integers(0, 2), st.sampled_from(STATUS)),
    max_size=12,
)  # fmt: skip


@given(REPORTS)
def test_incidents_by_their_definition(reports: list[tuple[int, str, str, int, str]]) -> None:
    rows = [
        Incident(f"r{i}", "", "p", "t", level, basis, "", status, f"O{who}", f"i{same}", i)
        for i, (same, level, basis, who, status) in enumerate(reports)
    ]
    found = incidents(rows)
    groups: dict[int, list[tuple[int, str, str, int, str]]] = {}
    for r in reports:
        groups.setdefault(r[0], []).append(r)
    assert len(found.incidents) == len(groups)
    for c in found.incidents:
        group = groups[int(c.same[1:])]
        assert c.severity == max((g[1] for g in group), key=LEVELS.index)
        assert c.seen == sum(g[2] == "seen" for g in group)
        assert c.corroborated is (c.seen > 0 and len({g[3] for g in group}) > 1)
        assert c.status == group[-1][4]
    assert sum(row["incidents"] for row in found.levels.values()) == len(groups)
    ranks = [LEVELS.index(c.severity) for c in found.incidents]
    assert ranks == sorted(ranks, reverse=True)
