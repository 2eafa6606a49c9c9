"""`foedus seats biproportional` and `foedus seats mixed`: seats on two margins at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import emit, guarded, json_option, table
from foedus.cli.seats_input import (
    indices_shown,
    lots_fit,
    lots_input,
    matrix_of,
    numbers_of,
    open_sheet,
    remedy_of,
    resolutions_shown,
    tie_options,
    ties_shown,
    together,
    whole_column,
)

if TYPE_CHECKING:
    from foedus.elect.seats.biproportional import Biproportional
    from foedus.elect.seats.mixed import Mixed
    from foedus.elect.seats.ties import Resolution

BIPROPORTIONAL = """\b
Examples:
  foedus seats biproportional votes.csv districts.csv --party-seats parties.csv
  foedus seats biproportional votes.csv districts.csv --upper voters --winner-first --json
VOTES.csv has a row a district and a column a party; a party without a list there has 0 votes.
DISTRICT_SEATS.csv has the same names in its first text column and their seats in --seats."""

MIXED = """\b
Examples:
  foedus seats mixed keep 120 parties.csv --votes votes --direct direct --method sainte-lague
  foedus seats mixed parallel 176 parties.csv --votes votes --direct direct --method dhondt
  foedus seats mixed bonus 300 parties.csv --votes votes --method hare --bonus 50
PARTIES.csv has a row a party, a column of list votes and one of seats won directly."""


@click.command("biproportional", epilog=BIPROPORTIONAL)
@click.argument("votes_path", metavar="VOTES.csv")
@click.argument("districts_path", metavar="DISTRICT_SEATS.csv")
@click.option("--seats", "seats", default="seats", show_default=True, metavar="COLUMN",
              help="The column of seats in both tables of seats.")  # fmt: skip
@click.option("--key", metavar="COLUMN", help="The districts in VOTES.csv (default: first text).")
@click.option("--party-seats", "parties_path", metavar="FILE", help="Seats of each party.")
@click.option("--upper", type=click.Choice(["votes", "voters", "voters-rounded"]),
              help="Else the parties' seats follow their votes, or their voters: votes / seats of "
              "the district, exact or each rounded.")  # fmt: skip
@click.option("--method", default="sainte-lague", show_default=True, help="The rounding rule.")
@click.option("--winner-first", is_flag=True, help="A seat for the strongest of each district.")
@click.option("--way", type=click.Choice(["transfer", "cycles"]), default="transfer",
              show_default=True, help="Which of two independent algorithms.")  # fmt: skip
@tie_options
@json_option
@guarded
def biproportional_command(
    votes_path: str, districts_path: str, seats: str, key: str | None, parties_path: str | None,
    upper: str | None, method: str, winner_first: bool, way: str, kind: str | None,
    seed: str | None, order: str | None, lots: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Seats by district and party at once, both margins met, with a divisor for each of them."""
    from dataclasses import replace

    from foedus.elect.measures import measured
    from foedus.elect.seats import biproportional as two_way
    from foedus.errors import BadInput, Diagnostic, Place

    if (parties_path is None) == (upper is None):
        what = "the seats of the parties are not decided"
        expected = "--party-seats FILE, or --upper votes, voters or voters-rounded"
        raise BadInput(Diagnostic("E410", what, Place("--party-seats"), expected))
    (data, votes), (more, districts) = together(
        lambda: matrix_of(votes_path, key), lambda: numbers_of(districts_path, seats)
    )
    inputs = {votes_path: data, districts_path: more}
    parties = None
    if parties_path is not None:
        inputs[parties_path], parties = numbers_of(parties_path, seats)
    _same_names(votes, districts, districts_path)
    remedy = remedy_of(kind, seed, order, lots)
    first: tuple[Resolution, ...] = ()
    if parties is None:
        parties, first = _upper(votes, districts, method, upper or "", remedy)
    else:
        _same_names(next(iter(votes.values())), parties, parties_path or "")
    found = two_way.biproportional(
        votes, districts, parties, method=method, winner_first=winner_first, way=way
    )
    found = replace(found, resolutions=first)
    if remedy is not None:
        found = found.decide(remedy)
        lots_fit(remedy, found.ties)
    if as_json:
        own = {**found.to_dict(), "measures": measured(*_sums(votes, found))}
        emit(own, kind="seats-biproportional", inputs={**inputs, **lots_input(remedy)})
    else:
        _show_matrix(found)
        indices_shown(*_sums(votes, found))
        click.echo(_summary(found))


