"""The order of steps against Floyd and Warshall, and contradictions against all cycles."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.errors import BadInput
from foedus.record.order import Limit, between, schedule
from foedus.record.sequence import readings
from foedus.record.view import Item

FAR = 10**9


def closure(steps: list[str], limits: list[Limit]) -> dict[tuple[str, str], int]:
    """All shortest distances, the slow way (Floyd 1962)."""
    d = {(a, b): 0 if a == b else FAR for a in steps for b in steps}
    for x in limits:
        d[x.earlier, x.later] = min(d[x.earlier, x.later], x.days)
    for k in steps:
        for i in steps:
            for j in steps:
                if d[i, k] < FAR and d[k, j] < FAR:
                    d[i, j] = min(d[i, j], d[i, k] + d[k, j])
    return d


def shortest_negative_cycle(steps: list[str], limits: list[Limit]) -> int | None:
    """The fewest limits in a simple cycle that sums below zero, over all orders of all steps."""
    best: dict[tuple[str, str], int] = {}
    for x in limits:
        best[x.earlier, x.later] = min(best.get((x.earlier, x.later), FAR), x.days)
    for size in range(1, len(steps) + 1):
        for cycle in permutations(steps, size):
            edges = [(cycle[i], cycle[(i + 1) % size]) for i in range(size)]
            if all(e in best for e in edges) and sum(best[e] for e in edges) < 0:
                return size
    return None


STEPS = list("ABCDE")
LIMITS = st.lists(
    st.builds(Limit, st.sampled_from(STEPS), st.sampled_from(STEPS), st.integers(-9, 20)),
    max_size=12,
)


@settings(max_examples=300)
@given(LIMITS)
def test_windows_and_contradictions_agree_with_the_slow_way(limits: list[Limit]) -> None:
    d = closure(STEPS, limits)
    result = schedule(STEPS, limits)
    consistent = all(d[s, s] >= 0 for s in STEPS)
    assert result.consistent == consistent
    if consistent:
        for s in STEPS:
            earliest = None if d[s, "A"] >= FAR else -d[s, "A"]
            latest = None if d["A", s] >= FAR else d["A", s]
            assert result.windows[s] == (earliest, latest)
        return
    cycle = result.contradiction
    assert result.smallest_proved
    assert len(cycle) == shortest_negative_cycle(STEPS, limits)
    assert sum(c.days for c in cycle) == -result.excess < 0
    assert all(c in limits for c in cycle)
    assert all(a.later == b.earlier for a, b in zip(cycle, [*cycle[1:], cycle[0]], strict=True))


def test_a_long_contradiction_is_found_and_said_not_to_be_proved_smallest() -> None:
    steps = [f"s{i}" for i in range(60)]
    ring = [Limit(a, b, 0) for a, b in zip(steps, [*steps[1:], steps[0]], strict=True)]
    result = schedule(steps, [*ring[:-1], Limit("s59", "s0", -1)])
    assert (result.consistent, result.smallest_proved) == (False, False)
    assert len(result.contradiction) == 60
    assert sum(c.days for c in result.contradiction) == -1


@pytest.mark.parametrize(
    "steps,limits,origin",
    [
        (["A"], [Limit("A", "B", 1)], None),
        (["A"], [], "B"),
        (["A"], [Limit("A", "A", 10**10)], None),
    ],
)
def test_unknown_steps_are_refused(
    steps: list[str], limits: list[Limit], origin: str | None
) -> None:
    with pytest.raises(ValueError, match=r"no such step|above"):
        schedule(steps, limits, origin=origin)


def test_between_is_two_limits() -> None:
    assert between("A", "B", least=5, most=30, quote="q") == [
        Limit("A", "B", 30, "q"),
        Limit("B", "A", -5, "q"),
    ]


def constraint(i: int, first: str, then: str, **more: object) -> Item:
    body = {"id": f"k{i}", "kind": "constraint", "first": first, "then": then,
            "quote": f"clause {i}", **more}  # fmt: skip
    return Item(i, body)


#: The shape of a known dispute: elections before control of the border, or control before
#: elections; one sequence of clauses, two readings.
CLAUSES = [
    constraint(1, "ceasefire", "withdrawal of weapons", least_days=1, most_days=14),
    constraint(2, "local elections", "control of the border", least_days=1,
               reading="elections first", reversible="no", exposed="the government"),
    constraint(3, "control of the border", "local elections", least_days=1,
               reading="control first", exposed="the other side"),
    constraint(4, "ceasefire", "local elections", least_days=30),
]  # fmt: skip


def test_two_readings_stand_side_by_side_with_who_is_exposed_first() -> None:
    first, second = readings(CLAUSES, origin="ceasefire")
    assert (first.name, second.name) == ("elections first", "control first")
    assert first.schedule.windows["control of the border"] == (31, None)
    assert second.schedule.windows["control of the border"][0] is None
    assert [e.who for e in first.exposed] == ["the government"]
    assert [e.who for e in second.exposed] == ["the other side"]
    assert first.last_reversible == "withdrawal of weapons"
    assert first.schedule.windows["withdrawal of weapons"] == (1, 14)


def test_both_readings_together_contradict_and_the_clauses_are_quoted() -> None:
    merged = [Item(i.seq, {k: v for k, v in i.body.items() if k != "reading"}) for i in CLAUSES]
    (only,) = readings(merged)
    assert only.name == "as written"
    assert not only.schedule.consistent
    assert {c.quote for c in only.schedule.contradiction} == {"clause 2", "clause 3"}
    assert only.rows()[0]["clause"] in {"clause 2", "clause 3"}


def test_constraints_without_bounds_and_unknown_origins_are_named_together() -> None:
    with pytest.raises(BadInput) as caught:
        readings([constraint(1, "A", "B"), constraint(2, "A", "C")], origin="Z")
    assert [d.code for d in caught.value.diagnostics] == ["E620"] * 3
