"""`foedus seats alliances`, `reserved` and `ministries`: seats within and beside lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, table
from foedus.cli.seats_input import (
    indices_shown,
    lots_fit,
    lots_input,
    open_sheet,
    remedy_of,
    resolutions_shown,
    tie_options,
    ties_shown,
    whole_column,
)

if TYPE_CHECKING:
    from foedus.csvfile import Sheet

ALLIANCES = """\b
Examples:
  foedus seats alliances 12 lists.csv --votes votes --alliance alliance --method dhondt
LISTS.csv has a row a list; the column of alliances is blank for a list that stands alone."""

RESERVED = """\b
Examples:
  foedus seats reserved 120 lists.csv --votes votes --group community --method sainte-lague \\
      --reserve North=10 --reserve South=10
LISTS.csv has a row a list; the column of groups is blank for a list of no group."""

MINISTRIES = """\b
Examples:
  foedus seats ministries parties.csv --members seats --office Finance --office Health
  foedus seats ministries parties.csv --members seats --votes votes --office Finance"""


def _groups(sheet: Sheet, name: str, key: str | None) -> dict[str, str]:
    """Return the group of each row that has one; raises BadInput (E408) for an unknown column."""
    from foedus.elect.seats.table import key_column

    by, at = key_column(sheet, key), key_column(sheet, name)
    pairs = zip(sheet.column(by), sheet.column(at), strict=True)
    return {k: g for k, g in pairs if g}


def _lists_of(member: dict[str, str], votes: dict[str, int]) -> dict[str, list[str]]:
    return {
        g: [k for k, other in member.items() if other == g and k in votes]
        for g in dict.fromkeys(member.values())
    }


@click.command("alliances", epilog=ALLIANCES)
@click.argument("seats", type=click.IntRange(min=0))
@click.argument("path", metavar="LISTS.csv")
@click.option("--votes", required=True, metavar="COLUMN", help="The votes of each list.")
@click.option("--alliance", required=True, metavar="COLUMN", help="The alliance of each list.")
@click.option("--key", metavar="COLUMN", help="The lists (default: first text column).")
@click.option("--method", required=True, help="The method between alliances and lists.")
@click.option("--within", help="Another method within an alliance.")
@tie_options
@json_option
@guarded
def alliances_command(
    seats: int, path: str, votes: str, alliance: str, key: str | None, method: str,
    within: str | None,
    kind: str | None, seed: str | None, order: str | None, lots: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Seats of allied lists (apparentement): to the alliances first, then within each of them."""
    from foedus.elect.measures import measured
    from foedus.elect.seats.lists import apparentement

    data, sheet = open_sheet(path)
    lists = whole_column(sheet, votes, key)
    member = _groups(sheet, alliance, key)
    remedy = remedy_of(kind, seed, order, lots)
    found = apparentement(lists, _lists_of(member, lists), seats, method, within=within, tie=remedy)
    lots_fit(remedy, found.ties)
    if as_json:
        own = {
            "seats": found.seats, "alliances": found.alliances, "without": found.without,
            "ties": found.ties, "resolutions": found.resolutions,
            "label": found.label, "reference": found.reference,
            "certificate": found.certificate, "measures": measured(lists, found.seats),
        }  # fmt: skip
        emit(own, kind="seats-alliances", inputs={path: data, **lots_input(remedy)})
        return
    rows = [
        [k, member.get(k, "-"), str(lists[k]), str(n), str(found.without[k])]
        for k, n in found.seats.items()
    ]
    head = ["list", "alliance", "votes", "seats", "seats had nobody allied"]
    click.echo(table(head, rows, right={2, 3, 4}))
    click.echo(f"\n{', '.join(f'{k} {n}' for k, n in found.alliances.items())}")
    ties_shown(found.ties)
    resolutions_shown(found.resolutions)
    indices_shown(lists, found.seats)
    click.echo(f"{sum(found.seats.values())} of {seats} seats by {method}.")


@click.command("reserved", epilog=RESERVED)
@click.argument("seats", type=click.IntRange(min=0))
@click.argument("path", metavar="LISTS.csv")
@click.option("--votes", required=True, metavar="COLUMN", help="The votes of each list.")
@click.option("--group", "group", required=True, metavar="COLUMN", help="The group of each list.")
@click.option("--reserve", "wanted", multiple=True, required=True, metavar="GROUP=N",
              help="Seats reserved for a group; repeat for several.")  # fmt: skip
@click.option("--on-top", is_flag=True, help="Reserved seats come on top of those won in the "
              "open seats, instead of filling a group up.")  # fmt: skip
@click.option("--separate", is_flag=True, help="Each group elects its reserved seats by its own "
              "lists alone.")  # fmt: skip