def _upper(
    votes: dict[str, dict[str, int]], districts: dict[str, int], method: str, by: str, remedy: Any
) -> tuple[dict[str, int], tuple[Resolution, ...]]:
    """Return the parties' seats in the whole house; a tie there is for the law to decide."""
    from foedus.elect.seats import allocate
    from foedus.elect.seats.biproportional import party_strength
    from foedus.errors import BadInput, Diagnostic, Place

    strength = party_strength(
        votes, None if by == "votes" else districts, rounded=by == "voters-rounded"
    )
    whole = allocate(method, sum(districts.values()), strength, tie=remedy)
    if whole.ties:
        what = f"the seats of the parties are tied: {whole.ties[0]}"
        help_ = "decide it with a remedy (--tie), or give the seats with --party-seats"
        raise BadInput(Diagnostic("E411", what, Place("--upper"), "seats without a tie", help_))
    return whole.seats, whole.resolutions


def _same_names(votes: Any, seats: dict[str, int], path: str) -> None:
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    errors = [
        Diagnostic("E413", f'"{k}" has seats and no votes', Place(path), "names of the votes",
                   did_you_mean(k, votes))
        for k in seats if k not in votes
    ] + [
        Diagnostic("E413", f'"{k}" has votes and no seats', Place(path), "names of the votes",
                   did_you_mean(k, seats))
        for k in votes if k not in seats
    ]  # fmt: skip
    if errors:
        raise BadInput(errors)


def _show_matrix(found: Biproportional) -> None:
    root = f"^{found.power}" if found.power != 1 else ""
    rows = [
        [name, *map(str, line), str(sum(line)), f"{float(d):,.6g}"]
        for name, line, d in zip(found.rows_, found.seats, found.row_divisors, strict=True)
    ]
    sums = [str(sum(line)) for line in zip(*found.seats, strict=True)]
    house = sum(map(sum, found.seats))
    rows.append(["all", *sums, str(house), ""])
    divisors = [f"{float(d):,.6g}" for d in found.column_divisors]
    rows.append([f"divisor{root}", *divisors, "", ""])
    head = ["", *found.columns, "all", f"divisor{root}"]
    click.echo(table(head, rows, right=set(range(1, len(head)))))
    click.echo(f"\nvotes / (row divisor x column divisor), rounded (exact; {found.reference})")
    if found.tied:
        cells = ", ".join(f"{r}/{c}" for r, c in found.tied)
        click.echo(f"TIE: these cells may exchange seats with equal right: {cells}")
        click.echo("  the law must say: --tie lot with --seed or --lots, or order")
    resolutions_shown(found.resolutions)


def _summary(found: Biproportional) -> str:
    house = sum(map(sum, found.seats))
    return f"{house} seats in {len(found.rows_)} districts for {len(found.columns)} parties."


def _sums(
    votes: dict[str, dict[str, int]], found: Biproportional
) -> tuple[dict[str, int], dict[str, int]]:
    """Return each party's votes and seats over all districts."""
    seats = dict(zip(found.columns, map(sum, zip(*found.seats, strict=True)), strict=True))
    return {c: sum(line[c] for line in votes.values()) for c in found.columns}, seats


@click.command("mixed", epilog=MIXED)
@click.argument("system", type=click.Choice(["parallel", "keep", "level", "absorb", "bonus",
                                             "majority"]))  # fmt: skip
@click.argument("seats", type=click.IntRange(min=0))
@click.argument("path", metavar="PARTIES.csv")
@click.option("--votes", required=True, metavar="COLUMN", help="The list votes.")
@click.option("--direct", metavar="COLUMN", help="Seats won directly (not for bonus, majority).")
@click.option("--key", metavar="COLUMN", help="The parties (default: first text column).")
@click.option("--method", required=True, help="The method for list seats.")
@click.option("--independent", multiple=True, metavar="NAME",
              help="Won directly without a list; their seats come out of the house.")  # fmt: skip
@click.option("--unlevelled", type=click.IntRange(min=0), metavar="N",
              help="Overhang seats that need no levelling (default: none).")  # fmt: skip
