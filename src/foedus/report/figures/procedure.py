"""The steps of a procedure as a drawing: frames for how they are joined, a box for each step.

Nothing is told by colour: each kind has its word, each joining its own frame and its sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from markupsafe import Markup

from foedus.proof.clock import Timetable, caption, diagram, heading
from foedus.proof.route import Route, Step, Way
from foedus.report import svg

WIDTH, PAD, LINE, GAP, LETTER = 560.0, 8.0, 14.0, 14.0, 6.1
#: How the frame of each joining is drawn.
DASHES = {"any of": "6 4", "at least": "6 4", "only where filed": "2 3"}
#: Light tints that stay apart for colour-blind readers (after Okabe and Ito 2008).
TINTS = {"vote": "#d6ebf8", "repeated vote": "#d6ebf8", "assent": "#fbe3b8", "wait": "#f6f0b4",
         "delay": "#f0d5e4", "petition": "#f0d5e4", "objection": "#f0d5e4"}  # fmt: skip
INK, EDGE = "#1a1a1a", "#767676"


def procedure(ident: str, found: Timetable) -> Markup:
    """Return the drawing of a timetable with a title and its text alternative.

    `ident` must be unique in the page.
    """
    drawn = list(_draw(found.route, 0.0, 0.0, WIDTH))
    # No frame hides a word: words are drawn after all frames, and what they share is said once.
    body = [
        svg.grouped((d for d in drawn if d.startswith("<rect")), fill="none", stroke=EDGE),
        svg.grouped((d for d in drawn if d.startswith("<text")), font_size=11.5),
    ]
    title = f"Steps of {found.procedure}" + (f", {found.where}" if found.where else "")
    height = _height(found.route, WIDTH)
    return svg.drawing(ident, WIDTH, height, title, "; ".join(diagram(found.route)), body)


def _lines(text: str, width: float) -> list[str]:
    return wrap(text, max(8, int((width - 2 * PAD) / LETTER))) or [""]


def _between(way: Way) -> str:
    return {"in order": "then", "any of": "or", "at least": "or"}.get(way.mode, "and")


def _height(found: Route, width: float) -> float:
    if isinstance(found, Step):
        return 2 * PAD + LINE * len(_lines(caption(found), width))
    head = PAD + LINE * len(_lines(heading(found), width))
    below = [_height(item, width - 2 * PAD) for item in found.items]
    return head + PAD + sum(below) + GAP * max(0, len(below) - 1) + PAD


def _draw(found: Route, x: float, y: float, width: float) -> Iterator[Markup]:
    height = _height(found, width)
    if isinstance(found, Step):
        yield _frame(x, y, width, height, TINTS.get(found.kind, "#eeeeee"), "")
        yield from _words(_lines(caption(found), width), x + PAD, y + PAD)
        return
    yield _frame(x, y, width, height, "none", DASHES.get(found.mode, ""))
    head = _lines(heading(found), width)
    yield from _words(head, x + PAD, y + PAD / 2, soft=True)
    y += PAD + LINE * len(head) + PAD
    for k, item in enumerate(found.items):
        if k:
            yield _word(x + 2 * PAD, y - 3, _between(found), soft=True)
        yield from _draw(item, x + PAD, y, width - 2 * PAD)
        y += _height(item, width - 2 * PAD) + GAP


def _frame(x: float, y: float, width: float, height: float, fill: str, dash: str) -> Markup:
    return svg.element(
        "rect", x=x + 0.5, y=y + 0.5, width=width - 1, height=height - 1, rx=3,
        fill=None if fill == "none" else fill, stroke_dasharray=dash or None,
    )  # fmt: skip


def _words(lines: list[str], x: float, y: float, *, soft: bool = False) -> Iterator[Markup]:
    for k, line in enumerate(lines):
        yield _word(x, y + LINE * (k + 0.8), line, soft=soft)


def _word(x: float, y: float, words: str, *, soft: bool) -> Markup:
    # Words in a tinted box are dark on every theme; those in a frame take the page's own ink.
    return svg.element("text", words, x=x, y=y, class_=None if soft else "on-tint")
