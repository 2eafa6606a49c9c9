"""Which demands cannot stand together, and which sets of them, dropped, suffice.

A conflict (minimal unsatisfiable subset) is a set of demands that no package meets, every proper
subset of which some package meets; a concession (minimal correction subset) is a minimal set whose
dropping leaves a package. Each family is the minimal hitting sets of the other (Reiter 1987;
Liffiton & Sakallah 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.answer import Answer, Label
from foedus.settle.space import Array, Demand, Package, Space

#: More than this many conflicts or concessions are not listed; `more` says there are.
CAP = 50


@dataclass(frozen=True, slots=True)
class Impasse(Answer):
    """Whether the demands can stand together; if not, conflicts and concessions, smallest first.

    `package` meets all demands where `feasible`; for each concession `after` gives a package that
    meets all the others (the witness).
    """

    feasible: bool
    package: Package | None
    conflicts: tuple[frozenset[str], ...]
    concessions: tuple[frozenset[str], ...]
    after: tuple[Package, ...]
    smallest_conflict_proved: bool
    smallest_concession_proved: bool
    more_conflicts: bool
    more_concessions: bool
    method: str
    label: Label = Label.EXACT

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each conflict and each concession."""
        conflicts = [
            {"kind": "cannot stand together", "demands": sorted(c)} for c in self.conflicts
        ]
        drops = [
            {"kind": "dropping these suffices", "demands": sorted(c)} for c in self.concessions
        ]
        return conflicts + drops


def impasse(space: Space, demands: Sequence[Demand]) -> Impasse:
    """Return the impasse by looking at every package (up to ENUMERABLE of them).

    Each package leaves a set of demands unmet; the minimal such sets are the concessions, their
    minimal hitting sets the conflicts: both complete, so the smallest are proved smallest.
    Raises ValueError where the rules alone leave no package.
    """
    allowed = space.table(space.rules).ravel()
    if not allowed.any():
        raise ValueError("the rules between options leave no package at all")
    unmet = [~space.table(d.clauses).ravel()[allowed] for d in demands]
    places = np.flatnonzero(allowed)
    masks, witness = _distinct(unmet)
    if any(m == 0 for m in masks):
        at = witness[masks.index(0)]
        return Impasse(True, space.package(int(places[at])), (), (), (), True, True, False, False,
                       "every package looked at")  # fmt: skip
    minimal = minimal_sets(masks)
    at_mask = dict(zip(masks, witness, strict=True))
    where = {m: int(places[at_mask[m]]) for m in minimal[:CAP]}
    conflicts, more = hitting_sets(minimal, CAP)
    proved = bool(conflicts)
    if not proved:
        conflicts = [_one_hitting_set(minimal, len(demands))]
    return Impasse(
        False, None,
        tuple(_names(c, demands) for c in conflicts),
        tuple(_names(c, demands) for c in minimal[:CAP]),
        tuple(space.package(where[m]) for m in minimal[:CAP]),
        proved, True, more, len(minimal) > CAP,
        "every package looked at; conflicts as minimal hitting sets (Reiter 1987)",
    )  # fmt: skip


def _names(mask: int, demands: Sequence[Demand]) -> frozenset[str]:
    return frozenset(d.name for i, d in enumerate(demands) if mask >> i & 1)


def _distinct(unmet: Sequence[Array]) -> tuple[list[int], list[int]]:
    """Return the distinct sets of unmet demands as bit masks, each with one package's place."""
    if not unmet:
        return [0], [0]
    packed = np.packbits(np.array(unmet), axis=0, bitorder="little").T
    rows = np.ascontiguousarray(packed)
    keys = rows.view(np.dtype((np.void, rows.shape[1]))).ravel()
    found, first = np.unique(keys, return_index=True)
    return [int.from_bytes(k.tobytes(), "little") for k in found], first.tolist()


def minimal_sets(masks: Sequence[int]) -> list[int]:
    """Return the masks that contain no other, by size, then by value."""
    ordered = sorted(set(masks), key=lambda m: (m.bit_count(), m))
    words = max((m.bit_length() for m in ordered), default=0) // 64 + 1
    rows = np.array(
        [[m >> 64 * k & (2**64 - 1) for k in range(words)] for m in ordered], dtype=np.uint64
    ).reshape(-1, words)
    open_ = np.arange(len(ordered))
    kept: list[int] = []
    while len(open_):
        # The smallest set left contains none of the others; drop every set that contains it.
        first = rows[open_[0]]
        kept.append(ordered[open_[0]])
        open_ = open_[((rows[open_] & first) != first).any(axis=1)]
    return kept


def _one_hitting_set(family: Sequence[int], count: int) -> int:
    """Return one minimal hitting set by deletion; not proved smallest."""
    kept = (1 << count) - 1
    for i in range(count):
        less = kept & ~(1 << i)
        if all(m & less for m in family):
            kept = less
    return kept


def hitting_sets(family: Sequence[int], cap: int) -> tuple[list[int], bool]:
    """Return minimal hitting sets by size (at most `cap`), and whether there are more.

    Search by size, so the first found are smallest (Reiter's tree, breadth first).
    """
    level, found = {0}, list[int]()
    while level:
        deeper: set[int] = set()
        for partial in sorted(level):
            if any(f & partial == f for f in found):
                continue
            missed = next((m for m in family if not m & partial), None)
            if missed is None:
                found.append(partial)
                if len(found) > cap:
                    return found[:cap], True
                continue
            for i in range(missed.bit_length()):
                if missed >> i & 1:
                    deeper.add(partial | 1 << i)
        level = deeper
        if len(level) > 200_000:
            return found, True
    return found, False
