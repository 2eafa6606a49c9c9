"""Horizontal bars with their values beside them, marked by pattern as well as by tone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from foedus.report import svg
from foedus.report.numbers import percent

LABEL, TRACK, VALUE, BAR, GAP = 285, 310, 90, 15, 8
#: Letters that fit into a line of a label.
WIDE = 44


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for (`series`, 0 or 1) and its share of the whole, 0..1.

    A share of None has no bar; `words` then says why ("impossible", "has no vote").
    """

    series: int
    share: Fraction | None
    words: str = ""

    def shown(self) -> str:
        """Return the value as it is printed beside the bar."""
        return self.words or ("unknown" if self.share is None else percent(self.share))


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled row of bars."""

    label: str
    bars: tuple[Bar, ...]


def bar_chart(
    ident: str,
    title: str,
    series: Sequence[str],
    rows: Sequence[Row],
    full: Fraction = Fraction(1),
    mark: Fraction | None = None,
) -> Markup:
    """Return rows of bars on a scale from 0 to `full`; `mark` draws a dashed line at a share."""
    body: list[str] = []
    y = 4.0
    for row in rows:
        body += _row(row, y, full)
        y += max(len(row.bars) * (BAR + 2), len(wrapped(row.label)) * 13) + GAP
    if mark is not None:
        x = LABEL + float(mark / full) * TRACK
        body.append(svg.line(x, 0, x, y, "mark"))
    width = LABEL + TRACK + VALUE
    return svg.drawing(ident, width, y + 2, title, describe(series, rows), body)


def describe(series: Sequence[str], rows: Sequence[Row]) -> str:
    """Return a chart in words, at most twelve rows of it."""
    parts = [
        f"{row.label.replace(chr(10), ', ')}: "
        + ", ".join(f"{series[b.series]} {b.shown()}" for b in row.bars)
        for row in rows[:12]
    ]
    more = f" And {len(rows) - 12} more rows in the table." if len(rows) > 12 else ""
    return ". ".join(parts) + "." + more


def wrapped(label: str, width: int = WIDE) -> list[str]:
    """Return a label in at most two lines, at its line break or between words, cut where long."""
    label = label.replace(" %", "\u00a0%")
    if "\n" not in label and len(label) > width:
        cut = label.rfind(" ", 0, width + 1)
        cut = cut if cut > 0 else width
        label = f"{label[:cut]}\n{label[cut:].strip()}"
    lines = label.split("\n")[:2]
    return [x if len(x) <= width else x[: width - 1] + "…" for x in lines]


def _row(row: Row, y: float, full: Fraction) -> list[Markup]:
    parts = [
        svg.text(LABEL - 8, y + 12 + k * 13, words, "bar-label", "end")
        for k, words in enumerate(wrapped(row.label))
    ]
    for k, bar in enumerate(row.bars):
        top = y + k * (BAR + 2)
        parts.append(svg.rect(LABEL, top, TRACK, BAR, "track"))
        length = float(min(Fraction(1), (bar.share or Fraction(0)) / full)) * TRACK
        hover = svg.title(f"{row.label.replace(chr(10), ', ')}: {bar.shown()}")
        if bar.share is not None:
            parts.append(svg.rect(LABEL, top, max(1.5, length), BAR, f"s{bar.series}", hover))
        parts.append(svg.text(LABEL + TRACK + 6, top + 12, bar.shown(), "bar-value"))
    return parts
