"""The same grouping on a distributed engine through Ibis; Apache Spark in local mode is tested.

Only the unique rankings come back: they are counted here, by the same code as everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from foedus.elect.ballots.big import check_columns
from foedus.elect.ballots.grouped import Cells, Grouped
from foedus.errors import BadInput, Diagnostic, MissingExtra, Place


def ibis_groups(con: Any, path: str, kind: str, ranks: Sequence[str], count: str = "") -> Grouped:
    """Return the unique rows of a table that an Ibis backend reads.

    SELECT ranks, count(*) ... GROUP BY ranks, as DuckDB does it. Such an engine does not number
    the lines of a file: where ballots have to be judged one by one this raises BadInput (E530).
    """
    table = con.read_parquet(path) if kind == "parquet" else _csv(con, path)
    check_columns(path, table.columns, [*ranks, *([count] if count else [])])
    text = {r: table[r].cast("string").strip().fill_null("") for r in ranks}
    if count:
        _check_counts(table, count, path)
        weight = table[count].cast("string").cast("int64").sum()
    else:
        weight = table.count()
    expression = table.group_by(**{f"r{i}": e for i, e in enumerate(text.values())}).agg(n=weight)
    rows = expression.to_pyarrow().to_pylist()
    names = [f"r{i}" for i in range(len(ranks))]
    groups = sorted((tuple(row[n] for n in names), int(row["n"] or 0)) for row in rows)

    def lines(wanted: Sequence[Cells]) -> Iterable[tuple[Cells, int, int]]:
        chosen = set(wanted)
        total = sum(n for cells, n in groups if cells in chosen)
        what = f"{total} ballots have to be judged one by one, and no line of theirs is known"
        raise BadInput(Diagnostic("E530", what, Place(path), "--engine duckdb, which lists them"))

    return Grouped(path, tuple(groups), lines)


def spark_groups(path: str, kind: str, ranks: Sequence[str], count: str = "") -> Grouped:
    """Return the unique rows by Apache Spark in local mode; raises MissingExtra without it."""
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtra("dist", "ibis-framework[pyspark]", "a distributed count") from None
    session = (
        SparkSession.builder.master("local[2]")
        .appName("foedus")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    try:
        return ibis_groups(ibis.pyspark.connect(session), path, kind, ranks, count)
    except BadInput:
        raise
    except Exception as exc:
        what = f"the engine cannot read the table: {str(exc).splitlines()[0][:200]}"
        raise BadInput(Diagnostic("E523", what, Place(path), "a table with a header")) from None


def _csv(con: Any, path: str) -> Any:
    """Return a CSV file as a table of text, however the engine would guess."""
    if con.name == "duckdb":
        return con.read_csv(path, header=True, all_varchar=True)
    return con.read_csv(path, header=True, inferSchema=False, escape='"')


def _check_counts(table: Any, count: str, path: str) -> None:
    values = table[count].cast("string").fill_null("").name("v")
    distinct = table.select(values).distinct().to_pyarrow().to_pylist()
    bad = sorted(r["v"] for r in distinct if not re.fullmatch("[0-9]+", r["v"]))
    if bad:
        raise BadInput(
            Diagnostic("E523", f'"{v}" is no whole number', Place(path), "a whole number from 0 up")
            for v in bad
        )
