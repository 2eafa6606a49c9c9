"""Turnout against share, station by station, as shades: a picture and no test."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from foedus.report.svg import drawing, element

SIDE = 260
EDGE = 44
#: Darkest shade of a cell, from 0 to 1; shades are by the logarithm of the count.
DARK = 0.9


def fingerprint(ident: str, choice: str, cells: Sequence[Sequence[int]], stations: int) -> Markup:
    """Return the picture of one choice: turnout to the right, share upward, one shade a cell."""
    steps = len(cells)
    most = max((n for row in cells for n in row), default=0)
    size = SIDE / steps
    body: list[str] = [
        element("rect", x=EDGE, y=4, width=SIDE, height=SIDE, fill="none", stroke="currentColor",
                stroke_opacity="0.4"),
    ]  # fmt: skip
    for y, row in enumerate(cells):
        for x, n in enumerate(row):
            if n:
                shade = DARK * math.log1p(n) / math.log1p(most)
                body.append(
                    element("rect", x=EDGE + x * size, y=4 + SIDE - (y + 1) * size, width=size,
                            height=size, fill="currentColor", fill_opacity=shade)
                )  # fmt: skip
    for share in (0, 50, 100):
        at = SIDE * share / 100
        anchor = {0: "start", 50: "middle"}.get(share, "end")
        body.append(_label(EDGE + at, SIDE + 18, f"{share} %", anchor))
        body.append(
            _label(EDGE - 4, min(8 + SIDE - at + 4 * (share > 0), SIDE), f"{share} %", "end")
        )
    body.append(_label(EDGE + SIDE / 2, SIDE + 32, "turnout", "middle"))
    name = f"Turnout and share of {choice} at {stations:,} stations"
    words = f"Each cell is as dark as it holds stations, at most {most:,}. A picture, not a test."
    return drawing(ident, SIDE + EDGE + 8, SIDE + 38, name, words, body)


def _label(x: float, y: float, words: str, anchor: str) -> Markup:
    # The size stands in the figure itself, which is also saved without a page around it.
    return element("text", words, x=x, y=y, text_anchor=anchor, font_size=12)
