"""Scottish rules: the published stages of thirteen wards, a second counter, ties and lots."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import ballots_reference as slow
import numpy as np
import pytest
from elect_amounts import FEW
from hypothesis import given
from hypothesis import strategies as st

from foedus.elect.ballots.blt import parse_blt
from foedus.elect.ballots.papers import Papers
from foedus.elect.ballots.profile import from_arrays, from_rankings
from foedus.elect.ballots.result import Lot
from foedus.elect.ballots.scottish import scottish
from foedus.errors import BadInput, TooLarge

#: Wards of the city council election of 3 May 2007; the counts beside the ballots are printed
#: stage by stage to five decimals.
WARDS = (
    "Anderston-City", "Baillieston", "Calton", "Canal", "Craigton", "Drumchapel-Anniesland",
    "East-Centre", "Garscadden-Scotsounhill", "Govan", "Greater-Pollock", "Hillhead", "Langside",
    "Linn",
)  # fmt: skip


def key(name: str) -> str:
    return "".join(name.split())


def published(path: Path) -> tuple[Fraction, list[dict[str, Fraction]], set[str]]:
    """Return the quota, the totals after each count and the names elected."""
    stages, quota, elected = [], Fraction(0), set()
    for line in path.read_text().splitlines():
        cells = line.split("\t")
        if len(cells) < 4 or cells[1] not in ("begin", "transfer", "end"):
            continue
        quota = Fraction(cells[2])
        table = {key(cells[i]): Fraction(cells[i + 2]) for i in range(4, len(cells) - 2, 3)}
        if cells[1] == "end":
            elected = {key(cells[i]) for i in range(4, len(cells) - 2, 3) if cells[i + 1] == "E"}
        else:
            stages.append({"": Fraction(cells[3]), **table})
    return quota, stages, elected


@pytest.mark.parametrize("ward", WARDS)
def test_every_published_stage_total(shared: Path, ward: str) -> None:
    folder = shared / "data" / "elections" / "glasgow2007"
    ballots = parse_blt((folder / f"{ward}-2007.blt").read_text(), ward)
    count = scottish(ballots.profile, ballots.seats, Lot("golden"))
    quota, stages, elected = published(folder / f"{ward}-2007-scotland-fixed-p5-d5.txt")
    assert count.quota == quota
    mine = [{"": s.exhausted, **{key(n): v for n, v in s.votes.items()}} for s in count.stages]
    assert mine[: len(stages)] == stages
    assert len(mine) >= len(stages) > 1
    assert {key(n) for n in count.winners} == elected


@FEW
@given(slow.rankings(), st.integers(1, 3))
def test_a_second_counter_agrees(case: tuple[int, slow.Ballots], seats: int) -> None:
    m, ballots = case
    count = scottish(slow.profile(m, ballots), seats)
    try:
        winners, stages = slow.scottish(m, ballots, seats)
    except slow.Undecided:
        assert not count.decided
        assert "lot" in count.ties[-1].remedy
        return
    assert count.decided
    assert list(count.winners) == [slow.names(m)[c] for c in winners]
    assert [list(s.votes.values()) for s in count.stages] == [list(s.values()) for s in stages]


@FEW
@given(slow.rankings(), st.integers(1, 3))
def test_every_stage_adds_up_to_the_valid_papers(
    case: tuple[int, slow.Ballots], seats: int
) -> None:
    count = scottish(slow.profile(*case), seats, Lot("x"))
    assert count.decided
    for stage in count.stages:
        assert sum(stage.votes.values()) + stage.exhausted + stage.cut == count.valid
        assert min(stage.exhausted, stage.cut) >= 0
    assert len(set(count.winners)) == len(count.winners) == min(seats, case[0])


def test_a_tie_without_a_lot_stops_and_says_who() -> None:
    count = scottish(slow.profile(*slow.letters({"A": 2, "B": 2})), 1)
    assert not count.decided
    assert count.winners == ()
    assert count.ties[0].tied == ("A", "B")


@pytest.mark.parametrize("seed", ["1", "drawn in public", "zz"])
def test_a_lot_is_recorded_and_repeats(seed: str) -> None:
    tied = slow.profile(*slow.letters({"A": 2, "B": 2, "C": 2}))
    once, again = scottish(tied, 1, Lot(seed)), scottish(tied, 1, Lot(seed))
    assert once == again
    assert once.decided
    assert seed in once.ties[0].how
    assert once.ties[0].chosen in once.ties[0].tied


def test_an_earlier_stage_breaks_a_tie() -> None:
    # First stage A 5, B 3, C 2: after C moves to B the tie A 5, B 5 goes back to the first stage.
    count = scottish(slow.profile(*slow.letters({"A": 5, "B": 3, "CB": 2, "DA": 1, "D": 0})), 1)
    assert count.winners == ("A",)


def test_withdrawn_candidates_receive_nothing() -> None:
    profile = from_rankings("ABC", [((0, 1), 3), ((1,), 1), ((2,), 2)], withdrawn=[0])
    count = scottish(profile, 1)
    assert count.winners == ("B",)
    assert count.stages[0].votes["A"] == 0


def test_it_refuses_what_it_cannot_count_exactly() -> None:
    huge = from_rankings("AB", [((0,), 10**12)])
    with pytest.raises(TooLarge):
        Papers(huge, 10**5)
    with pytest.raises(ValueError, match="seat"):
        scottish(huge, 0)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [([[0, 0]], "twice"), ([[2, 0]], "nobody")],
)
def test_raw_arrays_are_checked(rows: list[list[int]], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        from_arrays("AB", np.array(rows))


@FEW
@given(slow.rankings())
def test_compressing_changes_nothing(case: tuple[int, slow.Ballots]) -> None:
    m, ballots = case
    rows = [list(b) + [m] * (m - len(b)) for b, n in ballots for _ in range(n)]
    raw = from_arrays(slow.names(m), np.array(rows))
    small = raw.compressed()
    assert small.size == raw.size
    assert len({b for b, _ in small.ballots()}) == len(small.orders)
    assert scottish(raw, 2, Lot("1")) == scottish(small, 2, Lot("1"))


BLT = '3 1\n-3\n4 1 2 0\n3 2 0 # a comment\n0\n"Ada"\n"Ben"\n"Cy"\n"Parish"\n'


def test_blt_reads_names_title_and_withdrawn() -> None:
    read = parse_blt(BLT, "p.blt")
    assert (read.seats, read.title, read.profile.size) == (1, "Parish", 7)
    assert read.profile.withdrawn == {2}


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("", 0, "begin"),
        ("x y\n", 1, "begin"),
        ("2 1\n1 1 0\n", 2, "cut short"),
        (BLT.replace("3 2 0", "3 2"), 4, "end in 0"),
        (BLT.replace("3 2 0", "3 7 0"), 4, "unknown"),
        (BLT.replace("3 2 0", "3 2 2 0"), 4, "twice"),
        (BLT.replace("3 2 0", "3 two 0"), 4, "whole numbers"),
        (BLT.replace('"Cy"\n"Parish"', ""), 7, "names"),
        (BLT.replace('"Cy"', '"Cy'), 8, "close"),
        (BLT.replace('"Cy"', '"Ada"'), 9, "same name"),
    ],
)
def test_blt_faults_are_named_with_their_line(text: str, line: int, word: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_blt(text, "p.blt")
    assert any(d.place.line == line and word in d.what for d in caught.value.diagnostics), (
        caught.value
    )


def test_blt_lists_every_fault() -> None:
    with pytest.raises(BadInput) as caught:
        parse_blt(BLT.replace("4 1 2 0", "4 1 9 0").replace("3 2 0", "3 2"), "p.blt")
    assert [d.place.line for d in caught.value.diagnostics] == [3, 4]
