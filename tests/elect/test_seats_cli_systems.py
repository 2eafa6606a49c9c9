"""The commands for two margins, mixed systems, alliances, reserved seats and offices."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foedus.cli import main
from foedus.elect.seats.checker import check

VOTES = "district,Red,Blue,Green\nNorth,60,30,10\nSouth,20,50,30\nEast,33,30,40\n"
DISTRICTS = "district,seats\nNorth,4\nSouth,5\nEast,3\n"
PARTIES = "party,seats\nRed,4\nBlue,5\nGreen,3\n"
MIXED = "party,votes,direct\nA,400,6\nB,350,1\nC,250,0\n"
ALONE = MIXED + "D,0,1\n"
LISTS = "list,votes,alliance\nA,45,left\nB,35,left\nC,60,\nD,25,right\n"
OFFICES = "party,seats,votes\nA,6,100\nB,3,90\nC,2,80\nD,3,95\n"


def run(folder: Path, *args: str, **files: str) -> Result:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    words = [str(folder / a) if a.endswith(".csv") else a for a in args]
    result = CliRunner().invoke(main, ["seats", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def answer(folder: Path, *args: str, **files: str) -> Any:
    result = run(folder, *args, "--json", **files)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def two_way(folder: Path, *args: str, **files: str) -> Result:
    base = {"v": VOTES, "d": DISTRICTS, "p": PARTIES}
    return run(folder, "biproportional", "v.csv", "d.csv", *args, **{**base, **files})


@pytest.mark.parametrize(
    "args", [("--party-seats", "p.csv"), ("--upper", "votes"), ("--upper", "voters"),
             ("--upper", "voters-rounded"), ("--party-seats", "p.csv", "--winner-first"),
             ("--party-seats", "p.csv", "--way", "cycles", "--method", "dhondt")]
)  # fmt: skip
def test_both_margins_are_met_and_the_checker_agrees(tmp_path: Path, args: tuple[str, ...]) -> None:
    shown = two_way(tmp_path, *args)
    assert shown.exit_code == 0, shown.output
    assert shown.output.splitlines()[-1] == "12 seats in 3 districts for 3 parties."
    found = json.loads(two_way(tmp_path, *args, "--json").stdout)
    assert [sum(line.values()) for line in found["seats"].values()] == [4, 5, 3]
    if "--party-seats" in args:
        sums = {p: sum(line[p] for line in found["seats"].values()) for p in ("Red", "Blue")}
        assert sums == {"Red": 4, "Blue": 5}
    assert check(found["certificate"]) == []
    assert len(found["inputs"]) == 2 + ("--party-seats" in args)


def test_the_certificate_of_a_matrix_goes_to_the_checker(tmp_path: Path) -> None:
    text = two_way(tmp_path, "--upper", "votes", "--json").stdout
    (tmp_path / "a.json").write_text(text)
    result = CliRunner().invoke(main, ["seats", "check", str(tmp_path / "a.json")])
    assert (result.exit_code, result.output) == (0, "verified\n")


def test_a_tie_between_cells_is_shown(tmp_path: Path) -> None:
    files = {"v": "d,X,Y\nN,1,1\nS,1,1\n", "d": "d,seats\nN,1\nS,1\n", "p": "p,seats\nX,1\nY,1\n"}
    shown = two_way(tmp_path, "--party-seats", "p.csv", **files)
    assert "TIE: these cells may exchange seats" in shown.output
    refused = two_way(tmp_path, "--upper", "votes", **{**files, "d": "d,seats\nN,1\nS,0\n"})
    assert refused.exit_code == 2
    assert "error[E411]" in refused.stderr


def test_zurich_2018_from_three_tables(tmp_path: Path, shared: Path) -> None:
    # stadt-zuerich.ch, Gemeinderatswahl 4 March 2018: Oberzuteilung and Unterzuteilung
    data = json.loads((shared / "data/elections/zurich_gemeinderat_2018.json").read_text())
    parties, out = data["parties"], io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Wahlkreis", *parties])
    names = [f"Kreis {d}" for d in data["districts"]]
    for i, d in enumerate(names):
        writer.writerow([d, *(x["votes"][i] for x in parties.values())])
    seats = "Wahlkreis,seats\n" + "".join(
        f"{d},{n}\n" for d, n in zip(names, data["district_seats"], strict=True)
    )
    args = ("biproportional", "v.csv", "d.csv", "--upper", "voters-rounded")
    found = answer(tmp_path, *args, v=out.getvalue(), d=seats)
    assert found["seats"] == {
        d: {p: x["sub"][i] for p, x in parties.items()} for i, d in enumerate(names)
    }


@pytest.mark.parametrize(
    "args, files, code, place",
    [
        ((), {}, "E410", "--party-seats"),
        (("--upper", "votes", "--party-seats", "p.csv"), {}, "E410", "--party-seats"),
        (("--upper", "votes"), {"v": VOTES.replace("60", "-60")}, "E402", "v.csv:2:2"),
        (("--upper", "votes"), {"v": VOTES.replace("60", "")}, "E402", "v.csv:2:2"),
        (("--upper", "votes"), {"v": VOTES.replace("60", "NaN")}, "E402", "v.csv:2:2"),
        (("--upper", "votes"), {"v": VOTES.replace("60", "1.5")}, "E402", "v.csv:2:2"),
        (("--upper", "votes"), {"v": VOTES.replace("South", "North")}, "E403", "v.csv:3:1"),
        (("--upper", "votes"), {"v": "district\nNorth\n"}, "E408", "v.csv:1"),
        (("--upper", "votes"), {"d": DISTRICTS.replace("East", "Eest")}, "E413", "d.csv"),
        (("--upper", "votes", "--seats", "sets"), {}, "E408", "d.csv:1"),
        (("--upper", "votes", "--method", "hare"), {}, "E400", "method"),
        (("--party-seats", "p.csv"), {"p": PARTIES.replace("4", "5")}, "E410", "margins"),
        (("--party-seats", "p.csv"), {"p": PARTIES.replace("Red", "Rot")}, "E413", "p.csv"),
        (("--party-seats", "p.csv"), {"p": PARTIES + "Total,13\n"}, "E405", "p.csv:5:2"),
        (("--upper", "votes"), {"v": VOTES.replace("60,30,10", "0,0,0")}, "E410", "North"),
    ],
)
def test_bad_tables_of_two_margins(
    tmp_path: Path, args: tuple[str, ...], files: dict[str, str], code: str, place: str
) -> None:
    result = two_way(tmp_path, *args, **files)
    assert result.exit_code == 2, result.output
    assert f"error[{code}]" in result.stderr
    assert place in result.stderr
    assert result.stdout == ""


def test_every_bad_cell_of_a_matrix_comes_at_once_and_once(tmp_path: Path) -> None:
    bad = "district,Red,Blue\nNorth,-1,x\nNorth,2,\n"
    result = two_way(tmp_path, "--upper", "votes", "--json", v=bad)
    codes = [e["code"] for e in json.loads(result.stdout)["errors"]]
    assert sorted(codes) == ["E402"] * 3 + ["E403"]


@pytest.mark.parametrize(
    "args, seats",
    [
        # D'Hondt gives 4, 4, 2 of 10; 400 350 250 200 175 133 125 117 100 88 are the quotients
        (("keep", "10"), {"A": 6, "B": 4, "C": 2}),
        (("absorb", "10"), {"A": 6, "B": 2, "C": 2}),
        (("level", "10"), {"A": 6, "B": 5, "C": 3}),
        (("level", "10", "--unlevelled", "2"), {"A": 6, "B": 4, "C": 2}),
        (("parallel", "10"), {"A": 10, "B": 5, "C": 2}),
    ],
)
def test_mixed_systems_by_hand(tmp_path: Path, args: tuple[str, ...], seats: Any) -> None:
    words = ("mixed", args[0], args[1], "t.csv", "--votes", "votes", "--direct", "direct",
             "--method", "dhondt", *args[2:])  # fmt: skip
    found = answer(tmp_path, *words, t=MIXED)
    assert found["seats"] == seats
    assert found["house"] == sum(seats.values())
    assert check(found["certificate"]) == []
    shown = run(tmp_path, *words)
    assert shown.output.splitlines()[-1].startswith(f"{found['house']} seats")


def test_a_winner_without_a_list_keeps_the_seat_within_the_house(tmp_path: Path) -> None:
    words = ("mixed", "keep", "11", "t.csv", "--votes", "votes", "--direct", "direct",
             "--method", "dhondt", "--independent", "D")  # fmt: skip
    found = answer(tmp_path, *words, t=ALONE)
    assert found["seats"] == {"A": 6, "B": 4, "C": 2, "D": 1}
    assert found["overhang"]["A"] == 2


@pytest.mark.parametrize(
    "args, seats",
    [
        (("bonus", "10", "--bonus", "3"), {"A": 6, "B": 2, "C": 2}),
        (("majority", "10", "--bonus", "6"), {"A": 6, "B": 2, "C": 2}),
        (("majority", "10", "--bonus", "3"), {"A": 4, "B": 4, "C": 2}),
    ],
)
def test_a_bonus_for_the_largest_party(tmp_path: Path, args: tuple[str, ...], seats: Any) -> None:
    words = ("mixed", args[0], args[1], "t.csv", "--votes", "votes", "--method", "dhondt")
    assert answer(tmp_path, *words, *args[2:], t=MIXED)["seats"] == seats


@pytest.mark.parametrize(
    "args, code",
    [
        (("keep", "10"), "E408"),
        (("bonus", "10"), "E401"),
        (("bonus", "10", "--bonus", "1", "--direct", "direct"), "E413"),
        (("keep", "10", "--direct", "dirct"), "E408"),
        (("keep", "10", "--direct", "direct", "--independent", "Z"), "E413"),
        (("absorb", "5", "--direct", "direct"), "E404"),
        (("bonus", "10", "--bonus", "11"), "E401"),
        (("majority", "10", "--bonus", "11"), "E401"),
        (("keep", "10", "--direct", "direct", "--bonus", "3"), "E413"),
        (("keep", "10", "--direct", "direct", "--unlevelled", "2"), "E413"),
        (("parallel", "10", "--direct", "direct", "--unlevelled", "0"), "E413"),
        (("bonus", "10", "--bonus", "3", "--independent", "A"), "E413"),
        (("level", "10", "--direct", "direct", "--tie", "lot"), "E411"),
        (("level", "10", "--direct", "direct", "--tie", "more-votes", "--seed", "x"), "E411"),
    ],
)
def test_mixed_systems_refuse_what_is_missing(
    tmp_path: Path, args: tuple[str, ...], code: str
) -> None:
    words = ("mixed", args[0], args[1], "t.csv", "--votes", "votes", "--method", "dhondt")
    result = run(tmp_path, *words, *args[2:], t=MIXED)
    assert result.exit_code == 2, result.output
    assert f"error[{code}]" in result.stderr


def test_alliances_take_their_seats_together(tmp_path: Path) -> None:
    words = ("alliances", "5", "t.csv", "--votes", "votes", "--alliance", "alliance",
             "--method", "dhondt")  # fmt: skip
    found = answer(tmp_path, *words, t=LISTS)
    # quotients 80 60 40 30 80/3 > 25: the alliance has three seats; alone D's 25 is the fifth
    assert found["alliances"] == {"left": 3, "C": 2, "right": 0}
    assert found["seats"] == {"A": 2, "B": 1, "C": 2, "D": 0}
    assert check(found["certificate"]) == []
    assert found["without"] == {"A": 1, "B": 1, "C": 2, "D": 1}
    shown = run(tmp_path, *words)
    assert "seats had nobody allied" in shown.output
    assert run(tmp_path, *words[:-3], "alience", *words[-2:]).exit_code == 2


@pytest.mark.parametrize(
    "more, seats",
    [
        (("--reserve", "left=3"), {"A": 2, "B": 1, "C": 2, "D": 1}),
        (("--reserve", "right=2"), {"A": 1, "B": 1, "C": 2, "D": 2}),
        (("--reserve", "right=2", "--on-top"), {"A": 1, "B": 1, "C": 1, "D": 3}),
    ],
)
def test_reserved_seats(tmp_path: Path, more: tuple[str, ...], seats: dict[str, int]) -> None:
    words = ("reserved", "6", "t.csv", "--votes", "votes", "--group", "alliance",
             "--method", "sainte-lague")  # fmt: skip
    found = answer(tmp_path, *words, *more, t=LISTS)
    assert sum(found["seats"].values()) + sum(t["seats"] for t in found["ties"]) == 6
    assert found["seats"] == seats
    assert check(found["certificate"]) == []
    assert run(tmp_path, *words, *more).output.splitlines()[-1].endswith("by sainte-lague.")


@pytest.mark.parametrize(
    "reserve, code",
    [("lft=2", "E413"), ("left=x", "E401"), ("left=-1", "E401"), ("left=7", "E404")],
)
def test_reserved_seats_refused(tmp_path: Path, reserve: str, code: str) -> None:
    words = ("reserved", "6", "t.csv", "--votes", "votes", "--group", "alliance",
             "--method", "hare", "--reserve", reserve)  # fmt: skip
    result = run(tmp_path, *words, t=LISTS)
    assert result.exit_code == 2
    assert f"error[{code}]" in result.stderr


def test_offices_go_by_quotients_and_stop_at_a_tie(tmp_path: Path) -> None:
    words = ("ministries", "t.csv", "--members", "seats", "--office", "Finance", "--office",
             "Health", "--office", "Roads")  # fmt: skip
    open_ = answer(tmp_path, *words, t=OFFICES)
    assert [(p["party"], p["quotient"]) for p in open_["picks"]] == [("A", "6")]
    assert open_["tie"]["seats"] == 1
    assert sorted(open_["tie"]["among"]) == ["A", "B", "D"]
    votes = answer(tmp_path, *words, "--votes", "votes")
    assert [p["party"] for p in votes["picks"]] == ["A", "A", "D"]
    order = answer(tmp_path, *words, "--order", "B,D,A")
    assert [p["party"] for p in order["picks"]] == ["A", "B", "D"]
    out = run(tmp_path, *words, "--decline", "A", "--votes", "votes").output
    assert out.splitlines()[-1] == "3 of 3 offices taken."
    assert "TIE" in run(tmp_path, *words).output
    assert run(tmp_path, *words, "--decline", "Z").exit_code == 2


@pytest.mark.parametrize(
    "words, files, places",
    [
        ("mixed keep 9 t.csv --votes votes --direct direct --method hare",
         {"t": MIXED.replace("400,6", "x,-6")}, {("t.csv", 2, 2), ("t.csv", 2, 3)}),
        ("biproportional v.csv d.csv --upper votes",
         {"v": VOTES.replace("60", "-6"), "d": DISTRICTS.replace("5", "")},
         {("v.csv", 2, 2), ("d.csv", 3, 2)}),
        ("quotient 9 t.csv --population votes --floor direct",
         {"t": MIXED.replace("350,1", "-1,nan")}, {("t.csv", 3, 2), ("t.csv", 3, 3)}),
    ],
)  # fmt: skip
def test_wrong_cells_of_every_column_and_table_come_at_once(
    tmp_path: Path, words: str, files: dict[str, str], places: set[tuple[str, int, int]]
) -> None:
    result = run(tmp_path, *words.split(), "--json", **files)
    assert result.exit_code == 2
    errors = json.loads(result.stdout)["errors"]
    assert {(Path(e["file"]).name, e["line"], e["column"]) for e in errors} == places
