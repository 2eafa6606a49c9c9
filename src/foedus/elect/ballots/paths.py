"""Strongest paths between all pairs: the strength of a path is that of its weakest link."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.elect.ballots.closure import Closure, bits
from foedus.elect.ballots.profile import Array

#: Links looked at together.
BLOCK = 8192
#: Cells filled one by one rather than as a block.
FEW = 64


def strongest_paths(links: Array) -> Array:
    """Return for each pair the strength of the strongest path; links <= 0 are none.

    Links are added from the strongest down: the link by which j first comes within reach of i is
    the weakest of the strongest path (as Kruskal 1956 for trees; Pollack 1960). Once a pair is
    within reach it is settled, and a link between settled pairs is passed over.
    """
    m = len(links)
    a, b = np.nonzero(links > 0)
    order = np.argsort(-links[a, b], kind="stable")
    a, b = a[order], b[order]
    sizes = links[a, b]
    closure, table = Closure(m), np.zeros((m, m), dtype=np.int64)
    cells: Any = memoryview(table.data).cast("B").cast("q")
    for start in range(0, len(a), BLOCK):
        part = slice(start, start + BLOCK)
        left = np.flatnonzero(~closure.matrix()[a[part], b[part]]) + start
        links_left = zip(a[left].tolist(), b[left].tolist(), sizes[left].tolist(), strict=True)
        for x, y, size in links_left:
            for sources, new in closure.add(x, y):
                places = bits(new)
                if len(sources) * len(places) > FEW:
                    table[np.ix_(sources, places)] = size
                    continue
                for source in sources:
                    for at in places:
                        cells[source * m + at] = size
    np.fill_diagonal(table, 0)
    return table
