"""Options that several proof commands share."""

from __future__ import annotations

import click

from foedus.cli.common import seconds
from foedus.csvfile import is_whole


def filled_seats(
    ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> dict[str, int]:
    """Return who can take part, from NAME=NUMBER."""
    found = {}
    for text in value:
        name, _, number = text.rpartition("=")
        if not name or not is_whole(number):
            what = f'"{text}" is not NAME=NUMBER, such as Council=423 or Alpha=0'
            raise click.BadParameter(what, ctx=ctx, param=param)
        found[name] = int(number)
    return found


limit_option = click.option(
    "--limit",
    callback=seconds,
    default=10.0,
    show_default=True,
    help="Seconds a question may take.",
)

filled_option = click.option(
    "--filled",
    multiple=True,
    callback=filled_seats,
    metavar="NAME=NUMBER",
    help="How many of a body or group can vote; 0 for a unit that cannot. Repeatable.",
)
