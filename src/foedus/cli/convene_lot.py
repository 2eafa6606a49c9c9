"""`foedus convene lot | pool`: delegates by lot, and pools to try it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, seconds, table, write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from foedus.convene.lot_model import Quota
    from foedus.convene.lot_relax import Relaxed
    from foedus.convene.sortition import Sortition

EXAMPLES = """\b
Examples:
  foedus convene pool 500 --seed 1 --panel 100 -o pool.csv --quotas-to quotas.csv
  foedus convene lot pool.csv 100 --quotas quotas.csv --hard region
  foedus convene lot pool.csv 40 --quotas quotas.csv --regions region --seats equal --json
  foedus convene lot pool.csv 100 --quotas quotas.csv --draw "numbers drawn in public"
"""
#: Features that are reported wherever the pool has them, with or without quotas.
ALWAYS = ("region", "sex", "gender", "age")


@click.command("lot", epilog=EXAMPLES)
@click.argument("pool", metavar="POOL.csv")
@click.argument("k", metavar="K", type=int)
@click.option(
    "--quotas",
    "quotas_",
    required=True,
    metavar="FILE.csv",
    help="feature,value,min,max: one row a quota.",
)
@click.option("--id", "name", default="id", show_default=True, help="The column of names.")
@click.option("--regions", metavar="COLUMN", help="Make the regions of this column hard quotas.")
@click.option(
    "--seats",
    default="equal",
    show_default=True,
    metavar="equal|FILE.csv",
    help="Seats of each region: equal, or a table region,seats.",
)
@click.option(
    "--hard",
    multiple=True,
    metavar="FEATURE",
    help="A feature whose quotas no relaxation may touch.",
)
@click.option(
    "--rule",
    "method",
    type=click.Choice(["leximin", "maximin", "nash"]),
    default="leximin",
    show_default=True,
    help="What a fair lot is.",
)
@click.option("--tickets", default=1000, show_default=True, help="Numbered panels to draw from.")
@click.option(
    "--limit",
    default=50.0,
    show_default=True,
    callback=seconds,
    help="Seconds of processor time for the search.",
)
@click.option(
    "--draw",
    "seed",
    default="",
    metavar="SEED",
    help="Draw one ticket; the seed is recorded with it.",
)
@click.option(
    "--panels",
    "panels_",
    default="",
    metavar="OUT.csv",
    help="Write every numbered panel: ticket,person.",
)
@json_option
@guarded
def lot_(
    pool: str, k: int, quotas_: str, name: str, regions: str | None, seats: str,
    hard: tuple[str, ...], method: str, tickets: int, limit: float, seed: str, panels_: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Select K delegates from POOL.csv by a public lot that meets the quotas.

    The bound of the relaxation stands beside what was achieved, level by level. Exit code 0;
    1 where no panel meets the quotas (the smallest relaxation that can is printed).
    """
    import sys

    from foedus.convene.lot_model import lot
    from foedus.convene.lot_reading import check, read_pool, read_quotas
    from foedus.convene.sortition import sortition
    from foedus.errors import BadInput, Diagnostic, Exit, Place

    if tickets < 1:
        raise BadInput(Diagnostic("E806", f"{tickets} tickets", Place("--tickets"), "1 or more"))
    data, quota_data = read_bytes(pool, code="E800"), read_bytes(quotas_, code="E800")
    inputs = {pool: data, quotas_: quota_data}
    people, _ = read_pool(data, pool, name)
    quotas = read_quotas(quota_data, quotas_, people)
    if regions is not None:
        quotas = _regional(regions, seats, people, quotas, k, inputs)
        hard = (*hard, regions)
    check(people, k, quotas, quotas_)
    of = lot(people, k, quotas, name)
    also = {f: {p[name]: p[f] for p in people} for f in ALWAYS if f in people[0]}
    found = sortition(of, method, count=tickets, seconds=limit, hard=hard, seed=seed, also=also)
    if panels_:
        write_bytes(panels_, _table_of(found), code="E800")
    if as_json:
        emit({**found.to_dict(), "panels_file": panels_}, kind="convene-lot", inputs=inputs)
    else:
        _show(found)
    sys.exit(Exit.OK if found.feasible else Exit.FAILS)


