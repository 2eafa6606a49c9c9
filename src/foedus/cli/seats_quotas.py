"""`foedus seats quotient`, `electorates`, `co-opt`: seats by a fixed quotient or a least share."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from foedus.cli.common import emit, guarded, json_option, table
from foedus.cli.seats_input import open_sheet, together, whole_column

QUOTIENT = """\b
Examples:
  foedus seats quotient 121891 provinces.csv --population people --floor senators --floor before
The house is the sum of the seats."""

ELECTORATES = """\b
Examples:
  foedus seats electorates islands.csv --population people --base South=16"""

CO_OPT = """\b
Examples:
  foedus seats co-opt elected.csv --elected members --share A=6/10 --share B=4/10 --set C=3"""


@click.command("quotient", epilog=QUOTIENT)
@click.argument("quotient", type=click.IntRange(min=1))
@click.argument("path", metavar="TABLE.csv")
@click.option("--population", required=True, metavar="COLUMN", help="The column of populations.")
@click.option("--floor", "floors", multiple=True, metavar="COLUMN", help="Seats that a row has at "
              "least; repeat for several columns.")  # fmt: skip
@click.option("--key", metavar="COLUMN", help="The names (default: first text column).")
@json_option
@guarded
def quotient_command(
    quotient: int, path: str, population: str, floors: tuple[str, ...], key: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """One seat for each QUOTIENT people, rounded up, never below a floor; the house follows."""
    from foedus.elect.seats.house import by_quotient

    data, sheet = open_sheet(path)
    people, *columns = together(
        *(partial(whole_column, sheet, name, key) for name in (population, *floors))
    )
    least = {k: max((c[k] for c in columns), default=0) for k in people}
    found = by_quotient(people, quotient, least)
    if as_json:
        emit(found.to_dict(), kind="seats", inputs={path: data})
        return
    rows = [[k, f"{p:,}", str(-(-p // quotient)), str(least[k]), str(found.seats[k])]
            for k, p in people.items()]  # fmt: skip
    head = ["", population, "by quotient", "floor", "seats"]
    click.echo(table(head, rows, right={1, 2, 3, 4}))
    click.echo(f"\n{found.rule} (exact; {found.reference})")
    click.echo(f"{found.size} seats by the quotient {quotient}.")


@click.command("electorates", epilog=ELECTORATES)
@click.argument("path", metavar="TABLE.csv")
@click.option("--population", required=True, metavar="COLUMN", help="The column of populations.")
@click.option("--base", "base", required=True, metavar="ROW=N", help="The row whose N seats set "
              "the quota.")  # fmt: skip
@click.option("--key", metavar="COLUMN", help="The names (default: first text column).")
@json_option
@guarded
def electorates_command(
    path: str, population: str, base: str, key: str | None, as_json: bool
) -> None:
    """The fixed seats of one row set the quota; every other row has its people over that quota."""
    from foedus.elect.seats.groups import electorates

    data, sheet = open_sheet(path)
    people = whole_column(sheet, population, key)
    ((name, text),) = _pairs((base,), people, "--base")
    count = _count(text, "--base")
    found = electorates(people[name], count, {k: n for k, n in people.items() if k != name})
    if as_json:
        own = {**found.to_dict(), "base": {name: count}}
        emit(own, kind="seats-electorates", inputs={path: data})
        return
    rows = [[name, f"{people[name]:,}", str(count), "fixed"]]
    rows += [[k, f"{people[k]:,}", str(n), "by quota"] for k, n in found.seats.items()]
    click.echo(table(["", population, "seats", ""], rows, right={1, 2}))
    click.echo(f"\nquota {found.quota} (exact; {found.reference})")
    click.echo(f"{count + sum(found.seats.values())} seats in all.")


@click.command("co-opt", epilog=CO_OPT)
@click.argument("path", metavar="TABLE.csv")
@click.option("--elected", required=True, metavar="COLUMN", help="The members elected by group.")
@click.option("--share", "shares", multiple=True, required=True, metavar="GROUP=SHARE",
              help="The least share of a group among those with shares; repeat.")  # fmt: skip
@click.option("--set", "numbers", multiple=True, metavar="GROUP=N",
              help="A group co-opted in a set number, outside the shares.")  # fmt: skip
@click.option("--key", metavar="COLUMN", help="The groups (default: first text column).")
@json_option
@guarded
def co_opt_command(
    path: str, elected: str, shares: tuple[str, ...], numbers: tuple[str, ...], key: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """The fewest members to co-opt so that every group has its least share of the house."""
    from foedus.elect.seats.co_optation import co_optation
    from foedus.elect.seats.table import share

    data, sheet = open_sheet(path)
    members = whole_column(sheet, elected, key)
    least = {k: share(text, "--share") for k, text in _pairs(shares, members, "--share")}
    extra = {k: _count(text, "--set") for k, text in _pairs(numbers, None, "--set")}
    found = co_optation(members, least, extra)
    if as_json:
        emit(found.to_dict(), kind="seats-co-opt", inputs={path: data})
        return
    rows = [[g, str(members.get(g, 0)), str(found.co_opted.get(g, 0)), str(n)]
            for g, n in found.seats.items()]  # fmt: skip
    click.echo(table(["group", "elected", "co-opted", "members"], rows, right={1, 2, 3}))
    click.echo(f"\nthe smallest such house (exact; {found.reference})")
    click.echo(f"{found.house} members, {sum(found.co_opted.values())} of them co-opted.")


def _pairs(texts: tuple[str, ...], known: Any, option: str) -> list[tuple[str, str]]:
    """Return NAME=VALUE pairs; raises BadInput E403 (twice) and E413 (unknown or no pair)."""
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    place, errors, out = Place(option), [], {}
    for text in texts:
        name, mark, value = text.rpartition("=")
        if not mark or not name:
            errors.append(Diagnostic("E413", f'"{text}" names nothing', place, "NAME=VALUE"))
        elif known is not None and name not in known:
            hint = did_you_mean(name, known)
            errors.append(Diagnostic("E413", f'no row "{name}"', place, ", ".join(known), hint))
        elif name in out:
            errors.append(Diagnostic("E403", f'"{name}" comes twice', place, "each name once"))
        out[name] = value
    if errors:
        raise BadInput(errors)
    return list(out.items())


def _count(text: str, option: str) -> int:
    from foedus.elect.seats.table import number
    from foedus.errors import BadInput, Diagnostic, Place

    value = number(text)
    if not isinstance(value, int):
        what = f'"{text}" is no number of seats'
        raise BadInput(Diagnostic("E401", what, Place(option), "a whole number from 0 up"))
    return value
