"""`foedus settle CASE`: what every side can accept, or exactly why nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from foedus.cli.case_shared import loaded
from foedus.cli.common import DefaultGroup, emit, guarded, json_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from foedus.case.model import Case
    from foedus.settle.demands import Absent
    from foedus.settle.facts import Facts
    from foedus.settle.model import Negotiation
    from foedus.settle.numbers import Solutions
    from foedus.settle.outcome import Settlement
    from foedus.settle.what_if import WhatIf

#: Never typed; not "case", so that a folder of that name is one.
DEFAULT = "of-case"
EXAMPLES = """\b
Examples:
  foedus settle CASE
  foedus settle CASE --absent no-worse --drop DEMAND
  foedus settle CASE --without PARTY --json
  foedus settle CASE --numbers
  foedus settle CASE --for PARTY --seal sheet.toml -o PARTY.sealed
  foedus settle CASE --open A.sealed --open B.sealed --for B
  foedus settle text CASE
  foedus settle graph states.toml
"""


@click.group(
    "settle", cls=DefaultGroup, default=DEFAULT, usage="CASE [OPTIONS] ...", epilog=EXAMPLES
)
def command() -> None:
    """What can stand together, or the demands that collide and what would suffice."""


@command.command(DEFAULT, epilog=EXAMPLES)
@click.argument("case_", metavar="CASE")
@click.option(
    "--absent", multiple=True, type=click.Choice(["hard", "ignored", "no-worse"]),
    help="How demands of parties not at the table count; all three ways unless given.",
)  # fmt: skip
@click.option("--without", multiple=True, metavar="PARTY", help="Leave a party out.")
@click.option("--drop", multiple=True, metavar="DEMAND", help="What if this demand were dropped?")
@click.option("--for", "for_", default="", metavar="PARTY", help="Print what this party may know.")
@click.option(
    "--open", "sheets", multiple=True, metavar="PARTY.sealed", help="Open a sealed sheet."
)
@click.option("--seal", default="", metavar="SHEET.toml", help="Check and seal a party's sheet.")
@click.option("-o", "--output", default="", metavar="FILE", help="Where the sealed sheet goes.")
@click.option("--numbers", is_flag=True, help="Bargaining solutions, where parties gave numbers.")
@click.option("--what-if", is_flag=True, help="For each demand: what if it alone were dropped?")
@click.option("--later", is_flag=True, help="With the layers after the as-of date.")
@json_option
@guarded
def case_command(
    case_: str,
    absent: tuple[str, ...],
    without: tuple[str, ...],
    drop: tuple[str, ...],
    for_: str,
    sheets: tuple[str, ...],
    seal: str,
    output: str,
    numbers: bool,
    what_if: bool,
    later: bool,
    as_json: bool,
) -> None:
    """Overlaps, packages that break no demand of a CASE, or the demands that collide.

    Passphrases of sealed sheets stand in FOEDUS_PASSPHRASE_PARTY or FOEDUS_PASSPHRASE.
    """
    from foedus.case.positions import load_positions, with_sheets
    from foedus.cli import settle_sheets
    from foedus.settle.demands import Absent
    from foedus.settle.outcome import settle

    case = loaded(case_, later)
    if seal:
        settle_sheets.seal_sheet(case, seal, for_, output, as_json)
        return
    public, inputs = load_positions(case)
    whole = with_sheets(case, dict(settle_sheets.opened(s) for s in sheets)) if sheets else public
    _known(whole, without, drop, for_)
    facts = settle_sheets.facts_of(case, public, whole)
    ways = tuple(Absent(a) for a in absent) or tuple(Absent)
    asked = Asked(facts, ways, without, drop, numbers, what_if)
    if for_:
        found = settle_sheets.for_party(whole, facts, for_, ways, without, drop, asked.by_name)
    else:
        found = settle(whole, facts, absent=ways, without=without, drop=drop)
    shown = found.negotiation or whole
    extra, by_way = asked.numbers_of(shown), asked.alone(shown)
    alone = [x for xs in by_way.values() for x in xs]
    if as_json:
        head = {"case": case.meta.key, "as_of": case.as_of.isoformat(), "for": for_}
        emit({**head, **_data(found, shown, extra, alone)}, kind="settle", inputs=inputs)
        return
    _print(case, found, extra, alone, sealed=bool(sheets) and not for_, for_=for_)


@dataclass(frozen=True)
class Asked:
    """What was asked for besides the packages: numbers, and each demand's withdrawal alone."""

    facts: Facts
    ways: tuple[Absent, ...]
    without: tuple[str, ...]
    drop: tuple[str, ...]
    numbers: bool
    what_if: bool

    def numbers_of(self, of: Negotiation) -> dict[Absent, Solutions]:
        """Return the bargaining solutions by how absent parties count; none unless asked for."""
        from foedus.settle.demands import problem
        from foedus.settle.numbers import solutions

        return {
            w: solutions(
                problem(of, self.facts, absent=w, without=self.without, drop=self.drop)
            )
            for w in self.ways if self.numbers
        }  # fmt: skip

    def alone(self, of: Negotiation) -> dict[Absent, list[WhatIf]]:
        """Return what each demand's withdrawal alone does; nothing unless asked for."""
        from foedus.settle.what_if import what_ifs

        return {
            w: list(what_ifs(of, self.facts, w, without=self.without, drop=self.drop))
            for w in self.ways if self.what_if
        }  # fmt: skip

    def by_name(self, of: Negotiation) -> dict[str, object]:
        """Return both as data by name, for the comparison with what another may not know."""
        return {
            **{f"{w}: numbers": n.to_dict() for w, n in self.numbers_of(of).items()},
            **{f"{w}: what if": [x.to_dict() for x in xs] for w, xs in self.alone(of).items()},
        }


