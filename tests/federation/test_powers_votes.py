"""Real votes under a switch: a share of the seats filled turns, a share of the seats by law not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from federation_schema import SCHEMAS
from federation_world import HEAD, model

from cases_once import invoke
from conftest import fits
from foedus.errors import BadInput
from foedus.federation.part_votes import Counted, tallied
from foedus.federation.participation import Participation
from foedus.proof.ballots import read_ballots
from foedus.proof.games import Games

PLAIN = HEAD.replace(", of whom 60 Northern, 40 Southern as of 2020", "").replace(
    "body House: 100 members\n", "body House: 100 members\n  filled: 100 as of 2020\n"
)
RULES = """procedure "By law" under "1"
  passes when House approve by more than 1/2 of members
procedure "By seats filled" under "2"
  passes when House approve by more than 1/2 of seats filled
procedure "By regions" under "3"
  passes when Regions approve by more than 1/2 of population, each by more than 1/2 of votes cast
"""


def counted(
    tmp_path: Path, procedure: str, votes: str, filled: int = 100, without: tuple[str, ...] = ()
) -> Counted:
    switch = Participation("k", "K", {"House": 100}, {"House": filled}, without)
    rows = read_ballots(votes.encode(), "votes.csv")
    (found,) = tallied(Games(model(tmp_path, PLAIN, RULES)), procedure, rows, switch)
    return found


@pytest.mark.parametrize(
    "procedure, filled, yes, by_law, under",
    [
        ("By law", 80, 45, False, False),
        ("By law", 80, 51, True, True),
        ("By seats filled", 80, 45, False, True),
        ("By seats filled", 80, 40, False, False),
        ("By seats filled", 100, 45, False, False),
    ],
)
def test_a_share_of_the_seats_filled_turns(
    tmp_path: Path, procedure: str, filled: int, yes: int, by_law: bool, under: bool
) -> None:
    votes = f"body,unit,yes,no\nHouse,,{yes},20\n"
    found = counted(tmp_path, procedure, votes, filled)
    assert (found.by_law.adopted, found.under.adopted) == (by_law, under)
    assert found.differs is (by_law is not under)


@pytest.mark.parametrize("without, adopted", [((), None), (("S",), True), (("South",), True)])
def test_a_unit_without_a_vote_counts_no_ballot(
    tmp_path: Path, without: tuple[str, ...], adopted: bool | None
) -> None:
    votes = "body,unit,yes,no\nRegions,North,9,1\nRegions,West,1,9\n"
    found = counted(tmp_path, "By regions", votes, without=without)
    # North alone has 60 % of the people: adopted, whatever South would have done.
    assert found.under.adopted in (True, adopted)


@pytest.mark.parametrize(
    "votes, filled, without, words",
    [
        ("body,unit,yes,no\nHouse,,45,40\n", 80, (), "85 votes of House"),
        ("body,unit,yes,no\nRegions,North,9,1\nRegions,South,1,1\n", 100, ("S",), "none is held"),
    ],
)
def test_votes_that_the_switch_excludes_are_an_error(
    tmp_path: Path, votes: str, filled: int, without: tuple[str, ...], words: str
) -> None:
    name = "By law" if "House" in votes else "By regions"
    with pytest.raises(BadInput) as caught:
        counted(tmp_path, name, votes, filled, without)
    (error,) = caught.value.diagnostics
    assert error.code == "E873"
    assert words in error.what
    assert error.place.file == "votes.csv"


def test_the_command_holds_votes_against_law_and_switch(tmp_path: Path) -> None:
    file = tmp_path / "v.csv"
    file.write_text("body,unit,yes,no\nVerkhovna Rada,,300,100\n")
    words = ["powers", "part", "ukraine-2014", "--switch", "seats-2014-10", "--model", "text-2004",
             "--procedure", "General amendment", "--votes", str(file)]  # fmt: skip
    done = invoke(*words)
    assert done.exit_code == 0, done.output
    assert "votes on General amendment: by law adopted, under seats-2014-10 adopted" in done.output
    data = json.loads(invoke(*words, "--json").stdout)
    fits(data, json.loads((SCHEMAS / "part.json").read_text()))
    assert data["tallies"][0]["under"]["adopted"] is True


def test_votes_need_their_procedure() -> None:
    done = invoke("powers", "part", "ukraine-2014", "--votes", "v.csv")
    assert done.exit_code == 2
    assert "belong together" in done.output
