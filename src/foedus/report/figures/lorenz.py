"""An equality curve: the share of seats that the worst-represented share of people holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from markupsafe import Markup

from foedus.report import svg
from foedus.report.numbers import decimal, percent

SIZE, LEFT, TOP = 300, 46, 8


@dataclass(frozen=True, slots=True)
class Share:
    """A unit with its people and its seats."""

    name: str
    people: Fraction
    seats: Fraction


def curve(units: Sequence[Share]) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return the Lorenz curve's corners: cumulative (people, seats), fewest seats a head first.

    Lorenz (1905). A straight diagonal means the same number of seats a head everywhere.
    """
    people = sum((u.people for u in units), Fraction(0))
    seats = sum((u.seats for u in units), Fraction(0))
    ordered = sorted(units, key=lambda u: (u.seats / u.people, u.name))
    corners = [(Fraction(0), Fraction(0))]
    for unit in ordered:
        x, y = corners[-1]
        corners.append((x + unit.people / people, y + unit.seats / seats))
    return tuple(corners)


def gini(units: Sequence[Share]) -> Fraction:
    """Return the Gini coefficient of seats over people: 1 - sum (x' - x)(y' + y), exact."""
    points = curve(units)
    return 1 - sum(
        ((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(points)),
        Fraction(0),
    )


def half_share(units: Sequence[Share]) -> Fraction:
    """Return the share of people, fewest units' worth, whose seats make more than one half.

    The Dauer-Kelsay measure (1955) on whole units: best-represented units first until their seats
    exceed one half.
    """
    people = sum((u.people for u in units), Fraction(0))
    seats = sum((u.seats for u in units), Fraction(0))
    taken, held = Fraction(0), Fraction(0)
    for unit in sorted(units, key=lambda u: (-u.seats / u.people, u.name)):
        if 2 * held > seats:
            break
        taken, held = taken + unit.people, held + unit.seats
    return taken / people


def lorenz_chart(ident: str, title: str, units: Sequence[Share]) -> Markup:
    """Return the curve in a square with the diagonal of equality."""
    points = " ".join(
        f"{LEFT + float(x) * SIZE:.1f},{TOP + (1 - float(y)) * SIZE:.1f}" for x, y in curve(units)
    )
    bottom = TOP + SIZE
    body = [
        svg.rect(LEFT, TOP, SIZE, SIZE, "track"),
        svg.line(LEFT, bottom, LEFT + SIZE, TOP, "mark"),
        svg.element("polyline", points=points, class_="curve"),
        *_axes(bottom),
    ]
    return svg.drawing(ident, LEFT + SIZE + 14, bottom + 40, title, describe(units), body)


def describe(units: Sequence[Share]) -> str:
    """Return the curve in words: its Gini coefficient, best and worst unit."""
    ordered = sorted(units, key=lambda u: (u.people / u.seats if u.seats else u.people, u.name))
    worst = [u for u in ordered if not u.seats] or ordered[-1:]
    best = ordered[0]
    return (
        f"{len(units)} units. Gini coefficient {decimal(gini(units), 3)} (0 is equality). "
        f"Best represented a head: {best.name}; worst: {worst[0].name}. "
        f"The best-represented units that together hold more than half of the seats have "
        f"{percent(half_share(units))} of the people."
    )


def _axes(bottom: float) -> list[Markup]:
    parts = []
    for k in range(0, 101, 25):
        x = LEFT + SIZE * k / 100
        y = bottom - SIZE * k / 100
        parts.append(svg.text(x, bottom + 15, f"{k}", "axis", "middle"))
        parts.append(svg.text(LEFT - 6, y + 4, f"{k}", "axis", "end"))
    words = "percent of people, least represented first"
    parts.append(svg.text(LEFT + SIZE / 2, bottom + 33, words, "axis", "middle"))
    upright = svg.element(
        "text",
        "percent of seats",
        x=12,
        y=TOP + SIZE / 2,
        class_="axis",
        text_anchor="middle",
        transform=f"rotate(-90 12 {TOP + SIZE // 2})",
    )
    return [*parts, upright]
