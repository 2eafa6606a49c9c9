"""A picture of a count: every candidate's votes stage by stage, with what each transfer brought.

Colours are those of Okabe and Ito (2008), told apart by colour-blind readers; gains are hatched
too, losses are outlines, and the whole count stands in the description as text.
"""

from __future__ import annotations

from fractions import Fraction
from html import escape

from foedus.elect.ballots.result import Count, Stage
from foedus.elect.ballots.show import number

BLUE, ORANGE, INK, PALE = "#0072B2", "#E69F00", "#222222", "#999999"
ROW, COLUMN, LEFT, TOP = 26, 150, 180, 64


def stages_svg(count: Count, title: str = "") -> str:
    """Return the stages as SVG: a bar a candidate and stage, kept votes, gains, losses, quota.

    Raises ValueError for a count without stages.
    """
    if not count.stages:
        raise ValueError("a count without stages has no picture")
    names = list(count.stages[0].votes)
    most = max((v for s in count.stages for v in s.votes.values()), default=Fraction(1)) or 1
    width = LEFT + COLUMN * len(count.stages) + 20
    height = TOP + ROW * (len(names) + 1) + 30
    heading = title or f"{count.rule}: {count.seats} seats, {count.valid:,} ballots"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="t d" font-family="sans-serif" '
        'font-size="11">',
        f'<title id="t">{escape(heading)}</title>',
        f'<desc id="d">{escape(alternative(count))}</desc>',
        '<defs><pattern id="gain" width="4" height="4" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="4" height="4" fill="{ORANGE}"/>'
        f'<path d="M0 0V4" stroke="{INK}" stroke-width="1"/></pattern></defs>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="10" y="20" font-size="14" fill="{INK}">{escape(heading)}</text>',
    ]
    parts += [
        f'<text x="10" y="{_y(i) + 13}" fill="{INK}">{escape(_short(n, 26))}</text>'
        for i, n in enumerate(names)
    ]
    for k, stage in enumerate(count.stages):
        parts += _column(count, stage, k, names, Fraction(most))
    parts.append(_legend(height))
    return "\n".join([*parts, "</svg>\n"])


def alternative(count: Count) -> str:
    """Return the whole count as sentences, the alternative to its picture."""
    lines = []
    for s in count.stages:
        votes = ", ".join(f"{n} {number(v)}" for n, v in s.votes.items())
        more = f" Elected: {', '.join(s.elected)}." if s.elected else ""
        more += f" Excluded: {', '.join(s.excluded)}." if s.excluded else ""
        lines.append(f"Stage {s.number}, {s.action}: {votes}.{more}")
    return " ".join(lines)


def _y(row: int) -> int:
    return TOP + ROW * row


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _column(count: Count, stage: Stage, k: int, names: list[str], most: Fraction) -> list[str]:
    left, room = LEFT + COLUMN * k, COLUMN - 58
    before = count.stages[k - 1].votes if k else stage.votes
    parts = [
        f'<text x="{left}" y="38" fill="{INK}">stage {stage.number}</text>',
        f'<text x="{left}" y="52" font-size="9" fill="{INK}">{escape(_short(stage.action, 22))}'
        f"<title>{escape(stage.action)}</title></text>",
    ]
    if count.quota is not None and count.quota <= most:
        x = left + float(count.quota / most) * room
        parts.append(
            f'<path d="M{x:.1f} {TOP - 4}V{_y(len(names))}" stroke="{PALE}" '
            'stroke-dasharray="3 2"><title>quota</title></path>'
        )
    for i, name in enumerate(names):
        parts += _bar(left, _y(i), room, before.get(name, Fraction(0)), stage.votes[name], most)
        mark = "elected" if name in stage.elected else "out" if name in stage.excluded else ""
        if mark:
            weight = "bold" if mark == "elected" else "normal"
            parts.append(
                f'<text x="{left}" y="{_y(i) + 22}" font-size="8" font-weight="{weight}" '
                f'fill="{INK}">{mark}</text>'
            )
    return parts


def _bar(
    left: int, top: int, room: int, before: Fraction, now: Fraction, most: Fraction
) -> list[str]:
    def size(v: Fraction) -> float:
        return float(v / most) * room

    kept = min(before, now)
    parts = [f'<rect x="{left}" y="{top}" width="{size(kept):.1f}" height="14" fill="{BLUE}"/>']
    if now > before:
        x = left + size(kept)
        parts.append(
            f'<rect x="{x:.1f}" y="{top}" width="{size(now - before):.1f}" height="14" '
            'fill="url(#gain)"/>'
        )
    elif before > now:
        x = left + size(kept)
        parts.append(
            f'<rect x="{x:.1f}" y="{top + 0.5}" width="{size(before - now):.1f}" height="13" '
            f'fill="none" stroke="{PALE}"/>'
        )
    text = number(now) if len(number(now)) < 12 else f"{float(now):,.2f}"
    parts.append(
        f'<text x="{left + max(size(now), size(before)) + 2:.1f}" y="{top + 11}" font-size="8" '
        f'fill="{INK}">{text}</text>'
    )
    return parts


def _legend(height: int) -> str:
    y = height - 18
    return (
        f'<rect x="10" y="{y}" width="10" height="10" fill="{BLUE}"/>'
        f'<text x="24" y="{y + 9}" fill="{INK}">votes kept</text>'
        f'<rect x="100" y="{y}" width="10" height="10" fill="url(#gain)"/>'
        f'<text x="114" y="{y + 9}" fill="{INK}">gained</text>'
        f'<rect x="170" y="{y}" width="10" height="10" fill="none" stroke="{PALE}"/>'
        f'<text x="184" y="{y + 9}" fill="{INK}">passed on; dashed: quota</text>'
    )
