"""Small SVG elements as escaped strings: the only place where markup of a figure is written."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

#: A number written in an attribute keeps at most this many decimals: pixels need no more.
DECIMALS = 2


def attribute(value: object) -> str:
    """Return a value as attribute text: numbers short, everything else escaped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") or "0"
    return escape(str(value), quote=True)


def element(tag: str, *children: str, **attributes: object) -> Markup:
    """Return one element; `class_` stands for `class`, `text_anchor` for `text-anchor`.

    A child that is not Markup is text and is escaped; an attribute of None is left out.
    """
    names = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items() if v is not None}
    head = "".join(f' {name}="{attribute(value)}"' for name, value in names.items())
    body = "".join(c if isinstance(c, Markup) else escape(c, quote=False) for c in children)
    return Markup(f"<{tag}{head}>{body}</{tag}>" if body else f"<{tag}{head}/>")


def text(x: float, y: float, words: str, css: str = "", anchor: str = "start") -> Markup:
    """Return a text element at (x, y) with a style class and an anchor."""
    return element(
        "text",
        words,
        x=x,
        y=y,
        class_=css or None,
        text_anchor=None if anchor == "start" else anchor,
    )


def rect(x: float, y: float, width: float, height: float, css: str, *inside: str) -> Markup:
    """Return a rectangle with a style class; `inside` may hold its title."""
    return element("rect", *inside, x=x, y=y, width=max(0.0, width), height=height, class_=css)


def boxes(places: Iterable[tuple[float, float, float, float]], css: str) -> Markup:
    """Return rectangles (x, y, width, height) of one style as one shape; nothing for none."""
    drawn = "".join(
        f"M{attribute(float(x))} {attribute(float(y))}h{attribute(float(width))}"
        f"v{attribute(float(height))}h{attribute(-float(width))}z"
        for x, y, width, height in places
    )
    return element("path", d=drawn, class_=css) if drawn else Markup("")


def grouped(parts: Iterable[str], **attributes: object) -> Markup:
    """Return elements that share attributes as one group; nothing for none."""
    inside = list(parts)
    return element("g", *inside, **attributes) if inside else Markup("")


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> Markup:
    """Return a straight line with a style class."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=css)


def title(words: str) -> Markup:
    """Return a title, which browsers show as a tooltip and screen readers speak."""
    return element("title", words)


def drawing(
    ident: str, width: float, height: float, name: str, description: str, body: Iterable[str]
) -> Markup:
    """Return a whole figure with its text alternative: a title and a description, both named.

    `ident` must be unique in the page; it prefixes the ids that `aria-labelledby` points at.
    """
    return element(
        "svg",
        element("title", name, id=f"{ident}-t"),
        element("desc", description, id=f"{ident}-d"),
        *body,
        width=width,
        height=height,
        viewBox=f"0 0 {attribute(float(width))} {attribute(float(height))}",
        role="img",
        aria_labelledby=f"{ident}-t {ident}-d",
        class_="drawing",
    )
