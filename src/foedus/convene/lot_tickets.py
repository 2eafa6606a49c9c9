"""A public lottery: m equally likely numbered panels, one ticket drawn in public.

(Flanigan, Kehne & Procaccia, "Fair sortition made transparent", NeurIPS 2021.)
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from foedus.convene.lot_columns import Lottery
from foedus.convene.lot_model import Lot
from foedus.convene.lot_walk import Face
from foedus.convene.matrix import Floats, Ints

#: Exchanges of one ticket for another at the most.
EXCHANGES = 1000


@dataclass(frozen=True, slots=True)
class Draw:
    """The ticket drawn: its number counts from 1; `digest` is SHA-256 of the text hashed."""

    seed: str
    hashed: str
    digest: str
    ticket: int
    panel: tuple[str, ...]


def tickets(of: Lot, lottery: Lottery, m: int) -> list[Ints]:
    """Return m panels whose mean is near the lottery's marginals.

    Each panel gets floor(m x_P) tickets; the rest go one by one to the panel that lessens the sum
    of squared relative deficits of people most, then tickets are exchanged one for one while that
    sum falls (of equals the first).
    """
    panels = np.array(lottery.panels)
    shares = panels / of.count
    weight = _weight(of, lottery.probability, m)
    target = lottery.probability
    copies = np.floor(lottery.chance * m + 1e-9).astype(np.int64)
    deficit = m * target - copies @ shares
    weighed = shares * weight
    # |d - a|^2 = |d|^2 - 2 d.a + |a|^2, weighed by people.
    square = (weighed * shares).sum(axis=1)
    for _ in range(m - int(copies.sum())):
        best = int((2 * (weighed @ deficit) - square).argmax())
        copies[best] += 1
        deficit = deficit - shares[best]
    copies = _exchanged(copies, weighed @ shares.T, weighed @ deficit)
    return [panels[i] for i in range(len(panels)) for _ in range(int(copies[i]))]


def _weight(of: Lot, probability: Floats, m: int) -> Floats:
    """Return what a squared deficit of each type weighs.

    Relative to the chance, or to that of being left out: two tickets in a thousand matter more to
    somebody who has thirty of them, or lacks thirty.
    """
    scale = np.maximum(np.minimum(probability, 1 - probability), 1 / m)
    weight: Floats = of.count / scale**2
    return weight


def _exchanged(copies: Ints, product: Floats, behind: Floats) -> Ints:
    """Return the copies after every exchange of one ticket that lessens the squared deficits.

    `product` holds the panels' weighed inner products, `behind` those with the deficit.
    """
    copies = copies.copy()
    square = np.diag(product)
    pairs = square[:, None] + square[None, :] - 2 * product
    for _ in range(EXCHANGES):
        change = 2 * (behind[:, None] - behind[None, :]) + pairs
        change[copies == 0] = np.inf
        give, take = np.unravel_index(int(change.argmin()), change.shape)
        if change[give, take] >= -1e-9:
            break
        copies[give] -= 1
        copies[take] += 1
        behind = behind + product[give] - product[take]
    return copies


def leftover(of: Lot, lottery: Lottery, m: int) -> list[Ints]:
    """Return a panel for each ticket that whole copies leave over, each sought for the people
    whom those before it leave furthest behind, relative to their chance.

    Whoever is in every panel of the lottery, or in none, is so here too.
    """
    face = Face(of)
    face.at(lottery.probability * of.count)
    copies = np.floor(lottery.chance * m + 1e-9).astype(np.int64)
    shares = np.array(lottery.panels) / of.count
    deficit = m * lottery.probability - copies @ shares
    weight = _weight(of, lottery.probability, m)
    found = []
    for _ in range(m - int(copies.sum())):
        # The fall of the squared deficits by one person more of a type.
        panel = face.panel(weight / weight.max() * (2 * deficit - 1 / of.count) / of.count)
        if panel is None:
            break
        found.append(panel)
        deficit = deficit - panel / of.count
    return found


def named(of: Lot, panels: list[Ints]) -> list[tuple[str, ...]]:
    """Return each panel's people: within a type everybody takes turns, ticket after ticket."""
    turn = np.zeros(of.types, dtype=np.int64)
    found = []
    for panel in panels:
        names: list[str] = []
        for t in np.flatnonzero(panel):
            size, members = int(of.count[t]), of.members[t]
            names += [members[(int(turn[t]) + i) % size] for i in range(int(panel[t]))]
            turn[t] += panel[t]
        found.append(tuple(sorted(names)))
    return found


def draw(seed: str, panels: list[tuple[str, ...]]) -> Draw:
    """Return the ticket that a seed draws: the first SHA-256("seed:attempt") below the last
    whole multiple of m, modulo m, so that every ticket is equally likely."""
    m = len(panels)
    top = 2**256 - 2**256 % m
    attempt = 0
    while True:
        hashed = f"{seed}:{attempt}"
        digest = hashlib.sha256(hashed.encode()).hexdigest()
        if int(digest, 16) < top:
            number = int(digest, 16) % m
            return Draw(seed, hashed, digest, number + 1, panels[number])
        attempt += 1
