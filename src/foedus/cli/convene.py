"""`foedus convene ...`: delegates, opinions, participation, agendas, ratification."""

from __future__ import annotations

import click

from foedus.cli.common import LazySubgroup

SUBCOMMANDS: dict[str, tuple[str, str]] = {
    "opinions": ("convene_opinions:opinions_", "Opinion groups and what all groups agree on."),
}


@click.group(
    "convene",
    cls=LazySubgroup,
    subcommands=SUBCOMMANDS,
    epilog="Example: foedus convene opinions biodiversity --groups 2",
)
def command() -> None:
    """A convention on an equal footing: of units, of citizens, of access, shown apart."""
