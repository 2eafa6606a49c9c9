"""Turnout under every denominator, and what the stations that could not open leave unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from foedus.answer import Answer, Label
from foedus.observe.results import Results

Mask = npt.NDArray[np.bool_]
REFUSED = (
    "No national figure and no margin of error is given: {closed} of {frame} stations did not "
    "open, they are no random part of the frame, and the reached stations say nothing of them."
)


@dataclass(frozen=True, slots=True)
class Turnout(Answer):
    """Turnout as one exact fraction under one choice of numerator and denominator.

    `stations` are those counted, `left_out` those of the scope that lack a figure; `value` is
    None where the denominator is 0. A value above 1 is shown as it is.
    """

    numerator: str
    denominator: str
    group: str
    value: Fraction | None
    stations: int
    left_out: int
    label: Label = Label.EXACT
    method: str = "sum over stations / sum over stations"
    reference: str = "the electoral law decides which denominator is meant"


@dataclass(frozen=True, slots=True)
class Reach(Answer):
    """A choice's share where voting was held and counted, and worst-case bounds for the frame.

    low = a / (m + R), high = (a + R) / (m + R): every registered voter R of the stations without
    a result voted for the others, or for the choice (Manski 1995, ch. 2). The bounds are 0 and 1
    where the register of such a station is unknown. `refusal` says why no margin is given.
    """

    choice: str
    frame: int
    opened: int
    counted: int
    share: Fraction | None
    low: Fraction
    high: Fraction
    refusal: str
    label: Label = Label.BOUND
    method: str = "worst-case bounds: stations without a result at 0 and at 100 per cent"
    reference: str = "Manski 1995, Identification Problems in the Social Sciences, ch. 2"


def turnouts(results: Results) -> tuple[Turnout, ...]:
    """Return turnout under every numerator and lawful denominator that is mapped.

    Numerators: ballots issued, ballots in the box, valid ballots. Denominators: the register of
    all stations, of those that opened, the register with voters added on the day, and each
    population the mapping gives. Groups (such as displaced or out-of-country voters) stand apart
    and are never added into another group's figure.
    """
    return tuple(
        found
        for group in dict.fromkeys(results.groups)
        for numerator in ("issued", "ballots", "valid")
        if numerator in results.counts
        for found in _under(results, numerator, group)
    )


def _under(results: Results, numerator: str, group: str) -> Iterator[Turnout]:
    inside = np.array([g == group for g in results.groups], dtype=bool)
    opened = inside & results.opened()
    if "registered" in results.counts:
        yield _turnout(results, numerator, "registered, all stations", group, inside)
        yield _turnout(results, numerator, "registered, stations that opened", group, opened)
        if "added" in results.counts:
            yield _turnout(results, numerator, "registered and added", group, opened, added=True)
    if group == next(iter(dict.fromkeys(results.groups))):
        for name, figure in results.population.items():
            known = inside & results.known(numerator)
            votes = int(results.numbers(numerator)[known].sum())
            missing = int((opened & ~known).sum())
            yield Turnout(
                numerator, name, group, Fraction(votes, figure), int(known.sum()), missing
            )


def _turnout(
    results: Results, numerator: str, text: str, group: str, scope: Mask, *, added: bool = False
) -> Turnout:
    closed = scope & ~results.opened()
    known = (scope & results.known(numerator)) | closed
    names = ["registered", *(["added"] if added else [])]
    for name in names:
        known &= results.known(name)
    votes = int(results.numbers(numerator)[known & ~closed].sum())
    base = sum(int(results.numbers(name)[known].sum()) for name in names)
    value = Fraction(votes, base) if base else None
    left = int((scope & ~known).sum())
    return Turnout(numerator, text, group, value, int(known.sum()), left)


def reach(results: Results, choice: str, base: str) -> Reach:
    """Return a choice's share of `base` ("valid" or "ballots") where counted, with bounds.

    Stations that did not open stay in the frame. Raises KeyError for an unmapped field.
    """
    known = results.known(choice) & results.known(base)
    opened = results.opened()
    a = int(results.numbers(choice)[known].sum())
    m = int(results.numbers(base)[known].sum())
    low, high = Fraction(0), Fraction(1)
    hidden = _hidden(results, ~known)
    if hidden is not None and m + hidden:
        low, high = Fraction(a, m + hidden), Fraction(a + hidden, m + hidden)
    closed = int((~opened).sum())
    refusal = REFUSED.format(closed=closed, frame=len(results)) if closed else ""
    share = Fraction(a, m) if m else None
    counts = (len(results), int(opened.sum()), int(known.sum()))
    return Reach(choice, *counts, share, low, high, refusal)


def _hidden(results: Results, missing: Mask) -> int | None:
    """Return how many could have voted at the stations without a result; None if unknown."""
    total = 0
    for name in ("registered", "added"):
        if name not in results.counts:
            if name == "registered" and missing.any():
                return None
            continue
        if name == "registered" and (missing & ~results.known(name)).any():
            return None
        total += int(results.numbers(name)[missing & results.known(name)].sum())
    return total
