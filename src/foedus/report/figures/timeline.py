"""A timeline: numbered marks on a line of days; the numbers are the rows of the table below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from foedus.report import svg
from foedus.report.numbers import counted

WIDTH, LEFT, RIGHT, STEP, RADIUS = 500, 4, 4, 20, 9


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a number, a day, words, and whether it is a deadline."""

    number: int
    day: date
    words: str
    deadline: bool = False


def day_of(words: str) -> date | None:
    """Return the first whole day (YYYY-MM-DD) that a date in words names, else None.

    A date that is only a month, a year or "late March" has no day and is not given one.
    """
    found = re.search(r"\b(\d{4})-(\d{2})-(\d{2})\b", words)
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def timeline(
    ident: str, title: str, events: Sequence[Event], line_at: date | None = None, words: str = ""
) -> Markup:
    """Return the events on a line of days, stacked where days fall together.

    `line_at` draws the as-of day, labelled with `words`.
    """
    ordered = sorted(events, key=lambda e: (e.day, e.number))
    days = [e.day for e in ordered] + ([line_at] if line_at else [])
    first, last = min(days), max(days)
    places = _stacked([(e, _x(e.day, first, last)) for e in ordered])
    height = 40 + (max((level for _, _, level in places), default=0) + 1) * STEP
    body = [svg.line(LEFT, height - 26, WIDTH - RIGHT, height - 26, "rule")]
    marks = [_mark(event, x, height - 40 - level * STEP) for event, x, level in places]
    body.append(svg.grouped(marks, class_="event-numbers"))
    body += _ticks(first, last, height)
    if line_at:
        x = _x(line_at, first, last)
        anchor = "end" if x > WIDTH / 2 else "start"
        body.append(svg.line(x, 2, x, height - 20, "mark"))
        body.append(svg.text(x + (-4 if anchor == "end" else 4), 11, words, "axis", anchor))
    return svg.drawing(ident, WIDTH, height, title, describe(ordered), body)


def describe(events: Sequence[Event]) -> str:
    """Return a timeline in words: how many, from when to when, which are deadlines."""
    if not events:
        return "No event has a day."
    due = [str(e.number) for e in events if e.deadline]
    tail = f" Deadlines: {', '.join(due)}." if due else ""
    span = f"{events[0].day.isoformat()} to {events[-1].day.isoformat()}"
    return f"{counted(len(events), 'event')}, {span}.{tail} The table below names each number."


def _x(day: date, first: date, last: date) -> float:
    span = max(1, (last - first).days)
    return LEFT + RADIUS + (day - first).days / span * (WIDTH - LEFT - RIGHT - 2 * RADIUS)


def _stacked(marks: Sequence[tuple[Event, float]]) -> list[tuple[Event, float, int]]:
    ends: list[float] = []
    placed = []
    for event, x in marks:
        level = next((k for k, end in enumerate(ends) if x - end >= 2 * RADIUS + 2), len(ends))
        ends[level : level + 1] = [x]
        placed.append((event, x, level))
    return placed


def _mark(event: Event, x: float, y: float) -> Markup:
    shape = (
        svg.rect(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS, "deadline")
        if event.deadline
        else svg.element("circle", cx=x, cy=y, r=RADIUS, class_="event")
    )
    hover = svg.title(f"{event.number}. {event.day.isoformat()}: {event.words}")
    number = svg.text(x, y + 3.5, str(event.number))
    return svg.element("g", hover, shape, number)


def _ticks(first: date, last: date, height: float) -> list[Markup]:
    count = min(4, max(1, (last - first).days))
    days = [first + timedelta((last - first).days * k // count) for k in range(count + 1)]
    parts = []
    for k, day in enumerate(days):
        anchor = "start" if k == 0 else "end" if k == count else "middle"
        x = _x(day, first, last)
        parts.append(svg.line(x, height - 29, x, height - 23, "rule"))
        parts.append(svg.text(x, height - 8, day.isoformat(), "axis", anchor))
    return parts
