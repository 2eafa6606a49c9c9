"""`foedus power accession` and `secession`: an index before and after units join or leave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import guarded, json_option
from foedus.cli.power_shared import bare_options, index_option, limit_option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from foedus.cli.power_units import Newcomer
    from foedus.constitution.compile import Compiled
    from foedus.constitution.model import Model
    from foedus.power.sensitivity import Change

JOIN = """\b
Examples:
  foedus power accession --quota "at least 2/3" --weights TABLE.csv --column votes --join Delta=3
  foedus power accession --quota "more than 1/2" --weights TABLE.csv --column votes \\
    --join Delta=3 --join Epsilon=1 --index banzhaf_share --json
  foedus power accession eu-council "Qualified majority (Eurostat)" \\
    --join "Atlantis: population=5000000"
"""
LEAVE = """\b
Examples:
  foedus power secession --quota "at least 2/3" --weights TABLE.csv --column votes --leave Alpha
  foedus power secession --quota 270 --weights TABLE.csv --column electors --leave Texas --json
  foedus power secession eu-council "Reinforced qualified majority" --leave MT
"""


def _subject(function: Any) -> Any:
    """Add what the change is made to: a procedure of a constitution, or a bare game."""
    function = bare_options(function)
    for flag, name, text in (
        ("--unit", "unit", "The unit concerned, where its consent is needed."),
        ("--voters", "view", "A view: who the voters are."),
    ):
        function = click.option(flag, name, default="", help=text)(function)
    function = click.argument("procedure", required=False)(function)
    return click.argument("file", metavar="FILE", required=False)(function)


@click.command("accession", epilog=JOIN)
@_subject
@click.option(
    "--join",
    multiple=True,
    metavar="NAME=WEIGHT",
    help='Who joins; for a constitution "NAME: COLUMN=FIGURE, ...". May be repeated.',
)
@index_option
@limit_option
@json_option
@guarded
def accession_command(join: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Everybody's power before and after units join: a quota that is a share follows the total."""
    from foedus.cli.power_shared import budget_of, counting, refuse
    from foedus.cli.power_subjects import quota_title, read_game
    from foedus.power.sensitivity import accession

    if _of_constitution(options):
        from foedus.cli.power_units import with_units

        new_units = _newcomers(join)
        _two_rules(options, lambda model: with_units(model, new_units), as_json)
        return
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
@_subject
@click.option("--leave", multiple=True, metavar="NAME", help="Who leaves; may be repeated.")
@index_option
@limit_option
@json_option
@guarded
def secession_command(leave: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Everybody's power before and after units leave: a quota that is a share follows the total."""
    from foedus.cli.power_shared import budget_of, counting, refuse
    from foedus.cli.power_subjects import quota_title, read_game
    from foedus.errors import did_you_mean
    from foedus.power.sensitivity import secession

    constitution = _of_constitution(options)
    if not leave:
        refuse("E358", "nobody leaves", "--leave", "the name of a member")
    if constitution:
        from foedus.cli.power_units import without

        _two_rules(options, lambda model: without(model, leave), as_json)
        return
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


def _of_constitution(options: Mapping[str, Any]) -> bool:
    """Return whether a procedure of a constitution changes, not a bare game; raises BadInput."""
    from foedus.cli.power_shared import refuse

    given = [k for k in ("quota", "weights", "column") if options[k]]
    missing = [f"--{k}" for k in ("quota", "weights", "column") if not options[k]]
    what = ""
    if options["file"] and given:
        what = "a constitution file and a bare game at once"
    elif options["file"] and not options["procedure"]:
        what = f"{options['file']} stands alone: no procedure is named"
    elif not options["file"] and missing:
        what = f"a bare game lacks {', '.join(missing)}" if given else "nothing to change"
    if what:
        expected = "FILE and a procedure, or --quota, --weights and --column"
        refuse("E356", what, "power", expected)
    return bool(options["file"])


def _two_rules(
    options: Mapping[str, Any], changed: Callable[[Model], Model], as_json: bool
) -> None:
    """Say an index of a procedure as the tables stand, and after its units change."""
    from foedus.cli.power_shared import budget_of, counting
    from foedus.cli.power_units import STAYS, two_rules
    from foedus.cli.proof_shared import one_model
    from foedus.power.sensitivity import compared

    model = one_model(options["file"])
    view, unit = options["view"], options["unit"]
    first, second = two_rules(model, changed(model), options["procedure"], view=view, unit=unit)
    with counting():
        change = compared(
            first.rule, second.rule, options["index"], budget=budget_of(options["limit"])
        )
    change = replace(change, method="both rules counted; shares in the text follow the units")
    titles = [f"{c.procedure} ({c.article}), {c.rule.size} voters" for c in (first, second)]
    assumed = [*first.assumptions, *second.assumptions, STAYS]
    _say(change, titles, dict(model.digests), as_json, assumed, _spoken(first, second))


def _spoken(first: Compiled, second: Compiled) -> Callable[[str], str]:
    there = set(first.rule.names)
    return lambda name: first.alone(name) if name in there else second.alone(name)


def _newcomers(texts: tuple[str, ...]) -> list[Newcomer]:
    """Return who joins with which cells; raises BadInput with every fault (E358)."""
    from foedus.cli.power_units import Newcomer
    from foedus.errors import BadInput, Diagnostic, Place

    new: dict[str, Newcomer] = {}
    faults = [] if texts else ["nobody joins"]
    for text in texts:
        name, _, rest = (part.strip() for part in text.partition(":"))
        pairs = [[side.strip() for side in pair.split("=")] for pair in rest.split(",")]
        if not name or any(len(pair) != 2 or not all(pair) for pair in pairs):
            faults.append(f'"{text}" is not a name and its figures')
        elif name in new:
            faults.append(f'"{name}" joins twice')
        else:
            new[name] = Newcomer(name, {column: cell for column, cell in pairs})
    if faults:
        expected = "NAME: COLUMN=FIGURE, COLUMN=FIGURE of the table of units"
        raise BadInput([Diagnostic("E358", f, Place("--join"), expected) for f in faults])
    return list(new.values())


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


def _say(
    change: Change,
    titles: list[str],
    inputs: dict[str, str],
    as_json: bool,
    taken: Sequence[str] = (),
    spoken: Callable[[str], str] = str,
) -> None:
    from foedus.cli.common import emit, table
    from foedus.cli.power_shared import assumed, firmness, say_assumed, shown

    before, after = titles
    if as_json:
        emit({"inputs": inputs, "rule_before": before, "rule_after": after, **change.to_dict(),
              "assumptions": assumed(taken)}, kind="power-change")  # fmt: skip
        return
    rows = [
        [spoken(r["voter"]), shown(r["before"]), shown(r["after"]), _moved(r["before"], r["after"])]
        for r in change.rows()
    ]
    head = ["voter", "before", "after", "difference"]
    click.echo(f"{change.index} before: {before}\n{' ' * len(change.index)} after:  {after}\n")
    click.echo(table(head, rows, right={1, 2, 3}))
    say_assumed(taken)
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
