"""Turnout: every denominator by hand and by definition, and tables that cannot be read."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from foedus.cli import main
from foedus.elect.ballots.turnout import KINDS, Unit, turnout

UNITS = [
    Unit("A", 100, 60), Unit("B", 80, None), Unit("C", 20, 5, "displaced"),
    Unit("D", 10, 3, "abroad"),
]  # fmt: skip


def test_eight_readings_of_one_vote() -> None:
    found = turnout(UNITS, Fraction(1, 3), strict=True)
    shares = {(r.cast, r.registered) for r in found.rates}
    assert shares == {
        (68, 210), (68, 130), (65, 200), (65, 120), (63, 190), (63, 110), (60, 180), (60, 100),
    }  # fmt: skip
    assert found.agree is False
    # 60 of 180 is one third, and not more than it.
    third = next(r for r in found.rates if (r.cast, r.registered) == (60, 180))
    assert (third.share, third.meets) == (Fraction(1, 3), False)
    assert turnout(UNITS, Fraction(1, 4)).agree is True
    assert found.no_vote == ("B",)
    assert found.apart["resident"]["registered where no vote was held"] == 80


def test_where_nobody_is_apart_there_is_one_reading() -> None:
    found = turnout([Unit("A", 10, 4), Unit("B", 10, 6)])
    assert [(r.name, r.share) for r in found.rates] == [("all units", Fraction(1, 2))]
    assert found.agree is None


units = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50) | st.none(), st.sampled_from(KINDS)),
    max_size=6,
)


@given(units)
def test_every_denominator_by_definition(drawn: list[tuple[int, int | None, str]]) -> None:
    made = [
        Unit(f"u{i}", n + (c or 0), c, k) for i, (n, c, k) in enumerate(drawn)
    ]  # fmt: skip
    found = {(r.cast, r.registered) for r in turnout(made).rates}
    wanted = set()
    for abroad, displaced, held in product((True, False), repeat=3):
        group = [
            u for u in made
            if (abroad or u.kind != "abroad") and (displaced or u.kind != "displaced")
            and not (held and u.cast is None)
        ]  # fmt: skip
        wanted.add((sum(u.cast or 0 for u in group), sum(u.registered for u in group)))
    assert found == wanted


@pytest.mark.parametrize(
    "unit", [Unit("A", 3, 4), Unit("A", -1, None), Unit("A", 1, 1, "tourist"), Unit("A", 5, -1)]
)
def test_impossible_units(unit: Unit) -> None:
    with pytest.raises(ValueError, match="A"):
        turnout([unit])


def run(*args: str, data: str) -> Result:
    base = ("count", "turnout", "-", "--unit", "u", "--registered", "n", "--cast", "c")
    result = CliRunner().invoke(main, [*base, *args], input=data)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_command() -> None:
    text = "u,n,c,k\nA,100,60,\nB,80,,\nC,20,5,displaced\n"
    shown = run("--kind", "k", "--quorum", "more than 1/2", data=text).stdout
    assert "the readings differ" in shown
    assert "no vote held in: B" in shown
    assert shown.rstrip().endswith("4 denominators of turnout.")
    data = json.loads(run("--json", data=text).stdout)
    assert data["rates"][0]["share"] == "13/40"


@pytest.mark.parametrize(
    ("args", "text", "code"),
    [
        ((), "u,n\nA,1\n", "E526"),
        ((), "u,n,c\nA,x,1\n", "E526"),
        ((), "u,n,c\nA,1,2\n", "E526"),
        (("--kind", "k"), "u,n,c,k\nA,1,1,guest\n", "E526"),
        (("--quorum", "50%"), "u,n,c\nA,1,1\n", "E529"),
        ((), "", "E526"),
    ],
)
def test_bad_tables(args: tuple[str, ...], text: str, code: str) -> None:
    result = run(*args, data=text)
    assert (result.exit_code, f"error[{code}]" in result.stderr) == (2, True)
