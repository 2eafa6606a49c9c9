"""The stations a screen looks at, as arrays, and honest redraws of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.results import Results
from foedus.observe.screens.declare import Declaration

Ints = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Stations:
    """Counts by station: `registered` (None without a register), `ballots`, `votes` by choice.

    Shares are of `ballots`: the ballots in the box, or the valid ones where only those are known.
    `left_out` counts the stations excluded, by reason. Turnout is of `issued` where that is given.
    """

    choices: tuple[str, ...]
    registered: Ints | None
    ballots: Ints
    votes: Ints
    left_out: tuple[tuple[str, int], ...] = ()
    issued: Ints | None = None

    def __len__(self) -> int:
        return len(self.ballots)

    @property
    def turned(self) -> Ints:
        """The ballots that turnout counts."""
        return self.ballots if self.issued is None else self.issued


def stations_of(results: Results, declared: Declaration) -> Stations:
    """Return the stations with every figure and within the declared bounds.

    Raises BadInput (E922) where ballots or choices are not mapped, or no station is left.
    """
    base = next((b for b in ("ballots", "valid") if b in results.counts), "")
    if not base or not results.candidates:
        what = "the mapping has neither ballots nor valid, or no choice"
        raise BadInput(Diagnostic("E922", what, Place(results.file), 'ballots = "column"'))
    if declared.turnout == "issued" and "issued" not in results.counts:
        what = "turnout is declared of ballots issued, and the mapping has none"
        raise BadInput(Diagnostic("E922", what, Place(results.file), 'issued = "column"'))
    turned = "issued" if declared.turnout == "issued" else base
    names = [*dict.fromkeys([base, turned]), *results.candidates]
    names += ["registered"] if "registered" in results.counts else []
    known = np.logical_and.reduce([results.known(n) for n in names])
    table = {n: results.numbers(n) for n in names}
    votes = np.stack([table[c] for c in results.candidates])
    size = table.get("registered", table[base])
    with np.errstate(divide="ignore", invalid="ignore"):
        turnout = table[turned] / size
        share = votes.max(axis=0) / table[base]
    many = known & (size >= declared.voters) & (table[base] > 0)
    high = many & ((turnout > declared.most) & ("registered" in table) | (share > declared.most))
    odd = many & ~high & ((votes.sum(axis=0) > table[base]) | (table[turned] > size))
    keep = many & ~high & ~odd
    left = (
        ("a figure is missing", int((~known).sum())),
        (f"fewer than {declared.voters} voters", int((known & ~many).sum())),
        (f"turnout or a share above {declared.most:g}", int(high.sum())),
        ("the figures do not add up", int(odd.sum())),
    )
    if not keep.any():
        what = "no station is left within the declared bounds"
        raise BadInput(Diagnostic("E922", what, Place(results.file), "lower `voters`"))
    register = size[keep] if "registered" in table else None
    issued = table[turned][keep] if declared.turnout == "issued" else None
    return Stations(results.candidates, register, table[base][keep], votes[:, keep], left, issued)


def redraw(stations: Stations, random: np.random.Generator) -> Stations:
    """Return an honest redraw: ballots ~ Binomial(register, turnout), votes ~ multinomial.

    Each station keeps its own turnout and shares; only chance moves. Where turnout is of ballots
    issued these are redrawn, and the ballots in the box stay as they are.
    """
    ballots, issued = stations.ballots, stations.issued
    if stations.registered is not None and issued is not None:
        issued = random.binomial(stations.registered, issued / stations.registered)
    elif stations.registered is not None:
        ballots = random.binomial(stations.registered, ballots / stations.registered)
    votes = np.empty_like(stations.votes)
    left, rest = ballots.copy(), stations.ballots.astype(float)
    for c, old in enumerate(stations.votes):
        with np.errstate(divide="ignore", invalid="ignore"):
            p = np.where(rest > 0, np.minimum(1.0, old / np.maximum(rest, 1)), 0.0)
        votes[c] = random.binomial(left, p)
        left -= votes[c]
        rest -= old
    return replace(stations, ballots=ballots, votes=votes, issued=issued)
