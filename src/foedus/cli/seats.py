"""`foedus seats`: populations or votes to seats, methods compared, paradoxes found, all checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import emit, guarded, json_option, note, read_bytes, table

if TYPE_CHECKING:
    from foedus.csvfile import Sheet
    from foedus.elect.seats.result import Allocation
    from foedus.elect.seats.table import Column

DEFAULT = "allocate"


class DefaultGroup(click.Group):
    """A group whose first word may be a method instead of a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return DEFAULT, self.commands[DEFAULT], args
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [n for n in super().list_commands(ctx) if n != DEFAULT]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "METHOD SEATS TABLE.csv --population COLUMN ...")
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]...")


EXAMPLES = """\b
Examples:
  foedus seats huntington-hill 435 states.csv --population population --min 1
  foedus seats sainte-lague 630 parties.csv --population votes --threshold 1/20 --json
  foedus seats cambridge 720 members.csv --population population
  foedus seats compare 100 regions.csv --population population --svg compare.svg
  foedus seats paradox 299 states.csv --population population --method hare --to 400
SEATS is a number, cube-root, square-root, smallest-unit or per:N. `foedus seats methods` lists
the methods; `foedus seats METHOD SEATS TABLE -h` all options of an allocation."""


@click.group("seats", cls=DefaultGroup, epilog=EXAMPLES)
def command() -> None:
    """Allocate seats to regions, communities or parties: exact, ties shown, certificates given."""


def _table_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--population", "--votes", "population", required=True, metavar="COLUMN",
                     help="The column of populations or votes."),
        click.option("--key", metavar="COLUMN", help="The names (default: first text column)."),
        click.option("--total", type=int, metavar="N", help="What the column must sum to."),
        click.option("--without", multiple=True, metavar="KEY", help="Leave out a row."),
    ):  # fmt: skip
        function = option(function)
    return function


def _bound_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--min", "minimum", type=int, metavar="N", help="Least seats for each."),
        click.option("--max", "maximum", type=int, metavar="N", help="Most seats for each."),
        click.option("--base", type=int, default=0, metavar="N", help="Seats for each first; the "
                     "others follow in proportion."),
    ):  # fmt: skip
        function = option(function)
    return function


def _sheet(path: str) -> tuple[bytes, Sheet]:
    from foedus.csvfile import parse_sheet

    data = read_bytes(path, code="E408")
    return data, parse_sheet(data, path, code="E408")


def _read(
    path: str, population: str, key: str | None, total: int | None, without: tuple[str, ...]
) -> tuple[bytes, Column]:
    from foedus.elect.seats.table import leave_out, read_column

    data, sheet = _sheet(path)
    column = read_column(sheet, population, key=key, total=total)
    if column.stated_total is not None:
        note(f"the row stating the total {column.stated_total} is left out")
    return data, leave_out(column, without)


def _remedy(kind: str | None, seed: str | None, order: str | None) -> Any:
    from foedus.elect.seats.ties import Remedy

    if kind is None and seed is None and order is None:
        return None
    kind = kind or ("lot" if seed is not None else "order")
    names = tuple(n.strip() for n in (order or "").split(",") if n.strip())
    return Remedy(kind, seed or "", names)


def _passing(column: Column, threshold: str | None) -> tuple[dict[str, Any], Any]:
    """Return the votes that take part, and who is out by the threshold."""
    if threshold is None:
        return column.values, None
    from fractions import Fraction

    from foedus.elect.seats.thresholds import Case, Share, admit
    from foedus.errors import BadInput, Diagnostic, Place

    try:
        share = Fraction(threshold)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        what = f'the threshold "{threshold}" is no share'
        raise BadInput(Diagnostic("E402", what, Place("--threshold"), "1/20, 0.05, ... up to 1"))
    admitted = admit(Case(column.values), [Share(share)])
    return {k: column.values[k] for k in admitted.parties}, admitted


@command.command(DEFAULT, hidden=True, epilog=EXAMPLES)
@click.argument("method")
@click.argument("seats")
@click.argument("path", metavar="TABLE.csv")
@_table_options
@_bound_options
@click.option("--direct", metavar="COLUMN", help="Seats won directly, which are kept.")
@click.option("--threshold", metavar="SHARE", help="Least share of the votes, such as 1/20.")
@click.option("--over-award", type=click.Choice(["withhold", "raise-quota"]),
              help="When whole quotas exceed the seats.")  # fmt: skip
