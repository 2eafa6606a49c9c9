"""Figures of a convention: people on the opinion map, and the tree of an agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from markupsafe import Markup

from foedus.report import svg

if TYPE_CHECKING:
    from foedus.convene.opinion_map import Spot

SIZE, EDGE = 420, 18
#: Style of each group's circle; letters tell groups apart without colour.
STYLES = ("event", "deadline", "s1", "track", "g-tile")
#: Distances of an agenda tree: between votes and between outcomes; letters that fit a node.
STEP, LINE, WIDE = 175, 26, 24


def opinion_map(ident: str, title: str, spots: Sequence[Spot], names: Sequence[str]) -> Markup:
    """Return people counted in squares of the plane: a circle's area is its people.

    Larger circles come first, so that none hides a smaller one; each holds its group's letter.
    """
    most = max((s.people for s in spots), default=1)
    body: list[str] = [svg.rect(0, 0, SIZE, SIZE, "g-tile")]
    for s in sorted(spots, key=lambda s: -s.people):
        radius = 7 + 15 * sqrt(s.people / most)
        x, y = EDGE + s.x * (SIZE - 2 * EDGE), EDGE + (1 - s.y) * (SIZE - 2 * EDGE)
        words = f"group {names[s.group]}: {s.people} people"
        circle = svg.element(
            "circle", svg.title(words), cx=x, cy=y, r=radius, class_=STYLES[s.group % len(STYLES)]
        )
        letter = svg.text(x, y + 4, names[s.group], "bar-value", "middle")
        body += [circle, letter]
    groups = sorted({s.group for s in spots})
    shown = ", ".join(
        f"{sum(s.people for s in spots if s.group == g)} of group {names[g]}" for g in groups
    )
    words = f"People near one another voted alike. On the map: {shown}."
    return svg.drawing(ident, SIZE, SIZE, title, words, body)


@dataclass(frozen=True, slots=True)
class Node:
    """A vote or an outcome of an agenda; `branches` are what follows, `taken` how it went."""

    words: str
    branches: tuple[Node, ...] = ()
    taken: int | None = None

    @property
    def leaves(self) -> int:
        """How many outcomes stand below."""
        return sum(b.leaves for b in self.branches) or 1

    @property
    def depth(self) -> int:
        """How many votes stand on the longest way."""
        return 1 + max((b.depth for b in self.branches), default=0)


def agenda_tree(ident: str, title: str, root: Node, description: str) -> Markup:
    """Return a tree of votes from left to right; the way that was taken is drawn heavy."""
    body: list[str] = []
    _draw(body, root, 0, 0, taken=True)
    return svg.drawing(ident, root.depth * STEP, root.leaves * LINE + 8, title, description, body)


def _draw(body: list[str], node: Node, level: int, top: float, *, taken: bool) -> float:
    """Draw a node and what follows; returns where its middle is."""
    height = top
    middles = []
    for i, branch in enumerate(node.branches):
        way = taken and node.taken == i
        middles.append((_draw(body, branch, level + 1, height, taken=way), way))
        height += branch.leaves * LINE
    middle = sum(m for m, _ in middles) / len(middles) if middles else top + LINE / 2
    x = level * STEP
    for y, way in middles:
        css = "curve" if way else "rule"
        body.append(svg.line(x + STEP - 45, middle, x + STEP - 4, y, css))
    words = node.words if len(node.words) <= WIDE else node.words[: WIDE - 1] + "…"
    style = "bar-value" if taken else "axis"
    body.append(svg.element("text", svg.title(node.words), words, x=x, y=middle + 4, class_=style))
    return middle
