"""Votes in Parquet: names become numbers inside duckdb, so that millions of rows stay small."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.convene.matrix import VoteMatrix, from_triples
from foedus.convene.reading import LISTED
from foedus.errors import BadInput, Diagnostic, MissingExtra, Place

#: A vote as text -> its number; NULL and "" are statements not seen, anything else is an error.
CODE = (
    "case lower(trim(v)) when 'agree' then 1 when '1' then 1 when 'disagree' then -1 "
    "when '-1' then -1 when 'pass' then 0 when '0' then 0 else null end"
)
WHERE_CAST = "v is not null and trim(v) <> ''"


def parquet_votes(path: str) -> tuple[VoteMatrix, dict[str, str]]:
    """Return the matrix of a Parquet table `participant, statement, vote` and regions given in it.

    People and statements stand in order of name. Raises BadInput (E800-E802) with every error,
    and MissingExtra without duckdb.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingExtra("big", "duckdb", "A Parquet file") from None
    base = duckdb.connect(config={"threads": 1})
    try:
        columns = {c[0] for c in base.execute(
            "select * from read_parquet($1) limit 0", [path]).description or []}  # fmt: skip
    except duckdb.Error as exc:
        what = f"this is not a Parquet table: {str(exc).splitlines()[0]}"
        raise BadInput(Diagnostic("E800", what, Place(path), "a Parquet table")) from None
    lacking = [c for c in ("participant", "statement", "vote") if c not in columns]
    if lacking:
        what = f"no column {', '.join(lacking)}"
        raise BadInput(Diagnostic("E800", what, Place(path), "participant, statement, vote"))
    region = "coalesce(region::varchar, '')" if "region" in columns else "''"
    base.execute(
        "create temp table votes as select participant::varchar p, statement::varchar s, "
        f"vote::varchar v, {region} r from read_parquet($1)",
        [path],
    )
    return _matrix(base, path), _regions(base, path) if "region" in columns else {}


def _matrix(base: Any, path: str) -> VoteMatrix:
    errors = _not_votes(base, path) + _twice(base, path)
    if errors:
        raise BadInput(errors[:LISTED])
    people = _names(base, "p")
    statements = _names(base, "s")
    for name in ("p", "s"):
        base.execute(
            f"create temp table of_{name} as select {name}, "
            f"row_number() over (order by {name}) - 1 as i from (select distinct {name} from votes)"
        )
    found = base.execute(
        f"select of_p.i::integer a, of_s.i::integer b, ({CODE})::tinyint c from votes "
        f"join of_p using (p) join of_s using (s) where {WHERE_CAST}"
    ).fetchnumpy()
    person, statement, vote = (np.asarray(np.ma.getdata(found[k])) for k in "abc")
    return from_triples(person, statement, vote, len(people), statements, people=tuple(people))


def _names(base: Any, column: str) -> list[str]:
    rows = base.execute(f"select distinct {column} from votes order by {column}").fetchall()
    return ["" if r[0] is None else str(r[0]) for r in rows]


def _not_votes(base: Any, path: str) -> list[Diagnostic]:
    rows = base.execute(
        f"select n, v from (select row_number() over () n, v, {CODE} c from votes) "
        f"where c is null and {WHERE_CAST} order by n limit {LISTED}"
    ).fetchall()
    expected = "agree, disagree or pass; nothing where it was not seen"
    return [Diagnostic("E801", f'"{v}" is not a vote', Place(path, n), expected) for n, v in rows]


def _twice(base: Any, path: str) -> list[Diagnostic]:
    rows = base.execute(
        f"select p, s from votes where {WHERE_CAST} group by p, s having count(*) > 1 "
        f"order by p, s limit {LISTED}"
    ).fetchall()
    return [
        Diagnostic("E802", f"{p} votes twice on {s}", Place(path), "one vote on a statement")
        for p, s in rows
    ]


def _regions(base: Any, path: str) -> dict[str, str]:
    rows = base.execute("select distinct p, r from votes order by p, r").fetchall()
    found: dict[str, str] = {}
    errors = []
    for person, region in rows:
        if person in found:
            what = f"{person} is in {found[person]} and in {region}"
            errors.append(Diagnostic("E802", what, Place(path), "one region a person"))
        found.setdefault(person, region)
    if errors:
        raise BadInput(errors[:LISTED])
    return found
