"""The chance that each voter decides at cohesion 0, 1/2 and 1 (Straffin 1977)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from foedus.report.blocks import Provenance, Table
from foedus.report.data import Cell, Data
from foedus.report.numbers import decimal

if TYPE_CHECKING:
    from foedus.power.table import PowerTable

INDICES = ("cohesion_0", "cohesion_half", "cohesion_1")
#: Decimals shown.
PLACES = 4
MEANING = (
    "cohesion says how voters are tied, which no rule does. At 0 all the others say yes "
    "independently with chance 1/2; at 1 all with one common chance, itself even from 0 to 1; at "
    "1/2 either holds with chance 1/2. Where the three differ, so does the answer"
)


def cohesion_tables(found: PowerTable, title: str) -> list[Table]:
    """Return a table of the chance that one member of each voter decides, where it was counted."""
    columns = [c for c in found.columns if c.index in INDICES]
    if len(columns) < len(INDICES):
        return []
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, *(decimal(Fraction(c.values[k]), PLACES) for c in columns))
        for k, name in enumerate(found.names)
    )
    data = Data(("Voter", "cohesion 0", "cohesion 1/2", "cohesion 1"), rows, frozenset({1, 2, 3}))
    told = Provenance(
        "the rule above",
        "chance that one member decides (Straffin 1977); 0: absolute Banzhaf, 1: Shapley-Shubik",
        "",
        found.label.value,
    )
    return [Table("power-cohesion", f"Chance to decide, {title}", data, told, folded=True)]
