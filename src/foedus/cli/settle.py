"""`foedus settle CASE`: what every side can accept, or exactly why nothing is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from foedus.case.model import Case
    from foedus.settle.model import Negotiation
    from foedus.settle.numbers import Solutions
    from foedus.settle.outcome import Settlement

EXAMPLES = """\b
Examples:
  foedus settle CASE
  foedus settle CASE --absent no-worse --drop DEMAND
  foedus settle CASE --without PARTY --json
  foedus settle CASE --numbers
  foedus settle CASE --for PARTY --seal sheet.toml -o PARTY.sealed
  foedus settle CASE --open A.sealed --open B.sealed --for B
"""


@click.command("settle", epilog=EXAMPLES)
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
@click.option("--later", is_flag=True, help="With the layers after the as-of date.")
@json_option
@guarded
def command(
    case_: str,
    absent: tuple[str, ...],
    without: tuple[str, ...],
    drop: tuple[str, ...],
    for_: str,
    sheets: tuple[str, ...],
    seal: str,
    output: str,
    numbers: bool,
    later: bool,
    as_json: bool,
) -> None:
    """Overlaps, packages that break no demand of a CASE, or the demands that collide.

    Passphrases of sealed sheets stand in FOEDUS_PASSPHRASE_PARTY or FOEDUS_PASSPHRASE.
    """
    from foedus.case.load import load
    from foedus.case.positions import guarantee_facts, load_positions, with_sheets
    from foedus.settle.demands import Absent
    from foedus.settle.outcome import settle

    case = load(case_, layers=_layers(case_) if later else ())
    if seal:
        _seal(case, seal, for_, output, as_json)
        return
    negotiation, inputs = load_positions(case)
    if sheets:
        negotiation = with_sheets(case, dict(_opened(s) for s in sheets))
    _known(negotiation, without, drop, for_)
    facts = guarantee_facts(case, negotiation)
    if for_:
        found = _for(negotiation, facts, for_, without, drop)
    else:
        ways = tuple(Absent(a) for a in absent) or tuple(Absent)
        found = settle(negotiation, facts, absent=ways, without=without, drop=drop)
    shown = found.negotiation or negotiation
    extra = _numbers(shown, facts, without, drop) if numbers else []
    if as_json:
        data = {"case": case.meta.key, "as_of": case.as_of.isoformat(), "for": for_}
        emit({**data, **found.to_dict(), "numbers": [n.to_dict() for n in extra]},
             kind="settle", inputs=inputs)  # fmt: skip
        return
    _print(case, found, extra, sealed=bool(sheets) and not for_, for_=for_)


def _print(
    case: Case, found: Settlement, extra: list[Solutions], *, sealed: bool, for_: str
) -> None:
    from foedus.settle.words import lines, summary

    click.echo(f"{case.meta.title} ({case.as_of.isoformat()})")
    if sealed:
        click.echo("HOLDS SEALED POSITIONS: for the mediator only; --for PARTY prints for a party")
    if for_:
        click.echo(f"For {for_}: computed from public positions and its own sheet alone")
    click.echo("\n".join(lines(found)))
    for number in extra:
        click.echo("")
        click.echo("\n".join(number.lines()))
    click.echo("")
    click.echo(summary(found))


def _layers(case: str) -> Iterable[str]:
    from foedus.report.make import other_layers

    return other_layers(case)


def _known(
    negotiation: Negotiation, without: Iterable[str], drop: Iterable[str], for_: str
) -> None:
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
    from foedus.settle.demands import demand_names
    from foedus.settle.leak import known_to

    parties = [p.key for p in negotiation.parties]
    # An error on a party's print must not list what is sealed from it.
    names = demand_names(known_to(negotiation, for_) if for_ else negotiation)
    asked = [("party", p, parties) for p in (*without, *filter(None, [for_]))]
    asked += [("demand", d, names) for d in drop]
    errors = [
        Diagnostic("E717", f'there is no {kind} "{word}"', Place("--drop" if kind == "demand" else
                   "--without / --for"), ", ".join(known), did_you_mean(word, known))
        for kind, word, known in asked if word not in known
    ]  # fmt: skip
    if errors:
        raise BadInput(errors)


def _passphrase(party: str) -> str:
    name = f"FOEDUS_PASSPHRASE_{party.upper().replace('-', '_')}"
    return os.environ.get(name) or os.environ.get("FOEDUS_PASSPHRASE", "")


def _opened(path: str) -> tuple[str, bytes]:
    from pathlib import Path

    from foedus.record.sealed import unseal

    party = Path(path).stem
    return party, unseal(read_bytes(path, code="E718"), _passphrase(party), path)


def _seal(case: Case, sheet: str, party: str, output: str, as_json: bool) -> None:
    from foedus.case.positions import check_sheet
    from foedus.record.sealed import seal

    place = output or f"{party}.sealed"
    passphrase = _passphrase(party)
    if not party or not passphrase:
        raise click.UsageError("--seal needs --for PARTY and its passphrase in the environment")
    data = read_bytes(sheet, code="E718")
    check_sheet(case, party, data, sheet)
    write_bytes(place, seal(data, passphrase), code="E718")
    if as_json:
        emit({"sealed": place, "party": party}, kind="settle-seal")
    else:
        click.echo(f"sealed for {party}: {place} (delete the open sheet yourself)")


def _for(
    negotiation: Negotiation,
    facts: dict[tuple[str, str], str],
    party: str,
    without: tuple[str, ...],
    drop: tuple[str, ...],
) -> Settlement:
    from foedus.settle.leak import caucus

    found = caucus(negotiation, facts, party, without=without, drop=drop)
    # To the mediator's screen only: stdout is what may be handed to the party.
    click.echo(f"leak check for {party}: {len(found.withheld)} outputs withheld", err=True)
    for name in found.withheld:
        click.echo(f"  would differ with the other sheets: {name}", err=True)
    return found.shown


def _numbers(
    negotiation: Negotiation,
    facts: dict[tuple[str, str], str],
    without: tuple[str, ...],
    drop: tuple[str, ...],
) -> list[Solutions]:
    from foedus.settle.demands import problem
    from foedus.settle.numbers import solutions

    return [solutions(problem(negotiation, facts, without=without, drop=drop))]
