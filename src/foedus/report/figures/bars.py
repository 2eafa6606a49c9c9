"""Horizontal bars with their values beside them, marked by pattern as well as by tone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from markupsafe import Markup

from foedus.report import svg
from foedus.report.numbers import percent

TRACK, VALUE, BAR, GAP, LINE = 310, 90, 15, 12, 14
#: Letters that fit into a line of a label.
WIDE = 62
#: x, y, width and height.
Box = tuple[float, float, float, float]


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
    beside: int = 0,
) -> Markup:
    """Return rows of bars on a scale from 0 to `full`, each label above its bars.

    `beside` is the width of a column of short labels to the left of the bars instead.
    """
    drawn = _Drawn()
    y = 4.0
    for row in rows:
        lines = [] if beside else wrapped(row.label)
        drawn.labels += [svg.text(0, y + 10 + k * LINE, w) for k, w in enumerate(lines)]
        if beside:
            label = wrapped(row.label, width=beside // 6, most=1)[0]
            drawn.labels.append(svg.text(0, y + 13, label))
        top = y + len(lines) * LINE
        _bars(drawn, row, top, beside, full)
        y = top + len(row.bars) * (BAR + 2) + (GAP if lines else 4)
    width = TRACK + VALUE
    return svg.drawing(ident, width, y + 2, title, describe(series, rows), drawn.body())


def describe(series: Sequence[str], rows: Sequence[Row]) -> str:
    """Return a chart in words, at most twelve rows of it."""
    parts = [
        f"{row.label.replace(chr(10), ', ')}: "
        + ", ".join(f"{series[b.series]} {b.shown()}" for b in row.bars)
        for row in rows[:12]
    ]
    more = f" And {len(rows) - 12} more rows in the table." if len(rows) > 12 else ""
    return ". ".join(parts) + "." + more


def wrapped(label: str, width: int = WIDE, most: int = 3) -> list[str]:
    """Return a label in at most `most` lines, broken at its own breaks and between words."""
    lines: list[str] = []
    for part in label.replace(" %", "\u00a0%").split("\n"):
        words = part
        while len(words) > width and len(lines) < most - 1:
            cut = words.rfind(" ", 0, width + 1)
            cut = cut if cut > 0 else width
            lines.append(words[:cut])
            words = words[cut:].strip()
        lines.append(words if len(words) <= width else f"{words[: width - 1]}…")
    return lines[:most]


@dataclass(slots=True)
class _Drawn:
    """What a chart draws, by style: each style is one shape or one group."""

    tracks: list[Box] = field(default_factory=list)
    bars: dict[int, list[Box]] = field(default_factory=dict)
    labels: list[Markup] = field(default_factory=list)
    values: list[Markup] = field(default_factory=list)

    def body(self) -> list[Markup]:
        """Return the labels, the tracks, the bars upon them, and the values."""
        return [
            svg.grouped(self.labels, class_="bar-label"),
            svg.boxes(self.tracks, "track"),
            *(svg.boxes(places, f"s{series}") for series, places in sorted(self.bars.items())),
            svg.grouped(self.values, class_="bar-value"),
        ]


def _bars(drawn: _Drawn, row: Row, y: float, left: int, full: Fraction) -> None:
    track = TRACK - left
    for k, bar in enumerate(row.bars):
        top = y + k * (BAR + 2)
        drawn.tracks.append((left, top, track, BAR))
        length = float(min(Fraction(1), (bar.share or Fraction(0)) / full)) * track
        if bar.share is not None:
            drawn.bars.setdefault(bar.series, []).append((left, top, max(1.5, length), BAR))
        drawn.values.append(svg.text(TRACK + 6, top + 12, bar.shown()))
