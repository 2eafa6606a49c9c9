"""What packages are worth to each party, in its own points: a plot for two, lines for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from foedus.report import svg

SIZE, LEFT, TOP, GAP = 260, 46, 14, 96


@dataclass(frozen=True, slots=True)
class Worth:
    """A package: its values of 100 to each party, and letters that mark it ("N", "K")."""

    label: str
    values: tuple[float, ...]
    marks: str = ""


def tradeoff_chart(
    ident: str,
    title: str,
    parties: Sequence[str],
    packages: Sequence[Worth],
    no_deal: Sequence[float],
) -> Markup:
    """Return a plot of two parties' values, or parallel coordinates for three and more.

    `no_deal` is what no deal is worth to each; scales are each party's own and not comparable.
    """
    draw = _plot if len(parties) == 2 else _parallel
    width, body = draw(parties, packages, no_deal)
    return svg.drawing(ident, width, SIZE + TOP + 34, title, describe(parties, packages), body)


def describe(parties: Sequence[str], packages: Sequence[Worth]) -> str:
    """Return the figure in words, at most seven packages of it."""
    parts = [
        f"{p.label}{f' ({p.marks})' if p.marks else ''}: "
        + ", ".join(f"{name} {v:g}" for name, v in zip(parties, p.values, strict=True))
        for p in packages[:7]
    ]
    more = f" And {len(packages) - 7} more in the table." if len(packages) > 7 else ""
    return ". ".join(parts) + "." + more


def _y(value: float) -> float:
    return TOP + SIZE * (1 - value / 100)


def _plot(
    parties: Sequence[str], packages: Sequence[Worth], no_deal: Sequence[float]
) -> tuple[float, list[Markup]]:
    def x(value: float) -> float:
        return LEFT + SIZE * value / 100

    body = [svg.rect(LEFT, TOP, SIZE, SIZE, "track")]
    for at in (0, 50, 100):
        body.append(svg.text(x(at), TOP + SIZE + 14, str(at), "axis", "middle"))
        body.append(svg.text(LEFT - 6, _y(at) + 4, str(at), "axis", "end"))
    body.append(_dashed(x(no_deal[0]), TOP, x(no_deal[0]), TOP + SIZE))
    body.append(_dashed(LEFT, _y(no_deal[1]), LEFT + SIZE, _y(no_deal[1])))
    for package in packages:
        body += _dot(x(package.values[0]), _y(package.values[1]), package)
    body.append(svg.text(LEFT + SIZE / 2, TOP + SIZE + 30, parties[0], "bar-label", "middle"))
    body.append(svg.text(LEFT, TOP - 3, parties[1], "bar-label"))
    return LEFT + SIZE + 24, body


def _parallel(
    parties: Sequence[str], packages: Sequence[Worth], no_deal: Sequence[float]
) -> tuple[float, list[Markup]]:
    places = [LEFT + GAP * k for k in range(len(parties))]
    body: list[Markup] = []
    for x, name, least in zip(places, parties, no_deal, strict=True):
        body.append(svg.rect(x - 1, TOP, 2, SIZE, "track"))
        body.append(svg.text(x, TOP + SIZE + 16, name, "axis", "middle"))
        body.append(_dashed(x - 14, _y(least), x + 14, _y(least)))
    for package in packages:
        points = " ".join(
            f"{x:.1f},{_y(v):.1f}" for x, v in zip(places, package.values, strict=True)
        )
        css = "trade marked" if package.marks else "trade"
        body.append(svg.element("polyline", svg.title(package.label), points=points, class_=css))
        if package.marks:
            last = _y(package.values[-1])
            body.append(svg.text(places[-1] + 6, last + 4, package.marks, "bar-value"))
    for at in (0, 50, 100):
        body.append(svg.text(LEFT - 6, _y(at) + 4, str(at), "axis", "end"))
    return places[-1] + GAP / 2, body


def _dot(x: float, y: float, package: Worth) -> list[Markup]:
    css = "s0" if package.marks else "s1"
    found = [svg.element("circle", svg.title(package.label), cx=x, cy=y, r=5.0, class_=css)]
    if package.marks:
        found.append(svg.text(x + 7, y - 5, package.marks, "bar-value"))
    return found


def _dashed(x1: float, y1: float, x2: float, y2: float) -> Markup:
    return svg.line(x1, y1, x2, y2, "no-deal")
