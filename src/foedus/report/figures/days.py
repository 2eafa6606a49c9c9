"""How many statements a day: columns over a line of days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from markupsafe import Markup

from foedus.report import svg
from foedus.report.numbers import counted

WIDTH, HEIGHT, FOOT, HEAD = 500, 130, 22, 16


def day_columns(
    ident: str, title: str, counts: Mapping[date, int], first: date, last: date
) -> Markup:
    """Return a column for each day from `first` to `last` with its number above it."""
    days = (last - first).days + 1
    step = WIDTH / days
    most = max(counts.values(), default=1)
    base = HEIGHT - FOOT
    body = [svg.line(0, base, WIDTH, base, "rule")]
    for day, count in sorted(counts.items()):
        if not first <= day <= last:
            continue
        x = (day - first).days * step
        height = count / most * (base - HEAD)
        body.append(svg.rect(x + 1, base - height, step - 2, height, "s0"))
        body.append(svg.text(x + step / 2, base - height - 3, str(count), "axis", "middle"))
    for day, anchor in ((first, "start"), (last, "end")):
        x = 0 if anchor == "start" else WIDTH
        body.append(svg.text(x, HEIGHT - 6, day.isoformat(), "axis", anchor))
    return svg.drawing(ident, WIDTH, HEIGHT, title, describe(counts, first, last), body)


def describe(counts: Mapping[date, int], first: date, last: date) -> str:
    """Return the columns in words: how many in all, and the days with most."""
    inside = {d: c for d, c in counts.items() if first <= d <= last}
    most = sorted(inside, key=lambda d: (-inside[d], d))[:3]
    told = ", ".join(f"{d.isoformat()} ({inside[d]})" for d in most)
    total = counted(sum(inside.values()), "statement")
    return f"{total} from {first.isoformat()} to {last.isoformat()}. Most on {told}."


def window(as_of: date, days: int) -> tuple[date, date]:
    """Return the first and last of the `days` days that end with `as_of`."""
    return as_of - timedelta(days - 1), as_of
