"""A tile-grid map: one equal tile a unit, so that area stands for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from markupsafe import Markup

from foedus.report import svg
from foedus.report.numbers import decimal, quantity

WIDTH, HEIGHT, GAP = 62, 44, 3
#: Upper ends of the tints, in percent: fixed for every column so that maps can be compared.
STEPS = (Fraction(5), Fraction(10), Fraction(25), Fraction(50), Fraction(75), Fraction(90))


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit on the grid: its short label, full name, and its value (None where unknown)."""

    label: str
    name: str
    row: int
    column: int
    value: Fraction | None = None


def tint(percent: Fraction) -> int:
    """Return the tint (0 the lightest .. 6) of a percentage; each step takes its lower end."""
    return sum(percent >= step for step in STEPS)


def legend() -> tuple[tuple[str, str], ...]:
    """Return (style class, words) for each tint and for unknown."""
    ends = [Fraction(0), *STEPS, Fraction(100)]
    words = [f"{a} to under {b} %" for a, b in pairwise(ends[:-1])]
    tints = [(f"t{k}", w) for k, w in enumerate([*words, f"{ends[-2]} to 100 %"])]
    return (*tints, ("unknown", "unknown (left blank in the source)"))


def share_map(ident: str, title: str, tiles: Sequence[Tile]) -> Markup:
    """Return a map of one column of percentages as graded tints with the value in each tile."""
    tints: dict[str, list[Tile]] = {}
    for tile in tiles:
        tints.setdefault(_share_class(tile), []).append(tile)
    body = [_tinted(tiles, css, same) for css, same in sorted(tints.items())]
    return svg.drawing(ident, *extent(tiles), title, share_description(tiles), body)


def _tinted(tiles: Sequence[Tile], css: str, same: Sequence[Tile]) -> Markup:
    """Return the tiles of one tint: their boxes as one path, then their words."""
    parts = [svg.element("path", d="".join(_box(tiles, t, 1) for t in same), class_="tile")]
    for tile in same:
        x, y = corner(tiles, tile)
        parts.append(svg.element("text", tile.label, x=x + WIDTH // 2, y=y + 18))
        value = svg.element("text", _share_words(tile), x=x + WIDTH // 2, y=y + 35, class_="b")
        parts.append(value)
    return svg.element("g", *parts, class_=f"tiles {css}")


def _box(tiles: Sequence[Tile], tile: Tile, inset: int) -> str:
    """Return a tile's box as the steps of a path."""
    x, y = corner(tiles, tile)
    width, height = WIDTH - 2 * inset, HEIGHT - 2 * inset
    return f"M{x + inset} {y + inset}h{width}v{height}h-{width}z"


def base_grid(ident: str, tiles: Sequence[Tile]) -> Markup:
    """Return the grid with its labels as a symbol that every `set_map` of a page refers to."""
    body = []
    for tile in tiles:
        x, y = corner(tiles, tile)
        body.append(svg.rect(x + 1, y + 1, WIDTH - 2, HEIGHT - 2, "g-tile"))
        body.append(svg.text(x + WIDTH // 2, y + 19, tile.label, "g-name"))
    width, height = extent(tiles)
    symbol = svg.element("symbol", *body, id=ident, viewBox=f"0 0 {width} {height}")
    return svg.element("svg", symbol, class_="stock", width=0, height=0, aria_hidden="true")


def set_map(
    ident: str, title: str, tiles: Sequence[Tile], chosen: frozenset[str], words: str, grid: str
) -> Markup:
    """Return a map that marks a set of units with a heavy border and a square, not colour only.

    `words` says in a sentence what being in the set means; tile names are matched to `chosen`;
    `grid` is the ident of the page's `base_grid` of the same tiles.
    """
    inside = [t for t in tiles if t.name in chosen]
    width, height = extent(tiles)
    dots = []
    for tile in inside:
        x, y = corner(tiles, tile)
        dots.append(f"M{x + WIDTH // 2 - 4} {y + 28}h8v8h-8z")
    body = [
        svg.element("use", href=f"#{grid}", width=width, height=height),
        svg.element("path", d="".join(_box(tiles, t, 2) for t in inside), class_="in-set"),
        svg.element("path", d="".join(dots), class_="in-dot"),
    ]
    description = f"{words} {len(inside)} of {len(tiles)} units; the list names them."
    return svg.drawing(ident, width, height, title, description, body)


def corner(tiles: Sequence[Tile], tile: Tile) -> tuple[int, int]:
    """Return the upper left corner of a tile in the drawing."""
    top, left = _origin(tiles)
    return (tile.column - left) * (WIDTH + GAP), (tile.row - top) * (HEIGHT + GAP)


def extent(tiles: Sequence[Tile]) -> tuple[int, int]:
    """Return the width and height of the whole grid."""
    top, left = _origin(tiles)
    columns = max((t.column for t in tiles), default=left) - left + 1
    rows = max((t.row for t in tiles), default=top) - top + 1
    return columns * (WIDTH + GAP), rows * (HEIGHT + GAP)


def share_description(tiles: Sequence[Tile]) -> str:
    """Return a map in words: the range, its ends, and what is unknown."""
    known = sorted((t for t in tiles if t.value is not None), key=lambda t: (t.value or 0, t.name))
    if not known:
        return f"No value is known for any of {len(tiles)} units."
    low, high = known[0], known[-1]
    unknown = len(tiles) - len(known)
    rest = f" Unknown in {unknown}." if unknown else ""
    return (
        f"{len(tiles)} units. Lowest {quantity(low.value)} % ({low.name}), "
        f"highest {quantity(high.value)} % ({high.name}).{rest} The table below has every value."
    )


def _origin(tiles: Sequence[Tile]) -> tuple[int, int]:
    return min((t.row for t in tiles), default=0), min((t.column for t in tiles), default=0)


def _share_class(tile: Tile) -> str:
    return "unknown" if tile.value is None else f"t{tint(tile.value)}"


def _share_words(tile: Tile) -> str:
    return "?" if tile.value is None else decimal(tile.value)
