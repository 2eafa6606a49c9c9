"""The fewest changed ballots that turn a verdict: limbs flipped, every flip counted again.

A ballot changes sides (no to yes, or yes to no). Which rows a limb depends on is found by counting
with a row turned round; which units to turn is an exact knapsack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations
from math import lcm

from foedus.answer import Answer, Label
from foedus.proof import branch
from foedus.proof.ballots import Votes
from foedus.proof.program import Constraint, Program
from foedus.proof.tally import LimbResult, Tally

Rows = tuple[Votes, ...]
Count = Callable[[Rows], Tally]
#: Rows up to which the whole verdict is turned; beyond it each limb stands by itself.
MOST = 120
#: Limbs up to which every order of turning them is tried.
ORDERS = 4


@dataclass(frozen=True, slots=True)
class Change(Answer):
    """So many ballots of one row change sides."""

    row: str
    ballots: int


@dataclass(frozen=True, slots=True)
class Flip(Answer):
    """How few changed ballots turn the whole verdict.

    At least `low`; `high` do it, as `changes` show (counted again). Exact where the two meet;
    None where no way was found. `limbs` are those that have to turn.
    """

    low: int | None
    high: int | None
    changes: tuple[Change, ...]
    limbs: tuple[str, ...]
    why: str
    label: Label = Label.EXACT


def fewest(votes: Rows, found: Tally, count: Count) -> Flip:
    """Return the fewest ballots that must change sides to turn a verdict.

    Adopted: some limb that is met must fail. Rejected: of the limbs not met, all those without
    which it stays rejected. The lower bound is the largest of them where their ballots are the
    same, their sum where they are not; the upper bound is a change counted again.
    """
    if found.adopted is None:
        return Flip(None, None, (), (), "the verdict is open")
    if len(votes) > MOST:
        return Flip(None, None, (), (), f"more than {MOST} rows: see each limb")
    search = _Search(votes, found, count)
    return search.reject() if found.adopted else search.adopt()


class _Search:
    """Turns limbs of one verdict by moving ballots, and counts again after each."""

    def __init__(self, votes: Rows, found: Tally, count: Count) -> None:
        self.votes, self.found, self.count = votes, found, count
        self.limbs = range(len(found.limbs))
        self.support, self.units = self._influence()

    def _influence(self) -> tuple[dict[int, set[int]], dict[tuple[int, int], set[int]]]:
        """Return the rows that move a limb's margin, and those that move a unit within it."""
        support: dict[int, set[int]] = {i: set() for i in self.limbs}
        units: dict[tuple[int, int], set[int]] = {}
        for i in range(len(self.votes)):
            # All to yes, or where all are yes to no: either way what hangs on the row moves.
            yes = bool(self.votes[i].cells.get("no"))
            again = self.count(_turned(self.votes, i, yes)).limbs
            for j, new in enumerate(again[: len(self.found.limbs)]):
                old = self.found.limbs[j]
                if (old.margin, old.text) != (new.margin, new.text):
                    support[j].add(i)
                for u, (a, b) in enumerate(zip(old.units, new.units, strict=False)):
                    if (a.met, a.changes) != (b.met, b.changes):
                        units.setdefault((j, u), set()).add(i)
                        support[j].add(i)
        return support, units

    # ------------------------------------------------------------------ to rejected

    def reject(self) -> Flip:
        """Adopted: the cheapest single limb whose failing rejects it."""
        met = [i for i in self.limbs if self._turnable(i, True)]
        met.sort(key=lambda i: self.found.limbs[i].changes or 0)
        if not met:
            return Flip(None, None, (), (), "no limb can be turned by votes")
        # Some met limb must fail, so that the cheapest is a lower bound.
        low = self.found.limbs[met[0]].changes
        for i in met:
            rows = self._turn(self.votes, i)
            if rows is not None and self.count(rows).adopted is False:
                return self._flip(low, rows, (i,))
        return Flip(low, None, (), (), "no single limb rejects it by itself", Label.BOUND)

    def _turnable(self, i: int, met: bool) -> bool:
        limb = self.found.limbs[i]
        return limb.met is met and limb.changes is not None and not limb.quorum

    # ------------------------------------------------------------------ to adopted

    def adopt(self) -> Flip:
        """Rejected: the limbs that have to pass, turned in the order that costs least."""
        unmet = [i for i in self.limbs if self._turnable(i, False)]
        other = [i for i in self.limbs if self.found.limbs[i].met is not True and i not in unmet]
        if not unmet:
            return Flip(None, None, (), (), "nothing that votes changing sides could turn")
        best: tuple[int, Rows, tuple[int, ...]] | None = None
        for order in permutations(unmet) if len(unmet) <= ORDERS else [tuple(unmet)]:
            rows, turned = self._in_order(order)
            if rows is None:
                continue
            cost = sum(c.ballots for c in changes(self.votes, rows))
            if best is None or cost < best[0]:
                best = cost, rows, turned
        low = self._least(unmet)
        if best is None:
            why = "a quorum or a person stands in the way" if other else "no way was found"
            return Flip(low, None, (), (), why, Label.BOUND)
        return self._flip(low, best[1], best[2])

    def _in_order(self, order: Sequence[int]) -> tuple[Rows | None, tuple[int, ...]]:
        """Return the rows once adopted, and the limbs that had to be turned."""
        rows: Rows = self.votes
        turned: list[int] = []
        for i in order:
            now = self.count(rows)
            if now.adopted:
                break
            if now.limbs[i].met:
                continue
            new = self._turn(rows, i, now)
            if new is None:
                return None, ()
            rows = new
            turned.append(i)
        return (rows, tuple(turned)) if self.count(rows).adopted else (None, ())

    def _least(self, unmet: Sequence[int]) -> int | None:
        """Return a lower bound: over the limbs without which it stays rejected, the largest, or
        the sum over those whose ballots are apart."""
        forced = [i for i in unmet if self._forced(i, unmet)]
        costs = {i: self.found.limbs[i].changes or 0 for i in forced}
        if not forced:
            return min(self.found.limbs[i].changes or 0 for i in unmet)
        best = max(costs.values())
        apart: list[int] = []
        for i in sorted(forced, key=lambda i: -costs[i]):
            if all(self.support[i].isdisjoint(self.support[j]) for j in apart):
                apart.append(i)
        return max(best, sum(costs[i] for i in apart))

    def _forced(self, i: int, unmet: Sequence[int]) -> bool:
        """Whether it is shown that limb i has to pass: every other limb met, i not, and rejected.

        Where the others cannot be turned without it, nothing is shown, and it does not count.
        """
        rows: Rows | None = self.votes
        for j in unmet:
            if j != i and rows is not None:
                now = self.count(rows)
                rows = rows if now.limbs[j].met else self._turn(rows, j, now)
        if rows is None:
            return False
        last = self.count(rows)
        others = all(last.limbs[j].met for j in unmet if j != i)
        return others and last.limbs[i].met is False and last.adopted is False

    # ------------------------------------------------------------------ turning one limb

    def _turn(self, rows: Rows, i: int, now: Tally | None = None) -> Rows | None:
        limb = (now or self.found).limbs[i]
        if limb.changes is None:
            return None
        met = bool(limb.met)
        if limb.units:
            return self._turn_units(rows, i, limb)
        return _shift(rows, sorted(self.support[i]), limb.changes, to_yes=not met)

    def _turn_units(self, rows: Rows, i: int, limb: LimbResult) -> Rows | None:
        chosen = knapsack(limb)
        if chosen is None:
            return None
        for u in chosen:
            part = sorted(self.units.get((i, u), ()))
            shifted = _shift(rows, part, limb.units[u].changes or 0, to_yes=not limb.met)
            if shifted is None:
                return None
            rows = shifted
        return rows

    def _flip(self, low: int | None, rows: Rows, turned: tuple[int, ...]) -> Flip:
        made = changes(self.votes, rows)
        high = sum(c.ballots for c in made)
        exact = low is not None and low >= high
        names = tuple(self.found.limbs[i].sentence for i in turned)
        why = "exact" if exact else "a change that does it, and a lower bound"
        return Flip(high if exact else low, high, made, names, why,
                    Label.EXACT if exact else Label.BOUND)  # fmt: skip


