"""A rule cut into layers, one a type: what is decided after each, and what the rest must bring.

Two partial decisions are alike where every gate still undecided needs weights that the remaining
members' sums separate alike (intervals, Behle 2007; Bolus 2011). Gates are read by signs: whether
a row's sum opens, misses or leaves open each quota on it; rows with one pattern of signs share one
list of the gates that matter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from foedus.rules.draft import take_apart
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify
from foedus.rules.transform import Collapsed, collapse

#: Sets of remaining sums are kept up to this size; above it the sums themselves are the state.
SUMS = 5000
Key = bool | tuple[tuple[int, int], ...]
Shape = bool | tuple[tuple[int, int, int, list[int] | None], ...]


@dataclass(frozen=True, slots=True)
class Inner:
    """One gate: row of its voters, quota, and its child gates with their weights."""

    row: int
    quota: int
    gates: tuple[tuple[int, int], ...]


class Layers:
    """A rule cut into layers, one a type, with what is left to come after each."""

    def __init__(self, rule: Rule, keys: Sequence[object] = ()) -> None:
        self.short: Collapsed = collapse(simplify(rule), keys)
        draft = take_apart(self.short.rule)
        n = len(draft.voters)
        self.counts = [v.count for v in draft.voters]
        self.dictator = draft.root if draft.root < n else None
        rows: dict[tuple[tuple[int, int], ...], int] = {}
        self.gates: list[Inner] = []
        for part in draft.parts:
            voters = tuple(sorted((k, w) for k, w in part.weights.items() if k < n))
            gates = tuple((k - n, w) for k, w in part.weights.items() if k >= n)
            self.gates.append(Inner(rows.setdefault(voters, len(rows)), part.quota, gates))
        self.rows = [dict(row) for row in rows]
        if self.dictator is not None:
            self.rows, self.gates = [{self.dictator: 1}], [Inner(0, 1, ())]
        self.order = self._order()
        self.weights = [[row.get(t, 0) for row in self.rows] for t in self.order]
        self._suffixes()
        self.mixed = {g.row for g in self.gates if g.gates and self.rows[g.row]}
        self.quotas = [[g.quota for g in self.gates if g.row == r] for r in range(len(self.rows))]
        #: Layers where a row has too many sums to come to keep what is known of each.
        self.wide = [None in sums for sums in self.sums]
        #: What is known of a row's sums, and of the signs of all rows together, by layer.
        self.signs: list[list[dict[int, int]]] = [[{} for _ in self.rows] for _ in self.rest]
        self.shapes: list[dict[tuple[int | None, ...], Shape]] = [{} for _ in self.rest]

    def _order(self) -> list[int]:
        """Heaviest first, measured on the row where a type weighs most; one row after another."""
        totals = [sum(w * self.counts[k] for k, w in r.items()) or 1 for r in self.rows]

        def key(t: int) -> tuple[float, int, int]:
            share = [(row.get(t, 0) / totals[r], -r) for r, row in enumerate(self.rows)]
            top, at = max(share, default=(0.0, 0))
            return (-top, -at, t)

        return sorted(range(len(self.counts)), key=key)

    def _suffixes(self) -> None:
        """For each layer and row: the remaining total, and the remaining sums where few."""
        depth = len(self.order)
        self.rest = [[0] * len(self.rows) for _ in range(depth + 1)]
        self.sums: list[list[list[int] | None]] = [[[0]] * len(self.rows) for _ in range(depth + 1)]
        for d in range(depth - 1, -1, -1):
            count = self.counts[self.order[d]]
            for r, w in enumerate(self.weights[d]):
                self.rest[d][r] = self.rest[d + 1][r] + w * count
                self.sums[d][r] = _more_sums(self.sums[d + 1][r], w, count)

    def classify(self, depth: int, at: tuple[int, ...]) -> Key:
        """Return True or False where the rule is decided, else what the rest must still bring."""
        found = self._shape(depth, at) if self.wide[depth] else self._known_shape(depth, at)
        if isinstance(found, bool):
            return found
        return tuple(
            [
                (g, need if sums is None else bisect_left(sums, need - at[row]))
                for g, need, row, sums in found
            ]
        )

    def _known_shape(self, depth: int, at: tuple[int, ...]) -> Shape:
        known, shapes = self.signs[depth], self.shapes[depth]
        signs = tuple(map(dict.get, known, at))
        found = shapes.get(signs)
        if found is None and None in signs:
            for row, value in enumerate(at):
                known[row].setdefault(value, self._sign(depth, row, value))
            signs = tuple(map(dict.get, known, at))
            found = shapes.get(signs)
        if found is None:
            found = shapes[signs] = self._shape(depth, at)
        return found

    def _sign(self, depth: int, row: int, value: int) -> int:
        """Return what a row's sum says of its gates: the sum where gates below count along."""
        if row in self.mixed:
            return value
        sign, rest = 0, self.rest[depth][row]
        for quota in self.quotas[row]:
            sign = 3 * sign + (1 if value >= quota else 0 if value + rest < quota else 2)
        return sign

    def _shape(self, depth: int, at: tuple[int, ...]) -> Shape:
        """Return the rule's value, or the gates that still matter: number, need, row, sums to come.

        With sums, the need is the quota, and the row's own sum is to be taken off.
        """
        rest = self.rest[depth]
        low: list[int] = []
        state: list[int] = []
        for gate in self.gates:
            lo = at[gate.row]
            hi = lo + rest[gate.row]
            for child, weight in gate.gates:
                known = state[child]
                if known:
                    hi += weight
                    if known == 1:
                        lo += weight
            low.append(lo)
            state.append(1 if lo >= gate.quota else 0 if hi < gate.quota else 2)
        if state[-1] != 2:
            return state[-1] == 1
        return self._needs(depth, low, state)

    def _needs(self, depth: int, low: list[int], state: list[int]) -> Shape:
        relevant = [False] * len(state)
        relevant[-1] = True
        found: list[tuple[int, int, int, list[int] | None]] = []
        for g in range(len(state) - 1, -1, -1):
            if not relevant[g]:
                continue
            gate = self.gates[g]
            need, waiting = gate.quota - low[g], False
            for child, _ in gate.gates:
                if state[child] == 2:
                    relevant[child] = waiting = True
            sums = None if waiting else self.sums[depth][gate.row]
            if sums is None:
                found.append((g, need, gate.row, None))
            elif gate.gates:
                found.append((g, bisect_left(sums, need), gate.row, None))
            else:
                found.append((g, gate.quota, gate.row, sums))
        return tuple(found)


def _more_sums(sums: list[int] | None, weight: int, count: int) -> list[int] | None:
    if sums is None or not weight:
        return sums
    if len(sums) * (count + 1) > 20 * SUMS:
        return None
    more = sorted({s + k * weight for s in sums for k in range(count + 1)})
    return more if len(more) <= SUMS else None
