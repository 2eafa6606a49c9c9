"""Who can take part: the turnout by every lawful denominator, and the quorums that flip."""

from __future__ import annotations

from foedus.case.model import Case
from foedus.case.taking_part import turnouts
from foedus.federation.turnout import Denominator, Turnout
from foedus.report.blocks import Caution, Provenance, Section, Table
from foedus.report.data import Cell, Data
from foedus.report.numbers import percent, whole

WORDS = {True: "met", False: "not met", None: "open by rounding"}


def part(case: Case) -> Section | None:
    """Return the section; None where no switch states how many took part."""
    models = [c.model for c in case.constitutions if c.model is not None]
    found = turnouts(case, models)
    if not found:
        return None
    caution = Caution(
        "Which voters a turnout is a share of is for the law to say; none of these is the default."
    )
    return Section("part", "Who can take part", (caution, *(_table(t) for t in found)))


def _table(found: Turnout) -> Table:
    shown = [q for q in found.quorums if q.flips] or list(found.quorums[:1])
    header = (
        "Who is counted",
        "Voters",
        "Turnout",
        *(f"Quorum {percent(q.quorum)} ({q.name})" for q in shown),
    )
    met = [iter(q.met) for q in shown]
    rows = tuple(
        _row(d, [next(m) if d.possible else False for m in met]) for d in found.denominators
    )
    low, high = percent(found.flips_above, 2), percent(found.flips_up_to, 2)
    between = "No quorum is met by one base and not by another."
    if found.flips_above < found.flips_up_to:
        between = (
            f"Every quorum above {low} and up to {high} is met by one base and not by another."
        )
    flips = sum(q.flips for q in found.quorums)
    took = f"{whole(found.took_part)} took part. " if found.took_part is not None else ""
    return Table(
        f"part-{found.key}",
        f"Turnout by each denominator: {found.title[:1].lower()}{found.title[1:]}",
        Data(header, rows, frozenset({1, 2})),
        Provenance("the switch's bases and registers", "took part / voters", "", "exact"),
        note=f"{took}{between} Quorums compared: {len(found.quorums)}, of which {flips} flip.",
        stack=True,
    )


def _row(base: Denominator, met: list[bool | None]) -> tuple[Cell, ...]:
    if not base.possible:
        return (base.what, whole(base.base or 0), "fewer than took part", *(["none"] * len(met)))
    told = percent((base.low + base.high) / 2, 2)
    voters = whole(base.base) if base.base and base.low == base.high else ""
    if base.low != base.high:
        told += ", as stated"
        if base.between is not None:
            voters = f"{whole(base.between[0])} to {whole(base.between[1])}"
    return (base.what, voters, told, *(WORDS[m] for m in met))
