"""`foedus power inverse`: integer weights whose power comes near wanted shares."""

from __future__ import annotations

from typing import Any

import click

from foedus.cli.common import guarded, json_option
from foedus.cli.power_shared import limit_option

EXAMPLES = """\b
Examples:
  foedus power inverse --quota "more than 1/2" --wanted TABLE.csv --column people
  foedus power inverse --quota "at least 2/3" --wanted TABLE.csv --column people --total 60 \\
    --index banzhaf_share --json
"""


@click.command("inverse", epilog=EXAMPLES)
@click.option("--quota", default="", help='Of the votes given out: 60, "more than 1/2".')
@click.option("--wanted", default="", help="The CSV table of wanted shares, - for standard input.")
@click.option("--column", default="", help="The column of wanted shares, on any scale.")
@click.option("--name", "named", default="", help="The column of names.")
@click.option("--total", default=100, show_default=True, type=click.IntRange(1, 100_000),
              help="How many votes are given out.")  # fmt: skip
@click.option(
    "--index", default="shapley", show_default=True, help="shapley or banzhaf_share.",
    type=click.Choice(["shapley", "banzhaf_share"]),
)  # fmt: skip
@limit_option
@json_option
@guarded
def inverse_command(as_json: bool, **options: Any) -> None:
    """Find integer weights whose power comes near wanted shares, and say how near.

    The weights are the best found, not proved the best there are.
    """
    from foedus.cli.common import emit
    from foedus.cli.power_shared import assumed, budget_of, refuse
    from foedus.cli.power_subjects import read_game
    from foedus.power.inverse import inverse

    missing = [f"--{k}" for k in ("quota", "wanted", "column") if not options[k]]
    if missing:
        what = f"the inverse problem lacks {', '.join(missing)}"
        refuse("E356", what, "power inverse", "--quota, --wanted and --column")
    game, sheet = read_game({**options, "weights": options["wanted"]})
    wanted = dict(zip(game.names, game.weights, strict=True))
    try:
        found = inverse(
            wanted, game.quota, total=options["total"], index=options["index"],
            budget=budget_of(options["limit"]),
        )  # fmt: skip
    except ValueError as exc:
        refuse("E359", str(exc), "power inverse", "a share that is not 0, a quota that can be met")
    if as_json:
        emit({"inputs": {sheet.file: sheet.digest}, "total": options["total"], **found.to_dict(),
              "assumptions": assumed()}, kind="power-inverse")  # fmt: skip
        return
    _say(found, options["total"])


def _say(found: Any, total: int) -> None:
    from foedus.cli.common import table
    from foedus.cli.power_shared import say_assumed, shown

    rows = [
        [n, str(w), shown(found.values[n]), shown(found.wanted[n]),
         f"{float(found.values[n] - found.wanted[n]):+.6f}"]
        for n, w in found.weights.items()
    ]  # fmt: skip
    head = ["voter", "weight", found.index, "wanted", "difference"]
    click.echo(f"[at least {found.quota} of {total} votes]\n")
    click.echo(table(head, rows, right={1, 2, 3, 4}))
    say_assumed()
    click.echo(
        f"distance {float(found.distance):.6f} = {found.distance}, the sum of absolute "
        "differences: the best found, not proved the least"
    )
