"""The picture of a comparison: seats above and below exact proportion, as SVG and as text."""

from __future__ import annotations

from html import escape

from foedus.elect.seats.compare import Comparison

#: Colours that stay apart for colour-blind readers (Okabe and Ito 2008), each with its own shape.
INKS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#444444")
SHAPES = ("circle", "square", "diamond", "triangle", "cross", "ring", "bar")
ROW, LEFT, WIDTH, TOP = 20, 205, 420, 64
#: Letters of a label that fit beside the axis.
LONGEST = 30


def _mark(shape: str, x: float, y: float, ink: str, title: str) -> str:
    body = {
        "circle": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{ink}"/>',
        "square": f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{ink}"/>',
        "diamond": f'<path d="M{x:.1f} {y - 5.5:.1f}l5.5 5.5-5.5 5.5-5.5-5.5z" fill="{ink}"/>',
        "triangle": f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10z" fill="{ink}"/>',
        "cross": f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m0-8l-8 8" stroke="{ink}" '
        'stroke-width="2" fill="none"/>',
        "ring": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="none" stroke="{ink}" '
        'stroke-width="2"/>',
        "bar": f'<rect x="{x - 1.5:.1f}" y="{y - 6:.1f}" width="3" height="12" fill="{ink}"/>',
    }[shape]
    return f"<g><title>{escape(title)}</title>{body}</g>"


def _gaps(c: Comparison) -> tuple[list[dict[str, float]], float]:
    """Return seats minus exact share under each method, and half the width of the axis."""
    gaps = [c.gaps(m) for m in c.allocations]
    return gaps, max([1.0, *(abs(g) for each in gaps for g in each.values())]) * 1.05


def _axis(reach: float, height: int) -> list[str]:
    step = 1
    while reach / step > 6:
        step *= 2 if str(step)[0] in "15" else 5
    ticks = range(-int(reach // step) * step, int(reach) + 1, step)
    lines = []
    for t in ticks:
        x = LEFT + WIDTH / 2 * (1 + t / reach)
        ink = "#666" if t == 0 else "#ddd"
        lines.append(f'<path d="M{x:.1f} {TOP - 6}V{height - 18}" stroke="{ink}"/>')
        lines.append(f'<text x="{x:.1f}" y="{height - 4}" text-anchor="middle">{t:+d}</text>')
    return lines


def _legend(methods: list[str]) -> list[str]:
    parts, x = [], 10.0
    for i, m in enumerate(methods):
        parts.append(_mark(SHAPES[i % 7], x + 5, 36, INKS[i % 7], m))
        parts.append(f'<text x="{x + 14:.0f}" y="40">{escape(m)}</text>')
        x += 26 + 6.6 * len(m)
    return parts


def summary(c: Comparison) -> str:
    """Return the picture in one sentence, which is also its alternative text."""
    differ = c.differing()
    names = ", ".join(differ[:6]) + (", ..." if len(differ) > 6 else "")
    what = f"{len(differ)} of {len(c.quotas)} differ between methods" if differ else "all agree"
    by = f"{len(c.allocations)} method{'' if len(c.allocations) == 1 else 's'}"
    return f"Seats minus exact share for {c.size} seats by {by}: {what}" + (
        f" ({names})." if differ else "."
    )


def _label(key: str) -> str:
    return key if len(key) <= LONGEST else f"{key[: LONGEST - 1].rstrip()}…"


def svg(c: Comparison, ident: str = "") -> str:
    """Return the comparison as a self-contained SVG: one row a unit, one mark a method.

    With `ident`, unique in a page, it is a part of that page and takes the page's text colour.
    """
    methods, keys = list(c.allocations), list(c.quotas)
    gaps, reach = _gaps(c)
    height = TOP + ROW * len(keys) + 26
    wide = max(LEFT + WIDTH + 12, int(sum(26 + 6.6 * len(m) for m in methods)) + 20)
    alt = escape(summary(c))
    named = f'aria-labelledby="{ident}-t" class="drawing"' if ident else f'aria-label="{alt}"'
    ink = "currentColor" if ident else "#222"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" role="img" '
        f'{named} width="{wide}" height="{height}" font-family="sans-serif" font-size="11" '
        f'fill="{ink}">',
        f'<title id="{ident}-t">{alt}</title>' if ident else f"<title>{alt}</title>",
        '<text x="10" y="16" font-size="13">Seats minus exact share '
        "(left: fewer than proportion, right: more)</text>",
        *_legend(methods),
        *_axis(reach, height),
    ]
    for row, k in enumerate(keys):
        y = TOP + ROW * row + ROW / 2
        out.append(
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(_label(k))}</text>'
        )
        for i, m in enumerate(methods):
            gap = gaps[i][k]
            x = LEFT + WIDTH / 2 * (1 + gap / reach)
            spread = y + (i - (len(methods) - 1) / 2) * min(3.0, 12 / len(methods))
            title = f"{k}, {m}: {c.allocations[m].seats[k]} seats, {gap:+.3f}"
            out.append(_mark(SHAPES[i % 7], x, spread, INKS[i % 7], title))
    return "\n".join([*out, "</svg>"]) + "\n"


def text(c: Comparison, width: int = 41) -> str:
    """Return the comparison as lines: letters A, B, ... for the methods, | for exact proportion."""
    methods, (gaps, reach) = list(c.allocations), _gaps(c)
    pad = max(len(k) for k in c.quotas)
    lines = [f"{chr(65 + i)} {m}" for i, m in enumerate(methods)]
    lines.append(f"{'':{pad}}  {-reach:<{width // 2}.1f}0{reach:>+{width // 2}.1f}  seats - share")
    for k in c.quotas:
        line = [" "] * width
        line[width // 2] = "|"
        for i, each in enumerate(gaps):
            at = round((each[k] / reach + 1) / 2 * (width - 1))
            line[at] = chr(65 + i) if line[at] in " |" else "*"
        lines.append(f"{k:{pad}}  {''.join(line)}")
    lines.append("* several methods at one place")
    return "\n".join(lines)
