"""A bar chart of one index as SVG text: one colour, readable without it, with a description."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foedus.power.table import PowerTable

ROW, BAR, LEFT, RIGHT = 20, 13, 170, 90


def bars(table: PowerTable, index: str, width: int = 640) -> str:
    """Return horizontal bars, largest first, each labelled with its value.

    Raises KeyError where the table has no such index.
    """
    values = [float(v) for v in table.column(index).values]
    order = sorted(range(len(values)), key=lambda k: (-values[k], k))
    top = max(values, default=0.0) or 1.0
    height = ROW * len(values) + 30
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{html.escape(index)} by voter</title>",
        f'<text x="0" y="14" font-weight="bold">{html.escape(index)}</text>',
    ]
    for at, k in enumerate(order):
        y = 24 + ROW * at
        length = values[k] / top * (width - LEFT - RIGHT)
        name = html.escape(table.names[k])
        lines.append(
            f'<text x="{LEFT - 6}" y="{y + 11}" text-anchor="end">{name}</text>'
            f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="#4477aa"/>'
            f'<text x="{LEFT + length + 5:.1f}" y="{y + 11}">{values[k]:.5g}</text>'
        )
    return "\n".join([*lines, "</svg>"])
