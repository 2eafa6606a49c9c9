"""Petitions that replace a rule compile only where the new rule is proved to imply the old one."""

from __future__ import annotations

from itertools import product

import pytest
from compile_world import law
from hypothesis import given
from hypothesis import strategies as st

from foedus.constitution.compile import compile_procedure
from foedus.constitution.compile_gates import Assembler, Bound
from foedus.constitution.compile_petitions import counterexample, structurally_implied
from foedus.errors import BadInput
from foedus.rules.gates import Rule

#: normal, strict: the strict rule implies the normal one
STRICTER = [
    ("House approve by more than 1/2 of members", "House approve by at least 2/3 of members"),
    (
        "House approve by more than 1/2 of members",
        "all of\n      House approve by more than 1/2 of members\n      President assents",
    ),
    (
        "House approve by at least 1/3 of members",
        "any of\n      House approve by at least 2/3 of members\n      all of\n"
        "        President assents\n        House approve by at least 4/9 of members",
    ),
    # not seen by comparing gates, proved by enumeration: both groups imply the whole
    (
        "Halves approve by at least 1/2 of members",
        "each of Women, Men in Halves approve by at least 1/2 of members",
    ),
]


@pytest.mark.parametrize(("normal", "strict"), STRICTER, ids=range(len(STRICTER)))
def test_instead_compiles_where_the_new_rule_is_stricter(normal: str, strict: str) -> None:
    petition = "if House petition by at least 3 members, then"
    text = "all of\n    {}\n    {} {} {}"
    instead = compile_procedure(law(text.format(normal, petition, "instead", strict)), "Law").rule
    also = compile_procedure(law(text.format(normal, petition, "also", strict)), "Law").rule
    for counts in product(*(range(v.count + 1) for v in also.voters)):
        yes = dict(zip(also.names, counts, strict=True))
        assert instead.passes(yes) is also.passes(yes)


#: normal, strict: some coalition passes the strict rule alone
LOOSER = [
    ("House approve by more than 1/2 of members", "House approve by at least 1/3 of members"),
    ("House approve by more than 1/2 of members", "President assents"),
    ("Halves approve by at least 4/6 of members", "Women in Halves approve by all members"),
]


@pytest.mark.parametrize(("normal", "strict"), LOOSER[:2], ids=["quota", "person"])
def test_instead_is_an_error_that_shows_the_coalition(normal: str, strict: str) -> None:
    text = (
        f"all of\n    {normal}\n    if House petition by at least 3 members, then instead {strict}"
    )
    with pytest.raises(BadInput) as caught:
        compile_procedure(law(text), "Law")
    (error,) = caught.value.diagnostics
    assert error.code == "E145"
    assert "one more no would make this pass" in error.what
    assert error.help == 'write "then also" where both must hold'


def test_the_coalition_that_is_shown_passes_only_the_new_rule() -> None:
    a = Assembler()
    house, president = a.voter("House", 9), a.voter("President")
    old = a.build(a.reach({house: 1}, Bound(5)))  # type: ignore[arg-type]
    new = a.build(a.some([president, a.reach({house: 1}, Bound(7))]))  # type: ignore[arg-type]
    witness, complete = counterexample(new, old)
    assert complete
    assert witness is not None
    assert new.passes(witness)
    assert not old.passes(witness)


Plan = tuple[str, list[tuple[tuple[int, int, int], int]]]
GATE = st.tuples(st.tuples(*[st.integers(0, 2)] * 3), st.integers(1, 5))
PLAN = st.tuples(st.sampled_from(["and", "or"]), st.lists(GATE, min_size=1, max_size=3))


def rules(first: Plan, second: Plan) -> tuple[Rule, Rule]:
    a = Assembler()
    voters = [a.voter("x"), a.voter("y", 2), a.voter("z", 2)]
    made = []
    for join, plan in (first, second):
        gates = [
            a.reach(dict(zip(voters, weights, strict=True)), Bound(quota))  # type: ignore[arg-type]
            for weights, quota in plan
        ]
        made.append(a.every(gates) if join == "and" else a.some(gates))
    return a.build(made[0]), a.build(made[1])


@given(PLAN, PLAN)
def test_comparing_gates_never_claims_too_much(first: Plan, second: Plan) -> None:
    """The structural proof is sound: enumeration finds no coalition against it."""
    a, b = rules(first, second)
    witness, complete = counterexample(a, b)
    assert complete
    if structurally_implied(a, b):
        assert witness is None
    if witness is not None:
        assert a.passes(witness)
        assert not b.passes(witness)


@given(PLAN)
def test_a_rule_implies_itself_structurally(plan: Plan) -> None:
    a, b = rules(plan, plan)
    assert structurally_implied(a, b)


def test_large_bodies_are_proved_by_comparing_gates() -> None:
    """9 members and 8 other types would be too many to enumerate; same row, larger quota."""
    a = Assembler()
    row = {a.voter(f"v{i}", 50): i + 1 for i in range(9)}
    low = a.build(a.reach(row, Bound(900)))  # type: ignore[arg-type]
    high = a.build(a.reach(row, Bound(1500)))  # type: ignore[arg-type]
    assert structurally_implied(high, low)
    assert not structurally_implied(low, high)
    witness, complete = counterexample(low, high)
    assert not complete
    assert witness is not None