@click.option("--bonus", "extra", type=click.IntRange(min=0), metavar="N",
              help="Seats for the largest party beforehand (bonus), or the seats it is to have "
              "(majority).")  # fmt: skip
@tie_options
@json_option
@guarded
def mixed_command(
    system: str, seats: int, path: str, votes: str, direct: str | None, key: str | None,
    method: str, independent: tuple[str, ...], unlevelled: int | None, extra: int | None,
    kind: str | None, seed: str | None, order: str | None, lots: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Direct and list seats together. SEATS counts list seats in a parallel system, else all.

    parallel: list seats take no account of direct ones. keep, level, absorb: list seats fill each
    party up to its share; direct seats beyond it are kept, levelled by a larger house, or taken
    from the others. bonus, majority: the largest party receives seats beforehand, or a majority.
    """
    from foedus.elect.measures import measured
    from foedus.elect.seats import mixed as systems

    with_bonus = system in ("bonus", "majority")
    _options(system, direct, extra, independent, unlevelled)
    data, sheet = open_sheet(path)
    lists, won = together(
        lambda: whole_column(sheet, votes, key),
        lambda: whole_column(sheet, direct, key) if direct else {},
    )
    for name in independent:
        lists = _leave(lists, name, path)
    tie = remedy_of(kind, seed, order, lots)
    if with_bonus:
        more: Any = {"seats": extra} if system == "bonus" else {"majority": extra}
        found = systems.bonus(lists, seats, method, **more, tie=tie)
    elif system == "parallel":
        found = systems.parallel(won, lists, seats, method, tie=tie)
    else:
        found = systems.member_proportional(
            won,
            lists,
            seats,
            method,
            overhang=system,
            unlevelled=unlevelled or 0,
            tie=tie,
        )
    lots_fit(tie, found.ties)
    if as_json:
        own = {**found.to_dict(), "measures": measured(lists, found.seats)}
        emit(own, kind="seats-mixed", inputs={path: data, **lots_input(tie)})
    else:
        _show_mixed(found, lists, seats)


def _options(
    system: str, direct: str | None, extra: int | None, independent: tuple[str, ...],
    unlevelled: int | None,
) -> None:  # fmt: skip
    """Raise BadInput for every option that the system lacks, or has no use for."""
    from foedus.errors import BadInput, Diagnostic, Place

    errors = []
    with_bonus = system in ("bonus", "majority")
    if with_bonus and extra is None:
        errors.append(Diagnostic("E401", f"{system}: how many seats?", Place("--bonus"), "N"))
    errors += [
        Diagnostic("E413", f"{system} has no use for {option}", Place(option), f"no {option}")
        for option, unused in (
            ("--direct", with_bonus and direct is not None),
            ("--independent", with_bonus and independent),
            ("--bonus", not with_bonus and extra is not None),
            ("--unlevelled", system != "level" and unlevelled is not None),
        )
        if unused
    ]
    if not with_bonus and direct is None:
        what = f"{system}: which column holds the direct seats?"
        errors.append(Diagnostic("E408", what, Place("--direct"), "a column"))
    if errors:
        raise BadInput(errors)


def _leave(lists: dict[str, int], name: str, path: str) -> dict[str, int]:
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    if name not in lists:
        hint = did_you_mean(name, lists)
        raise BadInput(Diagnostic("E413", f'no row "{name}"', Place(path), "a row", hint))
    return {k: v for k, v in lists.items() if k != name}


def _show_mixed(found: Mixed, votes: dict[str, int], intended: int) -> None:
    rows = [
        [k, str(found.entitled.get(k, 0)), str(found.direct.get(k, 0)), str(found.from_list[k]),
         str(n), str(found.overhang.get(k, "") or "")]
        for k, n in found.seats.items()
    ]  # fmt: skip
    head = ["party", "share", "direct", "list", "seats", "overhang"]
    click.echo(table(head, rows, right={1, 2, 3, 4, 5}))
    click.echo(f"\n{found.system} (exact; {found.reference})")
    ties_shown(found.ties)
    resolutions_shown(found.resolutions)
    indices_shown(votes, found.seats)
    grown = found.house - intended
    more = f", {grown:+d} against {intended}" if grown else ""
    tied = sum(t.seats for t in found.ties)
    click.echo(f"{found.house} seats{more}" + (f", {tied} tied" if tied else "") + ".")
