"""Any text in any ballot format is read, or refused with its lines: never a traceback, and what is
read adds up."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.elect.ballots.marks import Handling, MarkedBallots
from foedus.elect.ballots.reading import Mapping, read_marked, ready
from foedus.errors import BadInput

GOOD = {
    "blt": '3 2\n-2\n4 1 3 0\n3 3 0\n0\n"Ada"\n"Ben"\n"Cy"\n"Parish"\n',
    "preflib": "# NUMBER VOTERS: 5\n# ALTERNATIVE NAME 1: Ada\n# ALTERNATIVE NAME 2: Ben\n"
               "3: 1,2\n2: {1,2}\n",
    "scottish-csv": '2,1\n3,1,2\n2,2\n"Candidate 1","Ada","L","P"\n'
                    '"Candidate 2","Ben","M","Q"\nW\n',
    "csv": "a,b,n\nAda,Ben,3\nAda|Ben,,1\n,Ben,2\nBen,Ben,1\n",
    "cdf": '{"CVR": [{"CVRSnapshot": [{"CVRContest": []}]}], "Election": [{"Candidate": [], '
           '"Contest": [{"@id": "k", "ContestSelection": []}]}]}',
}  # fmt: skip
MAPPING = Mapping(("a", "b"), (), "n")
HANDLING = Handling("reject", "pass", "end", "reject")


def read(kind: str, text: str) -> MarkedBallots:
    return read_marked(text.encode(), f"f.{kind}", kind, MAPPING)


@pytest.mark.parametrize("kind", GOOD)
def test_the_good_file_is_read(kind: str) -> None:
    found = ready(read(kind, GOOD[kind]), HANDLING)
    assert found.profile.size + found.blank + sum(r.count for r in found.rejected) == found.cast


def check(kind: str, text: str) -> None:
    with contextlib.suppress(BadInput):
        marked = read(kind, text)
        found = ready(marked, HANDLING)
        lost = sum(r.count for r in found.rejected)
        assert found.profile.size + found.blank + lost == found.cast == marked.size
        assert all(0 <= c < len(marked.candidates) for r, _ in found.profile.ballots() for c in r)


@pytest.mark.parametrize("kind", GOOD)
@given(at=st.integers(0, 200))
@settings(max_examples=60)
def test_cut_short_anywhere(kind: str, at: int) -> None:
    check(kind, GOOD[kind][:at])


@pytest.mark.parametrize("kind", GOOD)
@given(data=st.data())
@settings(max_examples=120)
def test_one_piece_put_in_or_taken_out(kind: str, data: st.DataObject) -> None:
    good = GOOD[kind]
    low = data.draw(st.integers(0, len(good)))
    high = data.draw(st.integers(low, min(len(good), low + 6)))
    piece = data.draw(
        st.text('0123456789-,:{}|"#\n\t abA.\x00\r;²½۳', max_size=5) | st.text(max_size=4)
    )
    check(kind, good[:low] + piece + good[high:])


@pytest.mark.parametrize("kind", GOOD)
@given(text=st.text('0123456789-,:{}|"#\n abA²', max_size=60))
@settings(max_examples=60)
def test_any_text(kind: str, text: str) -> None:
    check(kind, text)


@pytest.mark.parametrize("kind", GOOD)
@given(data=st.binary(max_size=30))
@settings(max_examples=30)
def test_any_bytes(kind: str, data: bytes) -> None:
    with contextlib.suppress(BadInput):
        read_marked(data, f"f.{kind}", kind, MAPPING)
