"""A map of sites by their degrees: a mark for each inspection, by shape and not by colour."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from foedus.record.inspections import Inspections, Site
from foedus.report import svg

WIDTH, HEIGHT, EDGE, ROW = 560, 300, 26, 22
#: What each status looks like: outline where something is open, filled where it took place.
SHAPES = {
    "requested": "an open circle", "accepted": "a circle with a dot", "refused": "a cross",
    "under way": "an open triangle", "done": "a full circle", "report": "a full square",
}  # fmt: skip


def mark(status: str, x: float, y: float) -> Markup:
    """Return the mark of a status at a point."""
    line = {"fill": "none", "stroke": "currentColor", "stroke_width": 1.8}
    circle = svg.element("circle", cx=x, cy=y, r=5.0, **line)
    if status == "requested":
        return circle
    if status == "accepted":
        return Markup("{}{}").format(circle, svg.element("circle", cx=x, cy=y, r=1.8,
                                                         fill="currentColor"))  # fmt: skip
    if status == "refused":
        d = f"M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10"
        return svg.element("path", d=d, **line)
    if status == "under way":
        return svg.element("path", d=f"M{x:.1f} {y - 6:.1f}l6 11h-12z", **line)
    if status == "done":
        return svg.element("circle", cx=x, cy=y, r=5.5, fill="currentColor")
    return svg.element("rect", x=x - 5, y=y - 5, width=10, height=10, fill="currentColor")


def sites(ident: str, title: str, found: Inspections) -> Markup:
    """Return the map, with sites of no stated position in rows below it.

    x grows with longitude times the cosine of the middle latitude, y with latitude
    (equirectangular projection: distances are near enough within one country).
    """
    placed = [s for s in found.sites if s.at is not None]
    others = [s for s in found.sites if s.at is None]
    body: list[Markup] = []
    top = 0.0
    if placed:
        top = HEIGHT
        frame = {"fill": "none", "stroke": "currentColor", "stroke_width": 0.6}
        body.append(svg.element("rect", x=1, y=1, width=WIDTH - 2, height=HEIGHT - 2, **frame))
        for site, (x, y) in zip(placed, _points(placed), strict=True):
            body += _marked(site, x, y)
    for k, site in enumerate(others):
        body += _marked(site, 12.0, top + ROW * k + ROW / 2 + 4)
    height = top + ROW * len(others) + 12
    return svg.drawing(ident, WIDTH, height, title, describe(found), body)


def _points(placed: Sequence[Site]) -> list[tuple[float, float]]:
    where = [s.at for s in placed if s.at is not None]
    middle = sum(float(a) for a, _ in where) / len(where)
    flat = [(float(b) * math.cos(math.radians(middle)), -float(a)) for a, b in where]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min((WIDTH - 8 * EDGE) / (wide or 1), (HEIGHT - 2 * EDGE) / (high or 1))
    left = EDGE + (WIDTH - 8 * EDGE - wide * scale) / 2
    top = (HEIGHT - high * scale) / 2
    return [(left + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for x, y in flat]


def _marked(site: Site, x: float, y: float) -> list[Markup]:
    body = [mark(v.status, x + 14 * k, y) for k, v in enumerate(site.visits)]
    return [*body, svg.text(x + 14 * len(site.visits), y + 4, site.place)]


def describe(found: Inspections) -> str:
    """Return the sites in words: how many inspections at which status, hours, access denied."""
    told = []
    for site in found.sites:
        counts = ", ".join(f"{n} {s}" for s, n in site.counts().items())
        denied = sum(bool(v.denied) for v in site.visits)
        hours = f"{float(site.hours):g} hours on site stated" if site.hours else "no hours stated"
        more = f", access denied in {denied}" if denied else ""
        told.append(f"{site.place}: {counts}; {hours}{more}.")
    return " ".join(told)
