"""`foedus power accession` and `secession`: an index before and after units join or leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import guarded, json_option
from foedus.cli.power_shared import bare_options, index_option, limit_option

if TYPE_CHECKING:
    from fractions import Fraction

    from foedus.power.sensitivity import Change

JOIN = """\b
Examples:
  foedus power accession --quota "at least 2/3" --weights TABLE.csv --column votes --join Delta=3
  foedus power accession --quota "more than 1/2" --weights TABLE.csv --column votes \\
    --join Delta=3 --join Epsilon=1 --index banzhaf_share --json
"""
LEAVE = """\b
Examples:
  foedus power secession --quota "at least 2/3" --weights TABLE.csv --column votes --leave Alpha
  foedus power secession --quota 270 --weights TABLE.csv --column electors --leave Texas --json
"""


@click.command("accession", epilog=JOIN)
@bare_options
@click.option("--join", multiple=True, metavar="NAME=WEIGHT", help="Who joins; may be repeated.")
@index_option
@limit_option
@json_option
@guarded
def accession_command(join: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Everybody's power before and after units join: a quota that is a share follows the total."""
    from foedus.cli.power_shared import budget_of, counting, need_bare, refuse
    from foedus.cli.power_subjects import quota_title, read_game
    from foedus.power.sensitivity import accession

    need_bare(options, "accession")
    new = _joining(join)
    game, sheet = read_game(options)
    known = [n for n in new if n in game.names]
    if known:
        refuse("E358", f"already a member: {', '.join(known)}", "--join", "the name of a new unit")
    with counting():
        change = accession(game, new, options["index"], budget=budget_of(options["limit"]))
    titles = [quota_title(g, options["column"]) for g in (game, game.with_units(new))]
    _say(change, titles, {sheet.file: sheet.digest}, as_json)


@click.command("secession", epilog=LEAVE)
@bare_options
@click.option("--leave", multiple=True, metavar="NAME", help="Who leaves; may be repeated.")
@index_option
@limit_option
@json_option
@guarded
def secession_command(leave: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Everybody's power before and after units leave: a quota that is a share follows the total."""
    from foedus.cli.power_shared import budget_of, counting, need_bare, refuse
    from foedus.cli.power_subjects import quota_title, read_game
    from foedus.errors import did_you_mean
    from foedus.power.sensitivity import secession

    need_bare(options, "secession")
    if not leave:
        refuse("E358", "nobody leaves", "--leave", "the name of a member")
    game, sheet = read_game(options)
    for name in leave:
        if name not in game.names:
            hint = did_you_mean(name, game.names)
            refuse("E358", f'no member "{name}"', "--leave", "the name of a member", hint)
    if set(leave) == set(game.names):
        refuse("E358", "nobody would be left", "--leave", "fewer names")
    with counting():
        change = secession(game, leave, options["index"], budget=budget_of(options["limit"]))
    titles = [quota_title(g, options["column"]) for g in (game, game.without_units(leave))]
    _say(change, titles, {sheet.file: sheet.digest}, as_json)


def _joining(texts: tuple[str, ...]) -> dict[str, Fraction]:
    """Return who joins with what weight; raises BadInput with every fault (E358)."""
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.power.bare import parse_weight

    new: dict[str, Fraction] = {}
    faults = [] if texts else ["nobody joins"]
    for text in texts:
        name, _, number = text.rpartition("=")
        weight = parse_weight(number.strip())
        if not name.strip() or weight is None:
            faults.append(f'"{text}" is not a name and a weight')
        elif name.strip() in new:
            faults.append(f'"{name.strip()}" joins twice')
        else:
            new[name.strip()] = weight
    if faults:
        expected = "NAME=WEIGHT with a known weight that is not negative"
        raise BadInput([Diagnostic("E358", f, Place("--join"), expected) for f in faults])
    return new


def _say(change: Change, titles: list[str], inputs: dict[str, str], as_json: bool) -> None:
    from foedus.cli.common import emit, table
    from foedus.cli.power_shared import assumed, firmness, say_assumed, shown

    before, after = titles
    if as_json:
        emit({"inputs": inputs, "rule_before": before, "rule_after": after, **change.to_dict(),
              "assumptions": assumed()}, kind="power-change")  # fmt: skip
        return
    rows = [
        [r["voter"], shown(r["before"]), shown(r["after"]), _moved(r["before"], r["after"])]
        for r in change.rows()
    ]
    head = ["voter", "before", "after", "difference"]
    click.echo(f"{change.index} before: {before}\n{' ' * len(change.index)} after:  {after}\n")
    click.echo(table(head, rows, right={1, 2, 3}))
    say_assumed()
    stay = [r for r in change.rows() if None not in (r["before"], r["after"])]
    more, less = (sum((r["after"] - r["before"]) * s > 0 for r in stay) for s in (1, -1))
    click.echo(
        f"of {len(stay)} who stay {more} gain, {less} lose, {len(stay) - more - less} keep theirs; "
        f"{firmness(change)}"
    )


def _moved(before: Any, after: Any) -> str:
    if before is None or after is None:
        return "joins" if before is None else "leaves"
    return f"{float(after - before):+.6f}"
