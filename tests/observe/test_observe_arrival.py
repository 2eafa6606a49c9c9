"""The running estimate and the check of late stations."""

from __future__ import annotations

from fractions import Fraction

import pytest
from observe_world import simulated, table

from foedus.errors import BadInput
from foedus.observe.arrival import arrival, balance
from foedus.observe.design import Plan, draw
from foedus.observe.estimate import interval
from foedus.observe.results import Results
from foedus.observe.statements import quick_count


def world(missing: int = 0) -> tuple[Plan, Results, Results]:
    """A plan, its returns in order of size, the last of them missing, and the frame."""
    frame = table(simulated(200, 6))
    plan = draw(frame, design="simple", stations=50, seed="s", base="valid")
    lines = simulated(200, 6).splitlines()
    rows = [r for r in lines[1:] if r.split(",")[0] in plan.stations]
    rows.sort(key=lambda r: int(r.split(",")[2]))
    kept = rows[: len(rows) - missing] if missing else rows
    return plan, table("\n".join([lines[0], *kept])), frame


def test_the_last_point_is_the_estimate_of_all_returns() -> None:
    plan, returns, _ = world()
    points = arrival(plan, returns, "A", 10)
    assert [p.returned for p in points] == [5 * k for k in range(1, 11)]
    import numpy as np

    whole = interval("A", returns.numbers("A"), returns.numbers("valid"),
                     np.zeros(50, np.int64), np.array([200]), plan.confidence)  # fmt: skip
    assert (points[-1].value, points[-1].low) == (whole.value, whole.low)


def test_before_two_returns_in_each_stratum_there_is_no_estimate() -> None:
    frame = table(simulated(100, 2))
    plan = draw(frame, design="proportional", stations=20, seed="s", base="valid")
    lines = simulated(100, 2).splitlines()
    rows = sorted(r for r in lines[1:] if r.split(",")[0] in plan.stations)
    rows.sort(key=lambda r: r.split(",")[1])
    points = arrival(plan, table("\n".join([lines[0], *rows])), "A", 20)
    assert points[0].value is None
    assert points[-1].value is not None


def test_late_stations_are_held_against_the_others() -> None:
    plan, returns, frame = world(missing=10)
    found = {b.figure: b for b in balance(plan, returns, frame)}
    size = found["registered"]
    assert (size.returned, size.missing) == (40, 10)
    assert size.difference is not None
    assert size.difference < 0, "the largest stations are the late ones"
    back = [Fraction(plan.registered[s]) for s in returns.stations]
    assert size.mean_returned == sum(back) / 40
    assert set(found) == {"registered", "past share of A", "past share of B"}


def test_with_every_station_there_is_nothing_to_compare() -> None:
    plan, returns, _ = world()
    (size,) = balance(plan, returns)
    assert (size.missing, size.mean_missing, size.difference) == (0, None, None)


def test_an_unmapped_choice_is_a_key_error() -> None:
    plan, returns, _ = world()
    with pytest.raises(KeyError):
        arrival(plan, returns, "Z")


def closed_world(closed: int, *, box: bool = True) -> tuple[Plan, Results]:
    """A sample of which some stations did not open."""
    plan, _, _ = world()
    lines = simulated(200, 6).splitlines()
    rows = [r.split(",") for r in lines[1:] if r.split(",")[0] in plan.stations]
    for r in rows[:closed]:
        r[3:] = ["closed"] * 5
    if not box:
        for r in rows[closed:]:
            r[3] = "unseen"
    return plan, table("\n".join([lines[0], *(",".join(r) for r in rows)]))


def test_stations_that_did_not_open_are_answers_and_narrow_the_scope() -> None:
    plan, returns = closed_world(8)
    found = quick_count(plan, returns)
    assert found.reasons == ()
    assert "8 of 50 drawn did not" in found.scope
    assert "no national figure" in found.scope
    opened = [i for i in range(50) if i >= 8]
    votes = sum(int(returns.numbers("A")[i]) for i in opened)
    base = sum(int(returns.numbers("valid")[i]) for i in opened)
    assert found.estimates[0].value == pytest.approx(votes / base)
    low, high = found.worst["A"]  # type: ignore[misc]
    assert low < votes / base < high, "their registers widen the worst case"
    assert arrival(plan, returns, "A", 5)[-1].value == pytest.approx(votes / base)
    assert quick_count(*closed_world(0)).scope == "every station of the frame"


def test_turnout_is_a_ratio_of_the_stations_that_opened() -> None:
    plan, returns = closed_world(8)
    found = {e.what: e for e in quick_count(plan, returns).estimates}["turnout"]
    ballots, register = returns.numbers("ballots")[8:], returns.numbers("registered")[8:]
    assert found.value == pytest.approx(ballots.sum() / register.sum())
    assert found.low < found.value < found.high


@pytest.mark.parametrize("share,text", [("1/10", "turnout is above 1/10"),
                                        ("9/10", "turnout is below 9/10")])  # fmt: skip
def test_a_turnout_threshold_is_one_of_the_statements(share: str, text: str) -> None:
    plan, returns = closed_world(0)
    found = quick_count(plan, returns, thresholds={"turnout": Fraction(share)})
    assert found.statements[-1].text == text


def test_without_box_counts_nothing_is_said_of_turnout() -> None:
    plan, returns = closed_world(0, box=False)
    found = quick_count(plan, returns, thresholds={"turnout": Fraction(1, 2)})
    assert "turnout" not in {e.what for e in found.estimates}
    assert (found.statements[-1].about, found.statements[-1].text) == (
        "turnout and the threshold 1/2", "not stated",
    )  # fmt: skip


def test_a_name_that_is_neither_choice_nor_turnout_is_refused() -> None:
    plan, returns = closed_world(0)
    with pytest.raises(BadInput, match="turnout"):
        quick_count(plan, returns, thresholds={"turn-out": Fraction(1, 2)})
