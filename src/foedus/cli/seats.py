"""`foedus seats`: populations or votes to seats, methods compared, paradoxes found, all checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import DefaultGroup, emit, guarded, json_option, table
from foedus.cli.seats_cover import cover_command
from foedus.cli.seats_groups import alliances_command, ministries_command, reserved_command
from foedus.cli.seats_input import (
    bound_options,
    indices_shown,
    lots_fit,
    lots_input,
    passing,
    read_table,
    remedy_of,
    table_options,
    tie_options,
)
from foedus.cli.seats_more import (
    check_command,
    compare_command,
    equality_command,
    methods_command,
    paradox_command,
)
from foedus.cli.seats_persons import confessional_command, list_command
from foedus.cli.seats_quotas import co_opt_command, electorates_command, quotient_command
from foedus.cli.seats_systems import biproportional_command, mixed_command
from foedus.shares import hundredths

if TYPE_CHECKING:
    from foedus.elect.measures import Measures
    from foedus.elect.seats.result import Allocation
    from foedus.elect.seats.table import Column

DEFAULT = "allocate"


EXAMPLES = """\b
Examples:
  foedus seats huntington-hill 435 states.csv --population population --min 1
  foedus seats sainte-lague 630 parties.csv --population votes --threshold 1/20 --json
  foedus seats cambridge 720 members.csv --population population
  foedus seats compare 100 regions.csv --population population --svg compare.svg
  foedus seats paradox 299 states.csv --population population --method hare --to 400
SEATS is a number, cube-root, square-root, smallest-unit or per:N. `foedus seats methods` lists
the methods; `foedus seats METHOD SEATS TABLE -h` all options of an allocation."""


@click.group(
    "seats",
    cls=DefaultGroup,
    default=DEFAULT,
    usage="METHOD SEATS TABLE.csv --population COLUMN ...",
    epilog=EXAMPLES,
)
def command() -> None:
    """Allocate seats to regions, communities or parties: exact, ties shown, certificates given."""


@command.command(DEFAULT, hidden=True, epilog=EXAMPLES)
@click.argument("method")
@click.argument("seats")
@click.argument("path", metavar="TABLE.csv")
@table_options
@bound_options
@click.option("--direct", metavar="COLUMN", help="Seats won directly, which are kept.")
@click.option("--threshold", metavar="SHARE", help="Least share of the votes, such as 1/20.")
@click.option("--over-award", type=click.Choice(["withhold", "raise-quota"]),
              help="When whole quotas exceed the seats.")  # fmt: skip
@tie_options
@json_option
@guarded
def allocate_command(
    method: str, seats: str, path: str, population: str, key: str | None, total: int | None,
    without: tuple[str, ...],
    minimum: int | None, maximum: int | None, base: int | None, direct: str | None,
    threshold: str | None, over_award: str | None, kind: str | None, seed: str | None,
    order: str | None, lots: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Allocate SEATS by METHOD to the rows of TABLE.csv (- for standard input).

    A tie is a result: tied seats are in nobody's count until --tie decides them. The certificate
    in the JSON is verified by `foedus seats check`.
    """
    from foedus.elect.seats import allocate, method_name
    from foedus.elect.seats.house import house_size
    from foedus.errors import BadInput

    _over_award(method_name(method), over_award)
    names = () if direct is None else (direct,)
    data, column, held = read_table(path, population, key, total, without, names)
    votes, admitted = passing(column, threshold)
    won: Any = {k: n for k, n in held[0].values.items() if k in votes} if held else None
    remedy = remedy_of(kind, seed, order, lots)
    try:
        found = allocate(
            method,
            house_size(seats, votes),
            votes,
            minimum=minimum,
            maximum=maximum,
            base=base,
            direct=won,
            over_award=over_award,
            tie=remedy,
        )
    except BadInput as exc:
        raise column.placed(exc) from None  # fmt: skip
    lots_fit(remedy, found.ties)
    if as_json:
        inputs = {path: data, **lots_input(remedy)}
        emit(_allocation_data(found, column, admitted), kind="seats", inputs=inputs)
    else:
        _show(found, column, admitted)