def knapsack(limb: LimbResult) -> list[int] | None:
    """Return the units to turn with the fewest ballots in all, as positions in `limb.units`."""
    if limb.margin is None:
        return None
    places = [u for u, x in enumerate(limb.units)
              if x.met is limb.met and x.changes is not None and x.weight]  # fmt: skip
    weights = [limb.units[u].weight for u in places]
    factor = lcm(limb.margin.denominator, *(w.denominator for w in weights))
    gap = abs(limb.margin) * factor
    strict = "more than" in limb.text
    # Met with a strict bound: losing the margin is enough; else one more. Unmet: the reverse.
    more = 0 if bool(limb.met) == strict else 1
    least = max(1, int(gap) + more)
    row = tuple((j, int(Fraction(w) * factor)) for j, w in enumerate(weights))
    cost = tuple(limb.units[u].changes or 0 for u in places)
    n = len(places)
    program = Program((0,) * n, (1,) * n, cost, (Constraint(row, least),), n)
    found = branch.solve(program, seconds=2.0)
    if found.point is None:
        return None
    return [u for u, x in zip(places, found.point, strict=True) if x]


def _turned(rows: Rows, i: int, yes: bool) -> Rows:
    """Return the rows with every yes and no of one row on one side."""
    cells = dict(rows[i].cells)
    both = (cells.get("yes") or 0) + (cells.get("no") or 0)
    cells["yes"], cells["no"] = (both, 0) if yes else (0, both)
    return (*rows[:i], replace(rows[i], cells=cells), *rows[i + 1 :])


def _shift(rows: Rows, part: Sequence[int], n: int, *, to_yes: bool) -> Rows | None:
    """Return the rows with n ballots of some of them changed; None where there are not so many."""
    source, target = ("no", "yes") if to_yes else ("yes", "no")
    new = list(rows)
    for i in sorted(part, key=lambda i: -(rows[i].cells.get(source) or 0)):
        have = new[i].cells.get(source) or 0
        step = min(have, n)
        cells = dict(new[i].cells)
        cells[source], cells[target] = have - step, (cells.get(target) or 0) + step
        new[i] = replace(new[i], cells=cells)
        n -= step
    return tuple(new) if n == 0 else None


def changes(before: Rows, after: Rows) -> tuple[Change, ...]:
    """Return how many ballots changed sides in each row where any did."""
    found = []
    for old, new in zip(before, after, strict=True):
        n = abs((new.cells.get("yes") or 0) - (old.cells.get("yes") or 0))
        if n:
            found.append(Change(old.name, n))
    return tuple(found)
