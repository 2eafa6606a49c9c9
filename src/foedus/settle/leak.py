"""What a print for one party would give away of another's sealed positions.

The print for B is computed from what B may know: the public positions and B's own sheet. So it
cannot depend on A's sheet (non-interference, Goguen & Meseguer 1982); what a print with every
sheet would say otherwise is listed for the mediator alone, by name and without content.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from foedus.answer import Answer, Label, plain
from foedus.settle.demands import Absent
from foedus.settle.facts import Facts
from foedus.settle.model import Negotiation
from foedus.settle.outcome import Settlement, settle


@dataclass(frozen=True, slots=True)
class Caucus(Answer):
    """The print for one party, and the names of the outputs withheld from it."""

    party: str
    shown: Settlement
    withheld: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "every output computed twice: with all opened sheets, and with what B may know"


def known_to(negotiation: Negotiation, party: str) -> Negotiation:
    """Return the negotiation without the sealed positions and values of anybody else."""
    positions = tuple(p for p in negotiation.positions if not p.sealed or p.party == party)
    values = tuple(v for v in negotiation.values if not v.sealed or v.party == party)
    hidden = {k for k, owner in negotiation.sealed_said.items() if owner != party}
    said = {k: v for k, v in negotiation.said.items() if k not in hidden}
    own = {k: v for k, v in negotiation.sealed_said.items() if v == party}
    return replace(negotiation, positions=positions, values=values, said=said, sealed_said=own)


def caucus(
    negotiation: Negotiation,
    facts: Facts,
    party: str,
    *,
    absent: tuple[Absent, ...] = tuple(Absent),
    without: tuple[str, ...] = (),
    drop: tuple[str, ...] = (),
) -> Caucus:
    """Return what may be printed for a party, and which outputs would differ with every sheet."""
    shown = settle(known_to(negotiation, party), facts, absent=absent, without=without, drop=drop)
    whole = settle(negotiation, facts, absent=absent, without=without, drop=drop)
    seen, full = dict(outputs(shown)), dict(outputs(whole))
    names = dict.fromkeys((*seen, *full))
    return Caucus(party, shown, tuple(n for n in names if seen.get(n) != full.get(n)))


def outputs(found: Settlement) -> Iterator[tuple[str, object]]:
    """Yield every output of a settlement by name, as plain data."""
    yield "overlaps", plain(found.overlaps)
    yield "only because absent", plain(found.only_because_absent)
    yield "demands", plain(found.demands)
    yield "what cannot be traded", plain(found.untradeable)
    yield "what the texts keep", plain(found.facts)
    for way in found.ways:
        for name, value in way.to_dict().items():
            if name not in ("absent", "label", "method"):
                yield f"{way.absent}: {name.replace('_', ' ')}", value