def _over_award(method: str, over_award: str | None) -> None:
    """Raise BadInput (E409) where the method has no use for a rule on whole quotas."""
    from foedus.elect.seats.quota import QUOTAS
    from foedus.errors import BadInput, Diagnostic, Place

    if over_award is not None and method not in QUOTAS:
        what = f"{method} has no use for --over-award"
        expected = f"it with {', '.join(QUOTAS)}, or none"
        raise BadInput(Diagnostic("E409", what, Place("--over-award"), expected))


def _measures(a: Allocation, column: Column) -> Measures:
    """Return the indices over all votes, and who is off its share of those that take part."""
    from foedus.elect.measures import measured, measures

    own, of_all = measures(a.values, a.seats), measured(column.values, a.seats)
    assert of_all is not None
    return replace(of_all, below_quota=own.below_quota, above_quota=own.above_quota)


def _allocation_data(a: Allocation, column: Column, admitted: Any) -> dict[str, Any]:
    from foedus.elect.measures import equality
    from foedus.errors import TooLarge

    data = a.to_dict()
    if sum(a.seats.values()):
        data["measures"] = _measures(a, column)
        try:
            data["equality"] = equality(a.values, a.seats)
        except TooLarge as exc:
            data["equality"] = {"too_large": str(exc)}
    if admitted is not None:
        data["threshold"] = admitted
    return data


def _show(a: Allocation, column: Column, admitted: Any) -> None:
    shares = a.quotas()
    rows = []
    for k, v in a.values.items():
        n = a.seats[k]
        per = f"{float(v / n):,.1f}" if n else "-"
        rows.append([k, f"{float(v):,.10g}", f"{float(shares[k]):.3f}", str(n), per])
    head = [column.key, column.name, "exact share", "seats", "per seat"]
    click.echo(table(head, rows, right={1, 2, 3, 4}))
    click.echo()
    _show_proof(a)
    if a.ties:
        click.echo("the figures below leave the tied seats out")
    if admitted is not None and admitted.out:
        click.echo(f"below the threshold: {', '.join(admitted.out)}")
    _show_measures(a, column)
    for tie in a.ties:
        click.echo(f"TIE: {tie}")
        click.echo(
            "  the law must say: --tie lot with --seed or --lots, more-votes, fewer-votes, order"
        )
    for r in a.resolutions:
        click.echo(
            f"tie decided by {r.remedy}: {', '.join(r.winners)} (order {', '.join(r.drawn)})"
        )
    given, tied = sum(a.seats.values()), sum(t.seats for t in a.ties)
    click.echo(
        f"{given} of {a.size} seats by {a.method}" + (f", {tied} tied" if tied else "") + "."
    )


def _show_proof(a: Allocation) -> None:
    click.echo(f"{a.method}: {a.rule} (exact; {a.reference})")
    if a.interval is not None:
        low, high = a.interval
        power = a.proof["power"]
        root = f"divisor^{power}" if power != 1 else "divisor"
        top = f"{float(high):,.10g}" if high is not None else "any above"
        click.echo(f"every {root} from {float(low):,.10g} to {top} gives these seats", nl=False)
        click.echo(f", such as divisor {a.divisor}" if a.divisor is not None else "")
    elif "quota" in a.proof:
        click.echo(f"quota {a.proof['quota']}, cut among the remainders {a.proof['cut']}")


def _show_measures(a: Allocation, column: Column) -> None:
    from foedus.elect.measures import equality
    from foedus.errors import TooLarge

    if not sum(a.seats.values()):
        return
    m = _measures(a, column)
    indices_shown(column.values, a.seats)
    outside = [*m.below_quota, *m.above_quota]
    click.echo(f"quota violated for: {', '.join(outside)}" if outside else "stays within the quota")
    try:
        e = equality(a.values, a.seats)
    except TooLarge:
        return
    (best, x), (worst, y) = e.per_seat[0], e.per_seat[-1]
    click.echo(
        f"per seat: {best} {float(x):,.1f} (fewest) to {worst} {float(y):,.1f} (most), "
        f"ratio {float(e.ratio):.3f}; smallest share with a majority "
        f"{hundredths(e.smallest_share, 3)} % ({len(e.smallest)} of {len(a.seats)})"
    )


for _one in (
    compare_command, paradox_command, equality_command, check_command, methods_command,
    biproportional_command, mixed_command, cover_command, alliances_command, reserved_command,
    ministries_command, list_command, confessional_command, quotient_command,
    electorates_command, co_opt_command,
):  # fmt: skip
    command.add_command(_one)
