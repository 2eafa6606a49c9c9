"""`foedus count countback` and `foedus count turnout`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, table
from foedus.cli.count_lots import lot_options, lots_drawn, lots_fit, ties_text
from foedus.cli.count_options import (
    bad,
    ballots_text,
    digest,
    input_bytes,
    leave,
    read_ranked,
    reading_options,
    ready_data,
    refuse_unread,
    words,
)
from foedus.shares import hundredths


@click.command(
    "countback",
    epilog="""\b
Example:
  foedus count countback ward.blt --vacancy "Ada" --contesting "Ben,Cy" --lot-seed 7""",
)
@click.argument("path", metavar="BALLOTS")
@click.option("--vacancy", required=True, metavar="NAME", help="The member who leaves.")
@click.option(
    "--contesting",
    required=True,
    metavar="A,B,...",
    help="Candidates who were not elected and contest the vacancy.",
)
@click.option("--seats", type=int, metavar="N", help="Seats of the election (default: the file's).")
@lot_options
@reading_options
@json_option
@guarded
def countback_command(path: str, **options: Any) -> None:
    """Fill a vacancy from the papers that elected the former member (hare-clark)."""
    from foedus.elect.ballots.countback import countback
    from foedus.elect.ballots.show import answer_text

    data = input_bytes(path, options)
    refuse_unread(path, options)
    if options["scores"]:
        raise bad("E502", "a countback reads rankings", "--scores", "--ranks A,B,...")
    marked, ready = read_ranked(data, path, options)
    lot = lots_drawn(options)
    names = words(options["contesting"])
    unknown = [n for n in (options["vacancy"], *names) if n not in marked.candidates]
    if unknown:
        raise bad("E502", f"no candidate {', '.join(unknown)}", "--contesting",
                  ", ".join(marked.candidates))  # fmt: skip
    seats = options["seats"] or marked.seats or 1
    try:
        count = countback(ready.profile, seats, options["vacancy"], names, lot)
    except ValueError as exc:
        raise bad("E502", str(exc), "--vacancy", "a member, and candidates who lost") from None
    lots_fit(lot, count)
    if options["as_json"]:
        emit({"inputs": digest(path, data, lot), **count.to_dict(), **ready_data(ready)},
             kind="count")  # fmt: skip
    else:
        who = ", ".join(count.winners) or "nobody yet"
        click.echo("\n".join([
            answer_text(count), ballots_text(ready, path), *map(ties_text, count.ties), "",
            f"The vacancy goes to: {who}.",
        ]))  # fmt: skip
    leave(decided=count.decided)


@click.command(
    "turnout",
    epilog="""\b
Examples:
  foedus count turnout units.csv --unit region --registered voters --cast ballots
  foedus count turnout units.csv --unit region --registered voters --cast ballots \\
      --kind who --quorum "more than 1/2\"""",
)
@click.argument("path", metavar="UNITS.csv")
@click.option("--unit", required=True, metavar="COLUMN", help="The unit's name.")
@click.option("--registered", required=True, metavar="COLUMN", help="Voters on its register.")
@click.option(
    "--cast",
    required=True,
    metavar="COLUMN",
    help="Ballots cast; an empty cell is a unit where no vote was held.",
)
@click.option("--kind", default="", metavar="COLUMN", help="resident, displaced or abroad.")
@click.option("--quorum", metavar="CONDITION", help='Such as "more than 1/2", "at least 2/5".')
@json_option
@guarded
def turnout_command(path: str, **options: Any) -> None:
    """Show turnout over every denominator a law may mean; who may vote where is counted apart."""
    from foedus.csvfile import parse_sheet
    from foedus.elect.ballots.turnout import turnout, turnout_table

    data = read_bytes(path, code="E526")
    units = turnout_table(
        parse_sheet(data, path, code="E526"), options["unit"], options["registered"],
        options["cast"], options["kind"],
    )  # fmt: skip
    share, strict = _quorum(options["quorum"])
    found = turnout(units, share, strict=strict)
    if options["as_json"]:
        emit(found.to_dict(), kind="count-turnout", inputs={path: data})
        return
    rows = [
        [r.name, f"{r.cast:,}", f"{r.registered:,}", _share(r.share),
         {None: "", True: "met", False: "not met"}[r.meets]]
        for r in found.rates
    ]  # fmt: skip
    parts = [table(["denominator", "cast", "registered", "turnout", found.threshold], rows,
                   right={1, 2, 3}), ""]  # fmt: skip
    parts += [
        f"{kind}: " + ", ".join(f"{k} {v:,}" for k, v in numbers.items())
        for kind, numbers in found.apart.items()
    ]
    if found.no_vote:
        parts.append(f"no vote held in: {', '.join(found.no_vote)}")
    if found.agree is not None:
        parts.append("every reading agrees" if found.agree else "the readings differ")
    click.echo("\n".join([*parts, "", f"{len(found.rates)} denominators of turnout."]))


def _share(value: Fraction | None) -> str:
    return "none" if value is None else f"{hundredths(value, 2)} %"


def _quorum(text: str | None) -> tuple[Fraction | None, bool]:
    from foedus.elect.ballots.two_round import parse_win

    if text is None:
        return None, False
    try:
        win = parse_win(text)
    except ValueError:
        raise bad("E529", f'"{text}" is no condition', "--quorum", '"more than 1/2"') from None
    return win.share, win.strict
