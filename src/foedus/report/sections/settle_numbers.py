"""Trade-offs between packages, only where every party at the table gave numbers of its own."""

from __future__ import annotations

from fractions import Fraction

from foedus.report.blocks import Caution, Figure, Group, Provenance, Remark
from foedus.report.data import Data
from foedus.report.figures.tradeoff import Worth, tradeoff_chart
from foedus.settle.demands import Absent, problem
from foedus.settle.facts import Facts
from foedus.settle.model import Negotiation
from foedus.settle.numbers import Choice, Solutions, solutions
from foedus.settle.packages import SHOWN
from foedus.settle.words import TITLES


def numbers(negotiation: Negotiation, facts: Facts) -> list[object]:
    """Return a group for the first way with packages; nothing where nobody gave numbers."""
    if not negotiation.values:
        return []
    for way in Absent:
        found = solutions(problem(negotiation, facts, absent=way))
        if not found.refused:
            return [_group(negotiation, found, way)]
    return [Remark(f"Numbers that parties gave: {found.refused}.")]


def _group(negotiation: Negotiation, found: Solutions, way: Absent) -> Group:
    blocks: list[object] = [
        Caution("Points are each party's own and not comparable; no package here is recommended."),
        *(Remark(line.strip()) for line in found.lines()[1:]),
    ]
    if found.undominated:
        blocks.append(_figure(negotiation, found))
    title = f"From the numbers the parties gave. {TITLES[way]}"
    return Group("settle-numbers", title, tuple(blocks), True)


def _figure(negotiation: Negotiation, found: Solutions) -> Figure:
    names = [negotiation.party(p).name for p in found.parties]
    shown = list(dict.fromkeys(_key(c) for c in (*found.nash, *found.fair, *found.undominated)))
    by_key = {_key(c): c for c in (*found.nash, *found.fair, *found.undominated)}
    best, fair = {_key(c) for c in found.nash}, {_key(c) for c in found.fair}
    packages = [
        Worth(_words(negotiation, by_key[k]), tuple(v / 100 for v in by_key[k][1]),
              "N" * (k in best) + "K" * (k in fair))
        for k in shown[:SHOWN]
    ]  # fmt: skip
    drawn = tradeoff_chart("tradeoff", "What packages are worth to each party", names, packages,
                           [d / 100 for d in found.no_deal])  # fmt: skip
    rows = tuple(
        (p.label, p.marks, *(str(Fraction(v).limit_denominator(100)) for v in p.values))
        for p in packages
    )
    data = Data(("Package", "Mark", *names), rows)
    said = ", ".join(dict.fromkeys(v.statement for v in negotiation.values))
    source = Provenance(f"the parties' own weights and points ({said})", "as stated")
    note = (f"{len(packages)} of {found.front} undominated packages. N: greatest product of gains; "
            "K: leximin of relative gains; dashed: no deal.")  # fmt: skip
    return Figure("tradeoff-figure", "What packages are worth to each party", (drawn,), data,
                  source, note=note)  # fmt: skip


def _key(choice: Choice) -> tuple[str, ...]:
    return tuple(choice[0].values())


def _words(negotiation: Negotiation, choice: Choice) -> str:
    return "; ".join(negotiation.question(q).option(o).text for q, o in choice[0].items())