def _regional(
    column: str, seats: str, people: Sequence[Mapping[str, str]], quotas: list[Quota], k: int,
    inputs: dict[str, bytes],
) -> list[Quota]:  # fmt: skip
    from foedus.convene.delegates import read_seats
    from foedus.convene.lot_model import Quota
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    if column not in people[0]:
        what = f'the pool has no column "{column}"'
        hint = did_you_mean(column, people[0])
        raise BadInput(Diagnostic("E803", what, Place("--regions"), ", ".join(people[0]), hint))
    names = sorted({p[column] for p in people})
    if seats == "equal":
        if k % len(names):
            what = f"{k} seats cannot be shared equally by {len(names)} regions"
            expected = f"{k - k % len(names)} or {k - k % len(names) + len(names)} seats"
            raise BadInput(Diagnostic("E804", what, Place("--seats"), expected))
        given = dict.fromkeys(names, k // len(names))
    else:
        inputs[seats] = read_bytes(seats, code="E800")
        given = read_seats(inputs[seats], seats, names)
    rest = [q for q in quotas if q.feature != column]
    return [*(Quota(column, r, n, n) for r, n in given.items()), *rest]


def _table_of(found: Sortition) -> bytes:
    lines = ["ticket,person"]
    for number, panel in enumerate(found.panels, 1):
        lines += [f'{number},"{p}"' if "," in p else f"{number},{p}" for p in panel]
    return ("\n".join(lines) + "\n").encode()


def _show(s: Sortition) -> None:
    if not s.feasible:
        _infeasible(s.relaxed)
        return
    click.echo(
        f"{s.k} of {s.n:,} people ({s.types:,} different), {s.method_name}; "
        f"k/n = {100 * s.k / s.n:.3f} %"
    )
    click.echo("proved: " + s.why if s.proved else f"not proved: {s.why}; gap {s.gap:.2e}")
    rows = [
        [str(i), f"{x.people:,}", *(f"{100 * v:.4f}" for v in (x.bound, x.achieved, x.tickets))]
        for i, x in enumerate(s.steps, 1)
    ]
    click.echo("\nChances level by level, from the least (%)")
    head = ["level", "people", "bound", "achieved", "tickets"]
    click.echo(table(head, rows, right={0, 1, 2, 3, 4}))
    _chances(s)
    _values(s)
    _prices(s)
    click.echo(
        f"\n{s.tickets:,} numbered panels, {len(set(s.panels)):,} different, each equally likely; "
        f"no chance is further than {100 * s.furthest:.3f} points from the lottery's"
    )
    if s.draw is not None:
        d = s.draw
        click.echo(f"ticket {d.ticket} of {s.tickets:,}: SHA-256 of {d.hashed!r} is {d.digest}")
        click.echo("  " + ", ".join(d.panel))
    least = s.steps[0]
    click.echo(
        f"least chance {100 * least.achieved:.3f} % (bound {100 * least.bound:.3f} %)"
        + (", proved the best." if s.proved else ".")
    )


def _infeasible(found: Relaxed | None) -> None:
    click.echo("no panel meets these quotas")
    if found is None:
        click.echo("no relaxation can: the pool is too small.")
        return
    for e in found.eased:
        click.echo(
            f"  {e.feature} = {e.value}: {e.low} to {e.high} becomes {e.new_low} to {e.new_high}"
        )
    if not found.kept_hard:
        click.echo(f"even the quotas of {', '.join(found.hard)} have to give way")
    click.echo(f"the smallest relaxation moves {found.seats} seats.")


def _chances(s: Sortition) -> None:
    rows = [
        [name, f"{100 * c.least:.4f}", f"{100 * c.greatest:.4f}", f"{c.gini:.4f}",
         f"{100 * c.geometric:.4f}", str(c.without)]
        for name, c in (("bound", s.bound), ("achieved", s.achieved), ("tickets", s.drawn))
        if c is not None
    ]  # fmt: skip
    head = ["", "least %", "greatest %", "Gini", "geometric mean %", "no chance"]
    click.echo("\n" + table(head, rows, right={1, 2, 3, 4, 5}))


def _values(s: Sortition) -> None:
    rows = [
        [v.feature, v.value, f"{v.people:,}", f"{v.seats:.2f}", f"{100 * v.mean:.3f}",
         f"{100 * v.least:.3f}"]
        for v in s.by_value
    ]  # fmt: skip
    head = ["feature", "value", "in pool", "seats", "mean chance %", "least %"]
    click.echo("\n" + table(head, rows, right={2, 3, 4, 5}))


def _prices(s: Sortition) -> None:
    costly = [p for p in s.prices if p.without > s.steps[0].bound + 1e-9]
    if not costly:
        click.echo("\nno quota costs the worst off anything")
        return
    rows = [[p.quota, f"{100 * p.seat:.4f}", f"{100 * p.without:.4f}"] for p in costly]
    head = ["quota", "one seat given way (points)", "without it (%)"]
    click.echo("\nWhat quotas cost the worst off\n" + table(head, rows, right={1, 2}))


@click.command(
    "pool", epilog="Example: foedus convene pool 500 --seed 1 -o pool.csv --quotas-to q.csv"
)
@click.argument("people", type=int)
@click.option("--seed", default=0, show_default=True, help="The seed of the pool.")
@click.option("--panel", default=100, show_default=True, help="The panel that quotas are for.")
@click.option("--slack", default=2, show_default=True, help="Seats that a quota may be off.")
@click.option("-o", "--output", default="-", show_default=True, help="Where the pool goes.")
@click.option("--quotas-to", default="", metavar="FILE.csv", help="Write fitting quotas, too.")
@json_option
@guarded
def pool_(
    people: int, seed: int, panel: int, slack: int, output: str, quotas_to: str, as_json: bool
) -> None:
    """Generate a realistic pool of PEOPLE volunteers with eight features that hang together."""
    from foedus.convene.generate import FEATURES, pool, quotas
    from foedus.errors import BadInput, Diagnostic, Place

    for option, value in (("--panel", panel), ("--slack", slack + 1), ("--seed", seed + 1)):
        if value < 1:
            what = f"{option} is negative or zero"
            raise BadInput(Diagnostic("E806", what, Place(option), "a positive number"))
    made = pool(people, seed)
    rows = quotas(panel, list(FEATURES), slack, made)
    if quotas_to:
        write_bytes(quotas_to, _csv(rows), code="E800")
    if as_json:
        emit({"people": made, "quotas": rows, "seed": seed}, kind="convene-pool", inputs={})
        return
    write_bytes(output, _csv(made), code="E800")
    if output != "-":
        click.echo(f"{people:,} generated people in {output}, seed {seed}.")


def _csv(rows: list[dict[str, str]]) -> bytes:
    import csv
    import io

    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
