"""Raw arrays: what is a ranking, and counts that are the same however the ballots are cut up."""

from __future__ import annotations

import ballots_reference as slow
import numpy as np
import pytest
from elect_amounts import FEW
from hypothesis import given
from hypothesis import strategies as st

import foedus.elect.ballots.papers as papers
import foedus.elect.ballots.prefixes as prefixes
import foedus.elect.ballots.profile as profiles
from foedus.elect.ballots.catalogue import CATALOGUE
from foedus.elect.ballots.profile import from_arrays, from_rankings
from foedus.elect.ballots.result import Lot
from foedus.errors import TooLarge


@FEW
@given(st.data(), st.integers(1, 5), st.booleans())
def test_a_row_is_a_ranking_or_refused(data: st.DataObject, m: int, full: bool) -> None:
    width = m if full else data.draw(st.integers(1, 6))
    one = st.permutations(range(m)) if full else st.lists(st.integers(0, m + 1), max_size=width)
    rows = data.draw(st.lists(one, min_size=1, max_size=6))
    if data.draw(st.booleans()):
        rows[-1] = data.draw(st.lists(st.integers(0, m), min_size=width, max_size=width))
    table = np.array([[*r, *[m] * (width - len(r))] for r in rows], dtype=np.int64)
    wrong = ""
    for row in table.tolist():
        named = [c for c in row if c < m]
        if row[: len(named)] != named:
            wrong = "nobody"
        elif len(set(named)) < len(named) and not wrong:
            wrong = "twice"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(profiles, "CHUNK", 2)
        if wrong:
            with pytest.raises(ValueError, match=wrong):
                from_arrays(slow.names(m), table)
            return
        found = from_arrays(slow.names(m), table)
    assert [b for b, _ in found.ballots()] == [
        tuple(c for c in row if c < m) for row in table.tolist()
    ]


@pytest.mark.parametrize("m", [3, 20, 26, 40, 70, 300])
@pytest.mark.parametrize("length", [2, None], ids=["truncated", "full"])
def test_one_repeat_among_many_is_found_however_many_stand(m: int, length: int | None) -> None:
    draw = np.random.default_rng(m)
    rows = draw.permuted(np.tile(np.arange(m), (5000, 1)), axis=1)[:, :length]
    names = [f"c{i}" for i in range(m)]
    assert from_arrays(names, rows).size == 5000
    for place in (0, 1):
        bad = rows.copy()
        bad[4321, place] = bad[4321, 1 - place]
        with pytest.raises(ValueError, match="twice"):
            from_arrays(names, bad)


@pytest.mark.parametrize("rule", ["scottish", "meek"])
@FEW
@given(case=slow.rankings(most=6, papers=14), seats=st.integers(1, 4), chunk=st.integers(1, 5))
def test_cut_up_otherwise_counted_the_same(
    rule: str, case: tuple[int, slow.Ballots], seats: int, chunk: int
) -> None:
    m, ballots = case
    profile = from_rankings(slow.names(m), ballots, withdrawn=[m - 1] if seats == 2 else [])
    count = CATALOGUE[rule].load()
    whole = count(profile, seats, Lot("cut"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(papers, "CHUNK", chunk)
        patch.setattr(prefixes, "CHUNK", chunk)
        assert count(profile, seats, Lot("cut")) == whole


def test_more_prefixes_than_fit_are_refused() -> None:
    draw = np.random.default_rng(1)
    rows = draw.permuted(np.tile(np.arange(8), (400, 1)), axis=1)
    profile = from_arrays([f"c{i}" for i in range(8)], rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prefixes, "CELLS", 100)
        with pytest.raises(TooLarge, match="prefixes"):
            CATALOGUE["meek"].load()(profile, 5, Lot("x"))
