"""Counts as text: stages side by side, standings under a spread rule."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import Any

from foedus.elect.ballots.pairwise import PairCount
from foedus.elect.ballots.result import Count
from foedus.elect.ballots.spread import SpreadCount


def number(value: Fraction) -> str:
    """Return a fraction as a decimal where that is exact in nine places, else as p/q."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    scaled = value * 10**9
    if scaled.denominator != 1:
        return str(value)
    return f"{value.numerator // value.denominator:,}" + f"{float(value % 1):.9f}"[1:].rstrip("0")


def grid(header: list[str], rows: list[list[str]]) -> str:
    """Return an aligned table: the first column flush left, the others right."""
    widths = [max(len(r[i]) for r in [header, *rows]) for i in range(len(header))]
    lines = []
    for row in [header, ["-" * w for w in widths], *rows]:
        cells = [
            c.rjust(w) if i else c.ljust(w)
            for i, (c, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def answer_text(answer: Any) -> str:
    """Return any count as text."""
    if isinstance(answer, SpreadCount):
        return _spread(answer)
    if isinstance(answer, PairCount) and not answer.stages:
        return _margins(answer)
    return _stages(answer) if isinstance(answer, Count) else str(answer)


def _margins(count: PairCount) -> str:
    names = list(count.margins)
    rows = [[a, *(f"{count.margins[a][b]:+,}" if a != b else "" for b in names)] for a in names]
    lines = [grid(["margin over", *names], rows), ""]
    if count.order:
        lines.append("order: " + " > ".join(" = ".join(group) for group in count.order))
    return "\n".join([*lines, count.method])


def _stages(count: Count) -> str:
    header = ["candidate", *(str(s.number) for s in count.stages)]
    rows = [
        [name, *(number(s.votes[name]) if name in s.votes else "" for s in count.stages)]
        for name in (count.stages[0].votes if count.stages else ())
    ]
    # Of results by region these are ballots cast without a vote: nothing was ever transferred.
    rest = "no vote" if count.rule == "two-round" else "exhausted"
    rows.append([rest, *(number(s.exhausted) for s in count.stages)])
    if any(s.cut for s in count.stages):
        rows.append(["cut by rounding", *(number(s.cut) for s in count.stages)])
    lines = [grid(header, rows), ""]
    for s in count.stages:
        more = f"; elected: {', '.join(s.elected)}" if s.elected else ""
        lines.append(f"stage {s.number}: {s.action}{more}")
    if count.quota is not None:
        lines.append(f"quota {number(count.quota)} of {count.valid:,} valid ballots")
    return "\n".join([*lines, count.method])


def _spread(count: SpreadCount) -> str:
    rows = [
        [s.candidate, f"{s.votes:,}", f"{s.national_margin:+,}", str(len(s.regions)),
         "elected" if s.wins else ""]
        for s in count.standings
    ]  # fmt: skip
    part = f" and {count.part_needed} of one more" if count.part_needed else ""
    header = ["candidate", "votes", "over what is needed", "regions reached", ""]
    lines = [grid(header, rows), "", f"regions needed: {count.regions_needed}{part}"]
    lines += [
        f"{s.candidate}: {count.part_needed} of the share also in {', '.join(s.in_part)}"
        for s in count.standings
        if s.in_part
    ]
    return "\n".join([*lines, count.method])


def rows_csv(answer: Any) -> str:
    """Return a count as CSV: a row a stage and candidate, with what is exhausted and cut.

    Values are exact, a fraction that is no decimal as p/q.
    """
    rows: list[dict[str, Any]] = []
    for s in getattr(answer, "stages", ()):
        pairs = [*s.votes.items(), ("exhausted", s.exhausted), ("cut by rounding", s.cut)]
        status = {**dict.fromkeys(s.elected, "elected"), **dict.fromkeys(s.excluded, "excluded")}
        rows += [
            {"stage": s.number, "action": s.action, "candidate": c,
             "votes": number(v).replace(",", ""), "status": status.get(c, "")}
            for c, v in pairs
        ]  # fmt: skip
    if isinstance(answer, SpreadCount):
        rows = [
            {"candidate": s.candidate, "votes": s.votes, "over what is needed": s.national_margin,
             "regions reached": len(s.regions), "elected": s.wins}
            for s in answer.standings
        ]  # fmt: skip
    if isinstance(answer, PairCount) and not answer.stages:
        rows = [
            {"candidate": a, "against": b, "margin": n}
            for a, row in answer.margins.items()
            for b, n in row.items()
        ]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["candidate"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
