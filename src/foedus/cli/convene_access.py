"""`foedus convene participation | support | submissions`: who could take part, and who did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, table
from foedus.shares import hundredths

if TYPE_CHECKING:
    from foedus.convene.access import Breakdown, Participation, Rate
    from foedus.convene.submissions import Submissions
    from foedus.convene.support import Support

#: Rows that the terminal shows unless all are asked for.
TOP = click.option("--top", default=10, show_default=True, help="Rows shown; 0 for all.")


@click.command(
    "participation",
    epilog="Example: foedus convene participation people.csv --regions regions.csv",
)
@click.argument("file", metavar="TABLE.csv")
@click.option(
    "--regions",
    default="",
    metavar="FILE.csv",
    help="The regions with their people: region,population.",
)
@click.option(
    "--cell", default=5, show_default=True, help="No figure is shown for fewer people than this."
)
@json_option
@guarded
def participation_(file: str, regions: str, cell: int, as_json: bool) -> None:
    """Invited, answered, selected, present, voted: by region, and by sex and age.

    TABLE.csv has a row a person (person, region, yes/no at each stage, sex, age) or a row a
    region (region, a number at each stage).
    """
    from foedus.convene.access import participation, read_participation, read_regions

    data = read_bytes(file, code="E800")
    inputs = {file: data}
    known = None
    if regions:
        inputs[regions] = read_bytes(regions, code="E800")
        known = read_regions(inputs[regions], regions)
    found = participation(read_participation(data, file, known), cell=cell)
    if as_json:
        emit(found.to_dict(), kind="convene-participation", inputs=inputs)
        return
    for part in found.breakdowns:
        click.echo(_breakdown(part, found) + "\n")
    for text in found.warnings:
        click.echo(f"note: {text}")
    absent = ", ".join(found.absent)
    click.echo(
        f"{found.people:,} people; at the last stage ({found.stages[-1]}) "
        + (f"nobody is from {absent}." if absent else "every region is represented.")
    )


def _breakdown(b: Breakdown, p: Participation) -> str:
    head = [b.feature, *(["people"] if b.whole.people is not None else []), *p.stages]
    rows = []
    for row in (*b.rows, b.whole):
        people = [f"{row.people:,}" if row.people is not None else "-"]
        cells = [_cell(r, p.cell) for r in row.rates]
        rows.append([row.value, *(people if b.whole.people is not None else []), *cells])
    text = table(head, rows, right=set(range(1, len(head))))
    spread = "; ".join(
        f"{s.stage} {s.dissimilarity:.3f} / {s.gini:.3f}"
        for s in b.spread
        if s.dissimilarity is not None and s.gini is not None
    )
    return text + f"\ndissimilarity from {b.reference} / Gini of rates: {spread or 'withheld'}"


def _cell(rate: Rate, cell: int) -> str:
    if rate.count is None:
        return f"under {cell} or withheld"
    if rate.share is None or rate.low is None or rate.high is None:
        return f"{rate.count:,}"
    low, high = hundredths(rate.low), hundredths(rate.high)
    return f"{rate.count:,} = {hundredths(rate.share)} % ({low}-{high})"


@click.command(
    "support", epilog='Example: foedus convene support signed.csv --threshold "15000 from 4"'
)
@click.argument("file", metavar="SIGNED.csv")
@click.option(
    "--threshold",
    "limit",
    required=True,
    metavar="TEXT",
    help='"15000 from 4", or "15000 from 4 with 100 each".',
)
@click.option("--regions", default="", metavar="FILE.csv", help="The known regions: region.")
@TOP
@json_option
@guarded
def support_(file: str, limit: str, regions: str, top: int, as_json: bool) -> None:
    """Initiatives of SIGNED.csv against a threshold of supporters from several regions.

    SIGNED.csv has a row a signature (initiative, person, region) or a row a region (initiative,
    region, supporters). Somebody who signs twice is listed and counted once.
    """
    from foedus.convene.reading import needed
    from foedus.convene.support import read_support, support, threshold
    from foedus.csvfile import parse_sheet

    asked = threshold(limit)
    data = read_bytes(file, code="E800")
    inputs = {file: data}
    known: tuple[str, ...] = ()
    if regions:
        inputs[regions] = read_bytes(regions, code="E800")
        sheet = parse_sheet(inputs[regions], regions, code="E800")
        needed(sheet, ("region",))
        known = sheet.column("region")
    found = support(read_support(data, file, known), asked)
    if as_json:
        emit(found.to_dict(), kind="convene-support", inputs=inputs)
    else:
        _support(found, top)


def _support(s: Support, top: int) -> None:
    rows = [
        [i.name, f"{i.supporters:,}", str(i.regions), "reached" if i.reached else "not reached",
         f"{i.largest_region} {hundredths(i.largest, 0)} %", f"{hundredths(i.two_largest, 0)} %",
         f"{i.effective:.2f}"]
        for i in s.initiatives[: top or None]
    ]  # fmt: skip
    head = ["initiative", "supporters", "regions", "threshold", "largest region", "two largest",
            "effective regions"]  # fmt: skip
    click.echo(table(head, rows, right={1, 2, 5, 6}))
    if s.repeated:
        click.echo(f"\n{len(s.repeated):,} people signed an initiative more than once:")
        for name, person, n in s.repeated[: top or None]:
            click.echo(f"  {person} signed {name} {n} times, counted once")
    for name in s.differ:
        click.echo(f"DIFFER: {name} reaches the threshold by signatures and not by people")
    if s.together:
        whole = sum(n for _, n in s.together) or 1
        shares = ", ".join(
            f"{r or 'no region'} {hundredths(n / whole, 0)} %" for r, n in s.together
        )
        click.echo(f"\nall supporters by region: {shares}")
    click.echo(
        f"{s.reached} of {len(s.initiatives)} initiatives reach {s.threshold}; "
        f"{len(s.skewed)} from more than two regions "
        f"{'has' if len(s.skewed) == 1 else 'have'} most supporters in two."
    )


@click.command("submissions", epilog="Example: foedus convene submissions letters.csv --near 0.9")
@click.argument("file", metavar="LETTERS.csv")
@click.option(
    "--near",
    default=0.8,
    show_default=True,
    help="Share of three-word runs from which two texts are near copies.",
)
@TOP
@json_option
@guarded
def submissions_(file: str, near: float, top: int, as_json: bool) -> None:
    """Submissions of LETTERS.csv (id, text, person, region): petitions apart, copies named.

    Identical texts are a petition and counted apart; near copies are listed. Nothing is dropped.
    """
    from foedus.convene.submissions import read_submissions, submissions
    from foedus.errors import BadInput, Diagnostic, Place

    if not 0 < near <= 1:
        raise BadInput(Diagnostic("E806", f"a share of {near}", Place("--near"), "0 to 1"))
    data = read_bytes(file, code="E800")
    found = submissions(read_submissions(data, file), near=near)
    if as_json:
        emit(found.to_dict(), kind="convene-submissions", inputs={file: data})
    else:
        _submissions(found, top)


def _submissions(s: Submissions, top: int) -> None:
    if s.petitions:
        rows = [[f"{p.count:,}", _cut(p.text)] for p in s.petitions[: top or None]]
        click.echo(table(["handed in", "petition"], rows, right={0}) + "\n")
    if s.near:
        rows = [
            [f"{hundredths(n.shared, 0)} %", n.first, n.second, f"{n.copies:,}"]
            for n in s.near[: top or None]
        ]
        head = ["shared runs", "first", "second", "submissions"]
        click.echo(table(head, rows, right={0, 3}) + "\n")
    if s.by_region:
        rows = [[r, f"{n:,}", f"{own:,}", f"{n - own:,}"] for r, n, own, _ in s.by_region]
        head = ["region", "submissions", "own texts", "in petitions"]
        click.echo(table(head, rows, right={1, 2, 3}) + "\n")
    if s.twice:
        click.echo(f"{len(s.twice):,} people handed in more than one submission")
    click.echo(
        f"{s.total:,} submissions: {s.own:,} texts of their own, {s.in_petitions:,} copies of "
        f"{len(s.petitions):,} petition texts; {len(s.near_groups)} groups of near copies."
    )


def _cut(text: str, width: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
