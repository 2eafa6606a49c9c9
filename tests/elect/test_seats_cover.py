"""Cover by list votes: the Bundestag of 2025 in full, random cases by brute force, bad tables."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from elect_amounts import FEW
from hypothesis import given
from hypothesis import strategies as st

from foedus.cli import main
from foedus.elect.seats import allocate
from foedus.elect.seats.checker import check
from foedus.elect.seats.cover import CoveredLists, Winner, covered, covered_lists
from foedus.errors import BadInput

#: Bundeswahlleiterin, final result of 23 February 2025 (open data: votes by district and Land,
#: seats by Land and party, district winners without cover); second votes of every list.
DATA = Path(__file__).parent / "data"
LISTS, WINNERS = DATA / "bundestag_2025_lists.csv", DATA / "bundestag_2025_winners.csv"
OPTIONS = (
    "--method", "sainte-lague", "--region", "land", "--votes", "second_votes",
    "--won", "first_votes", "--valid", "valid_first_votes",
)  # fmt: skip
LAW = ("--threshold", "1/20", "--direct-seats", "3", "--exempt", "SSW")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def run(*args: str) -> Result:
    result = CliRunner().invoke(main, ["seats", "cover", *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def as_json(*args: str) -> Any:
    result = run(*args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def bundestag(*law: str) -> Any:
    return as_json("630", str(LISTS), str(WINNERS), *OPTIONS, *law)


def test_the_bundestag_of_2025_party_by_party_and_land_by_land(shared: Path) -> None:
    found = bundestag(*LAW)
    path = shared / "data/elections/bundestag_2025_top.json"
    official = json.loads(path.read_text())["2025"]["seats"]
    names = {"GRUENE": "GRÜNE", "LINKE": "Die Linke"}
    assert found["seats"] == {names.get(k, k): n for k, n in official.items()}


def test_every_list_has_its_official_seats() -> None:
    found = bundestag(*LAW)
    lists = {(x["party"], x["region"]): x["seats"] for x in found["lists"]}
    official = {(r["party"], r["land"]): int(r["seats"]) for r in rows(LISTS)}
    assert lists == {k: n for k, n in official.items() if k in lists}
    assert sum(lists.values()) == 630
    assert all(n == 0 for k, n in official.items() if k not in lists)
    assert check(found["certificate"]) == []


def test_exactly_the_23_winners_without_cover_have_no_seat() -> None:
    found = bundestag(*LAW)
    out = {d for x in found["lists"] for d in x["uncovered"]}
    assert out == {r["district"] for r in rows(WINNERS) if r["seat"] == "no"}
    assert len(out) == 23
    # bundestag.de, 2025, on the districts that stay vacant: 15 CDU, 3 CSU, 4 AfD, 1 SPD
    by_party: dict[str, int] = {}
    for x in found["lists"]:
        by_party[x["party"]] = by_party.get(x["party"], 0) + len(x["uncovered"])
    assert {k: n for k, n in by_party.items() if n} == {"CDU": 15, "CSU": 3, "AfD": 4, "SPD": 1}
    elected = {d for x in found["lists"] for d in x["elected"]}
    assert len(elected) == 276
    assert found["ties"] == []


def test_the_csu_covers_44_of_its_47_winners() -> None:
    bavaria = [
        Winner(r["district"], "CSU", Fraction(int(r["first_votes"]), int(r["valid_first_votes"])))
        for r in rows(WINNERS)
        if r["party"] == "CSU"
    ]
    votes: dict[str, int] = {}
    for r in rows(LISTS):
        votes[r["party"]] = votes.get(r["party"], 0) + int(r["second_votes"])
    top = {p: v for p, v in votes.items() if 20 * v >= sum(votes.values()) or p == "SSW"}
    found = covered(bavaria, top, 630, "sainte-lague")
    assert (len(bavaria), found.seats["CSU"], len(found.elected["CSU"])) == (47, 44, 44)
    weakest = sorted(bavaria, key=lambda w: w.share)[:3]
    assert set(found.uncovered["CSU"]) == {w.district for w in weakest}


@pytest.mark.parametrize(
    "law, change",
    [
        (("--threshold", "1/20", "--exempt", "SSW"), {}),  # nobody needed the three districts
        (("--threshold", "1/20"), {"SSW": 0}),
        (("--threshold", "6/100", "--exempt", "SSW"), {"CSU": 0}),  # 5.97 % of the second votes
        (("--threshold", "6/100", "--exempt", "SSW", "--direct-seats", "3"), {}),
    ],
)
def test_the_threshold_and_its_exceptions(law: tuple[str, ...], change: dict[str, int]) -> None:
    whole, found = bundestag(*LAW), bundestag(*law)
    if not change:
        assert found["seats"] == whole["seats"]
        return
    (party,) = change
    assert party not in found["seats"]
    # winners of a party that takes no part keep their districts, off the 630 seats
    won = sum(1 for r in rows(WINNERS) if r["party"] == party)
    assert len(found["without_list"]) == won
    assert sum(found["seats"].values()) + won == 630


def brute(
    votes: dict[str, dict[str, int]], winners: dict[tuple[str, str], list[Winner]], size: int
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], set[str]]]:
    """Cover by definition: a winner is elected where fewer of its list than its seats are ahead."""
    top = allocate("sainte-lague", size, {p: sum(v.values()) for p, v in votes.items()}).seats
    lists, elected = {}, {}
    for p, by_region in votes.items():
        for r, n in allocate("sainte-lague", top[p], by_region).seats.items():
            lists[p, r] = n
            own = winners.get((p, r), [])
            elected[p, r] = {w.district for w in own if sum(o.share >= w.share for o in own) <= n}
    return lists, elected


@st.composite
def elections(draw: st.DrawFn) -> tuple[dict[str, Any], dict[tuple[str, str], list[Winner]], int]:
    regions = ["N", "S", "E"]
    votes = {
        p: {r: draw(st.integers(1, 60)) for r in regions} for p in ("A", "B", "C")
    }  # fmt: skip
    winners: dict[tuple[str, str], list[Winner]] = {}
    for i in range(draw(st.integers(0, 9))):
        key = draw(st.sampled_from("ABC")), draw(st.sampled_from(regions))
        share = Fraction(draw(st.integers(20, 30)), 100)
        winners.setdefault(key, []).append(Winner(f"d{i}", key[0], share))
    return votes, winners, draw(st.integers(1, 12))


def tied(found: CoveredLists) -> set[str]:
    return {name for t in found.ties for name in t.among}


@FEW
@given(elections())
def test_cover_equals_the_definition(case: tuple[Any, Any, int]) -> None:
    votes, winners, size = case
    found = covered_lists(votes, winners, size, "sainte-lague")
    lists, elected = brute(votes, winners, size)
    assert found.lists == lists
    assert {k: set(v) for k, v in found.elected.items()} == elected
    for key, own in winners.items():
        placed = {*found.elected[key], *found.uncovered[key]}
        assert {w.district for w in own} - placed <= tied(found)
    assert check(found.certificate) == []


L = "party,region,votes\nA,N,60\nA,S,40\nB,N,30\nB,S,70\n"
W = "district,party,region,won,valid\nd1,A,N,30,80\nd2,A,N,20,70\nd3,B,S,20,30\nd4,X,S,9,30\n"


def small(folder: Path, lists: str = L, winners: str = W, *args: str) -> Result:
    (folder / "l.csv").write_text(lists)
    (folder / "w.csv").write_text(winners)
    base = (str(folder / "l.csv"), str(folder / "w.csv"), "--method", "sainte-lague")
    return run("4", *base, *args)


def test_a_winner_without_a_list_keeps_its_seat(tmp_path: Path) -> None:
    shown = small(tmp_path)
    assert shown.exit_code == 0, shown.output
    assert "elected without a list: d4" in shown.output
    assert "not covered, A in N: d2" in shown.output
    assert shown.output.splitlines()[-1] == "4 seats, 1 winners of districts not covered."


def test_equal_shares_at_the_edge_are_a_tie(tmp_path: Path) -> None:
    shown = small(tmp_path, L, W.replace("d1,A,N,30,80", "d1,A,N,20,70"))
    assert "TIE: 1 seat tied among 2 (d1, d2) at share 2/7" in shown.output


@pytest.mark.parametrize(
    "lists, winners, args, code, place",
    [
        (L.replace("60", "-6"), W, (), "E402", "l.csv:2:3"),
        (L.replace("60", ""), W, (), "E402", "l.csv:2:3"),
        (L.replace("60", "nan"), W, (), "E402", "l.csv:2:3"),
        (L + "A,N,1\n", W, (), "E403", "l.csv:6:2"),
        (L.replace("A,S", ",S"), W, (), "E403", "l.csv:3:1"),
        ("party,region,votes\n", W, (), "E406", "l.csv"),
        (L.replace("votes", "vote"), W, (), "E408", "l.csv:1"),
        (L, W.replace("30,80", "90,80"), (), "E402", "w.csv:2:4"),
        (L, W.replace("30,80", "x,80"), (), "E402", "w.csv:2:4"),
        (L, W.replace("d2", "d1"), (), "E403", "w.csv:3:1"),
        (L, W.replace("A,N,30", "A,E,30"), (), "E413", "d1"),
        (L, W, ("--exempt", "C"), "E413", "--exempt"),
        (L, W, ("--threshold", "2"), "E402", "--threshold"),
        (L, W, ("--method", "hondt"), "E400", "METHOD"),
    ],
)  # fmt: skip
def test_bad_tables_are_named(
    tmp_path: Path, lists: str, winners: str, args: tuple[str, ...], code: str, place: str
) -> None:
    result = small(tmp_path, lists, winners, *args)
    assert result.exit_code == 2
    assert f"error[{code}]" in result.stderr
    assert place in result.stderr
    assert result.stdout == ""


def test_winners_of_a_list_that_does_not_exist() -> None:
    winner = Winner("d", "A", Fraction(1, 2))
    with pytest.raises(BadInput, match="E413"):
        covered_lists({"A": {"N": 5}}, {("A", "S"): [winner]}, 3, "dhondt")
