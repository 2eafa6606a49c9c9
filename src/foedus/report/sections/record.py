"""From the record of a case: what waits for what, and what was inspected where."""

from __future__ import annotations

from typing import Any

from foedus.case.as_record import record_entries
from foedus.case.model import Case
from foedus.record.depend import dependencies
from foedus.record.inspections import inspections
from foedus.record.view import Item
from foedus.report.blocks import Caution, Figure, Provenance, Section
from foedus.report.data import Data
from foedus.report.figures.arrows import arrows
from foedus.report.figures.sites import SHAPES, sites


def _items(case: Case) -> list[Item]:
    entries, _ = record_entries(case)
    return [Item(n, e) for n, e in enumerate(entries) if isinstance(e, dict)]


def waiting(case: Case) -> Section | None:
    """Return the arrows between commitments; None where no commitment names an earlier one."""
    found = dependencies(_items(case))
    if not found.arrows:
        return None
    rows = [(key, found.names[key]) for layer in found.layers for key in layer]
    title = "Which promises wait for which"
    blocks: list[Any] = [
        Caution(
            "An arrow leads from a promise to one that its text, or a reading of it, puts after "
            "it. Whether the order was kept is not judged here."
        )
    ]
    if found.circle:
        names = ", ".join(found.names[k] for k in found.circle)
        blocks.append(Caution(f"These wait for one another, each for the next: {names}."))
    blocks.append(
        Figure(
            "arrows",
            title,
            (arrows("arrows-of-promises", title, rows, found.arrows),),
            Data(
                ("First", "Then"),
                tuple((found.names[a.first], found.names[a.then]) for a in found.arrows),
            ),
            Provenance("the commitments above", "rows in layers by longest path", "", "computed"),
        )
    )
    return Section("waiting", "What waits for what", tuple(blocks))


def inspected(case: Case) -> Section | None:
    """Return the map of inspections; None where the case's record holds none."""
    found = inspections(_items(case))
    if not found.sites:
        return None
    title = "Inspections by place"
    rows = tuple(tuple(row.values()) for row in found.rows())
    header = ("Place", "What", "By", "Last status", "Stages", "Hours on site", "Access denied")
    legend = "; ".join(f"{status}: {shape}" for status, shape in SHAPES.items())
    return Section(
        "inspected",
        "What was inspected",
        (
            Caution(
                "Shown is what was recorded and by whom. A place without an inspection here is "
                "a place of which none is known; finding nothing is a statement of who looked."
            ),
            Figure(
                "inspections",
                title,
                (sites("map-of-inspections", title, found),),
                Data(header, rows),
                Provenance("the record of this case", "positions as recorded", "", "stated"),
                note=f"{legend}.",
            ),
        ),
    )
