"""Shares as people read them: nearly all is not 100 %, nearly nothing is not 0 %."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.cli.federation_shared import percent as in_tables
from foedus.proof.court import percent as in_findings
from foedus.report.numbers import percent as on_the_page
from foedus.shares import hundredths, percent

F = Fraction
#: A share, decimals, and how it reads.
SAID = [
    (F(0), 1, "0.0"), (F(1), 1, "100.0"), (F(1), 0, "100"), (F(0), 0, "0"),
    (F(9993, 10_000), 0, ">99"), (F(9993, 10_000), 1, "99.9"), (F(9996, 10_000), 1, ">99.9"),
    (F(99_949, 100_000), 1, "99.9"), (F(99_951, 100_000), 1, ">99.9"),
    (F(1, 10_000), 1, "<0.1"), (F(1, 10_000), 2, "0.01"), (F(1, 10**9), 3, "<0.001"),
    (F(4, 1000), 0, "<1"), (F(5, 1000), 0, "1"), (F(1, 2000), 1, "0.1"),
    (F(49, 100_000), 1, "<0.1"),
    (F(1, 3), 2, "33.33"), (F(2, 3), 2, "66.67"), (F(1, 8), 1, "12.5"), (F(1, 16), 1, "6.3"),
    (F(3, 2), 1, "150.0"), (F(-1, 2000), 1, "-0.1"),
    (0.9993, 0, ">99"), (0.99999, 2, ">99.99"), (1.0, 1, "100.0"), (0.0, 1, "0.0"),
    (1e-9, 1, "<0.1"), (0.25, 1, "25.0"),
]  # fmt: skip


@pytest.mark.parametrize(("share", "places", "said"), SAID)
def test_how_a_share_reads(share: Fraction | float, places: int, said: str) -> None:
    assert hundredths(share, places) == said
    assert percent(share, places) == f"{said} %"


@given(st.fractions(min_value=0, max_value=1), st.integers(0, 4))
def test_only_all_is_all_and_only_nothing_nothing(share: Fraction, places: int) -> None:
    """Half up in exact arithmetic otherwise: the nearest multiple of the last decimal."""
    text = hundredths(share, places)
    plain = text.lstrip("<>")
    assert (float(plain) == 100) == (share == 1)
    assert (text == f"{0:.{places}f}") == (share == 0)
    if text == plain:
        step = Fraction(1, 10**places)
        assert abs(Fraction(plain) - share * 100) <= step / 2
    elif text[0] == "<":
        assert share * 100 < Fraction(plain)
    else:
        assert share * 100 > Fraction(plain)


#: A share, and what a finding, a table of the terminal and the page say of it.
HELPERS = [
    (F(1), "100.000 %", "100.0 %", "100.0\u00a0%"),
    (F(1, 2), "50.000 %", "50.0 %", "50.0\u00a0%"),
    (F(1, 3), "about 33.333 %", "~33.3 %", "33.3\u00a0%"),
    (F(99_999_999, 10**8), "over 99.999 %", ">99.9 %", "over 99.9\u00a0%"),
    (F(1, 10**8), "under 0.001 %", "<0.1 %", "under 0.1\u00a0%"),
    (F(0), "0.000 %", "0.0 %", "0.0\u00a0%"),
]


@pytest.mark.parametrize(("share", "finding", "table", "page"), HELPERS)
def test_every_helper_says_so_in_its_own_words(
    share: Fraction, finding: str, table: str, page: str
) -> None:
    shown = (in_findings(share), in_tables(share).replace("~100", "100"), on_the_page(share))
    assert shown == (finding, table, page)
