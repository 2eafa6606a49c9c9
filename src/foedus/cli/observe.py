"""`foedus observe ...`: what outsiders may honestly say about an election."""

from __future__ import annotations

import click

from foedus.cli.groups import LazyGroup

SUBCOMMANDS: dict[str, tuple[str, str]] = {
    "results": ("observe_data:results", "What adds up, what is absent, turnout and reach."),
    "plan": ("observe_count:plan_", "How many stations a margin needs."),
    "sample": ("observe_count:sample", "Draw the stations; hash seed and plan."),
    "estimate": ("observe_count:estimate_", "What the returns of a sample allow to be said."),
    "replay": ("observe_count:replay_", "The same design on a past election, many times."),
    "trace": ("observe_data:trace_", "Observers' copies of protocols against published rows."),
    "checklists": ("observe_forms:checklists_", "Observers' forms: counts, coverage, a draft."),
    "incidents": ("observe_forms:incidents_", "Incidents by severity, borne out or not, redacted."),
    "screen": ("observe_screen:screen_", "Declared screens of results; off without a declaration."),
    "simulate": ("observe_screen:simulate_", "A simulated election, labelled as such."),
    "audit": ("observe_audit:audit", "Risk-limiting audits, compiled from the rule that decides."),
}


@click.group(
    "observe",
    cls=LazyGroup,
    subcommands=SUBCOMMANDS,
    epilog="Example: foedus observe results stations.csv --columns columns.toml",
)
def command() -> None:
    """Station results checked, protocols traced, votes estimated and audited.

    Every output is a difference, an interval or a risk; none names a cause.
    """
