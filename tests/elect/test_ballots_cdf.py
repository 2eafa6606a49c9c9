"""Cast vote records of NIST: snapshots, ranks, marks that do not count, and what is refused."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from elect_amounts import FEW
from hypothesis import given
from hypothesis import strategies as st

from foedus.cli import main
from foedus.elect.ballots.cdf import parse_cdf
from foedus.elect.ballots.marks import UNKNOWN
from foedus.errors import BadInput

NAMES = ["Ada", "Ben", "Cy"]


def position(rank: int | None, mark: str = "yes", allocable: str = "yes") -> dict[str, Any]:
    found = {"@type": "CVR.SelectionPosition", "HasIndication": mark, "IsAllocable": allocable,
             "NumberVotes": 1}  # fmt: skip
    return found if rank is None else {**found, "Rank": rank}


def record(selections: list[tuple[str, list[dict[str, Any]]]], contest: str = "k1") -> Any:
    chosen = [{"@type": "CVR.CVRContestSelection", "ContestSelectionId": s, "SelectionPosition": p}
              for s, p in selections]  # fmt: skip
    paper = {"@type": "CVR.CVRContest", "ContestId": contest, "CVRContestSelection": chosen}
    new = {"@type": "CVR.CVRSnapshot", "@id": "now", "Type": "modified", "CVRContest": [paper]}
    old = {"@type": "CVR.CVRSnapshot", "@id": "before", "Type": "original", "CVRContest": []}
    return {"@type": "CVR.CVR", "CurrentSnapshotId": "now", "CVRSnapshot": [old, new]}


def report(*records: Any, contests: tuple[str, ...] = ("k1",)) -> str:
    candidates = [{"@id": f"c{i}", "Name": n} for i, n in enumerate(NAMES)]
    selections = [{"@id": f"s{i}", "@type": "CVR.CandidateSelection", "CandidateIds": [f"c{i}"]}
                  for i in range(3)]  # fmt: skip
    listed = [{"@id": k, "@type": "CVR.CandidateContest", "Name": f"Seat {k}",
               "NumberElected": 2, "ContestSelection": selections} for k in contests]  # fmt: skip
    election = {"@id": "e", "@type": "CVR.Election", "Candidate": candidates, "Contest": listed}
    return json.dumps({"@type": "CVR.CastVoteRecordReport", "Election": [election],
                       "CVR": list(records), "Version": "1.0.0"})  # fmt: skip


def places(*records: Any) -> list[tuple[tuple[int, ...], ...]]:
    return [b.places for b in parse_cdf(report(*records), "r.json").ballots]


def test_ranks_marks_and_positions() -> None:
    full = record([("s1", [position(1)]), ("s0", [position(2)])])
    assert places(full) == [((1,), (0,))]
    unmarked = record(
        [("s0", [position(1, "no"), position(2)]), ("s1", [position(1, "yes", "no")])]
    )
    assert places(unmarked) == [((), (0,))]
    assert places(record([("s0", [position(1)]), ("s1", [position(1)])])) == [((0, 1),)]
    assert places(record([("w9", [position(1)])])) == [((UNKNOWN,),)]
    assert places(record([("s2", [position(None)])])) == [((2,),)]
    assert places(record([])) == [()]


def test_the_file_says_seats_and_title() -> None:
    found = parse_cdf(report(record([])), "r.json")
    assert (found.candidates, found.seats, found.title) == (tuple(NAMES), 2, "Seat k1")


def test_a_record_without_the_contest_is_no_ballot_of_it() -> None:
    both = report(record([("s0", [position(1)])], "k2"), contests=("k1", "k2"))
    assert len(parse_cdf(both, "r.json", "k2").ballots) == 1
    assert len(parse_cdf(both, "r.json", "Seat k1").ballots) == 0
    with pytest.raises(BadInput, match="2 contests"):
        parse_cdf(both, "r.json")
    with pytest.raises(BadInput, match="did you mean"):
        parse_cdf(both, "r.json", "Seat k3")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "no JSON"),
        ("[]", "no cast vote records"),
        ('{"CVR": 3}', "no cast vote records"),
        (report(record([]))[:-40], "no JSON"),
        ('{"CVR": [], "Election": 7}', "cannot be read"),
        ('{"CVR": [], "Election": [{"Contest": [{}]}]}', "cannot be read"),
        (report({"CVRSnapshot": []}), "record 1"),
        (report({"CVRSnapshot": [{"@id": "x", "CVRContest": [{}]}]}), "record 1"),
        (report(record([("s0", [position(0)])]), record([("s0", [position(10**9)])])), "record 2"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_what_is_refused(text: str, what: str) -> None:
    with pytest.raises(BadInput, match=what) as caught:
        parse_cdf(text, "r.json")
    assert all(d.code == "E531" for d in caught.value.diagnostics)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 5) | st.sampled_from(["k1", "s0", "now", ""]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["CVR", "CVRSnapshot", "CVRContest", "ContestId", "@id", "Rank",
                         "CVRContestSelection", "SelectionPosition", "CurrentSnapshotId",
                         "ContestSelectionId", "Election", "Contest"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@FEW
@given(json_values, json_values)
def test_any_json_is_read_or_refused(one: Any, two: Any) -> None:
    for text in (json.dumps(one), json.dumps({"CVR": one, "Election": two}), report(one, two)):
        with contextlib.suppress(BadInput):
            parse_cdf(text, "f.json")


def run(*args: str, data: str) -> Result:
    result = CliRunner().invoke(main, ["count", *args], input=data)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_counted_from_the_command_line() -> None:
    ballots = report(
        record([("s0", [position(1)]), ("s1", [position(2)])]),
        record([("s1", [position(1)])]),
        record([("s1", [position(1)])]),
        record([("s0", [position(1)]), ("s1", [position(1)])]),
    )
    args = ("irv", "-", "--format", "cdf", "--seats", "1", "--json")
    asked = run(*args, data=ballots)
    assert asked.exit_code == 2
    errors = json.loads(asked.stdout)["errors"]
    assert [(e["code"], e["line"]) for e in errors] == [("E524", 4)]
    count = json.loads(run(*args, "--overvote", "reject", data=ballots).stdout)
    assert count["winners"] == ["Ben"]
    assert count["rejected"] == [{"line": 4, "count": 1, "why": "the ballot has an overvote"}]