def _data(
    found: Settlement, shown: Negotiation, extra: dict[Absent, Solutions], alone: list[WhatIf]
) -> dict[str, object]:
    from foedus.settle.attribution import attributed

    return {
        **attributed(shown),
        **found.to_dict(),
        "what_if": [x.to_dict() for x in alone],
        "numbers": [{"absent": str(w), **n.to_dict()} for w, n in extra.items()],
    }


def _print(
    case: Case,
    found: Settlement,
    extra: dict[Absent, Solutions],
    alone: list[WhatIf],
    *,
    sealed: bool,
    for_: str,
) -> None:
    from foedus.settle.words import TITLES, if_alone, lines, summary

    click.echo(f"{case.meta.title} ({case.as_of.isoformat()})")
    if sealed:
        click.echo("HOLDS SEALED POSITIONS: for the mediator only; --for PARTY prints for a party")
    if for_:
        click.echo(f"For {for_}: computed from public positions and its own sheet alone")
    click.echo("\n".join(lines(found)))
    for way, number in extra.items():
        click.echo("")
        click.echo("\n".join([f"{TITLES[way]}:", *number.lines()]))
    click.echo("".join(f"{line}\n" for line in if_alone(alone)))
    click.echo(summary(found))


def _known(
    negotiation: Negotiation, without: Iterable[str], drop: Iterable[str], for_: str
) -> None:
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
    from foedus.settle.demands import demand_names
    from foedus.settle.leak import known_to

    parties = [p.key for p in negotiation.parties]
    # An error names nothing sealed, though the mediator may drop a sealed demand.
    own = demand_names(known_to(negotiation, for_))
    names = own if for_ else demand_names(negotiation)
    said = own if for_ else demand_names(known_to(negotiation, ""))
    asked = [("party", p, parties, parties) for p in (*without, *filter(None, [for_]))]
    asked += [("demand", d, names, said) for d in drop]
    errors = [
        Diagnostic("E717", f'there is no {kind} "{word}"', Place("--drop" if kind == "demand" else
                   "--without / --for"), ", ".join(shown), did_you_mean(word, shown))
        for kind, word, known, shown in asked if word not in known
    ]  # fmt: skip
    if errors:
        raise BadInput(errors)


def _register() -> None:
    from foedus.cli.settle_more import graph, text, winner

    for sub in (text, graph, winner):
        command.add_command(sub)


_register()
