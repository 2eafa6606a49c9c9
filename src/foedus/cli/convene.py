"""`foedus convene ...`: delegates, opinions, participation, agendas, ratification."""

from __future__ import annotations

import click

from foedus.cli.groups import LazyGroup

SUBCOMMANDS: dict[str, tuple[str, str]] = {
    "delegates": ("convene_delegates:delegates_", "Seats by region, and who fills them."),
    "lot": ("convene_lot:lot_", "Delegates by lot: quotas, bound, numbered public tickets."),
    "pool": ("convene_lot:pool_", "A realistic pool of volunteers, generated with a seed."),
    "opinions": ("convene_opinions:opinions_", "Opinion groups and what all groups agree on."),
    "participation": ("convene_access:participation_", "Invited to voted, region by region."),
    "support": ("convene_access:support_", "Initiatives against a threshold across regions."),
    "submissions": ("convene_access:submissions_", "Petitions apart, copies and near copies."),
    "agenda": ("convene_agenda:agenda_", "What each agenda makes of the clauses."),
    "ratify": ("convene_ratify:ratify_", "A real vote held against the rule that binds."),
    "link": ("convene_ratify:link_", "Whether anybody must put the text to a binding vote."),
}


@click.group(
    "convene",
    cls=LazyGroup,
    subcommands=SUBCOMMANDS,
    epilog="Example: foedus convene opinions biodiversity --groups 2",
)
def command() -> None:
    """A convention on an equal footing: of units, of citizens, of access, shown apart."""
