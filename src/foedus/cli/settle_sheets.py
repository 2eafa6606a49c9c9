"""Sealed sheets of `foedus settle`: sealing, opening, and the print for one party."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, read_bytes, write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from foedus.case.model import Case
    from foedus.settle.demands import Absent
    from foedus.settle.facts import Facts
    from foedus.settle.model import Negotiation
    from foedus.settle.outcome import Settlement


def passphrase(party: str) -> str:
    """Return a party's passphrase from the environment, "" where there is none."""
    name = f"FOEDUS_PASSPHRASE_{party.upper().replace('-', '_')}"
    return os.environ.get(name) or os.environ.get("FOEDUS_PASSPHRASE", "")


def opened(path: str) -> tuple[str, bytes]:
    """Return the party that a sealed file is named after, and its content."""
    from pathlib import Path

    from foedus.record.sealed import unseal

    party = Path(path).stem
    return party, unseal(read_bytes(path, code="E718"), passphrase(party), path)


def seal_sheet(case: Case, sheet: str, party: str, output: str, as_json: bool) -> None:
    """Check a party's sheet for its owner and write it sealed."""
    from foedus.case.positions import check_sheet
    from foedus.record.sealed import seal

    place = output or f"{party}.sealed"
    phrase = passphrase(party)
    if not party or not phrase:
        raise click.UsageError("--seal needs --for PARTY and its passphrase in the environment")
    data = read_bytes(sheet, code="E718")
    check_sheet(case, party, data, sheet)
    write_bytes(place, seal(data, phrase), code="E718")
    if as_json:
        emit({"sealed": place, "party": party}, kind="settle-seal")
    else:
        click.echo(f"sealed for {party}: {place} (delete the open sheet yourself)")


def facts_of(case: Case, public: Negotiation, whole: Negotiation) -> Facts:
    """Return what the texts keep; an error that only sealed positions cause names no content."""
    from foedus.case.positions import guarantee_facts, unfit
    from foedus.errors import BadInput

    facts = guarantee_facts(case, public)
    try:
        return guarantee_facts(case, whole) if whole is not public else facts
    except BadInput:
        raise unfit(", ".join(sorted({p.party for p in whole.positions if p.sealed}))) from None


def for_party(
    negotiation: Negotiation,
    facts: Facts,
    party: str,
    absent: tuple[Absent, ...],
    without: tuple[str, ...],
    drop: tuple[str, ...],
    more: Callable[[Negotiation], Mapping[str, object]],
) -> Settlement:
    """Return what may be printed for a party; what is withheld goes to the mediator's screen.

    `more` returns what was asked for besides, by name: numbers, each demand's withdrawal alone.
    """
    from foedus.settle.leak import caucus, known_to

    found = caucus(negotiation, facts, party, absent=absent, without=without, drop=drop)
    seen, full = more(known_to(negotiation, party)), more(negotiation)
    withheld = (*found.withheld, *(name for name in full if full[name] != seen.get(name)))
    # To the mediator's screen only: stdout is what may be handed to the party.
    click.echo(f"leak check for {party}: {len(withheld)} outputs withheld", err=True)
    for name in withheld:
        click.echo(f"  would differ with the other sheets: {name}", err=True)
    return found.shown
