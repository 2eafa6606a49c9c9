"""Random cases against the brute force, ties included, and the checker on every method."""

from __future__ import annotations

import json
from typing import Any

import pytest
import seats_reference as reference
from elect_amounts import FEW
from hypothesis import assume, given
from hypothesis import strategies as st

from foedus.elect.seats import METHODS, Allocation, Remedy, allocate
from foedus.elect.seats import divisor as engine
from foedus.elect.seats.checker import check
from foedus.errors import BadInput

VOTES = st.one_of(
    st.integers(0, 12),  # small numbers tie often
    st.integers(0, 10**6),
    st.integers(10**15, 10**40),
)
TABLES = st.lists(VOTES, min_size=1, max_size=9).map(
    lambda vs: {f"p{i}": v for i, v in enumerate(vs)}
)
BOUNDS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), min_size=9, max_size=9)
DIVISORS = sorted(reference.SIGNPOSTS)
QUOTAS = ["hare", "hare-whole", "droop", "hagenbach-bischoff", "imperiali-quota"]


def found(a: Allocation) -> tuple[dict[str, int], tuple[int, frozenset[str]] | None]:
    assert len(a.ties) <= 1
    tie = (a.ties[0].seats, frozenset(a.ties[0].among)) if a.ties else None
    return a.seats, tie


def verified(a: Allocation) -> Any:
    """The certificate as it leaves the program: through JSON and back."""
    certificate = json.loads(json.dumps(a.certificate))
    assert check(certificate) == []
    return certificate


@pytest.mark.parametrize("method", DIVISORS)
@FEW
@given(votes=TABLES, seats=st.integers(0, 40))
def test_divisor_methods_equal_the_brute_force(
    method: str, votes: dict[str, int], seats: int
) -> None:
    claimants = sum(1 for v in votes.values() if v)
    assume(claimants)
    if method in ("adams", "dean", "huntington-hill") and seats < claimants:
        with pytest.raises(BadInput, match="E407"):
            allocate(method, seats, votes)
        return
    a = allocate(method, seats, votes)
    wide = dict.fromkeys(votes, seats)
    assert found(a) == reference.divisor(method, seats, votes, dict.fromkeys(votes, 0), wide)
    verified(a)


@pytest.mark.parametrize("method", ["sainte-lague", "dhondt", "huntington-hill", "macanese"])
@FEW
@given(votes=TABLES, seats=st.integers(0, 30), bounds=BOUNDS)
def test_bounds_equal_the_brute_force(
    method: str, votes: dict[str, int], seats: int, bounds: list[tuple[int, int]]
) -> None:
    low = {k: b[0] for k, b in zip(votes, bounds, strict=False)}
    high = {k: b[0] + b[1] for k, b in zip(votes, bounds, strict=False)}
    top = {k: high[k] if v else low[k] for k, v in votes.items()}
    assume(any(votes.values()) and sum(low.values()) <= seats <= sum(top.values()))
    if method == "huntington-hill":
        need = sum(max(low[k], 1 if v and high[k] else 0) for k, v in votes.items())
        assume(need <= seats)
    a = allocate(method, seats, votes, minimum=low, maximum=high)
    assert found(a) == reference.divisor(method, seats, votes, low, high)
    verified(a)


@pytest.mark.parametrize("method", QUOTAS)
@FEW
@given(votes=TABLES, seats=st.integers(1, 30))
def test_quota_methods_equal_the_brute_force(
    method: str, votes: dict[str, int], seats: int
) -> None:
    assume(any(votes.values()))
    # A Droop quota of more votes than there are seats is the ordinary case; below it floors jump.
    assume(sum(votes.values()) > seats * (seats + 2))
    q = reference.quota_size(method, sum(votes.values()), seats)
    assume(sum(v // q for v in votes.values()) - seats <= sum(1 for v in votes.values() if v >= q))
    a = allocate(method, seats, votes, over_award="withhold")
    assert found(a) == reference.remainder(method, seats, votes)
    verified(a)


@pytest.mark.parametrize("method", METHODS)
@FEW
@given(votes=TABLES, seats=st.integers(1, 30), base=st.integers(0, 2), minimum=st.integers(0, 2))
def test_the_checker_verifies_every_method_and_sees_every_moved_seat(
    method: str, votes: dict[str, int], seats: int, base: int, minimum: int
) -> None:
    assume(any(votes.values()))
    try:
        a = allocate(method, seats, votes, base=base, minimum=minimum, over_award="withhold")
    except BadInput as exc:
        refused = {d.code for d in exc.diagnostics}
    else:
        refused = set()
    assert refused <= {"E404", "E407", "E409", "E416"}
    if refused:
        return
    certificate = verified(a)
    assert sum(a.seats.values()) + sum(t.seats for t in a.ties) == seats
    if a.ties:
        decided = a.decide(Remedy("lot", seed="1"))
        verified(decided)
        assert sum(decided.seats.values()) == seats
        assert decided.resolutions[0].tie == a.ties[0]
        return
    up = max(certificate["seats"], key=certificate["seats"].get)
    for down in certificate["seats"]:
        moved = {**certificate["seats"], up: certificate["seats"][up] - 1}
        moved[down] += 1
        if down != up:
            wrong = {**certificate, "seats": moved}
            assert check(wrong), "a seat moved without being seen"


@FEW
@given(votes=st.lists(st.integers(0, 50), min_size=1, max_size=40), seats=st.integers(0, 99))
@pytest.mark.parametrize("method", ["sainte-lague", "huntington-hill", "macanese", "estonian"])
def test_both_engines_agree(method: str, votes: list[int], seats: int) -> None:
    table = {f"p{i}": v for i, v in enumerate(votes)}
    assume(any(votes) and (method != "huntington-hill" or seats >= len(votes)))
    few = allocate(method, seats, table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "MANY", 0)
        many = allocate(method, seats, table)
    assert few == many
    assert few.proof == many.proof


@FEW
@given(TABLES, st.integers(1, 30))
def test_scaling_the_votes_changes_nothing(votes: dict[str, int], seats: int) -> None:
    from fractions import Fraction

    assume(any(votes.values()))
    third = {k: Fraction(v, 3) for k, v in votes.items()}
    assert found(allocate("sainte-lague", seats, votes)) == found(
        allocate("sainte-lague", seats, third)
    )
