"""Methods side by side: gains by their definition, once a method however long the table."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.cli import main
from foedus.elect.seats.compare import DEFAULT, Comparison, compare
from foedus.errors import BadInput

NUMBER = st.one_of(st.integers(0, 10**9), st.fractions(0, 10**6, max_denominator=50))


@settings(max_examples=300 if FULL else 30)
@given(st.lists(NUMBER, min_size=1, max_size=6).filter(any), st.integers(0, 40))
def test_gains_are_seats_minus_exact_share(values: list[Fraction], size: int) -> None:
    people = {f"u{i}": v for i, v in enumerate(values)}
    c = compare(["dhondt", "hare"], size, people)
    total = Fraction(sum(values))
    for m, a in c.allocations.items():
        want = {k: a.seats[k] - size * Fraction(v) / total for k, v in people.items()}
        assert c.gains(m) == want
        assert c.gaps(m) == {k: float(g) for k, g in want.items()}
        assert a.quotas() == {k: size * Fraction(v) / total for k, v in people.items()}


def test_each_method_is_read_once_however_many_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("k,p\n" + "".join(f"r{i},{7 * i % 1009 + 1}\n" for i in range(400)))
    calls: list[str] = []
    own = Comparison.gaps
    monkeypatch.setattr(Comparison, "gaps", lambda c, m: (calls.append(m), own(c, m))[1])
    done = CliRunner().invoke(main, ["seats", "compare", "900", str(table), "--population", "p"])
    assert done.exit_code == 0, done.output
    assert len(done.output.splitlines()) > 800
    # The table and the picture: each of them once a method.
    assert sorted(calls) == sorted([*DEFAULT, *DEFAULT])


@pytest.mark.parametrize("size", [0, 5])
def test_nobody_has_votes(size: int) -> None:
    with pytest.raises(BadInput, match="nobody has votes"):
        compare(["dhondt"], size, {"A": 0, "B": 0})