@click.option("--key", metavar="COLUMN", help="The lists (default: first text column).")
@click.option("--method", required=True, help="The method between lists.")
@tie_options
@json_option
@guarded
def reserved_command(
    seats: int, path: str, votes: str, group: str, wanted: tuple[str, ...], on_top: bool,
    separate: bool, key: str | None, method: str,
    kind: str | None, seed: str | None, order: str | None, lots: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Seats of lists where groups have reserved ones: filled up, on top, or elected apart."""
    from foedus.elect.measures import measured
    from foedus.elect.seats import groups

    data, sheet = open_sheet(path)
    lists = whole_column(sheet, votes, key)
    member = _groups(sheet, group, key)
    of = _lists_of(member, lists)
    reserves = _reserves(wanted, of, seats)
    tie = remedy_of(kind, seed, order, lots)
    if separate:
        _apart(reserves, member, lists, seats, on_top)
        own = {g: {k: lists[k] for k in names} for g, (_, names) in reserves.items()}
        found = groups.separate({g: n for g, (n, _) in reserves.items()}, own, method, tie=tie)
    else:
        found = groups.reserved(lists, seats, method, reserves, added=on_top, tie=tie)
    lots_fit(tie, found.ties)
    if as_json:
        answer = {**found.to_dict(), "measures": measured(lists, found.seats)}
        emit(answer, kind="seats-reserved", inputs={path: data, **lots_input(tie)})
        return
    rows = [[k, member.get(k, "-"), str(lists[k]), str(n)] for k, n in found.seats.items()]
    click.echo(table(["list", "group", "votes", "seats"], rows, right={2, 3}))
    click.echo(f"\n{found.rule}: {', '.join(f'{g} {n}' for g, n in found.by_group.items())}")
    ties_shown(found.ties)
    resolutions_shown(found.resolutions)
    indices_shown(lists, found.seats)
    click.echo(f"{sum(found.seats.values())} of {seats} seats by {method}.")


def _apart(
    reserves: dict[str, tuple[int, list[str]]], member: dict[str, str], lists: dict[str, int],
    seats: int, on_top: bool,
) -> None:  # fmt: skip
    """Raise BadInput where separate electorates leave seats or lists over (E404, E413)."""
    from foedus.errors import BadInput, Diagnostic, Place

    total, errors = sum(n for n, _ in reserves.values()), []
    if on_top:
        what = "--separate and --on-top exclude each other"
        errors.append(Diagnostic("E404", what, Place("--separate"), "one of them"))
    if total != seats:
        what = f"the groups elect {total} seats of {seats}"
        errors.append(Diagnostic("E404", what, Place("--reserve"), f"{seats} in all"))
    errors += [
        Diagnostic("E413", f'"{k}" is a list of no group with seats', Place("--reserve"), "a group")
        for k in lists if member.get(k) not in reserves
    ]  # fmt: skip
    if errors:
        raise BadInput(errors)


def _reserves(
    wanted: tuple[str, ...], of: dict[str, list[str]], seats: int
) -> dict[str, tuple[int, list[str]]]:
    """Return the reserved seats and lists of each group; raises BadInput E401, E404, E413."""
    from foedus.csvfile import is_whole
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    place, found, errors = Place("--reserve"), {}, []
    for text in wanted:
        name, _, count = text.rpartition("=")
        if name not in of:
            hint = did_you_mean(name, of)
            errors.append(Diagnostic("E413", f'no group "{name}"', place, ", ".join(of), hint))
        elif not (count.isascii() and is_whole(count)):
            errors.append(Diagnostic("E401", f'"{text}" has no number', place, f"{name}=N"))
        elif name in found:
            errors.append(Diagnostic("E403", f'"{name}" comes twice', place, "each group once"))
        else:
            found[name] = (int(count), of[name])
    total = sum(n for n, _ in found.values())
    if total > seats:
        what = f"{total} seats are reserved of {seats}"
        errors.append(Diagnostic("E404", what, place, f"at most {seats}"))
    if errors:
        raise BadInput(errors)
    return found


@click.command("ministries", epilog=MINISTRIES)
@click.argument("path", metavar="PARTIES.csv")
@click.option("--members", required=True, metavar="COLUMN", help="The members of each party.")
@click.option("--office", "offices", multiple=True, required=True, metavar="NAME",
              help="An office to choose; repeat in the order they are taken.")  # fmt: skip
@click.option("--votes", metavar="COLUMN", help="First-preference votes, for equal quotients.")
@click.option("--decline", multiple=True, metavar="PARTY", help="A party that takes no office.")
@click.option("--key", metavar="COLUMN", help="The parties (default: first text column).")
@click.option("--order", metavar="A,B,...", help="The order that decides a tie left over.")
@click.option("--seed", help="The seed of a lot that decides it, recorded with it.")
@click.option("--lots", metavar="FILE.csv", help="Lots drawn in public: a row a tie, with the "
              "columns tied and drawn (and stage, where the same are tied twice).")  # fmt: skip
@json_option
@guarded
def ministries_command(
    path: str, members: str, offices: tuple[str, ...], votes: str | None,
    decline: tuple[str, ...], key: str | None, order: str | None, seed: str | None,
    lots: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Parties take offices one by one in the order of their D'Hondt quotients."""
    from foedus.elect.seats.ministries import ministries
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    data, sheet = open_sheet(path)
    strength = whole_column(sheet, members, key)
    unknown = [
        Diagnostic("E413", f'no party "{p}"', Place("--decline"), "a row of the table",
                   did_you_mean(p, strength))
        for p in decline if p not in strength
    ]  # fmt: skip
    if unknown:
        raise BadInput(unknown)
    remedy = remedy_of(None, seed, order, lots)
    found = ministries(
        strength,
        offices,
        votes=whole_column(sheet, votes, key) if votes else None,
        remedy=remedy,
        decline=decline,
    )
    lots_fit(remedy, [found.tie] if found.tie else [])
    if as_json:
        own = {"picks": found.rows(), "seats": found.seats(), "tie": found.tie,
               "resolutions": found.resolutions,
               "label": found.label, "reference": found.reference,
               "certificate": found.certificate}  # fmt: skip
        emit(own, kind="seats-ministries", inputs={path: data, **lots_input(remedy)})
        return
    rows = [[str(r["step"]), str(r["party"]), str(r["office"]), str(r["quotient"])]
            for r in found.rows()]  # fmt: skip
    click.echo(table(["step", "party", "office", "quotient"], rows, right={0, 3}) + "\n")
    ties_shown([found.tie] if found.tie else [])
    resolutions_shown(found.resolutions)
    click.echo(f"{len(found.picks)} of {len(offices)} offices taken.")
