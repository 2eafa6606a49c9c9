"""Options that a file or a rule leaves unread, and words that could mislead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foedus.cli import main
from foedus.elect.ballots.preflib import parse_preflib

BLT = '4 2\n42 1 2 3 4 0\n26 2 3 4 1 0\n15 3 4 2 1 0\n17 4 3 2 1 0\n0\n"M"\n"N"\n"C"\n"K"\n"T"\n'
HEAD = "# TITLE: T\n" + "".join(f"# ALTERNATIVE NAME {i + 1}: {c}\n" for i, c in enumerate("ABC"))


def run(*args: str) -> Result:
    result = CliRunner().invoke(main, ["count", *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    texts = {
        "t.blt": BLT,
        "s.csv": "n,M,N\n2,1,0\n2,0,1\n",
        "r.csv": "region,A,B,cast\nx,60,40,110\n",
        "final.csv": "region,A,B\nx,60,40\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return {name: str(tmp_path / name) for name in texts}


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        (("irv", "t.blt", "--ranks", "a"), ["--ranks"]),
        (("irv", "t.blt", "--count", "n", "--contest", "k"), ["--count", "--contest"]),
        (("irv", "t.blt", "--empty-word", "none", "--candidates", "A"),
         ["--empty-word", "--candidates"]),
        (("irv", "t.blt", "--national", "majority"), ["--national"]),
        (("pav", "s.csv", "--scores", "M,N", "--overvote", "pass"), ["--overvote"]),
        (("two-round", "r.csv", "--region", "region", "--count", "n"), ["--count"]),
        (("spread", "r.csv", "--region", "region", "--share", "1/4", "--of-regions", "1",
          "--lot-seed", "3"), ["--lot-seed"]),
        (("compare", "t.blt", "--ranks", "a"), ["--ranks"]),
        (("countback", "t.blt", "--vacancy", "M", "--contesting", "C", "--scores", "a"),
         ["--scores"]),
        (("irv", "s.csv", "--candidates", "M"), ["--candidates"]),
    ],
)  # fmt: skip
def test_an_option_that_nothing_reads_is_refused(
    files: dict[str, str], words: tuple[str, ...], flags: list[str]
) -> None:
    result = run(*(files.get(w, w) for w in words))
    assert result.exit_code == 2
    for flag in flags:
        assert f"--> {flag}\n" in result.stderr


@pytest.mark.parametrize(
    ("order", "places"),
    [
        (" {1,3},2", ((0, 2), (1,))),
        (" {1,3}, {2}", ((0, 2), (1,))),
        ("1, {2,3} ", ((0,), (1, 2))),
        (" {},1", ((), (0,))),
    ],
)
def test_blanks_beside_a_brace_are_no_place(order: str, places: tuple[tuple[int, ...]]) -> None:
    read = parse_preflib(f"{HEAD}2:{order}\n", "x.toc")
    assert read.ballots[0].places == places


def test_tied_committees_stay_apart(files: dict[str, str]) -> None:
    # Two of M, N, O: each pair with M or N represents one half, M and N together all.
    Path(files["s.csv"]).write_text("n,M,N,O\n1,1,0,0\n1,0,1,0\n1,0,0,1\n")
    text = run("chamberlin-courant", files["s.csv"], "--scores", "M,N,O", "--seats", "2").stdout
    assert "tie for the committee: M, N or M, O or N, O;" in text


def test_rankings_read_as_approvals_are_said_to_be(files: dict[str, str]) -> None:
    assert "; whoever is ranked is approved\n" in run("approval", files["t.blt"]).stdout
    scored = run("approval", files["s.csv"], "--scores", "M,N", "--count", "n").stdout
    assert "ranked" not in scored


def test_ballots_cast_without_a_vote_are_not_called_exhausted(files: dict[str, str]) -> None:
    text = run("two-round", files["r.csv"], "--region", "region", "--cast", "cast").stdout
    assert "no vote    10" in text
    assert "exhausted" not in text


def test_a_second_round_that_is_not_due_is_refused(files: dict[str, str]) -> None:
    result = run("two-round", files["r.csv"], "--region", "region", "--candidates", "A,B",
                 "--second", files["final.csv"])  # fmt: skip
    assert (result.exit_code, "no second is due" in result.stderr) == (2, True)


def test_the_region_that_gives_the_fraction_is_named(tmp_path: Path) -> None:
    """Two thirds of four regions: two whole ones, and a sixth of the votes of one more."""
    for votes, late in ((17, ["r2"]), (16, [])):
        rows = ["r,A,B,C", "r0,80,10,10", "r1,80,10,10", f"r2,{votes},50,{50 - votes}",
                "r3,0,60,40"]  # fmt: skip
        file = tmp_path / "f.csv"
        file.write_text("\n".join(rows) + "\n")
        out = run("spread", str(file), "--region", "r", "--share", "1/4", "--of-regions", "2/3",
                  "--part", "fraction", "--json")  # fmt: skip
        answer = json.loads(out.stdout)
        first = answer["standings"][0]
        assert (first["regions"], first["in_part"], first["wins"]) == (
            ["r0", "r1"],
            late,
            bool(late),
        )


@pytest.mark.parametrize(
    "rule",
    ["approval", "pav", "seq-pav", "phragmen", "equal-shares", "chamberlin-courant", "monroe"],
)
def test_the_withdrawn_are_not_elected_by_approvals_read_from_rankings(
    rule: str, tmp_path: Path
) -> None:
    file = tmp_path / "w.blt"
    file.write_text('3 1\n-2\n5 2 1 0\n4 2 0\n3 3 2 0\n2 0\n0\n"A"\n"B"\n"C"\n"T"\n')
    answer = json.loads(run(rule, str(file), "--json").stdout)
    # Equal shares: the eight who approve A have 8 shares of 12, no seat's price.
    assert all("B" not in stage["votes"] for stage in answer["stages"])
    assert answer["winners"] == ([] if rule == "equal-shares" else ["A"])
