"""The same grouping by Apache Spark through Ibis: the same answer to the byte (make test-spark)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foedus.cli import main

pytestmark = pytest.mark.skipif(
    not os.environ.get("FOEDUS_SPARK"), reason="an environment of its own: make test-spark"
)
RANKS = ("--ranks", "first,second,third")


def run(*args: str) -> Result:
    result = CliRunner().invoke(main, ["count", *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> str:
    draw = random.Random(11)
    names = ["Ada Lovelace", "Ben", "Cy", "D'Arcy", "Élise"]
    path = tmp_path_factory.mktemp("spark") / "cvr.csv"
    rows = []
    for _ in range(20_000):
        order = draw.sample(names, 3)
        filled = draw.randint(0, 3)
        cells = [*order[:filled], *[""] * (3 - filled)]
        rows.append(",".join([*cells, str(draw.randint(1, 9))]))
    path.write_text("\n".join(["first,second,third,n", *rows, ""]))
    return str(path)


@pytest.mark.parametrize("rule", ["irv", "scottish", "schulze", "plurality", "hare-clark"])
@pytest.mark.parametrize("weights", [(), ("--count", "n")], ids=["rows", "weights"])
def test_the_answer_of_both_engines_to_the_byte(
    table: str, rule: str, weights: tuple[str, ...]
) -> None:
    many = ("--seats", "2") if rule in ("scottish", "hare-clark") else ()
    common = (rule, table, *RANKS, *weights, *many, "--lot-seed", "s", "--json")
    duck, spark = (run(*common, "--engine", e) for e in ("duckdb", "spark"))
    assert duck.exit_code == spark.exit_code == 0, spark.output
    assert duck.stdout == spark.stdout


def test_parquet_on_both(table: str, tmp_path: Path) -> None:
    import duckdb

    path = str(tmp_path / "cvr.parquet")
    duckdb.execute(f"COPY (SELECT * FROM read_csv('{table}', all_varchar=true)) TO '{path}'")
    common = ("meek", path, *RANKS, "--seats", "2", "--lot-seed", "s", "--json")
    assert run(*common, "--engine", "duckdb").stdout == run(*common, "--engine", "spark").stdout


def test_ibis_on_its_embedded_engine_groups_alike(table: str) -> None:
    import ibis

    from foedus.elect.ballots.big import duckdb_groups
    from foedus.elect.ballots.dist import ibis_groups

    ranks = ["first", "second", "third"]
    one = duckdb_groups(table, "csv", ranks, "n")
    two = ibis_groups(ibis.duckdb.connect(), table, "csv", ranks, "n")
    assert dict(one.groups) == dict(two.groups)


def test_ballots_to_be_judged_are_left_to_the_engine_that_numbers_lines(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("first,second,third\nAda,,Ben\nAda,Ben,\n")
    result = run("irv", str(path), *RANKS, "--engine", "spark", "--skipped", "pass")
    assert result.exit_code == 2
    assert "error[E530]" in result.stderr
    assert "--engine duckdb" in result.stderr


@pytest.mark.parametrize(
    ("args", "code"), [(("--ranks", "first,none"), "E523"), ((*RANKS, "--count", "first"), "E523")]
)
def test_errors_are_the_same(table: str, args: tuple[str, ...], code: str) -> None:
    for engine in ("duckdb", "spark"):
        result = run("irv", table, *args, "--engine", engine)
        assert (result.exit_code, f"error[{code}]" in result.stderr) == (2, True)


def test_in_a_process_of_its_own(table: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "foedus", "count", "irv", table, *RANKS, "--engine", "spark"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "No module named foedus.__main__" in done.stderr:
        code = "from foedus.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, "count", "irv", table, *RANKS, "--engine", "spark"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode in (0, 3), done.stderr
    assert "Elected by irv" in done.stdout
