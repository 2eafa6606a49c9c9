"""Tables larger than memory: DuckDB's groups give what the reader in memory gives, line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.cli import main
from foedus.csvfile import parse_sheet
from foedus.elect.ballots import big
from foedus.elect.ballots.cast_votes import ranked_table
from foedus.elect.ballots.grouped import Grouped, grouped_ballots
from foedus.elect.ballots.marks import Handling, prepare
from foedus.errors import BadInput

duckdb = pytest.importorskip("duckdb")

TABLE = "r1,r2,n\nAda,Ben,3\n Ada ,Ben,1\nBen,,4\n,Ben,2\nAda|Ben,,1\nAda,Ada,1\n,,5\nCy,Ada,1\n"
ALL = ("--overvote", "reject", "--skipped", "reject", "--repeat", "reject", "--unknown", "reject")


def run(*args: str) -> Result:
    result = CliRunner().invoke(main, ["count", *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "cvr.csv"
    path.write_text(TABLE)
    return str(path)


@pytest.fixture
def parquet(tmp_path: Path, table: str) -> str:
    path = str(tmp_path / "cvr.parquet")
    duckdb.execute(f"COPY (SELECT * FROM read_csv('{table}', all_varchar=true)) TO '{path}'")
    return path


def test_every_rejected_ballot_keeps_its_line(table: str) -> None:
    common = ("plurality", table, "--ranks", "r1,r2", "--count", "n", *ALL, "--json")
    plain, grouped = (json.loads(run(*common, *e).stdout) for e in ((), ("--engine", "duckdb")))
    assert plain == grouped
    assert [(r["line"], r["count"]) for r in grouped["rejected"]] == [(5, 2), (6, 1), (7, 1)]


def test_lines_of_ballots_nobody_judged(table: str) -> None:
    result = run("irv", table, "--ranks", "r1,r2", "--engine", "duckdb")
    assert result.exit_code == 2
    assert all(f"cvr.csv:{n}" in result.stderr for n in (5, 6, 7))


def test_parquet_needs_the_mapping_and_counts_like_csv(table: str, parquet: str) -> None:
    common = ("--ranks", "r1,r2", "--count", "n", *ALL, "--json")
    one, two = (json.loads(run("irv", p, *common).stdout) for p in (table, parquet))
    assert one["stages"] == two["stages"]
    # A Parquet file has no header line: rows count from 1.
    assert [r["line"] for r in two["rejected"]] == [4, 5, 6]
    asked = run("irv", parquet)
    assert (asked.exit_code, "E502" in asked.stderr) == (2, True)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["irv", "absent.parquet", "--ranks", "r1"], "E503"),
        (["irv", "-", "--engine", "duckdb", "--ranks", "r1"], "E503"),
        (["irv", "cvr.csv", "--engine", "duckdb", "--ranks", "r9"], "E523"),
        (["irv", "cvr.csv", "--engine", "duckdb", "--ranks", "r1", "--count", "r2"], "E523"),
        (["approval", "cvr.csv", "--engine", "duckdb", "--ranks", "r1"], "E502"),
        (["irv", "not.parquet", "--ranks", "r1"], "E523"),
        (["irv", "cvr.csv", "--engine", "duckdb", "--ranks", "r1", "--total", "9"], "E525"),
    ],
)
def test_errors(table: str, tmp_path: Path, args: list[str], code: str) -> None:
    (tmp_path / "not.parquet").write_text("x")
    made = {"cvr.csv": table, "not.parquet": str(tmp_path / "not.parquet")}
    result = run(*[made.get(a, a) for a in args], *ALL[:4])
    assert (result.exit_code, f"error[{code}]" in result.stderr) == (2, True), result.output


cell = st.sampled_from(["Ada", "Ben", "Cy", "", " Ada", "Ada|Ben", "D'Arcy", 'Q"x"'])


@given(rows=st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=20))
@settings(max_examples=25)
def test_groups_are_the_table(tmp_path_factory: pytest.TempPathFactory, rows: list[Any]) -> None:
    import csv

    path = tmp_path_factory.mktemp("g") / "t.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["a", "b", "c"])
        writer.writerows(rows)
    handling = Handling("reject", "pass", "pass", "reject")
    sheet = parse_sheet(path.read_bytes(), str(path), code="E523", blank_rows=True)
    whole = prepare(ranked_table(sheet, ["a", "b", "c"]), handling)
    parts = prepare(grouped_ballots(big.duckdb_groups(str(path), "csv", list("abc"))), handling)
    assert sorted(whole.profile.ballots()) == sorted(parts.profile.ballots())
    assert (whole.blank, whole.cast, whole.rejected) == (parts.blank, parts.cast, parts.rejected)
    assert sorted((a.line, a.count, a.why) for a in whole.adjusted) == sorted(
        (a.line, a.count, a.why) for a in parts.adjusted
    )


def test_rows_that_change_between_two_readings_are_an_error() -> None:
    found = Grouped("f", ((("A|B",), 2), (("A",), 1)), lambda cells: [(cells[0], 2, 1)])
    with pytest.raises(BadInput, match="not those that were grouped"):
        grouped_ballots(found)


@pytest.mark.full
def test_two_gigabytes_in_one_of_memory(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "big.csv"
    duckdb.execute(
        "COPY (SELECT 'candidate number ' || (hash(range) % 7) AS first, 'candidate number ' || "
        "(7 + hash(range + 1) % 7) AS second, 'candidate number ' || (14 + hash(range + 2) % 7) "
        f"AS third, range AS ballot FROM range(31000000)) TO '{path}' (HEADER)"
    )
    assert path.stat().st_size > 2 * 10**9
    code = (
        "import resource, sys\nfrom foedus.cli import main\ntry:\n    main(sys.argv[1:])\n"
        "finally:\n    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "count", "irv", str(path), "--ranks", "first,second,third",
         "--engine", "duckdb", "--total", "31000000", "--lot-seed", "s", "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stderr.split()[-1]) < 2**20
    assert json.loads(done.stdout)["cast"] == 31_000_000
