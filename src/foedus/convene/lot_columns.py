"""Lotteries over panels: columns towards a target, leximin, maximin and Nash with certificates.

(Leximin by column generation: Flanigan et al., Nature 2021. Nash: the multiplicative fixed point
of Cover 1984, its gap by the linear bound on a concave function.)
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from foedus.convene.lot_bound import SAME, Relaxation
from foedus.convene.lot_model import EPSILON, Lot, Panels, passed, run
from foedus.convene.matrix import Floats, Ints

Mask = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Clock:
    """A limit in seconds of processor time."""

    seconds: float
    start: float = field(default_factory=time.process_time)
    last: float = field(default_factory=time.process_time)
    step: float = 0.0

    @property
    def over(self) -> bool:
        """Whether the time is up, or would be after one more step as long as the last."""
        return time.process_time() - self.start + self.step > self.seconds

    def tick(self) -> None:
        """End a step: the next is taken to last as long."""
        now = time.process_time()
        self.step, self.last = now - self.last, now


@dataclass(slots=True)
class Columns:
    """Panels found so far, each once, as rows of people per type."""

    lot: Lot
    panels: list[Ints] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)

    def add(self, panel: Ints | None) -> bool:
        """Add a panel; False where there is none or it is known."""
        if panel is None or panel.tobytes() in self.seen:
            return False
        self.seen.add(panel.tobytes())
        self.panels.append(panel)
        return True

    def shares(self) -> Floats:
        """Return the chance of a person of each type in each panel, shape (types, panels)."""
        return np.array(self.panels, dtype=float).T / self.lot.count[:, None]


@dataclass(frozen=True, slots=True)
class Lottery:
    """Panels with their chances, each type's probability, and whether it is proved the best.

    `gap` is how far the certificate leaves it open: the greatest shortfall of a person's
    probability (leximin, maximin) or of the mean log-probability (Nash); 0 where proved.
    """

    panels: tuple[Ints, ...] = field(repr=False)
    chance: Floats = field(repr=False)
    probability: Floats = field(repr=False)
    proved: bool
    gap: float
    why: str


def towards(
    of: Lot, panels: Panels, target: Floats, columns: Columns, rounds: int, clock: Clock
) -> None:
    """Add panels whose running mean stays near a target (herding: Welling 2009).

    Each panel is the one that best serves whoever is most behind: costs are the deficits.
    """
    deficit = target * of.count
    jitter = np.random.default_rng(17)
    for _ in range(rounds):
        if clock.over:
            return
        cost = deficit / of.count + 1e-6 * jitter.random(of.types)
        panel = panels.good(cost)
        if panel is None:
            return
        columns.add(panel)
        deficit = deficit + target * of.count - panel


def decompose(
    of: Lot, panels: Panels, target: Floats, columns: Columns, clock: Clock
) -> tuple[Floats, float]:
    """Return chances of the panels whose marginals are nearest to a target, and how near.

    min sum_t |n_t (sum_P x_P a_tP - target_t)|, columns priced in until the sum is within
    tolerance, no panel improves it, or the time is up. Returns (chances, greatest difference of
    a person's probability).
    """
    unit = SAME * of.k / of.n
    clock.tick()
    while True:
        chance, price, base = _nearest(of, target, columns)
        clock.tick()
        off = float(np.abs(columns.shares() @ chance - target).max())
        if off <= unit or clock.over:
            return chance, off
        added = _improve(panels, price / of.count, base, columns)
        if not added:
            return chance, off


def _improve(panels: Panels, cost: Floats, base: float, columns: Columns) -> bool:
    """Add a panel whose value at these prices beats `base`; False where there is none."""
    room = EPSILON * max(1.0, abs(base))
    for find in (panels.good, panels.best):
        panel = find(cost)
        if panel is not None and float(cost @ panel) > base + room and columns.add(panel):
            return True
    return False


def _nearest(of: Lot, target: Floats, columns: Columns) -> tuple[Floats, Floats, float]:
    """Return (chances, prices of the types, price of the chances' sum) of the L1 programme."""
    a = np.array(columns.panels, dtype=float).T
    types, count = a.shape
    eye = np.eye(types)
    matrix = np.block([[a, eye, -eye], [np.ones((1, count)), np.zeros((1, 2 * types))]])
    goal = np.append(target * of.count, 1.0)
    cost = np.concatenate([np.zeros(count), -np.ones(2 * types)])
    model = passed(matrix, goal, goal, cost, np.full(len(cost), np.inf))
    run(model)
    solution = model.getSolution()
    duals = np.array(solution.row_dual)
    chance = np.maximum(0.0, np.array(solution.col_value)[:count])
    return chance / chance.sum(), -duals[:types] * of.count, float(duals[-1])


class Master:
    """max z over lotteries on the panels found: free types at least z, fixed ones at least f."""

    def __init__(self, of: Lot, columns: Columns) -> None:
        self.lot, self.columns = of, columns
        self.free = np.ones(of.types, dtype=bool)
        self.fixed = np.zeros(of.types)

    def solve(self) -> tuple[float, Floats, Floats]:
        """Return (z, chances, prices y_t of the types)."""
        a = self.columns.shares()
        types, count = a.shape
        z = np.where(self.free, -1.0, 0.0)[:, None]
        matrix = np.block([[a, z], [np.ones((1, count)), np.zeros((1, 1))]])
        low = np.append(np.where(self.free, 0.0, self.fixed - 1e-9), 1.0)
        high = np.append(np.full(types, np.inf), 1.0)
        cost = np.append(np.zeros(count), 1.0)
        model = passed(matrix, low, high, cost, np.full(count + 1, np.inf))
        if types > 300:
            # Interior point with crossover: four times as fast here as the simplex method.
            model.setOptionValue("solver", "ipm")
        run(model)
        solution = model.getSolution()
        values = np.array(solution.col_value)
        prices = np.abs(np.array(solution.row_dual)[:types])
        chance = np.maximum(0.0, values[:-1])
        return float(values[-1]), chance / max(chance.sum(), 1e-300), prices


def leximin(
    of: Lot, panels: Panels, columns: Columns, clock: Clock, *, first_only: bool = False
) -> Lottery:
    """Return the leximin lottery (or, `first_only`, the maximin one) by column generation.

    A level is proved where it reaches the relaxed level with the same types fixed, or where no
    panel prices in (whole numbers, to the solver's tolerance). Where the time is up, the lottery
    found is returned with the gap to the relaxed level.
    """
    master, relaxed = Master(of, columns), Relaxation(of)
    proved, gap = True, 0.0
    chance = np.zeros(0)
    unit = SAME * of.k / of.n
    clock.tick()
    while master.free.any():
        if len(chance) and clock.over:
            proved = False
            break
        found = relaxed.solve()
        top = found[0] if found else 1.0
        z, chance, prices = master.solve()
        clock.tick()
        while z < top - unit:
            if clock.over or not _improve(
                panels, prices / of.count, float(prices @ _needed(master, z)), columns
            ):
                break
            z, chance, prices = master.solve()
            clock.tick()
        if z < top - unit and clock.over:
            proved, gap = False, max(gap, top - z)
            break
        if first_only:
            break
        # Prices say who is tight only where no panel is left to price in; a level that reaches
        # the relaxed one is settled by the relaxation's own duals.
        tight = _tight(master.free, found[2] if found and z >= top - unit else prices)
        if not tight.any():
            reached = columns.shares() @ chance
            tight = master.free & (reached <= z + EPSILON)
        master.free &= ~tight
        master.fixed[tight] = z
        relaxed.fix(tight, z)
    probability = columns.shares() @ chance
    why = "each level reaches its bound or no panel prices in" if proved else "the time is up"
    return _lottery(columns, chance, probability, proved, gap, why)


def _tight(free: Mask, duals: Floats) -> Mask:
    found: Mask = free & (duals > EPSILON * max(1e-9, float(duals.max(initial=0.0))))
    return found


def _needed(master: Master, z: float) -> Floats:
    return np.where(master.free, z, master.fixed)


def _lottery(
    columns: Columns, chance: Floats, probability: Floats, proved: bool, gap: float, why: str
) -> Lottery:
    used = np.flatnonzero(chance > 1e-12)
    kept = chance[used] / chance[used].sum()
    panels = tuple(columns.panels[i] for i in used)
    return Lottery(panels, kept, probability, proved, gap, why)


def nash(of: Lot, panels: Panels, columns: Columns, clock: Clock, aim: float = 1e-4) -> Lottery:
    """Return the lottery with the greatest product of all probabilities, and its certified gap.

    Chances are multiplied by sum_i a_iP / (n p_i) until they settle; a panel that beats the
    average prices in. For every lottery, mean log p* <= mean log p + max_P (1/n) sum_i a_iP / p_i
    - 1: that bound, with the maximum over the relaxation, is the gap printed.
    """
    while True:
        chance = _multiplied(of, columns)
        probability = np.maximum(columns.shares() @ chance, 1e-300)
        cost = 1 / probability / of.n
        relaxed = panels.relaxed(cost)
        gap = max(0.0, relaxed[0] - 1) if relaxed else float("inf")
        if gap <= aim or clock.over:
            break
        if not _improve(panels, cost, 1 + aim / 2, columns):
            break
    why = f"mean log-probability within {gap:.1e} of the bound"
    return _lottery(columns, chance, probability, gap <= aim, gap, why)


def _multiplied(of: Lot, columns: Columns, rounds: int = 2000) -> Floats:
    a = columns.shares()
    weight = of.count / of.n
    chance = np.full(a.shape[1], 1 / a.shape[1])
    for _ in range(rounds):
        p = a @ chance
        gain = (weight / np.maximum(p, 1e-300)) @ a
        chance = chance * gain
        if float(gain.max()) < 1 + 1e-6:
            break
    settled: Floats = chance / chance.sum()
    return settled
