"""Vote files that cannot be: every error of a file at once, with its place; nothing in silence."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from proof_world import model

from foedus.cli import main
from foedus.errors import BadInput
from foedus.proof.ballots import read_ballots, read_rows
from foedus.proof.tally import tally

HEAD = "body,unit,yes,no,abstain,absent,invalid,registered\n"
#: Rows, and for each error its code, line and words. House has 10 seats: 6 Blue, 4 Red.
FILES = [
    ("House,,6,5,,,,\n", [("E264", 2, "11 votes of 10 seats of House")]),
    ("House,Blue,4,2,1,,,\n", [("E264", 2, "7 votes of 6 seats of Blue in House")]),
    ("House,Blue,6,0,,,,\nHouse,Red,5,,,,,\n", [("E264", 3, "5 votes of 4 seats of Red in House")]),
    ("Senate,,2,2,1,1,,\n", [("E264", 2, "6 votes of 5 seats of Senate")]),
    ("Hose,,1,,,,,\n", [("E262", 2, 'nobody called "Hose"')]),
    ("House,Green,1,,,,,\n", [("E262", 2, 'no unit or group "Green"')]),
    (
        "Hose,,1,,,,,\nHouse,,9,9,,,,\n",
        [("E262", 2, "Hose"), ("E264", 3, "18 votes of 10 seats of House")],
    ),
]


@pytest.mark.parametrize(("rows", "errors"), FILES, ids=[r.splitlines()[-1] for r, _ in FILES])
def test_votes_that_cannot_be(rows: str, errors: list[tuple[str, int, str]]) -> None:
    with pytest.raises(BadInput) as caught:
        tally(model(), "Law", read_ballots((HEAD + rows).encode(), "v.csv"))
    found = caught.value.diagnostics
    assert [(d.code, d.place.line) for d in found] == [(c, line) for c, line, _ in errors]
    for diagnostic, (_, _, words) in zip(found, errors, strict=True):
        assert words in diagnostic.what


ALLOWED = [
    "House,,6,4,0,0,0,\n",
    "House,Blue,4,2,0,0,0,\nHouse,Red,4,0,0,0,0,\n",
    "House,,6,,,,,\n",
    "Senate,,5,0,0,0,0,5\n",
]


@pytest.mark.parametrize("rows", ALLOWED)
def test_votes_of_all_seats_are_counted(rows: str) -> None:
    votes = read_ballots((HEAD + rows).encode(), "v.csv")
    assert tally(model(), "Law", votes).limbs


def test_a_cell_in_error_is_unknown_and_the_rest_is_read() -> None:
    rows, errors = read_rows((HEAD + "House,,x,3,,,,\nSenate,,-1,,,,,\n").encode(), "v.csv")
    assert [(d.code, d.place.line) for d in errors] == [("E261", 2), ("E261", 3)]
    assert [r.cells["yes"] for r in rows] == [None, None]
    assert rows[0].cells["no"] == 3


def test_errors_of_cells_and_of_names_are_told_together(tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("votes")
    (folder / "a.foedus").write_text(
        'constitution T\nbody House: 10 members\nprocedure Law under "1"\n'
        "  passes when House approve by more than 1/2 of members\n"
    )
    (folder / "v.csv").write_text(HEAD + "House,,-4,,,,,\nHose,,1,,,,,\nHouse,,8,8,,,,\n")
    args = ["tally", str(folder / "a.foedus"), "Law", str(folder / "v.csv")]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 2
    for code in ("E261", "E262", "E263", "E264"):
        assert f"error[{code}]" in result.output
    assert "4 errors" in result.output
    (folder / "v.csv").write_text(HEAD + "House,,x,,,,,\n")
    result = CliRunner().invoke(main, args)
    assert (result.exit_code, result.output.count("error[")) == (2, 1)


def test_a_roll_call_beyond_the_seats_is_refused() -> None:
    lines = "voter,vote,body\n" + "".join(f"m{i},yes,House\n" for i in range(11))
    with pytest.raises(BadInput, match="11 votes of 10 seats"):
        tally(model(), "Law", read_ballots(lines.encode(), "v.csv"))
