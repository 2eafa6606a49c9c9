"""`foedus observe results | trace`: tables of stations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, table
from foedus.shares import hundredths

if TYPE_CHECKING:
    from foedus.observe.columns import Columns
    from foedus.observe.identities import Accounting
    from foedus.observe.reach import Reach, Turnout
    from foedus.observe.results import Results

COLUMNS = click.option("--columns", required=True, help="The column mapping (TOML).")


#: Bytes from which a CSV table is read by DuckDB, where it is installed: the answers are the same.
MANY = 30_000_000


def load(path: str, columns: str) -> tuple[Results, dict[str, bytes]]:
    """Return a station table under its mapping, and the bytes of both files.

    Parquet is read by DuckDB (extra `big`), and so is a CSV file of many bytes.
    """
    from foedus.observe.columns import read_columns
    from foedus.observe.results import read_results

    mapping = read_bytes(columns, code="E901")
    data = read_bytes(path, code="E900")
    shape = read_columns(mapping, columns)
    inputs = {path: data, columns: mapping}
    if path.endswith(".parquet") or (path != "-" and len(data) > MANY and _duckdb()):
        return _big(path, shape, data), inputs
    return read_results(data, path, shape), inputs


def _duckdb() -> bool:
    import importlib.util

    return importlib.util.find_spec("duckdb") is not None


def _big(path: str, shape: Columns, data: bytes) -> Results:
    import hashlib

    from foedus.errors import BadInput, Diagnostic, MissingExtra, Place
    from foedus.observe.big import read_relation

    try:
        import duckdb
    except ImportError:
        raise MissingExtra("big", "duckdb", "a Parquet file") from None
    base = duckdb.connect()
    try:
        if path.endswith(".parquet"):
            relation = base.read_parquet(path)
        else:
            relation = base.read_csv(path, all_varchar=True, header=True)
        return read_relation(relation, path, shape, hashlib.sha256(data).hexdigest())
    except duckdb.Error as exc:
        what = f"this table cannot be read: {str(exc).splitlines()[0]}"
        raise BadInput(Diagnostic("E900", what, Place(path), "a table")) from None
    finally:
        base.close()


def percent(value: object) -> str:
    """Return an exact fraction as a percentage with two decimals, "-" for None."""
    return "-" if value is None else f"{hundredths(value, 2)} %"  # type: ignore[arg-type]


@click.command(
    "results", epilog="Example: foedus observe results stations.csv --columns columns.toml"
)
@click.argument("file", metavar="RESULTS")
@COLUMNS
@click.option(
    "--base", type=click.Choice(["valid", "ballots"]), default="valid", show_default=True,
    help="What shares are taken of: valid ballots, or all ballots in the box.",
)  # fmt: skip
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Broken rows to print; 0 for all.",
)
@json_option
@guarded
def results(file: str, columns: str, base: str, limit: int, as_json: bool) -> None:
    """Check RESULTS (a CSV file, one row a station): identities, absences, turnout, reach."""
    from foedus.observe.identities import accounting
    from foedus.observe.reach import reach, turnouts

    read, inputs = load(file, columns)
    sums, voting = accounting(read), turnouts(read)
    reached = [reach(read, c, base) for c in read.candidates if base in read.counts]
    if as_json:
        data = {"stations": len(read), "absences": read.absences(), "accounting": sums,
                "turnout": voting, "reach": reached}  # fmt: skip
        emit(data, kind="observe-results", inputs=inputs)
        return
    _print(read, sums, voting, reached, base, limit)


def _print(
    read: Results, sums: Accounting, voting: tuple[Turnout, ...], reached: list[Reach],
    base: str, limit: int,
) -> None:  # fmt: skip
    rows = [[k, *(str(n) for n in v.values())] for k, v in read.absences().items()]
    head = ["field", "missing", "refused", "not held", "not observed", "zero"]
    click.echo(table(head, rows, right={1, 2, 3, 4, 5}))
    for check in sums.identities:
        click.echo(
            f"\n{check.identity}: {check.broken} of {check.checked} rows broken, by up to "
            f"{check.largest}; {check.lacking} rows lack a figure"
        )
    shown = sums.broken[: limit or None]
    for b in shown:
        click.echo(f"  {b.file}:{b.line}  {b.station}: {b.identity} is {b.left} against {b.right}")
    if len(shown) < len(sums.broken):
        click.echo(f"  {len(sums.broken) - len(shown)} more; --limit 0 lists all")
    if voting:
        click.echo()
    for t in voting:
        group = f" [{t.group}]" if t.group else ""
        left = f"; {t.left_out} stations lack a figure" if t.left_out else ""
        click.echo(f"turnout, {t.numerator} / {t.denominator}{group}: {percent(t.value)}{left}")
    for r in reached:
        click.echo(
            f"{r.choice}: {percent(r.share)} of {base} at {r.counted} stations; over the whole "
            f"frame between {percent(r.low)} and {percent(r.high)}"
        )
    if reached and reached[0].refusal:
        click.echo(reached[0].refusal)
    opened = int(read.opened().sum())
    click.echo(
        f"{opened} of {len(read)} stations open; {len(sums.broken)} broken rows in "
        f"{len(sums.identities)} identities. A broken row names no cause."
    )


@click.command("trace", epilog="Example: foedus observe trace copies.csv official.csv --columns m")
@click.argument("copies")
@click.argument("published")
@COLUMNS
@click.option(
    "--published-columns", default="", help="The mapping of PUBLISHED, where it is another."
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Differences to print; 0 for all.",
)
@json_option
@guarded
def trace_(
    copies: str, published: str, columns: str, published_columns: str, limit: int, as_json: bool
) -> None:
    """Hold observers' COPIES of station protocols against PUBLISHED rows, cell by cell."""
    from foedus.observe.trace import trace

    left, inputs = load(copies, columns)
    right, more = load(published, published_columns or columns)
    found = trace(left, right)
    if as_json:
        emit(found.to_dict(), kind="observe-trace", inputs={**inputs, **more})
        return
    rows = [[f.field, str(f.compared), str(f.different), str(f.absent), f"{f.net:+}"]
            for f in found.fields]  # fmt: skip
    head = ["field", "compared", "different", "without a count", "published - copy"]
    click.echo(table(head, rows, right={1, 2, 3, 4}))
    for d in found.differences[: limit or None]:
        adds = f"copy adds up: {_yes(d.copy_adds_up)}, published: {_yes(d.published_adds_up)}"
        click.echo(f"  {d.station} {d.field}: copy {d.copy}, published {d.published} "
                   f"({d.pattern}; {adds})")  # fmt: skip
    for c in found.coverage:
        click.echo(f"  traced {c.traced} of {c.stations} stations {c.stratum}".rstrip())
    for s in found.unpublished:
        click.echo(f"  {s}: a copy, and no published row")
    stations = len({d.station for d in found.differences})
    click.echo(
        f"{len(found.differences)} differences at {stations} stations of "
        f"{sum(c.traced for c in found.coverage)} traced. A difference names no cause."
    )


def _yes(value: bool) -> str:
    return "yes" if value else "no"
