"""Windows of steps: for each step a bar from its earliest to its latest day, a row a reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from foedus.report import svg

WIDTH, ROW, NAME, LEFT, RIGHT = 500, 13, 15, 4, 60


@dataclass(frozen=True, slots=True)
class Window:
    """A step with (earliest, latest) day under each reading; None where nothing bounds it."""

    step: str
    days: tuple[tuple[int | None, int | None], ...]


def windows(ident: str, title: str, rows: Sequence[Window], names: Sequence[str]) -> Markup:
    """Return the bars of every step, one below the other for each reading.

    A bar open on a side is not bounded there and runs to the edge, with "any" written beside it.
    """
    known = [d for w in rows for pair in w.days for d in pair if d is not None]
    low, high = min(known, default=0), max(known, default=1)
    body: list[str] = []
    y = 4.0
    for window in rows:
        y += NAME
        body.append(svg.text(LEFT, y - 3, window.step, "axis"))
        for k, (first, last) in enumerate(window.days):
            body += _bar(first, last, low, high, y, f"s{k % 2}")
            y += ROW
        y += 5
    return svg.drawing(ident, WIDTH, y + 4, title, describe(rows, names), body)


def _bar(
    first: int | None, last: int | None, low: int, high: int, y: float, css: str
) -> list[Markup]:
    span = max(1, high - low)
    reach = WIDTH - LEFT - RIGHT

    def x(day: int) -> float:
        return LEFT + (day - low) / span * reach

    start = LEFT if first is None else x(first)
    end = LEFT + reach if last is None else x(last)
    return [
        svg.rect(LEFT, y, reach, ROW - 3, "track"),
        svg.rect(start, y, max(3.0, end - start), ROW - 3, css),
        svg.text(LEFT + reach + 4, y + ROW - 5, in_words(first, last), "axis"),
    ]


def in_words(first: int | None, last: int | None) -> str:
    """Return a window as text: "3", "3 to 18", "from 4", "to 30" or "any day"."""
    if first is not None and first == last:
        return str(first)
    if first is not None and last is not None:
        return f"{first} to {last}"
    if first is not None:
        return f"from {first}"
    return "any day" if last is None else f"to {last}"


def describe(rows: Sequence[Window], names: Sequence[str]) -> str:
    """Return the windows in words, step by step and reading by reading."""
    parts = []
    for window in rows:
        told = (f"{n}: {in_words(*d)}" for n, d in zip(names, window.days, strict=True))
        parts.append(f"{window.step}, day {'; '.join(told)}.")
    return " ".join(parts)
