"""Ballot tables larger than memory: DuckDB groups like rows, spilling to disk as it must."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from foedus.elect.ballots.grouped import Cells, Grouped
from foedus.errors import BadInput, Diagnostic, MissingExtra, Place, did_you_mean

#: Memory that DuckDB may hold, and threads; what does not fit is written to a temporary folder.
MEMORY = "500MB"
THREADS = 2


def duckdb_groups(path: str, kind: str, ranks: Sequence[str], count: str = "") -> Grouped:
    """Return the unique rows of a CSV or Parquet file, every column read as text.

    SELECT ranks, count(*) ... GROUP BY ranks. Raises MissingExtra without DuckDB and BadInput
    (E523) where the file cannot be read, a column is missing or a count is no whole number.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingExtra("big", "duckdb", "a table larger than memory") from None
    con = duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS})
    source = _source(path, kind)
    try:
        con.execute("SET enable_progress_bar = false")
        header = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        check_columns(path, header, [*ranks, *([count] if count else [])])
        weight = f"sum({_whole(count)})" if count else "count(*)"
        if count:
            _check_counts(con, source, count, path)
        columns = ", ".join(_text(r) for r in ranks)
        places = ", ".join(str(i + 1) for i in range(len(ranks)))
        rows = con.execute(
            f"SELECT {columns}, {weight} FROM {source} GROUP BY {places} ORDER BY ALL"
        ).fetchall()
    except duckdb.Error as exc:
        raise _fault(path, exc) from None
    groups = tuple((tuple(r[:-1]), int(r[-1] or 0)) for r in rows)

    def lines(wanted: Sequence[Cells]) -> Iterable[tuple[Cells, int, int]]:
        return _lines(con, source, kind, ranks, count, wanted)

    return Grouped(path, groups, lines)


def check_columns(path: str, header: Sequence[str], names: Sequence[str]) -> None:
    """Raise BadInput (E523) for every name that is no column."""
    missing = [n for n in names if n not in header]
    if missing:
        raise BadInput(
            Diagnostic("E523", f'there is no column "{n}"', Place(path, 1), ", ".join(header),
                       did_you_mean(n, header))
            for n in missing
        )  # fmt: skip


def _source(path: str, kind: str) -> str:
    literal = "'" + path.replace("'", "''") + "'"
    if kind == "parquet":
        return f"read_parquet({literal})"
    return f"read_csv({literal}, header = true, all_varchar = true, delim = ',', quote = '\"')"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _text(column: str) -> str:
    """Return a column as text without blanks around it, nothing being an empty cell."""
    return f"coalesce(trim(CAST({_name(column)} AS VARCHAR)), '')"


def _whole(column: str) -> str:
    return f"CAST(CAST({_name(column)} AS VARCHAR) AS HUGEINT)"


def _check_counts(con: Any, source: str, count: str, path: str) -> None:
    text = f"CAST({_name(count)} AS VARCHAR)"
    bad = con.execute(
        f"SELECT n, v FROM (SELECT row_number() OVER () AS n, {text} AS v FROM {source}) "
        "WHERE v IS NULL OR NOT regexp_full_match(v, '[0-9]+') ORDER BY n LIMIT 100"
    ).fetchall()
    if bad:
        raise BadInput(
            Diagnostic("E523", f'"{v or ""}" is no whole number', Place(path, n + 1),
                       "a whole number from 0 up")
            for n, v in bad
        )  # fmt: skip


def _lines(
    con: Any, source: str, kind: str, ranks: Sequence[str], count: str, wanted: Sequence[Cells]
) -> Iterable[tuple[Cells, int, int]]:
    """Yield (cells, line, weight) of every row of the wanted groups, in the file's order."""
    names = [f"r{i}" for i in range(len(ranks))]
    con.execute(f"CREATE OR REPLACE TEMP TABLE odd ({', '.join(n + ' VARCHAR' for n in names)})")
    con.executemany(f"INSERT INTO odd VALUES ({', '.join('?' * len(ranks))})", list(wanted))
    columns = ", ".join(f"{_text(r)} AS {n}" for r, n in zip(ranks, names, strict=True))
    weight = _whole(count) if count else "1"
    # A header is a line of a CSV file and none of a Parquet file.
    first = 1 if kind != "parquet" else 0
    rows = con.execute(
        f"SELECT {', '.join(names)}, line + {first}, w FROM (SELECT {columns}, {weight} AS w, "
        f"row_number() OVER () AS line FROM {source}) SEMI JOIN odd USING ({', '.join(names)}) "
        "ORDER BY line"
    ).fetchall()
    return [(tuple(r[:-2]), int(r[-2]), int(r[-1])) for r in rows]


def _fault(path: str, exc: Exception) -> BadInput:
    what = f"the table cannot be read: {str(exc).splitlines()[0]}"
    return BadInput(Diagnostic("E523", what, Place(path), "a CSV or Parquet file with a header"))
