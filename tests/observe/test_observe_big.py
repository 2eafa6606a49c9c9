"""Parquet and DuckDB: the same answers as the plain reader, on the same tables."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from observe_world import MAPPING, SMALL, simulated, table

import foedus.cli.observe_data as data_commands
from foedus.cli.observe import command
from foedus.errors import BadInput
from foedus.observe.big import Cells, read_relation
from foedus.observe.columns import Absent, read_columns
from foedus.observe.design import draw
from foedus.observe.identities import accounting
from foedus.observe.reach import reach, turnouts
from foedus.observe.trace import trace

duckdb = pytest.importorskip("duckdb")
COLUMNS = read_columns(MAPPING.encode(), "m.toml")


def relation(text: str, tmp: Path, *, typed: bool = False) -> Any:
    path = tmp / "t.csv"
    path.write_text(text)
    base = duckdb.connect()
    return base.read_csv(str(path), all_varchar=not typed, header=True)


def big(text: str, tmp: Path, **how: bool) -> Any:
    return read_relation(relation(text, tmp, **how), "t.csv", COLUMNS, "d")


@pytest.mark.parametrize("text", [SMALL, simulated(400, 3)], ids=["small", "simulated"])
def test_every_answer_is_that_of_the_plain_reader(text: str, tmp_path: Path) -> None:
    mine, plain = big(text, tmp_path), table(text)
    assert mine.stations == plain.stations
    assert mine.absences() == plain.absences()
    assert mine.opened().tolist() == plain.opened().tolist()
    for name in plain.counts:
        assert list(mine.counts[name]) == list(plain.counts[name])
        assert mine.plain(name) == plain.plain(name)
        assert mine.numbers(name).tolist() == plain.numbers(name).tolist()
        assert mine.known(name).tolist() == plain.known(name).tolist()
    left, right = accounting(mine), accounting(plain)
    assert left == right
    assert turnouts(mine) == turnouts(plain)
    assert [reach(mine, c, "valid") for c in "AB"] == [reach(plain, c, "valid") for c in "AB"]
    assert trace(mine, plain).differences == trace(plain, plain).differences == ()


def test_a_plan_from_it_draws_the_same_stations(tmp_path: Path) -> None:
    text = simulated(200, 5)
    words: dict[str, Any] = {"design": "neyman", "stations": 40, "seed": "s", "base": "valid",
                             "choice": "A"}  # fmt: skip
    assert draw(big(text, tmp_path), **words).stations == draw(table(text), **words).stations


def test_typed_columns_read_alike(tmp_path: Path) -> None:
    text = simulated(50, 5)
    assert accounting(big(text, tmp_path, typed=True)) == accounting(table(text))


def test_cells_are_values_where_asked_for(tmp_path: Path) -> None:
    cells = big(SMALL, tmp_path).counts["ballots"]
    assert isinstance(cells, Cells)
    assert cells[2] is Absent.NOT_HELD
    assert cells[:2] == [60, 110]
    assert len(cells) == 6


FAULTS = [
    (SMALL.replace("s2,", "s1,", 1), "E904", 3), (SMALL.replace("60,58", "6O,58"), "E903", 2),
    (SMALL.replace("60,58", "-1,58"), "E903", 2), (SMALL.replace("s4,", ",", 1), "E904", 5),
    (SMALL.replace(",reg,", ",register,"), "E902", 1),
    (SMALL.replace("60,58", "999999999999,58"), "E903", 2),
]  # fmt: skip


@pytest.mark.parametrize("text,code,line", FAULTS)
def test_faults_have_the_plain_readers_codes_and_lines(
    text: str, code: str, line: int, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        big(text, tmp_path)
    with pytest.raises(BadInput) as plain:
        table(text)
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert caught.value.diagnostics[0].place.line == line
    assert [d.code for d in plain.value.diagnostics] == [code]


def test_very_many_faults_are_listed_to_a_thousand_and_counted(tmp_path: Path) -> None:
    rows = "".join(f"x{i},n,5,no,1,0,1,0\n" for i in range(1500))
    with pytest.raises(BadInput) as caught:
        big(SMALL.splitlines()[0] + "\n" + rows, tmp_path)
    assert len(caught.value.diagnostics) == 1001
    assert "1500 cells are wrong in all" in caught.value.diagnostics[-1].what


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    (tmp_path / "m.toml").write_text(MAPPING)
    relation(simulated(300, 4), tmp_path).write_parquet(str(tmp_path / "t.parquet"))
    return tmp_path


def run(*words: str | Path) -> Any:
    return CliRunner().invoke(command, [str(w) for w in words])


def test_parquet_on_the_command_line(parquet: Path) -> None:
    columns = ("--columns", parquet / "m.toml")
    mine = json.loads(run("results", parquet / "t.parquet", *columns, "--json").stdout)
    plain = json.loads(run("results", parquet / "t.csv", *columns, "--json").stdout)
    for key in ("stations", "absences", "turnout", "reach"):
        assert mine[key] == plain[key]
    done = run("sample", parquet / "t.parquet", *columns, "--stations", "20", "--seed", "s")
    assert done.exit_code == 0


def test_large_csv_files_go_the_same_way(parquet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = ("--columns", parquet / "m.toml")
    before = run("results", parquet / "t.csv", *columns).stdout
    monkeypatch.setattr(data_commands, "MANY", 10)
    assert run("results", parquet / "t.csv", *columns).stdout == before


def test_a_broken_parquet_file_is_exit_code_2(parquet: Path) -> None:
    (parquet / "t.parquet").write_bytes(b"PAR1 no such thing")
    done = run("results", parquet / "t.parquet", "--columns", parquet / "m.toml")
    assert done.exit_code == 2
    assert "E900" in done.output


def test_without_duckdb_the_line_to_type_is_shown(parquet: Path) -> None:
    code = (
        "import sys; sys.modules['duckdb'] = None\n"
        "from foedus.cli import main\n"
        f"main(['observe', 'results', {str(parquet / 't.parquet')!r}, '--columns', "
        f"{str(parquet / 'm.toml')!r}])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'foedus[big]'" in done.stderr


@pytest.mark.full
def test_three_million_stations(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    duckdb.sql(
        "COPY (SELECT 's' || i AS station, 'a' || i % 50 AS area, 1000 AS reg, 600 AS box, "
        "590 AS ok, 10 AS bad, 300 + i % 3 AS a, 290 - i % 3 AS b FROM range(3000000) t(i)) "
        f"TO '{path}' (FORMAT parquet)"
    )
    found = read_relation(duckdb.read_parquet(str(path)), "m", COLUMNS, "d")
    assert len(accounting(found).broken) == 0
    assert len(found) == 3_000_000
