"""`foedus power`: who holds how much power under a procedure, or in a bare weighted game."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import DefaultGroup, guarded, json_option, seconds
from foedus.cli.power_change import accession_command, secession_command
from foedus.cli.power_inverse import inverse_command
from foedus.cli.power_sensitivity import sensitivity_command

if TYPE_CHECKING:
    from foedus.cli.power_subjects import Subject
    from foedus.power.profile import Budget

#: Never typed; not "power", so that a file of that name is one.
DEFAULT = "of-rule"
EXAMPLES = """\b
Examples:
  foedus power un-security-council "Substantive decision"
  foedus power my.foedus@2018-06-01 Revision --voters Regions --index shapley
  foedus power --quota 270 --weights TABLE.csv --column electors --index banzhaf_swings --json
  foedus power --quota "at least 85%" --weights TABLE.csv --column votes --by continent
  foedus power --list
  foedus power sensitivity un-security-council "Substantive decision" --gate 0 --quotas 6..15
"""


class PowerGroup(DefaultGroup):
    """The default command's options are shown with the group's help, and it is called by itself."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give the default no words at all, too: it says what is missing."""
        return super().parse_args(ctx, args or [self.default])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the default's options, then the commands."""
        default = self.commands[self.default]
        shown = [p.get_help_record(ctx) for p in default.get_params(ctx)]
        with formatter.section("Options"):
            formatter.write_dl([record for record in shown if record])
        self.format_commands(ctx, formatter)


@click.group(
    "power", cls=PowerGroup, default=DEFAULT, usage="[FILE] [PROCEDURE] [OPTIONS]", epilog=EXAMPLES
)
def command() -> None:
    """Measure voting power: a PROCEDURE of a constitution FILE, or a bare weighted game.

    Who can pass and who can block comes first: see foedus show. Indices assume independent voters
    and no agenda-setter.
    """


for _command in (sensitivity_command, accession_command, secession_command, inverse_command):
    command.add_command(_command)


@command.command(DEFAULT, epilog=EXAMPLES)
@click.argument("file", metavar="FILE", required=False)
@click.argument("procedure", required=False)
@click.option("--voters", "view", default="", help="A view: who the voters are.")
@click.option("--unit", default="", help="The unit concerned, where its consent is needed.")
@click.option("--quota", default="", help='A bare game: 270, "more than 1/2", "at least 85%".')
@click.option("--weights", default="", help="A bare game: the CSV table, - for standard input.")
@click.option("--column", default="", help="A bare game: the column of weights.")
@click.option("--name", "named", default="", help="A bare game: the column of names.")
@click.option("--index", "indices", multiple=True, help="An index; may be repeated.")
@click.option("--engine", default="auto", show_default=True, help="How to count.")
@click.option("--by", default="", help="Groups apart and together: a column, or a kind of name.")
@click.option("--citizens", default="", help="A bare game: the column of citizens' numbers.")
@click.option(
    "--limit", callback=seconds, default=60.0, show_default=True, help="Seconds before it stops."
)
@click.option("--seed", default=0, show_default=True, help="Seed of --engine sampling.")
@click.option("--draws", default=20_000, show_default=True, help="Pairs of --engine sampling.")
@click.option("--list", "listing", is_flag=True, help="List the indices and engines.")
@json_option
@guarded
def rule_command(file: str | None, procedure: str | None, listing: bool, as_json: bool,
                 **options: Any) -> None:  # fmt: skip
    """Measure voting power: a PROCEDURE of a constitution FILE, or a bare weighted game."""
    from foedus.cli.common import emit
    from foedus.cli.power_subjects import subjects

    if listing:
        _list(as_json)
        return
    rules, inputs = subjects(file, procedure, options)
    answers = [_measure(s, options) for s in rules]
    if as_json:
        emit({"inputs": inputs, "rules": [a for a, _ in answers]}, kind="power")
    else:
        click.echo("\n\n".join(text for _, text in answers))


def _list(as_json: bool) -> None:
    from foedus.cli.common import emit, table
    from foedus.power.engines import ENGINES
    from foedus.power.indices import INDICES
    from foedus.power.table import ROUGH

    engines = ["auto", *ENGINES, *ROUGH]
    if as_json:
        emit({"indices": INDICES, "engines": engines}, kind="power-list")
        return
    rows = [[name, i.formula, i.source] for name, i in INDICES.items()]
    click.echo(table(["index", "what it is", "source"], rows))
    click.echo(f"engines: {', '.join(engines)}")


def _measure(subject: Subject, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    from foedus.cli.power_shared import budget_of, counting
    from foedus.cli.power_text import written
    from foedus.power.indices import WITH_BLOCS
    from foedus.power.table import power
    from foedus.power.together import together

    budget = budget_of(options["limit"])
    indices = options["indices"] or None
    grouped = None
    with counting():
        result = power(
            subject.rule,
            indices,
            engine=options["engine"],
            blocs=subject.groups or None,
            budget=budget,
            seed=options["seed"],
            draws=options["draws"],
        )
        index = next((c.index for c in result.columns if c.index not in WITH_BLOCS), "shapley")
        if subject.groups:
            plain = "shapley" if index.startswith("cohesion") else index
            grouped = together(subject.rule, subject.groups, plain, budget=budget)
    level = _citizens(subject, budget)
    data = {
        "rule": subject.title,
        **result.to_dict(),
        "assumptions": [*subject.assumptions, *result.assumptions],
        "notes": [*subject.notes, *result.notes],
        "beside": subject.beside,
        "groups": grouped.to_dict() if grouped else None,
        "citizens": level.to_dict() if level else None,
    }
    return data, written(subject, result, grouped, level)


def _citizens(subject: Subject, budget: Budget) -> Any:
    if not subject.populations:
        return None
    from foedus.power.citizens import citizens

    return citizens(subject.rule, subject.populations, budget=budget)
