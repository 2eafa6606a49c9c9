"""A line over a rising number, with a band where there is one: arrivals, or risk by round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from foedus.report import svg

WIDTH, HEIGHT, LEFT, FOOT, HEAD = 420, 150, 52, 22, 8


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the line at `x`; `low` and `high` bound it where they are known."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


def curve(
    ident: str, title: str, spots: Sequence[Spot], words: str, *, line: float | None = None,
    across: str = "",
) -> Markup:  # fmt: skip
    """Return the curve with its band; `line` is a level drawn across, such as a limit.

    `words` tells the curve without looking; `across` names the axis below. Values are shares.
    """
    ys = [v for s in spots for v in (s.y, s.low, s.high) if v is not None]
    ys += [line] if line is not None else []
    bottom, top = min(ys), max(ys)
    spread = (top - bottom) or 0.01
    bottom, top = bottom - spread / 10, top + spread / 10
    last = max(s.x for s in spots) or 1.0

    def at(x: float, y: float) -> str:
        px = LEFT + x / last * (WIDTH - LEFT - 4)
        py = HEAD + (top - y) / (top - bottom) * (HEIGHT - HEAD - FOOT)
        return f"{px:.0f} {py:.1f}"

    body: list[str] = []
    band = [s for s in spots if s.low is not None and s.high is not None]
    if band:
        upper = [at(s.x, s.high or 0.0) for s in band]
        lower = [at(s.x, s.low or 0.0) for s in reversed(band)]
        path = "M" + "L".join(upper + lower) + "z"
        body.append(svg.element("path", d=path, fill="currentColor", fill_opacity="0.15"))
    path = "M" + "L".join(at(s.x, s.y) for s in spots)
    body.append(svg.element("path", d=path, fill="none", stroke="currentColor", stroke_width="2"))
    if line is not None:
        path = f"M{at(0, line)}L{at(last, line)}"
        body.append(svg.element("path", d=path, stroke="currentColor", stroke_dasharray="4 3"))
    for y in (bottom + spread / 10, top - spread / 10):
        _, _, py = at(0, y).partition(" ")
        body.append(svg.text(LEFT - 4, float(py) + 4, f"{y * 100:.1f} %", "axis", "end"))
    first, _, _ = at(spots[0].x, bottom).partition(" ")
    body.append(svg.text(float(first), HEIGHT - 6, f"{spots[0].x:.0f}", "axis"))
    body.append(svg.text(WIDTH - 4, HEIGHT - 6, f"{last:.0f} {across}".strip(), "axis", "end"))
    return svg.drawing(ident, WIDTH, HEIGHT, title, words, body)
