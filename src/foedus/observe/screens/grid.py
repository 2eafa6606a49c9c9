"""The turnout-share picture: how many stations lie where. A picture, and no test."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from foedus.answer import Answer, Label
from foedus.observe.screens.stations import Ints, Stations
from foedus.observe.screens.words import CLOSING, EXPLANATIONS


@dataclass(frozen=True, slots=True)
class Grid(Answer):
    """Stations by turnout (columns) and share of `choice` (rows), `steps` cells a side.

    cells[row][column] counts stations with share in [row, row + 1) / steps and turnout in
    [column, column + 1) / steps; 1 belongs to the last cell.
    """

    choice: str
    steps: int
    cells: tuple[tuple[int, ...], ...] = field(repr=False)
    stations: int
    text: str = f"A picture of published figures. {CLOSING}"
    explanations: tuple[str, ...] = EXPLANATIONS["picture"]
    label: Label = Label.EXACT
    method: str = "two-dimensional histogram"
    reference: str = "Klimek, Yegorov, Hanel & Thurner 2012, PNAS 109 (the picture, not the fit)"


def grids(stations: Stations, steps: int = 50) -> tuple[Grid, ...]:
    """Return the picture of every choice; none where there is no register."""
    if stations.registered is None:
        return ()
    found = []
    x = _cell(stations.turned, stations.registered, steps)
    for choice, votes in zip(stations.choices, stations.votes, strict=True):
        y = _cell(votes, stations.ballots, steps)
        flat = np.bincount(y * steps + x, minlength=steps * steps).reshape(steps, steps)
        cells = tuple(tuple(int(v) for v in row) for row in flat)
        found.append(Grid(choice, steps, cells, len(stations)))
    return tuple(found)


def _cell(part: Ints, whole: Ints, steps: int) -> Ints:
    found: Ints = np.minimum(steps * part // np.maximum(whole, 1), steps - 1)
    return found