@click.option("--tie", "kind", type=click.Choice(["lot", "more-votes", "fewer-votes", "order"]),
              help="The legal remedy for a tie.")  # fmt: skip
@click.option("--seed", help="The seed of the lot, recorded with it.")
@click.option("--order", metavar="A,B,...", help="The names in order, for --tie order.")
@json_option
@guarded
def allocate_command(
    method: str, seats: str, path: str, population: str, key: str | None, total: int | None,
    without: tuple[str, ...],
    minimum: int | None, maximum: int | None, base: int, direct: str | None,
    threshold: str | None, over_award: str | None, kind: str | None, seed: str | None,
    order: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Allocate SEATS by METHOD to the rows of TABLE.csv (- for standard input).

    A tie is a result: tied seats are in nobody's count until --tie decides them. The certificate
    in the JSON is verified by `foedus seats check`.
    """
    from foedus.elect.seats import allocate, method_name
    from foedus.elect.seats.house import house_size
    from foedus.elect.seats.table import read_column
    from foedus.errors import BadInput

    method_name(method)
    data, column = _read(path, population, key, total, without)
    votes, admitted = _passing(column, threshold)
    won: Any = None
    if direct is not None:
        held = read_column(_sheet(path)[1], direct, key=key).values
        won = {k: n for k, n in held.items() if k in votes}
    remedy = _remedy(kind, seed, order)
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
    if as_json:
        emit(_allocation_data(found, admitted), kind="seats", inputs={path: data})
    else:
        _show(found, column, admitted)


def _allocation_data(a: Allocation, admitted: Any) -> dict[str, Any]:
    from foedus.elect.measures import equality, measures
    from foedus.errors import TooLarge

    data = a.to_dict()
    if sum(a.seats.values()):
        data["measures"] = measures(a.values, a.seats)
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
    if admitted is not None and admitted.out:
        click.echo(f"below the threshold: {', '.join(admitted.out)}")
    _show_measures(a)
    for tie in a.ties:
        click.echo(f"TIE: {tie}")
        click.echo("  the law must say: --tie lot --seed SEED, more-votes, fewer-votes, order")
    for r in a.resolutions:
        how = f"lot, seed {r.remedy.seed!r}" if r.remedy.kind == "lot" else r.remedy.kind
        click.echo(f"tie decided by {how}: {', '.join(r.winners)} (order {', '.join(r.drawn)})")
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


def _show_measures(a: Allocation) -> None:
    from foedus.elect.measures import equality, measures
    from foedus.errors import TooLarge

    if not sum(a.seats.values()):
        return
    m = measures(a.values, a.seats)
    click.echo(
        f"Gallagher {100 * m.gallagher:.3f} %, "
        f"Loosemore-Hanby {100 * float(m.loosemore_hanby):.3f} %, "
        f"effective number {float(m.effective_votes):.2f} -> {float(m.effective_seats):.2f}"
    )
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
        f"{100 * float(e.smallest_share):.3f} % ({len(e.smallest)} of {len(a.seats)})"
    )


@command.command("compare", epilog="Example: foedus seats compare 100 regions.csv "
                 "--population people --method dhondt --method hare")  # fmt: skip
@click.argument("seats")
@click.argument("path", metavar="TABLE.csv")
@_table_options
@_bound_options
@click.option("--method", "methods", multiple=True, help="A method; repeat for several.")
@click.option("--svg", "svg_path", type=click.Path(), help="Write the picture to this file.")
@json_option
@guarded
def compare_command(
    seats: str, path: str, population: str, key: str | None, total: int | None,
    without: tuple[str, ...],
    minimum: int | None, maximum: int | None, base: int, methods: tuple[str, ...],
    svg_path: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Compare methods side by side: who gains and who loses against exact proportion."""
    from pathlib import Path

    from foedus.elect.seats import picture
    from foedus.elect.seats.compare import DEFAULT as USUAL
    from foedus.elect.seats.compare import compare
    from foedus.elect.seats.house import house_size
    from foedus.errors import BadInput, Diagnostic, Place

    data, column = _read(path, population, key, total, without)
    size = house_size(seats, column.values)  # type: ignore[arg-type]
    c = compare(methods or USUAL, size, column.values, minimum=minimum, maximum=maximum, base=base)
    if svg_path:
        try:
            Path(svg_path).write_text(picture.svg(c), encoding="utf-8")
        except OSError as exc:
            what = f"cannot write the picture: {exc.strerror}"
            raise BadInput(Diagnostic("E408", what, Place(svg_path), "a writable file")) from None
    if as_json:
        emit(c.to_dict(), kind="seats-compare", inputs={path: data})
        return
    names = list(c.allocations)
    rows = []
    for k, q in c.quotas.items():
        marks = [f"{c.allocations[m].seats[k]} ({float(c.gains(m)[k]):+.2f})" for m in names]
        rows.append([k, f"{float(q):.3f}", *marks])
    right = set(range(1, len(names) + 2))
    click.echo(table([column.key, "exact share", *names], rows, right=right))
    click.echo("\n" + picture.text(c) + "\n")
    for m, a in c.allocations.items():
        for tie in a.ties:
            click.echo(f"TIE under {m}: {tie}")
    for m, why in c.undefined.items():
        click.echo(f"{m} is undefined here: {why}")
    click.echo(picture.summary(c))


@command.command("paradox", epilog="Example: foedus seats paradox 10 states.csv "
                 "--population people --later people_2020 --method hare")  # fmt: skip
@click.argument("seats")
@click.argument("path", metavar="TABLE.csv")
@_table_options
@click.option("--later", metavar="COLUMN", help="A later population, for the population paradox.")
@click.option("--method", "methods", multiple=True, help="Default: hare (Hamilton).")
@click.option("--min", "minimum", type=int, default=0, metavar="N", help="Least seats for each.")
@click.option("--to", "to", type=int, metavar="N", help="Largest house to try (default: twice).")
@json_option
@guarded
def paradox_command(
    seats: str, path: str, population: str, key: str | None, total: int | None,
    without: tuple[str, ...],
    later: str | None, methods: tuple[str, ...], minimum: int, to: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Find Alabama, population and new-state paradoxes of a table from SEATS seats upward."""
    from foedus.elect.seats import method_name
    from foedus.elect.seats import paradox as finder
    from foedus.elect.seats.house import house_size
    from foedus.elect.seats.table import leave_out, read_column

    data, column = _read(path, population, key, total, without)
    people: Any = column.values
    then: Any = None
    if later:
        then = leave_out(read_column(_sheet(path)[1], later, key=key), without).values
    size = house_size(seats, people)
    top = to if to is not None else 2 * size
    found = []
    for method in map(method_name, methods or ("hare",)):
        run = finder.seats_by(method, minimum)
        found += finder.alabama(method, people, range(size, top + 1), run)
        found += finder.new_state(method, size, people, run)
        if then:
            found += finder.population(method, size, people, then, run)
    if as_json:
        emit(
            {"paradoxes": found, "from": size, "to": top}, kind="seats-paradox", inputs={path: data}
        )
        return
    for p in found:
        click.echo(_paradox_line(p))
    looked = "Alabama, new-state" + (", population" if then else "")
    click.echo(f"{len(found)} paradoxes found ({looked}; houses of {size} to {top}).")


def _paradox_line(p: Any) -> str:
    before, after = p.before, p.after
    moves = ", ".join(f"{k} {before[k]} -> {after[k]}" for k in (*p.losers, *p.gainers))
    if p.kind == "alabama":
        return f"Alabama, {p.method}: from {p.sizes[0]} to {p.sizes[1]} seats: {moves}"
    if p.kind == "population":
        a, b = (100 * (float(g) - 1) for g in p.growth)
        return (
            f"population, {p.method}: {p.losers[0]} {a:+.2f} %, {p.gainers[0]} {b:+.2f} %: {moves}"
        )
    return f"new state, {p.method}: {p.joined} joins with {after[p.joined]} seats: {moves}"


@command.command("equality", epilog="Example: foedus seats equality regions.csv "
                 "--population people --seats seats")  # fmt: skip
@click.argument("path", metavar="TABLE.csv")
@_table_options
@click.option("--seats", "seats", required=True, metavar="COLUMN", help="The column of seats.")
@click.option("--degressive", is_flag=True, help="Check Art. 14(2) TEU too (6 to 96, 751).")
@json_option
@guarded
def equality_command(
    path: str, population: str, key: str | None, total: int | None,
    without: tuple[str, ...], seats: str,
    degressive: bool, as_json: bool,
) -> None:  # fmt: skip
    """People per seat from best to worst, and the smallest share that holds a majority."""
    from foedus.elect.measures import equality
    from foedus.elect.seats import regions
    from foedus.elect.seats.table import leave_out, read_column
    from foedus.errors import BadInput, Diagnostic, Place

    data, column = _read(path, population, key, total, without)
    people: Any = column.values
    held: Any = leave_out(read_column(_sheet(path)[1], seats, key=key), without).values
    if not any(held.values()) or not any(people.values()):
        raise BadInput(Diagnostic("E406", "no seats or no people", Place(path), "numbers above 0"))
    e = equality(people, held)
    check = regions.degressive(people, held) if degressive else None
    if as_json:
        emit({"equality": e, "degressive": check}, kind="seats-equality", inputs={path: data})
        return
    rows = [[k, f"{people[k]:,}", str(held[k]), f"{float(x):,.1f}"] for k, x in e.per_seat]
    click.echo(table([column.key, column.name, seats, "per seat"], rows, right={1, 2, 3}))
    click.echo(
        f"\nmalapportionment {100 * float(e.malapportionment):.3f} %; "
        f"worst / best {float(e.ratio):.3f}"
    )
    click.echo(f"smallest majority: {', '.join(e.smallest)}")
    for b in check.breaches if check else ():
        figures = " / ".join(f"{float(x):,.1f}" for x in b.figures)
        click.echo(f"not degressive: {b.kind}: {', '.join(b.units[:4])}: {figures}")
    click.echo(
        f"{100 * float(e.smallest_share):.3f} % of the people hold {e.smallest_seats} of "
        f"{sum(held.values())} seats."
    )


@command.command("check", epilog="Example: foedus seats dhondt 10 t.csv --population votes --json "
                 "| foedus seats check -")  # fmt: skip
@click.argument("path", metavar="ANSWER.json")
@json_option
@guarded
def check_command(path: str, as_json: bool) -> None:
    """Verify the certificate in a JSON answer with the separate checker; exit 1 where it fails."""
    import sys

    from foedus.elect.seats.checker import check
    from foedus.errors import BadInput, Diagnostic, Exit, Place

    data = read_bytes(path, code="E412")
    try:
        answer = json.loads(data)
        faults = check(answer.get("certificate", answer))
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, LookupError) as exc:
        what = f"this is no answer with a certificate ({type(exc).__name__}: {exc})"
        raise BadInput(
            Diagnostic("E412", what, Place(path), "JSON of foedus seats --json")
        ) from None
    if as_json:
        emit({"verified": not faults, "faults": faults}, kind="seats-check", inputs={path: data})
    else:
        for fault in faults:
            click.echo(f"does not follow: {fault}")
        click.echo("verified" if not faults else f"not verified: {len(faults)} faults")
    sys.exit(Exit.FAILS if faults else Exit.OK)


@command.command("methods", epilog="Example: foedus seats methods")
@json_option
@guarded
def methods_command(as_json: bool) -> None:
    """List the methods with their rule and source."""
    from foedus.elect.seats.quota import QUOTAS, quota_rule
    from foedus.elect.seats.regions import REGION_METHODS
    from foedus.elect.seats.signposts import ALIASES, DIVISOR_METHODS, signposts

    rows = []
    for name in (*DIVISOR_METHODS, "stationary:1/3", "power-mean:2"):
        posts = signposts(name)
        assert posts is not None
        also = ", ".join(a for a, own in ALIASES.items() if own == name)
        rows.append([name, posts.rule, also, posts.reference])
    for name in QUOTAS:
        rows.append([name, quota_rule(name), "", "then largest remainder"])
        rows.append([f"{name}-average", quota_rule(name), "", "then largest average"])
    rows += [[name, rule, "", "between regions"] for name, rule in REGION_METHODS.items()]
    if as_json:
        keys = ("method", "rule", "also", "reference")
        emit({"methods": [dict(zip(keys, r, strict=True)) for r in rows]}, kind="seats-methods")
        return
    click.echo(table(["method", "rule", "also called", "source"], rows))
    click.echo(f"\n{len(rows)} methods; stationary:R, power-mean:P and power:E take a number.")
