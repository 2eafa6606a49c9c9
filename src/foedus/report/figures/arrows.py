"""Arrows between rows: what waits for what, one row a commitment, one arc an arrow."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from foedus.record.depend import Arrow
from foedus.report import svg

ROW, TOP, STEP, WIDTH, LETTERS = 24, 10, 11, 560, 62


def arrows(
    ident: str, title: str, rows: Sequence[tuple[str, str]], found: Sequence[Arrow]
) -> Markup:
    """Return rows of (id, words) with an arc at the left from each first to what waits for it.

    Lines carry heads, so that no colour is needed; `describe` says the same in words.
    """
    at = {key: TOP + ROW * k + ROW / 2 for k, (key, _) in enumerate(rows)}
    order = [key for key, _ in rows]
    lanes = _lanes([(order.index(a.first), order.index(a.then)) for a in found])
    left = 16.0 + STEP * (1 + max(lanes, default=0))
    body: list[Markup] = []
    for key, words in rows:
        body.append(svg.text(left + 6, at[key] + 4, _short(words)))
    for arrow, lane in zip(found, lanes, strict=True):
        body += _arc(at[arrow.first], at[arrow.then], left, left - 8 - STEP * (1 + lane))
    height = TOP * 2 + ROW * len(rows)
    return svg.drawing(ident, WIDTH, height, title, describe(rows, found), body)


def _short(words: str) -> str:
    """Return the words, shortened in the middle: the end says which point it is."""
    if len(words) <= LETTERS:
        return words
    return f"{words[: LETTERS - 25].rstrip()} … {words[-22:].lstrip()}"


def _lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return for each span the lane nearest to the rows that no shorter span touches there."""
    order = sorted(range(len(spans)), key=lambda i: abs(spans[i][1] - spans[i][0]))
    lanes = [0] * len(spans)
    taken: list[list[tuple[int, int]]] = []
    for i in order:
        low, high = sorted(spans[i])
        lane = 0
        while lane < len(taken) and any(a <= high and low <= b for a, b in taken[lane]):
            lane += 1
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        lanes[i] = lane
    return lanes


def _arc(start: float, end: float, right: float, left: float) -> list[Markup]:
    path = f"M{right:.0f} {start:.0f}H{left:.0f}V{end:.0f}H{right - 6:.0f}"
    head = f"M{right:.0f} {end:.0f}l-7 -4v8z"
    return [
        svg.element("path", d=path, fill="none", stroke="currentColor", stroke_width=1.3),
        svg.element("path", d=head, fill="currentColor"),
    ]


def describe(rows: Sequence[tuple[str, str]], found: Sequence[Arrow]) -> str:
    """Return the arrows in words, one sentence each."""
    words = dict(rows)
    return " ".join(f"{words[a.then]} waits for {words[a.first]}." for a in found)
